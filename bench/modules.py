"""What the server has loaded once somebody answered 15 questions, before the result and at it."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Iterator

from bench.client import PageError, Person, go_to_questions
from bench.figures import Figure, held
from bench.loaded import MODULES
from bench.serving import our_app

WATCHED = ("pandas", "numpy", "scipy", "pyarrow")
SEEN_AT_RESULT = "quiz.charts"  # by this one it is known that the look-up finds what is loaded


def measure(*, quick: bool) -> Iterator[Figure]:  # noqa: ARG001 - there is one way to do it
    """No pandas before the result; the others are reported."""
    with our_app("uvicorn", "bench.loaded:app") as server:
        before, after = asyncio.run(_take(server.url))
    if SEEN_AT_RESULT in before or SEEN_AT_RESULT not in after:
        raise AssertionError(f"{SEEN_AT_RESULT} must be loaded at the result, and not before")
    yield held(
        f"loaded before the result, of {', '.join(WATCHED)}",
        _told(before),
        limit="no pandas",
        met="pandas" not in before,
    )
    yield Figure("  and at the result", _told(after))


def _told(modules: set[str]) -> str:
    return ", ".join(name for name in WATCHED if name in modules) or "none"


async def _take(url: str) -> tuple[set[str], set[str]]:
    """The modules that the server has loaded just before the result, and at it."""
    async with Person(url) as person:
        await go_to_questions(person)
        for page in range(3):
            if page:
                await person.press("next*")
            for number, question in enumerate(person.find("answer-*")):
                await person.choose(question, number % len(question.options))
        await person.press("finish")
        if not person.find("private-done", "button"):
            raise PageError("no private block after 15 questions")
        before = await asyncio.to_thread(_modules, url)
        await person.press("private-done")
        return before, await asyncio.to_thread(_modules, url)


def _modules(url: str) -> set[str]:
    with urllib.request.urlopen(f"{url}{MODULES}", timeout=10) as reply:  # noqa: S310
        return set(json.load(reply))
