"""All rows of a database, one after the other, and back into an empty one of either kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store.accounts import LOCK
from quiz.store.database import Database
from quiz.store.protocol import Kind, Row
from quiz.store.schema import METADATA

LEFT_OUT: Final = frozenset({"sign_in", "throttle"})
"""Of the moment: whoever signed out must not be signed in again by a backup."""
PASSING: Final = frozenset({"set_up", "device", "draft", "answer", "pairing", "seat"})
"""What somebody may have used up, ended or taken back since a backup was made."""
OWN: Final = frozenset({"setting", "set_up", *LEFT_OUT})
"""What a start-up makes by itself; it gives way to what is taken in."""
ADDED_TO: Final = frozenset({"audit"})
AT_ONCE: Final = 500
TABLES: Final = tuple(table for table in METADATA.sorted_tables if table.name not in LEFT_OUT)


def dump(database: Database) -> Iterator[Row]:
    """Every row of the tables that a backup has, as of one instant."""
    with database.snapshot() as connection:
        for table in TABLES:
            found = connection.execution_options(yield_per=AT_ONCE).execute(sa.select(table))
            for row in found.mappings():
                yield table.name, dict(row)


def load(database: Database, rows: Iterable[Row]) -> None:
    """Takes rows in, all or nothing. Raises StoreError as `Store.load` says."""
    damaged = StoreError("the backup's rows do not fit these tables", code="backup_damaged")
    known = {table.name: table for table in TABLES}
    try:
        with database.write() as connection:
            if not database.is_sqlite:  # nobody makes an account meanwhile
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            _make_room(connection, database)
            for name, of_table in groupby(rows, key=lambda row: row[0]):
                if name not in known:
                    raise damaged
                columns = set(known[name].columns.keys())
                while some := [values for _, values in islice(of_table, AT_ONCE)]:
                    if any(set(values) != columns for values in some):
                        raise damaged
                    connection.execute(sa.insert(known[name]), some)
    except IntegrityError:
        raise damaged from None


def is_lasting(row: Row) -> bool:
    """Whether a row of a backup stands, whatever was done since the backup was made.

    Not so what somebody may have used up, ended or taken back since: a backup cannot know.
    """
    table, values = row
    ended = {
        "client_invitation": values.get("record") is None,  # nobody has answered it
        "record": values.get("kind") == Kind.PAIRING.value,  # what is known of a pairing
    }
    return table not in PASSING and not ended.get(table, False)


def _make_room(connection: sa.Connection, database: Database) -> None:
    for table in METADATA.sorted_tables:
        if table.name in OWN:
            connection.execute(sa.delete(table))
        elif (
            table.name not in ADDED_TO
            and connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        ):
            raise StoreError(
                f"the database {database.place} is not empty; name another place",
                code="store_not_empty",
                place=database.place,
            )
