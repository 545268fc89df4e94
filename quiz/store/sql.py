"""The store on a database: its rooms, side by side."""

# ruff: noqa: D102 - what each of these does is said in protocol.py

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from quiz.store.accounts import SqlAccounts
from quiz.store.backup import dump, load
from quiz.store.clients import SqlClients
from quiz.store.database import Database
from quiz.store.drafts import SqlDrafts
from quiz.store.engines import default_url, make_engine
from quiz.store.holders import SqlDevices, SqlHolders
from quiz.store.invitations import SqlInvitations
from quiz.store.migrate import migrate
from quiz.store.pairings import SqlPairings
from quiz.store.protocol import Purged, Row, Store
from quiz.store.purge import purge
from quiz.store.schema import REVISION, setting
from quiz.store.sendings import SqlSendings
from quiz.store.sign_ins import SqlAudit, SqlSignIns, SqlThrottle


class SqlStore:
    """`Store` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.drafts = SqlDrafts(database)
        self.holders = SqlHolders(database)
        self.devices = SqlDevices(database)
        self.pairings = SqlPairings(database)
        self.accounts = SqlAccounts(database)
        self.sign_ins = SqlSignIns(database)
        self.throttle = SqlThrottle(database)
        self.audit = SqlAudit(database)
        self.clients = SqlClients(database)
        self.invitations = SqlInvitations(database)
        self.sendings = SqlSendings(database)
        put = database.insert(setting)
        self._keep_setting = put.on_conflict_do_nothing()
        self._put_setting = put.on_conflict_do_update(
            index_elements=["name"], set_={"value": put.excluded.value}
        )

    def setting(self, name: str) -> str | None:
        with self._database.read() as connection:
            found: str | None = connection.execute(
                sa.select(setting.c.value).where(setting.c.name == name)
            ).scalar()
        return found

    def put_setting(self, name: str, value: str) -> None:
        with self._database.write_one() as connection:
            connection.execute(self._put_setting, {"name": name, "value": value})

    def keep_setting(self, name: str, value: str) -> str:
        with self._database.write_one() as connection:
            connection.execute(self._keep_setting, {"name": name, "value": value})
        return self.setting(name) or value

    def purge(self, now: datetime) -> Purged:
        return purge(self._database, now)

    def dump(self) -> Iterator[Row]:
        return dump(self._database)

    def load(self, rows: Iterable[Row]) -> None:
        load(self._database, rows)

    def revision(self) -> str:
        return REVISION

    @property
    def place(self) -> str:
        return self._database.place

    def close(self) -> None:
        self._database.engine.dispose()


def open_store(url: str | None = None) -> Store:
    """The store at this URL; by default FIVE_STEPS_DATABASE_URL, else a file of the user's.

    Tables are made, or brought up to date, first. Raises StoreError, and has changed nothing,
    where the place cannot be written, read or reached, or belongs to a newer version.
    """
    engine, place = make_engine(url if url is not None else default_url())
    database = Database(engine, place)
    try:
        migrate(database)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(database)
