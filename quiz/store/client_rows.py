"""Rows of clients and their records: as values, how they are found, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from quiz.store import schema
from quiz.store.database import Database
from quiz.store.protocol import CaseKey, CaseKind, CaseRecord, StoredClient

KINDS: Final = {kind.value: kind for kind in CaseKind}
_C, _R = schema.client.c, schema.client_record.c


def record_row(record: CaseRecord) -> dict[str, Any]:
    """A record as a row of the table."""
    return {**_columns(record.key), "sealed": record.sealed, "fresh": int(record.fresh)}


def put_rows(database: Database) -> Any:
    """A statement that keeps a record, or replaces the one of its key."""
    put = database.insert(schema.client_record)
    return put.on_conflict_do_update(
        index_elements=["client", "kind", "id"],
        set_={name: put.excluded[name] for name in ("sealed", "fresh")},
    )


def put_heads(connection: sa.Connection, account: bytes, heads: Iterable[StoredClient]) -> bool:
    """False where one was written since it was read; in one order, so that nobody waits for us."""
    for head in sorted(heads, key=lambda it: it.id):
        mine = sa.update(schema.client).where(
            _C.id == head.id, _C.account == account, _C.revision == head.revision
        )
        done = connection.execute(mine.values(sealed=head.sealed, revision=head.revision + 1))
        if not done.rowcount:
            return False
    return True


def file_rows(connection: sa.Connection, filed: Sequence[CaseRecord]) -> bool:
    """False where one of them is gone: it is not brought back."""
    for record in filed:
        change = sa.update(schema.client_record).where(*_is(record.key))
        if not connection.execute(change.values(sealed=record.sealed, fresh=0)).rowcount:
            return False
    return True


def drop_row(connection: sa.Connection, key: CaseKey) -> bool:
    """Deletes one record, and with an attempt the code that would withdraw it."""
    gone = connection.execute(sa.delete(schema.client_record).where(*_is(key))).rowcount
    if key.kind is CaseKind.ATTEMPT:
        code = schema.withdrawal.c
        connection.execute(
            sa.delete(schema.withdrawal).where(code.client == key.client, code.record == key.id)
        )
    return bool(gone)


def _is(key: CaseKey) -> tuple[sa.ColumnElement[bool], ...]:
    return _R.client == key.client, _R.kind == key.kind.value, _R.id == key.id


def _columns(key: CaseKey) -> dict[str, Any]:
    return {"client": key.client, "kind": key.kind.value, "id": key.id}


def record_in(row: Any) -> CaseRecord:
    """The record in a row of the table."""
    client, kind, id_, sealed, fresh = row
    return CaseRecord(CaseKey(client, KINDS[kind], id_), sealed, bool(fresh))


AT_ONCE: Final = 200
"""Keys in one statement to SQLite, which finds each by itself and quickly."""
_THEIRS: Final = (
    "JOIN client_record ON client_record.client = wanted.client"
    " AND client_record.kind = wanted.kind AND client_record.id = wanted.id"
    " JOIN client ON client.id = client_record.client WHERE client.account = :account"
)
_READ: Final = ", ".join(
    f"client_record.{name}" for name in ("client", "kind", "id", "sealed", "fresh")
)
_LIST: Final = ", ".join(f"(:client{n}, :kind{n}, :id{n})" for n in range(AT_ONCE))
_BY_LIST: Final = sa.text(
    f"WITH wanted(client, kind, id) AS (VALUES {_LIST}) "  # noqa: S608 - nothing that was typed
    f"SELECT {_READ} FROM wanted CROSS {_THEIRS}"
)
_BY_ARRAYS: Final = sa.text(
    f"SELECT {_READ} FROM unnest("  # noqa: S608 - nothing that was typed
    "CAST(:clients AS bytea[]), CAST(:kinds AS varchar[]), CAST(:ids AS bytea[])"
    f") AS wanted(client, kind, id) {_THEIRS}"
)


def fetch_rows(
    connection: sa.Connection, account: bytes, keys: Sequence[CaseKey]
) -> Iterator[CaseRecord]:
    """Records by their keys, each found by the primary key, as far as they are the account's.

    The statements are written out, always the same, so that they are made ready once.
    """
    if connection.dialect.name == "postgresql":
        wanted: dict[str, Any] = {
            "account": account,
            "clients": [key.client for key in keys],
            "kinds": [key.kind.value for key in keys],
            "ids": [key.id for key in keys],
        }
        yield from map(record_in, connection.execute(_BY_ARRAYS, wanted))
        return
    for at in range(0, len(keys), AT_ONCE):
        some = dict(enumerate(keys[at : at + AT_ONCE]))
        wanted = {"account": account}
        for n in range(AT_ONCE):  # what is left over is no key, and finds nothing
            values = _columns(some[n]) if n in some else dict.fromkeys(("client", "kind", "id"))
            wanted |= {f"{name}{n}": value for name, value in values.items()}
        yield from map(record_in, connection.execute(_BY_LIST, wanted))
