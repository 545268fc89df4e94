"""Two people side by side, from the published rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import sqrt

from tests.held_out.questions import ALL, STEPS, Taking
from tests.held_out.scores import CLEARLY, ITEM, MAY, Range, per_cent, ranged, scores


@dataclass(frozen=True)
class Gap:
    """A step as two see it, on the questions that both answered and that can be compared."""

    one: Range
    other: Range
    shared: int

    @property
    def by(self) -> Fraction:
        return abs(self.one[0] - self.other[0])

    @property
    def ratio(self) -> float:
        return float(self.by) / error_of_gap(self.shared)

    @property
    def verdict(self) -> str:
        if self.ratio < MAY:
            return "No clear difference"
        sure = "may" if self.ratio < CLEARLY else "clearly"
        return f"You {sure} see this differently"


@dataclass(frozen=True)
class Pair:
    """What two people can be shown: the steps compared, and those seen from the same side."""

    gaps: dict[str, Gap]
    same_side: list[str]
    too_few: list[str]
    sides: str
    another_language: bool

    @property
    def agreements(self) -> list[str]:
        return [step for step, it in self.gaps.items() if it.ratio < MAY]

    @property
    def differences(self) -> list[str]:
        """The surest first."""
        rest = [step for step in self.gaps if step not in self.agreements]
        return sorted(rest, key=lambda step: -self.gaps[step].ratio)


def error_of_gap(shared: int) -> float:
    return sqrt(2 * ITEM**2 / shared)


def side_by_side(one: Taking, other: Taking) -> Pair | None:
    """The two held against each other; None where they lie too far apart or share no step."""
    if abs(one.at - other.at) > timedelta(days=14):
        return None
    sides = {one.side, other.side}
    stance = "opposed" if sides == {"hurt", "broke"} else "mutual" if sides == {"both"} else "other"
    mine, theirs = one.values, other.values
    gaps, same_side, too_few = {}, [], []
    for step in STEPS:
        asked = [
            it
            for it in ALL
            if it.step == step
            and not it.sensitive
            and (it.about == "couple" if stance == "other" else it.about != "self")
        ]
        shared = [it.id for it in asked if it.id in mine and it.id in theirs]
        if len(asked) < 2:
            same_side.append(step)
        elif len(shared) < 2 or step not in scores(one) or step not in scores(other):
            too_few.append(step)
        else:
            error = ITEM / sqrt(len(shared))
            x, y = (ranged(per_cent([of[id_] for id_ in shared]), error) for of in (mine, theirs))
            gaps[step] = Gap(x, y, len(shared))
    if not gaps:
        return None
    language = one.language != other.language or " " in one.language
    return Pair(gaps, same_side, too_few, stance, language)
