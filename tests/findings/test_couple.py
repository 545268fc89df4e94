"""Two people's views of the steps: which items they share, hand-worked gaps, what always holds."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank, Item
from quiz.findings import Certainty, CoupleView, Gap, gaps
from quiz.findings.couple import (
    CoupleCaution,
    NoCouple,
    NoGap,
    caution_for_owner,
    standard_error_of_gap,
)
from quiz.findings.sides import Stance, comparable
from tests.banks_in_code import changed

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
SIDES = ("hurt", "broke", "both")
Answers = dict[str, Answer]


def attempt_of(bank: Bank, side: str, answers: Answers, **rest: Any) -> Attempt:
    """An attempt that opened every page and finished on Monday, unless told otherwise."""
    usual: dict[str, Any] = {"opened": len(bank.pages), "finished_at": MONDAY, "language": "en"}
    return Attempt(bank.id, bank.version, answers, perspective=side, **(usual | rest))


def keyed(bank: Bank, value: int) -> Answers:
    """Answers that make every item's value the same."""
    return {item.id: bank.scale.keyed(value, item.key) for item in bank.items}


def with_value(bank: Bank, step: str, value: int, other: int = 2) -> Answers:
    """Answers that give one step's items this value, and those of all others another."""
    given = keyed(bank, other)
    return given | {i.id: bank.scale.keyed(value, i.key) for i in bank.items_by_step[step]}


def couple(bank: Bank, sides: tuple[str, str], *answers: Answers) -> CoupleView:
    one, other = (attempt_of(bank, *pair) for pair in zip(sides, answers, strict=True))
    return gaps(bank, one, other)


# -- which items ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sides", "full", "first"),
    [
        (("hurt", "broke"), (8, 8, 7, 5, 8), (3, 3, 3, 2, 3)),
        (("broke", "hurt"), (8, 8, 7, 5, 8), (3, 3, 3, 2, 3)),
        (("both", "both"), (8, 8, 7, 5, 8), (3, 3, 3, 2, 3)),
        (("hurt", "hurt"), (3, 0, 2, 0, 6), (0, 0, 0, 0, 2)),
        (("broke", "broke"), (3, 0, 2, 0, 6), (0, 0, 0, 0, 2)),
        (("hurt", "both"), (3, 0, 2, 0, 6), (0, 0, 0, 0, 2)),
        (("both", "broke"), (3, 0, 2, 0, 6), (0, 0, 0, 0, 2)),
    ],
)
def test_the_sides_decide_which_items_are_compared(
    sides: tuple[str, str], full: tuple[int, ...], first: tuple[int, ...], trust: Bank
) -> None:
    steps = list(trust.items_by_step)
    told = {s: n for s, n in zip(steps, full, strict=True) if n}
    assert comparable(trust, sides) == told
    shared = {g.step: g.shared for g in couple(trust, sides, *[keyed(trust, 2)] * 2).steps}
    assert shared == dict(zip(steps, full, strict=True))
    early = {s: n for s, n in zip(steps, first, strict=True) if n}
    assert comparable(trust, sides, first_stage=True) == early
    answers: Answers = {item.id: 2 for item in trust.shown(3)}
    pair = [attempt_of(trust, side, answers, opened=3) for side in sides]
    assert {g.step: g.shared for g in gaps(trust, *pair).steps if g.shared} == early


def test_a_step_without_two_common_items_is_seen_from_the_same_side(trust: Bank) -> None:
    found = couple(trust, ("hurt", "hurt"), keyed(trust, 2), keyed(trust, 4))
    assert found.stance is Stance.OTHER
    assert {g.step: g.why_not for g in found.not_compared} == {
        "S2": NoGap.SAME_SIDE,
        "S4": NoGap.SAME_SIDE,
    }


def test_a_step_without_two_answers_from_both_is_not_compared(trust: Bank) -> None:
    some = keyed(trust, 2)
    for item in trust.items_by_step["S1"][2:]:
        del some[item.id]  # two of eight: not scored
    for item in trust.items_by_step["S2"][4:]:
        del some[item.id]
    other = keyed(trust, 2)
    for item in trust.items_by_step["S2"][1:5]:
        other[item.id] = NOT_APPLICABLE
    found = couple(trust, ("hurt", "broke"), some, other)
    assert found.not_compared == (Gap("S1", 0, NoGap.TOO_FEW), Gap("S2", 0, NoGap.TOO_FEW))


def test_own_and_sensitive_items_move_no_gap(trust: Bank) -> None:
    other = attempt_of(trust, "broke", keyed(trust, 1))
    before = gaps(trust, attempt_of(trust, "hurt", keyed(trust, 2)), other)
    moved = keyed(trust, 2)
    for item in trust.items:
        if item.sensitive or item.referent == "self":
            moved[item.id] = trust.scale.keyed(4, item.key)
    assert sum(1 for item in trust.items if item.sensitive or item.referent == "self") == 4
    assert gaps(trust, attempt_of(trust, "hurt", moved), other) == before


def test_the_rules_are_the_banks_and_not_the_engines(trust: Bank) -> None:
    rules = {"opposed": ("broke", "both"), "own": ("breaker",), "alike": ("hurt",)}
    bank = changed(trust, couple=rules)
    answers = keyed(bank, 2), with_value(bank, "S5", 4)
    found = couple(bank, ("both", "broke"), *answers)
    assert found.stance is Stance.OPPOSED
    assert next(g.signed for g in found.steps if g.step == "S5") == pytest.approx(50)
    assert comparable(bank, ("hurt", "broke")) == {"S5": 2}
    assert couple(bank, ("both", "both"), *answers).stance is Stance.OTHER


def test_items_of_another_rev_are_not_shared_between_two_editions(trust: Bank) -> None:
    items = [
        i.model_copy(update={"rev": 2 if i.id in ("S1-01", "S1-02") else 1})
        for i in trust.items
        if i.step != "S5"
    ]
    items += [i.model_copy(update={"sensitive": True}) for i in trust.items_by_step["S5"][:2]]
    items += trust.items_by_step["S5"][2:]
    newer = changed(trust, version="0.2.0", items=tuple(items))
    one = attempt_of(trust, "hurt", keyed(trust, 3))
    other = attempt_of(newer, "broke", keyed(newer, 1))
    found = gaps(trust, one, other, other_bank=newer)
    assert [g.shared for g in found.steps] == [6, 8, 7, 5, 6]
    back = gaps(newer, other, one, other_bank=trust)
    assert [g.signed for g in back.steps] == [g.signed for g in found.steps] == [50.0] * 5


# -- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shared", "error"), [(8, 12.50), (5, 15.81), (3, 20.41)])
def test_the_standard_errors_are_those_of_the_design(
    shared: int, error: float, trust: Bank
) -> None:
    assert standard_error_of_gap(trust.measurement_model, shared) == pytest.approx(error, abs=0.005)


@pytest.mark.parametrize(
    ("raised", "size", "certainty"),
    [
        (0, 0.0, Certainty.NO_CLEAR),
        (5, 15.625, Certainty.NO_CLEAR),  # 1.25 errors of 12.5
        (6, 18.75, Certainty.MAY),  # 1.5
        (7, 21.875, Certainty.MAY),  # 1.75
        (8, 25.0, Certainty.CLEARLY),  # 2.0
    ],
)
def test_a_gap_is_named_by_its_size_in_standard_errors(
    raised: int, size: float, certainty: Certainty, trust: Bank
) -> None:
    other = keyed(trust, 2)
    for item in trust.items_by_step["S2"][:raised]:
        other[item.id] = trust.scale.keyed(3, item.key)
    found = couple(trust, ("hurt", "broke"), keyed(trust, 2), other)
    gap = next(g for g in found.steps if g.step == "S2")
    assert (gap.size, gap.signed, gap.error) == pytest.approx((size, -size, 12.5))
    assert (gap.shared, gap.certainty) == (8, certainty)
    assert gap.one is not None
    assert gap.one.score == 50
    assert gap.one.high == pytest.approx(50 + 1.28 * 25 / 8**0.5)


def test_agreements_come_first_and_the_surest_difference_is_the_one_to_talk_about(
    trust: Bank,
) -> None:
    other = keyed(trust, 2) | with_value(trust, "S4", 4)  # 50 points on 5 items: 3.16 errors
    for item in trust.items_by_step["S2"]:
        other[item.id] = trust.scale.keyed(3, item.key)  # 25 points on 8: 2
    for item in trust.items_by_step["S5"]:
        other[item.id] = trust.scale.keyed(1, item.key)
    found = couple(trust, ("both", "both"), keyed(trust, 2), other)
    assert [g.step for g in found.agreements] == ["S1", "S3"]
    assert [g.step for g in found.differences] == ["S4", "S2", "S5"]
    assert found.to_talk_about is found.differences[0]
    assert [g.signed for g in found.steps] == [None] * 5  # no order between two alike
    for item in trust.items_by_step["S4"]:
        other[item.id] = trust.scale.keyed(3, item.key)  # 25 points on 5: 1.58
    other["S5-08"] = trust.scale.keyed(2, trust.item_by_id["S5-08"].key)  # 21.875 on 8: 1.75
    found = couple(trust, ("both", "both"), keyed(trust, 2), other)
    assert [g.step for g in found.differences] == ["S2", "S5", "S4"]
    agreed = couple(trust, ("both", "both"), keyed(trust, 2), keyed(trust, 2))
    assert (agreed.to_talk_about, agreed.differences) == (None, ())


# -- whether there is a view at all ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("apart", "refused"),
    [
        (timedelta(0), None),
        (timedelta(days=14), None),
        (timedelta(days=-14), None),
        (timedelta(days=14, microseconds=1), NoCouple.TOO_FAR_APART),
        (timedelta(days=-14, microseconds=-1), NoCouple.TOO_FAR_APART),
    ],
)
def test_attempts_lie_at_most_14_times_24_hours_apart(
    apart: timedelta, refused: NoCouple | None, trust: Bank
) -> None:
    one = attempt_of(trust, "hurt", keyed(trust, 2))
    other = attempt_of(trust, "broke", keyed(trust, 2), finished_at=MONDAY + apart)
    assert gaps(trust, one, other).refused is refused


def test_what_is_refused_says_why_and_shows_no_step(trust: Bank) -> None:
    one, other = (attempt_of(trust, side, keyed(trust, 2)) for side in ("hurt", "broke"))
    lone = changed(trust, couple=None)
    strangers = changed(trust, id="other")
    points = changed(trust, scale={"id": "freq5_v2", "min": 0, "max": 4})
    month = changed(trust, time_frame={"id": "past_month", "days": 30})
    blank = attempt_of(trust, "broke", {})
    for found, why in [
        (gaps(lone, one, other), NoCouple.NOT_OFFERED),
        (gaps(trust, one, other, other_bank=strangers), NoCouple.OTHER_BANK),
        (gaps(trust, one, other, other_bank=points), NoCouple.OTHER_SCALE),
        (gaps(trust, one, other, other_bank=month), NoCouple.OTHER_TIME_FRAME),
        (gaps(trust, one, replace(other, finished_at=None)), NoCouple.NOT_FINISHED),
        (gaps(trust, replace(one, finished_at=None), other), NoCouple.NOT_FINISHED),
        (gaps(trust, one, blank), NoCouple.NOTHING_SHARED),
    ]:
        assert (found.refused, found.steps, found.cautions) == (why, (), ())
        assert (found.agreements, found.differences, found.not_compared) == ((), (), ())
    assert comparable(lone, ("hurt", "broke")) == {}


def test_another_language_is_a_caution_for_both(trust: Bank) -> None:
    one = attempt_of(trust, "hurt", keyed(trust, 2))
    for language, cautions in {"en": (), "th": (CoupleCaution.ANOTHER_LANGUAGE,)}.items():
        other = attempt_of(trust, "broke", keyed(trust, 2), language=language)
        assert gaps(trust, one, other).cautions == cautions


def test_the_caution_on_quality_is_its_owners_and_not_in_the_view(trust: Bank) -> None:
    flat = attempt_of(trust, "hurt", dict.fromkeys(trust.item_by_id, 2))
    varied = replace(flat, answers={**flat.answers, "S4-05": 3})  # an item that is not compared
    other = attempt_of(trust, "broke", keyed(trust, 3))
    assert (caution_for_owner(trust, flat), caution_for_owner(trust, varied)) == (True, False)
    assert gaps(trust, flat, other) == gaps(trust, varied, other)


def test_no_item_is_named_in_the_view(trust: Bank) -> None:
    found = couple(trust, ("hurt", "broke"), keyed(trust, 1), keyed(trust, 3))
    text = repr(found)
    assert all(item.id not in text for item in trust.items)
    assert {field.name for field in fields(CoupleView)} == {
        "refused", "stance", "steps", "cautions",
    }  # fmt: skip


# -- what always holds ----------------------------------------------------------------------------


@st.composite
def two(draw: st.DrawFn) -> tuple[list[str], list[list[Answer | None]], list[int]]:
    row = st.lists(st.sampled_from([0, 1, 2, 3, 4, None, NOT_APPLICABLE]), min_size=40, max_size=40)
    sides = draw(st.lists(st.sampled_from(SIDES), min_size=2, max_size=2))
    return sides, [draw(row), draw(row)], [draw(st.integers(1, 8)), draw(st.integers(1, 8))]


Two = tuple[list[str], list[list[Answer | None]], list[int]]


def built(bank: Bank, drawn: Two) -> list[Attempt]:
    """Two attempts from their sides, answers (None: left blank) and pages opened."""
    made = []
    for side, row, opened in zip(*drawn, strict=True):
        shown = {item.id for item in bank.shown(opened)}
        answers = {
            item.id: answer
            for item, answer in zip(bank.items, row, strict=True)
            if answer is not None and item.id in shown
        }
        made.append(attempt_of(bank, side, answers, opened=opened))
    return made


@given(drawn=two())
def test_the_order_in_which_two_are_given_changes_nothing_but_who_is_one(
    drawn: Two, trust: Bank
) -> None:
    one, other = built(trust, drawn)
    there, back = gaps(trust, one, other), gaps(trust, other, one)
    turned = tuple(replace(g, one=g.other, other=g.one) for g in back.steps)
    assert there == replace(back, steps=turned)


@given(drawn=two())
def test_exchanging_the_two_sides_turns_every_signed_gap_round(drawn: Two, trust: Bank) -> None:
    one, other = (replace(a, perspective="hurt") for a in built(trust, drawn))
    there = gaps(trust, one, replace(other, perspective="broke"))
    back = gaps(trust, replace(one, perspective="broke"), other)
    assert [g.signed for g in there.steps] == [
        None if g.signed is None else -g.signed for g in back.steps
    ]
    assert [g.certainty for g in there.steps] == [g.certainty for g in back.steps]


@given(drawn=two())
def test_the_same_answers_from_both_are_agreements_only(drawn: Two, trust: Bank) -> None:
    one, other = built(trust, drawn)
    found = gaps(trust, one, replace(one, perspective=other.perspective))
    assert all(g.size == 0 for g in found.agreements)
    assert found.differences == ()


@given(drawn=two())
def test_a_step_is_judged_by_its_own_answers_alone(drawn: Two, trust: Bank) -> None:
    pair = built(trust, drawn)
    for gap in gaps(trust, *pair).steps:
        own = {item.id for item in trust.items_by_step[gap.step]}
        alone = [replace(a, answers={i: v for i, v in a.answers.items() if i in own}) for a in pair]
        found = gaps(trust, *alone)
        mine = [g for g in found.steps if g.step == gap.step]
        assert mine == [gap] or (found.refused is NoCouple.NOTHING_SHARED and gap.why_not)


# -- an independent implementation ----------------------------------------------------------------


def _raised(attempt: Attempt, item: Item) -> int:
    """The answer as the higher the better, on 0-4."""
    answer = attempt.answers[item.id]
    assert isinstance(answer, int)
    return answer if item.key == "+" else 4 - answer


def scores_by_the_book(
    bank: Bank, one: Attempt, two: Attempt
) -> dict[str, tuple[int, Fraction, Fraction]]:
    """Items, and the score of each on just these, for each step compared."""
    sides = {one.perspective, two.perspective}
    everything = sides in ({"hurt", "broke"}, {"both"})
    found = {}
    for step, items in bank.items_by_step.items():
        scored = True
        for attempt in (one, two):
            seen = [i.id for p in bank.pages[: attempt.opened] for i in p if i.step == step]
            given = [i for i in seen if isinstance(attempt.answers.get(i), int)]
            scored = scored and len(given) >= 2 and 2 * len(given) >= len(seen)
        used = [
            i
            for i in items
            if not i.sensitive
            and (i.referent != "self" if everything else i.referent == "couple")
            and isinstance(one.answers.get(i.id), int)
            and isinstance(two.answers.get(i.id), int)
        ]
        if not scored or len(used) < 2:
            continue
        mine, theirs = (
            Fraction(100 * sum(_raised(a, i) for i in used), 4 * len(used)) for a in (one, two)
        )
        found[step] = (len(used), mine, theirs)
    return found


def by_the_book(bank: Bank, one: Attempt, two: Attempt) -> dict[str, tuple[int, Fraction, str]]:
    """Items, x of the first less x of the second, and label, for each step compared."""
    found = {}
    for step, (shared, mine, theirs) in scores_by_the_book(bank, one, two).items():
        ratio = abs(float(mine - theirs)) / (1250 / shared) ** 0.5
        label = "no_clear" if ratio < 1.28 else "may" if ratio < 1.96 else "clearly"
        found[step] = (shared, mine - theirs, label)
    return found


def test_four_hundred_random_pairs_agree_with_an_independent_implementation(trust: Bank) -> None:
    draw = random.Random(20250304)
    seen: dict[str, set[str]] = {}
    for _ in range(400):
        pair = []
        for _ in range(2):
            level, opened = draw.random(), draw.choice([2, 3, 3, 5, 8, 8, 8])
            answers: Answers = {}
            for item in trust.shown(opened):
                if draw.random() < 0.9:
                    value = min(4, max(0, round(draw.gauss(4 * level, 1))))
                    answers[item.id] = NOT_APPLICABLE if draw.random() < 0.1 else value
            pair.append(attempt_of(trust, draw.choice(SIDES), answers, opened=opened))
        found, wanted = gaps(trust, *pair), by_the_book(trust, *pair)
        assert {g.step for g in found.steps if g.why_not is None} == wanted.keys()
        assert (found.refused is NoCouple.NOTHING_SHARED) is not bool(wanted)
        turn = -1 if pair[0].perspective == "broke" else 1
        for gap in found.steps:
            if gap.step in wanted:
                shared, difference, label = wanted[gap.step]
                assert (gap.shared, gap.certainty) == (shared, label)
                assert gap.size == pytest.approx(abs(float(difference)), abs=1e-9)
                opposed = {a.perspective for a in pair} == {"hurt", "broke"}
                signed = pytest.approx(turn * float(difference), abs=1e-9) if opposed else None
                assert gap.signed == signed
                seen.setdefault(found.stance, set()).add(label)
    assert seen == {stance: {"no_clear", "may", "clearly"} for stance in Stance}
