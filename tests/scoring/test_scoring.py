"""Scorecards worked by hand. Unless it says otherwise a bank here is scored on 0-4."""

from __future__ import annotations

import subprocess
import sys
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from quiz.attempt import NOT_APPLICABLE
from quiz.errors import AnswerError
from quiz.scoring import Status, StepScore, bands_between, score
from tests.banks_in_code import BANDS, answers_in_turn, attempt_at, five_steps, make_bank


def scored(keys: str, marks: str, *, opened: int | None = None, **bank_keys: Any) -> StepScore:
    """The scorecard of one step S with these keys and answers."""
    bank = make_bank({"S": keys}, **bank_keys)
    return score(bank, attempt_at(bank, answers_in_turn(bank, {"S": marks}), opened)).of("S")


def test_a_step_is_the_percentage_of_what_is_possible_after_keying() -> None:
    # Answers 4, 1 (reversed: 3), 2: mean 9/3 = 3 of 0-4, so 75. SEM = 25/√3 = 14.4338.
    # Range 75 ± 1.28 · 14.4338 = 75 ± 18.4752: 56.5248 to 93.4752, "growing" and "established".
    step = scored("+-+", "412")
    assert step.status is Status.SCORED
    assert step.score == 75.0
    assert step.sem == pytest.approx(14.433756729740644, abs=1e-12)
    assert (step.low, step.high) == pytest.approx((56.524791385932, 93.475208614068), abs=1e-9)
    assert step.bands == ("growing", "established")


def test_a_whole_scorecard_worked_by_hand() -> None:
    # Keys + - + + - + + + in each step; reversed answers count 4 - answer.
    # S1  4 0 4 4 0 4 4 4 -> 4 4 4 4 4 4 4 4 = 32/8 = 4      -> 100
    # S2  0 4 0 0 4 0 0 0 -> all 0                            -> 0
    # S3  3 1 . 2 . 2 N 1 -> 3 3 2 2 1        = 11/5 = 2.2    -> 55
    # S4  1 . . . N . . . -> one answer: not enough (N 1 < 6 skipped)
    # S5  N N N N N N N 2 -> one answer: does not apply (N 7 ≥ 0 skipped)
    bank = five_steps()
    answers = answers_in_turn(
        bank,
        {"S1": "40440444", "S2": "04004000", "S3": "31.2.2N1", "S4": "1...N...", "S5": "NNNNNNN2"},
    )
    card = score(bank, attempt_at(bank, answers))
    assert [step.score for step in card.steps] == [100.0, 0.0, 55.0, None, None]
    assert [step.answered for step in card.steps] == [8, 8, 5, 1, 1]
    assert [step.skipped for step in card.steps] == [0, 0, 2, 6, 0]
    assert [step.not_applicable for step in card.steps] == [0, 0, 1, 1, 7]
    assert [step.status.value for step in card.steps] == [
        *["scored"] * 3,
        "not_enough_answers",
        "does_not_apply",
    ]
    # SEM 25/√8 = 8.8388; 100 - 11.3137 = 88.69; 0 + 11.3137; SEM 25/√5 = 11.1803, 55 ± 14.3108
    assert [step.sem for step in card.steps[:3]] == [25 / sqrt(8), 25 / sqrt(8), 25 / sqrt(5)]
    assert (card.of("S1").low, card.of("S1").high) == pytest.approx((88.6862915, 100.0))
    assert (card.of("S2").low, card.of("S2").high) == pytest.approx((0.0, 11.3137085))
    assert (card.of("S3").low, card.of("S3").high) == pytest.approx((40.6891645, 69.3108355))
    assert [step.bands for step in card.steps] == [
        ("established",),
        ("beginning",),
        ("shaping", "growing"),
        (),
        (),
    ]
    assert not card.one_answer_throughout


@pytest.mark.parametrize(
    ("low", "high", "keys", "answers", "expected"),
    [
        (1, 6, "+-", (6, 6), 50.0),  # values 6 and 1: mean 3.5, (3.5 - 1)/5
        (1, 6, "+--", (2, 3, 5), 100 * 5 / 15),  # 2, 4, 2: total 8, 8 - 3 = 5 of 15
        (0, 3, "+-+", (3, 1, 0), 100 * 5 / 9),  # 3, 2, 0: 5 of 9
        (0, 1, "+-+", (1, 1, 1), 100 * 2 / 3),  # 1, 0, 1
        (-3, 3, "+-", (-3, -1), 100 * 4 / 12),  # -3 and 1: total -2, -2 + 6 = 4 of 12
        (-3, 3, "+-", (3, -3), 100.0),
        (-7, -5, "++", (-7, -6), 25.0),  # total -13, -13 + 14 = 1 of 4
        (0, 100, "+-", (33, 66), 33.5),  # 33 and 34: 67 of 200
    ],
)
def test_the_ends_are_the_scales_whatever_the_scale(
    low: int, high: int, keys: str, answers: tuple[int, ...], expected: float
) -> None:
    bank = make_bank({"S": keys}, low=low, high=high)
    given = {item.id: answer for item, answer in zip(bank.items, answers, strict=True)}
    assert score(bank, attempt_at(bank, given)).of("S").score == pytest.approx(expected, abs=1e-12)


def test_the_observed_range_plays_no_part() -> None:
    assert scored("++++", "2222").score == 50.0
    assert scored("++++", "1122").score == 37.5


@pytest.mark.parametrize(
    ("marks", "status"),
    [
        ("44..", Status.SCORED),  # 2 · 2 ≥ 4
        ("4...", Status.NOT_ENOUGH),
        ("....", Status.NOT_ENOUGH),
        ("N...", Status.NOT_ENOUGH),  # 1 N, 3 skipped
        ("NN..", Status.DOES_NOT_APPLY),  # 2 N ≥ 2 skipped
        ("4N..", Status.NOT_ENOUGH),  # 1 N < 2 skipped
        ("4NN.", Status.DOES_NOT_APPLY),  # 2 N ≥ 1 skipped
        ("NNNN", Status.DOES_NOT_APPLY),
        ("44NN", Status.SCORED),
        ("44...", Status.NOT_ENOUGH),  # 2 · 2 < 5
        ("444..", Status.SCORED),
        ("44", Status.SCORED),
        ("4", Status.NOT_ENOUGH),  # at least two answers, even where only one is asked
        ("N", Status.DOES_NOT_APPLY),
    ],
)
def test_when_a_step_is_scored_and_why_not(marks: str, status: Status) -> None:
    step = scored("+" * len(marks), marks)
    assert step.status is status
    assert (step.score is None) is (status is not Status.SCORED)
    assert (step.sem is None) is (step.low is None) is (step.high is None) is (step.score is None)


def test_another_rule_for_enough_answers_is_the_banks_to_make() -> None:
    rule = {"at_least": 1, "of_shown": "2/3"}
    assert scored("+++", "4..", enough_answers=rule).status is Status.NOT_ENOUGH
    assert scored("+++", "44.", enough_answers=rule).status is Status.SCORED
    assert scored("+", "4", enough_answers=rule).score == 100.0


@pytest.mark.parametrize(
    ("opened", "marks", "shown", "skipped", "not_reached", "status"),
    [
        # Three of eight items are short. To page 3 the stage has those three, then all eight.
        (1, "N", 1, 0, 2, Status.NOT_ENOUGH),
        (2, "NN", 2, 0, 1, Status.DOES_NOT_APPLY),
        (2, "4.", 2, 1, 1, Status.NOT_ENOUGH),
        (2, "44", 2, 0, 1, Status.SCORED),
        (3, "NN.", 3, 1, 0, Status.DOES_NOT_APPLY),
        (3, "44.", 3, 1, 0, Status.SCORED),
        (4, "NN..", 4, 2, 4, Status.NOT_ENOUGH),
        (4, "NNNN", 4, 0, 4, Status.DOES_NOT_APPLY),
        (5, "44...", 5, 3, 3, Status.NOT_ENOUGH),
        (8, "4444....", 8, 4, 0, Status.SCORED),
    ],
)
def test_what_was_not_opened_was_not_reached(
    opened: int, marks: str, shown: int, skipped: int, not_reached: int, status: Status
) -> None:
    step = scored("++++++++", marks, opened=opened, short=3)
    assert (step.shown, step.skipped, step.not_reached) == (shown, skipped, not_reached)
    assert step.status is status


def test_a_longer_step_goes_on_alone_and_leaves_the_shorter_as_it_is() -> None:
    bank = make_bank({"A": "++", "B": "+++++"})
    answers = answers_in_turn(bank, {"A": "44", "B": "33333"})
    card = score(bank, attempt_at(bank, answers))
    assert [step.shown for step in card.steps] == [2, 5]
    assert [step.score for step in card.steps] == [100.0, 75.0]


def test_an_answered_item_was_shown_and_every_page_before_it() -> None:
    # S_4 is on page 4: though only one page counts as opened, pages 1 to 4 were shown.
    bank = make_bank({"S": "++++++"})
    step = score(bank, attempt_at(bank, {"S_1": 4, "S_4": 4}, opened=1)).of("S")
    assert (step.shown, step.answered, step.skipped, step.not_reached) == (4, 2, 2, 2)
    said = score(bank, attempt_at(bank, {"S_3": NOT_APPLICABLE}, opened=0)).of("S")
    assert (said.shown, said.not_applicable, said.skipped, said.not_reached) == (3, 1, 2, 3)


@pytest.mark.parametrize(("opened", "shown"), [(-1, 0), (0, 0), (2, 2), (99, 6)])
def test_pages_opened_stay_within_the_bank(opened: int, shown: int) -> None:
    bank = make_bank({"S": "++++++"})
    step = score(bank, attempt_at(bank, {}, opened)).of("S")
    assert (step.shown, step.status) == (shown, Status.NOT_ENOUGH)


def test_seventy_five_exactly_is_in_the_highest_band() -> None:
    assert bands_between(BANDS, 75.0, 80.0) == ("established",)
    assert bands_between(BANDS, 74.9, 80.0) == ("growing", "established")


def test_a_range_that_touches_a_cut_does_not_cross_it() -> None:
    assert bands_between(BANDS, 30.0, 50.0) == ("shaping",)
    assert bands_between(BANDS, 50.0, 75.0) == ("growing",)
    assert bands_between(BANDS, 25.0 - 1e-12, 50.0 + 1e-12) == ("shaping",)
    assert bands_between(BANDS, 24.9, 50.1) == ("beginning", "growing")
    assert bands_between(BANDS, 0.0, 100.0) == ("beginning", "established")
    assert bands_between((), 0.0, 100.0) == ()


ALL_KEYS = "+-++-+++++++"


@pytest.mark.parametrize(
    ("keys", "marks", "flagged"),
    [
        (ALL_KEYS, "333333333333", True),
        (ALL_KEYS, "3333333333..", True),  # ten answers
        (ALL_KEYS, "333333333...", False),  # nine
        (ALL_KEYS, "33333333N.33", True),  # N and skipped are passed over: ten are left
        (ALL_KEYS, "3N33N3333333", False),  # no reversed item among the answered
        (ALL_KEYS, "333333333332", False),
        ("++++++++++++", "333333333333", False),  # no item of the other key in the bank
        ("------------", "333333333333", False),
    ],
)
def test_one_and_the_same_answer_throughout(keys: str, marks: str, flagged: bool) -> None:
    bank = make_bank({"A": keys[:6], "B": keys[6:]})
    given = answers_in_turn(bank, {"A": marks[:6], "B": marks[6:]})
    assert score(bank, attempt_at(bank, given)).one_answer_throughout is flagged


@pytest.mark.parametrize("answer", [5, -1, 2.0, 2.5, True, "2", None])
def test_an_answer_off_the_scale_is_refused(answer: Any) -> None:
    bank = make_bank({"S": "+++"})
    with pytest.raises(AnswerError, match=r"S_2.*0 to 4"):
        score(bank, attempt_at(bank, {"S_1": 1, "S_2": answer}))


def test_an_item_the_bank_does_not_have_is_refused() -> None:
    bank = make_bank({"S": "+++"})
    with pytest.raises(AnswerError, match="'T_1'"):
        score(bank, attempt_at(bank, {"T_1": 1}))


def test_does_not_apply_is_refused_where_it_is_not_offered() -> None:
    bank = make_bank({"S": "+++"}, not_applicable=False)
    with pytest.raises(AnswerError, match="S_1"):
        score(bank, attempt_at(bank, {"S_1": NOT_APPLICABLE}))


def test_an_unknown_step_is_a_key_error() -> None:
    bank = make_bank({"S": "+++"})
    with pytest.raises(KeyError):
        score(bank, attempt_at(bank, {})).of("T")


def test_no_table_library_is_loaded_to_score_one_attempt() -> None:
    program = """
import sys
from tests.banks_in_code import attempt_at, five_steps
from quiz.findings import find_drivers, find_focus
from quiz.scoring import score
bank = five_steps()
attempt = attempt_at(bank, {item.id: at % 5 for at, item in enumerate(bank.items)})
focus = find_focus(bank, score(bank, attempt))
assert focus.steps and find_drivers(bank, attempt, focus).topics
print(sorted({"numpy", "pandas", "scipy", "pyarrow"} & set(sys.modules)))
"""
    here = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=here
    )
    assert done.stdout.strip() == "[]"
