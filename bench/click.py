"""One click until the script has finished: our questions page against an app of one radio."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

from bench.client import Person, go_to_questions
from bench.figures import Figure, against, milliseconds
from bench.serving import one_radio_app, our_app

CLICKS = 50
WARM_UP = 20
PAUSE = 0.1  # seconds after each click: nobody clicks while the server still tidies up


def measure(*, quick: bool) -> Iterator[Figure]:
    """The ratio by `streamlit run`, as `dev.py run` starts the app, and by uvicorn."""
    for way in ("streamlit run", "uvicorn"):
        with our_app(way) as ours, one_radio_app(way) as other:
            ours_taken, other_taken = asyncio.run(
                clicks(ours.url, other.url, 20 if quick else CLICKS)
            )
        yield against(
            f"a click against one radio, {way}",
            milliseconds(ours_taken),
            milliseconds(other_taken),
            0.5,
            "ms",
        )


async def clicks(ours: str, other: str, count: int) -> tuple[list[float], list[float]]:
    """The seconds of each click on either page, taken in turn after a warm-up."""
    rng = random.Random(1)
    ours_taken, other_taken = [], []
    async with Person(ours) as visitor, Person(other) as caller:
        await go_to_questions(visitor)
        for number in range(WARM_UP + count):
            question = rng.choice(visitor.find("answer-*"))
            ours_seconds = await visitor.choose(question, number % len(question.options))
            await asyncio.sleep(PAUSE)
            other_seconds = await caller.choose("one", number % 3)
            await asyncio.sleep(PAUSE)
            if number >= WARM_UP:
                ours_taken.append(ours_seconds)
                other_taken.append(other_seconds)
    return ours_taken, other_taken
