"""Scores, ranges, quality and the focus of one taking, straight from the published rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import erfc, pi, sqrt
from typing import Final

from numpy.polynomial.hermite_e import hermegauss

from tests.held_out.questions import ALL, FACETS, FIRST, NOT_APPLICABLE, PAGES, STEPS, Taking

ITEM, OCCASION, BETWEEN = 25, 7, 12
"""Points by which one answer scatters, two times do, and the steps of one person do."""
MAY, CLEARLY = 1.28, 1.96
Range = tuple[Fraction, float, float]
"""A score with the ends of its range."""


def per_cent(values: Collection[int]) -> Fraction:
    """The mean of values from 0 to 4 as a part of what is possible, 0-100."""
    return Fraction(25 * sum(values), len(values))


def ranged(x: Fraction, error: float) -> Range:
    """A score with its range, which ends at 0 and 100."""
    return x, max(0.0, float(x) - MAY * error), min(100.0, float(x) + MAY * error)


@dataclass(frozen=True)
class Counts:
    """How the questions of a step were taken."""

    shown: int
    answered: int
    not_applicable: int
    skipped: int
    not_reached: int

    @property
    def enough(self) -> bool:
        return self.answered >= 2 and 2 * self.answered >= self.shown

    @property
    def why_not(self) -> str:
        """Why the step has no score, where it has none."""
        na = self.not_applicable
        applies = na == 0 or na < self.skipped + self.not_reached
        return "not enough answers" if applies else "does not apply"


@cache
def counts(taking: Taking, step: str) -> Counts:
    stage = FIRST if taking.first_only else PAGES
    shown = [it.id for it in taking.shown if it.step == step]
    given = [taking.answers[id_] for id_ in shown if id_ in taking.answers]
    na = given.count(NOT_APPLICABLE)
    asked = sum(it.step == step for page in stage for it in page)
    return Counts(
        len(shown), len(given) - na, na, len(shown) - len(given), max(0, asked - len(shown))
    )


@cache
def scores(taking: Taking) -> dict[str, tuple[Fraction, int]]:
    """Score and number of answers of each step that has a score."""
    values = taking.values
    found = {}
    for step in STEPS:
        if counts(taking, step).enough:
            given = [values[it.id] for it in ALL if it.step == step and it.id in values]
            found[step] = (per_cent(given), len(given))
    return found


def score_ranges(taking: Taking) -> dict[str, Range]:
    return {step: ranged(x, ITEM / sqrt(m)) for step, (x, m) in scores(taking).items()}


def one_answer(taking: Taking) -> bool:
    """Whether ten answers or more, to questions of both kinds, are one and the same."""
    raw = {it: taking.answers.get(it.id) for it in ALL}
    given = {it: answer for it, answer in raw.items() if isinstance(answer, int)}
    return (
        len(given) >= 10 and len(set(given.values())) == 1 and len({it.turned for it in given}) == 2
    )


# -- the focus ------------------------------------------------------------------------------------

NODES, WEIGHTS = (list(map(float, it)) for it in hermegauss(96))


def chances(ranked: Mapping[str, tuple[Fraction, int]]) -> dict[str, float]:
    """Of each step the chance to be the lowest: its own normal is integrated by Gauss-Hermite."""
    centre = sum(x for x, _ in ranked.values()) / len(ranked)
    normal = {}
    for step, (x, m) in ranked.items():
        error = Fraction(ITEM**2, m)
        drawn = Fraction(BETWEEN**2) / (BETWEEN**2 + error)
        normal[step] = (float(centre + drawn * (x - centre)), sqrt(drawn * error))
    found = {}
    for step, (mean, sd) in normal.items():
        total = 0.0
        for z, weight in zip(NODES, WEIGHTS, strict=True):
            product = weight
            for other, (its_mean, its_sd) in normal.items():
                if other != step:
                    product *= erfc((mean + sd * z - its_mean) / its_sd / sqrt(2)) / 2
            total += product
        found[step] = total / sqrt(2 * pi)
    return found


@dataclass(frozen=True)
class Found:
    """What the focus is: `verdict` clear, likely or too_close with its steps, or none with why.

    `first` is a step that comes before them, since it is not far enough yet.
    """

    verdict: str
    why: str = ""
    steps: tuple[str, ...] = ()
    first: str = ""
    chance: float = 0.0

    @property
    def listed(self) -> tuple[str, ...]:
        """The steps in focus, the one to begin with before all."""
        return (self.first, *self.steps) if self.first else self.steps

    @property
    def begin(self) -> str:
        return self.listed[0] if self.listed else ""


NEAR: Final = 1e-9


@cache
def focus(taking: Taking) -> Found:
    scored = scores(taking)
    ranked = {
        step: it for step, it in scored.items() if step != "S5" or taking.decision == "rebuild"
    }
    if one_answer(taking):
        return Found("none", "one_answer_throughout")
    if len(ranked) < 2:
        return Found("none", "fewer_than_two_ranked")
    if all(x >= 75 for x, _ in ranked.values()):
        return Found("none", "none_stands_out")
    chance = chances(ranked)
    best, second = sorted(chance.values(), reverse=True)[:2]
    contenders = [step for step in ranked if chance[step] >= best / 2 - NEAR]
    if len(contenders) == 1 and best >= 0.5:
        verdict = "clear" if best >= 0.8 else "likely"
    else:
        verdict = "too_close"
        contenders = [s for s in ranked if s in contenders or chance[s] >= second - NEAR]
    first = ""
    if contenders[0] in ("S3", "S4", "S5"):
        early = [s for s in ("S1", "S2") if s in scored and scored[s][0] < 25]
        first = early[0] if early else ""
    return Found(verdict, "", tuple(contenders), first, best)


# -- facets ---------------------------------------------------------------------------------------


def facets(taking: Taking) -> dict[tuple[str, str], Range | None]:
    """Each facet's score on two answers or more that are not sensitive; None with fewer."""
    values = taking.values
    found: dict[tuple[str, str], Range | None] = {}
    for step, facet in FACETS:
        given = [
            values[it.id]
            for it in ALL
            if (it.step, it.facet) == (step, facet) and it.id in values and not it.sensitive
        ]
        found[step, facet] = (
            ranged(per_cent(given), ITEM / sqrt(len(given))) if len(given) > 1 else None
        )
    return found
