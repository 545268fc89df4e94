"""Thin pages: each reads a view and draws it."""
