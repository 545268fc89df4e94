"""Somebody who has answered, kept, noted and invited: their secrets, and texts that only they have.

Put into a store by the use cases themselves; a browser with their cookies then opens everything.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quiz import casework
from quiz.attempt import Attempt
from quiz.casework import KeptJournal
from quiz.store import Acceptance, Store
from quiz.vault import PrivateCode, Purpose, new_token
from tests.scripted import SCRIPTS, TRUST, Script

LANGUAGE = "en"


@dataclass
class Somebody:
    """What only they have; `note` is a text found nowhere else."""

    journal: KeptJournal | None = field(default=None, repr=False)
    code: PrivateCode = field(default_factory=PrivateCode.new)
    place: str = field(default_factory=new_token)
    device: str = field(default_factory=new_token)
    note: str = field(default_factory=lambda: f"Walk by the canal {secrets.token_hex(8)}")
    invitation: str = ""
    entries: list[bytes] = field(default_factory=list)

    @property
    def cookies(self) -> dict[str, str]:
        """Those of a browser that keeps their place and remembers what they keep."""
        return {"place": self.place, "device": self.device}

    @property
    def marks(self) -> list[str]:
        """What nobody else may ever be shown."""
        plain = [text.replace("-", "") for text in (self.code.shown(), self.invitation)]
        ids = [entry.hex() for entry in self.entries]
        shown = [self.note, self.code.shown(), self.invitation, self.place, self.device]
        return [mark for mark in (*shown, *plain, *ids) if mark]


def settle(
    store: Store, now: datetime, days: tuple[int, ...], script: Script, side: str = "hurt"
) -> Somebody:
    """Somebody who kept an attempt so many days ago, each time, and has one under way.

    The last one kept has an invitation; the one under way is finished, and lies on the device.
    """
    person = Somebody()
    journal = KeptJournal(store, person.code.keys(Purpose.HOLDER), lambda: now)
    person.journal = journal
    journal.begin()
    for number, before in enumerate(days):
        at = now - timedelta(days=before)
        entry = journal.put(_attempt(script, side, 3 if number % 2 else 8, at))
        person.entries.append(entry.id)
    journal.write((now - timedelta(days=days[0])).date(), person.note)
    casework.remember_device(journal, person.device, lambda: now)
    bond = casework.invite(journal, journal.entries[-1], now)
    assert bond is not None
    person.invitation = bond.known.secret
    draft = casework.begin(TRUST.bank, perspective=side, context=script.context)
    assert casework.keep_place(store, person.place, draft, lambda: now)
    for page in range(1, 4):
        casework.open_page(TRUST.bank, draft, page)
    for item, answer in script.answers(3).items():
        casework.record(TRUST.bank, draft, item, answer, LANGUAGE)
    casework.finish(draft, now)
    return person


def pair(store: Store, one: Somebody, other: Somebody, now: datetime) -> None:
    """Both have released their latest attempt to each other, by the invitation of the one."""
    assert one.journal is not None
    assert other.journal is not None
    code = PrivateCode.parse(one.invitation)
    assert casework.accept(store, code, other.journal, now) is Acceptance.BOUND
    for person in (one, other):
        journal = person.journal
        assert journal is not None
        journal.refresh()
        bond = next(it for it in casework.bonds_of(journal) if it.known.secret == one.invitation)
        latest = journal.entries[-1].attempt
        bond.release(TRUST.bank, latest, now, free_and_safe=True)


def _attempt(script: Script, side: str, pages: int, at: datetime) -> Attempt:
    bank, answers = TRUST.bank, script.answers(pages)
    return Attempt(bank.id, bank.version, answers, pages, side, LANGUAGE, script.context, at)


ADA, BEN, CY = SCRIPTS["clear"], SCRIPTS["too close"], SCRIPTS["likely"]
