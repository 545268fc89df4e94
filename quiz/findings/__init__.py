"""What the scores let us say: which step needs the most attention, what drove it, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.bank import Bank
from quiz.findings.change import Change, Comparison, compare
from quiz.findings.couple import CoupleView, Gap, gaps
from quiz.findings.drivers import Drivers, find_drivers
from quiz.findings.focus import Focus, NoFocus, Verdict, find_focus
from quiz.findings.shared import Certainty, Point
from quiz.findings.standing import Movement, Standing, find_standing
from quiz.findings.topics import Topics, find_topics
from quiz.findings.trend import Trend, find_trend

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Certainty",
    "Change",
    "Comparison",
    "CoupleView",
    "Drivers",
    "Focus",
    "Gap",
    "Movement",
    "NoFocus",
    "Point",
    "Standing",
    "Topics",
    "Trend",
    "Verdict",
    "compare",
    "find_drivers",
    "find_focus",
    "find_standing",
    "find_topics",
    "find_trend",
    "focus_table",
    "gaps",
]


def focus_table(
    bank: Bank, frame: pd.DataFrame, *, not_applicable: str | float = "NA"
) -> pd.DataFrame:
    """The focus of each row of a table of answers: index, order and other columns kept.

    Reads the frame as `score_table` does. A column named for a context question (its `name`) holds
    the id of the option chosen; without one, or with an empty cell, it was not answered.

    After the other columns come `<step>.p`, the probability of the step to be the lowest (NaN
    where it is not ranked, or fewer than two are), and what `Focus` says under the same names:
    `verdict`, `reason`, `begin_with` and `prerequisite` as categoricals (empty where None), and
    `steps`, a tuple of step ids. The private block is in no table.

    Raises:
        TableError: as `score_table` does.
    """
    from quiz.findings.table import foci_of  # noqa: PLC0415 - numpy and such load for a table only

    return foci_of(bank, frame, not_applicable)
