"""The tables, alike on SQLite and PostgreSQL. Times are seconds since 1970; months are 202611.

No column tells an answer, an item, a perspective, a decision or a label: those are in `sealed`.
Ids are random and SQLite keeps rows by their key, so that not even the order of writing is told.
In the clear are the names by which accounts sign in, and what was done (`audit`), in microseconds.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

REVISION: Final = "0002"
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


def _bytes(name: str, *, null: bool = False, index: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null, index=index)


def _of(name: str, to: str) -> sa.Column[bytes]:
    """A column that names the row of another table, and is gone with it."""
    foreign = sa.ForeignKey(to, ondelete="CASCADE")
    return sa.Column(name, sa.LargeBinary, foreign, nullable=False, index=True)


def _number(name: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, index=index)


def _word(name: str, length: int, *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null, unique=unique)


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
    _of("holder", "holder.lookup"),
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

account: Final = _table(
    "account",
    _key("id"),
    _word("name", 80),
    _word("folded", 80, unique=True),
    _word("role", 20),
    _number("closed"),
    _bytes("by_passphrase"),
    _bytes("by_recovery"),
    _bytes("public"),
    _bytes("sealed", null=True),
    _number("revision"),
)
set_up: Final = _table(
    "set_up",
    _key("lookup"),
    _word("name", 80, null=True),
    _word("folded", 80, null=True, unique=True),
    _word("role", 20, null=True),
    _number("expires_at", index=True),
)
sign_in: Final = _table(
    "sign_in",
    _key("lookup"),
    _of("account", "account.id"),
    _sealed(),
    _bytes("handed_over", null=True),
    _number("tries"),
    _number("begun"),
    _number("idle_at", index=True),
    _number("expires_at", index=True),
)
throttle: Final = _table("throttle", _key("key"), _number("tries"), _number("since", index=True))
client: Final = _table(
    "client", _key("id"), _of("account", "account.id"), _sealed(), _number("revision")
)
client_record: Final = _table(
    "client_record",
    _key("client", "client.id"),
    sa.Column("kind", sa.String(20), primary_key=True),
    _key("id"),
    _sealed(),
    _number("fresh"),
)
# Holds every column but what is sealed, so that a list of records reads none of that.
sa.Index("ix_client_record_fresh", client_record.c.client, client_record.c.fresh)
client_invitation: Final = _table(
    "client_invitation",
    _key("lookup"),
    _of("client", "client.id"),
    _sealed(),
    _bytes("member", null=True, index=True),
    _bytes("record", null=True),
    _number("expires_at", index=True),
)
withdrawal: Final = _table(
    "withdrawal", _key("lookup"), _of("client", "client.id"), _bytes("record")
)
audit: Final = _table(
    "audit",
    sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("id"),
    _bytes("account", null=True, index=True),
    _word("what", 40),
    _number("count"),
)
