"""What changed between two attempts of one person, and how sure that is.

The reliable change index (Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59,
12-19) holds the difference of two scores against the error of a difference:

    RCI = (x₂ − x₁) / √(2·s_w²/m + 2·s_t²)

with both scores on the same m items, s_w the noise of one answer and s_t that of a sitting. As m
grows, the error does not fall below √2·s_t.

The order is the caller's: a change runs from *then* to *now*, whatever the clocks say. Finishing
times decide only whether the two lie closer together than is advised. The constants are those of
the edition of now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import erfc, sqrt

from quiz.attempt import Attempt
from quiz.bank import Bank, Item, MeasurementModel
from quiz.findings.shared import (
    Certainty,
    Obstacle,
    Point,
    another_language,
    answered_by_both,
    certainty,
    obstacle,
    point_of,
    shared_items,
)
from quiz.scoring import Scorecard, Status, score

Taken = tuple[Bank, Attempt]
"""An attempt with the edition that it was taken in."""


class NotComparable(StrEnum):
    """Why two attempts are not compared at all; where several hold, the first in this order."""

    OTHER_BANK = Obstacle.OTHER_BANK.value
    OTHER_PERSPECTIVE = "other_perspective"
    OTHER_SCALE = Obstacle.OTHER_SCALE.value
    OTHER_TIME_FRAME = Obstacle.OTHER_TIME_FRAME.value
    NOTHING_SHARED = "nothing_shared"


class NotCompared(StrEnum):
    """Why a step is not compared; where several hold, the first in this order."""

    ONLY_THEN = "only_then"
    ONLY_NOW = "only_now"
    NOT_SCORED = "not_scored"
    NOT_SCORED_THEN = "not_scored_then"
    NOT_SCORED_NOW = "not_scored_now"
    TOO_FEW_SHARED = "too_few_shared"


class Direction(StrEnum):
    """Which way a step went; higher is better."""

    UP = "up"
    DOWN = "down"


class Caution(StrEnum):
    """What to say beside a comparison that is made all the same."""

    ANOTHER_LANGUAGE = "another_language"
    ONE_ANSWER_THEN = "one_answer_throughout_then"
    ONE_ANSWER_NOW = "one_answer_throughout_now"
    SOONER_THAN_ADVISED = "sooner_than_advised"


@dataclass(frozen=True)
class Change:
    """One step then and now, in points of the 0-100 axis.

    `shared` counts the items answered both times, on which alone both scores rest. `difference` is
    now less then, `error` its standard error, `index` the one over the other, and `visible` the
    smallest difference that would be called clear with so many items. A step that is not compared
    has `why_not` and None for each figure; `direction` is None too where no change is clear.
    """

    step: str
    shared: int
    why_not: NotCompared | None = None
    then: Point | None = None
    now: Point | None = None
    difference: float | None = None
    error: float | None = None
    index: float | None = None
    visible: float | None = None
    certainty: Certainty | None = None
    direction: Direction | None = None


@dataclass(frozen=True)
class Comparison:
    """The steps of two attempts, in the order of now's edition, then those that only then's had.

    Where the attempts are `refused`, there are no steps and no cautions. `apart` is the time from
    then to now, None where an attempt has no finishing time.
    """

    refused: NotComparable | None
    steps: tuple[Change, ...]
    cautions: tuple[Caution, ...]
    apart: timedelta | None

    def of(self, step_id: str) -> Change:
        """The change of this step. Raises KeyError where it is not among the steps."""
        for change in self.steps:
            if change.step == step_id:
                return change
        raise KeyError(step_id)


def compare(
    bank_then: Bank, attempt_then: Attempt, bank_now: Bank, attempt_now: Attempt
) -> Comparison:
    """What changed, step by step; each attempt comes with the edition that it was taken in.

    Both are scored on the items they share: the same item in both editions (`shared_items`), with a
    number both times. A step is compared where its full score stands in both attempts and it has
    at least two such items, whether it is ranked or not.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    cards = score(bank_then, attempt_then), score(bank_now, attempt_now)
    apart = _apart(attempt_then, attempt_now)
    items = shared_items(bank_then, bank_now)
    shared = {s: answered_by_both(given, attempt_then, attempt_now) for s, given in items.items()}
    refused = _refusal(bank_then, attempt_then, bank_now, attempt_now, shared)
    if refused is not None:
        return Comparison(refused, (), (), apart)
    steps = [step.id for step in bank_now.steps]
    steps += [step.id for step in bank_then.steps if step.id not in steps]
    changes = []
    for step in steps:
        given = shared.get(step, ())
        why_not = _why_not(step, bank_then, bank_now, cards)
        then, now = (point_of(bank_now, a, given) for a in (attempt_then, attempt_now))
        if why_not is None and then is not None and now is not None:
            changes.append(_change(bank_now.measurement_model, step, then, now))
        else:
            changes.append(Change(step, len(given), why_not or NotCompared.TOO_FEW_SHARED))
    flags = cards[0].one_answer_throughout, cards[1].one_answer_throughout
    said = cautions_on((bank_then, attempt_then), (bank_now, attempt_now), flags)
    return Comparison(None, tuple(changes), said, apart)


def cautions_on(then: Taken, now: Taken, one_answer: tuple[bool, bool]) -> tuple[Caution, ...]:
    """What to say beside a comparison that is not refused, in the order of `Caution`.

    `one_answer` is what the scorecards of then and of now say of one answer throughout.
    """
    apart = _apart(then[1], now[1])
    earlier = now if apart is not None and apart < timedelta(0) else then
    holds = {
        Caution.ANOTHER_LANGUAGE: another_language((then[1], now[1])),
        Caution.ONE_ANSWER_THEN: one_answer[0],
        Caution.ONE_ANSWER_NOW: one_answer[1],
        Caution.SOONER_THAN_ADVISED: _too_soon(*earlier, apart),
    }
    return tuple(caution for caution, said in holds.items() if said)


def _apart(then: Attempt, now: Attempt) -> timedelta | None:
    """The time from then to now, None where an attempt has no finishing time."""
    if then.finished_at is None or now.finished_at is None:
        return None
    return now.finished_at - then.finished_at


def standard_error_of_change(model: MeasurementModel, shared: int) -> float:
    """The standard error of the difference of two scores on the same m items, in points."""
    within, between = model.item_noise_sd, model.occasion_noise_sd
    return sqrt(2 * within**2 / shared + 2 * between**2)


def visible_change(model: MeasurementModel, shared: int) -> float:
    """The smallest change that would be called clear with so many shared items, in points."""
    return model.z_clear * standard_error_of_change(model, shared)


def chances_without_change(model: MeasurementModel) -> tuple[float, float]:
    """How often a step that did not change shows "may have changed", and how often "clearly".

    Probabilities of a normal variable beyond either bound, on both sides.
    """
    clearly = erfc(model.z_clear / sqrt(2))
    return erfc(model.z_possible / sqrt(2)) - clearly, clearly


def _refusal(
    bank_then: Bank,
    attempt_then: Attempt,
    bank_now: Bank,
    attempt_now: Attempt,
    shared: Mapping[str, tuple[Item, ...]],
) -> NotComparable | None:
    """The first reason for comparing nothing, if there is one."""
    between = obstacle(bank_then, bank_now)
    if between is Obstacle.OTHER_BANK:
        return NotComparable.OTHER_BANK
    if attempt_then.perspective != attempt_now.perspective:
        return NotComparable.OTHER_PERSPECTIVE
    if between is not None:
        return NotComparable(between.value)
    return None if any(shared.values()) else NotComparable.NOTHING_SHARED


def _why_not(
    step: str, bank_then: Bank, bank_now: Bank, cards: tuple[Scorecard, Scorecard]
) -> NotCompared | None:
    """Why a step is not compared, as far as the two scorecards say."""
    if step not in bank_now.items_by_step:
        return NotCompared.ONLY_THEN
    if step not in bank_then.items_by_step:
        return NotCompared.ONLY_NOW
    then, now = (card.of(step).status is Status.SCORED for card in cards)
    return {
        (True, True): None,
        (False, True): NotCompared.NOT_SCORED_THEN,
        (True, False): NotCompared.NOT_SCORED_NOW,
    }.get((then, now), NotCompared.NOT_SCORED)


def _change(model: MeasurementModel, step: str, then: Point, now: Point) -> Change:
    """The change of a step that can be compared."""
    error = standard_error_of_change(model, now.answered)
    difference = now.score - then.score
    how_sure = certainty(model, difference, error)
    direction = Direction.UP if difference > 0 else Direction.DOWN
    return Change(
        step=step,
        shared=now.answered,
        then=then,
        now=now,
        difference=difference,
        error=error,
        index=difference / error,
        visible=model.z_clear * error,
        certainty=how_sure,
        direction=None if how_sure is Certainty.NO_CLEAR else direction,
    )


def _too_soon(bank: Bank, earlier: Attempt, apart: timedelta | None) -> bool:
    """Whether the two lie closer together than the stage of the earlier one advises."""
    stage = bank.stages.get(bank.stage_at(earlier.opened))
    if apart is None or stage is None or stage.min_days_between is None:
        return False
    return abs(apart) < timedelta(days=stage.min_days_between)
