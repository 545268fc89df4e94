"""What is kept under a private code, in SQL, and the devices that remember one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store.database import Database
from quiz.store.drafts import draft_gone, seconds, take_draft
from quiz.store.protocol import Kind, Record, StoredDraft
from quiz.store.schema import device, holder, record
from quiz.store.seats import end_pairings, move_seats


def holder_gone() -> StoreError:
    """What is raised where there is nobody to keep something for."""
    return StoreError("nothing is kept under this code any more", code="holder_gone")


def _row(owner: bytes, kept: Record) -> dict[str, Any]:
    return {
        "holder": owner,
        "kind": kept.kind.value,
        "id": kept.id,
        "sealed": kept.sealed,
        "month": kept.month,
    }


class SqlHolders:
    """`Holders` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.insert(holder)
        later = sa.case(
            (holder.c.until > new.excluded.until, holder.c.until), else_=new.excluded.until
        )
        self._come = new.on_conflict_do_update(index_elements=["lookup"], set_={"until": later})
        put = database.insert(record)
        self._put = put.on_conflict_do_update(
            index_elements=["holder", "kind", "id"],
            set_={"sealed": put.excluded.sealed, "month": put.excluded.month},
        )

    def keep_draft(
        self, draft: bytes, owner: bytes, until: int, reseal: Callable[[StoredDraft], Record]
    ) -> None:
        with self._database.write() as connection:
            found = take_draft(connection, draft)
            if found is None:
                raise draft_gone()
            connection.execute(self._come, {"lookup": owner, "until": until})
            connection.execute(self._put, _row(owner, reseal(found)))
            move_seats(connection, draft, owner)

    def add(self, owner: bytes, until: int, kept: Record) -> None:
        with self._database.write() as connection:
            connection.execute(self._come, {"lookup": owner, "until": until})
            connection.execute(self._put, _row(owner, kept))

    def put(self, owner: bytes, kept: Record) -> None:
        try:
            with self._database.write_one() as connection:
                connection.execute(self._put, _row(owner, kept))
        except IntegrityError:
            raise holder_gone() from None

    def until(self, owner: bytes) -> int | None:
        with self._database.read() as connection:
            found: int | None = connection.execute(
                sa.select(holder.c.until).where(holder.c.lookup == owner)
            ).scalar()
        return found

    def touch(self, owner: bytes, until: int) -> None:
        known = self.until(owner)
        if known is None:
            raise holder_gone()
        if known >= until:
            return
        later = sa.update(holder).where(holder.c.lookup == owner).values(until=until)
        with self._database.write_one() as connection:
            if not connection.execute(later).rowcount:
                raise holder_gone()

    def records(self, owner: bytes, kind: Kind | None = None) -> tuple[Record, ...]:
        wanted = sa.select(record).where(record.c.holder == owner)
        if kind is not None:
            wanted = wanted.where(record.c.kind == kind.value)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(Record(Kind(r.kind), r.id, r.sealed, r.month) for r in rows)

    def drop(self, owner: bytes, kind: Kind, record_id: bytes) -> bool:
        one = sa.delete(record).where(
            record.c.holder == owner, record.c.kind == kind.value, record.c.id == record_id
        )
        with self._database.write_one() as connection:
            dropped = connection.execute(one).rowcount
        self._database.truncate_log()
        return bool(dropped)

    def erase(self, owner: bytes) -> None:
        with self._database.write() as connection:
            end_pairings(connection, [owner])
            connection.execute(sa.delete(holder).where(holder.c.lookup == owner))
        self._database.truncate_log()


class SqlDevices:
    """`Devices` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        put = database.insert(device)
        self._put = put.on_conflict_do_update(
            index_elements=["lookup"],
            set_={name: put.excluded[name] for name in ("holder", "sealed", "expires_at")},
        )

    def remember(self, lookup: bytes, owner: bytes, sealed: bytes, expires_at: datetime) -> None:
        row = {"lookup": lookup, "holder": owner, "sealed": sealed}
        try:
            with self._database.write_one() as connection:
                connection.execute(self._put, {**row, "expires_at": seconds(expires_at)})
        except IntegrityError:
            raise holder_gone() from None

    def find(self, lookup: bytes, now: datetime) -> bytes | None:
        live = sa.select(device.c.sealed).where(
            device.c.lookup == lookup, device.c.expires_at > seconds(now)
        )
        with self._database.read() as connection:
            found: bytes | None = connection.execute(live).scalar()
        return found

    def forget(self, lookup: bytes) -> None:
        self._delete(device.c.lookup == lookup)

    def forget_all(self, owner: bytes) -> None:
        self._delete(device.c.holder == owner)

    def _delete(self, which: sa.ColumnElement[bool]) -> None:
        with self._database.write_one() as connection:
            connection.execute(sa.delete(device).where(which))
        self._database.truncate_log()
