"""What two people can be compared on, worded for somebody who is invited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement

from quiz.bank import Bank
from quiz.content import Edition
from quiz.findings.sides import comparable
from quiz.views.results.result import titles
from quiz.words import Words


@dataclass(frozen=True)
class PairsView:
    """What can be compared for these pairs of sides, each pair a phrase.

    `whole` names the steps where both answer everything, `first` where there is a first result
    only; it is empty where that makes no difference.
    """

    pairs: tuple[str, ...]
    whole: str
    first: str


def pairs_of_sides(edition: Edition, words: Words) -> tuple[PairsView, ...]:
    """What two people can be compared on, for every pair of sides, the most first.

    A bank without sides has one entry without a phrase; one without a couple view has none.
    """
    bank, named = edition.bank, titles(edition, words.language)
    if bank.couple is None:
        return ()
    by_steps: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for pair in combinations_with_replacement(bank.perspectives or (None,), 2):
        steps = tuple(comparable(bank, pair)), tuple(comparable(bank, pair, first_stage=True))
        by_steps.setdefault(steps, []).append(_pair(edition, pair, words))
    order = sorted(by_steps, key=lambda steps: (-len(steps[0]), -len(steps[1])))
    if len(order) > 1:  # the rest need no list
        by_steps[order[-1]] = [words("invited.pair_other")]
    return tuple(
        PairsView(
            tuple(filter(None, by_steps[steps])),
            _steps("whole", steps[0], bank, named, words),
            _steps("first", steps[1], bank, named, words) if steps[1] != steps[0] else "",
        )
        for steps in order
    )


def _pair(edition: Edition, pair: tuple[str | None, str | None], words: Words) -> str:
    """Two sides as the bank words them."""
    sides = [edition.words(words.language).perspectives.get(side or "", "") for side in pair]
    if not any(sides):
        return ""
    if sides[0] == sides[1]:
        return words("invited.pair_same", side=words.quoted(sides[0]))
    return words("invited.pair", one=words.quoted(sides[0]), other=words.quoted(sides[1]))


def _steps(
    when: str, steps: tuple[str, ...], bank: Bank, named: Mapping[str, str], words: Words
) -> str:
    """Which steps, in words: all, none, or their names."""
    if not steps:
        return words(f"invited.{when}.none")
    if len(steps) == len(bank.steps):
        return words(f"invited.{when}.all")
    return words(f"invited.{when}.some", steps=words.listed([named[step] for step in steps]))
