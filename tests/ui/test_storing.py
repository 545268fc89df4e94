"""The store of the site: opened once, and the quiz goes on where it cannot be opened."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz.store.engines import VARIABLE
from quiz.ui import storing


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The store of each test is its own."""
    storing.store.cache_clear()
    yield
    storing.close()
    storing.store.cache_clear()


def test_the_store_is_opened_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/store.sqlite")
    opened = storing.store()
    assert opened is not None
    assert opened.place == str(tmp_path / "store.sqlite")
    assert storing.store() is opened


def _newer(file: Path) -> None:
    storing.store()
    storing.close()
    storing.store.cache_clear()
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")


def _no_folder(file: Path) -> None:
    file.parent.rmdir()
    file.parent.write_text("in the way")


@pytest.mark.parametrize("trouble", [_newer, _no_folder])
def test_a_store_that_cannot_be_opened_is_logged_and_stops_nobody(
    trouble: object,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "data" / "store.sqlite"
    file.parent.mkdir()
    monkeypatch.setenv(VARIABLE, f"sqlite:///{file}")
    assert callable(trouble)
    trouble(file)
    with caplog.at_level(logging.ERROR, "quiz"):
        assert storing.store() is None
        storing.purge()
    assert "nobody can keep their place" in caplog.text
    assert str(file) in caplog.text


def test_what_has_expired_is_purged_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/store.sqlite")
    store = storing.store()
    assert store is not None
    now = datetime.now(UTC)
    store.drafts.begin(b"old", b"sealed", now - timedelta(seconds=2))
    store.drafts.begin(b"new", b"sealed", now + timedelta(hours=1))

    async def a_while() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(storing.purge_daily(), 1)

    asyncio.run(a_while())
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as base:
        assert base.execute("SELECT lookup FROM draft").fetchall() == [(b"new",)]
