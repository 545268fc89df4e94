"""What one person has kept: attempts and notes, from one sitting to the next.

A journal is either kept in the store under a private code (`KeptJournal`), or held in memory and
taken along as a file (`FiledJournal`). Pages and views need not know which.
"""

# ruff: noqa: D102 - what a kept journal does with entries and notes is said in `Journal`

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol

from quiz import vault
from quiz.attempt import Attempt
from quiz.casework.entries import (
    LONGEST_NOTE,
    Consent,
    ConsentTo,
    Entry,
    Note,
    attempt_document,
    attempt_in,
    by_day,
    by_moment,
    by_time,
    consent_document,
    consent_in,
    note_document,
    note_in,
)
from quiz.casework.keeping import Clock
from quiz.casework.seats import withdraw_others
from quiz.errors import QuizError, StoreError
from quiz.store import Kind, Record, Store, month_of
from quiz.vault import Keys, PrivateCode, Purpose, new_id

KEPT_MONTHS: Final = 12
"""Months after the last use, counted from the month that follows it."""


class Journal(Protocol):
    """Attempts and notes of one person, the oldest first."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The attempts by finishing time."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes by day."""

    def put(self, attempt: Attempt, entry: bytes | None = None) -> Entry:
        """Keep an attempt, in the place of an entry or as a new one; the same one twice is once."""

    def drop(self, entry: bytes) -> None:
        """Delete an attempt; twice is no fault."""

    def write(self, on: date, text: str, note: bytes | None = None) -> Note:
        """Keep a note, in the place of another or as a new one."""

    def strike(self, note: bytes) -> None:
        """Delete a note; twice is no fault."""


class KeptJournal(Journal):
    """What is kept in the store under a private code, until so many months after its last use.

    Everything is read once and again by `refresh`, so that what another tab did is seen. `fault` is
    why something that lies there is not shown: it is damaged, or of a newer version of the app. The
    rest is there all the same.
    """

    def __init__(self, store: Store, keys: Keys, now: Clock) -> None:
        self.store = store
        self.keys = keys
        self.fault: QuizError | None = None
        self._now = now
        self._sealed: dict[tuple[Kind, bytes], bytes] = {}  # what is open already, as it lies there
        self._entries: dict[bytes, Entry] = {}
        self._notes: dict[bytes, Note] = {}
        self._consents: dict[bytes, Consent] = {}

    @property
    def until(self) -> int | None:
        """The last month in which it is kept (202711); None once it is erased."""
        return self.store.holders.until(self.keys.lookup)

    @property
    def last_month(self) -> int:
        """The last month in which it is kept if it is used now."""
        return month_of(self._now(), KEPT_MONTHS)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._entries.values(), key=by_time))

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self._notes.values(), key=by_day))

    @property
    def consents(self) -> tuple[Consent, ...]:
        """What was agreed to, the oldest first, what was taken back as well."""
        return tuple(sorted(self._consents.values(), key=by_moment))

    def begin(self) -> None:
        """Be there from now on, with the agreement to be kept; again is no fault."""
        if not any(self._stands(it, ConsentTo.KEEP, b"") for it in self.consents):
            consent = self._new_consent(ConsentTo.KEEP, b"")
            sealed = self._sealed_record(Kind.CONSENT, consent.id, consent_document(consent))
            self.store.holders.add(self.keys.lookup, self.last_month, sealed)
        self.refresh()

    def touch(self) -> None:
        """Prolong its time. Raises StoreError (`holder_gone`) where it is erased."""
        self.store.holders.touch(self.keys.lookup, self.last_month)

    def refresh(self) -> None:
        """Read again what has changed. Raises StoreError, `holder_gone` where it was erased."""
        records = self.store.holders.records(self.keys.lookup)
        if not records and self.until is None:
            raise StoreError("nothing is kept under this code any more", code="holder_gone")
        there = {(record.kind, record.id): record.sealed for record in records}
        for kind, id_ in self._sealed.keys() - there.keys():
            self._forget(kind, id_)
        self.fault = None
        for (kind, id_), sealed in list(there.items()):
            if self._sealed.get((kind, id_)) == sealed:
                continue
            try:
                self._know(kind, id_, self.keys.open_document(self._place(kind, id_), sealed))
            except QuizError as fault:
                self.fault = fault
                self._forget(kind, id_)
                del there[kind, id_]
        self._sealed = there

    def put(self, attempt: Attempt, entry: bytes | None = None) -> Entry:
        kept = Entry(entry or self._content_id(attempt), attempt)
        self._put(Kind.ATTEMPT, kept.id, attempt_document(attempt))
        return self._entries[kept.id]

    def drop(self, entry: bytes) -> None:
        # First, so that nobody is shown what is deleted.
        rest = {other.attempt.finished_at for other in self.entries if other.id != entry}
        for pairing in withdraw_others(self.store, self.keys, rest):
            self.withdraw(ConsentTo.SHARE, pairing)
        self._drop(Kind.ATTEMPT, entry)

    def write(self, on: date, text: str, note: bytes | None = None) -> Note:
        kept = Note(note or new_id(), on, text.strip()[:LONGEST_NOTE])
        self._put(Kind.NOTE, kept.id, note_document(kept))
        return kept

    def strike(self, note: bytes) -> None:
        self._drop(Kind.NOTE, note)

    def agree(self, to: ConsentTo, about: bytes = b"") -> Consent:
        """Record that this was agreed to now; what is agreed to already stays as it is."""
        given = next((c for c in self.consents if self._stands(c, to, about)), None)
        if given is not None:
            return given
        consent = self._new_consent(to, about)
        self._put(Kind.CONSENT, consent.id, consent_document(consent))
        return consent

    def withdraw(self, to: ConsentTo, about: bytes | None = None) -> None:
        """Record that every agreement to this was taken back now, or the one about one thing."""
        for it in self.consents:
            if self._stands(it, to, it.about if about is None else about):
                taken_back = Consent(it.id, it.to, it.given_at, self._now(), it.about)
                self._put(Kind.CONSENT, it.id, consent_document(taken_back))

    def erase(self) -> None:
        """Nothing remains in the store: attempts, notes, devices, and every pairing it is in."""
        self.store.holders.erase(self.keys.lookup)
        self._sealed, self._entries, self._notes, self._consents = {}, {}, {}, {}

    def sealed_attempt(self, attempt: Attempt, entry: bytes) -> bytes:
        """The attempt, sealed to lie under this id: for whoever puts it there."""
        return self._sealed_record(Kind.ATTEMPT, entry, attempt_document(attempt)).sealed

    # -- what lies in the store -------------------------------------------------------------------

    @staticmethod
    def _stands(consent: Consent, to: ConsentTo, about: bytes) -> bool:
        return (consent.to, consent.about) == (to, about) and consent.withdrawn_at is None

    def _new_consent(self, to: ConsentTo, about: bytes) -> Consent:
        """An agreement of now; two tabs that agree at the same moment give it the same id."""
        before = sum(1 for c in self._consents.values() if (c.to, c.about) == (to, about))
        id_ = self.keys.hash_item(f"consent/{to.value}/{about.hex()}/{before}")
        return Consent(id_, to, self._now(), about=about)

    def _content_id(self, attempt: Attempt) -> bytes:
        """An id that the same attempt always gets, so that keeping it twice keeps it once."""
        text = json.dumps(attempt_document(attempt), sort_keys=True)
        return self.keys.hash_item(f"attempt/{hashlib.sha256(text.encode()).hexdigest()}")

    def _put(self, kind: Kind, id_: bytes, document: Mapping[str, Any]) -> None:
        record = self._sealed_record(kind, id_, document)
        self.store.holders.put(self.keys.lookup, record)
        self._know(kind, id_, document)
        self._sealed[kind, id_] = record.sealed

    def _drop(self, kind: Kind, id_: bytes) -> None:
        self.store.holders.drop(self.keys.lookup, kind, id_)
        self._forget(kind, id_)
        self._sealed.pop((kind, id_), None)

    def _know(self, kind: Kind, id_: bytes, document: Mapping[str, Any]) -> None:
        if kind is Kind.ATTEMPT:
            self._entries[id_] = Entry(id_, attempt_in(document))
        elif kind is Kind.NOTE:
            self._notes[id_] = note_in(id_, document)
        elif kind is Kind.CONSENT:
            self._consents[id_] = consent_in(id_, document)

    def _forget(self, kind: Kind, id_: bytes) -> None:
        for known, of in (
            (self._entries, Kind.ATTEMPT),
            (self._notes, Kind.NOTE),
            (self._consents, Kind.CONSENT),
        ):
            if kind is of:
                known.pop(id_, None)

    def _sealed_record(self, kind: Kind, id_: bytes, document: Mapping[str, Any]) -> Record:
        return Record(kind, id_, self.keys.seal_document(self._place(kind, id_), document))

    @staticmethod
    def _place(kind: Kind, id_: bytes) -> vault.Place:
        return vault.Place(f"record/{kind.value}", id_)


def open_journal(store: Store, code: PrivateCode, now: Clock) -> KeptJournal | None:
    """What is kept under a private code, its time prolonged; None where there is nothing."""
    return journal_of(store, code.keys(Purpose.HOLDER), now)


def journal_of(store: Store, keys: Keys, now: Clock) -> KeptJournal | None:
    """What is kept under the keys of a private code, its time prolonged; None without any."""
    journal = KeptJournal(store, keys, now)
    if journal.until is None:
        return None
    journal.touch()
    journal.refresh()
    return journal
