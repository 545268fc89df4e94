"""The tables, alike on SQLite and PostgreSQL. Times are seconds since 1970; months are 202611.

No column tells an answer, an item, a perspective, a decision or a label: those are in `sealed`.
Ids are random and SQLite keeps rows by their key, so that not even the order of writing is told.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

REVISION: Final = "0001"
"""The newest migration; a test holds it to the folder of migrations."""

METADATA: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str, to: str | None = None) -> sa.Column[bytes]:
    """A column of the primary key; where `to` names a column, gone with the row that has it."""
    foreign = [sa.ForeignKey(to, ondelete="CASCADE")] if to else []
    return sa.Column(name, sa.LargeBinary, *foreign, primary_key=True)


def _sealed() -> sa.Column[bytes]:
    return sa.Column("sealed", sa.LargeBinary, nullable=False)


def _number(name: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, index=index)


def _table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(name, METADATA, *columns, sqlite_with_rowid=False)


draft: Final = _table(
    "draft", _key("lookup"), _sealed(), _number("revision"), _number("expires_at", index=True)
)
answer: Final = _table("answer", _key("lookup", "draft.lookup"), _key("item"), _sealed())
holder: Final = _table("holder", _key("lookup"), _number("until", index=True))
record: Final = _table(
    "record",
    _key("holder", "holder.lookup"),
    sa.Column("kind", sa.String(20), primary_key=True),
    _key("id"),
    _sealed(),
)
device: Final = _table(
    "device",
    _key("lookup"),
    sa.Column(
        "holder",
        sa.LargeBinary,
        sa.ForeignKey("holder.lookup", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    _sealed(),
    _number("expires_at", index=True),
)
pairing: Final = _table(
    "pairing", _key("lookup"), _number("expires_at", index=True), _number("until", index=True)
)
seat: Final = _table(
    "seat",
    _key("pairing", "pairing.lookup"),
    sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.LargeBinary, nullable=False, index=True),
    _sealed(),
)
setting: Final = _table(
    "setting",
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
