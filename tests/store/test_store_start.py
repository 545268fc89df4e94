"""What happens at start-up: making and updating tables, and all that can be in the way."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from quiz.errors import StoreError
from quiz.store import open_store
from quiz.store.database import Database
from quiz.store.engines import make_engine
from quiz.store.migrate import MIGRATIONS, migrate
from quiz.store.schema import METADATA, REVISION
from tests.stored import LATER, MakeUrl, code_of, engine_of, rows_of

pytest_plugins = ("tests.stores",)

ROOT = Path(__file__).parents[2]
OPEN = (
    "import sys; from quiz.store import open_store; open_store(sys.argv[1]).close(); print('open')"
)


def start_opening(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OPEN, url]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def revision_in(url: str) -> str | None:
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        found: str | None = connection.execute(
            sa.text("SELECT version_num FROM alembic_version")
        ).scalar()
    engine.dispose()
    return found


def set_revision(url: str, revision: str) -> None:
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        connection.commit()
    engine.dispose()


# -- tables ---------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    open_store(url).close()
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_no_column_could_hold_an_answer_or_a_label_in_the_clear() -> None:
    """Everything is opaque bytes or a number, but for the kind of a record, open settings, the
    names by which accounts sign in, and what was done.
    """
    in_words = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String)
    }
    assert in_words == {
        *("record.kind", "setting.name", "setting.value"),
        *("account.name", "account.folded", "account.role"),
        *("set_up.name", "set_up.folded", "set_up.role"),
        *("client_record.kind", "audit.what"),
    }


def test_four_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    opening = [start_opening(url) for _ in range(4)]
    for process in opening:
        said, complaint = process.communicate(timeout=60)
        assert (said, complaint) == ("open\n", "")
    assert revision_in(url) == REVISION


def test_a_start_killed_at_any_instant_is_followed_by_a_good_one(url: str) -> None:
    chance = random.Random(3)
    for _ in range(4):
        process = start_opening(url)
        time.sleep(chance.uniform(0.2, 0.9))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    store = open_store(url)
    assert store.drafts.begin(b"draft", b"head", LATER)
    store.close()


def test_a_second_start_changes_nothing(url: str) -> None:
    store = open_store(url)
    store.drafts.begin(b"draft", b"head", LATER, {b"a": b"1"})
    before = rows_of(store)
    store.close()
    store = open_store(url)
    assert rows_of(store) == before
    store.close()


# -- updating -------------------------------------------------------------------------------------

REBUILD = '''"""A migration that makes a table anew, as SQLite must for most changes."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.alter_column("revision", server_default="1", existing_type=sa.BigInteger)
        draft.add_column(sa.Column("extra", sa.Integer, nullable=False, server_default="7"))
    {then}
'''


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A copy of the migrations, to which a test adds one."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def update(url: str, folder: Path, then: str) -> None:
    (folder / "versions" / "r9001.py").write_text(
        REBUILD.format(then=then, before=REVISION), "utf-8"
    )
    engine, place = make_engine(url)
    try:
        migrate(Database(engine, place), "9001", folder)
    finally:
        engine.dispose()


def test_what_lay_in_the_first_tables_lies_there_after_the_counsellors_came(url: str) -> None:
    engine, place = make_engine(url)
    migrate(Database(engine, place), "0001")
    first: dict[str, dict[str, Any]] = {
        "draft": {"lookup": b"d", "sealed": b"head", "revision": 1, "expires_at": 2_000_000_000},
        "answer": {"lookup": b"d", "item": b"a", "sealed": b"1"},
        "holder": {"lookup": b"h", "until": 203301},
        "record": {"holder": b"h", "kind": "note", "id": b"n", "sealed": b"note"},
        "device": {"lookup": b"v", "holder": b"h", "sealed": b"w", "expires_at": 2_000_000_000},
        "pairing": {"lookup": b"p", "expires_at": 2_000_000_000, "until": 203301},
        "seat": {"pairing": b"p", "number": 0, "member": b"h", "sealed": b"s"},
        "setting": {"name": "greeting", "value": "สวัสดี"},
    }
    with engine.begin() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {*first, "alembic_version"}
        for table, row in first.items():
            connection.execute(sa.insert(METADATA.tables[table]), row)
    engine.dispose()
    store = open_store(url)
    assert revision_in(url) == REVISION
    rows = rows_of(store)
    assert {name: rows[name] for name in first} == {
        name: [tuple(row.values())] for name, row in first.items()
    }
    assert not any(found for name, found in rows.items() if name not in first)
    store.holders.erase(b"h")
    assert rows_of(store)["seat"] == []
    store.close()


def test_a_table_is_rebuilt_without_losing_the_rows_that_refer_to_it(url: str, newer: Path) -> None:
    store = open_store(url)
    store.drafts.begin(b"draft", b"head", LATER, {b"a": b"1", b"b": b"2"})
    store.close()
    update(url, newer, "pass")
    assert revision_in(url) == "9001"
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        assert connection.execute(sa.text("SELECT extra FROM draft")).scalar() == 7
        assert len(connection.execute(sa.text("SELECT * FROM answer")).all()) == 2
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(sa.text("INSERT INTO answer SELECT item, item, sealed FROM answer"))
    engine.dispose()


@pytest.mark.parametrize("then", ['op.execute("DELETE FROM draft")', "raise ArithmeticError"])
def test_an_update_that_breaks_references_or_fails_leaves_everything_as_it_was(
    make_url: MakeUrl, newer: Path, then: str
) -> None:
    """On SQLite, where foreign keys are off meanwhile; PostgreSQL never turns them off."""
    url = make_url("sqlite")
    store = open_store(url)
    store.drafts.begin(b"draft", b"head", LATER, {b"a": b"1"})
    before = rows_of(store)
    store.close()
    with pytest.raises((StoreError, ArithmeticError)):
        update(url, newer, then)
    store = open_store(url)
    assert rows_of(store) == before
    store.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str) -> None:
    open_store(url).close()
    set_revision(url, "9999")
    assert code_of(open_store, url) == "store_newer"
    assert revision_in(url) == "9999"


def test_a_database_of_something_else_is_refused_and_left_alone(url: str) -> None:
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        connection.execute(sa.text("CREATE TABLE recipes (name TEXT)"))
        connection.commit()
        assert code_of(open_store, url) == "store_foreign"
        assert sa.inspect(connection).get_table_names() == ["recipes"]
    engine.dispose()
