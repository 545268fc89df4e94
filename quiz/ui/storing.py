"""The store of this site: opened once a process, purged at its start and daily."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import cache
from typing import Final

from quiz.errors import StoreError
from quiz.store import Store, open_store
from quiz.ui.moment import now

DAY: Final = 24 * 60 * 60
log = logging.getLogger("quiz")


@cache
def store() -> Store | None:
    """The store, or None where it cannot be opened: then nothing is offered that needs it."""
    try:
        return open_store()
    except StoreError as fault:
        log.error("nobody can keep their place: %s", fault)
        return None


def purge() -> None:
    """Delete what has expired; a failure is logged, and the next day tries again."""
    opened = store()
    if opened is None:
        return
    try:
        opened.purge(now())
    except StoreError as fault:
        log.error("what has expired could not be deleted: %s", fault)


async def purge_daily() -> None:
    """Delete what has expired, now and every day until cancelled."""
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.to_thread(purge)
            await asyncio.sleep(DAY)


def close() -> None:
    """Let go of the database."""
    opened = store()
    if opened is not None:
        opened.close()
