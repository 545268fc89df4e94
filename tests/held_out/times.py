"""What moved between two times, and how all times lie in a row, from the published rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import erfc, sqrt
from statistics import median

from tests.held_out.questions import ALL, STEPS, Question, Taking
from tests.held_out.scores import (
    CLEARLY,
    ITEM,
    MAY,
    OCCASION,
    Range,
    counts,
    one_answer,
    per_cent,
    ranged,
    scores,
)


def error_of_change(shared: int) -> float:
    return sqrt(2 * ITEM**2 / shared + 2 * OCCASION**2)


@dataclass(frozen=True)
class Changed:
    """A step at two times, on the questions answered both times."""

    before: Fraction
    after: Fraction
    shared: int

    @property
    def by(self) -> Fraction:
        return self.after - self.before

    @property
    def verdict(self) -> str:
        ratio = abs(float(self.by)) / error_of_change(self.shared)
        if ratio < MAY:
            return "No clear change"
        way = "risen" if self.by > 0 else "fallen"
        return f"{'May have' if ratio < CLEARLY else 'Clearly'} {way}"


@dataclass(frozen=True)
class Since:
    """What moved from one time to another; `refused` says why nothing is compared at all."""

    steps: dict[str, Changed]
    refused: str
    cautions: frozenset[str]

    @property
    def lower(self) -> list[str]:
        return [step for step, it in self.steps.items() if it.verdict == "Clearly fallen"]

    @property
    def higher(self) -> list[str]:
        return [step for step, it in self.steps.items() if it.verdict == "Clearly risen"]


def since(then: Taking, now: Taking) -> Since:
    before, after = then.values, now.values
    cautions = set()
    if then.language != now.language or " " in then.language:
        cautions.add("language")
    cautions |= {
        f"one answer {name}" for name, it in (("then", then), ("now", now)) if one_answer(it)
    }
    if now.at - then.at < timedelta(days=7 if then.first_only else 14):
        cautions.add("soon")
    if then.side != now.side:
        return Since({}, "side", frozenset())
    if not before.keys() & after.keys():
        return Since({}, "nothing", frozenset())
    found = {}
    for step in STEPS:
        shared = [it.id for it in ALL if it.step == step and it.id in before and it.id in after]
        if step in scores(then) and step in scores(now) and len(shared) >= 2:
            x, y = (per_cent([values[id_] for id_ in shared]) for values in (before, after))
            found[step] = Changed(x, y, len(shared))
    return Since(found, "", frozenset(cautions))


# -- topics and mean ------------------------------------------------------------------------------


def lowest(taking: Taking, in_focus: Sequence[str]) -> list[Question]:
    """At most three of the lowest values, at half the scale or below; of equals the focus first."""
    order = [*in_focus, *(step for step in STEPS if step not in in_focus)]
    values = taking.values
    low = [
        (values[it.id], order.index(it.step), place, it)
        for place, it in enumerate(ALL)
        if not it.sensitive and values.get(it.id, 4) <= 2
    ]
    return [it for *_, it in sorted(low, key=lambda found: found[:3])[:3]]


def moved(then: Taking, now: Taking) -> list[Question]:
    """At most three that moved most, by no less than one answer may move without any change."""
    before, after = then.values, now.values
    far = [
        (-abs(after[it.id] - before[it.id]), STEPS.index(it.step), place, it)
        for place, it in enumerate(ALL)
        if not it.sensitive and it.id in before and it.id in after
    ]
    named = [found for found in far if -25 * found[0] >= MAY * error_of_change(1)]
    return [it for *_, it in sorted(named, key=lambda found: found[:3])[:3]]


def mean(taking: Taking) -> tuple[Range, int] | None:
    """The mean of at least four scored steps with its range, and how many there are."""
    found = scores(taking).values()
    if len(found) < 4:
        return None
    middle = sum((x for x, _ in found), Fraction()) / len(found)
    return ranged(middle, sqrt(sum(ITEM**2 / m for _, m in found)) / len(found)), len(found)


# -- in a row -------------------------------------------------------------------------------------

Dot = tuple[Range, int] | str
"""A score with its range and the number of answers it rests on, or why there is none."""


def runs(history: Sequence[Taking]) -> list[list[Taking]]:
    """The times in a row, parted where the side changed."""
    found: list[list[Taking]] = []
    for taking in history:
        if found and found[-1][-1].side == taking.side:
            found[-1].append(taking)
        else:
            found.append([taking])
    return found


def dots(run: Sequence[Taking], step: str) -> list[Dot]:
    """A step at each time, on the questions shown at all the times that have a score of it."""
    scored = [it for it in run if counts(it, step).enough]
    common = [it for it in ALL if it.step == step and all(it in taking.shown for taking in scored)]
    found: list[Dot] = []
    for taking in run:
        values = taking.values
        given = [values[it.id] for it in common if it.id in values]
        if taking not in scored:
            found.append("not enough answers, or it did not apply")
        elif len(given) < 2:
            found.append("too few answers to the questions in common")
        else:
            found.append((ranged(per_cent(given), ITEM / sqrt(len(given))), len(given)))
    return found


@dataclass(frozen=True)
class Slope:
    """Points a week, and how often so much or more shows without any trend."""

    times: int
    per_week: Fraction
    p: float


def slope(history: Sequence[Taking], step: str) -> Slope | None:
    """The straight trend of the latest run; None with fewer than five times."""
    run = runs(history)[-1]
    row = [
        (taking.at, dot[0][0])
        for taking, dot in zip(run, dots(run, step), strict=True)
        if not isinstance(dot, str)
    ]
    if len(row) < 5:
        return None
    pairs = list(combinations(row, 2))
    slopes = [(x - y) / _weeks(since_, at) for (since_, y), (at, x) in pairs]
    s = sum((x > y) - (x < y) for (_, y), (_, x) in pairs)
    ties = tuple(sorted(Counter(x for _, x in row).values()))
    return Slope(len(row), median(slopes), chance_of(s, ties))


def _weeks(since_: datetime, at: datetime) -> Fraction:
    span = at - since_
    return Fraction(
        span // timedelta(microseconds=1), timedelta(weeks=1) // timedelta(microseconds=1)
    )


def chance_of(s: int, ties: tuple[int, ...]) -> float:
    """The part of all orders whose score lies as far from 0 as s or farther; beyond 8, about."""
    n = sum(ties)
    if n <= 8:
        orders = orders_by_score(ties)
        far = sum(count for score, count in orders.items() if abs(score) >= abs(s))
        return far / sum(orders.values())
    spread = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)
    if s == 0 or spread == 0:
        return 1.0
    return erfc((abs(s) - 1) / sqrt(spread / 18) / sqrt(2))


@cache
def orders_by_score(ties: tuple[int, ...]) -> Counter[int]:
    """How many orders of values, in groups of these sizes that are equal, have which score.

    The values are put into the row group by group, the least first: one put before k others that
    are less makes k pairs that fall.
    """
    falls = Counter({0: 1})
    before = 0
    for size in ties:
        grown: Counter[int] = Counter()
        # A group's members are alike: only how many smaller ones follow each of them counts.
        for places in _rising(size, before):
            for fall, count in falls.items():
                grown[fall + sum(places)] += count
        falls, before = grown, before + size
    n = sum(ties)
    pairs = n * (n - 1) // 2 - sum(t * (t - 1) // 2 for t in ties)
    return Counter({pairs - 2 * fall: count for fall, count in falls.items()})


def _rising(length: int, most: int) -> list[tuple[int, ...]]:
    """Every row of so many numbers from 0 to `most` in which none is below the one before."""
    rows: list[tuple[int, ...]] = [()]
    for _ in range(length):
        rows = [(*row, n) for row in rows for n in range(row[-1] if row else 0, most + 1)]
    return rows
