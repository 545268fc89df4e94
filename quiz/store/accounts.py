"""Accounts in SQL, and the one-time codes by which they are made."""

# ruff: noqa: D102 - what each of these does is said in protocol

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store import schema
from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import Accounts, Role, SetUp, StoredAccount

LOCK: Final = 0x5F1E_0003
"""PostgreSQL: held while something is decided that rests on which accounts there are."""


def account_gone() -> StoreError:
    """What is raised where an account is not there, or not open."""
    return StoreError("there is no such account, or it is closed", code="account_gone")


def stored_account(row: Any) -> StoredAccount:
    """The account in a row that has its columns."""
    return StoredAccount(
        id=row.id,
        name=row.name,
        folded=row.folded,
        role=Role(row.role),
        by_passphrase=row.by_passphrase,
        by_recovery=row.by_recovery,
        public=row.public,
        sealed=row.sealed,
        closed=bool(row.closed),
        revision=row.revision,
    )


class SqlAccounts(Accounts):
    """`Accounts` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- making them ------------------------------------------------------------------------------

    def count(self) -> int:
        with self._database.read() as connection:
            return _count(connection, sa.true())

    def offer(
        self,
        lookup: bytes,
        expires_at: datetime,
        role: Role | None = None,
        name: tuple[str, str] | None = None,
    ) -> bool:
        written, folded = name or (None, None)
        row = {
            "lookup": lookup,
            "name": written,
            "folded": folded,
            "role": role.value if role else None,
            "expires_at": seconds(expires_at),
        }
        try:
            with self._database.write() as connection:
                self._alone(connection)
                if folded and _count(connection, schema.account.c.folded == folded):
                    return False
                connection.execute(sa.insert(schema.set_up), row)
        except IntegrityError:
            return False
        return True

    def offered(self, lookup: bytes, now: datetime) -> SetUp | None:
        live = schema.set_up.c.expires_at > seconds(now)
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(schema.set_up).where(schema.set_up.c.lookup == lookup, live)
            ).first()
        return _set_up(row) if row is not None else None

    def withdraw_offer(self, name: str) -> bool:
        gone = sa.delete(schema.set_up).where(schema.set_up.c.folded == name)
        with self._database.write_one() as connection:
            return bool(connection.execute(gone).rowcount)

    def offers(self, now: datetime) -> tuple[SetUp, ...]:
        named = sa.select(schema.set_up).where(
            schema.set_up.c.folded.is_not(None), schema.set_up.c.expires_at > seconds(now)
        )
        with self._database.read() as connection:
            rows = connection.execute(named.order_by(schema.set_up.c.folded)).all()
        return tuple(_set_up(row) for row in rows)

    def create(self, lookup: bytes, account: StoredAccount, now: datetime) -> None:
        gone = StoreError("this code was used, or has expired", code="set_up_gone")
        use_up = sa.delete(schema.set_up).where(
            schema.set_up.c.lookup == lookup, schema.set_up.c.expires_at > seconds(now)
        )
        try:
            with self._database.write() as connection:
                self._alone(connection)
                used = connection.execute(use_up.returning(*schema.set_up.c)).first()
                if used is None or not _fits(used, account):
                    raise gone
                if used.role is None:
                    if _count(connection, sa.true()):
                        raise gone
                    connection.execute(
                        sa.delete(schema.set_up).where(schema.set_up.c.role.is_(None))
                    )
                connection.execute(sa.insert(schema.account), _row(account))
        except IntegrityError:
            raise StoreError("this name is taken", code="name_taken") from None

    def _alone(self, connection: sa.Connection) -> None:
        """Nobody else decides on accounts until the end of the transaction."""
        if not self._database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))

    # -- finding them -----------------------------------------------------------------------------

    def find(self, account: bytes) -> StoredAccount | None:
        return self._one(schema.account.c.id == account)

    def named(self, folded: str) -> StoredAccount | None:
        return self._one(schema.account.c.folded == folded)

    def _one(self, which: sa.ColumnElement[bool]) -> StoredAccount | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(schema.account).where(which)).first()
        return stored_account(row) if row is not None else None

    def all(self) -> tuple[StoredAccount, ...]:
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(schema.account).order_by(schema.account.c.folded)
            ).all()
        return tuple(stored_account(row) for row in rows)

    def clients_of(self, account: bytes) -> int:
        with self._database.read() as connection:
            return connection.execute(_clients_of(account)).scalar_one()

    def clients_by_account(self) -> Mapping[bytes, int]:
        whose = schema.client.c.account
        counted = sa.select(whose, sa.func.count()).group_by(whose)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    # -- changing them ----------------------------------------------------------------------------

    def rewrap(
        self,
        account: StoredAccount,
        by_passphrase: bytes,
        by_recovery: bytes | None = None,
        *,
        end_sign_ins: bool = True,
    ) -> bool:
        as_read = sa.update(schema.account).where(
            schema.account.c.id == account.id,
            schema.account.c.by_passphrase == account.by_passphrase,
            schema.account.c.by_recovery == account.by_recovery,
        )
        values = {
            "by_passphrase": by_passphrase,
            "by_recovery": by_recovery if by_recovery is not None else account.by_recovery,
        }
        with self._database.write() as connection:
            if not connection.execute(as_read.values(values)).rowcount:
                return False
            if end_sign_ins:
                _end_sign_ins(connection, account.id)
        self._database.truncate_log()
        return True

    def put_sealed(self, account: bytes, sealed: bytes, revision: int) -> bool:
        mine = sa.update(schema.account).where(
            schema.account.c.id == account, schema.account.c.revision == revision
        )
        with self._database.write_one() as connection:
            written = connection.execute(mine.values(sealed=sealed, revision=revision + 1))
        return bool(written.rowcount)

    def close(self, account: bytes, *, with_clients: bool = True) -> None:
        with self._database.write() as connection:
            self._alone(connection)
            open_administrator = sa.and_(
                schema.account.c.role == Role.ADMINISTRATOR.value, schema.account.c.closed == 0
            )
            if _count(connection, open_administrator, schema.account.c.id == account) and not (
                _count(connection, open_administrator, schema.account.c.id != account)
            ):
                raise StoreError("somebody must administer", code="last_administrator")
            self._change(connection, account, {"closed": 1})
            # Its row is held by now: whoever was giving it clients has, or will find it closed.
            clients = connection.execute(_clients_of(account)).scalar_one()
            if clients and not with_clients:
                raise StoreError("it has clients", code="account_has_clients", clients=clients)
            _end_sign_ins(connection, account)
            theirs = sa.select(schema.client.c.id).where(schema.client.c.account == account)
            invitations = schema.client_invitation
            connection.execute(sa.delete(invitations).where(invitations.c.client.in_(theirs)))
        self._database.truncate_log()

    def reopen(self, account: bytes) -> None:
        with self._database.write() as connection:
            self._change(connection, account, {"closed": 0})

    def erase(self, account: bytes) -> None:
        closed = sa.delete(schema.account).where(
            schema.account.c.id == account, schema.account.c.closed == 1
        )
        with self._database.write() as connection:
            if not connection.execute(closed).rowcount:
                if _count(connection, schema.account.c.id == account):
                    raise StoreError("close the account first", code="account_open")
                raise account_gone()
        self._database.truncate_log()

    def _change(
        self, connection: sa.Connection, account: bytes, values: dict[str, bytes] | dict[str, int]
    ) -> None:
        change = sa.update(schema.account).where(schema.account.c.id == account).values(values)
        if not connection.execute(change).rowcount:
            raise account_gone()


def _row(account: StoredAccount) -> dict[str, Any]:
    columns = schema.account.c.keys()
    row = {name: getattr(account, name) for name in columns}
    return row | {"role": account.role.value, "closed": int(account.closed)}


def _set_up(row: Any) -> SetUp:
    role = Role(row.role) if row.role is not None else None
    return SetUp(role, row.name, datetime.fromtimestamp(row.expires_at, UTC))


def _fits(used: Any, account: StoredAccount) -> bool:
    """Whether an account is the one that a code is good for."""
    return used.role in (None, account.role.value) and used.folded in (None, account.folded)


def _count(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(schema.account).where(*which)
    return connection.execute(query).scalar_one()


def _clients_of(account: bytes) -> sa.Select[int]:
    return sa.select(sa.func.count()).where(schema.client.c.account == account)


def _end_sign_ins(connection: sa.Connection, account: bytes) -> None:
    connection.execute(sa.delete(schema.sign_in).where(schema.sign_in.c.account == account))
