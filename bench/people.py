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
from bench.serving import Server, machine_seconds, our_app, processor_seconds, resident

PEOPLE = 150
EVERY = 3.0  # seconds between a person's clicks
ARRIVING = 8  # people who open the page at the same moment
SEED = 3


@dataclass
class Load:
    """What was seen while people answered: seconds a click, and what the processes used.

    `server`, `people` and `machine` are seconds of processor during `wall` seconds; None: unknown.
    """

    waits: list[float] = field(default_factory=list)
    wall: float = 0.0
    server: float | None = None
    people: float = 0.0
    machine: float | None = None

    @property
    def shares(self) -> str:
        """How much of one processor each used: the server, the people's program, all others."""
        if self.server is None or self.machine is None:
            return "cannot be told on this machine"
        others = max(0.0, self.machine - self.server - self.people)
        parts = (self.server, self.people, others)
        return ", ".join(f"{100 * part / self.wall:.0f} %" for part in parts)


def measure(*, quick: bool, kept: bool = False) -> Iterator[Figure]:
    """The waits by uvicorn and by `streamlit run`, with the server's processor time and memory.

    `kept`: everybody keeps their place, so that each answer is made durable in a SQLite file.
    """
    keeping = ", places kept" if kept else ""
    for way in ("uvicorn", "streamlit run"):
        with our_app(way) as server:
            before = resident(server.pid)
            load = asyncio.run(_crowd(server, 15 if quick else 60, keep=kept))
            after = resident(server.pid)
        waits = [1000 * wait for wait in load.waits]
        p50, p95, p99 = (percentile(waits, percent) for percent in (50, 95, 99))
        yield below(f"150 people{keeping}, {way}: p95 of {len(waits)} clicks", p95, 100, "ms")
        yield Figure("  p50, p99, longest", f"{p50:.1f}, {p99:.1f}, {max(waits):.1f} ms")
        yield Figure("  of one processor: server, people, all else", load.shares)
        if load.server is not None:
            own = 1000 * load.server / len(waits)
            yield Figure("  the server's own processor time a click", f"{own:.1f} ms")
        if before and after:
            yield Figure("  memory: nobody, 150 people", f"{before:.0f}, {after:.0f} MB")


async def _crowd(server: Server, seconds: float, *, keep: bool) -> Load:
    """What happens while everybody answers for so long; they have all arrived before."""
    load = Load()
    door = asyncio.Semaphore(ARRIVING)
    async with contextlib.AsyncExitStack() as open_tabs:

        async def arrive() -> Person:
            async with door:
                person = await open_tabs.enter_async_context(Person(server.url))
                await go_to_questions(person, keep=keep)
                return person

        people = await asyncio.gather(*(arrive() for _ in range(PEOPLE)))
        await asyncio.sleep(1)
        used, machine = processor_seconds(server.pid), machine_seconds()
        own, began = process_time(), perf_counter()
        end = began + seconds
        rngs = [random.Random(SEED + number) for number in range(PEOPLE)]
        answering = (_answer(*who, end, load.waits) for who in zip(people, rngs, strict=True))
        await asyncio.gather(*answering)
        load.wall, load.people = perf_counter() - began, process_time() - own
        load.server = _since(used, processor_seconds(server.pid))
        load.machine = _since(machine, machine_seconds())
    return load


def _since(before: float | None, now: float | None) -> float | None:
    """The difference of two readings, None where one could not be taken."""
    return None if before is None or now is None else now - before


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
