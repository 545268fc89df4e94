"""An engine for one URL: a SQLite file, or a PostgreSQL server."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from platformdirs import user_data_path
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from quiz.errors import StoreError

VARIABLE: Final = "FIVE_STEPS_DATABASE_URL"
FOLDER, FILE = "check-in", "store.sqlite"
"""Names that tell somebody who looks over the disk nothing."""
WAIT_MS: Final = 15_000
PRAGMAS: Final = (
    f"busy_timeout={WAIT_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
PATIENCE: Final = WAIT_MS / 1000
FILE_POOL: Final = {"pool_size": 16, "max_overflow": 32, "pool_timeout": PATIENCE}
SERVER_POOL: Final = {"pool_size": 5, "max_overflow": 10, "pool_timeout": PATIENCE}
"""A server lets in about a hundred connections, for all processes together."""
SESSION: Final = "-c synchronous_commit=on -c lock_timeout=15s -c statement_timeout=60s"


def default_url() -> str:
    """The URL in FIVE_STEPS_DATABASE_URL, else of a file in the user's own data folder."""
    if url := os.environ.get(VARIABLE, "").strip():
        return url
    return f"sqlite:///{user_data_path(FOLDER, appauthor=False) / FILE}"


def make_engine(url: str) -> tuple[sa.Engine, str]:
    """The engine, and the place in words that may be shown (no password).

    Raises StoreError (`store_url`) for a URL of another kind, `store_unwritable` where the file
    cannot be made.
    """
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    kind = parsed.get_backend_name() if parsed is not None else ""
    if parsed is not None and kind == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return _sqlite(Path(str(parsed.database)).expanduser().absolute())
    if parsed is not None and kind == "postgresql":
        return _postgresql(parsed)
    raise StoreError(
        f"{VARIABLE} must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
        code="store_url",
    )


def _sqlite(file: Path) -> tuple[sa.Engine, str]:
    """An engine on a file that only its owner may read, in a folder only its owner may enter."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        writable = os.access(file, os.R_OK | os.W_OK) and os.access(file.parent, os.W_OK)
    except OSError as error:
        raise _unwritable(file, error.strerror or "") from None
    if not (file.is_file() and writable):
        raise _unwritable(file, "no permission")
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(file)), hide_parameters=True, **FILE_POOL
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine, str(file)


def _unwritable(file: Path, why: str) -> StoreError:
    return StoreError(
        f"the database {file} cannot be written ({why}): check the permissions of the file and "
        f"its folder, or name another place in {VARIABLE}",
        code="store_unwritable",
        place=str(file),
    )


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Sets a new connection up; transactions begin only where our own BEGIN stands."""
    connection.isolation_level = None
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
    except sqlite3.Error:
        connection.close()
        raise


def _postgresql(url: sa.URL) -> tuple[sa.Engine, str]:
    """An engine on a server; its commits wait until they are on disk there."""
    place = url.render_as_string(hide_password=True)
    settings = {} if "options" in url.query else {"options": SESSION}
    try:
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 10, "application_name": "five-steps", **settings},
            **SERVER_POOL,
        )
    except (ImportError, NoSuchModuleError):
        raise StoreError(
            "psycopg is needed for PostgreSQL: pip install 'psycopg[binary]'", code="store_driver"
        ) from None
    return engine, place.replace("postgresql+psycopg", "postgresql")
