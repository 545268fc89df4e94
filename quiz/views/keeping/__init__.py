"""What was kept, worded, and when to come back."""
