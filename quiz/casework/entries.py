"""What a journal consists of: attempts, notes and agreements, and each as a plain document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, Mark
from quiz.errors import StoreError

FORMAT: Final = 1
_NOT_APPLICABLE: Final = Mark.NOT_APPLICABLE.value
LONGEST_NOTE: Final = 500
"""Characters of a note: a line on the time axis, not a diary."""
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 1, 1)
"""The days of attempts and notes lie between these: every calendar, axis and time zone has them."""


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
    """What was agreed to, when, and when it was taken back.

    `about` tells apart what can be agreed to more than once: each remembered device.
    """

    id: bytes
    to: ConsentTo
    given_at: datetime
    withdrawn_at: datetime | None = None
    about: bytes = b""


def by_time(entry: Entry) -> tuple[datetime, bytes]:
    """What entries are sorted by."""
    return entry.attempt.finished_at or datetime.min.replace(tzinfo=UTC), entry.id


def by_day(note: Note) -> tuple[date, bytes]:
    """What notes are sorted by."""
    return note.on, note.id


def by_moment(consent: Consent) -> tuple[datetime, bytes]:
    """What agreements are sorted by."""
    return consent.given_at, consent.id


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


def _known(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document. Raises StoreError for a format of a newer version of the app."""
    if document.get("format") != FORMAT:
        raise StoreError("kept by another version of the app", code="entry_newer")
    return document


def attempt_in(document: Mapping[str, Any]) -> Attempt:
    """The attempt in a document that was opened with its keys, and so is as it was sealed.

    Raises StoreError (`entry_newer`) for a format of a newer version of the app; so do the others.
    """
    said = _known(document)
    answers: dict[str, Answer] = {
        item: NOT_APPLICABLE if answer == _NOT_APPLICABLE else answer
        for item, answer in said["answers"].items()
    }
    finished = said["finished_at"]
    return Attempt(
        bank_id=said["bank"],
        version=said["version"],
        answers=MappingProxyType(answers),
        opened=said["opened"],
        perspective=said["perspective"],
        language=said["language"],
        context=MappingProxyType(dict(said["context"])),
        finished_at=datetime.fromisoformat(finished) if finished else None,
    )


def note_document(note: Note) -> dict[str, Any]:
    """A note as plain JSON."""
    return {"format": FORMAT, "on": note.on.isoformat(), "text": note.text}


def note_in(id_: bytes, document: Mapping[str, Any]) -> Note:
    """The note in a document."""
    said = _known(document)
    return Note(id_, date.fromisoformat(said["on"]), said["text"])


def consent_document(consent: Consent) -> dict[str, Any]:
    """An agreement as plain JSON."""
    return {
        "format": FORMAT,
        "to": consent.to.value,
        "given_at": consent.given_at.isoformat(),
        "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        "about": consent.about.hex(),
    }


def consent_in(id_: bytes, document: Mapping[str, Any]) -> Consent:
    """The agreement in a document."""
    said = _known(document)
    taken_back = said["withdrawn_at"]
    return Consent(
        id_,
        ConsentTo(said["to"]),
        datetime.fromisoformat(said["given_at"]),
        datetime.fromisoformat(taken_back) if taken_back else None,
        bytes.fromhex(said.get("about", "")),
    )
