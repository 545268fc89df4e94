"""The focus: reference values computed independently, and each rule worked through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from quiz.bank import Bank
from quiz.findings import Focus, NoFocus, Verdict, find_focus
from quiz.findings.focus import call
from quiz.findings.table import NONE, VERDICTS, call_rows
from quiz.scoring import Scorecard, Status, StepScore, score
from tests.banks_in_code import answers_in_turn, attempt_at, make_bank

STEPS = ("S1", "S2", "S3", "S4", "S5")
RULE = {"steps": ("S1", "S2"), "below": 25.0, "for": ("S3", "S4", "S5")}


def card_of(
    scores: Sequence[float | None], answered: int | Sequence[int] = 8, *, one_answer: bool = False
) -> Scorecard:
    """A scorecard with these scores (None: not scored), each from so many answers."""
    counts = [answered] * len(scores) if isinstance(answered, int) else answered
    return Scorecard(
        tuple(
            StepScore(f"S{n}", Status.NOT_ENOUGH, 1, m, 0, m - 1, 0)
            if x is None
            else StepScore(f"S{n}", Status.SCORED, m, m, 0, 0, 0, x, 25 / math.sqrt(m))
            for n, (x, m) in enumerate(zip(scores, counts, strict=True), start=1)
        ),
        one_answer,
    )


def bank_of(steps: int = 5, **keys: Any) -> Bank:
    return make_bank({f"S{n}": "++++++++" for n in range(1, steps + 1)}, **keys)


def focus_of(
    *scores: float | None, answered: int | Sequence[int] = 8, bank: Bank | None = None
) -> Focus:
    return find_focus(bank or bank_of(len(scores)), card_of(scores, answered))


@pytest.mark.parametrize(
    ("scores", "answered", "expected", "verdict", "steps"),
    [
        (
            (56.25, 37.5, 43.75, 62.5, 50),
            8,
            (0.0453, 0.5476, 0.2729, 0.0144, 0.1198),
            Verdict.LIKELY,
            ("S2",),
        ),
        (
            (75, 31.25, 62.5, 68.75, 71.875),
            8,
            (0.0017, 0.9676, 0.0207, 0.0065, 0.0034),
            Verdict.CLEAR,
            ("S2",),
        ),
        (
            (175 / 3, 125 / 3, 50, 200 / 3, 50),
            3,
            (0.1272, 0.3622, 0.2210, 0.0686, 0.2210),
            Verdict.TOO_CLOSE,
            ("S2", "S3", "S5"),
        ),
        (
            (40.625, 37.5, 87.5, 87.5, 87.5),
            8,
            (0.4202, 0.5797, 0.0, 0.0, 0.0),
            Verdict.TOO_CLOSE,
            ("S1", "S2"),
        ),
    ],
)
def test_the_reference_values(
    scores: tuple[float, ...],
    answered: int,
    expected: tuple[float, ...],
    verdict: Verdict,
    steps: tuple[str, ...],
) -> None:
    focus = focus_of(*scores, answered=answered)
    assert tuple(focus.probabilities.values()) == pytest.approx(expected, abs=5e-5)
    assert (focus.verdict, focus.reason, focus.steps) == (verdict, None, steps)
    assert (focus.begin_with, focus.prerequisite, focus.ranked) == (steps[0], None, STEPS)


def test_a_reference_value_from_the_answers_on() -> None:
    # Totals of 18, 12, 14, 20 and 16 of 32 possible: 56.25, 37.5, 43.75, 62.5 and 50.
    bank = make_bank(dict.fromkeys(STEPS, "++++++++"))
    given = answers_in_turn(
        bank,
        {"S1": "44442000", "S2": "44400000", "S3": "44420000", "S4": "44444000", "S5": "22222222"},
    )
    focus = find_focus(bank, score(bank, attempt_at(bank, given)))
    assert focus.verdict is Verdict.LIKELY
    assert focus.steps == ("S2",)
    assert focus.probabilities["S2"] == pytest.approx(0.5476, abs=5e-5)


def test_all_equal_is_too_close_between_all() -> None:
    focus = focus_of(40, 40, 40, 40, 40)
    assert (focus.verdict, focus.steps, focus.begin_with) == (Verdict.TOO_CLOSE, STEPS, "S1")


def test_relabelling_the_steps_permutes_the_probabilities() -> None:
    scores, counts = (30.0, 45.0, 38.0, 60.0), (8, 3, 5, 2)
    first = focus_of(*scores, answered=counts).probabilities
    for order in permutations(range(4)):
        other = focus_of(*(scores[k] for k in order), answered=[counts[k] for k in order])
        expected = [first[f"S{k + 1}"] for k in order]
        assert list(other.probabilities.values()) == pytest.approx(expected, abs=1e-13)


def test_too_close_lists_at_least_the_two_highest_and_all_equal_to_the_second() -> None:
    # One contender below .50 (asserted here), the next three equal: all four are listed.
    bank = bank_of(5, measurement_model={"contender_ratio": 0.95})
    focus = focus_of(50.0, 40.0, 45.0, 45.0, 45.0, bank=bank)
    highest = focus.probabilities["S2"]
    assert sum(p >= 0.95 * highest for p in focus.probabilities.values()) == 1
    assert highest < 0.5
    assert (focus.verdict, focus.steps) == (Verdict.TOO_CLOSE, ("S2", "S3", "S4", "S5"))
    assert focus.begin_with == "S2"


@pytest.mark.parametrize(
    ("chances", "verdict", "listed"),
    [
        ((0.6, 0.3, 0.1), Verdict.TOO_CLOSE, "AB"),  # half of the highest is a contender
        ((0.6, 0.3 - 5e-10, 0.1), Verdict.TOO_CLOSE, "AB"),
        ((0.6, 0.3 - 2e-9, 0.1), Verdict.LIKELY, "A"),
        ((0.8, 0.1, 0.1), Verdict.CLEAR, "A"),
        ((0.79, 0.11, 0.1), Verdict.LIKELY, "A"),
        ((0.5, 0.2, 0.2, 0.1), Verdict.LIKELY, "A"),
        ((0.49, 0.2, 0.2, 0.11), Verdict.TOO_CLOSE, "ABC"),
        ((0.49, 0.2, 0.2 - 5e-10, 0.11), Verdict.TOO_CLOSE, "ABC"),
        ((0.49, 0.2, 0.2 - 2e-9, 0.11), Verdict.TOO_CLOSE, "AB"),
        ((0.1, 0.9), Verdict.CLEAR, "B"),
    ],
)
def test_the_verdict_on_given_probabilities(
    chances: tuple[float, ...], verdict: Verdict, listed: str
) -> None:
    names = "ABCD"[: len(chances)]
    bank = make_bank(dict.fromkeys(names, "++"))
    named = dict(zip(names, chances, strict=True))
    assert call(bank.measurement_model, named) == (verdict, tuple(listed))
    column = np.array(chances)[:, None]
    rows = call_rows(bank, np.full_like(column, 50.0), column, np.array([NONE]))
    assert VERDICTS[rows.verdicts[0]] is verdict
    assert rows.listed[:, 0].tolist() == [name in listed for name in names]
    assert rows.begins.tolist() == [names.index(listed[0])]


def test_too_close_begins_with_the_earliest_not_the_lowest() -> None:
    focus = focus_of(41.0, 60.0, 40.0)
    assert focus.probabilities["S3"] > focus.probabilities["S1"]
    assert (focus.verdict, focus.steps) == (Verdict.TOO_CLOSE, ("S1", "S3"))
    assert focus.begin_with == "S1"


@pytest.mark.parametrize("scores", [(75, 75, 75, 75, 75), (100, 75, 80, 99, 76)])
def test_no_step_stands_out_where_all_are_at_seventy_five_or_above(
    scores: tuple[float, ...],
) -> None:
    focus = focus_of(*scores)
    assert (focus.verdict, focus.reason) == (Verdict.NONE, NoFocus.ALL_WELL)
    assert (focus.steps, focus.begin_with, focus.ranked) == ((), None, STEPS)
    assert math.fsum(focus.probabilities.values()) == pytest.approx(1)


def test_one_step_just_below_seventy_five_has_a_focus() -> None:
    assert focus_of(100, 100, 74.9, 100, 100).steps == ("S3",)


def test_fewer_than_two_ranked_steps_have_no_focus() -> None:
    for scores, ranked in [((None, 20.0, None), ("S2",)), ((None, None, None), ())]:
        focus = focus_of(*scores)
        assert (focus.verdict, focus.reason) == (Verdict.NONE, NoFocus.TOO_FEW)
        assert (focus.ranked, dict(focus.probabilities), focus.steps) == (ranked, {}, ())
    assert focus_of(20.0).reason is NoFocus.TOO_FEW  # a bank of one step


def test_reasons_for_no_focus_have_their_order() -> None:
    bank = bank_of(3)
    well, few = card_of((80, 90, 99), one_answer=True), card_of((80, None, None), one_answer=True)
    assert find_focus(bank, well, private_yes=True).reason is NoFocus.PRIVATE
    assert find_focus(bank, few, private_yes=True).reason is NoFocus.PRIVATE
    assert find_focus(bank, well).reason is NoFocus.ONE_ANSWER
    assert find_focus(bank, few).reason is NoFocus.ONE_ANSWER
    assert find_focus(bank, card_of((80, None, None))).reason is NoFocus.TOO_FEW


def test_after_a_yes_in_private_nothing_points_to_a_step() -> None:
    focus = find_focus(bank_of(), card_of((10, 60, 60, 60, 60)), private_yes=True)
    assert (focus.verdict, focus.steps, focus.begin_with) == (Verdict.NONE, (), None)
    assert (focus.prerequisite, dict(focus.probabilities)) == (None, {})


def test_a_step_is_ranked_only_where_every_context_answer_allows_it() -> None:
    rule = {"S3": {"decision": ("rebuild", "unsure"), "together": ("yes",)}}
    bank = bank_of(3, only_ranked_if=rule)
    card = card_of((60, 50, 10))
    for context, ranked in [
        ({"decision": "rebuild", "together": "yes"}, True),
        ({"decision": "unsure", "together": "yes"}, True),
        ({"decision": "rebuild", "together": "no"}, False),
        ({"decision": "rebuild"}, False),
        ({"decision": "", "together": "yes"}, False),
        ({}, False),
    ]:
        focus = find_focus(bank, card, context)
        assert ("S3" in focus.ranked) is ranked
        assert ("S3" in focus.probabilities) is ranked
        assert focus.begin_with == ("S3" if ranked else "S2")
    # Without S3 the mean is that of S1 and S2 alone: as in a bank of two.
    alone = focus_of(60, 50).probabilities
    assert dict(find_focus(bank, card).probabilities) == pytest.approx(dict(alone), abs=1e-14)


@pytest.mark.parametrize(
    ("scores", "steps", "before"),
    [
        ((24.9, 60, 0, 60, 60), ("S1", "S3"), "S1"),
        ((60, 24.9, 0, 60, 60), ("S2", "S3"), "S2"),
        ((24.9, 24.9, 0, 70, 70), ("S1", "S3"), "S1"),  # the earliest of two
        ((25, 60, 0, 60, 60), ("S3",), None),  # strictly below
        ((60, 24, 5, 5, 60), ("S2", "S3", "S4"), "S2"),  # too close, begins with S3
        ((60, 0, 24, 60, 60), ("S2",), None),  # S2 is not one that has a prerequisite
        ((None, 24, 0, 60, 60), ("S2", "S3"), "S2"),
        ((None, 60, 0, 60, 60), ("S3",), None),  # what is not scored is not below
    ],
)
def test_a_prerequisite_below_its_cut_is_put_first(
    scores: tuple[float | None, ...], steps: tuple[str, ...], before: str | None
) -> None:
    bare, ruled = focus_of(*scores), focus_of(*scores, bank=bank_of(prerequisites=(RULE,)))
    assert bare.prerequisite is None
    assert ruled.verdict is bare.verdict
    assert (ruled.steps, ruled.prerequisite, ruled.begin_with) == (steps, before, steps[0])
    assert ruled.steps[before is not None :] == bare.steps


def test_a_prerequisite_need_not_be_ranked() -> None:
    bank = bank_of(prerequisites=(RULE,), only_ranked_if={"S1": {"decision": ("rebuild",)}})
    focus = find_focus(bank, card_of((20, 60, 10, 60, 60)))
    assert "S1" not in focus.ranked
    assert (focus.steps, focus.prerequisite) == (("S1", "S3"), "S1")


def test_a_prerequisite_that_is_listed_already_moves_to_the_front() -> None:
    rule = {"steps": ("S3",), "below": 25.0, "for": ("S1",)}
    focus = focus_of(20, 60, 20, bank=bank_of(3, prerequisites=(rule,)))
    assert (focus.verdict, focus.steps) == (Verdict.TOO_CLOSE, ("S3", "S1"))
    assert (focus.prerequisite, focus.begin_with) == ("S3", "S3")


def test_a_step_is_not_its_own_prerequisite() -> None:
    rule = {"steps": ("S1", "S2"), "below": 25.0, "for": ("S1", "S2", "S3")}
    focus = focus_of(60, 10, 60, bank=bank_of(3, prerequisites=(rule,)))
    assert (focus.steps, focus.prerequisite) == (("S2",), None)
