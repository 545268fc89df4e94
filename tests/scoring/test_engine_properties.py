"""What holds for every bank and every attempt, whatever the answers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.findings import Verdict, find_drivers, find_focus
from quiz.scoring import Status, score
from tests.any_bank import DECISIONS, attempts
from tests.banks_in_code import changed


@given(attempts())
def test_every_scorecard_adds_up(drawn: tuple[Bank, Attempt]) -> None:
    bank, attempt = drawn
    for step in score(bank, attempt).steps:
        items = len(bank.items_by_step[step.step])
        assert step.shown == step.answered + step.not_applicable + step.skipped
        assert 0 <= step.not_reached <= items - step.shown
        if step.score is None or step.sem is None or step.low is None or step.high is None:
            assert step.status is not Status.SCORED
            assert step.bands == ()
        else:
            assert 0 <= step.low <= step.score <= step.high <= 100
            assert step.sem == pytest.approx(25 / math.sqrt(step.answered))
            assert 1 <= len(step.bands) <= 2


@given(attempts(), st.randoms())
def test_answers_in_any_order_give_one_result(drawn: tuple[Bank, Attempt], random: Any) -> None:
    bank, attempt = drawn
    pairs = list(attempt.answers.items())
    random.shuffle(pairs)
    other = replace(attempt, answers=dict(pairs))
    card = score(bank, attempt)
    focus = find_focus(bank, card)
    assert score(bank, other) == card
    assert find_focus(bank, score(bank, other)) == focus
    assert find_drivers(bank, other, focus) == find_drivers(bank, attempt, focus)


@given(attempts(), st.data())
def test_a_better_answer_never_lowers_its_step_nor_moves_another(
    drawn: tuple[Bank, Attempt], data: st.DataObject
) -> None:
    bank, attempt = drawn
    numbers = [i for i, answer in attempt.answers.items() if isinstance(answer, int)]
    if not numbers:
        return
    item = bank.item_by_id[data.draw(st.sampled_from(numbers))]
    value = bank.scale.keyed(int(attempt.answers[item.id]), item.key)  # type: ignore[arg-type]
    better = data.draw(st.integers(value, bank.scale.max))
    answers = {**attempt.answers, item.id: bank.scale.keyed(better, item.key)}
    before, after = score(bank, attempt), score(bank, replace(attempt, answers=answers))
    for old, new in zip(before.steps, after.steps, strict=True):
        if old.step != item.step:
            assert new == old
        elif old.score is None or new.score is None:
            assert old.status is new.status
        else:
            gained = 100 * (better - value) / (bank.scale.max - bank.scale.min) / old.answered
            assert new.score - old.score == pytest.approx(gained, abs=1e-9)


@given(attempts(), st.data())
def test_a_better_answer_never_makes_its_step_likelier_to_be_the_lowest(
    drawn: tuple[Bank, Attempt], data: st.DataObject
) -> None:
    bank, attempt = drawn
    numbers = [i for i, answer in attempt.answers.items() if isinstance(answer, int)]
    if not numbers:
        return
    item = bank.item_by_id[data.draw(st.sampled_from(numbers))]
    best = bank.scale.max if item.key == "+" else bank.scale.min
    context = {"decision": "rebuild"}
    before = find_focus(bank, score(bank, attempt), context).probabilities
    answers = {**attempt.answers, item.id: best}
    after = find_focus(bank, score(bank, replace(attempt, answers=answers)), context).probabilities
    assert after.get(item.step, 0) <= before.get(item.step, 0) + 1e-12


@given(attempts(), st.data())
def test_a_reversed_item_mirrored_gives_the_same_scores(
    drawn: tuple[Bank, Attempt], data: st.DataObject
) -> None:
    bank, attempt = drawn
    turned = set(data.draw(st.lists(st.sampled_from(list(bank.item_by_id)), unique=True)))
    items = tuple(
        item.model_copy(update={"key": "-" if item.key == "+" else "+"})
        if item.id in turned
        else item
        for item in bank.items
    )
    mirrored: dict[str, Answer] = {
        i: bank.scale.keyed(answer, "-") if i in turned and isinstance(answer, int) else answer
        for i, answer in attempt.answers.items()
    }
    other = changed(bank, items=items)
    assert score(other, replace(attempt, answers=mirrored)).steps == score(bank, attempt).steps


@given(attempts(), st.data())
def test_what_is_not_answered_never_counts(
    drawn: tuple[Bank, Attempt], data: st.DataObject
) -> None:
    # Whether a blank is skipped or does not apply, what is scored keeps its score.
    bank, attempt = drawn
    item = data.draw(st.sampled_from(list(bank.item_by_id)))
    without = {i: answer for i, answer in attempt.answers.items() if i != item}
    skipped = score(bank, replace(attempt, answers=without))
    passed = score(bank, replace(attempt, answers={**without, item: NOT_APPLICABLE}))
    for step in (*skipped.steps, *passed.steps):
        if step.score is not None:
            values = [
                bank.scale.keyed(answer, i.key)
                for i in bank.items_by_step[step.step]
                if isinstance(answer := without.get(i.id), int)
            ]
            mean = math.fsum(values) / len(values)
            span = bank.scale.max - bank.scale.min
            assert step.score == pytest.approx(100 * (mean - bank.scale.min) / span, abs=1e-12)


@given(attempts(), st.sampled_from(DECISIONS))
def test_every_focus_is_whole(drawn: tuple[Bank, Attempt], decision: str | None) -> None:
    bank, attempt = drawn
    card = score(bank, attempt)
    focus = find_focus(bank, card, {"decision": decision} if decision else {})
    scored = {step.step for step in card.steps if step.status is Status.SCORED}
    assert set(focus.ranked) <= scored
    if len(focus.ranked) >= 2:
        assert tuple(focus.probabilities) == focus.ranked
        assert math.fsum(focus.probabilities.values()) == pytest.approx(1, abs=1e-12)
    else:
        assert dict(focus.probabilities) == {}
    if focus.verdict is Verdict.NONE:
        assert focus.reason is not None
        assert (focus.steps, focus.begin_with, focus.prerequisite) == ((), None, None)
        return
    assert focus.reason is None
    assert focus.begin_with == focus.steps[0]
    assert len(set(focus.steps)) == len(focus.steps)
    listed = [step for step in focus.steps if step != focus.prerequisite]
    assert listed == [step for step in focus.ranked if step in listed]
    highest = max(focus.probabilities, key=lambda step: focus.probabilities[step])
    assert highest in focus.steps
    if focus.verdict is not Verdict.TOO_CLOSE:
        assert listed == [highest]


@given(attempts(), st.randoms())
def test_the_order_of_the_steps_changes_no_probability(
    drawn: tuple[Bank, Attempt], random: Any
) -> None:
    bank, attempt = drawn
    steps = list(bank.steps)
    random.shuffle(steps)
    shuffled = changed(bank, steps=tuple(steps))
    context = {"decision": "rebuild"}
    first = find_focus(bank, score(bank, attempt), context).probabilities
    second = find_focus(shuffled, score(shuffled, attempt), context).probabilities
    assert dict(second) == pytest.approx(dict(first), abs=1e-13)
