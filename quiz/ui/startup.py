"""What is done once, before the first visitor comes."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import importlib
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.errors import QuizError
from quiz.ui import library, logs, storing
from quiz.ui.moment import now

log = logging.getLogger("quiz")
FIRST_CODE: Final = """
  There is no counsellor's account here yet. To make the first one, open /sign-in on this site and
  type this code, good once and for a week:

      {code}

  Who only answers for themselves needs none.

"""
_M_ARENA_MAX: Final = -8
"""The name of the setting in glibc's malloc.h."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the banks and open the store, which is purged from now on.

    And see to it that a long day neither stalls clicks nor swells the memory, and that no log has
    a word of anybody's.
    """
    _one_heap()
    library.editions()
    library.help_lines()
    storing.store()
    _tell_code()
    _prepare_caseloads()
    _freeze()
    purging = asyncio.create_task(storing.purge_daily())
    with logs.messages_left_out():
        yield
    purging.cancel()
    await purging
    storing.close()


def _tell_code() -> None:
    """Print a one-time code on the console as long as there is no account, once a process.

    Only what finds it is stored. Each of several processes prints one, and the first account takes
    the others away.
    """
    opened = storing.store()
    try:
        code = counsel.setup_code(opened, now()) if opened is not None else None
    except QuizError as fault:
        log.error("no code for the first account could be made: %s", fault)
        return
    if code is not None:
        sys.stdout.write(FIRST_CODE.format(code=code.shown()))
        sys.stdout.flush()


def _prepare_caseloads() -> None:
    """Load what a caseload is computed with, where there are counsellors.

    Else the first of them after a start waits for it, a second or more on a busy machine.
    """
    opened = storing.store()
    try:
        if opened is not None and opened.accounts.count():
            importlib.import_module("quiz.findings.standings")
    except QuizError as fault:
        log.error("whether there are accounts could not be read: %s", fault)


def _freeze() -> None:
    """Take what stays for good out of the garbage collector's rounds, and make these rarer.

    Else every full collection walks all modules and banks again: 60-100 ms, every few seconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


def _one_heap() -> None:
    """Have glibc keep one heap for all threads.

    Streamlit runs each click in a new thread, and glibc gives threads heaps of their own, each of
    which keeps some megabytes: over 10,000 answers the process grew by a tenth without a leak.
    """
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
        except (OSError, AttributeError):  # another C library: it has no such habit
            return
