"""The log says where an error happened, and nothing of what its message holds."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from quiz.errors import StoreError
from quiz.ui import logs

SECRET = "she told him on Tuesday"


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """What a logger of somebody else's prints, by a formatter as every one has it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("another part")
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)


def broken() -> None:
    nothing: dict[str, str] = {}
    try:
        nothing[SECRET]
    except KeyError as fault:
        try:
            raise StoreError(f"{SECRET}, once more", code="client_gone") from fault
        except StoreError as second:
            raise ValueError(f"Callable execution failed: {second}") from second


def test_errors_are_logged_without_their_messages(printed: io.StringIO) -> None:
    log = logging.getLogger("another part")
    with logs.messages_left_out():
        try:
            broken()
        except ValueError:
            log.exception("a file was not made")
    said = printed.getvalue()
    assert SECRET not in said
    assert said.startswith("a file was not made\n")
    kinds = [said.index(kind) for kind in ("KeyError", "StoreError (client_gone)", "ValueError")]
    assert kinds == sorted(kinds)
    assert "in broken\n    nothing[SECRET]" in said


def test_afterwards_everything_is_as_before(printed: io.StringIO) -> None:
    before = logging.getLogRecordFactory()
    with logs.messages_left_out():
        assert logging.getLogRecordFactory() is not before
    try:
        broken()
    except ValueError:
        logging.getLogger("another part").exception("here")
    assert SECRET in printed.getvalue()


def test_what_is_no_error_is_logged_as_ever(printed: io.StringIO) -> None:
    with logs.messages_left_out():
        logging.getLogger("another part").warning("this %s", "too")
    assert printed.getvalue() == "this too\n"
