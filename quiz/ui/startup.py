"""What is done once, before the first visitor comes."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from quiz.ui import library


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the banks, then take all that stays for good out of the garbage collector's rounds.

    Without the freeze every full collection walks the modules and banks again, which stalled a
    click now and then by 60-100 ms.
    """
    library.editions()
    library.help_lines()
    gc.collect()
    gc.freeze()
    yield
