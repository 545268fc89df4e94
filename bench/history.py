"""What somebody has kept: 100 attempts against 2, opened and followed over time."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

from bench.client import Person
from bench.databases import of_each_kind
from bench.figures import Figure, in_turn, milliseconds
from bench.serving import our_app
from dev import ROOT
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import KeptJournal, open_journal, remember_device
from quiz.content import load
from quiz.findings import find_trend
from quiz.store import Store, open_store
from quiz.ui.moment import now
from quiz.vault import PrivateCode, Purpose, new_token

MANY, FEW = 100, 2
EVERY = 5
"""A note for so many attempts."""
SEED = 100
PAGES = {"mine": {}, "data": {}, "compare": {"then": "1", "now": "2"}, "trend": {}}
"""With their addresses."""
PAUSE = 0.05  # seconds after each page: nobody turns pages while the server still tidies up


def measure(*, quick: bool) -> Iterator[Figure]:
    """The engine: opening what is kept, on both databases, and the trend; then the pages."""
    rounds = 20 if quick else 100
    bank = load(ROOT / "questions" / "trust").bank
    with of_each_kind() as make:
        for kind, url_of in make.items():
            store = open_store(url_of())
            codes = [keep_attempts(store, bank, count) for count in (MANY, FEW)]
            opening = [partial(_opened, store, code) for code in codes]
            yield _many_against_few(f"what is kept is opened, {kind}", rounds, *opening)
            many, few = (act() for act in opening)
            store.close()
    trends = [partial(find_trend, [(bank, attempt) for attempt in kept]) for kept in (many, few)]
    yield _many_against_few("the trend found", rounds, *trends)
    yield from _pages(bank, 10 if quick else 40)


def _pages(bank: Bank, rounds: int) -> Iterator[Figure]:
    """Each page that shows what is kept, until its script has finished, as seen over a socket."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/store.sqlite"
        store, cookies = open_store(url), []
        for count in (MANY, FEW):
            journal = open_journal(store, keep_attempts(store, bank, count), now)
            if journal is None:
                raise LookupError("nothing is kept under this code")
            cookies.append({"device": new_token()})
            remember_device(journal, cookies[-1]["device"], now)
        store.close()
        with our_app("uvicorn", database=url) as server:
            taken = asyncio.run(_visits(server.url, cookies, rounds))
    for page, both in taken.items():
        of_many, of_few = map(milliseconds, both)
        told = f"{of_many:.3g} ms with {MANY} attempts, {of_few:.3g} ms with {FEW}"
        yield Figure(f"the page {page}", told, ratio=of_many / of_few)


async def _visits(
    url: str, cookies: Sequence[Mapping[str, str]], rounds: int
) -> dict[str, tuple[list[float], list[float]]]:
    """By page, the seconds of each drawing for either person, in turn; the first is not counted."""
    taken: dict[str, tuple[list[float], list[float]]] = {page: ([], []) for page in PAGES}
    async with AsyncExitStack() as tabs:
        people = [await tabs.enter_async_context(Person(url, cookies=it)) for it in cookies]
        for number in range(rounds + 1):
            for page, address in PAGES.items():
                for person, seconds in zip(people, taken[page], strict=True):
                    took = await person.go_to(page, **address)
                    await asyncio.sleep(PAUSE)
                    if number:
                        seconds.append(took)
    return taken


def keep_attempts(store: Store, bank: Bank, count: int) -> PrivateCode:
    """The code of somebody who has kept so many attempts, one a week, and a note now and then."""
    rng, code = random.Random(SEED), PrivateCode.new()
    journal = KeptJournal(store, code.keys(Purpose.HOLDER), now)
    journal.begin()
    for number in range(count):
        at = now() - timedelta(weeks=count - number)
        answers = {item.id: rng.choice(bank.scale.values) for item in bank.items}
        context = {question.name: question.options[0] for question in bank.context}
        journal.put(
            Attempt(bank.id, bank.version, answers, len(bank.pages), "hurt", "en", context, at)
        )
        if number % EVERY == 0:
            journal.write(at.date(), f"Note {number}: we talked about the week for an hour.")
    return code


def _opened(store: Store, code: PrivateCode) -> list[Attempt]:
    """All attempts under a code, the oldest first."""
    journal = open_journal(store, code, now)
    if journal is None:
        raise LookupError("nothing is kept under this code")
    return [entry.attempt for entry in journal.entries]


def _many_against_few(
    name: str, rounds: int, many: Callable[[], object], few: Callable[[], object]
) -> Figure:
    """The medians of the same with 100 attempts and with 2, in turn."""
    of_many, of_few = map(milliseconds, in_turn(rounds, many, few))
    told = f"{of_many:.3g} ms with {MANY} attempts, {of_few:.3g} ms with {FEW}"
    return Figure(name, told, ratio=of_many / of_few)
