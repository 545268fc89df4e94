"""What one person has kept: attempts and notes, from one sitting to the next.

A journal is either kept in the store under a private code (`KeptJournal`), or held in memory and
taken along as a file (`FiledJournal`). Pages and views need not know which.
"""

# ruff: noqa: D102 - what a kept journal does with entries and notes is said in `Journal`

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from quiz import vault
from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, Mark
from quiz.casework.keeping import Clock
from quiz.errors import StoreError
from quiz.store import Kind, Record, Store, month_of
from quiz.vault import Keys, PrivateCode, Purpose, new_id

FORMAT: Final = 1
KEPT_MONTHS: Final = 12
"""Months after the last use, counted from the month that follows it."""
LONGEST_NOTE: Final = 500
"""Characters of a note: a line on the time axis, not a diary."""


@dataclass(frozen=True)
class Entry:
    """A kept attempt, under an id that tells nothing."""

    id: bytes
    attempt: Attempt


@dataclass(frozen=True)
class Note:
    """Something that happened on a day, in the person's own words."""

    id: bytes
    on: date
    text: str


class ConsentTo(StrEnum):
    """What somebody agreed to beyond beginning."""

    KEEP = "keep"
    DEVICE = "device"
    SHARE = "share"


@dataclass(frozen=True)
class Consent:
    """What was agreed to, when, and when it was taken back."""

    id: bytes
    to: ConsentTo
    given_at: datetime
    withdrawn_at: datetime | None = None


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


def by_time(entry: Entry) -> tuple[datetime, bytes]:
    """What entries are sorted by."""
    return entry.attempt.finished_at or datetime.min.replace(tzinfo=UTC), entry.id


def by_day(note: Note) -> tuple[date, bytes]:
    """What notes are sorted by."""
    return note.on, note.id


def attempt_document(attempt: Attempt) -> dict[str, Any]:
    """An attempt as plain JSON, for sealing."""
    return {
        "format": FORMAT,
        "bank": attempt.bank_id,
        "version": attempt.version,
        "perspective": attempt.perspective,
        "context": dict(attempt.context),
        "opened": attempt.opened,
        "language": attempt.language,
        "answers": {
            item: Mark.NOT_APPLICABLE.value if answer is NOT_APPLICABLE else answer
            for item, answer in attempt.answers.items()
        },
        "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
    }


def attempt_in(document: Mapping[str, Any]) -> Attempt:
    """The attempt in a document that was opened with its keys, and so is as it was sealed.

    Raises StoreError (`entry_newer`) for a format of a newer version of the app.
    """
    if document.get("format") != FORMAT:
        raise StoreError("an attempt of another version of the app", code="entry_newer")
    answers: dict[str, Answer] = {
        item: NOT_APPLICABLE if answer == Mark.NOT_APPLICABLE.value else answer
        for item, answer in document["answers"].items()
    }
    finished = document["finished_at"]
    return Attempt(
        bank_id=document["bank"],
        version=document["version"],
        answers=MappingProxyType(answers),
        opened=document["opened"],
        perspective=document["perspective"],
        language=document["language"],
        context=MappingProxyType(dict(document["context"])),
        finished_at=datetime.fromisoformat(finished) if finished else None,
    )


def _content_id(keys: Keys, attempt: Attempt) -> bytes:
    """An id that the same attempt always gets, so that keeping it twice keeps it once."""
    text = json.dumps(attempt_document(attempt), sort_keys=True)
    return keys.hash_item(f"attempt/{hashlib.sha256(text.encode()).hexdigest()}")


class KeptJournal(Journal):
    """What is kept in the store under a private code, until so many months after its last use.

    Everything is read once and again by `refresh`, so that what another tab did is seen.
    """

    def __init__(self, store: Store, keys: Keys, now: Clock) -> None:
        self.store = store
        self.keys = keys
        self._now = now
        self._entries: dict[bytes, Entry] = {}
        self._notes: dict[bytes, Note] = {}
        self._consents: dict[bytes, Consent] = {}

    @property
    def until(self) -> int | None:
        """The last month in which it is kept (202711); None once it is erased."""
        return self.store.holders.until(self.keys.lookup)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._entries.values(), key=by_time))

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self._notes.values(), key=by_day))

    @property
    def consents(self) -> tuple[Consent, ...]:
        """What was agreed to, the oldest first, what was taken back as well."""
        return tuple(sorted(self._consents.values(), key=lambda it: (it.given_at, it.id)))

    def refresh(self) -> None:
        """Read everything again. Raises StoreError; VaultError where a record does not open."""
        records = self.store.holders.records(self.keys.lookup)
        opened = [
            (r, self.keys.open_document(self._place(r.kind, r.id), r.sealed)) for r in records
        ]
        of = {kind: {r.id: d for r, d in opened if r.kind is kind} for kind in Kind}
        self._entries = {i: Entry(i, attempt_in(d)) for i, d in of[Kind.ATTEMPT].items()}
        self._notes = {i: _note(i, d) for i, d in of[Kind.NOTE].items()}
        self._consents = {i: _consent(i, d) for i, d in of[Kind.CONSENT].items()}

    def put(self, attempt: Attempt, entry: bytes | None = None) -> Entry:
        kept = Entry(entry or _content_id(self.keys, attempt), attempt)
        self._seal(Kind.ATTEMPT, kept.id, attempt_document(attempt))
        self._entries[kept.id] = kept
        return kept

    def drop(self, entry: bytes) -> None:
        self.store.holders.drop(self.keys.lookup, Kind.ATTEMPT, entry)
        self._entries.pop(entry, None)

    def write(self, on: date, text: str, note: bytes | None = None) -> Note:
        kept = Note(note or new_id(), on, text.strip()[:LONGEST_NOTE])
        self._seal(Kind.NOTE, kept.id, {"format": FORMAT, "on": on.isoformat(), "text": kept.text})
        self._notes[kept.id] = kept
        return kept

    def strike(self, note: bytes) -> None:
        self.store.holders.drop(self.keys.lookup, Kind.NOTE, note)
        self._notes.pop(note, None)

    def agree(self, to: ConsentTo) -> Consent:
        """Record that this was agreed to now."""
        return self._put_consent(Consent(new_id(), to, self._now()))

    def withdraw(self, to: ConsentTo) -> None:
        """Record that every agreement to this was taken back now."""
        for consent in self.consents:
            if consent.to is to and consent.withdrawn_at is None:
                self._put_consent(Consent(consent.id, to, consent.given_at, self._now()))

    def erase(self) -> None:
        """Nothing remains in the store: attempts, notes, devices, and every pairing it is in."""
        self.store.holders.erase(self.keys.lookup)
        self._entries, self._notes, self._consents = {}, {}, {}

    def _put_consent(self, consent: Consent) -> Consent:
        document = {
            "format": FORMAT,
            "to": consent.to.value,
            "given_at": consent.given_at.isoformat(),
            "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        }
        self._seal(Kind.CONSENT, consent.id, document)
        self._consents[consent.id] = consent
        return consent

    def _seal(self, kind: Kind, id_: bytes, document: Mapping[str, Any]) -> None:
        sealed = self.keys.seal_document(self._place(kind, id_), document)
        self.store.holders.put(self.keys.lookup, Record(kind, id_, sealed))

    @staticmethod
    def _place(kind: Kind, id_: bytes) -> vault.Place:
        return vault.Place(f"record/{kind.value}", id_)


def _note(id_: bytes, document: Mapping[str, Any]) -> Note:
    return Note(id_, date.fromisoformat(document["on"]), document["text"])


def _consent(id_: bytes, document: Mapping[str, Any]) -> Consent:
    taken_back = document["withdrawn_at"]
    return Consent(
        id_,
        ConsentTo(document["to"]),
        datetime.fromisoformat(document["given_at"]),
        datetime.fromisoformat(taken_back) if taken_back else None,
    )


def open_journal(store: Store, code: PrivateCode, now: Clock) -> KeptJournal | None:
    """What is kept under a private code, its time prolonged; None where there is nothing."""
    return journal_of(store, code.keys(Purpose.HOLDER), now)


def journal_of(store: Store, keys: Keys, now: Clock) -> KeptJournal | None:
    """What is kept under the keys of a private code, its time prolonged; None without any."""
    journal = KeptJournal(store, keys, now)
    if journal.until is None:
        return None
    store.holders.touch(keys.lookup, month_of(now(), KEPT_MONTHS))
    journal.refresh()
    return journal
