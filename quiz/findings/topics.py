"""What a counsellor and a client may want to talk about: single answers, of this client alone.

Topics are openings for a talk, not findings: one answer is noisy. They are the lowest answers of
the last attempt, by the same rule as on the client's own result, and those that moved most since
the attempt before. Sensitive items are never among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quiz.bank import Bank, Item
from quiz.findings.change import NotComparable, Taken, compare, standard_error_of_change
from quiz.findings.drivers import find_drivers
from quiz.findings.focus import find_focus
from quiz.findings.shared import Certainty, answered_by_both, certainty, shared_items
from quiz.scoring import score

MOST_MOVED: Final = 3


@dataclass(frozen=True)
class MovedItem:
    """An item whose answer moved: the answers as given, and which way that is after keying.

    `difference` is in points of the 0-100 axis, now less then; higher is better.
    """

    item: str
    then: int
    now: int
    difference: float


@dataclass(frozen=True)
class Topics:
    """At most three lowest items and three that moved most, of one client.

    `why_none_moved` says why the last two attempts could not be held against each other; it is
    None where they could, and with one attempt.
    """

    lowest: tuple[str, ...] = ()
    moved: tuple[MovedItem, ...] = ()
    why_none_moved: NotComparable | None = None


def find_topics(history: Sequence[Taken]) -> Topics:
    """The topics of a client's attempts, in order, the oldest first; none without any.

    Lowest: as `find_drivers` has them for the last attempt. Moved: items that are the same in both
    editions, with a number in the last and in the last but one, not sensitive in either, whose
    difference is at least one that "may" be a change by the formula for steps with m = 1; the
    largest first, equal ones in the bank's order.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    if not history:
        return Topics()
    bank, last = history[-1]
    focus = find_focus(bank, score(bank, last), last.context)
    lowest = find_drivers(bank, last, focus).topics
    if len(history) == 1:
        return Topics(lowest)
    refused = compare(*history[-2], bank, last).refused
    if refused is not None:
        return Topics(lowest, (), refused)
    return Topics(lowest, _moved(history[-2], history[-1]))


def _moved(before: Taken, last: Taken) -> tuple[MovedItem, ...]:
    """The items that moved most between two attempts that can be compared."""
    bank_then, then = before
    bank, now = last
    error = standard_error_of_change(bank.measurement_model, 1)
    moved: list[MovedItem] = []
    for items in shared_items(bank_then, bank).values():
        for item in answered_by_both(items, then, now):
            answers = _number(then.answers[item.id]), _number(now.answers[item.id])
            by = _points(bank, item, *answers)
            open_to_talk = not (item.sensitive or bank_then.item_by_id[item.id].sensitive)
            sure = certainty(bank.measurement_model, by, error)
            if open_to_talk and sure is not Certainty.NO_CLEAR:
                moved.append(MovedItem(item.id, *answers, by))
    moved.sort(key=lambda it: -abs(it.difference))  # a sort keeps the order of equals
    return tuple(moved[:MOST_MOVED])


def _points(bank: Bank, item: Item, then: int, now: int) -> float:
    """How far an item moved, in points, up is better."""
    steps = bank.scale.keyed(now, item.key) - bank.scale.keyed(then, item.key)
    return 100 * steps / (bank.scale.max - bank.scale.min)


def _number(answer: object) -> int:
    """The answer of an item that was answered with a number both times."""
    if not isinstance(answer, int):
        raise TypeError(f"{answer!r} is no number")
    return answer
