"""Where two people who answered see a step alike, and where they differ.

A gap is the difference of two scores on the same m items, one from each person, with the standard
error √(2·s_w²/m). It says nothing of who is right. On what two people can be compared is said in
`quiz.findings.sides`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import sqrt
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank, MeasurementModel
from quiz.findings.shared import (
    FEWEST_SHARED,
    Certainty,
    Obstacle,
    Point,
    another_language,
    answered_by_both,
    certainty,
    obstacle,
    point_of,
)
from quiz.findings.sides import Share, Stance, open_to, share_of, stance
from quiz.scoring import score

FARTHEST_APART: Final = timedelta(days=14)
"""Between the finishing times: the questions ask about the past two weeks."""


class NoCouple(StrEnum):
    """Why there is no couple view; where several hold, the first in this order.

    For the log of a test, never for a page: from outside, all of them look alike.
    """

    NOT_OFFERED = "not_offered"
    OTHER_BANK = Obstacle.OTHER_BANK.value
    OTHER_SCALE = Obstacle.OTHER_SCALE.value
    OTHER_TIME_FRAME = Obstacle.OTHER_TIME_FRAME.value
    NOT_FINISHED = "not_finished"
    TOO_FAR_APART = "too_far_apart"
    NOTHING_SHARED = "nothing_shared"


class NoGap(StrEnum):
    """Why a step is not compared; where both hold, the first.

    `SAME_SIDE`: for this pair the bank has fewer than two items of the step. `TOO_FEW`: it has, but
    the step is not scored for both, or fewer than two were answered by both. Whose answers are
    missing is not said.
    """

    SAME_SIDE = "seen_from_the_same_side"
    TOO_FEW = "too_few_answered_by_both"


class CoupleCaution(StrEnum):
    """What to tell both beside their view."""

    ANOTHER_LANGUAGE = "another_language"


@dataclass(frozen=True)
class Gap:
    """One step as two people see it, in points of the 0-100 axis, higher is better.

    `shared` counts the items compared; `one` and `other` rest on these alone, in the order in which
    the attempts were given. `size` is how far they lie apart and `error` its standard error.
    `signed` is the first opposed side's score less the second's, for an opposed pair only: other
    pairs have no order. A step that is not compared has `why_not`, 0 shared and None for the rest.
    """

    step: str
    shared: int
    why_not: NoGap | None = None
    one: Point | None = None
    other: Point | None = None
    size: float | None = None
    signed: float | None = None
    error: float | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True)
class CoupleView:
    """What both may see once both released it: steps only, no single answer.

    `agreements` are the steps without a clear difference, in the bank's order; `differences` the
    others, the surest first; `to_talk_about` is the first of these. Refused, it has no steps.
    """

    refused: NoCouple | None
    stance: Stance
    steps: tuple[Gap, ...] = ()
    cautions: tuple[CoupleCaution, ...] = ()

    @property
    def agreements(self) -> tuple[Gap, ...]:
        """The steps that both see alike, as far as can be told."""
        return tuple(gap for gap in self.steps if gap.certainty is Certainty.NO_CLEAR)

    @property
    def differences(self) -> tuple[Gap, ...]:
        """The steps that they may see, or clearly see, differently; equal ones in order."""
        apart = [g for g in self.steps if g.certainty in (Certainty.MAY, Certainty.CLEARLY)]
        return tuple(sorted(apart, key=lambda gap: -round((gap.size or 0) / (gap.error or 1), 9)))

    @property
    def to_talk_about(self) -> Gap | None:
        """The one difference to ask about, or None without any."""
        return next(iter(self.differences), None)

    @property
    def not_compared(self) -> tuple[Gap, ...]:
        """The steps that were not compared, each with its reason."""
        return tuple(gap for gap in self.steps if gap.why_not is not None)


def gaps(bank: Bank, one: Attempt, other: Attempt, *, other_bank: Bank | None = None) -> CoupleView:
    """The couple view of two attempts, whichever is given first.

    `bank` is the edition of `one`, and of `other` too unless `other_bank` names it. The attempts
    may lie at most 14 times 24 hours apart. The constants are those of `bank`. The caution on one
    answer throughout is not part of it: it is `caution_for_owner`'s, to be told to its owner alone.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    bank_2 = other_bank or bank
    return gaps_between(bank, share_of(bank, one), share_of(bank_2, other), other_bank=bank_2)


def gaps_between(
    bank: Bank, share: Share, other_share: Share, *, other_bank: Bank | None = None
) -> CoupleView:
    """The couple view of what two people showed: just that of their whole attempts."""
    bank_2 = other_bank or bank
    one, other = share.attempt, other_share.attempt
    pair = stance(bank, (one.perspective, other.perspective))
    refused = _refusal(bank, bank_2, one, other)
    if refused is not None:
        return CoupleView(refused, pair)
    found: list[Gap] = []
    for step, items in open_to(bank, bank_2, pair).items():
        given = answered_by_both(items, one, other)
        mine, theirs = (point_of(bank, attempt, given) for attempt in (one, other))
        if len(items) < FEWEST_SHARED:
            found.append(Gap(step, 0, NoGap.SAME_SIDE))
        elif mine and theirs and step in share.scored & other_share.scored:
            sign = _sign(bank, one) if pair is Stance.OPPOSED else None
            found.append(_gap(bank.measurement_model, step, mine, theirs, sign))
        else:
            found.append(Gap(step, 0, NoGap.TOO_FEW))
    if all(gap.why_not is not None for gap in found):
        return CoupleView(NoCouple.NOTHING_SHARED, pair)
    languages = another_language((one, other))
    return CoupleView(
        None, pair, tuple(found), (CoupleCaution.ANOTHER_LANGUAGE,) if languages else ()
    )


def standard_error_of_gap(model: MeasurementModel, shared: int) -> float:
    """The standard error of a gap on m items, in points. One sitting each: no change is meant."""
    return sqrt(2 * model.item_noise_sd**2 / shared)


def caution_for_owner(bank: Bank, attempt: Attempt) -> bool:
    """Whether this attempt's own giver should be told that one answer stands throughout."""
    return score(bank, attempt).one_answer_throughout


def _refusal(bank: Bank, bank_2: Bank, one: Attempt, other: Attempt) -> NoCouple | None:
    """The first reason for no view that needs no answer to be looked at."""
    if bank.couple is None:
        return NoCouple.NOT_OFFERED
    between = obstacle(bank, bank_2)
    if between is not None:
        return NoCouple(between.value)
    if one.finished_at is None or other.finished_at is None:
        return NoCouple.NOT_FINISHED
    far = abs(one.finished_at - other.finished_at) > FARTHEST_APART
    return NoCouple.TOO_FAR_APART if far else None


def _sign(bank: Bank, one: Attempt) -> int:
    """1 where this attempt is of the first opposed side, else -1."""
    first = bank.couple.opposed[0] if bank.couple and bank.couple.opposed else None
    return 1 if one.perspective == first else -1


def _gap(model: MeasurementModel, step: str, one: Point, other: Point, sign: int | None) -> Gap:
    """The gap of a step that can be compared."""
    error = standard_error_of_gap(model, one.answered)
    size = abs(one.score - other.score)
    return Gap(
        step=step,
        shared=one.answered,
        one=one,
        other=other,
        size=size,
        signed=None if sign is None else sign * (one.score - other.score),
        error=error,
        certainty=certainty(model, size, error),
    )
