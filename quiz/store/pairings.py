"""Two partners in SQL: the primary key of a seat is what makes an invitation single-use."""

# ruff: noqa: D102 - what each of these does is said in protocol.py

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store import schema
from quiz.store.database import Database
from quiz.store.drafts import seconds
from quiz.store.protocol import Acceptance, Pairing, Pairings, Seat
from quiz.store.seats import INVITER, PARTNER


def pairing_gone() -> StoreError:
    """What is raised where a pairing has ended, or was never this member's."""
    return StoreError("this pairing has ended", code="pairing_gone")


class SqlPairings(Pairings):
    """`Pairings` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._invite = database.insert(schema.pairing).on_conflict_do_nothing()
        self._sit = database.insert(schema.seat).on_conflict_do_nothing()

    def invite(self, lookup: bytes, seat: Seat, expires_at: datetime, until: int) -> bool:
        row = {"lookup": lookup, "expires_at": seconds(expires_at), "until": until}
        invite = self._invite.returning(schema.pairing.c.until)
        with self._database.write() as connection:
            if connection.execute(invite, row).first() is None:
                return False
            connection.execute(self._sit, _row(lookup, INVITER, seat))
        return True

    def accept(self, lookup: bytes, seat: Seat, now: datetime) -> Acceptance:
        with self._database.write() as connection:
            return self._accept(connection, lookup, seat, now)

    def take_over(self, lookup: bytes, seat: Seat, now: datetime) -> Acceptance:
        with self._database.write() as connection:
            _lock(connection, schema.pairing, lookup)
            there = _partner(connection, lookup)
            if there is not None and there != seat.member:
                _lock(connection, schema.draft, there)
                _put_out(connection, lookup, there)
            outcome = self._accept(connection, lookup, seat, now)
            if outcome is not Acceptance.BOUND:
                connection.rollback()  # nobody's draft is erased for nothing
        self._database.truncate_log()
        return outcome

    def _accept(
        self, connection: sa.Connection, lookup: bytes, seat: Seat, now: datetime
    ) -> Acceptance:
        there = _partner(connection, lookup)
        if there is None:
            live = (
                sa.select(schema.pairing.c.lookup, schema.seat.c.member)
                .join(schema.seat)
                .where(
                    schema.pairing.c.lookup == lookup,
                    schema.pairing.c.expires_at > seconds(now),
                    schema.seat.c.number == INVITER,
                )
            )
            # Held until the end: an invitation that is being withdrawn is waited for.
            found = connection.execute(live.with_for_update(read=True)).first()
            if found is None:
                return Acceptance.GONE
            if found.member == seat.member:
                return Acceptance.ELSEWHERE
            connection.execute(self._sit, _row(lookup, PARTNER, seat))
            there = _partner(connection, lookup)
        return Acceptance.BOUND if there == seat.member else Acceptance.ELSEWHERE

    def find(self, lookup: bytes) -> Pairing | None:
        both = sa.select(
            schema.pairing, schema.seat.c.number, schema.seat.c.member, schema.seat.c.sealed
        )
        both = both.join(schema.seat).where(schema.pairing.c.lookup == lookup)
        with self._database.read() as connection:
            rows = {row.number: row for row in connection.execute(both)}
        if INVITER not in rows:
            return None
        seats = {number: Seat(row.member, row.sealed) for number, row in rows.items()}
        expires_at = datetime.fromtimestamp(rows[INVITER].expires_at, UTC)
        return Pairing(expires_at, rows[INVITER].until, seats[INVITER], seats.get(PARTNER))

    def put_seat(self, lookup: bytes, seat: Seat) -> None:
        mine = sa.update(schema.seat).where(
            schema.seat.c.pairing == lookup, schema.seat.c.member == seat.member
        )
        with self._database.write_one() as connection:
            if not connection.execute(mine.values(sealed=seat.sealed)).rowcount:
                raise pairing_gone()

    def end(self, lookup: bytes) -> None:
        with self._database.write_one() as connection:
            connection.execute(sa.delete(schema.pairing).where(schema.pairing.c.lookup == lookup))
        self._database.truncate_log()


def _row(lookup: bytes, number: int, seat: Seat) -> dict[str, object]:
    return {"pairing": lookup, "number": number, "member": seat.member, "sealed": seat.sealed}


def _partner(connection: sa.Connection, lookup: bytes) -> bytes | None:
    """Who sits in the partner's seat."""
    found: bytes | None = connection.execute(
        sa.select(schema.seat.c.member).where(
            schema.seat.c.pairing == lookup, schema.seat.c.number == PARTNER
        )
    ).scalar()
    return found


def _lock(connection: sa.Connection, table: sa.Table, lookup: bytes) -> None:
    """Nobody else writes to this row until the end of the transaction."""
    row = sa.select(table.c.lookup).where(table.c.lookup == lookup)
    connection.execute(row.with_for_update()).close()


def _put_out(connection: sa.Connection, lookup: bytes, member: bytes) -> None:
    """Frees the seat of a partner who has not kept theirs, and erases their draft."""
    kept = sa.select(schema.holder.c.lookup).where(schema.holder.c.lookup == member)
    theirs = sa.delete(schema.seat).where(
        schema.seat.c.pairing == lookup,
        schema.seat.c.number == PARTNER,
        schema.seat.c.member == member,
        ~kept.exists(),
    )
    if connection.execute(theirs).rowcount:
        connection.execute(sa.delete(schema.draft).where(schema.draft.c.lookup == member))
