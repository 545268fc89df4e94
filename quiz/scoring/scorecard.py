"""The scorecard of one attempt, in pure Python: no table library is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, check_answer
from quiz.bank import Band, Bank, Item

EXACT: Final = 1e-9  # below this, a difference between figures is rounding
ANSWERS_FOR_CAUTION: Final = 10  # fewer equal answers in a row may well be meant


class Status(StrEnum):
    """Whether a step has a score, or why it has none."""

    SCORED = "scored"
    DOES_NOT_APPLY = "does_not_apply"
    NOT_ENOUGH = "not_enough_answers"


@dataclass(frozen=True)
class StepScore:
    """One step of an attempt, in points of the 0-100 axis, higher is better.

    `shown` = `answered` + `not_applicable` + `skipped`; `not_reached` counts the items that the
    stage has yet to show. `low` and `high` are the ends of the possible range, clipped to 0-100.
    `bands` names the band of the range, or the lowest and the highest that it touches. A step that
    is not scored has None for each figure and no bands.
    """

    step: str
    status: Status
    answered: int
    shown: int
    not_applicable: int
    skipped: int
    not_reached: int
    score: float | None = None
    sem: float | None = None
    low: float | None = None
    high: float | None = None
    bands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scorecard:
    """The steps of one attempt, in the bank's order, and the caution on its quality."""

    steps: tuple[StepScore, ...]
    one_answer_throughout: bool

    def of(self, step_id: str) -> StepScore:
        """The score of this step. Raises KeyError for an unknown one."""
        for step in self.steps:
            if step.step == step_id:
                return step
        raise KeyError(step_id)


def score(bank: Bank, attempt: Attempt) -> Scorecard:
    """The scorecard of an attempt.

    An item is *shown* where its page was opened. An answered item was shown whatever `opened`
    says, and so was every page before it: `opened` counts as no less than that page, and no more
    than there are pages.

    Raises:
        AnswerError: an answer is off its scale, or for an item that the bank does not have.
    """
    answers = {i: check_answer(bank, i, answer)[1] for i, answer in attempt.answers.items()}
    opened = _pages_opened(bank, attempt)
    shown = {item.id for item in bank.shown(opened)}
    of_stage = {item.id for item in bank.of_stage(opened)}
    return Scorecard(
        tuple(
            _score_step(bank, step, items, answers, shown, of_stage)
            for step, items in bank.items_by_step.items()
        ),
        one_answer_throughout(bank, answers),
    )


def _pages_opened(bank: Bank, attempt: Attempt) -> int:
    """`opened`, brought between the last page with an answer and the last page."""
    answered = (
        number
        for number, page in enumerate(bank.pages, start=1)
        if any(item.id in attempt.answers for item in page)
    )
    return min(max(attempt.opened, *answered, 0), len(bank.pages))


def _score_step(
    bank: Bank,
    step: str,
    items: Sequence[Item],
    answers: dict[str, Answer],
    shown: set[str],
    of_stage: set[str],
) -> StepScore:
    """One step of the scorecard, from answers known to be good."""
    seen = [item for item in items if item.id in shown]
    given = [answers[item.id] for item in seen if item.id in answers]
    values = [
        bank.scale.keyed(answer, item.key)
        for item in seen
        if isinstance(answer := answers.get(item.id), int)
    ]
    not_applicable = given.count(NOT_APPLICABLE)
    skipped = len(seen) - len(given)
    not_reached = sum(1 for item in items if item.id in of_stage) - len(seen)
    counts = (len(values), len(seen), not_applicable, skipped, not_reached)
    if not bank.enough_answers.met(len(values), len(seen)):
        rather_not_asked = 0 < not_applicable >= skipped + not_reached
        return StepScore(
            step, Status.DOES_NOT_APPLY if rather_not_asked else Status.NOT_ENOUGH, *counts
        )
    points = pomp(bank, sum(values), len(values))
    sem = standard_error(bank, len(values))
    low = max(0.0, points - bank.measurement_model.z_possible * sem)
    high = min(100.0, points + bank.measurement_model.z_possible * sem)
    bands = bands_between(bank.bands, low, high)
    return StepScore(step, Status.SCORED, *counts, points, sem, low, high, bands)


def pomp(bank: Bank, total: int, answered: int) -> float:
    """100·(mean − min)/(max − min) of `answered` values that add up to `total`, 0-100.

    Whole numbers until the one division, so that every implementation rounds once and alike.
    """
    scale = bank.scale
    return 100 * (total - answered * scale.min) / (answered * (scale.max - scale.min))


def standard_error(bank: Bank, answered: int) -> float:
    """SEM = s_w/√m of a step's score, in points, with m answers."""
    return bank.measurement_model.item_noise_sd / sqrt(answered)


def bands_between(bands: Sequence[Band], low: float, high: float) -> tuple[str, ...]:
    """The id of the band in which a range lies, or of the lowest and highest that it touches.

    A band includes the cut it starts from; a range that ends at a cut exactly does not cross it.
    Without bands: empty.
    """
    rising = sorted(bands, key=lambda band: band.from_)
    if not rising:
        return ()
    lowest = max(0, sum(1 for band in rising if band.from_ <= low + EXACT) - 1)
    highest = max(lowest, sum(1 for band in rising if band.from_ < high - EXACT) - 1)
    return tuple(dict.fromkeys((rising[lowest].id, rising[highest].id)))


def one_answer_throughout(bank: Bank, answers: dict[str, Answer]) -> bool:
    """Whether at least ten items, reverse-keyed ones among them, all got the same raw answer.

    Agreeing with an item and with its opposite cannot both be meant. What was skipped or does not
    apply is passed over; a bank without items of both keys is never flagged.
    """
    raw = {i: answer for i, answer in answers.items() if isinstance(answer, int)}
    keys = {bank.item_by_id[i].key for i in raw}
    return len(raw) >= ANSWERS_FOR_CAUTION and len(set(raw.values())) == 1 and len(keys) == 2
