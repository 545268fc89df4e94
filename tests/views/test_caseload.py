"""The caseload: what each row says, finding and arranging, and the rules as they are published."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from quiz.casework.cases import Case
from quiz.content import Edition
from quiz.views.clients.caseload import (
    CaseRow,
    Order,
    arranged,
    caseload,
    counted,
    matching,
    need_names,
    order_names,
    summary,
)
from quiz.views.clients.caseload_rules import rules
from quiz.views.clients.standing import Need, Tone
from quiz.words import catalogue
from tests.banks_in_code import changed
from tests.case_files import NOW, case_of, taken
from tests.scripted import SCRIPTS, TRUST

EN = catalogue("en")
SAME = dict.fromkeys(TRUST.bank.item_by_id, 2)
STATES = {
    "lower": case_of(taken("33333", 30), taken("13333", 5), code="lower"),
    "higher": case_of(taken("11111", 30), taken("11311", 5), code="higher"),
    "both": case_of(taken("13333", 30), taken("33133", 5), code="both"),
    "none": case_of(taken("22221", 30), taken("22321", 5), code="none"),
    "overdue": case_of(taken("22221", 90), taken("22321", 40), code="overdue"),
    "first": case_of(taken("22221", 3), code="first"),
    "few": case_of(taken({"S1": 2}, 3), code="few"),
    "same": case_of(taken("22222", 3, answers=SAME), code="same"),
    "nothing": case_of(code="nothing"),
    "other side": case_of(
        taken("22221", 30), taken("22221", 3, perspective="broke"), code="other side"
    ),
    "well": case_of(taken("44444", 3), code="well"),
}


def row_of(case: Case, now: datetime = NOW, language: str = "en") -> CaseRow:
    return caseload([case], now, catalogue(language))[0]


def rows_of(*cases: Case) -> tuple[CaseRow, ...]:
    return caseload(cases, NOW, EN)


# -- what a row says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "said", "shape", "tone"),
    [
        ("lower", "Clearly lower: “Truth and honest talk”", "▼", Tone.ATTENTION),
        ("higher", "Clearly higher: “Openness by agreement”", "▲", Tone.GOOD),
        (
            "both",
            "Clearly lower: “Openness by agreement”. Clearly higher: “Truth and honest talk”",
            "◆",
            Tone.ATTENTION,
        ),
        ("none", "No clear change", "●", Tone.PLAIN),
        ("other side", "Not comparable: answered from another side", "○", Tone.PLAIN),
        ("first", "First answers; nothing to compare yet", "·", Tone.PLAIN),
    ],
)
def test_what_moved_is_said_in_words_and_drawn_as_a_shape(
    state: str, said: str, shape: str, tone: Tone
) -> None:
    standing = row_of(STATES[state]).standing
    for sign in (standing.since_start, standing.since_last):
        assert sign is not None
        assert (sign.text, sign.shape, sign.tone) == (said, shape, tone)


@pytest.mark.parametrize(
    ("state", "needs", "marks"),
    [
        ("lower", [Need.LOWER], []),
        ("higher", [Need.HIGHER], []),
        ("both", [Need.LOWER, Need.HIGHER], []),
        ("none", [], []),
        ("overdue", [Need.OVERDUE], ["Overdue since 11 November 2026, 12 days"]),
        ("few", [Need.TOO_FEW], ["Not enough answers to compare the steps"]),
        ("same", [Need.ONE_ANSWER], ["The same answer throughout; read with care"]),
        ("nothing", [Need.NOTHING_SENT], ["Nothing sent yet"]),
    ],
)
def test_what_a_client_needs_is_marked_in_words(
    state: str, needs: list[Need], marks: list[str]
) -> None:
    standing = row_of(STATES[state]).standing
    assert list(standing.needs) == needs
    assert [mark.text for mark in standing.marks] == marks
    assert len({mark.shape for mark in standing.marks}) == len(marks)


@pytest.mark.parametrize(
    ("state", "focus"),
    [
        ("lower", "“Truth and honest talk”, clearly (99 in 100)"),
        ("few", "None: not enough answers"),
        ("same", "None: the same answer throughout"),
        ("well", "None stands out: every step is at 75 or above"),
        ("nothing", ""),
    ],
)
def test_the_focus_is_said_with_its_certainty_or_why_there_is_none(state: str, focus: str) -> None:
    assert row_of(STATES[state]).standing.focus == focus


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_focus_names_its_steps_and_its_chance(name: str) -> None:
    script, said = SCRIPTS[name], TRUST.words("en").steps
    made = taken("22222", answers=script.answers(8), context=script.context)
    standing = row_of(case_of(made)).standing
    assert standing.steps == script.full.steps
    for step in script.full.steps:
        assert said[step].title in standing.focus
    if script.full.chance:
        assert f"({script.full.chance} in 100)" in standing.focus
    if script.full.prerequisite:
        assert standing.focus.startswith("Begin with “Truth and honest talk”, which is below 25.")


def test_a_language_changed_midway_stands_as_a_caution_beside_what_moved() -> None:
    case = case_of(taken("33333", 30), taken("13333", 5, language="th"))
    sign = row_of(case).standing.since_last
    assert sign is not None
    assert sign.text == "Clearly lower: “Truth and honest talk” (with a caution)"


@pytest.mark.parametrize(
    ("days_ago", "last"),
    [
        (0, "23 November 2026, today"),
        (1, "22 November 2026, yesterday"),
        (7, "16 November 2026, 7 days ago"),
    ],
)
def test_the_last_answers_are_dated_and_counted_from_today(days_ago: int, last: str) -> None:
    standing = row_of(case_of(taken("22221", days_ago))).standing
    assert standing.last == last
    assert standing.last_on == (NOW - timedelta(days=days_ago)).date()


def test_days_are_those_of_the_readers_time_zone() -> None:
    bangkok = timezone(timedelta(hours=7))
    late = NOW.replace(hour=20)  # three in the morning of the 24th in Bangkok
    case = case_of(taken("22221", finished_at=late), interval_days=1)
    there = row_of(case, (late + timedelta(days=2)).astimezone(bangkok)).standing
    assert there.last == "24 November 2026, 2 days ago"
    assert there.last_on == date(2026, 11, 24)
    assert there.due == "Next by 25 November 2026"
    assert [mark.text for mark in there.marks] == ["Overdue since 25 November 2026, 1 day"]
    here = row_of(case, late + timedelta(days=1, seconds=1)).standing
    assert [mark.text for mark in here.marks] == ["Overdue since 24 November 2026"]


def test_somebody_archived_is_waited_for_by_nobody() -> None:
    for state in ("overdue", "nothing"):
        archived = row_of(replace(STATES[state], archived=True))
        assert archived.standing.needs == ()


def test_a_row_has_its_code_label_side_partner_and_count() -> None:
    case = case_of(taken("22221", 3), label="Tuesdays", partner="B-08", sent=20)
    row = row_of(case)
    assert (row.code, row.label, row.partner, row.attempts) == ("A-07", "Tuesdays", "B-08", 20)
    assert row.side == "My trust was broken"
    assert row_of(STATES["nothing"]).side == ""


def test_thai_says_all_of_it_without_a_word_of_english() -> None:
    for case in STATES.values():
        standing = row_of(case, language="th").standing
        signs = [standing.since_start, standing.since_last, *standing.marks]
        said = [standing.last, standing.due, standing.focus, *(s.text for s in signs if s)]
        assert not re.findall("[A-Za-z]{2,}", " ".join(said))


# -- finding and arranging ------------------------------------------------------------------------


def codes(rows: Sequence[CaseRow]) -> list[str]:
    return [row.code for row in rows]


def test_rows_are_found_by_code_label_and_partner_in_any_case() -> None:
    rows = rows_of(
        case_of(code="A-07", label="Café on Tuesdays", partner="B-08"),
        case_of(code="B-08", label="ใจดี"),
        case_of(code="C-09", label="tuesdays"),
    )
    assert codes(matching(rows, "tuesdays")) == ["A-07", "C-09"]
    assert codes(matching(rows, "  TUESDAYS  cafe\u0301 ")) == ["A-07"]
    assert codes(matching(rows, "b-08")) == ["A-07", "B-08"]
    assert codes(matching(rows, "ใจดี")) == ["B-08"]
    assert codes(matching(rows, "")) == ["A-07", "B-08", "C-09"]
    assert codes(matching(rows, ".*")) == []


def test_rows_are_filtered_by_what_is_needed_by_step_and_by_archive() -> None:
    rows = rows_of(*STATES.values(), replace(STATES["lower"], code="gone", archived=True))
    assert codes(matching(rows, needs=[Need.LOWER])) == ["lower", "both"]
    assert codes(matching(rows, needs=[Need.TOO_FEW, Need.OVERDUE])) == ["overdue", "few"]
    assert codes(matching(rows, steps=["S1"])) == ["lower", "higher"]
    assert codes(matching(rows, steps=["S3"], needs=list(Need))) == ["both"]
    assert codes(matching(rows, needs=[Need.LOWER], archived=True)) == ["gone"]
    assert codes(matching(rows, needs=[Need.LOWER], archived=None)) == ["lower", "both", "gone"]
    assert codes(matching(rows, "low", needs=[Need.OVERDUE])) == []


def test_who_needs_something_comes_first_and_of_equals_the_longest_ago() -> None:
    rows = arranged(rows_of(*STATES.values()), Order.NEED)
    assert codes(rows)[:6] == ["both", "lower", "overdue", "few", "same", "nothing"]
    assert codes(rows)[6] == "higher"
    needless = rows[7:]
    assert all(not row.standing.needs for row in needless)
    days = [row.standing.last_on for row in needless]
    assert days == sorted(days, key=lambda day: day or date.min)


def test_the_longest_ago_comes_first_and_who_never_answered_before_all() -> None:
    rows = arranged(rows_of(*STATES.values()), Order.LAST)
    assert codes(rows)[:2] == ["nothing", "overdue"]


def test_codes_are_put_in_order_as_people_count() -> None:
    names = ["a10", "A2", "A1-10", "A1-9", "B", "7", "ก"]
    rows = arranged(rows_of(*(case_of(code=name) for name in names)), Order.CODE)
    assert codes(rows) == ["7", "A1-9", "A1-10", "A2", "a10", "B", "ก"]


def test_the_order_does_not_depend_on_where_the_rows_stood() -> None:
    rows = list(rows_of(*STATES.values(), case_of(code="nothing", id=b"2")))
    for order in Order:
        expected = arranged(rows, order)
        for seed in range(5):
            random.Random(seed).shuffle(rows)
            assert arranged(rows, order) == expected


def test_needs_are_counted_and_told_in_a_line() -> None:
    rows = rows_of(*STATES.values())
    assert list(counted(rows)) == list(Need)
    assert counted(rows)[Need.LOWER] == 2
    assert summary(rows, EN).startswith("11 clients · Clearly lower: 2 · Overdue: 1")
    assert summary(rows[:1], EN) == "1 client · Clearly lower: 1"
    assert summary((), EN) == "No clients here yet."


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_need_and_order_has_a_name_of_its_own(language: str) -> None:
    words = catalogue(language)
    assert len(set(need_names(words).values())) == len(Need)
    assert len(set(order_names(words).values())) == len(Order)


# -- the rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_rules_carry_the_banks_own_figures(language: str) -> None:
    said = dict(rules(TRUST, catalogue(language)))
    assert len(said) == 15
    heads = list(said)
    figures = {0: ["80", "50"], 4: ["1.96", "8", "31", "3", "44"], 5: ["23", "5"]}
    figures |= {8: ["28", "14"], 9: ["2"]}
    for place, expected in figures.items():
        numbers = re.findall(r"\d+(?:\.\d+)?", said[heads[place]])
        assert set(expected) <= set(numbers), heads[place]
    assert "{" not in "".join(said.values())


def test_the_rules_follow_another_bank() -> None:
    long = tuple(item.model_copy(update={"short": False}) for item in TRUST.bank.items)
    model = TRUST.bank.measurement_model.model_copy(update={"basis": "estimated"})
    bank = changed(TRUST.bank, stages={}, items=long, measurement_model=model)
    edition: Edition = replace(TRUST, bank=bank)
    text = " ".join(said for _, said in rules(edition, EN))
    assert "28 days." in text
    assert "a first result" not in text
    assert "rest on assumptions" not in text
