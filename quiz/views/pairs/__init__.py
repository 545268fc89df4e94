"""Two partners, worded: what can be compared, and what both see."""
