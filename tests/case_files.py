"""Clients to look at: invented, at the five steps, with everything a counsellor writes down."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.casework.cases import (
    AgreedPractice,
    Case,
    CaseAttempt,
    CaseFile,
    CaseNote,
    PhaseMark,
    PlanRow,
)
from quiz.content import Edition
from tests.scripted import TRUST

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
STEPS = ("S1", "S2", "S3", "S4", "S5")


def taken(
    levels: Mapping[str, int] | str,
    days_ago: int = 0,
    *,
    edition: Edition = TRUST,
    pages: int = 8,
    **rest: Any,
) -> CaseAttempt:
    """An attempt in which every item of a step has one value ("32222": one digit a step).

    One item of the first step lies a step lower, so that no attempt is one answer throughout.
    """
    by_step = dict(zip(STEPS, map(int, levels), strict=True)) if isinstance(levels, str) else levels
    scale = edition.bank.scale
    answers: dict[str, Answer] = {
        item.id: scale.keyed(by_step[item.step], item.key)
        for item in edition.bank.shown(pages)
        if item.step in by_step
    }
    usual: dict[str, Any] = {
        "perspective": "hurt",
        "language": "en",
        "context": {"decision": "rebuild"},
        "finished_at": NOW - timedelta(days=days_ago),
    }
    bank = edition.bank
    made = Attempt(bank.id, bank.version, answers, pages)
    return CaseAttempt(edition, replace(made, **(usual | rest)))


def at_random(seed: int, days_ago: int = 0, **rest: Any) -> CaseAttempt:
    """An attempt as somebody may have taken it, with blanks and "does not apply"."""
    rng = random.Random(seed)
    made = taken({step: rng.randrange(1, 4) for step in STEPS}, days_ago, **rest)
    answers = dict(made.attempt.answers)
    for item, answer in list(answers.items()):
        kind = rng.random()
        if kind < 0.05:
            answers[item] = NOT_APPLICABLE
        elif kind < 0.1:
            del answers[item]
        elif isinstance(answer, int):
            answers[item] = min(4, max(0, answer + rng.choice([-1, 0, 0, 1])))
    return replace(made, attempt=replace(made.attempt, answers=answers))


def case_of(*history: CaseAttempt, code: str = "A-07", **rest: Any) -> Case:
    return Case(code, history=history, **rest)


def file_of(*history: CaseAttempt, **rest: Any) -> CaseFile:
    """A whole file: two phases, a note, a practice and two rows of the plan."""
    usual: dict[str, Any] = {
        "phases": (PhaseMark(date(2026, 7, 10), "Telling"), PhaseMark(date(2026, 9, 20), "Limits")),
        "notes": (CaseNote(date(2026, 10, 1), "Asked for time."),),
        "practices": (AgreedPractice("S2", date(2026, 11, 2), (1, 2, 4)),),
        "plan": (
            PlanRow(
                "S2", "Kept promises", "Says when late", "One promise a day", date(2026, 12, 7)
            ),
            PlanRow("S1", "An answer a week", "Both sit down", "Sunday talk", date(2026, 11, 20)),
        ),
    }
    case = case_of(*history, label="Tuesdays at ten", interval_days=14)
    return CaseFile(case, **(usual | rest))
