"""Figures as people read them: rounded a half up, also where a sum only nearly reaches the half."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.views.figures import tenths, whole


@pytest.mark.parametrize(
    ("figure", "read"),
    [(0.0, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (37.5, 38), (99.6, 100)],
)
def test_a_half_is_rounded_up(figure: float, read: int) -> None:
    assert whole(figure) == read


def test_a_mean_of_thirds_that_is_a_half_is_rounded_up() -> None:
    scores = [Fraction(n, 3) for n in (100, 175, 200, 155)]
    assert sum(scores) / 4 == Fraction(105, 2)
    assert whole(sum(map(float, scores)) / 4) == 53


@pytest.mark.parametrize(
    ("figure", "read"), [(0.0, "0.0"), (0.04, "0.0"), (0.05, "0.1"), (0.25, "0.3"), (12.34, "12.3")]
)
def test_a_tenth_is_rounded_a_half_up(figure: float, read: str) -> None:
    assert tenths(figure) == read
