"""How clients stand, rule by rule, one by one and all at once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank, Stage
from quiz.errors import AnswerError
from quiz.findings.change import Caution, NotComparable, Taken
from quiz.findings.facets import facet_points
from quiz.findings.mean import mean_of_steps
from quiz.findings.standing import (
    Interval,
    Moved,
    Movement,
    Standing,
    chance_of_any_clear,
    find_standing,
)
from quiz.findings.standings import Client, find_standings
from quiz.findings.topics import find_topics
from quiz.scoring import score
from tests.any_bank import answers_to, banks
from tests.banks_in_code import answers_in_turn, attempt_at, changed, five_steps

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FIVE = five_steps()
LEVELS = {"0": "01001100", "1": "11211111", "2": "13222222", "3": "33233333", "4": "44344444"}


def keyed(bank: Bank, steps: Sequence[str]) -> dict[str, Answer]:
    """Answers by the value that each item gets, eight a step."""
    marks = dict(zip(bank.items_by_step, steps, strict=True))
    raw = answers_in_turn(bank, marks)
    return {
        i: bank.scale.keyed(a, bank.item_by_id[i].key) if isinstance(a, int) else a
        for i, a in raw.items()
    }


def taken(steps: str, day: int = 0, **rest: object) -> Attempt:
    """An attempt at five steps from a level each ("32222"), finished so many days after Monday."""
    made = attempt_at(FIVE, keyed(FIVE, [LEVELS[mark] for mark in steps]))
    usual = {
        "finished_at": MONDAY + timedelta(days=day),
        "perspective": "hurt",
        "language": "en",
    }
    return replace(made, **(usual | rest))  # type: ignore[arg-type]


def standing_of(*attempts: Attempt, now: datetime = NOW, agreed: int | None = None) -> Standing:
    found = find_standing([(FIVE, attempt) for attempt in attempts], now, agreed)
    assert found is not None
    return found


# -- clients at random -----------------------------------------------------------------------------


def anyone(bank: Bank, rng: random.Random) -> Attempt:
    """An attempt as people take it: steady or hasty, with blanks, of one stage or of both."""
    level = {step.id: rng.gauss(2, 1) for step in bank.steps}
    pages = rng.choice([2, 3, 3, 8, 8, 8])
    answers: dict[str, Answer] = {}
    same = rng.random() < 0.05
    for item in bank.shown(pages):
        kind = rng.random()
        if kind < 0.06:
            answers[item.id] = NOT_APPLICABLE
        elif kind > 0.12 or same:
            value = min(4, max(0, round(rng.gauss(level[item.step], 0.8))))
            answers[item.id] = 3 if same else bank.scale.keyed(value, item.key)
    return Attempt(
        bank.id,
        bank.version,
        answers,
        pages,
        rng.choice(["hurt", "hurt", "hurt", "hurt", "broke"]),
        "en",
        {"decision": rng.choice(["rebuild", "rebuild", "unsure"])},
        MONDAY + timedelta(seconds=rng.randrange(240 * 86400)),
    )


def histories(bank: Bank, seed: int, count: int) -> list[list[Taken]]:
    """Attempts of many clients, each client's the oldest first."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        attempts = [anyone(bank, rng) for _ in range(rng.choice([1, 2, 3, 3, 6]))]
        attempts.sort(key=lambda attempt: attempt.finished_at or NOW)
        found.append([(bank, attempt) for attempt in attempts])
    return found


# -- the rules, one by one ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("22222", "22222", Moved(Movement.NONE)),
        ("22222", "23222", Moved(Movement.NONE)),  # 21.875 points: only may have changed
        ("22222", "24222", Moved(Movement.HIGHER, (), ("S2",))),
        ("22222", "20222", Moved(Movement.LOWER, ("S2",), ())),
        ("22222", "43221", Moved(Movement.HIGHER, (), ("S1",))),
        ("22222", "42220", Moved(Movement.BOTH, ("S5",), ("S1",))),
        ("04400", "40044", Moved(Movement.BOTH, ("S2", "S3"), ("S1", "S4", "S5"))),
    ],
)
def test_one_label_says_what_moved_clearly(then: str, now: str, expected: Moved) -> None:
    found = standing_of(taken(then), taken(now, 60))
    assert found.since_start == found.since_last == expected


def test_the_start_is_the_first_attempt_and_last_time_the_one_before() -> None:
    found = standing_of(taken("42222"), taken("11111", 30), taken("00400", 60), taken("04422", 90))
    assert found.since_start == Moved(Movement.BOTH, ("S1",), ("S2", "S3"))
    assert found.since_last == Moved(Movement.HIGHER, (), ("S2", "S4", "S5"))


def test_what_lies_between_does_not_count(trust: Bank) -> None:
    for history in histories(trust, 5, 40):
        three = history if len(history) < 3 else [history[0], history[-2], history[-1]]
        assert find_standing(history, NOW) == find_standing(three, NOW)
        assert find_topics(history) == find_topics(three)


def test_another_side_is_not_compared_and_says_why() -> None:
    found = standing_of(taken("22222"), taken("44444", 60, perspective="broke"))
    why = NotComparable.OTHER_PERSPECTIVE
    assert found.since_last == Moved(Movement.NOT_COMPARABLE, why_not=why)
    topics = find_topics([(FIVE, taken("22222")), (FIVE, taken("44444", 60, perspective="broke"))])
    assert (topics.moved, topics.why_none_moved) == ((), why)


def test_steps_without_enough_in_common_are_no_movement() -> None:
    empty = taken("22222", 60, answers={"S1_1": 2, "S1_2": 2})
    found = standing_of(taken("22222"), empty)
    assert found.since_last == Moved(Movement.NOT_COMPARABLE)
    assert found.too_few
    nothing = standing_of(taken("22222"), taken("22222", 60, answers={}))
    assert nothing.since_last is not None
    assert nothing.since_last.why_not is NotComparable.NOTHING_SHARED


def test_cautions_stand_beside_the_label() -> None:
    same: dict[str, Answer] = {item.id: 2 for item in FIVE.items}
    flat = taken("22222", 60, answers=same, language="th")
    found = standing_of(taken("44444"), flat)
    assert found.one_answer
    assert found.since_last is not None
    assert found.since_last.movement is Movement.LOWER
    assert found.since_last.cautions == (Caution.ANOTHER_LANGUAGE, Caution.ONE_ANSWER_NOW)


def test_nobody_stands_anywhere_before_the_first_attempt() -> None:
    assert find_standing([], NOW) is None
    assert find_standings([Client([])], NOW) == (None,)
    assert find_topics([]).lowest == ()


@pytest.mark.parametrize(
    ("opened", "agreed", "days", "source"),
    [
        (8, None, 28, Interval.ADVISED),
        (3, None, 14, Interval.ADVISED),
        (8, 10, 10, Interval.AGREED),
        (3, 60, 60, Interval.AGREED),
    ],
)
def test_overdue_begins_after_the_days_agreed_or_twice_those_advised(
    opened: int, agreed: int | None, days: int, source: Interval
) -> None:
    bank = changed(
        FIVE, stages={"first": Stage(min_days_between=7), "full": Stage(min_days_between=14)}
    )
    answers = {i.id: 2 for i in bank.shown(opened)}
    last = replace(attempt_at(bank, answers, opened), finished_at=MONDAY)
    on_time = MONDAY + timedelta(days=days)
    for late, moment in ((False, on_time), (True, on_time + timedelta(seconds=1))):
        found = find_standing([(bank, last)], moment, agreed)
        assert found is not None
        assert found.due is not None
        assert (found.due.at, found.due.days, found.due.source) == (on_time, days, source)
        assert found.due.overdue is late


def test_a_bank_that_advises_nothing_gives_four_weeks() -> None:
    due = standing_of(taken("22222")).due
    assert due is not None
    assert (due.days, due.source) == (28, Interval.OTHERWISE)
    assert standing_of(taken("22222", finished_at=None)).due is None


def test_by_chance_alone_one_client_in_five_shows_a_clear_change_somewhere() -> None:
    assert chance_of_any_clear(FIVE.measurement_model, 1) == pytest.approx(0.05, abs=1e-4)
    assert chance_of_any_clear(FIVE.measurement_model, 5) == pytest.approx(0.2262, abs=2e-4)


def test_sensitive_items_are_never_topics_nor_told_by_a_facet(trust: Bank) -> None:
    sensitive = [item for item in trust.items if item.sensitive]
    assert sensitive
    for item in sensitive:
        for value in trust.scale.values:
            rest: dict[str, Answer] = {i.id: trust.scale.keyed(3, i.key) for i in trust.items}
            pair = [
                Attempt(trust.id, trust.version, rest | {item.id: answer}, 8, "hurt", "en")
                for answer in (trust.scale.max - value, value)
            ]
            topics = find_topics([(trust, attempt) for attempt in pair])
            assert (topics.lowest, topics.moved) == ((), ())
            facets = [facet_points(trust, attempt) for attempt in pair]
            assert facets[0] == facets[1]
            assert item.facet not in facets[0][item.step], "one other item is too few"


def test_fewer_than_four_scored_steps_have_no_mean() -> None:
    for steps, there in ((5, True), (4, True), (3, False)):
        answers = {i.id: 2 for step in FIVE.steps[:steps] for i in FIVE.items_by_step[step.id]}
        mean = mean_of_steps(FIVE, score(FIVE, attempt_at(FIVE, answers)))
        assert (mean is not None) is there
        if mean is not None:
            assert (mean.score, mean.steps) == (50, steps)


# -- all at once ----------------------------------------------------------------------------------


def test_many_clients_at_once_stand_as_each_does_alone(trust: Bank) -> None:
    clients = [
        Client(history, agreed)
        for history, agreed in zip(histories(trust, 3, 300), [None, 7, 90] * 100, strict=True)
    ]
    clients.insert(7, Client([]))
    for client, found in zip(clients, find_standings(clients, NOW), strict=True):
        assert_same(found, find_standing(client.history, NOW, client.interval_days))


@given(st.data())
def test_of_any_bank_many_at_once_stand_as_each_does_alone(data: st.DataObject) -> None:
    bank = data.draw(banks())
    clients = []
    for _ in range(data.draw(st.integers(1, 4))):
        answers = data.draw(st.lists(answers_to(bank), max_size=4))
        attempts = [
            replace(
                attempt_at(bank, given_, data.draw(st.integers(-1, len(bank.pages) + 1))),
                perspective=data.draw(st.sampled_from(["hurt", "hurt", "broke"])),
                language=data.draw(st.sampled_from(["en", "th", "en th", None])),
                context={"decision": data.draw(st.sampled_from(["rebuild", "leave"]))},
                finished_at=data.draw(st.sampled_from([MONDAY, MONDAY + timedelta(9), None])),
            )
            for given_ in answers
        ]
        clients.append(Client([(bank, attempt) for attempt in attempts]))
    for client, found in zip(clients, find_standings(clients, NOW), strict=True):
        assert_same(found, find_standing(client.history, NOW))


def test_clients_who_saw_the_bank_change_stand_among_the_others(trust: Bank) -> None:
    newer = changed(trust, version="0.2.0")
    old, new = histories(trust, 8, 20), histories(newer, 9, 20)
    mixed = [[*a, *b] for a, b in zip(old, new, strict=True)]
    clients = [Client(h) for three in zip(old, mixed, new, strict=True) for h in three]
    for client, found in zip(clients, find_standings(clients, NOW), strict=True):
        assert_same(found, find_standing(client.history, NOW))


@pytest.mark.parametrize("wrong", [{"S1_1": 9}, {"S1_1": True}, {"S1_1": 2.0}, {"other": 1}])
def test_what_cannot_be_an_answer_is_refused_either_way(wrong: dict[str, Answer]) -> None:
    history = [(FIVE, taken("22222", answers=wrong))]
    with pytest.raises(AnswerError):
        find_standing(history, NOW)
    with pytest.raises(AnswerError):
        find_standings([Client(history)], NOW)


def test_a_client_alone_needs_no_table_library() -> None:
    code = (
        "import sys, quiz.findings.standing, quiz.findings.topics, quiz.findings.mean; "
        "assert 'pandas' not in sys.modules and 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def assert_same(one: Standing | None, other: Standing | None) -> None:
    """The same in everything, probabilities up to rounding."""
    if one is None or other is None:
        assert one is other
        return
    assert dict(one.focus.probabilities) == pytest.approx(dict(other.focus.probabilities), abs=1e-9)
    bare = [replace(it, focus=replace(it.focus, probabilities={})) for it in (one, other)]
    assert bare[0] == bare[1]
