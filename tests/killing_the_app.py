"""Twenty people answering in the app while its server is killed, started again, and killed again.

Each has their place kept on their device, answers question after question over a socket as a
browser does, and comes back with their cookie. An answer is acknowledged once the page has shown
it as given.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

import websockets

from bench.client import Person, go_to_questions
from bench.serving import Server, our_app
from quiz import casework
from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.store import Store, open_store
from quiz.ui.moment import now
from tests.scripted import TRUST

TAKERS = 20
ARRIVING = 5
"""How many open the page at the same moment."""
MOST = 80
"""Answers that are acknowledged before a kill, at most; at least as many as there are takers."""
ANSWERS: tuple[Answer, ...] = (*TRUST.bank.scale.values, NOT_APPLICABLE)
"""In the order of the options on the page."""


@dataclass
class Taker:
    """One person with their browser's cookies: what the page showed, and what was under way."""

    chance: random.Random
    cookies: dict[str, str] = field(default_factory=dict)
    given: dict[str, Answer] = field(default_factory=dict)
    under_way: tuple[str, Answer] | None = None
    acknowledged: int = 0

    async def come(self, person: Person) -> None:
        """To the questions: for the first time, or back to where they stood."""
        if person.find("continue", "button"):
            await person.press("continue")
        else:
            await go_to_questions(person, keep=True)
        self.cookies = person.cookies

    async def answer(self, person: Person) -> None:
        """Answer what is on the page, change answers and turn pages, until the server is dead."""
        while True:
            questions = person.find("answer-*")
            turn = [*person.find("next-*", "button"), *person.find("back-*", "button")]
            if turn and self.chance.random() < 0.1:
                await person.press(self.chance.choice(turn).key)
                continue
            question = self.chance.choice(questions)
            item = question.key.split("-", 1)[1].removesuffix("-en")
            option = self.chance.randrange(len(question.options))
            self.under_way = item, ANSWERS[option]
            await person.choose(question, option)
            self.given[item] = ANSWERS[option]
            self.under_way = None
            self.acknowledged += 1

    def draft(self, store: Store) -> casework.Draft | None:
        """What lies in the store for them."""
        return casework.find_draft(store, self.cookies["place"], [TRUST.bank], now)

    def fault(self, store: Store) -> str | None:
        """What is wrong with what lies in the store; what was under way may be there or not."""
        draft = self.draft(store)
        if draft is None:
            return "the draft is gone"
        maybe = self.given | dict([self.under_way] if self.under_way else [])
        if draft.answers not in (self.given, maybe):
            return f"{draft.answers} are there, {self.given} were given, {self.under_way} perhaps"
        self.given, self.under_way = dict(draft.answers), None
        return None


@dataclass
class Rounds:
    """What came of some rounds of answering, each ended by a kill."""

    takers: list[Taker]
    kills: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """How many answers the pages had shown as given."""
        return sum(taker.acknowledged for taker in self.takers)


def kill_the_app(
    url: str,
    kills: int,
    chance: random.Random,
    tell: Callable[[Rounds], None] = lambda _rounds: None,
) -> Rounds:
    """Twenty takers on one database through so many kills at instants that chance picks.

    `tell` is told of what there is so far, after each.
    """
    rounds = Rounds([Taker(random.Random(chance.random())) for _ in range(TAKERS)])
    for _ in range(kills):
        with our_app("uvicorn", database=url) as server:
            answers, delay = chance.randrange(TAKERS, MOST), chance.uniform(0, 0.05)
            asyncio.run(_one_round(server, rounds, rounds.acknowledged + answers, delay))
        rounds.kills += 1
        store = open_store(url)
        rounds.faults += filter(None, (taker.fault(store) for taker in rounds.takers))
        store.close()
        tell(rounds)
    return rounds


async def _one_round(server: Server, rounds: Rounds, answers: int, delay: float) -> None:
    """Everybody comes and answers; then the server is killed, whatever it is doing.

    So many seconds after there are so many answers in all.
    """
    door, here = asyncio.Semaphore(ARRIVING), asyncio.Barrier(len(rounds.takers) + 1)

    async def take(taker: Taker) -> None:
        async with door:
            person = Person(server.url, cookies=taker.cookies)
            await person.__aenter__()
            await taker.come(person)
        await here.wait()
        try:
            await taker.answer(person)
        except (websockets.ConnectionClosed, OSError):
            return

    async with asyncio.TaskGroup() as group:
        taking = [group.create_task(take(taker)) for taker in rounds.takers]
        await here.wait()
        while rounds.acknowledged < answers and not all(task.done() for task in taking):
            await asyncio.sleep(0.005)
        await asyncio.sleep(delay)
        os.kill(server.pid, signal.SIGKILL)
