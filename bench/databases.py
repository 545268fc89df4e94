"""An empty database of each kind: a SQLite file, and one on a real PostgreSQL server."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.stores import empty_database, running_postgresql

MakeUrl = Callable[[], str]
"""To the URL of another empty database."""


@contextlib.contextmanager
def of_each_kind() -> Iterator[dict[str, MakeUrl]]:
    """By the name of a kind, what makes empty databases of it; they are gone afterwards."""
    with running_postgresql() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def file() -> str:
            return f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'store.sqlite'}"

        yield {"SQLite": file, "PostgreSQL": lambda: empty_database(server)}
