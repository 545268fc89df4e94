"""The mean of the steps, for a counsellor's trend alone: nobody is given a total."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from quiz.bank import Bank
from quiz.scoring import Scorecard, Status

FEWEST_FOR_MEAN: Final = 4
"""Steps that must be scored."""


@dataclass(frozen=True)
class Mean:
    """The mean of `steps` scored steps, 0-100, higher is better, with its possible range.

    `low` and `high` are the mean ± z_possible·√(Σ SEM²)/k, clipped to 0-100.
    """

    score: float
    low: float
    high: float
    steps: int


def mean_of_steps(bank: Bank, card: Scorecard) -> Mean | None:
    """The mean of the scored steps, or None with fewer than four of them; each counts alike."""
    scored = [step for step in card.steps if step.status is Status.SCORED]
    if len(scored) < FEWEST_FOR_MEAN:
        return None
    mean = sum(step.score or 0.0 for step in scored) / len(scored)
    error = sqrt(sum((step.sem or 0.0) ** 2 for step in scored)) / len(scored)
    reach = bank.measurement_model.z_possible * error
    return Mean(mean, max(0.0, mean - reach), min(100.0, mean + reach), len(scored))
