"""All that can be in a store's way, at start-up and later: told plainly, and nothing is harmed."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store import Kind, Record, open_store
from quiz.store.engines import FILE, FOLDER, VARIABLE, default_url
from tests.stored import LATER, NOW, MakeUrl, code_of, engine_of

pytest_plugins = ("tests.stores",)

ROOT = Path(__file__).parents[2]
OPEN = (
    "import sys; from quiz.store import open_store; open_store(sys.argv[1]).close(); print('open')"
)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


# -- the file -------------------------------------------------------------------------------------


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, whom no permission stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_the_default_is_a_file_in_the_users_folder_unless_a_url_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert default_url().startswith("sqlite:///")
    assert Path(default_url()).parts[-2:] == (FOLDER, FILE)
    monkeypatch.setenv(VARIABLE, " postgresql://host/name ")
    assert default_url() == "postgresql://host/name"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_file_and_folder_are_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "deep" / "x.sqlite"
    store = open_store(f"sqlite:///{file}")
    store.drafts.begin(b"draft", b"head", LATER)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert set(modes) >= {"x.sqlite", "x.sqlite-wal", "x.sqlite-shm"}
    store.close()


def test_each_connection_is_set_up_to_be_durable_and_to_wipe(tmp_path: Path) -> None:
    engine = engine_of(f"sqlite:///{tmp_path}/x.sqlite")
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with closing(engine.connect()) as connection:
        for pragma, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert code_of(open_store, f"sqlite:///{tmp_path}/file/x.sqlite") == "store_unwritable"
    assert code_of(open_store, f"sqlite:///{tmp_path}") == "store_unwritable"
    closed = tmp_path / "closed"
    closed.mkdir()
    open_store(f"sqlite:///{closed}/old.sqlite").close()
    closed.chmod(0o555)
    with as_nobody():
        for name in ("old", "new"):
            assert code_of(open_store, f"sqlite:///{closed}/{name}.sqlite") == "store_unwritable"
    closed.chmod(0o700)
    assert sorted(path.name for path in closed.iterdir()) == ["old.sqlite", "old.sqlite.lock"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limits of this kind")
def test_a_disk_that_is_full_at_start_is_told_and_harms_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: what is written fails alike."""
    import resource

    file = tmp_path / "x.sqlite"
    open_store(f"sqlite:///{file}").close()
    before = file.read_bytes()
    for name in ("x", "fresh"):
        done = subprocess.run(
            [sys.executable, "-c", OPEN, f"sqlite:///{tmp_path}/{name}.sqlite"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        )
        last = done.stderr.splitlines()[-1]
        assert last.startswith("quiz.errors.StoreError: the database "), done.stderr
        assert "the disk" in last
    assert file.read_bytes() == before


def test_a_disk_that_fills_up_is_told_and_what_was_saved_stays(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    store.drafts.begin(b"draft", b"head", LATER, {b"a": b"1"})
    with engine_of(f"sqlite:///{tmp_path}/x.sqlite").connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    store.close()
    store = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    limit = f"PRAGMA max_page_count={pages}"
    engine = store._database.engine  # type: ignore[attr-defined]
    sa.event.listen(engine, "connect", lambda raw, _entry: raw.execute(limit).close())
    engine.dispose()
    big = {b"%d" % n: bytes(4000) for n in range(50)}
    assert code_of(store.drafts.begin, b"other", b"head", LATER, big) == "store_full"
    assert store.drafts.find(b"other", NOW) is None
    found = store.drafts.find(b"draft", NOW)
    assert found is not None
    assert dict(found.answers) == {b"a": b"1"}
    store.drafts.put_answer(b"draft", b"a", b"2", NOW)
    store.close()


def test_a_file_held_by_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    open_store(url).close()
    monkeypatch.setattr("quiz.store.engines.PRAGMAS", ("busy_timeout=50", "foreign_keys=ON"))
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert code_of(open_store, url) == "store_busy"
    open_store(url).close()


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    file_of(url).write_bytes(b"This is a letter, no database. " * 400)
    before = file_of(url).read_bytes()
    assert code_of(open_store, url) == "store_damaged"
    assert file_of(url).read_bytes() == before


def test_damage_inside_a_file_is_told_when_it_is_met(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store = open_store(url)
    for n in range(40):
        store.holders.add(b"%d" % n, 202703, Record(Kind.NOTE, b"n", bytes(2077)))
    store.close()
    data = bytearray(file_of(url).read_bytes())
    data[4096 * 3 :] = os.urandom(len(data) - 4096 * 3)
    file_of(url).write_bytes(data)

    def read_all() -> None:
        store = open_store(url)
        try:
            for n in range(40):
                store.holders.records(b"%d" % n)
        finally:
            store.close()

    assert code_of(read_all) == "store_damaged"


# -- the server -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "not a url", "postgresql//x"],
)
def test_a_url_of_another_kind_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert refused.value.code == "store_url"
    assert "secret" not in str(refused.value)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(StoreError) as refused:
        open_store("postgresql://five:steps-secret@127.0.0.1:1/quiz")
    assert refused.value.code == "store_unreachable"
    assert "127.0.0.1:1/quiz" in str(refused.value)
    assert "steps-secret" not in str(refused.value) + repr(refused.value.details)


def test_a_server_that_refuses_is_told(make_url: MakeUrl) -> None:
    url = sa.make_url(make_url("postgresql"))
    nowhere = url.set(database="there_is_no_such_database")
    assert code_of(open_store, nowhere.render_as_string(hide_password=False)) == "store_refused"
    engine = engine_of(url.render_as_string(hide_password=False))
    name = f"reader_{os.getpid()}"
    with closing(engine.connect()) as connection:
        connection.execute(sa.text(f"CREATE ROLE {name} LOGIN PASSWORD 'x'"))
        connection.commit()
        reader = url.set(username=name, password="x").render_as_string(hide_password=False)
        assert code_of(open_store, reader) == "store_unwritable"
        connection.execute(sa.text(f"DROP ROLE {name}"))
        connection.commit()
    engine.dispose()


def test_a_server_that_restarts_is_reached_again(make_url: MakeUrl) -> None:
    url = make_url("postgresql")
    store = open_store(url)
    store.drafts.begin(b"draft", b"head", LATER)
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        mine = " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert connection.execute(sa.text(ended + mine)).all()
    engine.dispose()
    store.drafts.put_answer(b"draft", b"a", b"1", NOW)
    store.close()


# -- what errors tell -----------------------------------------------------------------------------


def test_no_error_of_the_driver_repeats_a_row(url: str) -> None:
    store = open_store(url)
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        connection.execute(sa.text("DROP TABLE answer"))
        connection.commit()
    engine.dispose()
    with pytest.raises(StoreError) as refused:
        store.drafts.begin(b"A LOOKUP", b"A SEALED HEAD", LATER, {b"AN ITEM": b"AN ANSWER"})
    chain: BaseException | None = refused.value
    assert refused.value.__suppress_context__
    for text in ("LOOKUP", "HEAD", "ITEM", "ANSWER", b"A LOOKUP".hex()):
        assert text not in str(chain)
    store.close()
