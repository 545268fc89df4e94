"""Attempts in a row: dots, breaks, and the counsellor's slope with its p."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from math import erfc, factorial, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.findings import Trend, find_trend
from quiz.findings.slope import mann_kendall, theil_sen, trend_sum, variance
from quiz.findings.trend import Break, NoDot, NoSlope, TrendCaution
from quiz.scoring import Status, score
from tests.banks_in_code import answers_in_turn, attempt_at, changed, five_steps, make_bank

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
EIGHT = make_bank({"A": "++++++++", "B": "++-+"}, perspectives=("hurt", "broke"))
History = list[tuple[Bank, Attempt]]


def taken(week: float, value: int | dict[str, str], bank: Bank = EIGHT, **rest: Any) -> Attempt:
    """An attempt so many weeks after Monday: one answer to everything, or those written out."""
    if isinstance(value, dict):
        answers = answers_in_turn(bank, value)
    else:
        answers = {item.id: bank.scale.keyed(value, item.key) for item in bank.items}
    finished: dict[str, Any] = {"finished_at": MONDAY + timedelta(weeks=week)}
    return replace(attempt_at(bank, answers), **(finished | {"perspective": "hurt"} | rest))


def trend_of(*attempts: Attempt, bank: Bank = EIGHT) -> Trend:
    return find_trend([(bank, attempt) for attempt in attempts])


def scores(trend: Trend, step: str = "A") -> list[float | None]:
    return [dot.point.score if dot.point else None for dot in trend.of(step).dots]


# -- dots -----------------------------------------------------------------------------------------


def test_a_dot_has_its_score_and_range() -> None:
    (dot,) = trend_of(taken(0, {"A": "12344321"})).of("A").dots
    reach = 1.28 * 25 / sqrt(8)
    assert dot.point is not None
    assert astuple(dot.point) == pytest.approx((62.5, 62.5 - reach, 62.5 + reach, 8))
    assert (dot.why_none, dot.break_before) == (None, None)


def test_attempts_stand_by_finishing_time_in_whatever_order_they_are_given() -> None:
    attempts = [taken(week, value) for week, value in ((3, 3), (0, 0), (1, 1), (2, 2), (1, 4))]
    trend = trend_of(*attempts, replace(attempts[0], finished_at=None))
    assert [moment.place for moment in trend.moments] == [1, 2, 4, 3, 0]
    assert scores(trend) == [0.0, 25.0, 100.0, 50.0, 75.0]
    assert trend.undated == (5,)
    assert trend_of(replace(attempts[0], finished_at=None)) == Trend((), (), (), (0,))
    assert find_trend([]) == Trend((), (), (), ())


def test_15_questions_and_40_stand_on_the_15() -> None:
    bank = five_steps()
    full = taken(0, 1, bank)
    better = {item.id: bank.scale.keyed(4, item.key) for item in bank.items if not item.short}
    full = replace(full, answers={**full.answers, **better})
    first = replace(taken(1, 3, bank), opened=3)
    first = replace(first, answers={i.id: first.answers[i.id] for i in bank.shown(3)})
    trend = trend_of(full, first, bank=bank)
    assert scores(trend, "S1") == [25.0, 75.0]
    assert [d.point.answered for d in trend.of("S1").dots if d.point] == [3, 3]
    assert scores(trend_of(full, bank=bank), "S1") == [pytest.approx(100 * (3 + 20) / 32)]


def test_what_was_shown_counts_and_not_what_was_answered_every_time() -> None:
    trend = trend_of(taken(0, {"A": "4444...."}), taken(1, {"A": "..222222"}))
    assert scores(trend) == [100.0, 50.0]
    assert [d.point.answered for d in trend.of("A").dots if d.point] == [4, 6]


def test_a_step_that_is_not_scored_leaves_a_hole_that_the_line_goes_over() -> None:
    trend = trend_of(taken(0, 1), taken(1, {"A": "444.....", "B": "4444"}), taken(2, 3))
    assert scores(trend) == [25.0, None, 75.0]
    assert [dot.why_none for dot in trend.of("A").dots] == [None, NoDot.NOT_SCORED, None]
    assert [dot.break_before for dot in trend.of("A").dots] == [None] * 3


def test_too_few_answers_on_the_common_items_leave_a_hole() -> None:
    bank = make_bank({"A": "++++"}, short=2)
    full = taken(0, {"A": "N44N"}, bank, perspective=None)
    first = replace(taken(1, {"A": "22.."}, bank, perspective=None), opened=2)
    dots = trend_of(full, first, bank=bank).of("A").dots
    assert [dot.why_none for dot in dots] == [NoDot.TOO_FEW_SHARED, None]


# -- breaks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "side", "why"),
    [
        ({"id": "other"}, "broke", Break.OTHER_BANK),
        ({}, "broke", Break.OTHER_PERSPECTIVE),
        ({"scale": {"id": "v2", "min": 0, "max": 4}}, "hurt", Break.OTHER_SCALE),
        ({"time_frame": {"id": "week"}}, "hurt", Break.OTHER_TIME_FRAME),
        ({"version": "2.0.0"}, "hurt", None),
    ],
)
def test_the_line_breaks_where_attempts_cannot_be_compared(
    fields: dict[str, Any], side: str, why: Break | None
) -> None:
    other = changed(EIGHT, **fields)
    history: History = [(EIGHT, taken(week, 1)) for week in (0, 1)]
    history += [(other, taken(week, 3, other, perspective=side)) for week in (2, 3)]
    trend = find_trend(history)
    for step in trend.steps:
        assert [dot.break_before for dot in step.dots] == [None, None, why, None]
    assert scores(trend) == [25.0, 25.0, 75.0, 75.0]


def renewed(bank: Bank, *ids: str, version: str = "2.0.0") -> Bank:
    """The bank with a new rev of these items."""
    items = (i.model_copy(update={"rev": i.rev + (i.id in ids)}) for i in bank.items)
    return changed(bank, version=version, items=tuple(items))


def test_an_item_of_another_rev_is_left_out_and_a_step_without_two_breaks_alone() -> None:
    newer = renewed(EIGHT, "A_1", "A_2", "B_1", "B_2", "B_3")
    old = taken(0, {"A": "00222222", "B": "4444"})
    new = taken(1, {"A": "44333333", "B": "1111"}, newer)
    trend = find_trend([(EIGHT, old), (newer, new)])
    assert scores(trend, "A") == [50.0, 75.0]
    assert [dot.break_before for dot in trend.of("A").dots] == [None, None]
    assert scores(trend, "B") == [75.0, 37.5]  # each on all of its own items
    assert [dot.break_before for dot in trend.of("B").dots] == [None, Break.TOO_FEW_SHARED]


def test_a_stretch_is_as_long_as_it_can_be_from_the_latest_attempt_back() -> None:
    banks = [EIGHT]
    for ids in (("B_1", "B_2"), ("B_3",), ("A_1",)):
        banks.append(renewed(banks[-1], *ids, version=f"{len(banks) + 1}.0.0"))
    history = [(bank, taken(week, 2, bank)) for week, bank in enumerate(banks)]
    dots = find_trend(history).of("B").dots
    assert [dot.break_before for dot in dots] == [None, Break.TOO_FEW_SHARED, None, None]
    assert [dot.point.answered for dot in dots if dot.point] == [4, 3, 3, 3]
    dots = find_trend(history[:2]).of("B").dots
    assert [dot.point.answered for dot in dots if dot.point] == [2, 2]


def test_the_steps_are_those_of_the_latest_edition() -> None:
    newer = make_bank({"B": "++-+", "C": "++"}, perspectives=("hurt",))
    trend = find_trend([(EIGHT, taken(0, 1)), (newer, taken(1, 3, newer))])
    assert [step.step for step in trend.steps] == ["B", "C"]
    assert [dot.why_none for dot in trend.of("C").dots] == [NoDot.NOT_IN_EDITION, None]
    with pytest.raises(KeyError):
        trend.of("A")


def test_another_language_since_the_last_break_is_a_caution() -> None:
    thai = taken(0, 1, language="th", perspective="broke")
    english = [taken(week, 2, language="en") for week in (1, 2)]
    assert trend_of(thai, *english).cautions == ()
    assert trend_of(taken(0, 1, language="th"), *english).cautions == (
        TrendCaution.ANOTHER_LANGUAGE,
    )
    switched = taken(3, 2, language="en th")
    assert trend_of(thai, *english, switched).cautions == (TrendCaution.ANOTHER_LANGUAGE,)


def test_a_moment_tells_of_one_answer_throughout() -> None:
    flat = taken(0, {"A": "33333333", "B": "3333"})
    trend = trend_of(flat, taken(1, 3))
    assert [moment.one_answer_throughout for moment in trend.moments] == [True, False]


# -- the slope: numbers ---------------------------------------------------------------------------

few_values = st.sampled_from([0.0, 12.5, 25.0, 50.0, 62.5])
days = st.integers(0, 400).map(lambda day: day / 7)


@st.composite
def rows(draw: st.DrawFn, smallest: int, largest: int) -> tuple[list[float], list[float]]:
    """Times in weeks, in order and all different, and values with ties."""
    size = draw(st.integers(smallest, largest))
    times = draw(st.lists(days, min_size=size, max_size=size, unique=True))
    return sorted(times), draw(st.lists(few_values, min_size=size, max_size=size))


@given(rows(5, 14))
def test_the_slope_is_that_of_scipy(row: tuple[list[float], list[float]]) -> None:
    times, values = row
    assert theil_sen(times, values) == pytest.approx(stats.theilslopes(values, times).slope)


def test_pairs_at_one_time_have_no_slope() -> None:
    times, values = [0.0, 0.0, 1.0, 2.0, 2.0], [5.0, 1.0, 4.0, 8.0, 9.0]
    assert theil_sen(times, values) == pytest.approx(stats.theilslopes(values, times).slope)
    assert theil_sen([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None


@settings(max_examples=50)
@given(st.integers(2, 8).flatmap(lambda n: st.permutations(range(n))))
def test_p_without_ties_is_the_exact_one_of_scipy(order: list[int]) -> None:
    found = mann_kendall(list(range(len(order))), order)
    wanted = stats.kendalltau(range(len(order)), order, method="exact").pvalue
    assert found == pytest.approx(wanted, abs=1e-12)


def p_of_all_orders(times: Sequence[float], values: Sequence[float]) -> float:
    """The part of all n! orders with |S'| >= |S|, each looked at."""

    def total(row: Sequence[float]) -> int:
        return sum(
            ((row[j] > row[i]) - (row[j] < row[i])) * (times[j] > times[i])
            for i in range(len(row))
            for j in range(i + 1, len(row))
        )

    bar = abs(total(values))
    return sum(abs(total(o)) >= bar for o in itertools.permutations(values)) / factorial(
        len(values)
    )


@settings(max_examples=40)
@given(rows(3, 6))
def test_p_with_ties_is_the_part_of_all_orders(row: tuple[list[float], list[float]]) -> None:
    assert mann_kendall(*row) == pytest.approx(p_of_all_orders(*row), abs=1e-12)


@pytest.mark.parametrize(
    ("times", "values"),
    [
        ((0, 1, 2, 3, 4, 5, 6, 7), (0, 25, 25, 50, 50, 50, 62.5, 62.5)),
        ((0, 1, 2, 3, 4, 5, 6, 7), (50, 25, 25, 50, 50, 0, 62.5, 0)),
        ((0, 0, 2, 3, 3, 3), (0, 25, 25, 50, 0, 62.5)),
        ((0, 0, 0, 0, 1), (4, 3, 2, 1, 0)),
    ],
)
def test_p_with_ties_in_values_and_times_is_the_part_of_all_orders(
    times: tuple[float, ...], values: tuple[float, ...]
) -> None:
    assert mann_kendall(times, values) == pytest.approx(p_of_all_orders(times, values), abs=1e-12)


def test_p_of_five_that_only_rise_is_2_in_120() -> None:
    assert mann_kendall(range(5), range(5)) == pytest.approx(2 / 120)
    assert mann_kendall(range(5), range(5, 0, -1)) == pytest.approx(2 / 120)
    assert mann_kendall(range(5), [1, 1, 1, 1, 1]) == 1


@settings(max_examples=200)
@given(rows(9, 16))
def test_beyond_eight_p_is_normal_with_the_variance_of_scipy(
    row: tuple[list[float], list[float]],
) -> None:
    times, values = row
    s = trend_sum(times, values)
    if len(set(values)) == 1 or s == 0:
        assert mann_kendall(times, values) == 1
        return
    plain = stats.kendalltau(times, values, method="asymptotic").pvalue  # not continuity-corrected
    spread = sqrt(variance(times, values))
    assert erfc(abs(s) / spread / sqrt(2)) == pytest.approx(plain, abs=1e-12)
    wanted = 2 * stats.norm.sf((abs(s) - 1) / spread)
    assert mann_kendall(times, values) == pytest.approx(wanted, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=9, max_size=14))
def test_the_variance_takes_ties_in_time_too(pairs: list[tuple[int, int]]) -> None:
    times, values = zip(*sorted(pairs), strict=True)
    s = trend_sum(times, values)
    if len(set(values)) == 1 or len(set(times)) == 1 or s == 0:
        return
    plain = stats.kendalltau(times, values, method="asymptotic").pvalue
    assert erfc(abs(s) / sqrt(2 * variance(times, values))) == pytest.approx(plain, abs=1e-12)


# -- the slope: when ------------------------------------------------------------------------------


def test_a_slope_is_in_points_a_week_from_five_attempts() -> None:
    attempts = [taken(2 * n, n) for n in range(5)]
    slope = trend_of(*attempts).of("A").slope
    assert slope is not None
    assert astuple(slope) == pytest.approx((12.5, 2 / 120, 5))
    step = trend_of(*attempts[:4]).of("A")
    assert (step.slope, step.why_no_slope) == (None, NoSlope.TOO_FEW_ATTEMPTS)


def test_only_attempts_with_a_dot_count_towards_five() -> None:
    attempts = [taken(n, n) for n in range(4)]
    blank = taken(4, {"A": "4.......", "B": "4444"})
    step = trend_of(*attempts, blank).of("A")
    assert step.why_no_slope is NoSlope.TOO_FEW_ATTEMPTS
    slope = trend_of(*attempts, blank, taken(5, 4)).of("A").slope
    assert slope is not None
    assert slope.attempts == 5
    assert slope.per_week == pytest.approx(25)


def test_only_the_latest_run_of_one_perspective_counts() -> None:
    early = [taken(n, 4) for n in range(5)]
    other = taken(5, 0, perspective="broke")
    late = [taken(n, n - 6) for n in range(6, 11)]
    assert trend_of(*early, other).of("A").why_no_slope is NoSlope.TOO_FEW_ATTEMPTS
    assert trend_of(*early, other, *late[:4]).of("A").slope is None
    slope = trend_of(*early, other, *late).of("A").slope
    assert slope is not None
    assert astuple(slope) == pytest.approx((25, 2 / 120, 5))


def test_attempts_that_all_finished_at_once_have_no_slope() -> None:
    step = trend_of(*(taken(0, n) for n in range(5))).of("A")
    assert (step.slope, step.why_no_slope) == (None, NoSlope.NO_TIME_BETWEEN)


def by_the_book(history: History, step: str) -> tuple[int, float, float] | None:
    """Attempts, points a week and p, straight from the definition; None without a trend."""
    row = sorted(history, key=lambda pair: pair[1].finished_at or MONDAY)
    run = list(itertools.takewhile(lambda p: p[1].perspective == row[-1][1].perspective, row[::-1]))
    run = [p for p in run[::-1] if score(*p).of(step).status is Status.SCORED]
    revs = []
    for bank, attempt in run:
        last = max([attempt.opened, *_pages_answered(bank, attempt)])
        revs.append({(i.id, i.rev) for page in bank.pages[:last] for i in page if i.step == step})
    common = {id_ for id_, _ in set.intersection(*revs)} if revs else set()
    points = []
    for bank, attempt in run:
        values = [
            bank.scale.keyed(answer, bank.item_by_id[i].key)
            for i in common
            if isinstance(answer := attempt.answers.get(i), int)
        ]
        if len(values) >= 2 and attempt.finished_at:
            week = (attempt.finished_at - MONDAY).total_seconds() / (7 * 86400)
            points.append((week, round(25 * sum(values) / len(values), 9)))
    if len(points) < 5:
        return None
    times, scored = zip(*points, strict=True)
    slope = float(stats.theilslopes(scored, times).slope)
    if len(points) <= 6:
        return len(points), slope, p_of_all_orders(times, scored)
    return len(points), slope, mann_kendall(times, scored)


def _pages_answered(bank: Bank, attempt: Attempt) -> list[int]:
    return [n for n, p in enumerate(bank.pages, 1) if any(i.id in attempt.answers for i in p)]


def test_two_hundred_random_histories_agree_with_an_independent_implementation() -> None:
    draw = random.Random(20250305)
    bank = five_steps(perspectives=("hurt", "broke"))
    newer = renewed(bank, "S1_1", "S3_2", "S3_3")
    sizes = set()
    for _ in range(200):
        history: History = []
        change = draw.randint(0, 9)
        for n in range(draw.randint(3, 9)):
            own = bank if n < change else newer
            opened = draw.choice([3, 3, 8, 8, 8])
            answers: dict[str, Answer] = {
                item.id: NOT_APPLICABLE if draw.random() < 0.2 else draw.randint(0, 4)
                for item in own.shown(opened)
                if draw.random() < 0.8
            }
            side = "hurt" if draw.random() < 0.95 else "broke"
            when = MONDAY + timedelta(days=3 * n, minutes=draw.randint(0, 4000))
            attempt = replace(attempt_at(own, answers, opened), perspective=side, finished_at=when)
            history.append((own, attempt))
        shuffled = draw.sample(history, len(history))
        trend = find_trend(shuffled)
        for step in trend.steps:
            if any(dot.break_before is Break.TOO_FEW_SHARED for dot in step.dots):
                continue  # the definition has no trend over such a row; the stretch may
            wanted = by_the_book(history, step.step)
            found = step.slope
            assert (found is None) is (wanted is None)
            if found is not None and wanted is not None:
                assert (found.attempts, found.per_week, found.p) == pytest.approx(wanted, abs=1e-9)
                sizes.add(found.attempts)
    assert sizes >= {5, 6, 7, 8}
