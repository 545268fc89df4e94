"""Clients made up at random: as the reference takes them, and as the engine does."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.casework.cases import AgreedPractice, Case, CaseAttempt, CaseFile, CaseNote, PhaseMark
from tests.held_out.questions import NOT_APPLICABLE as NA
from tests.held_out.questions import PAGES, STEPS, Taking
from tests.scripted import TRUST

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SEEDS = {"the same each time": 20261123, "others each time": None}
"""Names of samples. In CI each run tries the same ones."""
SHOWS_ALL = "the same each time"
"""The sample of which it is known that it has something of everything."""


def seed_of(name: str) -> int:
    """The seed of a sample; whatever fails tells it."""
    fixed = SEEDS[name]
    if fixed is not None:
        return fixed
    return 4711 if os.environ.get("CI") else random.SystemRandom().randrange(10**9)


@dataclass(frozen=True)
class Person:
    """A client: what was taken, the oldest first, and what was agreed."""

    code: str
    history: tuple[Taking, ...]
    agreed: int | None
    archived: bool
    practices: tuple[AgreedPractice, ...] = field(default=())

    @property
    def case(self) -> Case:
        """The client as the engine takes them."""
        return Case(
            self.code,
            interval_days=self.agreed,
            archived=self.archived,
            history=tuple(CaseAttempt(TRUST, attempt_of(it)) for it in self.history),
        )

    @property
    def file(self) -> CaseFile:
        """Everything of the client."""
        return CaseFile(
            self.case,
            phases=(PhaseMark(date(2026, 9, 1), "Limits"),),
            notes=(CaseNote(date(2026, 10, 1), "Asked for time."),),
            practices=self.practices,
        )


def attempt_of(taking: Taking) -> Attempt:
    """A taking as the engine takes it."""
    return Attempt(
        TRUST.bank.id,
        TRUST.bank.version,
        {id_: NOT_APPLICABLE if isinstance(it, str) else it for id_, it in taking.answers.items()},
        taking.opened,
        taking.side,
        taking.language,
        {"decision": taking.decision},
        taking.at,
    )


def people(rng: random.Random, count: int) -> list[Person]:
    """So many clients, as different as they come."""
    return [_person(rng, f"C-{number:03}") for number in range(count)]


def _person(rng: random.Random, code: str) -> Person:
    times = rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 12])
    side = rng.choice(["hurt", "broke", "both"])
    switch = rng.randrange(1, 8) if rng.random() < 0.2 else 99
    language = rng.choice(["en", "en", "th"])
    levels = {step: rng.choice([0, 1, 1, 2, 2, 3, 4]) for step in STEPS}
    history = []
    for number, at in enumerate(_moments(rng, times)):
        levels = {s: min(4, max(0, it + rng.choice([-1, 0, 0, 0, 1]))) for s, it in levels.items()}
        history.append(
            Taking(
                answers={},
                opened=rng.choice([2, 3, 3, 5, 8, 8, 8, 8, 8]),
                side=side if number < switch else "both" if side == "hurt" else "hurt",
                language=language if rng.random() < 0.9 else rng.choice(["en", "th", "en th"]),
                decision=rng.choice(["rebuild", "rebuild", "rebuild", "unsure", "no_answer"]),
                at=at,
            )
        )
        history[-1] = replace(history[-1], answers=dict(_answers(rng, history[-1], levels)))
    done = tuple(rng.randrange(0, 10) for _ in range(rng.randrange(9)))
    return Person(
        code,
        tuple(history),
        rng.choice([None, None, None, 7, 14, 30, 90]),
        rng.random() < 0.1,
        (AgreedPractice(rng.choice(STEPS), date(2026, 10, 5), done),) * rng.randrange(2),
    )


def _moments(rng: random.Random, count: int) -> list[datetime]:
    """Moments before now, in order: days apart or months, some at one time of the day."""
    span = rng.choice([20, 60, 200, 400]) * 86400
    unit = rng.choice([1, 60, 86400])
    spread = range(rng.choice([0, 0, 3 * 86400]), span, unit)
    return [NOW - timedelta(seconds=ago) for ago in sorted(rng.sample(spread, count))[::-1]]


def _answers(
    rng: random.Random, taking: Taking, levels: dict[str, int]
) -> Iterator[tuple[str, int | str]]:
    """Answers of one kind of person: a steady one, a hasty one, one who leaves much out."""
    same = rng.randrange(5) if rng.random() < 0.06 else None
    steady = rng.random() < 0.25
    blank, na = rng.choice([(0, 0), (0.05, 0.05), (0.3, 0.1), (0.2, 0.5), (0.95, 0.02)])
    sensitive = rng.randrange(5)
    for page in PAGES[: taking.opened]:
        for it in page:
            kind = rng.random()
            if kind < blank and same is None:
                continue
            if kind < blank + na:
                yield it.id, NA
                continue
            value = levels[it.step]
            if not steady:
                value = min(4, max(0, value + rng.choice([-2, -1, -1, 0, 0, 0, 1, 1, 2])))
            value = sensitive if it.sensitive else value
            yield it.id, it.value(value) if same is None else same
