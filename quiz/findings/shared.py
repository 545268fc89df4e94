"""What two attempts have in common, and how sure a difference between them is.

One rule of what is *the same item* serves changes, trends and couples: the same id and `rev`, in
the same step and keyed alike. A typo mended without a new `rev` leaves an item the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank, Item, MeasurementModel, Scale
from quiz.scoring import EXACT, pomp, standard_error

FEWEST_SHARED: Final = 2
"""Items that a step needs in common before two scores of it are held against each other."""


class Certainty(StrEnum):
    """How sure a difference is: |difference|/SE below `z_possible`, below `z_clear`, or above."""

    NO_CLEAR = "no_clear"
    MAY = "may"
    CLEARLY = "clearly"


class Obstacle(StrEnum):
    """Why nothing of two attempts can be compared, whoever gave them."""

    OTHER_BANK = "other_bank"
    OTHER_SCALE = "other_scale"
    OTHER_TIME_FRAME = "other_time_frame"


@dataclass(frozen=True)
class Point:
    """A step's score on some of its items, with its possible range.

    0-100, higher is better; `low` and `high` are score ± z_possible·s_w/√m, clipped to 0-100, and
    `answered` is m. The range says how sure this score is; it leaves out how a person strays from
    one sitting to the next, which the standard error of a change adds.
    """

    score: float
    low: float
    high: float
    answered: int


def point_of(bank: Bank, attempt: Attempt, items: Iterable[Item]) -> Point | None:
    """The point of these items of the bank, or None with fewer than two numbers among them.

    What was skipped or does not apply is left out; it never counts as 0.
    """
    values = [
        bank.scale.keyed(answer, item.key)
        for item in items
        if isinstance(answer := attempt.answers.get(item.id), int)
    ]
    if len(values) < FEWEST_SHARED:
        return None
    points = pomp(bank, sum(values), len(values))
    reach = bank.measurement_model.z_possible * standard_error(bank, len(values))
    return Point(points, max(0.0, points - reach), min(100.0, points + reach), len(values))


def certainty(model: MeasurementModel, difference: float, error: float) -> Certainty:
    """How sure a difference is that has this standard error; both in points."""
    ratio = abs(difference) / error + EXACT
    if ratio < model.z_possible:
        return Certainty.NO_CLEAR
    return Certainty.MAY if ratio < model.z_clear else Certainty.CLEARLY


def obstacle(one: Bank, other: Bank) -> Obstacle | None:
    """What keeps any attempt at one edition from being compared with any at the other."""
    if one.id != other.id:
        return Obstacle.OTHER_BANK
    if _ends(one.scale) != _ends(other.scale):
        return Obstacle.OTHER_SCALE
    return Obstacle.OTHER_TIME_FRAME if one.time_frame != other.time_frame else None


def _ends(scale: Scale) -> tuple[str, int, int]:
    """What makes a scale the same; whether "does not apply" is offered moves no score."""
    return scale.id, scale.min, scale.max


def same_item(one: Item, other: Item | None) -> bool:
    """Whether answers to both mean the same: id, rev, step and key agree."""
    return other is not None and _identity(one) == _identity(other)


def _identity(item: Item) -> tuple[str, int, str, str]:
    return item.id, item.rev, item.step, item.key


def shared_items(one: Bank, other: Bank) -> Mapping[str, tuple[Item, ...]]:
    """The items that are the same in two editions, by step: the steps and the order of `other`.

    A step that only one edition has is not among them.
    """
    steps = one.items_by_step.keys()
    return {
        step: tuple(i for i in items if same_item(i, one.item_by_id.get(i.id)))
        for step, items in other.items_by_step.items()
        if step in steps
    }


def answered_by_both(items: Iterable[Item], one: Attempt, other: Attempt) -> tuple[Item, ...]:
    """The items with a number from both."""
    return tuple(
        i
        for i in items
        if isinstance(one.answers.get(i.id), int) and isinstance(other.answers.get(i.id), int)
    )


def languages_of(attempt: Attempt) -> frozenset[str]:
    """The languages in which it was answered: `language` names them, several parted by blanks."""
    return frozenset((attempt.language or "").split())


def another_language(attempts: Sequence[Attempt]) -> bool:
    """Whether they were not all answered in one and the same language from beginning to end."""
    spoken = {languages_of(attempt) for attempt in attempts}
    return len(spoken) > 1 or any(len(languages) > 1 for languages in spoken)
