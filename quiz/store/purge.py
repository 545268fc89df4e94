"""Deletion of what has expired: at start-up and daily, in as many processes as there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import AuditEntry, Purged, What, month_of
from quiz.store.schema import (
    audit,
    client_invitation,
    device,
    draft,
    holder,
    pairing,
    seat,
    set_up,
    sign_in,
    throttle,
)
from quiz.store.seats import PARTNER, end_pairings, leave_seats
from quiz.store.sign_ins import audit_row

FORGET: Final = timedelta(hours=24)
"""Failed tries older than this count no more."""
GRACE: Final = timedelta(days=2)
LOCK: Final = 0x5F1E_0002
"""PostgreSQL: who holds this advisory lock purges; the others have nothing to do."""


def purge(database: Database, now: datetime) -> Purged:
    """How many of each were deleted.

    Drafts and devices past their hour, invitations that nobody took in time, holders and pairings
    past their month, sign-ins that were idle or old, codes that nobody used. Failed tries that
    nobody followed up leave only their number, in the audit.
    """
    moment, month = seconds(now), month_of(now)
    with database.write() as connection:
        if not database.is_sqlite:
            alone = connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))).scalar()
            if not alone:
                return Purged()
        late_drafts = sa.select(draft.c.lookup).where(draft.c.expires_at <= moment)
        late_holders = sa.select(holder.c.lookup).where(holder.c.until < month)
        connection.execute(late_drafts.with_for_update()).close()
        pairings = leave_seats(connection, late_drafts) + end_pairings(connection, late_holders)
        taken = sa.select(seat.c.pairing).where(seat.c.number == PARTNER)
        untaken = sa.and_(pairing.c.expires_at <= moment, pairing.c.lookup.not_in(taken))
        done = Purged(
            drafts=_delete(connection, draft, draft.c.expires_at <= moment),
            devices=_delete(connection, device, device.c.expires_at <= moment),
            pairings=pairings
            + _delete(connection, pairing, sa.or_(pairing.c.until < month, untaken)),
            holders=_delete(connection, holder, holder.c.until < month),
            sign_ins=_delete(
                connection,
                sign_in,
                sa.or_(sign_in.c.expires_at <= moment, sign_in.c.idle_at <= moment),
            ),
            set_ups=_delete(connection, set_up, set_up.c.expires_at <= moment),
            invitations=_delete(connection, client_invitation, _past_use(now)),
            throttles=_forget_tries(connection, now),
        )
    database.truncate_log()
    return done


def _past_use(now: datetime) -> sa.ColumnElement[bool]:
    """Which clients' invitations nobody can use any more; one that is bound lives with its draft.

    A draft that was kept under a private code does not expire: two days are enough to send it.
    """
    invitation = client_invitation.c
    idle = sa.or_(invitation.member.is_(None), invitation.record.is_not(None))
    return sa.or_(
        sa.and_(invitation.expires_at <= seconds(now), idle),
        invitation.expires_at <= seconds(now - GRACE),
    )


def _forget_tries(connection: sa.Connection, now: datetime) -> int:
    """Deletes the failures of more than a day ago, and notes how many there were."""
    late = throttle.c.since <= seconds(now - FORGET)
    gone = connection.execute(sa.delete(throttle).where(late).returning(throttle.c.tries))
    tries = [row.tries for row in gone]
    if failed := sum(tries):
        entry = AuditEntry(now, None, What.SIGN_IN_FAILED, failed)
        connection.execute(sa.insert(audit), audit_row(entry))
    return len(tries)


def _delete(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[Any]) -> int:
    return connection.execute(sa.delete(table).where(which)).rowcount
