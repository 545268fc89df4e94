"""A journal in memory, taken along as a file: nothing of it is in the store."""

# ruff: noqa: D102 - what it does with entries and notes is said in `Journal`

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from quiz.attempt import Attempt
from quiz.casework.entries import LONGEST_NOTE, Entry, Note, by_day, by_time
from quiz.casework.journal import Journal
from quiz.vault import new_id


class FiledJournal(Journal):
    """What was in a file, or is to be put into one."""

    def __init__(self, attempts: Iterable[Attempt] = (), notes: Iterable[tuple[date, str]] = ()):
        self._entries: dict[bytes, Entry] = {}
        self._notes: dict[bytes, Note] = {}
        for attempt in attempts:
            self.put(attempt)
        for on, text in notes:
            self.write(on, text)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._entries.values(), key=by_time))

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self._notes.values(), key=by_day))

    def put(self, attempt: Attempt, entry: bytes | None = None) -> Entry:
        same = next((it for it in self._entries.values() if it.attempt == attempt), None)
        if same is not None and entry in (None, same.id):
            return same
        kept = Entry(entry or new_id(), attempt)
        self._entries[kept.id] = kept
        return kept

    def drop(self, entry: bytes) -> None:
        self._entries.pop(entry, None)

    def write(self, on: date, text: str, note: bytes | None = None) -> Note:
        kept = Note(note or new_id(), on, text.strip()[:LONGEST_NOTE])
        self._notes[kept.id] = kept
        return kept

    def strike(self, note: bytes) -> None:
        self._notes.pop(note, None)
