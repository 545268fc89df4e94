"""Five Steps: question banks, scoring, findings and the pages that show them."""
