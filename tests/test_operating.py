"""The console's commands: a backup into a file and back, and one more administrator."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quiz.casework import counsel
from quiz.casework.counsel import Role
from quiz.cli import main
from quiz.store import What, open_store
from quiz.store.engines import VARIABLE
from quiz.vault import PrivateCode, stretching, wrapping

WORDS = "correct horse battery staple"
NOW = datetime.now(UTC).replace(microsecond=0)

Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command on a database, what is typed given as a line; its exit status."""
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(32, 1, 1))

    def ran(database: str, *arguments: str, typed: str = WORDS) -> int:
        monkeypatch.setenv(VARIABLE, url(tmp_path, database))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        return main(arguments)

    return ran


def url(folder: Path, database: str) -> str:
    return f"sqlite:///{folder}/{database}.sqlite"


def make_ada(folder: Path, database: str) -> None:
    with closing(open_store(url(folder, database))) as store:
        code = counsel.setup_code(store, NOW)
        assert code is not None
        counsel.create_first(store, code, "Ada", WORDS, NOW)


def test_backup_of_one_database_restores_in_another_that_is_empty(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_ada(tmp_path, "one")
    file = tmp_path / "all.backup"
    assert run("one", "backup", str(file)) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert b"Ada" not in file.read_bytes()
    assert run("two", "restore", str(file), typed="another long enough one") == 2
    assert run("two", "restore", str(file)) == 0
    with closing(open_store(url(tmp_path, "two"))) as store:
        assert counsel.sign_in(store, "Ada", WORDS, lambda: NOW)[1].role is Role.ADMINISTRATOR
    assert run("two", "restore", str(file)) == 2, "something lies in it now"
    assert "erase it again" in capsys.readouterr().out
    capsys.readouterr()
    assert run("three", "restore", str(file), "--moved") == 0
    assert "erase it again" not in capsys.readouterr().out
    with closing(open_store(url(tmp_path, "one"))) as store:
        done = [(it.what, it.account) for it in store.audit.entries(1)]
    assert done == [(What.BACKED_UP, None)]
    assert "Traceback" not in capsys.readouterr().err


def test_backup_writes_over_no_file_and_leaves_no_half_of_one(run: Run, tmp_path: Path) -> None:
    make_ada(tmp_path, "one")
    there = tmp_path / "there"
    there.write_text("mine")
    assert run("one", "backup", str(there)) == 2
    assert there.read_text() == "mine"
    assert run("one", "backup", str(tmp_path / "new"), typed="short") == 2
    assert sorted(it.name for it in tmp_path.iterdir() if "one" not in it.name) == ["there"]


def test_one_more_administrator_needs_an_account_to_be_there(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("one", "administrator") == 2
    make_ada(tmp_path, "one")
    capsys.readouterr()
    assert run("one", "administrator") == 0
    found = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", capsys.readouterr().out)
    assert found is not None
    with closing(open_store(url(tmp_path, "one"))) as store:
        made = counsel.set_up(store, PrivateCode.parse(found[0]), WORDS, NOW, "Eve")
    assert made.role is Role.ADMINISTRATOR
