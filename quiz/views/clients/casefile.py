"""The parts of a client's file, worded: the last answers, what moved, topics, practice, plan.

They are said to the counsellor, who may show them to the client: no sentence speaks to either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo

from quiz.attempt import Answer, Attempt
from quiz.casework.cases import AgreedPractice, Case, CaseAttempt, PlanRow
from quiz.content import Edition
from quiz.findings import compare, find_focus, find_topics
from quiz.findings.standing import moved_in
from quiz.scoring import Status, score
from quiz.views.clients.standing import Sign, moved_sign
from quiz.views.practice import DayView, practice
from quiz.views.results.comparison import ChangeView, comparison
from quiz.views.results.result import (
    DriverView,
    StepView,
    answer_text,
    answered_in_all,
    result,
    titles,
)
from quiz.views.sheet import Sheet, day_said, side_said
from quiz.words import Words


@dataclass(frozen=True)
class LatestView:
    """The last answers: their steps on the bands, and how many there are.

    `alt` says the chart in words; `notes` are those that a step always carries.
    """

    day: str
    steps: tuple[StepView, ...]
    bands: tuple[tuple[float, str], ...]
    alt: str
    answered: str
    not_ranked: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    assumed: bool


@dataclass(frozen=True)
class ChangesView:
    """What moved since the day of an attempt: in one label, and step by step.

    Where nothing is compared `refused` says why, and there are no steps. `shared` counts the items
    answered both times of each step that is compared.
    """

    since: str
    sign: Sign
    steps: tuple[ChangeView, ...]
    shared: tuple[int, ...]
    refused: str | None
    cautions: tuple[str, ...]
    sizes: tuple[str, ...]
    chances: str


@dataclass(frozen=True)
class TopicsView:
    """What to talk about: the lowest answers, and those that moved most; or why there are none."""

    lowest: tuple[DriverView, ...]
    lowest_none: str
    moved: tuple[DriverView, ...]
    moved_none: str


@dataclass(frozen=True)
class AgreedView:
    """A practice that was agreed: its days, and the numbers of those that are done, from 1.

    A step that has no practice any more has no days.
    """

    title: str
    name: str
    since: str
    days: tuple[DayView, ...]
    done: tuple[int, ...]
    line: str


@dataclass(frozen=True)
class PlanRowView:
    """A row of the plan; `due` says that its `day` has come ("" for none); `review` says both."""

    title: str
    goal: str
    behaviour: str
    practice: str
    review: str
    day: str
    due: bool


def sheet_of(taken: CaseAttempt) -> Sheet:
    """An attempt as the views of comparisons and trends take it."""
    return Sheet(taken.edition, taken.attempt)


def side_of(case: Case, words: Words) -> str:
    """The side from which a client answered last, in the bank's words; "" before that."""
    last = case.history[-1] if case.history else None
    return side_said(last.edition, last.attempt, words) if last else ""


def latest_view(latest: CaseAttempt, words: Words, zone: tzinfo = UTC) -> LatestView:
    """The last answers, with the figures and names of their giver's own result."""
    view, card = result(latest.edition, latest.attempt, words), score(latest.bank, latest.attempt)
    return LatestView(
        day=day_said(latest.attempt, words, zone),
        steps=tuple(
            step
            if scored.status is Status.SCORED
            else replace(step, line=words(f"csv.status.{scored.status.value}"))
            for step, scored in zip(view.steps, card.steps, strict=True)
        ),
        bands=view.bands,
        alt=view.alt,
        answered=answered_in_all(latest.edition, card, words),
        not_ranked=tuple(
            words("casefile.not_ranked", step=words.quoted(title))
            for title in _not_ranked(latest, words)
        ),
        notes=view.notes,
        assumed=view.assumed,
    )


def _not_ranked(latest: CaseAttempt, words: Words) -> list[str]:
    """The steps that have a score and are left out of the comparison by a rule of their own."""
    card = score(latest.bank, latest.attempt)
    ranked = find_focus(latest.bank, card, latest.attempt.context).ranked
    named = titles(latest.edition, words.language)
    scored = [s.step for s in card.steps if s.status is Status.SCORED]
    return [named[step] for step in scored if step not in ranked]


def changes_view(
    then: CaseAttempt, latest: CaseAttempt, words: Words, zone: tzinfo = UTC
) -> ChangesView:
    """What moved from one attempt to the last."""
    view = comparison(sheet_of(then), sheet_of(latest), words, zone)
    found = compare(then.bank, then.attempt, latest.bank, latest.attempt)
    return ChangesView(
        since=day_said(then.attempt, words, zone),
        sign=moved_sign(latest.edition, moved_in(found), words),
        steps=view.steps,
        shared=tuple(change.shared for change in found.steps if change.why_not is None),
        refused=view.refused,
        cautions=view.cautions,
        sizes=view.sizes,
        chances=view.chances,
    )


def topics_view(history: Sequence[CaseAttempt], words: Words) -> TopicsView:
    """What to talk about after the last of these attempts, of which there is at least one."""
    found = find_topics([(it.bank, it.attempt) for it in history])
    edition, attempt = history[-1].edition, history[-1].attempt

    def topic(item: str, key: str, answers: Mapping[str, Answer]) -> DriverView:
        said = {name: answer_text(edition, answer, words) for name, answer in answers.items()}
        asked = edition.words(words.language).item(item, attempt.perspective)
        return DriverView(asked, words(key, **said))

    none = words("casefile.moved_first" if len(history) == 1 else "casefile.moved_none")
    if found.why_none_moved is not None:
        why = words(f"caseload.why_not.{found.why_none_moved.value}")
        none = words("casefile.moved_refused", why=why)
    return TopicsView(
        lowest=tuple(
            topic(item, "casefile.topic", {"answer": attempt.answers[item]})
            for item in found.lowest
        ),
        lowest_none="" if found.lowest else words("casefile.lowest_none"),
        moved=tuple(
            topic(it.item, "casefile.topic_moved", {"then": it.then, "now": it.now})
            for it in found.moved
        ),
        moved_none="" if found.moved else none,
    )


def agreed_view(
    agreed: AgreedPractice, edition: Edition, attempt: Attempt | None, words: Words
) -> AgreedView:
    """A practice that was agreed, as the side of the last attempt does it."""
    title = step_title(edition, agreed.step, words)
    since = words("casefile.practice.since", day=words.day(agreed.since))
    known = agreed.step in edition.bank.items_by_step
    week = practice(edition, attempt, agreed.step, words) if known and attempt else None
    if week is None:
        return AgreedView(title, title, since, (), agreed.done_days, "")
    count = len(week.days)
    done = tuple(sorted({day for day in agreed.done_days if 1 <= day <= count}))
    kind = "none" if not done else "all" if len(done) == count else "some"
    line = words(f"casefile.practice.done.{kind}", done=len(done), days=count)
    return AgreedView(title, week.name, since, week.days, done, line)


def plan_view(row: PlanRow, edition: Edition, today: date, words: Words) -> PlanRowView:
    """A row of the plan as it stands on a day."""
    due = row.review_on is not None and row.review_on <= today
    day = words.day(row.review_on) if row.review_on else ""
    kind = "review_due" if due else "review" if day else "review_none"
    return PlanRowView(
        title=step_title(edition, row.step, words),
        goal=row.goal,
        behaviour=row.behaviour,
        practice=row.practice,
        review=words(f"casefile.{kind}", day=day),
        day=day,
        due=due,
    )


def step_title(edition: Edition, step: str, words: Words) -> str:
    """The name of a step, or its id where this edition does not have it."""
    return titles(edition, words.language).get(step, step)
