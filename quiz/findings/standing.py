"""How one client stands: what a counsellor sees of them at a glance, from their attempts alone.

Three attempts are enough: the first, the last but one and the last. The focus is that of the last.
What moved is called by one label for all steps together (`Movement`), which rests on clear changes
only; a change that only may have happened moves nothing here.

With several steps a clear change of *some* step is likelier by chance than that of one step: see
`chance_of_any_clear`, to be told beside the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank, MeasurementModel
from quiz.findings.change import (
    Caution,
    Comparison,
    Direction,
    NotComparable,
    Taken,
    chances_without_change,
    compare,
)
from quiz.findings.focus import Focus, find_focus
from quiz.findings.shared import Certainty
from quiz.scoring import score

FEWEST_RANKED: Final = 2
"""Steps that must be ranked before one of them can stand out."""
TIMES_ADVISED: Final = 2
"""Without an agreement somebody is waited for twice as long as the bank advises."""
OTHERWISE_DAYS: Final = 28
"""Where the bank advises nothing: four weeks."""


class Movement(StrEnum):
    """What became of the steps between two attempts, in one label. Higher is better.

    `LOWER`: clearly lower in at least one step and clearly higher in none; `HIGHER` the reverse;
    `BOTH`: clearly lower in one and clearly higher in another; `NONE`: neither, with at least one
    step compared; `NOT_COMPARABLE`: no step could be compared.
    """

    LOWER = "lower"
    HIGHER = "higher"
    BOTH = "both"
    NONE = "none"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Moved:
    """The movement between two attempts, and the steps that are clearly lower or higher, in order.

    `why_not` is why nothing was compared; None there where no step has enough answers in common.
    """

    movement: Movement
    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    why_not: NotComparable | None = None
    cautions: tuple[Caution, ...] = ()


class Interval(StrEnum):
    """Where the number of days between two attempts comes from."""

    AGREED = "agreed"
    ADVISED = "advised"
    OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Due:
    """When the next attempt is due: `days` after the last. Overdue is what is later than that."""

    at: datetime
    days: int
    source: Interval
    overdue: bool


@dataclass(frozen=True)
class Standing:
    """How a client stands by their last attempt.

    `since_last` and `since_start` are None with one attempt, and equal with two. `too_few` says
    that fewer than two steps could be ranked, `one_answer` that one answer stands throughout;
    `due` is None where the last attempt has no finishing time.
    """

    last_at: datetime | None
    focus: Focus
    too_few: bool
    one_answer: bool
    since_start: Moved | None
    since_last: Moved | None
    due: Due | None


def find_standing(
    history: Sequence[Taken], now: datetime, interval_days: int | None = None
) -> Standing | None:
    """How a client stands at the moment `now`, or None before their first attempt.

    `history` is in order, the oldest first; only its first, its last but one and its last are
    looked at. `interval_days` is what was agreed with this client, if anything was.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    if not history:
        return None
    bank, last = history[-1]
    card = score(bank, last)
    focus = find_focus(bank, card, last.context)
    start = before = None
    if len(history) > 1:
        start = moved_in(compare(*history[0], bank, last))
        before = start if len(history) == 2 else moved_in(compare(*history[-2], bank, last))
    return Standing(
        last_at=last.finished_at,
        focus=focus,
        too_few=len(focus.ranked) < FEWEST_RANKED,
        one_answer=card.one_answer_throughout,
        since_start=start,
        since_last=before,
        due=find_due(bank, last, now, interval_days),
    )


def moved_in(comparison: Comparison) -> Moved:
    """The one label of a comparison."""
    compared = [change for change in comparison.steps if change.why_not is None]
    clear = [change for change in compared if change.certainty is Certainty.CLEARLY]
    return moved(
        lower=tuple(c.step for c in clear if c.direction is Direction.DOWN),
        higher=tuple(c.step for c in clear if c.direction is Direction.UP),
        compared=len(compared),
        why_not=comparison.refused,
        cautions=comparison.cautions,
    )


def moved(
    *,
    lower: tuple[str, ...],
    higher: tuple[str, ...],
    compared: int,
    why_not: NotComparable | None,
    cautions: tuple[Caution, ...],
) -> Moved:
    """The label of so many compared steps, of which these are clearly lower or higher."""
    if why_not is not None or not compared:
        return Moved(Movement.NOT_COMPARABLE, why_not=why_not, cautions=cautions)
    movement = {
        (False, False): Movement.NONE,
        (True, False): Movement.LOWER,
        (False, True): Movement.HIGHER,
        (True, True): Movement.BOTH,
    }[bool(lower), bool(higher)]
    return Moved(movement, lower, higher, None, cautions)


def find_due(bank: Bank, last: Attempt, now: datetime, interval_days: int | None) -> Due | None:
    """When the next attempt is due after `last`, and whether that has passed at `now`.

    The days are those agreed with the client; else twice the `min_days_between` of the stage that
    the last attempt reached; else 28. Days are of 24 hours, from one finishing time on.
    """
    if last.finished_at is None:
        return None
    days, source = interval(bank, last.opened, interval_days)
    at = last.finished_at + timedelta(days=days)
    return Due(at, days, source, now > at)


def interval(bank: Bank, opened: int, agreed: int | None = None) -> tuple[int, Interval]:
    """How many days there may be after an attempt that opened so many pages, and why so many."""
    if agreed is not None:
        return agreed, Interval.AGREED
    stage = bank.stages.get(bank.stage_at(opened))
    if stage is None or stage.min_days_between is None:
        return OTHERWISE_DAYS, Interval.OTHERWISE
    return TIMES_ADVISED * stage.min_days_between, Interval.ADVISED


def chance_of_any_clear(model: MeasurementModel, steps: int) -> float:
    """How likely at least one of so many steps shows a clear change where none changed, 0-1.

    1 − (1 − p)ᵏ with p that of one step (`chances_without_change`); steps err independently.
    """
    clearly = chances_without_change(model)[1]
    return float(1 - (1 - clearly) ** steps)
