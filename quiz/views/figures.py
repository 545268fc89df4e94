"""Figures as people read them."""

from __future__ import annotations

from typing import Final

SLIP: Final = 1e-9
"""By how much a sum of fractions may miss the half that it is."""


def whole(x: float) -> int:
    """A figure of 0 or more to the nearest whole, a half up."""
    return int(x + 0.5 + SLIP)


def tenths(x: float) -> str:
    """A figure of 0 or more to the nearest tenth, a half up: 0.3 of 0.25."""
    return f"{whole(10 * x) / 10:.1f}"
