"""A person's attempts in a row, worded: a small chart a step, breaks, notes, the same as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import compress
from string import ascii_uppercase
from typing import Final

from quiz.casework import Note
from quiz.findings import Point, Trend, find_trend
from quiz.findings.trend import Break, Dot, StepTrend
from quiz.views.figures import whole
from quiz.views.results.result import step_notes, titles
from quiz.views.sheet import Sheet, side_said
from quiz.words import Words

BESIDE: Final = timedelta(days=14)
"""How far a note may stand from the attempts and still be on their axis, at least."""
PART_BESIDE: Final = 0.25
"""The same as a part of the time from the first attempt to the last; the larger counts."""
ROOM: Final = 0.03
"""Left free at either end of the axis, as a part of it."""


@dataclass(frozen=True)
class DotView:
    """A step at one moment: its point, or why there is none.

    A line joins the dots of one `stretch`; `mark` names the break before this dot, if there is one.
    """

    at: datetime
    day: str
    point: Point | None
    stretch: int
    mark: str
    score: str
    rests_on: str


@dataclass(frozen=True)
class StepTrendView:
    """One step over time, the earliest first."""

    id: str
    title: str
    dots: tuple[DotView, ...]


@dataclass(frozen=True)
class NoteView:
    """A note of the person's own; one too far away has no mark and no place on the axis (`at`)."""

    mark: str
    at: datetime | None
    day: str
    text: str


@dataclass(frozen=True)
class TrendView:
    """Everything in a row, worded in one language.

    `ends` are those of the time axis, `ticks` days on it. `breaks` are (mark, sentence). With fewer
    than two dated attempts there are no steps.
    """

    lead: str
    steps: tuple[StepTrendView, ...]
    ends: tuple[datetime, datetime] | None
    ticks: tuple[tuple[datetime, str], ...]
    breaks: tuple[tuple[str, str], ...]
    notes: tuple[NoteView, ...]
    cautions: tuple[str, ...]
    alt: str
    step_notes: tuple[tuple[str, str], ...]
    assumed: bool


def trend(
    history: Sequence[Sheet], notes: Sequence[Note], words: Words, zone: tzinfo = UTC
) -> TrendView:
    """The trend of one person's attempts at one bank, in any order, with notes of what happened.

    Days, and places on the axis, are those of the zone.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    found = find_trend([(it.edition.bank, it.attempt) for it in history])
    row = [history[moment.place] for moment in found.moments]
    times = [moment.at.astimezone(zone) for moment in found.moments]
    enough = len(row) > 1
    breaks = tuple(_breaks(found, row, times, words)) if enough else ()
    steps = tuple(_step(step, times, row, breaks, words) for step in found.steps * enough)
    marked = tuple(_notes(notes, times, zone, words))
    ends = _ends(times, marked) if enough else None
    return TrendView(
        lead=_lead(times, words),
        steps=steps,
        ends=ends,
        ticks=tuple(_ticks(times, words)) if enough else (),
        breaks=tuple((mark, sentence) for mark, _, _, sentence in breaks),
        notes=marked,
        cautions=tuple(_cautions(found, times, words)),
        alt=words("trend.alt", count=len(row), rows=" ".join(_alt(step, words) for step in steps)),
        step_notes=step_notes(row[-1].edition, words) if enough else (),
        assumed=enough and row[-1].edition.bank.measurement_model.basis == "assumed",
    )


def _lead(times: Sequence[datetime], words: Words) -> str:
    """How many times, and from when to when."""
    if not times:
        return ""
    return words(
        "trend.lead", count=len(times), first=words.day(times[0]), last=words.day(times[-1])
    )


def _cautions(found: Trend, times: Sequence[datetime], words: Words) -> Iterator[str]:
    """What to bear in mind with this trend."""
    for caution in found.cautions:
        yield words(f"trend.caution.{caution.value}")
    flags = [moment.one_answer_throughout for moment in found.moments]
    if days := [words.day(at) for at in compress(times, flags)]:
        yield words("trend.one_answer", days=", ".join(dict.fromkeys(days)))
    if found.undated:
        yield words("trend.undated", count=len(found.undated))


# -- breaks ---------------------------------------------------------------------------------------

Broken = tuple[str, int, frozenset[str], str]
"""A break: its mark, the place of the moment before which it stands, its steps, its sentence."""


def _breaks(
    found: Trend, row: Sequence[Sheet], times: Sequence[datetime], words: Words
) -> Iterator[Broken]:
    """Each break once, whether at one step or at several, by time."""
    at: dict[tuple[int, Break], list[str]] = {}
    for step in found.steps:
        for place, dot in enumerate(step.dots):
            if dot.break_before is not None:
                at.setdefault((place, dot.break_before), []).append(step.step)
    named = titles(row[-1].edition, words.language) if row else {}
    order = list(Break)
    for number, (place, why) in enumerate(sorted(at, key=lambda it: (it[0], order.index(it[1])))):
        ids = at[place, why]
        sentence = words(
            f"trend.break.{why.value}",
            before=words.day(times[place - 1]),
            after=words.day(times[place]),
            steps=words.listed([named[step] for step in ids]),
            side=side_said(row[place].edition, row[place].attempt, words),
        )
        mark = ascii_uppercase[number % 26] * (number // 26 + 1)
        yield mark, place, frozenset(ids), sentence


# -- steps ----------------------------------------------------------------------------------------


def _step(
    step: StepTrend,
    times: Sequence[datetime],
    row: Sequence[Sheet],
    breaks: Sequence[Broken],
    words: Words,
) -> StepTrendView:
    """The dots of a step with their words."""
    marks = {place: mark for mark, place, ids, _ in breaks if step.step in ids}
    dots, stretch = [], 0
    for place, (dot, at) in enumerate(zip(step.dots, times, strict=True)):
        stretch += dot.break_before is not None
        dots.append(_dot(dot, at, stretch, marks.get(place, ""), words))
    title = titles(row[-1].edition, words.language)[step.step]
    return StepTrendView(step.step, title, tuple(dots))


def _dot(dot: Dot, at: datetime, stretch: int, mark: str, words: Words) -> DotView:
    point, day = dot.point, short_day(at, words)
    if point is None:
        why = dot.why_none.value if dot.why_none else "not_scored"
        return DotView(at, day, None, stretch, mark, words(f"trend.no_dot.{why}"), "")
    score = words(
        "trend.score", score=whole(point.score), low=whole(point.low), high=whole(point.high)
    )
    return DotView(at, day, point, stretch, mark, score, str(point.answered))


def _alt(step: StepTrendView, words: Words) -> str:
    """A step's small chart in words: its latest stretch."""
    last = step.dots[-1].stretch
    dots = [dot for dot in step.dots if dot.stretch == last and dot.point]
    scores = [whole(dot.point.score) for dot in dots if dot.point]
    if not scores:
        return words("trend.alt_row_none", step=step.title)
    return words(
        "trend.alt_row", step=step.title, since=words.day(dots[0].at), latest=scores[-1],
        low=min(scores), high=max(scores),
    )  # fmt: skip


# -- the time axis --------------------------------------------------------------------------------


def _notes(
    notes: Sequence[Note], times: Sequence[datetime], zone: tzinfo, words: Words
) -> Iterator[NoteView]:
    """The notes by day, those on the axis numbered; one far from every attempt has no place."""
    beside = max(BESIDE, PART_BESIDE * (times[-1] - times[0])) if times else BESIDE
    number = 0
    for note in sorted(notes, key=lambda it: it.on):
        noon = datetime.combine(note.on, time(12), zone)
        near = bool(times) and times[0] - beside <= noon <= times[-1] + beside
        number += near
        mark = str(number) if near else ""
        yield NoteView(mark, noon if near else None, words.day(note.on), note.text)


def _ends(times: Sequence[datetime], notes: Sequence[NoteView]) -> tuple[datetime, datetime]:
    """The ends of the axis: all that stands on it, and some room."""
    there = [*times, *(note.at for note in notes if note.at)]
    room = max(ROOM * (max(there) - min(there)), timedelta(hours=6))
    return min(there) - room, max(there) + room


def _ticks(times: Sequence[datetime], words: Words) -> Iterator[tuple[datetime, str]]:
    """The days of the first attempt and of the last, and one in the middle."""
    first, last = times[0], times[-1]
    days: set[date] = set()
    for at in (first, last, first + (last - first) / 2):
        if at.date() not in days:
            days.add(at.date())
            yield at, short_day(at, words)


def short_day(day: date, words: Words) -> str:
    """A date with its month cut short, as there is little room on an axis."""
    year = day.year + 543 if words.language == "th" else day.year
    return words(f"trend.day.{day.month}", day=day.day, year=year)
