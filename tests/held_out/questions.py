"""The bank as its YAML says, and one taking of it, without the engine's models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).resolve().parents[2] / "questions" / "trust"


def read(name: str) -> Any:
    """A file of the bank."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Question:
    """One question; `turned` says that a low answer is good."""

    id: str
    step: str
    facet: str
    turned: bool
    short: bool
    about: str
    sensitive: bool

    def value(self, answer: int) -> int:
        """0 (worst) to 4 (best)."""
        return 4 - answer if self.turned else answer


def _questions() -> Iterator[Question]:
    for it in read("bank.yaml")["items"]:
        yield Question(
            id=it["id"],
            step=it["step"],
            facet=it["facet"],
            turned=it["key"] == "-",
            short=it.get("short", False),
            about=it["referent"],
            sensitive=it.get("sensitive", False),
        )


ALL: Final = tuple(_questions())
STEPS: Final = tuple(dict.fromkeys(it.step for it in ALL))
FACETS: Final = tuple(dict.fromkeys((it.step, it.facet) for it in ALL))


def _in_turn(*, short: bool) -> Iterator[tuple[Question, ...]]:
    columns = [[it for it in ALL if it.step == step and it.short is short] for step in STEPS]
    for page in zip_longest(*columns):
        yield tuple(it for it in page if it is not None)


FIRST: Final = tuple(_in_turn(short=True))
PAGES: Final = (*FIRST, *_in_turn(short=False))

NOT_APPLICABLE: Final = "NA"
Answers = Mapping[str, int | str]


@dataclass(frozen=True, eq=False)
class Taking:
    """One taking: answers from 0 to 4 or NA by question, a blank has none; pages opened.

    Each is only itself, so that what follows from it need not be worked out twice.
    """

    answers: Answers
    opened: int
    side: str
    language: str
    decision: str
    at: datetime

    @property
    def first_only(self) -> bool:
        """Whether no page after those of the short questions was opened."""
        return self.opened <= len(FIRST)

    @cached_property
    def shown(self) -> tuple[Question, ...]:
        return tuple(it for page in PAGES[: self.opened] for it in page)

    @cached_property
    def values(self) -> dict[str, int]:
        """0 (worst) to 4 (best) of every question that was answered with a number."""
        return {
            it.id: it.value(answer)
            for it in ALL
            if isinstance(answer := self.answers.get(it.id), int)
        }
