"""Two people for tests: one who has a journal and invites, and one who answers on a device."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from quiz import casework
from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.casework import Bond, Draft, Entry, KeptJournal
from quiz.store import Acceptance, Store
from quiz.vault import PrivateCode, Purpose, new_token

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIDES = ("hurt", "broke", "both")


@dataclass
class Clock:
    """A clock that a test sets."""

    moment: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.moment

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class House:
    """A store, a clock and the bank: where two people meet."""

    store: Store
    bank: Bank
    clock: Clock = field(default_factory=Clock)

    def journal(self, code: PrivateCode | None = None) -> KeptJournal:
        """Somebody's journal, new and empty."""
        code = code or PrivateCode.new()
        journal = KeptJournal(self.store, code.keys(Purpose.HOLDER), self.clock)
        journal.begin()
        return journal

    def draft(self, side: str = "broke", answers: dict[str, Answer] | None = None) -> Draft:
        """Somebody's answers on a device of theirs, kept, every page opened."""
        draft = Draft(
            self.bank.id, self.bank.version, side, {"decision": "rebuild"}, answers or {},
            len(self.bank.pages), "en",
        )  # fmt: skip
        assert casework.keep_place(self.store, new_token(), draft, self.clock)
        return draft

    def bank_of(self, attempt: Attempt) -> Bank | None:
        """The edition of an attempt, where it is here."""
        here = (attempt.bank_id, attempt.version) == (self.bank.id, self.bank.version)
        return self.bank if here else None

    def attempt(self, side: str = "hurt", answers: dict[str, Answer] | None = None) -> Attempt:
        """An attempt that is finished now, every page opened."""
        return Attempt(
            self.bank.id, self.bank.version, level(self.bank, 2) if answers is None else answers,
            len(self.bank.pages), side, "en", {"decision": "rebuild"}, self.clock(),
        )  # fmt: skip


@dataclass
class Couple:
    """An inviter with an open invitation, and whoever got its code."""

    house: House
    journal: KeptJournal
    entry: Entry
    inviter: Bond

    @property
    def code(self) -> PrivateCode:
        """The code of the invitation."""
        return PrivateCode.parse(self.inviter.known.secret)

    def accept(self, whom: Draft | KeptJournal, *, again: bool = False) -> Acceptance:
        """What becomes of accepting."""
        house = self.house
        return casework.accept(house.store, self.code, whom, house.clock(), begin_again=again)

    def partner(self, whom: Draft | KeptJournal) -> Bond:
        """The side of somebody who accepts."""
        assert self.accept(whom) is Acceptance.BOUND
        if isinstance(whom, Draft):
            found = casework.bond_of(self.house.store, whom)
        else:
            [found] = casework.bonds_of(whom)
        assert found is not None
        return found

    def release(self, bond: Bond, attempt: Attempt | None = None) -> None:
        """Release an attempt; the inviter's own without one."""
        attempt = attempt or self.entry.attempt
        bond.release(self.house.bank, attempt, self.house.clock(), free_and_safe=True)


def couple_in(
    house: House, attempt: Attempt | None = None, *, code: PrivateCode | None = None
) -> Couple:
    """An inviter whose invitation is open; their journal under a code, if one is given."""
    journal = house.journal(code)
    entry = journal.put(attempt or house.attempt())
    inviter = casework.invite(journal, entry, house.clock())
    assert inviter is not None
    return Couple(house, journal, entry, inviter)


def level(bank: Bank, value: int) -> dict[str, Answer]:
    """Answers that make every item's value the same."""
    return {item.id: bank.scale.keyed(value, item.key) for item in bank.items}


def drawn(bank: Bank, draw: random.Random) -> Callable[[datetime], Attempt]:
    """An attempt as somebody might give it, of any side, to be finished at a moment."""
    tone, opened = draw.random(), draw.choice([2, 3, 3, 5, 8, 8, 8])
    answers: dict[str, Answer] = {}
    for item in bank.shown(opened):
        if draw.random() < 0.9:
            value = min(4, max(0, round(draw.gauss(4 * tone, 1))))
            answers[item.id] = NOT_APPLICABLE if draw.random() < 0.1 else value
    side = draw.choice(SIDES)
    return lambda moment: Attempt(
        bank.id, bank.version, answers, opened, side, "en", {"decision": "unsure"}, moment
    )
