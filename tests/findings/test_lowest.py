"""The probability to be the lowest, against other ways to compute it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr

from quiz.findings.lowest import probabilities_of_lowest, shrunken


def by_adaptive_quadrature(means: Sequence[float], sds: Sequence[float]) -> list[float]:
    """The integral of the focus, one step at a time, by scipy's adaptive rule."""
    mu, sd = np.array(means), np.array(sds)

    def integral(j: int) -> float:
        others = np.arange(len(mu)) != j

        def integrand(t: float) -> float:
            z = (t - mu) / sd
            density = math.exp(-0.5 * z[j] ** 2) / (sd[j] * math.sqrt(2 * math.pi))
            return float(density * ndtr(-z[others]).prod())

        cuts = [mu[j] + k * sd[j] for k in range(-9, 10)]
        parts = pairwise(cuts)
        return math.fsum(
            float(quad(integrand, a, b, epsabs=1e-15, epsrel=1e-12, limit=200)[0]) for a, b in parts
        )

    return [integral(j) for j in range(len(mu))]


@pytest.mark.parametrize("steps", [2, 3, 5, 12, 40])
@pytest.mark.parametrize("kind", ["alike", "unequal", "far apart"])
def test_probabilities_agree_with_adaptive_quadrature(steps: int, kind: str) -> None:
    draw = np.random.default_rng(steps)
    scores = draw.uniform(0, 100, steps) if kind == "far apart" else draw.normal(50, 8, steps)
    counts = draw.integers(2, 9, steps) if kind != "unequal" else draw.integers(1, 400, steps)
    between = 60.0 if kind == "far apart" else 12.0
    means, sds = shrunken(scores.tolist(), (25 / np.sqrt(counts)).tolist(), between)
    found = probabilities_of_lowest(means, sds)
    assert found == pytest.approx(by_adaptive_quadrature(means, sds), abs=1e-12)
    assert math.fsum(found) == pytest.approx(1, abs=1e-12)


def test_two_steps_agree_with_the_closed_form() -> None:
    # P(first is lower) = Φ((μ2 - μ1)/√(σ1² + σ2²))
    for means, sds in [
        ((50, 50), (7, 7)),
        ((40, 55), (3, 9)),
        ((10, 90), (0.1, 11)),
        ((3, 4), (1, 9)),
    ]:
        below = ndtr((means[1] - means[0]) / math.hypot(*sds))
        assert probabilities_of_lowest(means, sds) == pytest.approx((below, 1 - below), abs=1e-13)


@pytest.mark.parametrize("sd", [1e-12, 1e-6, 0.01, 1.0, 1e3])
@pytest.mark.parametrize("steps", [2, 7, 40])
def test_nothing_is_lost_where_steps_lie_far_apart(sd: float, steps: int) -> None:
    means = [50.0, *(50.0 + 5 * n for n in range(1, steps))]
    found = probabilities_of_lowest(means, [sd] * steps)
    assert all(0 <= p <= 1 + 1e-12 for p in found)
    assert math.fsum(found) == pytest.approx(1, abs=1e-12)
    assert list(found) == sorted(found, reverse=True)


def test_one_alone_is_the_lowest() -> None:
    assert probabilities_of_lowest([50.0], [7.0]) == pytest.approx((1.0,), abs=1e-14)


def test_uncertain_scores_are_drawn_to_the_mean() -> None:
    # x̄ = 50, τ² = 144; SEM² = 625/4 = 156.25, B = 144/300.25; SEM² = 625/16, B = 144/183.0625
    means, sds = shrunken([20.0, 80.0], [12.5, 6.25], 12.0)
    assert means == pytest.approx([50 - 30 * 144 / 300.25, 50 + 30 * 144 / 183.0625], abs=1e-12)
    assert sds == pytest.approx(
        [math.sqrt(144 / 300.25) * 12.5, math.sqrt(144 / 183.0625) * 6.25], abs=1e-12
    )
