"""Whether 10,000 answers leave anything behind in the server's memory."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator

from bench.client import Person, go_to_questions
from bench.figures import Figure, held
from bench.serving import Server, our_app, resident

EARLY, LATE = 1_000, 10_000
AT_ONCE = 6
SETTLING = 2.0  # seconds


def measure(*, quick: bool) -> Iterator[Figure]:
    """The growth from 1,000 to 10,000 answers: of many people who come and go, and of one."""
    late = 2 * EARLY if quick else LATE
    for name, course in (("people who come and go", _many), ("one person", _one)):
        with our_app("uvicorn") as server:
            early, after = asyncio.run(_watched(server, course, late))
        if early is None or after is None:
            yield Figure(f"memory, {name}", "cannot be told on this machine")
            continue
        growth = 100 * (after / early - 1)
        told = f"{early:.1f} MB at {EARLY:,} answers, {after:.1f} MB at {late:,}: {growth:+.1f} %"
        yield held(f"memory, {name}", told, limit="< 5 % growth", met=growth < 5)


Course = Callable[[str, int], Awaitable[None]]


async def _watched(server: Server, course: Course, late: int) -> tuple[float | None, float | None]:
    """The server's memory after the early and after the late number of answers."""
    await course(server.url, EARLY)
    await asyncio.sleep(SETTLING)
    early = resident(server.pid)
    await course(server.url, late - EARLY)
    await asyncio.sleep(SETTLING)
    return early, resident(server.pid)


async def _many(url: str, answers: int) -> None:
    """So many answers by people of whom each answers one page of five and leaves.

    Streamlit keeps the last 128 who left for two minutes; they are there at 1,000 answers already.
    """
    waiting = iter(range(answers // 5))

    async def come_and_go() -> None:
        for number in waiting:
            async with Person(url) as person:
                await go_to_questions(person)
                for question in person.find("answer-*"):
                    await person.choose(question, number % 5)

    await asyncio.gather(*(come_and_go() for _ in range(AT_ONCE)))


async def _one(url: str, answers: int) -> None:
    """So many answers by one person, who changes them over and over."""
    rng = random.Random(5)
    async with Person(url) as person:
        await go_to_questions(person)
        for _ in range(answers):
            question = rng.choice(person.find("answer-*"))
            await person.choose(question, rng.randrange(5))
