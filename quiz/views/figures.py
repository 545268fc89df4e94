"""Figures as people read them."""

from __future__ import annotations


def whole(x: float) -> int:
    """A figure of 0 or more to the nearest whole, a half up."""
    return int(x + 0.5)
