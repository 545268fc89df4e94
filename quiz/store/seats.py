"""What becomes of seats in pairings when the one who sits there is kept, erased or expires.

A client's invitation is bound to a draft in the same way, and free again in the same way.
Everybody locks in one order, so that nobody waits in a circle: pairing and draft, holder, seat.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from quiz.store.schema import client_invitation, pairing, seat

INVITER: Final = 0
PARTNER: Final = 1

Members = sa.Select[Any] | list[bytes]


def leave_seats(connection: sa.Connection, drafts: Members) -> int:
    """Ends the pairings that these drafts began, and frees the partners' seats that they took.

    The number of pairings ended.
    """
    begun = sa.select(seat.c.pairing).where(seat.c.member.in_(drafts), seat.c.number == INVITER)
    ended = connection.execute(sa.delete(pairing).where(pairing.c.lookup.in_(begun))).rowcount
    connection.execute(sa.delete(seat).where(seat.c.member.in_(drafts)))
    bound = sa.update(client_invitation).where(
        client_invitation.c.member.in_(drafts), client_invitation.c.record.is_(None)
    )
    connection.execute(bound.values(member=None))
    return ended


def end_pairings(connection: sa.Connection, holders: Members) -> int:
    """Ends every pairing that these holders are part of; how many that were."""
    theirs = sa.select(seat.c.pairing).where(seat.c.member.in_(holders))
    return connection.execute(sa.delete(pairing).where(pairing.c.lookup.in_(theirs))).rowcount


def move_seats(connection: sa.Connection, draft: bytes, holder: bytes) -> None:
    """Gives the seats of a draft to the holder who keeps it."""
    for table in (seat, client_invitation):
        moved = sa.update(table).where(table.c.member == draft).values(member=holder)
        connection.execute(moved)
