"""How the sides of two people stand to each other, and what they can be compared on.

All of it is the bank's to say (`Bank.couple`): which sides see one thing from either end, which
see it together, and which items are about each person's own state. Sensitive items are never part
of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from quiz.attempt import Attempt
from quiz.bank import Bank, Couple, Item
from quiz.findings.shared import FEWEST_SHARED, shared_items
from quiz.scoring import Status, score

Sides = tuple[str | None, str | None]


class Stance(StrEnum):
    """How the sides of two people stand to each other."""

    OPPOSED = "opposed"
    MUTUAL = "mutual"
    OTHER = "other"


@dataclass(frozen=True)
class Share:
    """What of an attempt two people can be compared on: all that one shows so that both may see.

    `attempt` has nothing but numbers for such items, and no context. `scored` names the steps that
    the whole attempt has a score for: whether it has rests on answers that are not among these.
    """

    attempt: Attempt
    scored: frozenset[str]


def stance(bank: Bank, sides: Sides) -> Stance:
    """How the sides of two people stand to each other by the bank's rules."""
    rules = bank.couple or Couple()
    if rules.opposed is not None and set(sides) == set(rules.opposed):
        return Stance.OPPOSED
    alike = sides[0] == sides[1] and sides[0] in rules.mutual
    return Stance.MUTUAL if alike else Stance.OTHER


def comparable(bank: Bank, sides: Sides, *, first_stage: bool = False) -> Mapping[str, int]:
    """How many items of each step two people of these sides can be compared on, if both answer all.

    To be told at the invitation. Steps with fewer than two are left out: they are seen from the
    same side. With `first_stage` only the items of the first stage count. Empty without a couple
    view in the bank.
    """
    asked = {i.id for i in bank.shown(bank.first_pages if first_stage else len(bank.pages))}
    counts = {
        step: sum(1 for item in items if item.id in asked)
        for step, items in open_to(bank, bank, stance(bank, sides)).items()
    }
    return MappingProxyType({s: count for s, count in counts.items() if count >= FEWEST_SHARED})


def share_of(bank: Bank, attempt: Attempt) -> Share:
    """What of an attempt may be compared with anybody's, whichever side theirs is.

    Nothing of it without a couple view in the bank. Raises AnswerError for an answer that is off
    its scale, or for an item that the bank does not have.
    """
    card = score(bank, attempt)
    numbers = {
        item.id: answer
        for item in bank.items
        if isinstance(answer := attempt.answers.get(item.id), int)
        and may_be_shared(bank, attempt.perspective, item)
    }
    bare = replace(
        attempt, answers=MappingProxyType(numbers), opened=0, context=MappingProxyType({})
    )
    scored = frozenset(s.step for s in card.steps if s.status is Status.SCORED)
    return Share(bare, scored)


def may_be_shared(bank: Bank, side: str | None, item: Item) -> bool:
    """Whether there is a side of the other's with whom this side can be compared on an item."""
    if bank.couple is None:
        return False
    met = {stance(bank, (side, other)) for other in (*bank.perspectives, None)}
    return any(_allowed(bank.couple, pair, item) for pair in met)


def open_to(bank: Bank, bank_2: Bank, pair: Stance) -> Mapping[str, tuple[Item, ...]]:
    """The items of each step that a pair may be compared on; none without rules in the bank."""
    rules = bank.couple or Couple()
    shared = shared_items(bank_2, bank)
    return {
        step: tuple(
            item
            for item in shared.get(step, ())
            if _allowed(rules, pair, item) and _allowed(rules, pair, bank_2.item_by_id[item.id])
        )
        for step in bank.items_by_step
    }


def _allowed(rules: Couple, pair: Stance, item: Item) -> bool:
    """Whether the rules let a pair be compared on an item."""
    if item.sensitive:
        return False
    if pair is Stance.OTHER:
        return item.referent in rules.alike
    return item.referent not in rules.own
