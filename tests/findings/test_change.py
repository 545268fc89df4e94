"""What changed between two attempts: hand-worked values, refusals, and what always holds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.findings import Certainty, Change, Comparison, compare
from quiz.findings.change import (
    Caution,
    Direction,
    NotComparable,
    NotCompared,
    chances_without_change,
    standard_error_of_change,
    visible_change,
)
from tests.any_bank import answers_to, banks
from tests.banks_in_code import answers_in_turn, attempt_at, changed, five_steps, make_bank

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
EIGHT = make_bank({"A": "++++++++", "B": "++++-+++"})


def at_once(bank: Bank, then: dict[str, str], now: dict[str, str]) -> Comparison:
    """The comparison of answers written one character an item."""
    pair = (attempt_at(bank, answers_in_turn(bank, given)) for given in (then, now))
    return compare(bank, next(pair), bank, next(pair))


# -- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shared", "error"), [(8, 15.95), (3, 22.69)])
def test_the_standard_errors_are_those_of_the_design(shared: int, error: float) -> None:
    model = EIGHT.measurement_model
    assert standard_error_of_change(model, shared) == pytest.approx(error, abs=0.005)
    assert visible_change(model, shared) == pytest.approx(1.96 * error, abs=0.01)


def test_the_change_that_can_be_seen_is_31_points_with_all_questions_and_44_with_15() -> None:
    model = EIGHT.measurement_model
    assert [round(visible_change(model, m)) for m in (8, 3)] == [31, 44]


def test_without_change_15_percent_show_may_have_and_5_percent_clearly() -> None:
    may, clearly = chances_without_change(EIGHT.measurement_model)
    assert (round(may, 2), round(clearly, 2)) == (0.15, 0.05)


@pytest.mark.parametrize(
    ("then", "now", "difference", "certainty", "direction"),
    [
        ("22222222", "22222222", 0.0, Certainty.NO_CLEAR, None),
        ("22222222", "33333322", 18.75, Certainty.NO_CLEAR, None),  # 1.176 errors
        ("22222222", "33333332", 21.875, Certainty.MAY, Direction.UP),  # 1.372
        ("22222222", "33333333", 25.0, Certainty.MAY, Direction.UP),  # 1.568
        ("22222222", "44333333", 31.25, Certainty.MAY, Direction.UP),  # 1.95985, just below 1.96
        ("22222222", "44433333", 34.375, Certainty.CLEARLY, Direction.UP),
        ("33333333", "22222223", -21.875, Certainty.MAY, Direction.DOWN),
        ("44444444", "00000000", -100.0, Certainty.CLEARLY, Direction.DOWN),
    ],
)
def test_a_change_is_named_by_its_size_in_standard_errors(
    then: str, now: str, difference: float, certainty: Certainty, direction: Direction | None
) -> None:
    change = at_once(EIGHT, {"A": then}, {"A": now}).of("A")
    error = sqrt(2 * 625 / 8 + 2 * 49)
    assert (change.shared, change.why_not) == (8, None)
    assert change.difference == pytest.approx(difference)
    assert change.error == pytest.approx(error)
    assert change.index == pytest.approx(difference / error)
    assert change.visible == pytest.approx(1.96 * error)
    assert (change.certainty, change.direction) == (certainty, direction)


def test_both_scores_rest_on_the_items_answered_both_times_alone() -> None:
    # B_5 is reversed. Answered both times: B_1, B_2, B_5, B_7.
    change = at_once(EIGHT, {"B": "04440N4N"}, {"B": "12..3444"}).of("B")
    assert change.shared == 4
    assert change.then is not None
    assert change.now is not None
    assert change.then.score == pytest.approx(100 * (0 + 4 + 4 + 4) / 16)
    assert change.now.score == pytest.approx(100 * (1 + 2 + 1 + 4) / 16)
    reach = 1.28 * 25 / 2
    assert (change.now.low, change.now.high) == pytest.approx((50 - reach, 50 + reach))
    assert change.then.high == pytest.approx(75 + reach)
    assert change.error == pytest.approx(sqrt(2 * 625 / 4 + 98))


def test_15_questions_are_compared_with_40_over_the_15() -> None:
    bank = five_steps()
    full = attempt_at(bank, {item.id: 3 for item in bank.items})
    first = attempt_at(bank, {item.id: 2 for item in bank.shown(3)}, opened=3)
    found = compare(bank, full, bank, first)
    assert [change.shared for change in found.steps] == [3] * 5
    assert {round(change.error or 0, 2) for change in found.steps} == {22.69}


def test_a_step_that_is_not_ranked_is_compared_all_the_same() -> None:
    bank = make_bank({"A": "++", "B": "++"}, only_ranked_if={"B": {"decision": ("rebuild",)}})
    assert at_once(bank, {"B": "00"}, {"B": "44"}).of("B").certainty is Certainty.CLEARLY


def test_a_bound_reached_exactly_is_reached() -> None:
    model = {"item_noise_sd": 25.0, "occasion_noise_sd": 0.0}
    bank = make_bank({"A": "++"}, high=100, measurement_model=model)  # an error of 25 points
    answers = [{"A_1": 10, "A_2": 20}, {"A_1": 42, "A_2": 52}, {"A_1": 59, "A_2": 69}]
    base, may, clearly = (attempt_at(bank, given) for given in answers)
    assert compare(bank, base, bank, may).of("A").certainty is Certainty.MAY
    assert compare(bank, base, bank, clearly).of("A").certainty is Certainty.CLEARLY


def test_a_bound_reached_but_for_rounding_is_reached() -> None:
    model = {"item_noise_sd": 25.0, "occasion_noise_sd": 0.0, "z_possible": 1 / 15}
    bank = make_bank({"A": "++"}, high=30, measurement_model=model)
    then, now = ({"A_1": 3, "A_2": last} for last in (2, 3))
    change = compare(bank, attempt_at(bank, then), bank, attempt_at(bank, now)).of("A")
    assert change.index is not None
    assert change.index < 1 / 15  # by one in the last place; in fractions they are equal
    assert change.certainty is Certainty.MAY


# -- what is not compared -------------------------------------------------------------------------


def test_a_step_says_why_it_is_not_compared() -> None:
    bank = make_bank(dict.fromkeys("ABCDE", "++++"))
    then = {"A": "4444", "B": "4...", "C": "4444", "D": "....", "E": "44.."}
    now = {"A": "4444", "B": "4444", "C": "NNNN", "D": "N...", "E": ".44."}
    found = at_once(bank, then, now)
    assert {change.step: change.why_not for change in found.steps} == {
        "A": None,
        "B": NotCompared.NOT_SCORED_THEN,
        "C": NotCompared.NOT_SCORED_NOW,
        "D": NotCompared.NOT_SCORED,
        "E": NotCompared.TOO_FEW_SHARED,
    }
    assert found.of("E") == Change("E", 1, NotCompared.TOO_FEW_SHARED)


def test_items_of_another_rev_step_or_key_and_steps_of_one_edition_are_not_shared() -> None:
    then = make_bank({"A": "++++++", "B": "++", "Gone": "++"})
    items = {item.id: item for item in then.items if item.step != "Gone"}
    items["A_1"] = items["A_1"].model_copy(update={"rev": 2})
    items["A_2"] = items["A_2"].model_copy(update={"key": "-"})
    items["A_3"] = items["A_3"].model_copy(update={"step": "B"})
    items["A_4"] = items["A_4"].model_copy(update={"facet": "f", "sensitive": True})
    new = make_bank({"New": "++"})
    steps = [s for s in then.steps if s.id != "Gone"]
    now = changed(then, steps=(*new.steps, *steps), items=(*new.items, *items.values()))
    attempts = [attempt_at(bank, dict.fromkeys(bank.item_by_id, 4)) for bank in (then, now)]
    found = compare(then, attempts[0], now, attempts[1])
    assert [(c.step, c.shared, c.why_not) for c in found.steps] == [
        ("New", 0, NotCompared.ONLY_NOW),
        ("A", 3, None),
        ("B", 2, None),
        ("Gone", 0, NotCompared.ONLY_THEN),
    ]
    assert found.of("A").difference == 0  # the item keyed the other way is not in it


@pytest.mark.parametrize(
    ("fields", "side", "refused"),
    [
        ({"id": "other"}, "broke", NotComparable.OTHER_BANK),
        ({}, "broke", NotComparable.OTHER_PERSPECTIVE),
        ({"scale": {"id": "x", "min": 0, "max": 4}}, "hurt", NotComparable.OTHER_SCALE),
        ({"scale": {"min": 0, "max": 5}}, "hurt", NotComparable.OTHER_SCALE),
        ({"time_frame": {"id": "week"}}, "hurt", NotComparable.OTHER_TIME_FRAME),
        ({"scale": {"min": 0, "max": 4, "not_applicable": False}}, "hurt", None),
        ({"version": "2.0.0"}, "hurt", None),
    ],
)
def test_what_cannot_be_compared_at_all_says_why(
    fields: dict[str, object], side: str, refused: NotComparable | None
) -> None:
    other = changed(EIGHT, **fields)
    then = replace(attempt_at(EIGHT, dict.fromkeys(EIGHT.item_by_id, 3)), perspective="hurt")
    now = replace(attempt_at(other, dict.fromkeys(other.item_by_id, 3)), perspective=side)
    for found in (compare(EIGHT, then, other, now), compare(other, now, EIGHT, then)):
        assert found.refused is refused
        assert (found.steps == ()) is (refused is not None)


def test_attempts_without_one_common_answer_are_refused() -> None:
    found = at_once(EIGHT, {"A": "4444....", "B": "44444444"}, {"A": "....4444"})
    assert found.refused is NotComparable.NOTHING_SHARED


# -- cautions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "switched"),
    [
        ("en", "en", False),
        (None, None, False),
        ("en", "th", True),
        ("en", "en th", True),
        ("en th", "th en", True),
        (None, "en", True),
    ],
)
def test_another_language_is_a_caution_midway_too(
    then: str | None, now: str | None, switched: bool
) -> None:
    given = attempt_at(EIGHT, dict.fromkeys(EIGHT.item_by_id, 3))
    pair = replace(given, language=then), replace(given, language=now)
    found = compare(EIGHT, pair[0], EIGHT, pair[1])
    assert found.refused is None
    assert (Caution.ANOTHER_LANGUAGE in found.cautions) is switched


def test_one_answer_throughout_is_compared_with_a_caution() -> None:
    same = attempt_at(EIGHT, dict.fromkeys(EIGHT.item_by_id, 3))
    mixed = attempt_at(EIGHT, dict.fromkeys(EIGHT.item_by_id, 3) | {"A_1": 4})
    assert compare(EIGHT, same, EIGHT, mixed).cautions == (Caution.ONE_ANSWER_THEN,)
    assert compare(EIGHT, mixed, EIGHT, same).cautions == (Caution.ONE_ANSWER_NOW,)
    assert compare(EIGHT, mixed, EIGHT, same).of("A").why_not is None


@pytest.mark.parametrize(
    ("opened", "days", "soon"),
    [(3, 6.99, True), (3, 7, False), (8, 13.99, True), (8, 14, False), (8, -13, True), (3, -8, 0)],
)
def test_an_attempt_sooner_than_advised_is_compared_with_a_caution(
    opened: int, days: float, soon: bool
) -> None:
    stages = {"first": {"min_days_between": 7}, "full": {"min_days_between": 14}}
    bank = five_steps(stages=stages)
    answers = {item.id: index % 3 for index, item in enumerate(bank.shown(opened))}
    given = replace(attempt_at(bank, answers, opened), finished_at=MONDAY)
    later = replace(given, finished_at=MONDAY + timedelta(days=days))
    found = compare(bank, given, bank, later)
    assert found.apart == timedelta(days=days)
    assert found.cautions == ((Caution.SOONER_THAN_ADVISED,) if soon else ())
    assert found.refused is None


def test_the_advice_is_that_of_the_stage_taken_earlier_whichever_is_named_first() -> None:
    bank = five_steps(stages={"first": {"min_days_between": 7}, "full": {"min_days_between": 14}})
    answers = {item.id: index % 3 for index, item in enumerate(bank.shown(3))}
    first = replace(attempt_at(bank, answers, 3), finished_at=MONDAY)
    full = replace(first, opened=8, finished_at=MONDAY + timedelta(days=10))
    assert compare(bank, first, bank, full).cautions == ()
    assert compare(bank, full, bank, first).cautions == ()
    first = replace(first, finished_at=MONDAY + timedelta(days=20))
    assert compare(bank, full, bank, first).cautions == (Caution.SOONER_THAN_ADVISED,)


def test_without_finishing_times_nothing_is_said_of_the_time_between() -> None:
    found = at_once(EIGHT, {"A": "44444444"}, {"A": "44444443"})
    assert (found.apart, found.cautions) == (None, ())


# -- what always holds ----------------------------------------------------------------------------


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Bank, Attempt, Attempt]:
    bank = draw(banks())
    opened = st.integers(0, len(bank.pages))
    return (
        bank,
        attempt_at(bank, draw(answers_to(bank)), draw(opened)),
        attempt_at(bank, draw(answers_to(bank)), draw(opened)),
    )


@given(pairs())
def test_exchanging_then_and_now_turns_every_change_round(
    drawn: tuple[Bank, Attempt, Attempt],
) -> None:
    bank, then, now = drawn
    there, back = compare(bank, then, bank, now), compare(bank, now, bank, then)
    assert there.refused is back.refused
    turned = {None: None, Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
    for one, other in zip(there.steps, back.steps, strict=True):
        assert (one.then, one.now) == (other.now, other.then)
        assert (one.error, one.certainty) == (other.error, other.certainty)
        assert turned[one.direction] is other.direction
        if one.difference is not None and other.difference is not None:
            assert one.difference == -other.difference


@given(pairs())
def test_an_attempt_held_against_itself_shows_no_change(
    drawn: tuple[Bank, Attempt, Attempt],
) -> None:
    bank, then, _ = drawn
    found = compare(bank, then, bank, then)
    for change in found.steps:
        assert change.difference in (0, None)
        assert change.certainty in (Certainty.NO_CLEAR, None)
        assert change.direction is None


@given(pairs())
def test_a_step_is_judged_by_its_own_answers_alone(drawn: tuple[Bank, Attempt, Attempt]) -> None:
    bank, then, now = drawn
    whole = compare(bank, then, bank, now)
    for change in whole.steps:
        own = {item.id for item in bank.items_by_step[change.step]}
        alone = [
            replace(a, answers={i: v for i, v in a.answers.items() if i in own}, opened=99)
            for a in (then, now)
        ]
        both = [replace(a, opened=99) for a in (then, now)]
        found = compare(bank, alone[0], bank, alone[1])
        wanted = compare(bank, both[0], bank, both[1]).of(change.step)
        assert found.refused is not None or found.of(change.step) == wanted
        if found.refused is not None:
            assert wanted.certainty is None


@given(pairs())
def test_other_names_for_steps_and_items_change_nothing(
    drawn: tuple[Bank, Attempt, Attempt],
) -> None:
    bank, then, now = drawn
    other = changed(
        bank,
        steps=tuple(s.model_copy(update={"id": f"z{s.id}"}) for s in bank.steps),
        items=tuple(
            i.model_copy(update={"id": f"q {i.id}", "step": f"z{i.step}"}) for i in bank.items
        ),
        prerequisites=(),
    )
    named = [
        replace(a, answers={f"q {i}": answer for i, answer in a.answers.items()})
        for a in (then, now)
    ]
    found, wanted = compare(other, named[0], other, named[1]), compare(bank, then, bank, now)
    assert found.refused is wanted.refused
    assert [replace(c, step=c.step[1:]) for c in found.steps] == list(wanted.steps)


# -- an independent implementation ----------------------------------------------------------------


def by_the_book(bank: Bank, one: Attempt, two: Attempt) -> dict[str, tuple[int, Fraction, str]]:
    """Items shared, difference and label of each step compared, straight from the definition."""
    found = {}
    for step in bank.steps:
        rows = []
        for attempt in (one, two):
            answered = (
                n for n, p in enumerate(bank.pages, 1) if any(i.id in attempt.answers for i in p)
            )
            last = max([attempt.opened, *answered])
            seen = [i for p in bank.pages[:last] for i in p if i.step == step.id]
            numbers = {
                i.id: answer for i in seen if isinstance(answer := attempt.answers.get(i.id), int)
            }
            rows.append((numbers, len(numbers) >= 2 and 2 * len(numbers) >= len(seen)))
        if not (rows[0][1] and rows[1][1]):
            continue
        common = sorted(set(rows[0][0]) & set(rows[1][0]))
        if len(common) < 2:
            continue
        low, high = bank.scale.min, bank.scale.max
        means = []
        for numbers, _ in rows:
            values = [
                numbers[i] if bank.item_by_id[i].key == "+" else low + high - numbers[i]
                for i in common
            ]
            means.append(Fraction(sum(values), len(values)))
        difference = 100 * (means[1] - means[0]) / (high - low)
        rci = float(difference) / (2 * 25**2 / len(common) + 2 * 7**2) ** 0.5
        label = "no_clear" if abs(rci) < 1.28 else "may" if abs(rci) < 1.96 else "clearly"
        if label != "no_clear":
            label += " up" if rci > 0 else " down"
        found[step.id] = (len(common), difference, label)
    return found


def some_answers(bank: Bank, draw: random.Random) -> Attempt:
    opened = draw.choice([1, 2, 3, 3, 5, 8, 8])
    level = draw.random()
    answers: dict[str, Answer] = {}
    for item in bank.shown(opened):
        if draw.random() < 0.1:
            continue
        value = min(4, max(0, round(draw.gauss(4 * level, 1.2))))
        answers[item.id] = NOT_APPLICABLE if draw.random() < 0.1 else value
    return attempt_at(bank, answers, opened)


def test_four_hundred_random_pairs_agree_with_an_independent_implementation() -> None:
    draw = random.Random(20250303)
    bank = five_steps()
    labels = set()
    for _ in range(400):
        then, now = some_answers(bank, draw), some_answers(bank, draw)
        found = {c.step: c for c in compare(bank, then, bank, now).steps if c.why_not is None}
        wanted = by_the_book(bank, then, now)
        assert found.keys() == wanted.keys()
        for step, (shared, difference, label) in wanted.items():
            change = found[step]
            assert change.shared == shared
            assert change.difference == pytest.approx(float(difference), abs=1e-9)
            assert " ".join(filter(None, (change.certainty, change.direction))) == label
            labels.add(label)
    assert labels == {"no_clear", "may up", "may down", "clearly up", "clearly down"}
