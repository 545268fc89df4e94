"""What was found, worded: a result, two times compared, all times in a row."""
