"""What was found: a single result, two times compared, all times in a row."""
