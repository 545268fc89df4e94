"""Whether 10,000 answers leave anything behind in the server's memory."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
            early, after = asyncio.run(course(server, (EARLY, late)))
        if early is None or after is None:
            yield Figure(f"memory, {name}", "cannot be told on this machine")
            continue
        growth = 100 * (after / early - 1)
        told = f"{early:.1f} MB at {EARLY:,} answers, {after:.1f} MB at {late:,}: {growth:+.1f} %"
        yield held(f"memory, {name}", told, limit="< 5 % growth", met=growth < 5)


async def _many(server: Server, marks: Sequence[int]) -> list[float | None]:
    """The memory at so many answers by people of whom each answers one page of five and leaves.

    Streamlit keeps the last 128 who left for two minutes; they are there at 1,000 answers already.
    """
    seen = []
    for before, mark in pairwise((0, *marks)):
        waiting = iter(range(before // 5, mark // 5))

        async def come_and_go(waiting: Iterator[int] = waiting) -> None:
            for number in waiting:
                async with Person(server.url) as person:
                    await go_to_questions(person)
                    for question in person.find("answer-*"):
                        await person.choose(question, number % 5)

        await asyncio.gather(*(come_and_go() for _ in range(AT_ONCE)))
        seen.append(await _settled(server))
    return seen


async def _one(server: Server, marks: Sequence[int]) -> list[float | None]:
    """The memory at so many answers by one person, who changes them over and over."""
    rng, seen = random.Random(5), []
    async with Person(server.url) as person:
        await go_to_questions(person)
        for number in range(1, marks[-1] + 1):
            await person.choose(rng.choice(person.find("answer-*")), rng.randrange(5))
            if number in marks:
                seen.append(await _settled(server))
    return seen


async def _settled(server: Server) -> float | None:
    """The server's memory in MB once it has had a moment to tidy up."""
    await asyncio.sleep(SETTLING)
    return resident(server.pid)
