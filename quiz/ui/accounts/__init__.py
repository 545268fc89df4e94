"""Accounts of a practice: signing in, setting up, one's own, all of them."""
