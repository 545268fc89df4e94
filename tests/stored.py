"""Small things that tests of the store share."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz.errors import StoreError
from quiz.store import Store
from quiz.store.engines import make_engine
from quiz.store.schema import METADATA
from quiz.store.sql import SqlStore

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
LATER = NOW + timedelta(hours=24)

MakeUrl = Callable[[str], str]
"""From a kind of database to the URL of an empty one."""


def some_bytes(length: int = 20) -> bytes:
    return secrets.token_bytes(length)


def code_of(action: Callable[..., object], *arguments: object) -> str:
    """The code of the StoreError that an action raises."""
    with pytest.raises(StoreError) as refused:
        action(*arguments)
    return refused.value.code


def at_once(actions: Sequence[Callable[[], object]]) -> list[object]:
    """What each action returned, or the code of its StoreError; all begin at the same instant."""
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        gate.wait()
        try:
            return action()
        except StoreError as error:
            return error.code

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def rows_of(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that is in each table."""
    assert isinstance(store, SqlStore)
    with store._database.read() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in METADATA.tables.items()
        }


def engine_of(url: str) -> sa.Engine:
    """An engine set up as the store's own."""
    return make_engine(url)[0]
