"""The reference itself: against the values that the method was published with, and by counting."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

import pytest

from tests.held_out.pairs import error_of_gap
from tests.held_out.questions import ALL, FIRST, PAGES, STEPS
from tests.held_out.scores import CLEARLY, chances
from tests.held_out.times import chance_of, error_of_change, orders_by_score

PUBLISHED = [
    ("56.25 37.5 43.75 62.5 50", 8, (0.0453, 0.5476, 0.2729, 0.0144, 0.1198)),
    ("75 31.25 62.5 68.75 71.875", 8, (0.0017, 0.9676, 0.0207, 0.0065, 0.0034)),
    ("175/3 125/3 50 200/3 50", 3, (0.1272, 0.3622, 0.2210, 0.0686, 0.2210)),
]


@pytest.mark.parametrize(("scores", "answers", "expected"), PUBLISHED)
def test_chances_are_the_published_ones(
    scores: str, answers: int, expected: tuple[float, ...]
) -> None:
    ranked = {step: (Fraction(x), answers) for step, x in zip(STEPS, scores.split(), strict=True)}
    found = chances(ranked)
    assert tuple(found.values()) == pytest.approx(expected, abs=5e-5)
    assert sum(found.values()) == pytest.approx(1, abs=1e-8)


def test_errors_and_the_change_that_can_be_seen_are_the_published_ones() -> None:
    assert [round(error_of_change(m), 2) for m in (8, 3)] == [15.95, 22.69]
    assert [round(CLEARLY * error_of_change(m)) for m in (8, 3)] == [31, 44]
    assert [round(error_of_gap(m), 2) for m in (8, 5, 3)] == [12.5, 15.81, 20.41]


@pytest.mark.parametrize("ties", [(1,) * 5, (2, 1, 2), (1, 3, 1), (2, 2, 2), (5,), (1, 1, 1, 3)])
def test_orders_are_as_many_as_counting_them_one_by_one_finds(ties: tuple[int, ...]) -> None:
    values = [rank for rank, size in enumerate(ties) for _ in range(size)]
    counted = Counter(
        sum((y > x) - (y < x) for x, y in itertools.combinations(order, 2))
        for order in set(itertools.permutations(values))
    )
    assert orders_by_score(ties) == counted


def test_five_that_only_rise_are_2_of_120_and_none_that_moves_is_certain() -> None:
    assert chance_of(10, (1,) * 5) == pytest.approx(2 / 120)
    assert chance_of(0, (9,)) == chance_of(0, (5,)) == 1


def test_pages_ask_one_question_of_each_step_and_the_short_ones_first() -> None:
    assert [len(page) for page in PAGES] == [5] * 8
    assert [[it.step for it in page] for page in PAGES] == [list(STEPS)] * 8
    assert len(FIRST) == 3
    assert all(it.short for page in FIRST for it in page)
    assert sorted(it.id for page in PAGES for it in page) == sorted(it.id for it in ALL)
