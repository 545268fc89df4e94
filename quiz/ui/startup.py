"""What is done once, before the first visitor comes."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import streamlit as st

from quiz.ui import library, storing

_M_ARENA_MAX: Final = -8
"""The name of the setting in glibc's malloc.h."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the banks and open the store, which is purged from now on.

    And see to it that a long day neither stalls clicks nor swells the memory.
    """
    _one_heap()
    library.editions()
    library.help_lines()
    storing.store()
    _freeze()
    purging = asyncio.create_task(storing.purge_daily())
    yield
    purging.cancel()
    await purging
    storing.close()


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
