"""Whether a database is whole, asked of the database itself."""

from __future__ import annotations

import sqlalchemy as sa

from quiz.store.schema import METADATA
from tests.stored import engine_of

UNUSABLE = "SELECT indexrelid::regclass FROM pg_index WHERE NOT (indisvalid AND indisready)"
CHECKSUMS = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"


def faults_of(url: str) -> list[str]:
    """What is broken in a database: its pages, its indexes, and rows that refer to none.

    PostgreSQL reads every row and builds every index anew, which fails where two rows have one key
    or a page does not fit its checksum.
    """
    engine = engine_of(url)
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            faults = _sqlite(connection) if sqlite else _postgresql(connection)
            return faults + _orphans(connection)
    except sa.exc.DBAPIError as error:
        return [str(error.orig)]
    finally:
        engine.dispose()


def _sqlite(connection: sa.Connection) -> list[str]:
    told = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    return [it for it in told if it != "ok"]


def _postgresql(connection: sa.Connection) -> list[str]:
    faults = [f"{index} cannot be used" for (index,) in connection.exec_driver_sql(UNUSABLE)]
    if connection.exec_driver_sql(CHECKSUMS).scalar():
        faults.append("a page does not fit its checksum")
    for table in METADATA.tables:
        connection.exec_driver_sql(f'REINDEX TABLE "{table}"')
    return faults


def _orphans(connection: sa.Connection) -> list[str]:
    """Rows that refer to a row that is not there."""
    faults = []
    for table in METADATA.tables.values():
        for key in table.foreign_keys:
            there = sa.select(key.column).where(key.column == key.parent)
            lost = sa.select(sa.func.count()).select_from(table).where(~there.exists())
            if count := connection.execute(lost).scalar():
                faults.append(f"{count} rows of {table.name} refer to none of {key.column.table}")
    return faults
