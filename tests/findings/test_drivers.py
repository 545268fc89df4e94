"""The items that drove a result, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.attempt import NOT_APPLICABLE
from quiz.errors import AnswerError
from quiz.findings import Focus, NoFocus, Verdict, find_drivers
from tests.banks_in_code import answers_in_turn, attempt_at, five_steps, make_bank


def drivers(marks: dict[str, str], listed: tuple[str, ...] = (), **keys: Any) -> tuple[str, str]:
    """Strengths and topics, as text, of a bank whose steps each have the keys + + - on 0-4."""
    bank = make_bank(dict.fromkeys(marks, "++-"), **keys)
    focus = Focus(Verdict.TOO_CLOSE, None, listed, None, None, {}, ())
    found = find_drivers(bank, attempt_at(bank, answers_in_turn(bank, marks)), focus)
    return " ".join(found.strengths), " ".join(found.topics)


def test_what_drove_it_is_taken_after_keying_from_both_ends() -> None:
    # A: values 3, 2, 4 (answer 0 turned); B: values 1, 4, 0 (answer 4 turned)
    assert drivers({"A": "320", "B": "144"}) == ("A_3 B_2 A_1", "B_3 B_1 A_2")


def test_equal_values_give_the_steps_in_focus_first_then_the_banks_order() -> None:
    marks = {"A": "400", "B": "400", "C": "400"}  # values 4, 0, 4 in each
    assert drivers(marks) == ("A_1 A_3 B_1", "A_2 B_2 C_2")
    assert drivers(marks, ("C",)) == ("C_1 C_3 A_1", "C_2 A_2 B_2")
    assert drivers(marks, ("C", "B")) == ("C_1 C_3 B_1", "C_2 B_2 A_2")


def test_only_three_quarters_and_above_is_strong_and_half_and_below_weak() -> None:
    assert drivers({"A": "320"}) == ("A_3 A_1", "A_2")
    assert drivers({"A": "331"}) == ("A_1 A_2 A_3", "")
    assert drivers({"A": "222"}) == ("", "A_1 A_2 A_3")
    assert drivers({"A": "230"}, low=0, high=3) == ("A_2 A_3", "")  # 2 of 3 is neither
    assert drivers({"A": "100"}, low=0, high=1) == ("A_1 A_3", "A_2")


def test_sensitive_items_and_those_without_an_answer_never_appear() -> None:
    assert drivers({"A": "400"}, sensitive=("A_1", "A_2")) == ("A_3", "")
    assert drivers({"A": "N.0"}) == ("A_3", "")


def test_drivers_refuse_an_answer_off_the_scale() -> None:
    bank = five_steps()
    focus = Focus(Verdict.NONE, NoFocus.TOO_FEW, (), None, None, {}, ())
    with pytest.raises(AnswerError):
        find_drivers(bank, attempt_at(bank, {"S1_1": 9}), focus)
    assert find_drivers(bank, attempt_at(bank, {"S1_1": NOT_APPLICABLE}), focus).topics == ()
