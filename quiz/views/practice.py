"""The practice of a step, as the side that answered does it."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.content import Edition
from quiz.words import Words


@dataclass(frozen=True)
class DayView:
    """One day: its name, what is done alone, and the extra for two (None: none is offered)."""

    name: str
    alone: str
    together: str | None


@dataclass(frozen=True)
class PracticeView:
    """A practice of some days; `note` is the step's own note, where it has one."""

    name: str
    intro: str | None
    note: str | None
    days: tuple[DayView, ...]


def practice(edition: Edition, attempt: Attempt, step: str, words: Words) -> PracticeView | None:
    """The practice of a step for this attempt's side, or None where the bank has none."""
    found = edition.practice(words.language, step, attempt.perspective)
    if found is None:
        return None
    extras = wants_extras(edition.bank, attempt)
    return PracticeView(
        name=found.name,
        intro=found.intro,
        note=edition.words(words.language).steps[step].note,
        days=tuple(
            DayView(
                words("result.practice_day", number=number),
                day.alone,
                day.together if extras else None,
            )
            for number, day in enumerate(found.days, start=1)
        ),
    )


def wants_extras(bank: Bank, attempt: Attempt) -> bool:
    """Whether extras for two are offered: as the bank's `shared_extras` says, else never."""
    rule = bank.shared_extras
    return rule is not None and all(
        attempt.context.get(name) in wanted for name, wanted in rule.if_.items()
    )
