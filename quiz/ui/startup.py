"""What is done once, before the first visitor comes."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from quiz.ui import library, storing


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the banks and open the store, which is purged from then on.

    Then all that stays for good is taken out of the garbage collector's rounds.

    Without the freeze every full collection walks the modules and banks again, which stalled a
    click now and then by 60-100 ms.
    """
    library.editions()
    library.help_lines()
    storing.store()
    gc.collect()
    gc.freeze()
    purging = asyncio.create_task(storing.purge_daily())
    yield
    purging.cancel()
    await purging
    storing.close()
