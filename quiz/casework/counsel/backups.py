"""A complete backup, sealed by a passphrase, that restores on another machine and database.

It is JSON lines under `seal_stream`: a head, then every row of every table, sealed rows as they
are. Who is signed in is not in it: nobody who signed out is signed in again by a backup. Nor does
restoring bring back what somebody may have ended since, unless nothing was done since at all.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError
from quiz.store import AuditEntry, Role, Row, Store, What, is_lasting
from quiz.vault import open_stream, seal_stream

FORMAT: Final = 1
LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes of a row that is read at all."""


def backup(store: Store, passphrase: str) -> Iterator[bytes]:
    """The whole store as a file, in pieces, as of the moment when the first is taken.

    For whoever runs the server. Raises VaultError (`passphrase_short`) at once.
    """
    return seal_stream(_lines(store), passphrase)


def back_up(session: Session, passphrase: str) -> Iterator[bytes]:
    """The same for an administrator who is signed in. Raises AccessError too."""
    session.check(Role.ADMINISTRATOR)
    pieces = backup(session.store, passphrase)
    session.note(What.BACKED_UP)
    return pieces


def restore(
    store: Store, sealed: Iterable[bytes], passphrase: str, now: datetime, *, moved: bool = False
) -> int:
    """How many rows were taken into a store in which nothing lies: all of them, or none.

    What is kept for one reader comes back. Set-up codes, remembered devices, drafts, open
    invitations, and what partners released to each other do so only where the store is `moved`:
    where the server was stopped before the backup was made, and nothing can have been ended since.

    Raises VaultError and StoreError: `passphrase_wrong`, `backup_unknown`, `backup_newer` (also of
    other tables than this version's), `backup_damaged`, `store_not_empty`.
    """
    lines = _split(open_stream(sealed, passphrase))
    _check_head(store, next(lines, b""))
    rows = map(_row, lines)
    taken = _Counted(row for row in rows if moved or is_lasting(row))
    store.load(taken)
    store.audit.note(AuditEntry(now, None, What.RESTORED))
    return taken.count


class _Counted:
    """Rows, and how many of them were taken."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _lines(store: Store) -> Iterator[bytes]:
    yield _line({"format": FORMAT, "tables": store.revision()})
    for table, values in store.dump():
        yield _line([table, {name: _said(value) for name, value in values.items()}])


def _line(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(value: bytes | int | str | None) -> Any:
    """Bytes as a list of one text, to be told from words."""
    return [base64.b64encode(value).decode()] if isinstance(value, bytes) else value


def _split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        *whole, rest = held.split(b"\n")
        yield from map(bytes, whole)
        held = bytearray(rest)
        if len(held) > LONGEST_LINE:
            raise _damaged()
    if held:
        raise _damaged()


def _check_head(store: Store, line: bytes) -> None:
    try:
        head = json.loads(line)
        form, tables = head["format"], head["tables"]
    except (ValueError, TypeError, KeyError):
        raise _damaged() from None
    if (form, tables) != (FORMAT, store.revision()):
        raise StoreError(
            "made by another version of this app; restore it with that one, then update",
            code="backup_newer",
        )


def _row(line: bytes) -> Row:
    try:
        table, values = json.loads(line)
        return str(table), {str(name): _value(said) for name, said in values.items()}
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise _damaged() from None


def _value(said: Any) -> bytes | int | str | None:
    if isinstance(said, list):
        (text,) = said
        return base64.b64decode(text, validate=True)
    if said is None or isinstance(said, int | str):
        return said
    raise ValueError(said)


def _damaged() -> StoreError:
    return StoreError("this is not what a backup holds", code="backup_damaged")
