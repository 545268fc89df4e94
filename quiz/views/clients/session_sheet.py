"""What stands on the one page before a session, worded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from quiz.casework.cases import CaseAttempt, CaseFile
from quiz.findings import Focus, find_standing
from quiz.findings.change import visible_change
from quiz.findings.facets import facet_points
from quiz.findings.standing import chance_of_any_clear
from quiz.scoring import score as score_of
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
    topics_view,
)
from quiz.views.clients.standing import StandingView, focus_text, standing_view
from quiz.views.figures import whole
from quiz.views.results.comparison import ChangeView
from quiz.views.sheet import side_said
from quiz.words import Words


@dataclass(frozen=True)
class StepLine:
    """A step's row: its score with range, its changes (a cell a column), and how many answers."""

    title: str
    score: str
    changes: tuple[str, ...]
    answered: str
    in_focus: bool


@dataclass(frozen=True)
class FacetsView:
    """The facets with a score, a line a step as (title, (name, figure)s); `left` are the others."""

    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    left: str
    note: str


@dataclass(frozen=True)
class SessionSheetView:
    """The page before a session. It bears the code, and neither the label nor any note.

    `columns` are the heads of the changes. `facets` is None in a bank without facets.
    """

    title: str
    lead: str
    focus: str
    standing: StandingView
    latest: LatestView
    columns: tuple[str, ...]
    lines: tuple[StepLine, ...]
    remarks: tuple[str, ...]
    practices: tuple[AgreedView, ...]
    fits: str
    topics: TopicsView
    plan: tuple[PlanRowView, ...]
    facets: FacetsView | None
    safety: str


def session_sheet(file: CaseFile, now: datetime, words: Words) -> SessionSheetView:
    """The page before a session, of the last attempt; `now` is aware, its zone that of the days.

    Raises:
        ValueError: there is no attempt yet.
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    case, zone = file.case, now.tzinfo or UTC
    found = find_standing([(it.bank, it.attempt) for it in case.history], now, case.interval_days)
    if found is None:
        raise ValueError("a session sheet needs an attempt")
    last = case.history[-1]
    latest = latest_view(last, words, zone)
    changes = tuple(_changes(file, words, zone))
    focus = focus_text(last.edition, found.focus, words)
    side = side_said(last.edition, last.attempt, words)
    private = last.bank.private_block is not None
    return SessionSheetView(
        title=words("sheet.title", code=case.code, date=words.day(now.date())),
        lead=words("sheet.lead_side" if side else "sheet.lead", last=latest.day, side=side),
        focus=words("sheet.focus", focus=focus),
        standing=standing_view(case, found, now, words),
        latest=latest,
        columns=tuple(head for head, _, _ in changes),
        lines=tuple(_lines(last, latest, [view for _, view, _ in changes], words)),
        remarks=tuple(_remarks(last, changes, words)),
        practices=tuple(
            agreed_view(it, last.edition, last.attempt, words) for it in file.practices
        ),
        fits=_fits(last, found.focus, {it.step for it in file.practices}, words),
        topics=topics_view(case.history, words),
        plan=tuple(plan_view(row, last.edition, now.date(), words) for row in file.plan),
        facets=facets_view(last, words),
        safety=words("sheet.safety") if private else "",
    )


Since = tuple[str, ChangesView, str]
"""A column of changes: its head, what moved, and the sentence that says what is about it alone."""


def _changes(file: CaseFile, words: Words, zone: tzinfo) -> Iterator[Since]:
    """Since the start and since last time; one for both with two attempts, none with one."""
    history = file.case.history
    earlier = {"since_start": history[:1], "since_last": history[-2:-1]}
    if len(history) < 3:
        earlier = {"both": history[:-1]}
    for key, then in earlier.items():
        for taken in then:
            view = changes_view(taken, history[-1], words, zone)
            about = words(f"sheet.about.{key}", what="{what}")
            yield words(f"sheet.{key}", day=view.since), view, about


def _lines(
    last: CaseAttempt, latest: LatestView, changes: Sequence[ChangesView], words: Words
) -> Iterator[StepLine]:
    """The rows of the steps, in the order of the last attempt's edition."""
    moved = [{change.id: change for change in view.steps} for view in changes]
    card = score_of(last.bank, last.attempt)
    for step, scored in zip(latest.steps, card.steps, strict=True):
        said = step.line
        if step.score is not None and step.low is not None and step.high is not None:
            said = _figure(step.score, step.low, step.high, words)
        yield StepLine(
            title=step.title,
            score=said,
            changes=tuple(_change(of.get(step.id), words) for of in moved),
            answered=f"{scored.answered} / {scored.shown}",
            in_focus=step.in_focus,
        )


def _figure(score: float, low: float, high: float, words: Words) -> str:
    """A score with its range."""
    return words("sheet.score", score=whole(score), low=whole(low), high=whole(high))


def _change(change: ChangeView | None, words: Words) -> str:
    """A cell: what is said of the change, and by how much."""
    if change is None or change.before is None or change.after is None:
        return words("sheet.not_compared")
    by = change.after.score - change.before.score
    points = whole(abs(by))
    signed = f"{'+' if by > 0 else '−'}{points}" if points else "0"
    return words("sheet.change", verdict=change.verdict, points=signed)


def _remarks(last: CaseAttempt, changes: Sequence[Since], words: Words) -> Iterator[str]:
    """What to know of the changes: why one is missing, cautions, sizes, and what chance does.

    What is not about every column says which it is about.
    """
    views = [view for _, view, _ in changes]
    for _, view, about in changes:
        if view.refused:
            yield about.replace("{what}", view.refused)
    for _, view, about in changes:
        for caution in view.cautions:
            if not all(caution in it.cautions for it in views):
                yield about.replace("{what}", caution)
    for caution in views[0].cautions if views else ():
        if all(caution in view.cautions for view in views):
            yield caution
    model, shared = last.bank.measurement_model, sorted(it for view in views for it in view.shared)
    if shared:
        compared = max(len(view.shared) for view in views)
        chance = whole(100 * chance_of_any_clear(model, compared))
        least, most = (whole(visible_change(model, m)) for m in (shared[-1], shared[0]))
        key = "sheet.visible" if least == most else "sheet.visible_range"
        yield f"{words(key, least=least, most=most)} {words('sheet.chance', chance=chance)}"


def _fits(last: CaseAttempt, focus: Focus, agreed: Collection[str], words: Words) -> str:
    """The practice that goes with the focus, where there is one that is not yet agreed on."""
    if focus.begin_with is None:
        return ""
    side = last.attempt.perspective
    week = last.edition.practice(words.language, focus.begin_with, side)
    if week is None or focus.begin_with in agreed:
        return ""
    return words("sheet.practice_fits", name=week.name)


def facets_view(last: CaseAttempt, words: Words) -> FacetsView | None:
    """The facets of an attempt; None in a bank that has none."""
    named = last.edition.words(words.language).steps
    found = facet_points(last.bank, last.attempt)
    if not found:
        return None
    lines: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    left: list[str] = []
    for step, facets in found.items():
        said = []
        for facet, point in facets.items():
            name = named[step].facets.get(facet, facet)
            if point is None:
                left.append(name)
                continue
            said.append((name, _figure(point.score, point.low, point.high, words)))
        if said:
            lines.append((named[step].title, tuple(said)))
    if not lines:
        return FacetsView((), "", words("sheet.facets_none"))
    missing = words("sheet.facets_left", facets=", ".join(left)) if left else ""
    return FacetsView(tuple(lines), missing, words("sheet.facets_note"))
