"""Brings the tables up to date at start-up: all or nothing, one process at a time.

Each migration runs in a transaction, on SQLite too. There, rebuilding a table drops the old one,
which would take all rows that refer to it along; so foreign keys are off meanwhile, and every one
is checked before the transaction is kept.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store.database import Database
from quiz.store.schema import REVISION

MIGRATIONS: Final = Path(__file__).parent / "migrations"
LOCK: Final = 0x5F1E_0001
PATIENCE: Final = 60.0
"""Seconds that a process waits for another one that is migrating."""


def migrate(database: Database, to: str = REVISION, folder: Path = MIGRATIONS) -> None:
    """Makes the tables, or brings them from an older version to this one.

    Raises StoreError: `store_newer`, `store_foreign` (tables of something else), `store_damaged`
    and the like. Whatever is raised, the database is as it was.
    """
    with _alone(database), _connected(database) as connection:
        at = _revision_of(connection, database)
        if at == to:
            return
        if (
            database.is_sqlite
            and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"
        ):
            raise StoreError(f"the database {database.place} is damaged", code="store_damaged")
        _upgrade(connection, database, at, to, folder)
        connection.commit()


@contextmanager
def _connected(database: Database) -> Iterator[sa.Connection]:
    """A connection in a transaction that nobody else can be in; undone unless committed."""
    with database.told(), database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            yield connection
            return
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _revision_of(connection: sa.Connection, database: Database) -> str | None:
    """The version of the tables, None where there are none yet."""
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found: str | None = connection.exec_driver_sql(
            "SELECT version_num FROM alembic_version"
        ).scalar()
        return found
    if tables:
        raise StoreError(
            f"the database {database.place} belongs to something else; name another place",
            code="store_foreign",
            place=database.place,
        )
    return None


def _upgrade(
    connection: sa.Connection, database: Database, at: str | None, to: str, folder: Path
) -> None:
    """Runs the migrations that are missing. Alembic is loaded only here: most starts need none."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if at is not None and at not in known:
        raise StoreError(
            f"the database {database.place} was made by a newer version of this app; "
            "update the app, or name another place",
            code="store_newer",
            place=database.place,
        )
    command.upgrade(config, to)
    if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(f"the database {database.place} cannot be updated", code="store_damaged")


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Holds off other processes that start: turning on SQLite's log needs the file for oneself."""
    if not database.is_sqlite:
        yield
        return
    file = Path(database.place + ".lock")
    ends = time.monotonic() + PATIENCE
    try:
        handle = os.fdopen(os.open(file, os.O_CREAT | os.O_RDWR, 0o600), "r+")
    except OSError as error:
        raise StoreError(
            f"the folder of the database {database.place} cannot be written: {error.strerror}",
            code="store_unwritable",
            place=database.place,
        ) from None
    with handle:
        while not _lock(handle.fileno()):
            if time.monotonic() > ends:
                raise StoreError(f"{database.place} is being updated", code="store_busy")
            time.sleep(0.05)
        yield


def _lock(file: int) -> bool:
    """Whether the file's lock was to be had; it is held until the file is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only Windows has it

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - only Windows lacks it

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
