"""For whoever has the server's console: a backup, restoring one, one more administrator.

    python -m quiz backup FILE        everything that is kept, sealed by a passphrase
    python -m quiz restore FILE       into a database in which nothing lies
    python -m quiz administrator      a one-time code for one more administrator

The database is that of the app: FIVE_STEPS_DATABASE_URL, or the file of whoever runs it. The
passphrase is asked for; where no terminal is there it is the first line of the input.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Final

from quiz.casework import counsel
from quiz.errors import QuizError, StoreError
from quiz.store import AuditEntry, Store, What, open_store

PIECE: Final = 1024 * 1024
"""Bytes of a backup that are read at once."""
MOVED: Final = (
    "take everything along: only where the server was stopped before the backup was made, and this "
    "takes its place; else open links, set-up codes, remembered devices, drafts and what partners "
    "released stay out, since somebody may have ended them after that"
)
Command = Callable[[str, Callable[..., int], str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """Add these commands to the command line's."""
    made = command("backup", _backup, "Write everything that is kept into one sealed file.")
    made.add_argument("file", type=Path, metavar="FILE", help="a new file")
    made = command("restore", _restore, "Take a backup into a database in which nothing lies.")
    made.add_argument("file", type=Path, metavar="FILE", help="a backup")
    made.add_argument("--moved", action="store_true", help=MOVED)
    command("administrator", _administrator, "Print a one-time code for one more administrator.")


def _backup(options: argparse.Namespace) -> int:
    """Write a backup beside its place first, so that a half of one never has its name."""
    file: Path = options.file
    if file.exists():
        raise QuizError(f"{file}: there is such a file already; name a new one")
    passphrase = _passphrase(again=True)
    begun = file.with_name(f".{file.name}.begun")
    with _opened() as store, contextlib.ExitStack() as tidy:
        tidy.callback(begun.unlink, missing_ok=True)
        pieces = counsel.backup(store, passphrase)
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.writelines(pieces)
        begun.replace(file)
        store.audit.note(AuditEntry(datetime.now(UTC), None, What.BACKED_UP))
    print(f"{file}: everything is in it. Keep the passphrase apart from it.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    """Take a backup in whole, or not at all."""
    with options.file.open("rb") as file:
        passphrase = _passphrase(again=False)
        with _opened() as store:
            pieces = iter(lambda: file.read(PIECE), b"")
            now, moved = datetime.now(UTC), options.moved
            rows = counsel.restore(store, pieces, passphrase, now, moved=moved)
    print(f"{options.file}: restored, rows: {rows}. Nobody is signed in.")
    if not moved:
        print(
            "Links that were open then are not good any more, nor are set-up codes and remembered\n"
            "devices. What was erased or taken back after that backup is back: erase it again."
        )
    return 0


def _administrator(_options: argparse.Namespace) -> int:
    """Print a code by which one more administrator sets up their account."""
    with _opened() as store:
        if not store.accounts.count():
            raise StoreError("there is no account yet: start the app, it prints the first code")
        code = counsel.administrator_code(store, datetime.now(UTC))
    print(f"A set-up code for an administrator, good once and for a week:\n\n    {code.shown()}\n")
    return 0


@contextlib.contextmanager
def _opened() -> Iterator[Store]:
    store = open_store()
    try:
        yield store
    finally:
        store.close()


def _passphrase(*, again: bool) -> str:
    """The passphrase, typed twice where it is a new one."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Passphrase of the backup: ")
    if again and getpass("The same again: ") != first:
        raise QuizError("the two passphrases are not the same; nothing was written")
    return first
