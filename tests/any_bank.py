"""Banks of any shape and answers of any kind, for tests of what always holds."""

from __future__ import annotations

from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from tests.banks_in_code import attempt_at, make_bank

DECISIONS = ("rebuild", "leave", None)


@st.composite
def banks(draw: st.DrawFn, *, max_steps: int = 5) -> Bank:
    """Banks of any shape: unequal steps, any keys and scale, with and without short items."""
    names = [f"S{n}" for n in range(1, draw(st.integers(1, max_steps)) + 1)]
    keys = {name: draw(st.text("+-", min_size=1, max_size=9)) for name in names}
    low = draw(st.integers(-3, 2))
    some_steps = st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)
    rules = st.fixed_dictionaries(
        {"steps": some_steps, "below": st.sampled_from([25.0, 50.0]), "for": some_steps}
    )
    return make_bank(
        keys,
        low=low,
        high=low + draw(st.integers(1, 6)),
        short=draw(st.sampled_from([0, 1, 3])),
        enough_answers={
            "at_least": draw(st.integers(1, 3)),
            "of_shown": draw(st.sampled_from(["1/2", "2/3", "1/1"])),
        },
        prerequisites=tuple(draw(st.lists(rules, max_size=2))),
        only_ranked_if={
            name: {"decision": ("rebuild",)}
            for name in draw(st.lists(st.sampled_from(names), max_size=1))
        },
    )


def answers_to(bank: Bank) -> st.SearchStrategy[dict[str, Answer]]:
    """Any answers, "does not apply" and blanks to a bank; now and then one answer throughout."""
    scale = list(bank.scale.values)
    free = st.dictionaries(
        st.sampled_from([item.id for item in bank.items]),
        st.sampled_from([*scale, *scale, NOT_APPLICABLE]),
        max_size=len(bank.items),
    )
    most = st.tuples(*[st.sampled_from([*scale, *scale, NOT_APPLICABLE])] * len(bank.items))
    same = st.sampled_from(scale).map(lambda answer: (answer,) * len(bank.items))
    filled = st.one_of(most, same).map(lambda row: dict(zip(bank.item_by_id, row, strict=True)))
    return st.one_of(free, filled)


@st.composite
def attempts(draw: st.DrawFn, *, max_steps: int = 5) -> tuple[Bank, Attempt]:
    bank = draw(banks(max_steps=max_steps))
    opened = draw(st.integers(0, len(bank.pages)))
    return bank, attempt_at(bank, draw(answers_to(bank)), opened)
