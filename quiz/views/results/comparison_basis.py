"""What a comparison rests on, in words: how many answers, how large a change shows, cautions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from quiz.bank import MeasurementModel
from quiz.findings import Comparison
from quiz.findings.change import (
    Caution,
    NotComparable,
    chances_without_change,
    standard_error_of_change,
)
from quiz.views.figures import whole
from quiz.views.sheet import Sheet, answered, side_said
from quiz.words import Words

RARE: Final = 0.005
"""A chance below this one is not worth a sentence."""


def lead(apart: timedelta | None, before: str, after: str, words: Words) -> str:
    """Which two, by their days, and how far apart."""
    if apart is None:
        return words("compare.lead", before=before, after=after)
    count = abs(apart).days
    kind = "same_day" if count == 0 else "one" if count == 1 else "many"
    return words(f"compare.lead_apart.{kind}", before=before, after=after, count=count)


def basis(found: Comparison, then: Sheet, now: Sheet, words: Words) -> str:
    """How many questions were asked and answered, and on how many of them everything rests."""
    shared = sum(change.shared for change in found.steps if change.certainty)
    given = answered(then.attempt), answered(now.attempt)
    if given == (shared, shared):
        return words("compare.basis.same", shared=shared)
    if then.asked != now.asked:
        return words("compare.basis.asked", then=then.asked, now=now.asked, shared=shared)
    return words("compare.basis.answered", then=given[0], now=given[1], shared=shared)


def size(shared: int, model: MeasurementModel, words: Words) -> str:
    """How large a change has to be with so many questions of a step, in points."""
    error = standard_error_of_change(model, shared)
    may, clear = whole(model.z_possible * error), whole(model.z_clear * error)
    return words("compare.size", shared=shared, may=may, clear=clear)


def sizes(
    found: Comparison, named: Mapping[str, str], model: MeasurementModel, words: Words
) -> tuple[str, ...]:
    """How large a change has to be, a sentence a number of shared questions, the most first.

    `named` are the titles of the steps, told where the numbers differ between them.
    """
    by_shared: dict[int, list[str]] = {}
    for change in found.steps:
        if change.certainty:
            by_shared.setdefault(change.shared, []).append(named[change.step])
    if len(by_shared) == 1:
        return tuple(size(shared, model, words) for shared in by_shared)
    return tuple(
        words("compare.size_of", steps=words.listed(steps), size=size(shared, model, words))
        for shared, steps in sorted(by_shared.items(), reverse=True)
    )


def chances(model: MeasurementModel, words: Words) -> str:
    """What shows by chance alone where nothing changed; empty where hardly anything does."""
    may, clearly = chances_without_change(model)
    if may + clearly < RARE:
        return ""
    return words(
        "compare.chances",
        one_in=whole(1 / (may + clearly)),
        may=whole(100 * may),
        clearly=whole(100 * clearly),
    )


def refused(found: Comparison, then: Sheet, now: Sheet, words: Words) -> str | None:
    """Why nothing is compared, where that is so."""
    if found.refused is None:
        return None
    sides = {}
    if found.refused is NotComparable.OTHER_PERSPECTIVE:
        sides = {
            name: side_said(sheet.edition, sheet.attempt, words) or words("compare.no_side")
            for name, sheet in (("then", then), ("now", now))
        }
    return words(f"compare.refused.{found.refused.value}", **sides)


def caution(which: Caution, found: Comparison, then: Sheet, now: Sheet, words: Words) -> str:
    """What to bear in mind with a comparison that is made all the same."""
    if which is not Caution.SOONER_THAN_ADVISED or found.apart is None:
        return words(f"compare.caution.{which.value}")
    earlier = now if found.apart < timedelta(0) else then
    bank = earlier.edition.bank
    stage = bank.stages[bank.stage_at(earlier.attempt.opened)]
    return words("compare.caution.sooner_than_advised", days=stage.min_days_between)
