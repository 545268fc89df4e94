"""Deletion of what has expired: at start-up and daily, in as many processes as there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import Purged, month_of
from quiz.store.schema import device, draft, holder, pairing, seat
from quiz.store.seats import PARTNER, end_pairings, leave_seats

LOCK: Final = 0x5F1E_0002
"""PostgreSQL: who holds this advisory lock purges; the others have nothing to do."""


def purge(database: Database, now: datetime) -> Purged:
    """How many of each were deleted.

    Drafts and devices past their hour, invitations that nobody took in time, holders and pairings
    past their month.
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
        )
    database.truncate_log()
    return done


def _delete(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[Any]) -> int:
    return connection.execute(sa.delete(table).where(which)).rowcount
