"""A trend in words: dots, breaks with their reasons, notes on the axis, the same as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quiz.attempt import Attempt
from quiz.casework import Note
from quiz.content import Edition
from quiz.findings import find_trend
from quiz.findings.trend import Break, NoDot, TrendCaution
from quiz.views.results.trend import StepTrendView, TrendView, trend
from quiz.views.sheet import Sheet
from quiz.words import catalogue
from tests.banks_in_code import changed
from tests.kept import BEGAN, taken
from tests.scripted import TRUST

LANGUAGES = ("en", "th")
EN = catalogue("en")
MIXED = {"S1": "32222222"}


def other(**fields: Any) -> Edition:
    """The five steps as another edition has them."""
    return replace(TRUST, bank=changed(TRUST.bank, **fields))


def sheets(*attempts: Attempt) -> list[Sheet]:
    return [Sheet(TRUST, it) for it in attempts]


def view_of(*attempts: Attempt, language: str = "en", notes: tuple[Note, ...] = ()) -> TrendView:
    return trend(sheets(*attempts), notes, catalogue(language))


def step(view: TrendView, id_: str = "S1") -> StepTrendView:
    return next(it for it in view.steps if it.id == id_)


def note(on: date, text: str = "We talked") -> Note:
    return Note(on.isoformat().encode(), on, text)


# -- dots -----------------------------------------------------------------------------------------


def test_every_step_has_a_dot_a_time_with_the_figures_of_the_engine() -> None:
    attempts = [taken(2 * n, {"S1": n, "S3": 4 - n}) for n in range(5)]
    view = view_of(*reversed(attempts))
    found = find_trend([(TRUST.bank, it) for it in attempts])
    assert [it.id for it in view.steps] == ["S1", "S2", "S3", "S4", "S5"]
    for wanted in found.steps:
        assert [dot.point for dot in step(view, wanted.step).dots] == [d.point for d in wanted.dots]
    assert [dot.score for dot in step(view).dots] == [
        "0 (0–11)",
        "25 (14–36)",
        "50 (39–61)",
        "75 (64–86)",
        "100 (89–100)",
    ]
    assert [dot.rests_on for dot in step(view).dots] == ["8"] * 5
    assert [dot.day for dot in step(view).dots][:2] == ["3 Mar 2026", "17 Mar 2026"]
    assert view.lead == "5 times, from 3 March 2026 to 28 April 2026"


def test_15_questions_and_40_stand_on_the_15() -> None:
    view = view_of(taken(0, 2), taken(3, 3, pages=3))
    assert [dot.rests_on for dot in step(view).dots] == ["3", "3"]
    assert {dot.stretch for dot in step(view).dots} == {0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_than_two_times_have_no_chart(language: str) -> None:
    for attempts in ((), (taken(0, 2),), (taken(0, 2), replace(taken(1, 2), finished_at=None))):
        view = view_of(*attempts, language=language)
        assert (view.steps, view.ends, view.ticks, view.step_notes) == ((), None, (), ())
    assert view_of().lead == ""


@pytest.mark.parametrize("why", NoDot)
def test_each_reason_for_no_dot_is_said(why: NoDot) -> None:
    blank = taken(1, {"S1": "." * 8})
    new = other(
        steps=tuple(s for s in TRUST.bank.steps if s.id != "S1"),
        items=tuple(i for i in TRUST.bank.items if i.step != "S1"),
        prerequisites=(),
    )
    few = replace(taken(0, {"S1": ".2.22222"}), language="en")
    rows = {
        NoDot.NOT_IN_EDITION: [Sheet(new, blank), *sheets(taken(2, 3))],
        NoDot.NOT_SCORED: sheets(taken(0, 2), blank, taken(2, 3)),
        NoDot.TOO_FEW_SHARED: sheets(few, taken(2, 3, pages=3)),
    }
    dots = [it for it in step(trend(rows[why], (), EN)).dots if it.point is None]
    assert [(dot.score, dot.rests_on) for dot in dots] == [(EN(f"trend.no_dot.{why.value}"), "")]


# -- breaks ---------------------------------------------------------------------------------------


def _broken() -> dict[Break, tuple[Edition, dict[str, Any]]]:
    """What the later of two attempts has, for each reason."""
    renewed = {i.id: i.model_copy(update={"rev": 2}) for i in TRUST.bank.items if i.step == "S1"}
    items = tuple(renewed.get(i.id, i) for i in TRUST.bank.items)
    return {
        Break.OTHER_BANK: (other(id="another"), {"bank_id": "another"}),
        Break.OTHER_PERSPECTIVE: (TRUST, {"perspective": "broke"}),
        Break.OTHER_SCALE: (other(scale={"id": "v2", "min": 0, "max": 4}), {}),
        Break.OTHER_TIME_FRAME: (other(time_frame={"id": "month", "days": 30}), {}),
        Break.TOO_FEW_SHARED: (other(items=items), {}),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", Break)
def test_each_break_is_said_once_with_its_reason_and_marked(why: Break, language: str) -> None:
    edition, fields = _broken()[why]
    words, said = catalogue(language), TRUST.words(language)
    late = [Sheet(edition, replace(taken(week, 3), **fields)) for week in (5, 6)]
    view = trend([*sheets(taken(0, 2), taken(1, 2)), *late], (), words)
    (found,) = view.breaks
    wanted = words(
        f"trend.break.{why.value}",
        before=words.day(date(2026, 3, 10)),
        after=words.day(date(2026, 4, 7)),
        steps=words.quoted(said.steps["S1"].title),
        side=said.perspectives["broke"],
    )
    assert found == ("A", wanted)
    assert [dot.stretch for dot in step(view).dots] == [0, 0, 1, 1]
    assert [dot.mark for dot in step(view).dots] == ["", "", "A", ""]
    whole = why is not Break.TOO_FEW_SHARED
    assert [dot.mark for dot in step(view, "S2").dots] == ["", "", "A" * whole, ""]


def test_the_sentences_of_breaks_are_all_different() -> None:
    assert len({EN.entries[f"trend.break.{why.value}"] for why in Break}) == len(Break)


def test_breaks_are_lettered_by_time() -> None:
    sides = ("hurt", "broke", "hurt")
    view = view_of(*(taken(n, 2, perspective=side) for n, side in enumerate(sides)))
    assert [mark for mark, _ in view.breaks] == ["A", "B"]
    assert [dot.mark for dot in step(view).dots] == ["", "A", "B"]


# -- cautions -------------------------------------------------------------------------------------


def test_each_caution_is_said() -> None:
    first = taken(0, MIXED)
    switched = view_of(first, taken(1, MIXED, language="th"))
    caution = TrendCaution.ANOTHER_LANGUAGE
    assert switched.cautions == (EN(f"trend.caution.{caution.value}"),)
    assert [*TrendCaution] == [caution]
    same = replace(first, answers={item.id: 3 for item in TRUST.bank.items})
    assert view_of(same, taken(1, MIXED)).cautions == (EN("trend.one_answer", days="3 March 2026"),)
    undated = replace(first, finished_at=None)
    assert view_of(first, taken(1, MIXED), undated).cautions == (EN("trend.undated", count=1),)
    assert view_of(first, taken(1, MIXED)).cautions == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_on_openness_stands_with_every_trend(language: str) -> None:
    said = TRUST.words(language).steps["S3"]
    view = view_of(taken(0, 2), taken(1, 2), language=language)
    assert view.step_notes == ((said.title, said.note),)


# -- the time axis --------------------------------------------------------------------------------


def test_notes_near_the_attempts_stand_on_the_axis_numbered_by_day() -> None:
    days = [date(2026, 4, 1), date(2020, 1, 1), date(2026, 2, 20), date(2026, 3, 10)]
    notes = tuple(note(on, f"on {on}") for on in days)
    view = view_of(taken(0, 2), taken(4, 2), notes=notes)
    assert [(it.mark, it.day) for it in view.notes] == [
        ("", "1 January 2020"),
        ("1", "20 February 2026"),
        ("2", "10 March 2026"),
        ("3", "1 April 2026"),
    ]
    assert [it.at is None for it in view.notes] == [True, False, False, False]
    assert view.notes[1].text == "on 2026-02-20"
    assert view.ends is not None
    low, high = view.ends
    assert low < datetime(2026, 2, 20, 12, tzinfo=UTC)
    assert all(low < it.at < high for it in view.notes if it.at)


def test_a_note_may_stand_further_off_where_the_attempts_span_a_long_time() -> None:
    far = note(date(2026, 2, 3))  # four weeks before the first
    assert view_of(taken(0, 2), taken(4, 2), notes=(far,)).notes[0].at is None
    assert view_of(taken(0, 2), taken(16, 2), notes=(far,)).notes[0].at is not None


def test_notes_without_attempts_are_still_told() -> None:
    view = view_of(notes=(note(date(2026, 3, 3)),))
    assert [(it.mark, it.at, it.text) for it in view.notes] == [("", None, "We talked")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["3 Mar 2026", "28 Apr 2026", "31 Mar 2026"]),
        ("th", ["3 มี.ค. 2569", "28 เม.ย. 2569", "31 มี.ค. 2569"]),
    ],
)
def test_the_axis_names_its_first_last_and_middle_day(language: str, expected: list[str]) -> None:
    view = view_of(taken(0, 2), taken(1, 2), taken(8, 2), language=language)
    assert [day for _, day in view.ticks] == expected


def test_attempts_of_one_day_have_one_day_on_the_axis() -> None:
    view = view_of(taken(0, 2), taken(0.01, 3))
    assert [day for _, day in view.ticks] == ["3 Mar 2026"]
    assert view.ends is not None
    assert view.ends[0] < BEGAN < view.ends[1]


def test_days_and_places_are_those_where_the_reader_is() -> None:
    bangkok = ZoneInfo("Asia/Bangkok")
    late = replace(taken(0, 2), finished_at=BEGAN.replace(hour=22))
    view = trend(sheets(late, taken(4, 2)), (note(date(2026, 3, 4)),), EN, bangkok)
    assert view.lead.startswith("2 times, from 4 March 2026")
    assert step(view).dots[0].at.hour == 5
    assert view.notes[0].at is not None
    assert view.notes[0].at - step(view).dots[0].at == timedelta(hours=7)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_has_a_short_name_of_its_own(language: str, month: int) -> None:
    words = catalogue(language)
    said = {words(f"trend.day.{n}", day=1, year=2026) for n in range(1, 13)}
    assert len(said) == 12
    whole = words.day(date(2026, month, 1))
    assert words(f"trend.day.{month}", day=1, year=2026)[2] == whole[2]


# -- in words -------------------------------------------------------------------------------------


def test_the_text_beside_the_charts_tells_the_latest_stretch_of_each_step() -> None:
    early = taken(0, 4, perspective="broke")
    view = view_of(early, taken(1, {"S1": 1}), taken(2, {"S1": 3, "S5": "." * 8}))
    assert "Small charts of 3 times" in view.alt
    assert "Truth and honest talk: latest 75; since 10 March 2026 between 25 and 75." in view.alt
    assert "Owning it and changing: latest 50; since 10 March 2026 between 50 and 50." in view.alt
    without = view_of(early, taken(1, {"S1": "." * 8}))
    assert "Truth and honest talk: no score lately." in without.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_unfilled(language: str) -> None:
    words = catalogue(language)
    for edition, fields in _broken().values():
        late = Sheet(edition, replace(taken(5, 3, language="th"), **fields))
        view = trend([*sheets(taken(0, 2)), late], (note(date(2026, 3, 3)),), words)
        said = [view.lead, view.alt, *view.cautions, *(text for _, text in view.breaks)]
        said += [it for s in view.steps for dot in s.dots for it in (dot.day, dot.score)]
        assert not [it for it in said if "{" in it or "}" in it]
