"""Keeping results without an account: the choice, codes, files, times, notes, rights."""
