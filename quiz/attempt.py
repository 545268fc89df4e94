"""What one person answered: the raw answers, and how far the person went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal

from quiz.bank import Bank, Item
from quiz.errors import AnswerError


class Mark(Enum):
    """An answer that is not a number."""

    NOT_APPLICABLE = "NA"


NOT_APPLICABLE: Final = Mark.NOT_APPLICABLE
Answer = int | Literal[Mark.NOT_APPLICABLE]


@dataclass(frozen=True)
class Attempt:
    """One taking of a bank: answers by item id, and the number of pages opened.

    A shown item without an entry is *skipped*; an item of the stage on a page not opened is
    *not reached*. `context` holds answers by the context question's name. Times are aware (UTC).
    """

    bank_id: str
    version: str
    answers: Mapping[str, Answer]
    opened: int
    perspective: str | None = None
    language: str | None = None
    context: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    finished_at: datetime | None = None


def check_answer(bank: Bank, item_id: str, answer: object) -> tuple[Item, Answer]:
    """The item and the answer, once both are known to be good.

    Raises AnswerError where the bank has no such item, the answer is off the scale, is not a
    whole number, or "does not apply" is not offered.
    """
    item = bank.item_by_id.get(item_id)
    if item is None:
        raise AnswerError(f"there is no item {item_id!r} in {bank.id}", item=item_id)
    if answer is NOT_APPLICABLE:
        if not bank.scale.not_applicable:
            raise AnswerError(f"{item_id}: this scale has no “does not apply”", item=item_id)
        return item, NOT_APPLICABLE
    if type(answer) is not int or answer not in bank.scale.values:
        low, high = bank.scale.min, bank.scale.max
        raise AnswerError(
            f"{item_id}: an answer must be a whole number from {low} to {high}",
            item=item_id,
        )
    return item, answer
