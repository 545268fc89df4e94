"""Counsellors: accounts, sign-ins, clients with their records and invitations, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BY_KEY = {"sqlite_with_rowid": False}
"""SQLite keeps each table by its primary key."""
REFUSED = "the audit is only added to"


def upgrade() -> None:
    """Makes the tables; none of those before is changed."""
    _accounts()
    _sign_ins()
    _clients()
    _invitations()
    _audit()


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _word(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null)


def _gone_with(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name, ondelete="CASCADE")


def _accounts() -> None:
    op.create_table(
        "account",
        _bytes("id"),
        _word("name", 80),
        _word("folded", 80),
        _word("role", 20),
        _number("closed"),
        _bytes("by_passphrase"),
        _bytes("by_recovery"),
        _bytes("public"),
        _bytes("sealed", null=True),
        _number("revision"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("folded", name="uq_account_folded"),
        **BY_KEY,
    )
    op.create_table(
        "set_up",
        _bytes("lookup"),
        _word("name", 80, null=True),
        _word("folded", 80, null=True),
        _word("role", 20, null=True),
        _number("expires_at"),
        sa.PrimaryKeyConstraint("lookup", name="pk_set_up"),
        sa.UniqueConstraint("folded", name="uq_set_up_folded"),
        **BY_KEY,
    )
    op.create_index("ix_set_up_expires_at", "set_up", ["expires_at"])


def _sign_ins() -> None:
    op.create_table(
        "sign_in",
        _bytes("lookup"),
        _bytes("account"),
        _bytes("sealed"),
        _bytes("handed_over", null=True),
        _number("tries"),
        _number("begun"),
        _number("idle_at"),
        _number("expires_at"),
        sa.PrimaryKeyConstraint("lookup", name="pk_sign_in"),
        _gone_with("sign_in", "account", "account", "id"),
        **BY_KEY,
    )
    for column in ("account", "idle_at", "expires_at"):
        op.create_index(f"ix_sign_in_{column}", "sign_in", [column])
    op.create_table(
        "throttle",
        _bytes("key"),
        _number("tries"),
        _number("since"),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
        **BY_KEY,
    )
    op.create_index("ix_throttle_since", "throttle", ["since"])


def _clients() -> None:
    op.create_table(
        "client",
        _bytes("id"),
        _bytes("account"),
        _bytes("sealed"),
        _number("revision"),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        _gone_with("client", "account", "account", "id"),
        **BY_KEY,
    )
    op.create_index("ix_client_account", "client", ["account"])
    op.create_table(
        "client_record",
        _bytes("client"),
        _word("kind", 20),
        _bytes("id"),
        _bytes("sealed"),
        _number("fresh"),
        sa.PrimaryKeyConstraint("client", "kind", "id", name="pk_client_record"),
        _gone_with("client_record", "client", "client", "id"),
        **BY_KEY,
    )
    op.create_index("ix_client_record_fresh", "client_record", ["client", "fresh"])


def _invitations() -> None:
    op.create_table(
        "client_invitation",
        _bytes("lookup"),
        _bytes("client"),
        _bytes("sealed"),
        _bytes("member", null=True),
        _bytes("record", null=True),
        _number("expires_at"),
        sa.PrimaryKeyConstraint("lookup", name="pk_client_invitation"),
        _gone_with("client_invitation", "client", "client", "id"),
        **BY_KEY,
    )
    for column in ("client", "member", "expires_at"):
        op.create_index(f"ix_client_invitation_{column}", "client_invitation", [column])
    op.create_table(
        "withdrawal",
        _bytes("lookup"),
        _bytes("client"),
        _bytes("record"),
        sa.PrimaryKeyConstraint("lookup", name="pk_withdrawal"),
        _gone_with("withdrawal", "client", "client", "id"),
        **BY_KEY,
    )
    op.create_index("ix_withdrawal_client", "withdrawal", ["client"])


def _audit() -> None:
    """The audit, and triggers that let nobody change or delete what stands in it."""
    op.create_table(
        "audit",
        sa.Column("at", sa.BigInteger, nullable=False, autoincrement=False),
        _bytes("id"),
        _bytes("account", null=True),
        _word("what", 40),
        _number("count"),
        sa.PrimaryKeyConstraint("at", "id", name="pk_audit"),
        **BY_KEY,
    )
    op.create_index("ix_audit_account", "audit", ["account"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )
