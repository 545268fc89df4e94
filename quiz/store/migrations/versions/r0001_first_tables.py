"""The first tables: drafts and their answers, holders and their records, devices, pairings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables; SQLite keeps each by its primary key."""
    by_key = {"sqlite_with_rowid": False}
    op.create_table(
        "draft",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_draft"),
        **by_key,
    )
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])
    op.create_table(
        "answer",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("item", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("lookup", "item", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["lookup"], ["draft.lookup"], name="fk_answer_lookup_draft", ondelete="CASCADE"
        ),
        **by_key,
    )
    _holders(by_key)
    _pairings(by_key)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
        **by_key,
    )


def _holders(by_key: dict[str, bool]) -> None:
    op.create_table(
        "holder",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_holder"),
        **by_key,
    )
    op.create_index("ix_holder_until", "holder", ["until"])
    op.create_table(
        "record",
        sa.Column("holder", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("holder", "kind", "id", name="pk_record"),
        sa.ForeignKeyConstraint(
            ["holder"], ["holder.lookup"], name="fk_record_holder_holder", ondelete="CASCADE"
        ),
        **by_key,
    )
    op.create_table(
        "device",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("holder", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_device"),
        sa.ForeignKeyConstraint(
            ["holder"], ["holder.lookup"], name="fk_device_holder_holder", ondelete="CASCADE"
        ),
        **by_key,
    )
    op.create_index("ix_device_holder", "device", ["holder"])
    op.create_index("ix_device_expires_at", "device", ["expires_at"])


def _pairings(by_key: dict[str, bool]) -> None:
    op.create_table(
        "pairing",
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_pairing"),
        **by_key,
    )
    op.create_index("ix_pairing_expires_at", "pairing", ["expires_at"])
    op.create_index("ix_pairing_until", "pairing", ["until"])
    op.create_table(
        "seat",
        sa.Column("pairing", sa.LargeBinary, nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("member", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("pairing", "number", name="pk_seat"),
        sa.ForeignKeyConstraint(
            ["pairing"], ["pairing.lookup"], name="fk_seat_pairing_pairing", ondelete="CASCADE"
        ),
        **by_key,
    )
    op.create_index("ix_seat_member", "seat", ["member"])
