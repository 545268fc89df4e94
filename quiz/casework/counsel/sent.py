"""What a client sends, as plain documents: an attempt, or a mark beside one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from quiz.attempt import Attempt
from quiz.casework.entries import attempt_document, attempt_in
from quiz.errors import StoreError

FORMAT: Final = 1


class Way(StrEnum):
    """How an attempt came to the counsellor. Names are stored."""

    INVITATION = "invitation"
    HAND_OVER = "hand_over"
    PAPER = "paper"


@dataclass(frozen=True)
class Sent:
    """An attempt as it was sent; `released` where the client lets the couple page use it."""

    attempt: Attempt
    way: Way
    released: bool = False


class Ask(StrEnum):
    """What a mark asks for. Names are stored."""

    ERASURE = "erasure"
    WITHHOLD = "withhold"


@dataclass(frozen=True)
class Mark:
    """What a client asked for beside an attempt, and when."""

    ask: Ask
    record: bytes
    at: datetime


def sent_document(sent: Sent) -> dict[str, Any]:
    """What was sent as plain JSON, for sealing."""
    return {
        "format": FORMAT,
        "attempt": attempt_document(sent.attempt),
        "way": sent.way.value,
        "released": sent.released,
    }


def sent_in(document: Mapping[str, Any]) -> Sent:
    """What was sent. Raises StoreError (`entry_newer`) for a format of a newer version."""
    said = _known(document)
    return Sent(attempt_in(said["attempt"]), Way(said["way"]), said["released"])


def mark_document(mark: Mark) -> dict[str, Any]:
    """A mark as plain JSON, for sealing."""
    return {
        "format": FORMAT,
        "ask": mark.ask.value,
        "record": mark.record.hex(),
        "at": mark.at.isoformat(),
    }


def mark_in(document: Mapping[str, Any]) -> Mark:
    """The mark in a document. Raises StoreError (`entry_newer`)."""
    said = _known(document)
    return Mark(Ask(said["ask"]), bytes.fromhex(said["record"]), datetime.fromisoformat(said["at"]))


def _known(document: Mapping[str, Any]) -> Mapping[str, Any]:
    if document.get("format") != FORMAT:
        raise StoreError("sent by another version of the app", code="entry_newer")
    return document
