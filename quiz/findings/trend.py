"""One person's attempts in a row: a dot for each step and attempt, and where the line breaks.

Dots that a line joins rest on the same items: those of the step that were *shown* in every attempt
of the stretch in which it is scored, the same in each edition. So an attempt at 15 questions and
one at 40 stand on the 15. No line is fitted for the person; `Slope` is the counsellor's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank, Item
from quiz.findings.shared import (
    FEWEST_SHARED,
    Obstacle,
    Point,
    another_language,
    obstacle,
    point_of,
    same_item,
)
from quiz.findings.slope import mann_kendall, theil_sen
from quiz.scoring import Scorecard, Status, score

FEWEST_FOR_SLOPE: Final = 5
"""Attempts. With four, no order of the scores has a p below 1 in 12."""

WEEK: Final = timedelta(weeks=1)


class Break(StrEnum):
    """Why the line does not go on from the attempt before; where several hold, the first."""

    OTHER_BANK = Obstacle.OTHER_BANK.value
    OTHER_PERSPECTIVE = "other_perspective"
    OTHER_SCALE = Obstacle.OTHER_SCALE.value
    OTHER_TIME_FRAME = Obstacle.OTHER_TIME_FRAME.value
    TOO_FEW_SHARED = "too_few_shared"


class NoDot(StrEnum):
    """Why a step has no dot at an attempt. The line goes over the hole."""

    NOT_IN_EDITION = "not_in_edition"
    NOT_SCORED = "not_scored"
    TOO_FEW_SHARED = "too_few_shared"


class NoSlope(StrEnum):
    """Why a step has no slope."""

    TOO_FEW_ATTEMPTS = "too_few_attempts"
    NO_TIME_BETWEEN = "no_time_between"


class TrendCaution(StrEnum):
    """What to say beside a trend."""

    ANOTHER_LANGUAGE = "another_language"


@dataclass(frozen=True)
class Moment:
    """An attempt on the time axis: `place` is its place among those given, from 0."""

    place: int
    at: datetime
    perspective: str | None
    one_answer_throughout: bool


@dataclass(frozen=True)
class Dot:
    """One step at one moment: a point, or why there is none; and why the line breaks before it."""

    point: Point | None
    why_none: NoDot | None = None
    break_before: Break | None = None


@dataclass(frozen=True)
class Slope:
    """A straight trend: points a week, up is better; p without any trend; and on how many dots."""

    per_week: float
    p: float
    attempts: int


@dataclass(frozen=True)
class StepTrend:
    """One step over time, a dot a moment. `slope` is that of the stretch after the last break."""

    step: str
    dots: tuple[Dot, ...]
    slope: Slope | None
    why_no_slope: NoSlope | None


@dataclass(frozen=True)
class Trend:
    """The attempts by finishing time, and the steps of the latest one's edition, in its order.

    `undated` are the places of attempts without a finishing time, which have none on the axis. The
    caution is on the attempts since the latest change of perspective (or of bank, scale or time
    frame).
    """

    moments: tuple[Moment, ...]
    steps: tuple[StepTrend, ...]
    cautions: tuple[TrendCaution, ...]
    undated: tuple[int, ...]

    def of(self, step_id: str) -> StepTrend:
        """The trend of this step. Raises KeyError for one that the latest edition does not have."""
        for step in self.steps:
            if step.step == step_id:
                return step
        raise KeyError(step_id)


@dataclass(frozen=True)
class _Taken:
    """An attempt with its edition and scorecard."""

    bank: Bank
    attempt: Attempt
    card: Scorecard
    at: datetime

    def shown(self, step: str) -> tuple[Item, ...]:
        """The items of a step on the pages opened, if the step is scored; else none."""
        if step not in self.bank.items_by_step or self.card.of(step).status is not Status.SCORED:
            return ()
        in_order = (item for page in self.bank.pages for item in page if item.step == step)
        return tuple(in_order)[: self.card.of(step).shown]


def find_trend(history: Sequence[tuple[Bank, Attempt]]) -> Trend:
    """The trend of one person's attempts, each given with its edition, in any order.

    Attempts that finished at one instant stay in the order in which they are given. A break for the
    whole attempt (bank, perspective, scale, time frame) stands at every step. Within such a run a
    step breaks where fewer than two of its items were shown in all attempts from there on to the
    latest of the stretch. A dot needs two answers on the items of its stretch.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    dated = [
        (place, _Taken(bank, attempt, score(bank, attempt), attempt.finished_at))
        for place, (bank, attempt) in enumerate(history)
        if attempt.finished_at is not None
    ]
    dated.sort(key=lambda pair: pair[1].at)
    row = [taken for _, taken in dated]
    breaks = [None, *(_break(a, b) for a, b in pairwise(row))][: len(row)]
    latest = max((at for at, why in enumerate(breaks) if why is not None), default=0)
    switched = another_language([taken.attempt for taken in row[latest:]])
    return Trend(
        moments=tuple(
            Moment(place, t.at, t.attempt.perspective, t.card.one_answer_throughout)
            for place, t in dated
        ),
        steps=tuple(_step_trend(s.id, row, breaks) for s in (row[-1].bank.steps if row else ())),
        cautions=(TrendCaution.ANOTHER_LANGUAGE,) if switched else (),
        undated=tuple(i for i, (_, attempt) in enumerate(history) if attempt.finished_at is None),
    )


def _break(before: _Taken, after: _Taken) -> Break | None:
    """Why nothing of an attempt is comparable with the one before, if so."""
    between = obstacle(before.bank, after.bank)
    if between is Obstacle.OTHER_BANK:
        return Break.OTHER_BANK
    if before.attempt.perspective != after.attempt.perspective:
        return Break.OTHER_PERSPECTIVE
    return None if between is None else Break(between.value)


def _step_trend(step: str, row: Sequence[_Taken], breaks: Sequence[Break | None]) -> StepTrend:
    """The dots of a step and the slope of its last stretch."""
    dots: list[Dot] = []
    points: list[tuple[datetime, float]] = []
    for start, end, items, why in reversed(tuple(_stretches(step, row, breaks))):
        points = []
        for at in range(start, end):
            dot = _dot(step, row[at], items, why if at == start else None)
            dots.append(dot)
            if dot.point is not None:
                points.append((row[at].at, dot.point.score))
    slope = _slope(points)
    return StepTrend(
        step,
        tuple(dots),
        slope if isinstance(slope, Slope) else None,
        slope if isinstance(slope, NoSlope) else None,
    )


def _stretches(
    step: str, row: Sequence[_Taken], breaks: Sequence[Break | None]
) -> Iterator[tuple[int, int, tuple[Item, ...], Break | None]]:
    """The stretches of a step, the latest first: from, to (left out), their items, why they begin.

    Each is made as long as it can be, backwards from its latest attempt.
    """
    end = len(row)
    items: tuple[Item, ...] = ()
    for at in range(len(row) - 1, -1, -1):
        shown = row[at].shown(step)
        both = _both(items, row[at].bank, shown) if items else shown
        if items and shown and len(both) < FEWEST_SHARED:
            yield at + 1, end, items, Break.TOO_FEW_SHARED
            end, both = at + 1, shown
        items = both if shown else items
        if breaks[at] is not None or at == 0:
            yield at, end, items, breaks[at]
            end, items = at, ()


def _both(items: Sequence[Item], bank: Bank, shown: Sequence[Item]) -> tuple[Item, ...]:
    """Those of the items that were shown in another attempt, too, and were the same there."""
    ids = {item.id for item in shown}
    return tuple(i for i in items if i.id in ids and same_item(i, bank.item_by_id[i.id]))


def _dot(step: str, taken: _Taken, items: Sequence[Item], why: Break | None) -> Dot:
    """The dot of a step at an attempt, on the items of its stretch."""
    if step not in taken.bank.items_by_step:
        return Dot(None, NoDot.NOT_IN_EDITION, why)
    if taken.card.of(step).status is not Status.SCORED:
        return Dot(None, NoDot.NOT_SCORED, why)
    point = point_of(taken.bank, taken.attempt, items)
    return Dot(point, None if point else NoDot.TOO_FEW_SHARED, why)


def _slope(points: Sequence[tuple[datetime, float]]) -> Slope | NoSlope:
    """The slope through points in order of time, or why there is none."""
    if len(points) < FEWEST_FOR_SLOPE:
        return NoSlope.TOO_FEW_ATTEMPTS
    weeks = [(at - points[0][0]) / WEEK for at, _ in points]
    values = [value for _, value in points]
    per_week = theil_sen(weeks, values)
    if per_week is None:
        return NoSlope.NO_TIME_BETWEEN
    return Slope(per_week, mann_kendall(weeks, values), len(points))
