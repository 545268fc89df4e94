"""Counsellors' clients in SQL. Every statement names the account, so that it reaches no other's."""

# ruff: noqa: D102 - what each of these does is said in protocol

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store import schema
from quiz.store.accounts import account_gone
from quiz.store.client_rows import (
    KINDS,
    drop_row,
    fetch_rows,
    file_rows,
    put_heads,
    put_rows,
    record_in,
    record_row,
)
from quiz.store.database import Database
from quiz.store.protocol import CaseKey, CaseKind, CaseRecord, Clients, Moved, StoredClient

_C, _R = schema.client.c, schema.client_record.c
_SENT: Final = (CaseKind.ATTEMPT.value, CaseKind.MARK.value)
_MINE: Final = sa.select(_C.id).where(_C.account == sa.bindparam("account"))


def client_gone() -> StoreError:
    """What is raised where a client is not there, or is another's: nobody can tell which."""
    return StoreError("there is no such client", code="client_gone")


class SqlClients(Clients):
    """`Clients` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = put_rows(database)

    # -- reading ----------------------------------------------------------------------------------

    def all(self, account: bytes) -> tuple[StoredClient, ...]:
        return self._heads(_C.account == account)

    def find(self, account: bytes, client: bytes) -> StoredClient | None:
        return next(iter(self._heads(_C.account == account, _C.id == client)), None)

    def _heads(self, *which: sa.ColumnElement[bool]) -> tuple[StoredClient, ...]:
        with self._database.read() as connection:
            rows = connection.execute(sa.select(_C.id, _C.sealed, _C.revision).where(*which)).all()
        return tuple(StoredClient(*row) for row in rows)

    def keys(
        self, account: bytes, kind: CaseKind | None = None
    ) -> tuple[tuple[CaseKey, bool], ...]:
        theirs = (
            sa.select(_R.client, _R.kind, _R.id, _R.fresh)
            .join_from(schema.client, schema.client_record)
            .where(_C.account == account)
        )
        if kind is not None:
            theirs = theirs.where(_R.kind == kind.value)
        with self._database.read() as connection:
            rows = connection.execute(theirs).all()
        return tuple(
            (CaseKey(client, KINDS[name], id_), bool(fresh)) for client, name, id_, fresh in rows
        )

    def stamp(self, account: bytes) -> object:
        sent = sa.and_(_R.client == _C.id, _R.kind.in_(_SENT))
        query = (
            sa.select(_C.id, _C.revision, _R.kind, sa.func.count(), sa.func.sum(_R.fresh))
            .join_from(schema.client, schema.client_record, sent, isouter=True)
            .where(_C.account == account)
            .group_by(_C.id, _C.revision, _R.kind)
        )
        with self._database.read() as connection:
            return frozenset(map(tuple, connection.execute(query).all()))

    def fetch(self, account: bytes, wanted: Sequence[CaseKey]) -> tuple[CaseRecord, ...]:
        with self._database.read() as connection:
            return tuple(fetch_rows(connection, account, wanted))

    def records(
        self, account: bytes, client: bytes, kind: CaseKind | None = None
    ) -> tuple[CaseRecord, ...]:
        query = sa.select(schema.client_record).where(_R.client == client, _R.client.in_(_MINE))
        if kind is not None:
            query = query.where(_R.kind == kind.value)
        with self._database.read() as connection:
            rows = connection.execute(query, {"account": account}).all()
        return tuple(map(record_in, rows))

    # -- writing ----------------------------------------------------------------------------------

    def add(self, account: bytes, client: StoredClient) -> None:
        row = {
            "id": client.id,
            "account": account,
            "sealed": client.sealed,
            "revision": client.revision,
        }
        try:
            with self._database.write_one() as connection:
                connection.execute(sa.insert(schema.client), row)
        except IntegrityError:
            raise account_gone() from None

    def put(
        self,
        account: bytes,
        heads: Sequence[StoredClient],
        new: Sequence[CaseRecord] = (),
        filed: Sequence[CaseRecord] = (),
        dropped: Sequence[CaseKey] = (),
    ) -> bool:
        keys = [record.key for record in (*new, *filed)] + [*dropped]
        if not {key.client for key in keys} <= {head.id for head in heads}:
            raise ValueError("a record of another client")
        with self._database.write() as connection:
            if not (put_heads(connection, account, heads) and file_rows(connection, filed)):
                connection.rollback()
                return False
            if new:
                connection.execute(self._put, [record_row(record) for record in new])
            for key in dropped:
                drop_row(connection, key)
        if dropped:
            self._database.truncate_log()
        return True

    def put_record(self, account: bytes, record: CaseRecord) -> None:
        with self._database.write() as connection:
            self._hold(connection, account, record.key.client)
            connection.execute(self._put, record_row(record))

    def drop_record(self, account: bytes, key: CaseKey) -> bool:
        with self._database.write() as connection:
            self._hold(connection, account, key.client)
            dropped = drop_row(connection, key)
        self._database.truncate_log()
        return dropped

    def _hold(self, connection: sa.Connection, account: bytes, client: bytes) -> None:
        """Nobody erases or moves the client until the end of the transaction."""
        row = sa.select(_C.id).where(_C.id == client, _C.account == account)
        if connection.execute(row.with_for_update(read=True)).first() is None:
            raise client_gone()

    def erase(self, account: bytes, client: bytes, others: Sequence[StoredClient] = ()) -> bool:
        mine = sa.delete(schema.client).where(_C.id == client, _C.account == account)
        with self._database.write() as connection:
            if not put_heads(connection, account, others):
                connection.rollback()
                return False
            if not connection.execute(mine).rowcount:
                raise client_gone()
        self._database.truncate_log()
        return True

    def move(
        self, account: bytes, to: bytes, client: bytes, reseal: Callable[[Moved], Moved]
    ) -> None:
        mine = sa.select(_C.id, _C.sealed, _C.revision).where(
            _C.id == client, _C.account == account
        )
        taker = sa.select(schema.account.c.id).where(
            schema.account.c.id == to, schema.account.c.closed == 0
        )
        all_records = sa.select(schema.client_record).where(_R.client == client)
        with self._database.write() as connection:
            if connection.execute(taker.with_for_update(read=True)).first() is None:
                raise account_gone()
            row = connection.execute(mine.with_for_update()).first()
            if row is None:
                raise client_gone()
            found = tuple(map(record_in, connection.execute(all_records)))
            head, records = reseal((StoredClient(*row), found))
            _replace(connection, to, head, records)
        self._database.truncate_log()


def _replace(
    connection: sa.Connection, to: bytes, head: StoredClient, records: Sequence[CaseRecord]
) -> None:
    """Puts what was sealed anew in the place of all that lay there."""
    invitation, withdrawal = schema.client_invitation, schema.withdrawal
    kept = [record.key.id for record in records]
    for gone in (
        sa.delete(schema.client_record).where(_R.client == head.id),
        sa.delete(invitation).where(invitation.c.client == head.id),
        sa.delete(withdrawal).where(
            withdrawal.c.client == head.id, withdrawal.c.record.not_in(kept)
        ),
    ):
        connection.execute(gone)
    moved = sa.update(schema.client).where(_C.id == head.id)
    connection.execute(moved.values(account=to, sealed=head.sealed, revision=head.revision))
    if records:
        connection.execute(
            sa.insert(schema.client_record), [record_row(record) for record in records]
        )
