"""Scores of the steps, from the answers of one attempt or of a whole table of them.

A score is the percentage of the maximum possible (POMP): 0-100, higher is better, and the ends are
those of the scale, never of the observed answers (Cohen, Cohen, Aiken & West 1999, Multivariate
Behavioral Research 34, 315-346). An answer that is missing is left out: it never counts as 0 and
is never imputed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.bank import Bank
from quiz.scoring.scorecard import (
    EXACT,
    Scorecard,
    Status,
    StepScore,
    bands_between,
    pomp,
    score,
    standard_error,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EXACT",
    "Scorecard",
    "Status",
    "StepScore",
    "bands_between",
    "pomp",
    "score",
    "score_table",
    "standard_error",
]


def score_table(
    bank: Bank, frame: pd.DataFrame, *, not_applicable: str | float = "NA"
) -> pd.DataFrame:
    """The scores of a table of answers: one row a person, index and order kept.

    A column named for an item holds its raw answers; every other column is carried along in front.
    Then come, for each step, `<step>.score` (0-100, higher is better) and `<step>.sem` (points),
    both NaN where the step is not scored, between them `<step>.answered` (a count), and
    `<step>.status`, a categorical of the values of `Status`.

    A column that is present was shown, and an empty cell in it (NaN, NA, None, "") was skipped. The
    stage is that of the last page with a column; its items without one were not reached. A cell
    that holds `not_applicable` says "does not apply". Text is read where it is a whole number, so
    that a CSV file may be read as text; pandas' own `read_csv` makes "NA" an empty cell unless told
    `keep_default_na=False, na_values=[""]`.

    Raises:
        TableError: no column is an item, a column stands twice or has a result's name, the code
            for "does not apply" lies on the scale, or cells hold what cannot be an answer, of
            which all columns are named at once.
    """
    from quiz.scoring.table import scores_of  # noqa: PLC0415 - numpy and pandas load for a table only

    return scores_of(bank, frame, not_applicable)
