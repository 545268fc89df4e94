"""Two partners in SQL: the primary key of a seat is what makes an invitation single-use."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import Acceptance, Pairing, Seat
from quiz.store.schema import draft, holder, pairing, seat
from quiz.store.seats import INVITER, PARTNER


def pairing_gone() -> StoreError:
    """What is raised where a pairing has ended, or was never this member's."""
    return StoreError("this pairing has ended", code="pairing_gone")


class SqlPairings:
    """`Pairings` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._invite = database.insert(pairing).on_conflict_do_nothing()
        self._sit = database.insert(seat).on_conflict_do_nothing()

    def invite(self, lookup: bytes, own: Seat, expires_at: datetime, until: int) -> bool:
        row = {"lookup": lookup, "expires_at": seconds(expires_at), "until": until}
        invite = self._invite.returning(pairing.c.until)
        with self._database.write() as connection:
            if connection.execute(invite, row).first() is None:
                return False
            connection.execute(self._sit, _row(lookup, INVITER, own))
        return True

    def accept(self, lookup: bytes, own: Seat, now: datetime) -> Acceptance:
        with self._database.write() as connection:
            return self._accept(connection, lookup, own, now)

    def take_over(self, lookup: bytes, own: Seat, now: datetime) -> Acceptance:
        with self._database.write() as connection:
            there = _partner(connection, lookup)
            if there not in (None, own.member) and not _is_kept(connection, there):
                theirs = sa.delete(seat).where(
                    seat.c.pairing == lookup, seat.c.number == PARTNER, seat.c.member == there
                )
                connection.execute(theirs)
                connection.execute(sa.delete(draft).where(draft.c.lookup == there))
            outcome = self._accept(connection, lookup, own, now)
            if outcome is Acceptance.GONE:
                connection.rollback()  # nobody's draft is erased for an invitation that expired
        self._database.truncate_log()
        return outcome

    def _accept(
        self, connection: sa.Connection, lookup: bytes, own: Seat, now: datetime
    ) -> Acceptance:
        there = _partner(connection, lookup)
        if there is None:
            live = (
                sa.select(pairing.c.lookup, seat.c.member)
                .join(seat)
                .where(
                    pairing.c.lookup == lookup,
                    pairing.c.expires_at > seconds(now),
                    seat.c.number == INVITER,
                )
            )
            # Held until the end: an invitation that is being withdrawn is waited for.
            found = connection.execute(live.with_for_update(read=True)).first()
            if found is None:
                return Acceptance.GONE
            if found.member == own.member:
                return Acceptance.ELSEWHERE
            connection.execute(self._sit, _row(lookup, PARTNER, own))
            there = _partner(connection, lookup)
        return Acceptance.BOUND if there == own.member else Acceptance.ELSEWHERE

    def find(self, lookup: bytes) -> Pairing | None:
        both = sa.select(pairing, seat.c.number, seat.c.member, seat.c.sealed)
        both = both.join(seat).where(pairing.c.lookup == lookup)
        with self._database.read() as connection:
            rows = {row.number: row for row in connection.execute(both)}
        if INVITER not in rows:
            return None
        seats = {number: Seat(row.member, row.sealed) for number, row in rows.items()}
        expires_at = datetime.fromtimestamp(rows[INVITER].expires_at, UTC)
        return Pairing(expires_at, rows[INVITER].until, seats[INVITER], seats.get(PARTNER))

    def put_seat(self, lookup: bytes, own: Seat) -> None:
        mine = sa.update(seat).where(seat.c.pairing == lookup, seat.c.member == own.member)
        with self._database.write_one() as connection:
            if not connection.execute(mine.values(sealed=own.sealed)).rowcount:
                raise pairing_gone()

    def end(self, lookup: bytes) -> None:
        with self._database.write_one() as connection:
            connection.execute(sa.delete(pairing).where(pairing.c.lookup == lookup))
        self._database.truncate_log()


def _row(lookup: bytes, number: int, own: Seat) -> dict[str, object]:
    return {"pairing": lookup, "number": number, "member": own.member, "sealed": own.sealed}


def _partner(connection: sa.Connection, lookup: bytes) -> bytes | None:
    """Who sits in the partner's seat."""
    found: bytes | None = connection.execute(
        sa.select(seat.c.member).where(seat.c.pairing == lookup, seat.c.number == PARTNER)
    ).scalar()
    return found


def _is_kept(connection: sa.Connection, member: bytes | None) -> bool:
    """Whether this member is a holder; it stays one until the end of the transaction."""
    kept = sa.select(holder.c.lookup).where(holder.c.lookup == member)
    return connection.execute(kept.with_for_update(read=True)).first() is not None
