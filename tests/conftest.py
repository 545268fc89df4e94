"""What holds for every test."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest
from hypothesis import settings

from quiz.bank import Bank
from quiz.content import Edition, load
from quiz.store.engines import VARIABLE

# No example is timed: a busy machine is not a fault. In CI each run tries the same examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def pytest_configure() -> None:
    """Lets a SIGTERM end the tests as Ctrl-C does, so that they close what they started.

    And keeps them, and the servers they start, out of the data folder of whoever runs them.
    """
    os.environ[VARIABLE] = f"sqlite:///{tempfile.mkdtemp(prefix='check-in-')}/store.sqlite"
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The flagship bank with its words."""
    return load(Path(__file__).parents[1] / "questions" / "trust")


@pytest.fixture(scope="session")
def trust(edition: Edition) -> Bank:
    """The structure of the flagship bank."""
    return edition.bank
