"""150 people at once: how long each waits after a click."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time

from bench.client import Person, go_to_questions
from bench.figures import Figure, below, percentile
from bench.serving import Server, our_app, processor_seconds, resident

PEOPLE = 150
EVERY = 3.0  # seconds between a person's clicks
ARRIVING = 8  # people who open the page at the same moment
SEED = 3


@dataclass
class Load:
    """What was seen while people answered: seconds a click, and what the processes used."""

    waits: list[float] = field(default_factory=list)
    wall: float = 0.0
    server: float | None = None
    client: float = 0.0


def measure(*, quick: bool) -> Iterator[Figure]:
    """The waits by uvicorn and by `streamlit run`, with the server's processor time and memory."""
    for way in ("uvicorn", "streamlit run"):
        with our_app(way) as server:
            before = resident(server.pid)
            load = asyncio.run(_crowd(server, 15 if quick else 60))
            after = resident(server.pid)
        waits = [1000 * wait for wait in load.waits]
        p50, p95, p99 = (percentile(waits, percent) for percent in (50, 95, 99))
        yield below(f"150 people, {way}: p95 of {len(waits)} clicks", p95, 100, "ms")
        yield Figure("  p50, p99, longest", f"{p50:.1f}, {p99:.1f}, {max(waits):.1f} ms")
        yield Figure("  a processor's time: server, the people", _shares(load))
        if before and after:
            yield Figure("  memory: nobody, 150 people", f"{before:.0f}, {after:.0f} MB")


def _shares(load: Load) -> str:
    """How much of one processor each side used."""
    server = f"{100 * load.server / load.wall:.0f} %" if load.server is not None else "unknown"
    return f"{server}, {100 * load.client / load.wall:.0f} %"


async def _crowd(server: Server, seconds: float) -> Load:
    """What happens while everybody answers for so long; they have all arrived before."""
    load = Load()
    door = asyncio.Semaphore(ARRIVING)
    async with contextlib.AsyncExitStack() as open_tabs:

        async def arrive() -> Person:
            async with door:
                person = await open_tabs.enter_async_context(Person(server.url))
                await go_to_questions(person)
                return person

        people = await asyncio.gather(*(arrive() for _ in range(PEOPLE)))
        await asyncio.sleep(1)
        used, own, began = processor_seconds(server.pid), process_time(), perf_counter()
        end = began + seconds
        rngs = [random.Random(SEED + number) for number in range(PEOPLE)]
        answering = (_answer(*who, end, load.waits) for who in zip(people, rngs, strict=True))
        await asyncio.gather(*answering)
        load.wall, load.client = perf_counter() - began, process_time() - own
        now = processor_seconds(server.pid)
        load.server = now - used if now is not None and used is not None else None
    return load


async def _answer(person: Person, rng: random.Random, end: float, waits: list[float]) -> None:
    """One person answers question after question and turns pages; the first click at any moment."""
    next_click = perf_counter() + rng.uniform(0, EVERY)
    left = person.find("answer-*")
    while next_click < end:
        await asyncio.sleep(max(0.0, next_click - perf_counter()))
        if left:
            question = left.pop(0)
            waits.append(await person.choose(question, rng.randrange(len(question.options))))
        elif person.find("next*", "button"):
            waits.append(await person.press("next*"))
            left = person.find("answer-*")
        else:
            left = person.find("answer-*")
            continue
        next_click += EVERY
