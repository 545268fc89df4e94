"""What somebody has kept: attempts at the five steps, put into a real store and opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from quiz.attempt import Answer, Attempt
from quiz.casework import KeptJournal, open_journal
from quiz.store import Store
from quiz.vault import PrivateCode, Purpose
from tests.scripted import TRUST

BEGAN = datetime(2026, 3, 3, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def taken(
    week: float, values: int | Mapping[str, int | str], pages: int = 8, **rest: Any
) -> Attempt:
    """An attempt so many weeks after `BEGAN`, from 0 (worst) to 4 (best) after keying.

    A step has one value for all its items, or a digit an item in the order of the pages, `.` for a
    blank. Steps that are not named have 2.
    """
    bank, given = TRUST.bank, values if isinstance(values, Mapping) else {}
    otherwise = values if isinstance(values, int) else 2
    answers: dict[str, Answer] = {}
    place = dict.fromkeys(bank.items_by_step, 0)
    for item in bank.shown(pages):
        marks = given.get(item.step, otherwise)
        mark = str(marks) if isinstance(marks, int) else marks[place[item.step]]
        place[item.step] += 1
        if mark != ".":
            answers[item.id] = bank.scale.keyed(int(mark), item.key)
    fields: dict[str, Any] = {"perspective": "hurt", "language": "en"} | rest
    return Attempt(
        bank.id,
        bank.version,
        answers,
        pages,
        fields["perspective"],
        fields["language"],
        {"decision": "rebuild"},
        BEGAN + timedelta(weeks=week),
    )


def keep(
    store: Store, attempts: Iterable[Attempt], notes: Mapping[date, str] | None = None
) -> PrivateCode:
    """The private code under which these now lie in the store."""
    code = PrivateCode.new()
    journal = KeptJournal(store, code.keys(Purpose.HOLDER), lambda: NOW)
    journal.begin()
    for attempt in attempts:
        journal.put(attempt)
    for on, text in (notes or {}).items():
        journal.write(on, text)
    return code


def opened(store: Store, code: PrivateCode) -> KeptJournal:
    """What lies under a code, read anew from the store."""
    journal = open_journal(store, code, lambda: NOW)
    assert journal is not None
    return journal
