"""The scores of a table of answers, block by block; agrees with `score` on every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quiz.bank import Bank
from quiz.scoring.answers import AnswerTable, Sums
from quiz.scoring.scorecard import Status, standard_error

Floats = npt.NDArray[np.float64]
STATUSES = tuple(Status)
SCORED, DOES_NOT_APPLY, NOT_ENOUGH = map(np.int8, range(3))  # places in STATUSES


@dataclass(frozen=True)
class ScoredRows:
    """The scores of some rows. Arrays have one row a step and one column a person.

    `points` and `sems` are NaN where a step is not scored; `statuses` are places in `STATUSES`.
    """

    rows: slice
    points: Floats
    sems: Floats
    answered: npt.NDArray[np.int32]
    statuses: npt.NDArray[np.int8]


class Scorer:
    """Turns the sums of a table's steps into scores.

    What depends on a step and its number of answers alone is looked up: each look-up has an entry
    for every step and count, with NaN for a count that is not enough.
    """

    def __init__(self, table: AnswerTable) -> None:
        bank = table.bank
        present = {item.id for item in table.items}
        stage = _of_stage(table)
        steps = bank.items_by_step.values()
        self.shown = np.array([[sum(item.id in present for item in items)] for items in steps])
        self.of_stage = np.array([[sum(item.id in stage for item in items)] for items in steps])
        counts = range(int(self.shown.max()) + 1)
        met = bank.enough_answers.met
        enough = np.array([[met(m, shown) for m in counts] for (shown,) in self.shown.tolist()])
        span = bank.scale.max - bank.scale.min
        self.first = np.arange(len(enough))[:, None] * len(counts)
        self.possible = np.where(enough, np.array(counts) * float(span), np.nan).ravel()
        sems = [np.nan, *(standard_error(bank, m) for m in counts[1:])]
        self.sems = np.where(enough, sems, np.nan).ravel()
        self.statuses = np.where(enough, SCORED, NOT_ENOUGH).ravel()

    def score(self, sums: Sums) -> ScoredRows:
        """The scores of some rows: 100 · total / (answered · range), rounded once as in `pomp`."""
        at = sums.answered.astype(np.intp) + self.first
        points = sums.totals.astype(np.float64)
        points *= 100
        points /= self.possible.take(at)
        statuses = self.statuses.take(at)
        if sums.not_applicable is not None:
            said = sums.not_applicable.astype(np.int64)
            missed = self.of_stage - sums.answered - said
            rather_not_asked = (statuses == NOT_ENOUGH) & (said > 0) & (said >= missed)
            statuses[rather_not_asked] = DOES_NOT_APPLY
        answered = sums.answered.astype(np.int32)
        return ScoredRows(sums.rows, points, self.sems.take(at), answered, statuses)


def _of_stage(table: AnswerTable) -> set[str]:
    """The ids of the items that the stage asks: the stage of the last page with a column."""
    bank, present = table.bank, {item.id for item in table.items}
    opened = max(n for n, page in enumerate(bank.pages, 1) if any(i.id in present for i in page))
    return {item.id for item in bank.of_stage(opened)}


def scores_of(bank: Bank, frame: pd.DataFrame, not_applicable: str | float) -> pd.DataFrame:
    """See `quiz.scoring.score_table`."""
    table = AnswerTable.of(bank, frame, not_applicable)
    scorer = Scorer(table)
    shape = (len(bank.steps), len(frame))
    points, sems = np.empty(shape), np.empty(shape)
    answered, statuses = np.empty(shape, np.int32), np.empty(shape, np.int8)
    for scored in map(scorer.score, table.sums()):
        points[:, scored.rows] = scored.points
        sems[:, scored.rows] = scored.sems
        answered[:, scored.rows] = scored.answered
        statuses[:, scored.rows] = scored.statuses
    kinds = pd.CategoricalDtype([status.value for status in STATUSES])
    results: dict[str, Any] = {}
    for at, step in enumerate(bank.steps):
        results[f"{step.id}.score"] = points[at]
        results[f"{step.id}.answered"] = answered[at]
        results[f"{step.id}.sem"] = sems[at]
        results[f"{step.id}.status"] = pd.Categorical.from_codes(statuses[at], dtype=kinds)
    return table.with_results(results)
