"""How one client stands, worded: each finding with a word, a shape and a tone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from quiz.casework.cases import Case
from quiz.content import Edition
from quiz.findings import Focus, Standing, Verdict
from quiz.findings.standing import Due, Moved, Movement
from quiz.views.figures import whole
from quiz.views.results.result import titles
from quiz.words import Words


class Tone(StrEnum):
    """Which colour a sign may have; it is never told by its colour alone."""

    ATTENTION = "attention"
    GOOD = "good"
    PLAIN = "plain"


class Need(StrEnum):
    """What a client may need, the most pressing first; the last is no need but good to know."""

    LOWER = "lower"
    OVERDUE = "overdue"
    TOO_FEW = "too_few"
    ONE_ANSWER = "one_answer"
    NOTHING_SENT = "nothing_sent"
    HIGHER = "higher"


@dataclass(frozen=True)
class Sign:
    """Something found, in words, with the shape drawn beside it."""

    text: str
    shape: str
    tone: Tone


@dataclass(frozen=True)
class StandingView:
    """How a client stands. `needs` and `marks` are in the order of `Need`; `steps` are the focus's.

    Without an attempt everything is empty but `last`, the need and its mark.
    """

    last: str
    last_on: date | None
    due: str
    focus: str
    steps: tuple[str, ...]
    since_start: Sign | None
    since_last: Sign | None
    needs: tuple[Need, ...]
    marks: tuple[Sign, ...]


SHAPES: Final[Mapping[Movement, tuple[str, Tone]]] = {
    Movement.LOWER: ("▼", Tone.ATTENTION),
    Movement.HIGHER: ("▲", Tone.GOOD),
    Movement.BOTH: ("◆", Tone.ATTENTION),
    Movement.NONE: ("●", Tone.PLAIN),
    Movement.NOT_COMPARABLE: ("○", Tone.PLAIN),
}
MARKED: Final[Mapping[Need, str]] = {
    Need.OVERDUE: "■",
    Need.TOO_FEW: "□",
    Need.ONE_ANSWER: "≡",
    Need.NOTHING_SENT: "–",
}
"""What has a mark of its own; what moved stands in its own two columns."""


def standing_view(
    case: Case, standing: Standing | None, now: datetime, words: Words
) -> StandingView:
    """How a client stands, worded; dates are those of the time zone of `now`.

    Somebody archived is never overdue.
    """
    if standing is None:
        nothing = Sign(words("caseload.nothing_sent"), MARKED[Need.NOTHING_SENT], Tone.PLAIN)
        waited_for = (Need.NOTHING_SENT,) * (not case.archived)
        return StandingView(nothing.text, None, "", "", (), None, None, waited_for, (nothing,))
    edition = case.history[-1].edition
    needs = _needs(case, standing)
    last_on = standing.last_at.astimezone(now.tzinfo).date() if standing.last_at else None
    return StandingView(
        last=_last(last_on, now.date(), words),
        last_on=last_on,
        due=""
        if standing.due is None
        else words("caseload.due", day=_day(standing.due, now, words)),
        focus=focus_text(edition, standing.focus, words),
        steps=standing.focus.steps,
        since_start=_sign(edition, standing.since_start, words),
        since_last=_sign(edition, standing.since_last, words),
        needs=needs,
        marks=tuple(
            Sign(_marked(need, standing, now, words), MARKED[need], Tone.ATTENTION)
            for need in needs
            if need in MARKED
        ),
    )


def _needs(case: Case, standing: Standing) -> tuple[Need, ...]:
    """What is found of this client, in the order of `Need`."""
    moved = {it.movement for it in (standing.since_last, standing.since_start) if it}
    found = {
        Need.LOWER: bool(moved & {Movement.LOWER, Movement.BOTH}),
        Need.OVERDUE: standing.due is not None and standing.due.overdue and not case.archived,
        Need.TOO_FEW: standing.too_few,
        Need.ONE_ANSWER: standing.one_answer,
        Need.HIGHER: bool(moved & {Movement.HIGHER, Movement.BOTH}),
    }
    return tuple(need for need, holds in found.items() if holds)


def _marked(need: Need, standing: Standing, now: datetime, words: Words) -> str:
    """The words of a mark."""
    if need is not Need.OVERDUE or standing.due is None:
        return words(f"caseload.{need.value}")
    late = (now.date() - _day_of(standing.due, now)).days
    kind = "today" if late == 0 else "one" if late == 1 else "many"
    return words(f"caseload.overdue.{kind}", day=_day(standing.due, now, words), count=late)


def _day(due: Due, now: datetime, words: Words) -> str:
    return words.day(_day_of(due, now))


def _day_of(due: Due, now: datetime) -> date:
    return due.at.astimezone(now.tzinfo).date()


def _last(last_on: date | None, today: date, words: Words) -> str:
    """The day of the last answers, and how long ago it is."""
    if last_on is None:
        return words("caseload.last.undated")
    ago = (today - last_on).days
    kind = "today" if ago <= 0 else "yesterday" if ago == 1 else "ago"
    return words(f"caseload.last.{kind}", day=words.day(last_on), count=ago)


def focus_text(edition: Edition, focus: Focus, words: Words) -> str:
    """The focus in one line, with how sure it is; or why there is none."""
    named = titles(edition, words.language)
    model = edition.bank.measurement_model
    if focus.reason is not None:
        cut = f"{model.none_stands_out_from:g}"
        return words(f"caseload.focus.{focus.reason.value}", none_from=cut)
    found = [s for s in focus.steps if s != focus.prerequisite] or list(focus.steps)
    said = words(
        f"caseload.focus.{focus.verdict.value}",
        steps=words.listed([named[step] for step in found]),
        first=words.quoted(named[found[0]]),
        chance=chance_of(focus),
    )
    if focus.prerequisite is None:
        return said
    if focus.verdict is Verdict.TOO_CLOSE:
        said = words.listed([named[step] for step in found])
    below = max(r.below for r in edition.bank.prerequisites if focus.prerequisite in r.steps)
    first = words.quoted(named[focus.prerequisite])
    return words("caseload.focus.prerequisite", first=first, below=f"{below:g}", rest=said)


def chance_of(focus: Focus) -> int:
    """The chance of the likeliest step to be the lowest, in 100; never said to be above 99."""
    return min(99, whole(100 * max(focus.probabilities.values(), default=0.0)))


def _sign(edition: Edition, moved: Moved | None, words: Words) -> Sign:
    """What moved; or that these are the first answers."""
    if moved is None:
        return Sign(words("caseload.moved.no_earlier"), "·", Tone.PLAIN)
    return moved_sign(edition, moved, words)


def moved_sign(edition: Edition, moved: Moved, words: Words) -> Sign:
    """What moved, in words and with its shape."""
    named = titles(edition, words.language)
    lower, higher = (
        words.listed([named[step] for step in steps]) if steps else ""
        for steps in (moved.lower, moved.higher)
    )
    said = words(f"caseload.moved.{moved.movement.value}", lower=lower, higher=higher)
    if moved.why_not is not None:
        why = words(f"caseload.why_not.{moved.why_not.value}")
        said = words("caseload.moved.not_comparable_why", why=why)
    elif moved.cautions:
        said = words("caseload.moved.with_caution", moved=said)
    return Sign(said, *SHAPES[moved.movement])
