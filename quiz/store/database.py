"""A connection to the database, in three ways: to read, to write, to write with one statement."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quiz.errors import StoreError
from quiz.store.faults import told

WAIT: Final = 15.0
"""Seconds that a writer waits for the others before it gives up."""


class Database:
    """An engine and how to use it. Every error of the driver leaves it as a StoreError.

    SQLite lets one write at a time and wakes the waiting by polling; threads of this process stand
    in line here instead, and only other processes are waited for in that way.
    """

    def __init__(self, engine: sa.Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._turn = threading.Lock()
        self._autocommit = engine  # SQLite's connections begin nothing by themselves
        if not self.is_sqlite:
            self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")

    def insert(self, table: sa.Table) -> Any:
        """An INSERT of this dialect: both know ON CONFLICT, in the same words."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for one SELECT, which sees the database as of one instant."""
        with self.told(), self._autocommit.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection in a transaction, durable when left, undone when left by an exception."""
        with self.told(), self._in_turn(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def write_one(self) -> Iterator[sa.Connection]:
        """A connection for one statement that is a transaction of its own, durable at once.

        To PostgreSQL it is one journey instead of three.
        """
        if self.is_sqlite:
            with self.write() as connection:
                yield connection
            return
        with self.told(), self._autocommit.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection for any number of SELECTs, which all see the database as of one instant."""
        with self.told(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:  # the connection itself is changed
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    def truncate_log(self) -> None:
        """Empties SQLite's log, so that nothing erased is left in it, as far as readers let.

        What was erased is gone either way; where the log cannot be emptied now, the next does it.
        """
        if not self.is_sqlite:
            return
        with (
            contextlib.suppress(StoreError),
            self.told(),
            self._in_turn(),
            self.engine.connect() as connection,
        ):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=WAIT):
            raise StoreError(f"the database {self.place} is busy", code="store_busy")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turns what the driver raises within into a StoreError."""
        try:
            yield
        except IntegrityError:  # a row that another refers to is gone: the caller knows which
            raise
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            raise told(error, self.place) from None
