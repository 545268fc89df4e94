"""Clients' invitations in SQL: who they are bound to.

Everybody locks in one order, so that nobody waits in a circle: draft, client, invitation, record.
"""

# ruff: noqa: D102 - what each of these does is said in protocol

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.store import schema
from quiz.store.clients import client_gone
from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import Acceptance, Invitations, StoredInvitation
from quiz.store.seats import leave_seats

_C, _I = schema.client.c, schema.client_invitation.c


class SqlInvitations(Invitations):
    """`Invitations` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- the counsellor's side --------------------------------------------------------------------

    def invite(
        self, account: bytes, client: bytes, lookup: bytes, sealed: bytes, expires_at: datetime
    ) -> None:
        # The row is taken from the client, so that nobody invites for another's.
        source = sa.select(
            sa.literal(lookup, sa.LargeBinary),
            _C.id,
            sa.literal(sealed, sa.LargeBinary),
            sa.literal(seconds(expires_at), sa.BigInteger),
        ).where(_C.id == client, _C.account == account)
        insert = sa.insert(schema.client_invitation).from_select(
            ["lookup", "client", "sealed", "expires_at"], source
        )
        try:
            with self._database.write_one() as connection:
                done = connection.execute(insert.execution_options(preserve_rowcount=True))
        except IntegrityError:
            raise client_gone() from None
        if not done.rowcount:
            raise client_gone()

    def of(self, account: bytes, client: bytes | None = None) -> tuple[StoredInvitation, ...]:
        theirs = (
            sa.select(schema.client_invitation)
            .join_from(schema.client, schema.client_invitation)
            .where(_C.account == account)
            .order_by(_I.expires_at.desc(), _I.lookup)
        )
        if client is not None:
            theirs = theirs.where(_C.id == client)
        with self._database.read() as connection:
            return tuple(map(_invitation, connection.execute(theirs).all()))

    def withdraw(self, account: bytes, lookup: bytes) -> bool:
        mine = sa.select(_C.id).where(_C.account == account)
        gone = sa.delete(schema.client_invitation).where(_I.lookup == lookup, _I.client.in_(mine))
        with self._database.write_one() as connection:
            withdrawn = connection.execute(gone).rowcount
        self._database.truncate_log()
        return bool(withdrawn)

    def cancel(self, lookup: bytes) -> bool:
        with self._database.write() as connection:
            hold(connection, schema.draft.c.lookup, _member(connection, lookup))
            gone = sa.delete(schema.client_invitation).where(_I.lookup == lookup)
            row = connection.execute(gone.returning(_I.member, _I.record)).first()
            if row is not None and row.record is None and row.member is not None:
                _erase_draft(connection, row.member)
        self._database.truncate_log()
        return row is not None and row.record is not None

    # -- the client's side ------------------------------------------------------------------------

    def find(self, lookup: bytes, now: datetime) -> StoredInvitation | None:
        live = sa.or_(_I.expires_at > seconds(now), _I.member.is_not(None))
        query = sa.select(schema.client_invitation).where(_I.lookup == lookup, live)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return _invitation(row) if row is not None else None

    def accept(self, lookup: bytes, member: bytes, now: datetime) -> Acceptance:
        free = sa.update(schema.client_invitation).where(
            _I.lookup == lookup,
            _I.member.is_(None),
            _I.record.is_(None),
            _I.expires_at > seconds(now),
        )
        with self._database.write() as connection:
            connection.execute(free.values(member=member))
            row = _found(connection, lookup)
        if row is None or row.member is None:
            return Acceptance.GONE
        return Acceptance.BOUND if row.member == member else Acceptance.ELSEWHERE

    def take_over(self, lookup: bytes, member: bytes, now: datetime) -> Acceptance:
        with self._database.write() as connection:
            before = _member(connection, lookup)
            hold(connection, schema.draft.c.lookup, before)
            row = locked(connection, lookup)
            outcome = _may_take(row, before, member, now)
            if outcome is Acceptance.BOUND and row.member != member:
                change = sa.update(schema.client_invitation).where(_I.lookup == lookup)
                connection.execute(change.values(member=member))
                if before is not None:
                    _erase_draft(connection, before)
        self._database.truncate_log()
        return outcome


def _invitation(row: Any) -> StoredInvitation:
    expires_at = datetime.fromtimestamp(row.expires_at, UTC)
    return StoredInvitation(row.lookup, row.client, row.sealed, expires_at, row.member, row.record)


def _found(connection: sa.Connection, lookup: bytes) -> Any:
    query = sa.select(schema.client_invitation).where(_I.lookup == lookup)
    return connection.execute(query).first()


def _member(connection: sa.Connection, lookup: bytes) -> bytes | None:
    row = _found(connection, lookup)
    return row.member if row is not None else None


def locked(connection: sa.Connection, lookup: bytes) -> Any:
    """The invitation; neither it nor its client can be gone before the end of the transaction."""
    row = _found(connection, lookup)
    if row is None:
        return None
    hold(connection, _C.id, row.client, share=True)
    query = sa.select(schema.client_invitation).where(_I.lookup == lookup)
    return connection.execute(query.with_for_update()).first()


def hold(
    connection: sa.Connection, key: sa.Column[bytes], value: bytes | None, *, share: bool = False
) -> None:
    """Nobody deletes this row until the end of the transaction; unless shared, nor locks it."""
    if value is None:
        return
    row = sa.select(key).where(key == value)
    connection.execute(row.with_for_update(read=share, key_share=share)).close()


def _may_take(row: Any, before: bytes | None, member: bytes, now: datetime) -> Acceptance:
    """What becomes of taking a locked invitation over from the member whose draft is locked."""
    if row is None:
        return Acceptance.GONE
    if row.member == member:
        return Acceptance.BOUND
    if row.record is not None or row.member != before:
        return Acceptance.ELSEWHERE
    return Acceptance.BOUND if row.expires_at > seconds(now) else Acceptance.GONE


def _erase_draft(connection: sa.Connection, lookup: bytes) -> None:
    """Erase a member's draft. Of who has kept theirs under a code nothing goes."""
    gone = sa.delete(schema.draft).where(schema.draft.c.lookup == lookup)
    if connection.execute(gone).rowcount:
        leave_seats(connection, [lookup])
