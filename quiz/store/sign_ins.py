"""Sign-ins in SQL, how often something failed, and the audit."""

# ruff: noqa: D102 - what each of these does is said in protocol

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from quiz.store import schema
from quiz.store.accounts import account_gone, stored_account
from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import (
    Audit,
    AuditEntry,
    SignIns,
    StoredAccount,
    StoredSignIn,
    Throttle,
    Turn,
    What,
)

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_S = schema.sign_in.c


def _moment(stored: int) -> datetime:
    return datetime.fromtimestamp(stored, UTC)


class SqlSignIns(SignIns):
    """`SignIns` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        lookup: bytes,
        account: StoredAccount,
        sealed: bytes,
        now: datetime,
        idle_at: datetime,
        expires_at: datetime,
    ) -> None:
        row = {
            "lookup": lookup,
            "account": account.id,
            "sealed": sealed,
            "handed_over": None,
            "tries": 0,
            "begun": seconds(now),
            "idle_at": seconds(idle_at),
            "expires_at": seconds(expires_at),
        }
        still_open = sa.select(schema.account.c.id).where(
            schema.account.c.id == account.id,
            schema.account.c.closed == 0,
            schema.account.c.by_passphrase == account.by_passphrase,
        )
        with self._database.write() as connection:
            # Held until the end: an account that is being closed or changed is waited for.
            if connection.execute(still_open.with_for_update(read=True)).first() is None:
                raise account_gone()
            connection.execute(sa.insert(schema.sign_in), row)

    def find(self, lookup: bytes, now: datetime) -> StoredSignIn | None:
        moment = seconds(now)
        mine = (
            sa.select(
                schema.account,
                _S.sealed.label("wrapped"),
                _S.handed_over,
                _S.tries,
                _S.begun,
                _S.idle_at,
                _S.expires_at,
            )
            .join_from(schema.sign_in, schema.account)
            .where(
                _S.lookup == lookup,
                _S.idle_at > moment,
                _S.expires_at > moment,
                schema.account.c.closed == 0,
            )
        )
        with self._database.read() as connection:
            row = connection.execute(mine).first()
        if row is None:
            return None
        return StoredSignIn(
            account=stored_account(row),
            sealed=row.wrapped,
            handed_over=row.handed_over,
            tries=row.tries,
            begun=_moment(row.begun),
            idle_at=_moment(row.idle_at),
            expires_at=_moment(row.expires_at),
        )

    def touch(self, lookup: bytes, idle_at: datetime) -> None:
        later = sa.update(schema.sign_in).where(_S.lookup == lookup)
        with self._database.write_one() as connection:
            connection.execute(later.values(idle_at=seconds(idle_at)))

    def rotate(self, old: bytes, new: bytes, sealed: bytes, idle_at: datetime) -> bool:
        change = sa.update(schema.sign_in).where(_S.lookup == old)
        values = {"lookup": new, "sealed": sealed, "handed_over": None, "tries": 0}
        with self._database.write_one() as connection:
            done = connection.execute(change.values(**values, idle_at=seconds(idle_at)))
        self._database.truncate_log()
        return bool(done.rowcount)

    def hand_over(self, lookup: bytes, handed_over: bytes) -> bool:
        change = sa.update(schema.sign_in).where(_S.lookup == lookup, _S.handed_over.is_(None))
        with self._database.write_one() as connection:
            done = connection.execute(change.values(handed_over=handed_over, tries=0))
        return bool(done.rowcount)

    def count_try(self, lookup: bytes, most: int) -> bool:
        change = sa.update(schema.sign_in).where(_S.lookup == lookup, _S.tries < most)
        with self._database.write_one() as connection:
            return bool(connection.execute(change.values(tries=_S.tries + 1)).rowcount)

    def end(self, lookup: bytes) -> None:
        self._delete(_S.lookup == lookup)

    def end_all(self, account: bytes, but: bytes | None = None) -> int:
        return self._delete(_S.account == account, *([_S.lookup != but] if but else []))

    def _delete(self, *which: sa.ColumnElement[bool]) -> int:
        with self._database.write_one() as connection:
            ended = connection.execute(sa.delete(schema.sign_in).where(*which)).rowcount
        self._database.truncate_log()
        return ended


class SqlThrottle(Throttle):
    """`Throttle` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        columns = schema.throttle.c
        first = database.insert(schema.throttle)
        # Where there is a row, it is written as it is: so it is held, and nobody deletes it.
        self._hold = first.on_conflict_do_update(
            index_elements=["key"], set_={"tries": columns.tries}
        ).returning(columns.tries, columns.since)

    def take(
        self, key: bytes, now: datetime, wait_after: Callable[[int], timedelta], forget: timedelta
    ) -> Turn:
        mine = schema.throttle.c.key == key
        with self._database.write() as connection:
            new = {"key": key, "tries": 0, "since": seconds(now)}
            row = connection.execute(self._hold, new).one()
            since = _moment(row.since)
            # Also of a clock that was far ahead then: nobody waits for it.
            tries = 0 if abs(now - since) >= forget else row.tries
            wait_until = since + wait_after(tries)
            if tries and now < wait_until:
                return Turn(tries, wait_until)
            change = sa.update(schema.throttle).where(mine)
            connection.execute(change.values(tries=tries + 1, since=seconds(now)))
        return Turn(tries)

    def clear(self, key: bytes) -> int:
        gone = sa.delete(schema.throttle).where(schema.throttle.c.key == key)
        with self._database.write_one() as connection:
            return connection.execute(gone.returning(schema.throttle.c.tries)).scalar() or 0


class SqlAudit(Audit):
    """`Audit` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, entry: AuditEntry) -> None:
        with self._database.write_one() as connection:
            connection.execute(sa.insert(schema.audit), audit_row(entry))

    def entries(
        self, most: int, account: bytes | None = None, before: datetime | None = None
    ) -> tuple[AuditEntry, ...]:
        columns = schema.audit.c
        query = sa.select(columns.at, columns.account, columns.what, columns["count"])
        query = query.order_by(columns.at.desc(), columns.id)
        if account is not None:
            query = query.where(columns.account == account)
        if before is not None:
            query = query.where(columns.at < _microseconds(before))
        with self._database.read() as connection:
            rows = connection.execute(query.limit(most)).all()
        return tuple(
            AuditEntry(_EPOCH + at * _MICROSECOND, account_of, What(what), count)
            for at, account_of, what, count in rows
        )


def audit_row(entry: AuditEntry) -> dict[str, bytes | int | str | None]:
    """An entry as a row of the table."""
    return {
        "at": _microseconds(entry.at),
        "id": os.urandom(16),
        "account": entry.account,
        "what": entry.what.value,
        "count": entry.count,
    }


def _microseconds(moment: datetime) -> int:
    """Finer than elsewhere, so that entries stand in the order in which they were made."""
    seconds(moment)
    return (moment - _EPOCH) // _MICROSECOND
