"""A straight trend through some scores: how steep, and how likely without any trend at all.

The slope is the median of the slopes between all pairs of points (Theil 1950, Indagationes
Mathematicae 12, 85-91; Sen 1968, Journal of the American Statistical Association 63, 1379-1389):
one odd score hardly moves it. Its p is that of the test of Mann (1945, Econometrica 13, 245-259),
which is Kendall's test of scores against time (Kendall 1970, Rank Correlation Methods, 4th ed.).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import erfc, sqrt
from typing import Final

LARGEST_EXACT: Final = 8
"""Scores up to which every order is looked at; beyond, the normal form is close enough."""


def theil_sen(times: Sequence[float], values: Sequence[float]) -> float | None:
    """The median slope in values per unit of time; None where no time passes.

    Pairs at one and the same time have no slope and are left out.
    """
    pairs = combinations(zip(times, values, strict=True), 2)
    slopes = sorted((y2 - y1) / (t2 - t1) for (t1, y1), (t2, y2) in pairs if t1 != t2)
    middle = len(slopes) // 2
    return (slopes[middle] + slopes[~middle]) / 2 if slopes else None


def mann_kendall(times: Sequence[float], values: Sequence[float]) -> float:
    """The two-sided p of values without a trend, 0-1: small where they rise or fall with time.

    S counts the pairs that rise less those that fall; a pair at one time or of equal values counts
    0. Up to eight values p is the part of all orders of these values, over these times, whose |S|
    is at least as large. Beyond, S is taken as normal with the variance for ties in both, less 1
    for continuity; p is 1 at S = 0.
    """
    s = trend_sum(times, values)
    if len(values) <= LARGEST_EXACT:
        counts = _orders(times, values)
        return sum(n for other, n in counts.items() if abs(other) >= abs(s)) / counts.total()
    if s == 0:
        return 1.0
    return erfc((abs(s) - 1) / sqrt(2 * variance(times, values)))


def trend_sum(times: Sequence[float], values: Sequence[float]) -> int:
    """S: the pairs whose value rises with time, less those whose value falls."""
    pairs = combinations(zip(times, values, strict=True), 2)
    return sum(_sign(t2 - t1) * _sign(y2 - y1) for (t1, y1), (t2, y2) in pairs)


def variance(times: Sequence[float], values: Sequence[float]) -> float:
    """The variance of S over all orders, with ties in either (Kendall 1970, section 4.4)."""
    n = len(values)
    ties = [Counter(times).values(), Counter(values).values()]
    whole = n * (n - 1) * (2 * n + 5)
    whole -= sum(t * (t - 1) * (2 * t + 5) for tied in ties for t in tied)
    twos = [sum(t * (t - 1) for t in tied) for tied in ties]
    threes = [sum(t * (t - 1) * (t - 2) for t in tied) for tied in ties]
    both = twos[0] * twos[1] / (2 * n * (n - 1))
    return whole / 18 + both + threes[0] * threes[1] / (9 * n * (n - 1) * (n - 2))


def _orders(times: Sequence[float], values: Sequence[float]) -> Counter[int]:
    """How many of all the orders of these values give each S.

    The values are dealt out from the earliest time to the latest. What a value adds to S depends on
    which others were dealt before, not on their order; so the sums are kept by that set, and 2ⁿ
    sets stand for n! orders. Orders within one time are one: each of their sets stands for as many.
    """
    n = len(values)
    sums: dict[frozenset[int], Counter[int]] = {frozenset(): Counter({0: 1})}
    for _, size in sorted(Counter(times).items()):
        dealt: dict[frozenset[int], Counter[int]] = {}
        for before, counts in sums.items():
            left = [i for i in range(n) if i not in before]
            for now in combinations(left, size):
                added = sum(_sign(values[i] - values[j]) for i in now for j in before)
                target = dealt.setdefault(before | set(now), Counter())
                for s, count in counts.items():
                    target[s + added] += count
        sums = dealt
    return sums[frozenset(range(n))]


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
