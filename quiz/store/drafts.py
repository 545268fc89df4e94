"""Drafts in SQL: a head, and one row an answer, so that two tabs never overwrite each other."""

# ruff: noqa: D102 - what each of these does is said in protocol.py

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.errors import StoreError
from quiz.store.database import Database
from quiz.store.protocol import Drafts, StoredDraft
from quiz.store.schema import answer, draft
from quiz.store.seats import leave_seats


def seconds(moment: datetime) -> int:
    """A moment as it is stored. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp())


def draft_gone() -> StoreError:
    """What is raised where there is no draft to write to."""
    return StoreError("this draft was erased or has expired", code="draft_gone")


_LOOKUP = draft.c.lookup == sa.bindparam("whose")
_LIVE = sa.and_(_LOOKUP, draft.c.expires_at > sa.bindparam("now", type_=sa.BigInteger))
_PUT_HEAD = (
    sa.update(draft)
    .where(_LIVE, draft.c.revision == sa.bindparam("seen", type_=sa.BigInteger))
    .values(sealed=sa.bindparam("new"), revision=draft.c.revision + 1)
)
_DROP = sa.delete(answer).where(
    answer.c.lookup == sa.bindparam("whose"), answer.c.item == sa.bindparam("item")
)
_IS_LIVE = sa.select(draft.c.revision).where(_LIVE)
# Held until the end of the transaction, so that nobody keeps the draft meanwhile.
_STAY_LIVE = _IS_LIVE.with_for_update(read=True)
# One statement, so that head and answers are of one instant; the head's row has no item.
_FIND = sa.union_all(
    sa.select(
        sa.cast(sa.null(), sa.LargeBinary).label("item"),
        draft.c.sealed,
        draft.c.revision,
        draft.c.expires_at,
    ).where(_LIVE),
    sa.select(answer.c.item, answer.c.sealed, sa.literal(0), sa.literal(0)).where(
        answer.c.lookup == sa.bindparam("whose")
    ),
)


class SqlDrafts(Drafts):
    """`Drafts` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        fresh = database.insert(draft).on_conflict_do_nothing()
        self._begin = fresh.returning(draft.c.revision)
        # The row is taken from the draft, so that nothing is written to one that is gone.
        source = sa.select(
            draft.c.lookup,
            sa.bindparam("item", type_=sa.LargeBinary),
            sa.bindparam("sealed", type_=sa.LargeBinary),
        ).where(_LIVE)
        put = database.insert(answer).from_select(["lookup", "item", "sealed"], source)
        self._put = put.on_conflict_do_update(
            index_elements=["lookup", "item"], set_={"sealed": put.excluded.sealed}
        ).execution_options(preserve_rowcount=True)

    def begin(
        self,
        lookup: bytes,
        sealed: bytes,
        expires_at: datetime,
        answers: Mapping[bytes, bytes] = MappingProxyType({}),
    ) -> bool:
        head = {
            "lookup": lookup,
            "sealed": sealed,
            "revision": 1,
            "expires_at": seconds(expires_at),
        }
        rows = [{"lookup": lookup, "item": i, "sealed": s} for i, s in answers.items()]
        with self._database.write() as connection:
            if connection.execute(self._begin, head).first() is None:
                return False
            if rows:
                connection.execute(sa.insert(answer), rows)
        return True

    def find(self, lookup: bytes, now: datetime) -> StoredDraft | None:
        with self._database.read() as connection:
            rows = connection.execute(_FIND, {"whose": lookup, "now": seconds(now)}).all()
        head = next((row for row in rows if row.item is None), None)
        if head is None:
            return None
        return StoredDraft(
            head.sealed,
            head.revision,
            datetime.fromtimestamp(head.expires_at, UTC),
            MappingProxyType({row.item: row.sealed for row in rows if row.item is not None}),
        )

    def put_head(self, lookup: bytes, sealed: bytes, revision: int, now: datetime) -> bool:
        values = {"whose": lookup, "new": sealed, "seen": revision, "now": seconds(now)}
        with self._database.write() as connection:
            if connection.execute(_PUT_HEAD, values).rowcount:
                return True
            if connection.execute(_IS_LIVE, values).first() is None:
                raise draft_gone()
        return False

    def put_answer(self, lookup: bytes, item: bytes, sealed: bytes, now: datetime) -> None:
        values = {"whose": lookup, "item": item, "sealed": sealed, "now": seconds(now)}
        try:
            with self._database.write_one() as connection:
                written = connection.execute(self._put, values).rowcount
        except IntegrityError:  # erased between finding the draft and writing: its row is missed
            raise draft_gone() from None
        if not written:
            raise draft_gone()

    def drop_answer(self, lookup: bytes, item: bytes, now: datetime) -> None:
        values = {"whose": lookup, "item": item, "now": seconds(now)}
        with self._database.write() as connection:
            if connection.execute(_STAY_LIVE, values).first() is None:
                raise draft_gone()
            connection.execute(_DROP, values)

    def erase(self, lookup: bytes) -> None:
        with self._database.write() as connection:
            connection.execute(sa.delete(draft).where(_LOOKUP), {"whose": lookup})
            leave_seats(connection, [lookup])
        self._database.truncate_log()


def take_draft(connection: sa.Connection, lookup: bytes) -> StoredDraft | None:
    """The draft, taken out of the tables within a transaction; None where it is not there.

    Its row is locked first, which lets no new answer in; then each answer is read as it goes.
    """
    head = connection.execute(
        sa.select(draft).where(_LOOKUP).with_for_update(), {"whose": lookup}
    ).first()
    if head is None:
        return None
    gone = (
        sa.delete(answer).where(answer.c.lookup == lookup).returning(answer.c.item, answer.c.sealed)
    )
    answers = {row.item: row.sealed for row in connection.execute(gone)}
    connection.execute(sa.delete(draft).where(_LOOKUP), {"whose": lookup})
    expires_at = datetime.fromtimestamp(head.expires_at, UTC)
    return StoredDraft(head.sealed, head.revision, expires_at, MappingProxyType(answers))
