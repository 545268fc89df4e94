"""Which step needs the most attention, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from quiz.bank import Bank, MeasurementModel, Step
from quiz.findings.lowest import probabilities_of_lowest, shrunken
from quiz.scoring import EXACT, Scorecard, Status

NOTHING_SAID: Final[Mapping[str, str]] = MappingProxyType({})


class Verdict(StrEnum):
    """How sure the focus is."""

    CLEAR = "clear"
    LIKELY = "likely"
    TOO_CLOSE = "too_close"
    NONE = "none"


class NoFocus(StrEnum):
    """Why there is no focus; where several hold, the first in this order."""

    PRIVATE = "private_block"
    ONE_ANSWER = "one_answer_throughout"
    TOO_FEW = "fewer_than_two_ranked"
    ALL_WELL = "none_stands_out"


@dataclass(frozen=True)
class Focus:
    """The step that needs the most attention, or the steps too close to call.

    `steps` lists them in the bank's order, a `prerequisite` put first; `begin_with` is the first of
    them. `ranked` are the steps compared, and `probabilities` theirs of being the lowest (empty
    with fewer than two, and after a yes in private). Without a focus, `reason` says why and `steps`
    is empty.
    """

    verdict: Verdict
    reason: NoFocus | None
    steps: tuple[str, ...]
    begin_with: str | None
    prerequisite: str | None
    probabilities: Mapping[str, float]
    ranked: tuple[str, ...]


def find_focus(
    bank: Bank,
    scorecard: Scorecard,
    context: Mapping[str, str] = NOTHING_SAID,
    *,
    private_yes: bool = False,
) -> Focus:
    """The focus of a scorecard.

    `context` holds answers by the context question's name; a step with `only_ranked_if` is ranked
    only where each of its keys has one of the answers it lists, so a missing answer leaves it out.
    After a yes in the private block (`private_yes`) there is no focus and no probability either,
    so that no page can show one beside the help.
    """
    scored = {step.step: step for step in scorecard.steps if step.status is Status.SCORED}
    ranked = tuple(s.id for s in bank.steps if s.id in scored and may_be_ranked(s, context))
    scores = [scored[step].score or 0.0 for step in ranked]
    probabilities: dict[str, float] = {}
    if len(ranked) >= 2 and not private_yes:
        sems = [scored[step].sem or 0.0 for step in ranked]
        spread = bank.measurement_model.between_step_sd
        chances = probabilities_of_lowest(*shrunken(scores, sems, spread))
        probabilities = dict(zip(ranked, chances, strict=True))
    reason = _why_none(bank, scorecard, scores, private_yes)
    if reason is not None:
        return Focus(Verdict.NONE, reason, (), None, None, probabilities, ranked)
    verdict, listed = call(bank.measurement_model, probabilities)
    before = _prerequisite(bank, scorecard, listed[0])
    if before is not None:
        listed = (before, *(step for step in listed if step != before))
    return Focus(verdict, None, listed, listed[0], before, probabilities, ranked)


def may_be_ranked(step: Step, context: Mapping[str, str]) -> bool:
    """Whether the answers to the context questions let this step be ranked."""
    return all(
        context.get(name) in allowed for name, allowed in (step.only_ranked_if or {}).items()
    )


def _why_none(
    bank: Bank, scorecard: Scorecard, scores: Sequence[float], private_yes: bool
) -> NoFocus | None:
    """The first reason for naming no focus, if there is one."""
    if private_yes:
        return NoFocus.PRIVATE
    if scorecard.one_answer_throughout:
        return NoFocus.ONE_ANSWER
    if len(scores) < 2:
        return NoFocus.TOO_FEW
    if min(scores) >= bank.measurement_model.none_stands_out_from:
        return NoFocus.ALL_WELL
    return None


def call(
    model: MeasurementModel, probabilities: Mapping[str, float]
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on at least two probabilities, and the steps that it lists, in their order.

    Contenders have at least `contender_ratio` of the highest probability. One alone is clear or
    likely; else it is too close to call between the contenders, at least the two highest and all
    that equal the second.
    """
    highest, second = sorted(probabilities.values(), reverse=True)[:2]
    bar = model.contender_ratio * highest - EXACT
    contenders = tuple(step for step, p in probabilities.items() if p >= bar)
    if len(contenders) == 1 and highest >= model.p_lowest_clear:
        return Verdict.CLEAR, contenders
    if len(contenders) == 1 and highest >= model.p_lowest_likely:
        return Verdict.LIKELY, contenders
    bar = min(bar, second - EXACT)
    return Verdict.TOO_CLOSE, tuple(step for step, p in probabilities.items() if p >= bar)


def _prerequisite(bank: Bank, scorecard: Scorecard, begin_with: str) -> str | None:
    """The earliest scored step that is so low that it comes before `begin_with`, if any."""
    low = {
        step
        for rule in bank.prerequisites
        if begin_with in rule.for_
        for step in rule.steps
        if (points := scorecard.of(step).score) is not None and points < rule.below
    }
    earliest = next((step.id for step in bank.steps if step.id in low), None)
    return None if earliest == begin_with else earliest
