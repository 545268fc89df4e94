"""What somebody has kept, worded: one line a time, and when to come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.bank import Bank
from quiz.content import Edition
from quiz.views.results.result import result
from quiz.words import Words

WEEKS_OTHERWISE: Final = timedelta(weeks=4)
"""Between two times, where the bank advises nothing."""


@dataclass(frozen=True)
class TimeView:
    """One time that somebody answered: its day, what was found, and what there is to tell of it."""

    day: str
    focus: str
    details: tuple[str, ...]


def time_view(
    attempt: Attempt,
    edition: Edition | None,
    current: Edition,
    day: date | None,
    words: Words,
    *,
    with_focus: bool = True,
) -> TimeView:
    """An attempt as the history shows it; `current` is the edition that the visit is in.

    Where its own edition is not here, its answers are there and cannot be read: that is said.
    `with_focus` is False where no step is to be pointed to.
    """
    when = words.day(day) if day else words("mine.no_day")
    number = sum(1 for answer in attempt.answers.values() if answer is not NOT_APPLICABLE)
    details = [words("mine.answered", count=number)]
    if edition is None:
        named = words("mine.edition", bank=attempt.bank_id, version=attempt.version)
        return TimeView(when, words("mine.not_here"), (*details, named))
    wording = edition.words(words.language)
    if attempt.perspective is not None:
        details.insert(0, wording.perspectives[attempt.perspective])
    if edition.bank.id != current.bank.id:
        details.append(wording.title)
    if edition.bank.version != current.bank.version:
        details.append(words("mine.version", version=edition.bank.version))
    spoken = (attempt.language or "").split()
    if spoken and spoken != [words.language]:
        named = words("and").join(map(words.language_named, spoken))
        details.append(words("mine.in_language", language=named))
    focus = result(edition, attempt, words).focus.headline if with_focus else ""
    return TimeView(when, focus, tuple(details))


def come_back(bank: Bank, last: Attempt, finished: date, today: date) -> date:
    """The day to come back: as many days later as the stage asks for; tomorrow at the earliest.

    A finishing time in the future, as a file may have one, counts as today.
    """
    stage = bank.stages.get(bank.stage_at(last.opened))
    days = stage.min_days_between if stage else None
    later = timedelta(days=days) if days else WEEKS_OTHERWISE
    return max(min(finished, today) + later, today + timedelta(days=1))
