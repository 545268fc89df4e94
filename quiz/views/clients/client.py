"""One client as their counsellor sees them: how they stand, what moved, what to talk about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from quiz.casework import Note
from quiz.casework.cases import CaseAttempt, CaseFile
from quiz.content import Edition
from quiz.findings import find_standing, find_trend
from quiz.findings.mean import FEWEST_FOR_MEAN, mean_of_steps
from quiz.findings.trend import FEWEST_FOR_SLOPE, StepTrend
from quiz.scoring import score
from quiz.views.clients.casefile import (
    AgreedView,
    ChangesView,
    LatestView,
    PlanRowView,
    TopicsView,
    agreed_view,
    changes_view,
    latest_view,
    plan_view,
    sheet_of,
    side_of,
    step_title,
    topics_view,
)
from quiz.views.clients.standing import StandingView, standing_view
from quiz.views.figures import tenths, whole
from quiz.views.results.trend import TrendView, trend
from quiz.views.sheet import day_said
from quiz.words import Words

LEAST: Final = 1
"""In 100: what is rarer is said as this, and never as nothing."""


@dataclass(frozen=True)
class ClientView:
    """Everything of one client, worded. Without an attempt `latest` and `topics` are None.

    `since_start` and `since_last` are None with fewer than two attempts. `slopes` has a sentence a
    step, none before the fifth attempt; `means` a (day, figure) an attempt, the earliest first.
    """

    code: str
    label: str
    side: str
    partner: str
    attempts: int
    standing: StandingView
    latest: LatestView | None
    since_start: ChangesView | None
    since_last: ChangesView | None
    topics: TopicsView | None
    trend: TrendView
    slopes: tuple[str, ...]
    means: tuple[tuple[str, str], ...]
    practices: tuple[AgreedView, ...]
    plan: tuple[PlanRowView, ...]
    notes: tuple[tuple[str, str], ...]


def client(file: CaseFile, edition: Edition, now: datetime, words: Words) -> ClientView:
    """A client, worded. `edition` names the steps as long as there is no attempt.

    `now` is aware; its time zone is that of the days shown. The trend has the phases as its notes.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    case, zone = file.case, now.tzinfo or UTC
    history = case.history
    last = history[-1] if history else None
    edition = last.edition if last else edition
    several = len(history) > 1
    found = find_standing([(it.bank, it.attempt) for it in history], now, case.interval_days)
    phases = [Note(phase.id, phase.on, phase.name) for phase in file.phases]
    return ClientView(
        code=case.code,
        label=case.label,
        side=side_of(case, words),
        partner=case.partner,
        attempts=case.attempts,
        standing=standing_view(case, found, now, words),
        latest=latest_view(last, words, zone) if last else None,
        since_start=changes_view(history[0], history[-1], words, zone) if several else None,
        since_last=changes_view(history[-2], history[-1], words, zone) if several else None,
        topics=topics_view(history, words) if history else None,
        trend=trend([sheet_of(it) for it in history], phases, words, zone),
        slopes=tuple(_slopes(history, edition, words)),
        means=tuple(_means(history, words, zone)),
        practices=tuple(
            agreed_view(it, edition, last.attempt if last else None, words) for it in file.practices
        ),
        plan=tuple(plan_view(row, edition, now.date(), words) for row in file.plan),
        notes=tuple((words.day(note.on), note.text) for note in file.notes),
    )


def _slopes(history: Sequence[CaseAttempt], edition: Edition, words: Words) -> Iterator[str]:
    """What a straight trend through each step says, from the fifth attempt on."""
    if len(history) < FEWEST_FOR_SLOPE:
        return
    for step in find_trend([(it.bank, it.attempt) for it in history]).steps:
        yield _slope(step, step_title(edition, step.step, words), words)


def _slope(step: StepTrend, title: str, words: Words) -> str:
    """A straight trend in a sentence, or why there is none."""
    slope = step.slope
    if slope is None:
        why = step.why_no_slope.value if step.why_no_slope else "too_few_attempts"
        return words(f"casefile.slope.{why}", step=title, fewest=FEWEST_FOR_SLOPE)
    points = tenths(abs(slope.per_week))
    kind = "flat" if float(points) == 0 else "up" if slope.per_week > 0 else "down"
    return words(
        f"casefile.slope.{kind}",
        step=title,
        points=points,
        attempts=slope.attempts,
        p=max(LEAST, whole(100 * slope.p)),
    )


def _means(history: Sequence[CaseAttempt], words: Words, zone: tzinfo) -> Iterator[tuple[str, str]]:
    """The mean of the steps at each attempt, with its range, or that there is none."""
    for taken in history:
        mean = mean_of_steps(taken.bank, score(taken.bank, taken.attempt))
        said = words("casefile.mean_none", fewest=FEWEST_FOR_MEAN)
        if mean is not None:
            said = words(
                "casefile.mean",
                score=whole(mean.score),
                low=whole(mean.low),
                high=whole(mean.high),
                steps=mean.steps,
            )
        yield day_said(taken.attempt, words, zone), said
