"""The items that drove a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quiz.attempt import Attempt, check_answer
from quiz.bank import Bank
from quiz.findings.focus import Focus

MOST_DRIVERS: Final = 3


@dataclass(frozen=True)
class Drivers:
    """The ids of the items that drove a result: at most three strengths and three topics."""

    strengths: tuple[str, ...]
    topics: tuple[str, ...]


def find_drivers(bank: Bank, attempt: Attempt, focus: Focus) -> Drivers:
    """The items that stand out at either end, after keying.

    Strengths: up to three of the highest values, at three quarters of the scale or above; topics:
    up to three of the lowest, at half or below. Among equal values the items of the steps in focus
    come first, then the steps in order, then the items in the bank's. Sensitive items are left out.

    Raises:
        AnswerError: an answer is off its scale, or for an item that the bank does not have.
    """
    order = tuple(dict.fromkeys((*focus.steps, *bank.items_by_step)))
    values = {
        item.id: bank.scale.keyed(answer, item.key)
        for item, answer in (check_answer(bank, i, a) for i, a in attempt.answers.items())
        if isinstance(answer, int) and not item.sensitive
    }
    ids = [i.id for step in order for i in bank.items_by_step[step] if i.id in values]
    low, high = bank.scale.min, bank.scale.max
    strong = [i for i in ids if 4 * (values[i] - low) >= 3 * (high - low)]
    weak = [i for i in ids if 2 * (values[i] - low) <= high - low]
    strong.sort(key=lambda i: -values[i])  # a sort keeps the order of equals
    weak.sort(key=lambda i: values[i])
    return Drivers(tuple(strong[:MOST_DRIVERS]), tuple(weak[:MOST_DRIVERS]))
