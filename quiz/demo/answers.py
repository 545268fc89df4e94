"""Answers that somebody could have given, with the scores that they are to have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.bank import Bank, Item

OWN: Final = 1.1
"""How far, in steps of the scale, somebody may lie off a score at one question, each time alike."""
THIS_TIME: Final = 1.2
"""How far besides, another way each time."""


def answers_for(
    bank: Bank,
    scores: Mapping[str, float],
    pages: Sequence[int],
    who: str,
    when: int,
    apart: Sequence[str] = (),
) -> dict[str, Answer]:
    """Raw answers by item id, to the questions on these pages (from 1), in the printed order.

    Each step has the score asked for (0-100), as near as whole answers come to it. The same `who`
    answers a question alike at each time `when`. `apart` are the items that do not apply; what
    stands on other pages is left out.
    """
    shown = [item for page in pages for item in bank.pages[page - 1]]
    given: dict[str, Answer] = dict.fromkeys(
        (item.id for item in shown if item.id in apart), NOT_APPLICABLE
    )
    for step, score in scores.items():
        items = [item for item in shown if item.step == step and item.id not in apart]
        values = _values(bank, items, score / 100, who, when)
        given |= {
            item.id: bank.scale.keyed(bank.scale.min + value, item.key)
            for item, value in zip(items, values, strict=True)
        }
    return {item.id: given[item.id] for item in shown if item.id in given}


def _values(bank: Bank, items: Sequence[Item], share: float, who: str, when: int) -> list[int]:
    """Values from the scale's lowest, whose sum is that share of the highest there can be."""
    span = bank.scale.max - bank.scale.min
    wished = [
        span * share
        + OWN * Random(f"{who}/{item.id}").uniform(-1, 1)
        + THIS_TIME * Random(f"{who}/{item.id}/{when}").uniform(-1, 1)
        for item in items
    ]
    values = [min(span, max(0, round(wish))) for wish in wished]
    total = round(share * span * len(items))
    while (missing := total - sum(values)) != 0:
        up = 1 if missing > 0 else -1
        free = [at for at, value in enumerate(values) if 0 <= value + up <= span]
        nearest = max(free, key=lambda at: up * (wished[at] - values[at]))
        values[nearest] += up
    return values
