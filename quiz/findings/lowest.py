"""How likely each of several uncertain scores is to be the lowest.

Each score is an independent normal variable with its own mean and standard deviation. One of them,
j, is the lowest at t where it lies at t and every other lies above:

    P_j = ∫ φ(t; μ_j, σ_j²) ∏_{i≠j} [1 − Φ((t − μ_i)/σ_i)] dt

The integrand is entire and vanishes at both ends, for which the trapezoidal rule converges
geometrically (Trefethen & Weideman 2014, SIAM Review 56, 385-458). Its Fourier transform falls at
least as fast as exp(−s²ω²/2) with 1/s² = Σ 1/σ_i², so that nodes `SPACING`·s apart leave an error
of about exp(−2π²/SPACING²) = 6e-16. All P_j share the nodes, and the product is taken once: with
S = ∏ Q_i, the j-th integrand is S·φ_j/Q_j. No Q_i is 0 there, for the nodes end where the first of
them is `REACH` deviations above its mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, erfc, exp, pi, prod, sqrt
from typing import Final

REACH: Final = 8.5  # Φ(−8.5) = 1e-17: beyond the nodes nothing is left that a float could show
SPACING: Final = 0.75
_PER_ROOT_2PI: Final = 1 / sqrt(2 * pi)
_PER_ROOT_2: Final = 1 / sqrt(2)


def shrunken(
    scores: Sequence[float], sems: Sequence[float], between_sd: float
) -> tuple[list[float], list[float]]:
    """The means and standard deviations of the true scores, given the observed ones.

    Every score is drawn towards the mean of all of them, the more so the less sure it is
    (Kelley 1947; empirical Bayes with a known spread): with τ = `between_sd` and
    B = τ²/(τ² + SEM²), μ = x̄ + B(x − x̄) and σ² = B·SEM². All in points of the 0-100 axis.
    """
    centre = sum(scores) / len(scores)
    trust = [between_sd**2 / (between_sd**2 + sem**2) for sem in sems]
    means = [centre + b * (x - centre) for b, x in zip(trust, scores, strict=True)]
    return means, [sqrt(b) * sem for b, sem in zip(trust, sems, strict=True)]


def probabilities_of_lowest(means: Sequence[float], sds: Sequence[float]) -> tuple[float, ...]:
    """The probability of each to be the lowest, to about 1e-15; they sum to 1 unforced.

    Nothing is normalised: that the sum is 1 within 1e-12 is a check of the integration. A single
    one has 1. The deviations must be above 0.
    """
    lowest = min(means)  # counted from it, a narrow spread does not drown in the means
    means = [mean - lowest for mean in means]
    start = min(m - REACH * s for m, s in zip(means, sds, strict=True))
    end = min(m + REACH * s for m, s in zip(means, sds, strict=True))
    finest = SPACING / sqrt(sum(1 / (s * s) for s in sds))
    intervals = ceil((end - start) / finest)
    width = (end - start) / intervals
    nodes = [start + k * width for k in range(intervals + 1)]
    above, hazards = [], []
    for mean, sd in zip(means, sds, strict=True):
        from_mean = [(t - mean) / sd for t in nodes]
        q = [0.5 * erfc(z * _PER_ROOT_2) for z in from_mean]
        density = _PER_ROOT_2PI / sd
        above.append(q)
        hazards.append([density * exp(-0.5 * z * z) / p for z, p in zip(from_mean, q, strict=True)])
    weights = [width * prod(column) for column in zip(*above, strict=True)]
    return tuple(sum(w * h for w, h in zip(weights, row, strict=True)) for row in hazards)
