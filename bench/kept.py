"""One click whose answer is made durable, against the same click of somebody without a place."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

from bench.click import CLICKS, PAUSE, WARM_UP
from bench.client import Person, go_to_questions
from bench.figures import Figure, against, milliseconds
from bench.serving import our_app


def measure(*, quick: bool) -> Iterator[Figure]:
    """The ratio of the two on one server, taken in turn."""
    with our_app("uvicorn") as ours:
        kept, in_memory = asyncio.run(clicks(ours.url, 20 if quick else 4 * CLICKS))
    yield against(
        "a click kept on the device against one in memory",
        milliseconds(kept),
        milliseconds(in_memory),
        2.0,
        "ms",
    )


async def clicks(url: str, count: int) -> tuple[list[float], list[float]]:
    """The seconds of each click of either person after a warm-up."""
    rng = random.Random(1)
    taken: tuple[list[float], list[float]] = ([], [])
    async with Person(url) as keeping, Person(url) as forgetting:
        await go_to_questions(keeping, keep=True)
        await go_to_questions(forgetting)
        for number in range(WARM_UP + count):
            for person, seconds in zip((keeping, forgetting), taken, strict=True):
                question = rng.choice(person.find("answer-*"))
                took = await person.choose(question, number % len(question.options))
                await asyncio.sleep(PAUSE)
                if number >= WARM_UP:
                    seconds.append(took)
    return taken
