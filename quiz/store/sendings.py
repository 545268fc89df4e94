"""What clients send, in SQL, and how they withdraw it.

Locks are taken in the order that `invitations` says.
"""

# ruff: noqa: D102 - what each of these does is said in protocol

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store import schema
from quiz.store.client_rows import put_rows, record_row
from quiz.store.database import Database
from quiz.store.drafts import draft_gone, take_draft
from quiz.store.invitations import hold, locked
from quiz.store.protocol import CaseKey, CaseKind, CaseRecord, Sending, Sendings
from quiz.store.seats import leave_seats

_C, _I = schema.client.c, schema.client_invitation.c


def invitation_gone() -> StoreError:
    """What is raised where an invitation was withdrawn, used up, or never there."""
    return StoreError("this invitation is not there any more", code="invitation_gone")


class SqlSendings(Sendings):
    """`Sendings` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark = put_rows(database)

    def send(self, sending: Sending) -> bytes | None:
        with self._database.write() as connection:
            draft = take_draft(connection, sending.draft) if sending.draft else None
            row = locked(connection, sending.invitation)
            if row is None or row.record not in (None, sending.record):
                raise invitation_gone()
            if row.record is not None:
                connection.rollback()
                return None
            if row.member != sending.member:
                raise StoreError("it is bound to another device", code="invitation_elsewhere")
            if sending.draft is not None and draft is None:
                raise draft_gone()
            key = CaseKey(row.client, CaseKind.ATTEMPT, sending.record)
            record = CaseRecord(key, sending.seal(row.client, draft), fresh=True)
            code = {"lookup": sending.withdrawal, "client": row.client, "record": sending.record}
            used = sa.update(schema.client_invitation).where(_I.lookup == sending.invitation)
            connection.execute(used.values(record=sending.record))
            connection.execute(sa.insert(schema.client_record), record_row(record))
            connection.execute(sa.insert(schema.withdrawal), code)
            if sending.draft is not None:
                leave_seats(connection, [sending.draft])
            account = connection.execute(sa.select(_C.account).where(_C.id == row.client)).scalar()
        self._database.truncate_log()
        return account

    def withdraw(self, withdrawal: bytes) -> bytes | None:
        with self._database.write() as connection:
            sent = _sent(connection, withdrawal)
            if sent is None:
                return None
            by_it = sa.and_(_I.client == sent.client, _I.record == sent.record)
            for table, which in (
                (schema.client_invitation, by_it),  # else it would go on saying that it was sent
                (schema.withdrawal, schema.withdrawal.c.lookup == withdrawal),
                (schema.client_record, _is_attempt(sent.client, sent.record)),
            ):
                connection.execute(sa.delete(table).where(which))
        self._database.truncate_log()
        account: bytes = sent.account
        return account

    def mark(
        self, withdrawal: bytes, seal: Callable[[bytes, bytes, bytes, bytes], bytes], mark: bytes
    ) -> bool:
        with self._database.write() as connection:
            sent = _sent(connection, withdrawal)
            if sent is None:
                return False
            sealed = seal(sent.public, sent.client, sent.record, mark)
            record = CaseRecord(CaseKey(sent.client, CaseKind.MARK, mark), sealed, fresh=True)
            connection.execute(self._mark, record_row(record))
        return True


def _sent(connection: sa.Connection, withdrawal: bytes) -> Any:
    """What a code finds (client, record, account, public), held until the end; None if nothing."""
    code, record = schema.withdrawal.c, schema.client_record.c
    query = (
        sa.select(code.client, code.record, _C.account, schema.account.c.public)
        .join_from(schema.withdrawal, schema.client)
        .join(schema.account, schema.account.c.id == _C.account)
        .where(code.lookup == withdrawal)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    hold(connection, _C.id, row.client, share=True)
    still = sa.select(record.id).where(_is_attempt(row.client, row.record))
    there = connection.execute(still.with_for_update()).first()
    return connection.execute(query).first() if there is not None else None


def _is_attempt(client: bytes, record: bytes) -> sa.ColumnElement[bool]:
    columns = schema.client_record.c
    return sa.and_(
        columns.client == client,
        columns.kind == CaseKind.ATTEMPT.value,
        columns.id == record,
    )
