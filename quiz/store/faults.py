"""Whatever a database driver raises, as a StoreError that says plainly what is wrong.

The texts of drivers are not passed on: they hold rows, and sometimes a password.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quiz.errors import StoreError

MEANING: Final = {
    "store_busy": "is in use by somebody else and did not become free in time",
    "store_damaged": "is damaged, or is no database; put a backup back in its place",
    "store_disk": "cannot be read or written: the disk fails, is full, or a limit was reached",
    "store_full": "cannot grow: the disk is full",
    "store_refused": "lets nobody in: check user, password and database in its URL, or wait for it",
    "store_unreachable": "does not answer",
    "store_unwritable": "cannot be written: check the permissions of the file and its folder",
    "store": "could not do what was asked",
}

# Primary result codes of SQLite: https://sqlite.org/rescode.html
SQLITE: Final = {
    3: "store_unwritable",
    5: "store_busy",
    6: "store_busy",
    8: "store_unwritable",
    10: "store_disk",
    11: "store_damaged",
    13: "store_full",
    14: "store_unwritable",
    23: "store_unwritable",
    26: "store_damaged",
}

# SQLSTATE, the longest fitting beginning first: PostgreSQL's manual, appendix A.
POSTGRESQL: Final = {
    "25006": "store_unwritable",
    "42501": "store_unwritable",
    "53100": "store_full",
    "53300": "store_busy",
    "55P03": "store_busy",
    "57014": "store_busy",
    "3D000": "store_refused",
    "XX001": "store_damaged",
    "XX002": "store_damaged",
    "08": "store_unreachable",
    "28": "store_refused",
    "40": "store_busy",
    "57": "store_unreachable",
    "58": "store_disk",
}


def told(error: Exception, place: str) -> StoreError:
    """The StoreError for an error of the driver, `place` being the file or the server."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = _code(error, original)
    sign = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    text = f"the database {place} {MEANING[code]}" + (f" ({sign})" if sign else "")
    return StoreError(text, code=code, place=place)


def _code(error: Exception, original: BaseException) -> str:
    if isinstance(error, PoolTimeout):
        return "store_busy"
    if isinstance(original, sqlite3.Error):
        return SQLITE.get(getattr(original, "sqlite_errorcode", 0) & 0xFF, "store")
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return next(
            (code for start, code in POSTGRESQL.items() if state.startswith(start)), "store"
        )
    if type(original).__name__ not in ("OperationalError", "ConnectionTimeout"):
        return "store"
    # While connecting, psycopg gives no SQLSTATE; FATAL stands only in what a server said.
    return "store_refused" if "FATAL" in str(original) else "store_unreachable"
