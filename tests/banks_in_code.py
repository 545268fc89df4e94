"""Small banks built in Python, for tests of the engine: no file is read, no words are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Band, Bank, Item, Scale, Step

BANDS = (
    Band.model_validate({"id": "beginning", "from": 0.0}),
    Band.model_validate({"id": "shaping", "from": 25.0}),
    Band.model_validate({"id": "growing", "from": 50.0}),
    Band.model_validate({"id": "established", "from": 75.0}),
)


def make_bank(
    keys: Mapping[str, str],
    *,
    low: int = 0,
    high: int = 4,
    short: int = 0,
    not_applicable: bool = True,
    sensitive: Sequence[str] = (),
    only_ranked_if: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
    **rest: Any,
) -> Bank:
    """A bank from the keys of its items: `{"S1": "++-"}` has S1_1, S1_2 and S1_3 (reversed).

    The first `short` items of each step are short. What else a bank has is passed on, in the form
    that a file gives it.
    """
    items = tuple(
        Item(
            id=f"{step}_{place}",
            step=step,
            key="-" if key == "-" else "+",
            short=place <= short,
            sensitive=f"{step}_{place}" in sensitive,
        )
        for step, signs in keys.items()
        for place, key in enumerate(signs, start=1)
    )
    ranked_if = only_ranked_if or {}
    return Bank(
        id="small",
        version="1.0.0",
        languages=("en",),
        scale=Scale(min=low, max=high, not_applicable=not_applicable),
        steps=tuple(Step(id=step, only_ranked_if=ranked_if.get(step)) for step in keys),
        items=items,
        bands=rest.pop("bands", BANDS),
        **rest,
    )


def changed(bank: Bank, **fields: Any) -> Bank:
    """The bank with some of its fields replaced, and checked anew."""
    return Bank.model_validate({name: getattr(bank, name) for name in Bank.model_fields} | fields)


def five_steps(**rest: Any) -> Bank:
    """Five steps of eight items on 0-4, three short ones each, the second and fifth reversed."""
    return make_bank({f"S{n}": "+-++-+++" for n in range(1, 6)}, **{"short": 3, **rest})


def attempt_at(
    bank: Bank,
    answers: Mapping[str, Answer],
    opened: int | None = None,
    context: Mapping[str, str] | None = None,
) -> Attempt:
    """An attempt at the bank that opened every page, unless told how many."""
    pages = len(bank.pages) if opened is None else opened
    return Attempt(bank.id, bank.version, dict(answers), pages, context=dict(context or {}))


def answers_in_turn(bank: Bank, given: Mapping[str, str]) -> dict[str, Answer]:
    """Answers written one character an item: a digit, `N` for "does not apply", `.` for a blank.

    `{"S1": "43N."}` answers S1_1 with 4 and S1_2 with 3. Raw answers, as given, before keying.
    """
    return {
        item.id: NOT_APPLICABLE if mark == "N" else int(mark)
        for step, marks in given.items()
        for item, mark in zip(bank.items_by_step[step], marks, strict=False)
        if mark != "."
    }
