"""What the caseload shows of clients nobody has seen, against figures worked out apart."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from quiz.views.clients.caseload import CaseRow, caseload, summary
from quiz.views.clients.standing import Need
from quiz.words import catalogue
from tests.held_out import sentences
from tests.held_out.people import NOW, SEEDS, SHOWS_ALL, Person, people, seed_of
from tests.held_out.scores import focus
from tests.held_out.times import since

EN = catalogue("en")
ZONES = (UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-8)))
NAMES = {
    "lower": "Clearly lower",
    "overdue": "Overdue",
    "too_few": "Not enough answers",
    "one_answer": "Same answer throughout",
    "nothing_sent": "Nothing sent yet",
    "higher": "Clearly higher",
}


def row_said(row: CaseRow) -> dict[str, object]:
    """Everything a row shows."""
    view = row.standing
    return {
        "side": row.side,
        "times": row.attempts,
        "last": view.last,
        "due": view.due,
        "focus": view.focus,
        "steps": view.steps,
        "start": view.since_start.text if view.since_start else None,
        "before": view.since_last.text if view.since_last else None,
        "needs": [need.value for need in view.needs],
        "marks": [mark.text for mark in view.marks],
    }


def expected_of(person: Person, now: datetime) -> dict[str, object]:
    """The same from the reference."""
    needs = sentences.needs(person.history, person.agreed, now, archived=person.archived)
    if not person.history:
        none = "Nothing sent yet"
        nothing: dict[str, object] = dict.fromkeys(("side", "due", "focus"), "")
        nothing |= {"times": 0, "steps": (), "start": None, "before": None}
        return nothing | {"last": none, "needs": needs, "marks": [none]}
    last = person.history[-1]
    due = sentences.due_at(last, person.agreed).astimezone(now.tzinfo)
    moved = ["First answers; nothing to compare yet"] * 2
    if len(person.history) > 1:
        both = (person.history[0], person.history[-2])
        moved = [sentences.moved_said(since(then, last)) for then in both]
    marks = {
        "overdue": sentences.overdue_said(last, person.agreed, now),
        "too_few": "Not enough answers to compare the steps",
        "one_answer": "The same answer throughout; read with care",
    }
    return {
        "side": sentences.TEXT["perspectives"][last.side],
        "times": len(person.history),
        "last": sentences.last_said(last, now),
        "due": f"Next by {sentences.day(due)}",
        "focus": sentences.focus_said(last),
        "steps": focus(last).listed,
        "start": moved[0],
        "before": moved[1],
        "needs": needs,
        "marks": [marks[need] for need in needs if need in marks],
    }


@pytest.mark.parametrize("sample", SEEDS)
def test_every_row_says_what_follows_from_the_rules(sample: str) -> None:
    seed = seed_of(sample)
    everybody = people(random.Random(seed), 400)
    seen: Counter[str] = Counter()
    for part, zone in enumerate(ZONES):
        some, now = everybody[part :: len(ZONES)], NOW.astimezone(zone)
        rows = caseload([it.case for it in some], now, EN)
        for person, row in zip(some, rows, strict=True):
            found = row_said(row)
            assert found == expected_of(person, now), f"seed {seed}, {person.code}"
            seen.update(row.standing.needs)
            seen[row.standing.focus.split("“")[0]] += 1
            seen.update(
                word
                for word in (
                    "clearly (",
                    "probably (",
                    "First answers",
                    "with a caution",
                    "No clear",
                )
                for said in (found["focus"], found["start"])
                if word in str(said)
            )
        assert summary(rows, EN) == summary_of(some, now), f"seed {seed}"
    if sample == SHOWS_ALL:
        assert min(seen[need] for need in Need) >= 5
        assert min(seen.values()) >= 3
        assert len(seen) >= 6 + 5 + 5


def summary_of(some: list[Person], now: datetime) -> str:
    """The line above the list."""
    counted = Counter(
        need
        for it in some
        for need in sentences.needs(it.history, it.agreed, now, archived=it.archived)
    )
    said = [f"{name}: {counted[need]}" for need, name in NAMES.items() if counted[need]]
    return " · ".join([f"{len(some)} clients", *said])
