"""An attempt with the edition that it was taken in, and what is said of it among others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.content import Edition
from quiz.words import Words


@dataclass(frozen=True)
class Sheet:
    """An attempt with the edition that it was taken in."""

    edition: Edition
    attempt: Attempt

    @property
    def asked(self) -> int:
        """How many questions stood on the pages opened."""
        return sum(1 for _ in self.edition.bank.shown(self.attempt.opened))


def answered(attempt: Attempt) -> int:
    """How many questions have a number; "does not apply" is none."""
    return sum(1 for answer in attempt.answers.values() if answer is not NOT_APPLICABLE)


def day_of(attempt: Attempt, zone: tzinfo = UTC) -> date | None:
    """The day on which it was finished where clocks show this zone's time; None if it was not."""
    return attempt.finished_at.astimezone(zone).date() if attempt.finished_at else None


def day_said(attempt: Attempt, words: Words, zone: tzinfo = UTC) -> str:
    """The day of an attempt as it is written, or that it has none."""
    day = day_of(attempt, zone)
    return words.day(day) if day else words("compare.no_day")


def side_said(edition: Edition, attempt: Attempt, words: Words) -> str:
    """The side of an attempt as its bank words it; empty in a bank without sides."""
    said = edition.words(words.language).perspectives
    return said.get(attempt.perspective or "", "")


def in_order(one: Sheet, other: Sheet) -> tuple[Sheet, Sheet]:
    """The two, the one that was finished earlier first; as they are where one has no time."""
    first, second = one.attempt.finished_at, other.attempt.finished_at
    return (other, one) if first and second and second < first else (one, other)
