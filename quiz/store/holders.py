"""What is kept under a private code, in SQL, and the devices that remember one."""

# ruff: noqa: D102 - what each of these does is said in protocol.py

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store import schema
from quiz.store.database import Database
from quiz.store.drafts import draft_gone, seconds, take_draft
from quiz.store.protocol import Devices, Holders, Kind, Record, StoredDraft
from quiz.store.seats import end_pairings, move_seats


def holder_gone() -> StoreError:
    """What is raised where there is nobody to keep something for."""
    return StoreError("nothing is kept under this code any more", code="holder_gone")


def _row(holder: bytes, record: Record) -> dict[str, Any]:
    kind = record.kind.value
    return {"holder": holder, "kind": kind, "id": record.id, "sealed": record.sealed}


class SqlHolders(Holders):
    """`Holders` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.insert(schema.holder)
        later = sa.case(
            (schema.holder.c.until > new.excluded.until, schema.holder.c.until),
            else_=new.excluded.until,
        )
        self._come = new.on_conflict_do_update(index_elements=["lookup"], set_={"until": later})
        put = database.insert(schema.record)
        self._put = put.on_conflict_do_update(
            index_elements=["holder", "kind", "id"],
            set_={"sealed": put.excluded.sealed},
        )
        fresh = database.insert(schema.record).on_conflict_do_nothing()
        self._put_first = fresh.returning(schema.record.c.id)

    def keep_draft(
        self,
        draft: bytes,
        holder: bytes,
        until: int,
        record_id: bytes,
        seal: Callable[[StoredDraft], bytes],
    ) -> None:
        with self._database.write() as connection:
            found = take_draft(connection, draft)
            if found is None:
                if self._has(connection, holder, record_id):
                    return
                raise draft_gone()
            connection.execute(self._come, {"lookup": holder, "until": until})
            kept = Record(Kind.ATTEMPT, record_id, seal(found))
            connection.execute(self._put, _row(holder, kept))
            move_seats(connection, draft, holder)

    def _has(self, connection: sa.Connection, holder: bytes, attempt: bytes) -> bool:
        row = schema.record.c
        one = sa.select(row.id).where(
            row.holder == holder, row.kind == Kind.ATTEMPT.value, row.id == attempt
        )
        return connection.execute(one).first() is not None

    def add(self, holder: bytes, until: int, record: Record) -> None:
        with self._database.write() as connection:
            connection.execute(self._come, {"lookup": holder, "until": until})
            connection.execute(self._put, _row(holder, record))

    def put(self, holder: bytes, record: Record) -> None:
        try:
            with self._database.write_one() as connection:
                connection.execute(self._put, _row(holder, record))
        except IntegrityError:
            raise holder_gone() from None

    def put_first(self, holder: bytes, record: Record) -> bool:
        try:
            with self._database.write_one() as connection:
                first = connection.execute(self._put_first, _row(holder, record)).first()
        except IntegrityError:
            raise holder_gone() from None
        return first is not None

    def until(self, holder: bytes) -> int | None:
        with self._database.read() as connection:
            found: int | None = connection.execute(
                sa.select(schema.holder.c.until).where(schema.holder.c.lookup == holder)
            ).scalar()
        return found

    def touch(self, holder: bytes, until: int) -> None:
        known = self.until(holder)
        if known is None:
            raise holder_gone()
        if known >= until:
            return
        later = sa.update(schema.holder).where(schema.holder.c.lookup == holder).values(until=until)
        with self._database.write_one() as connection:
            if not connection.execute(later).rowcount:
                raise holder_gone()

    def records(self, holder: bytes, kind: Kind | None = None) -> tuple[Record, ...]:
        wanted = sa.select(schema.record).where(schema.record.c.holder == holder)
        if kind is not None:
            wanted = wanted.where(schema.record.c.kind == kind.value)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(Record(Kind(r.kind), r.id, r.sealed) for r in rows)

    def drop(self, holder: bytes, kind: Kind, record_id: bytes) -> bool:
        one = sa.delete(schema.record).where(
            schema.record.c.holder == holder,
            schema.record.c.kind == kind.value,
            schema.record.c.id == record_id,
        )
        with self._database.write_one() as connection:
            dropped = connection.execute(one).rowcount
        self._database.truncate_log()
        return bool(dropped)

    def erase(self, holder: bytes) -> None:
        with self._database.write() as connection:
            end_pairings(connection, [holder])
            connection.execute(sa.delete(schema.holder).where(schema.holder.c.lookup == holder))
        self._database.truncate_log()


class SqlDevices(Devices):
    """`Devices` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        put = database.insert(schema.device)
        self._put = put.on_conflict_do_update(
            index_elements=["lookup"],
            set_={name: put.excluded[name] for name in ("holder", "sealed", "expires_at")},
        )

    def remember(self, lookup: bytes, holder: bytes, sealed: bytes, expires_at: datetime) -> None:
        row = {"lookup": lookup, "holder": holder, "sealed": sealed}
        try:
            with self._database.write_one() as connection:
                connection.execute(self._put, {**row, "expires_at": seconds(expires_at)})
        except IntegrityError:
            raise holder_gone() from None

    def find(self, lookup: bytes, now: datetime) -> bytes | None:
        live = sa.select(schema.device.c.sealed).where(
            schema.device.c.lookup == lookup, schema.device.c.expires_at > seconds(now)
        )
        with self._database.read() as connection:
            found: bytes | None = connection.execute(live).scalar()
        return found

    def forget(self, lookup: bytes) -> None:
        self._delete(schema.device.c.lookup == lookup)

    def forget_all(self, holder: bytes) -> None:
        self._delete(schema.device.c.holder == holder)

    def _delete(self, which: sa.ColumnElement[bool]) -> None:
        with self._database.write_one() as connection:
            connection.execute(sa.delete(schema.device).where(which))
        self._database.truncate_log()
