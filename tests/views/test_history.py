"""What is kept, worded; the day to come back; and what leaves for a calendar or another phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.content import load
from quiz.report import code_sheet
from quiz.vault import PrivateCode
from quiz.views.keeping.history import come_back, time_view
from quiz.views.keeping.reminder import reminder
from quiz.views.qr import qr_cells, qr_svg
from quiz.words import catalogue
from tests.reading_pdfs import flat, pages_of
from tests.scripted import SCRIPTS, TRUST

BANKS = Path(__file__).parents[1] / "banks" / "valid"
DAY = date(2026, 11, 23)
SCRIPT = SCRIPTS["likely"]


def attempt(pages: int = 3, language: str | None = "en") -> Attempt:
    answers = {**SCRIPT.answers(pages), "S5-01": NOT_APPLICABLE}
    when = datetime(2026, 11, 23, 9, tzinfo=UTC)
    bank = TRUST.bank
    return Attempt(bank.id, bank.version, answers, pages, "hurt", language, SCRIPT.context, when)


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_time_says_its_day_side_answers_and_focus(language: str) -> None:
    words, said = catalogue(language), TRUST.words(language)
    view = time_view(attempt(language=language), TRUST, TRUST, DAY, words)
    assert view.day == words.day(DAY)
    assert view.details == (said.perspectives["hurt"], words("mine.answered", count=14))
    assert view.focus == words("result.focus_title.likely", step=said.steps["S2"].title)


def test_another_edition_bank_or_language_is_named() -> None:
    words = catalogue("en")
    older = replace(TRUST, bank=TRUST.bank.model_copy(update={"version": "0.0.9"}))
    view = time_view(attempt(language="th en"), older, TRUST, None, words)
    assert view.day == words("mine.no_day")
    assert view.details[2:] == (
        words("mine.version", version="0.0.9"),
        words("mine.in_language", language="Thai and English"),
    )
    other = load(BANKS / "two_points")
    assert TRUST.words("en").title in time_view(attempt(), TRUST, other, DAY, words).details


def test_where_its_edition_is_not_here_nothing_is_scored() -> None:
    words = catalogue("en")
    gone = replace(attempt(), version="9.9.9")
    view = time_view(gone, None, TRUST, DAY, words)
    assert view.focus == words("mine.not_here")
    assert view.details[-1] == words("mine.edition", bank=TRUST.bank.id, version="9.9.9")


def test_no_step_is_pointed_to_where_it_must_not_be() -> None:
    view = time_view(attempt(), TRUST, TRUST, DAY, catalogue("en"), with_focus=False)
    assert view.focus == ""


# -- when to come back ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "finished", "expected"),
    [
        (3, DAY, date(2026, 11, 30)),  # the first stage advises 7 days
        (4, DAY, date(2026, 12, 7)),  # the whole 14
        (3, date(2026, 11, 17), date(2026, 11, 24)),
        (3, date(2026, 1, 1), date(2026, 11, 24)),  # long past: tomorrow
        (3, date(2199, 12, 31), date(2026, 11, 30)),  # as a made-up file may have it
    ],
)
def test_the_day_to_come_back_is_as_the_stage_advises(
    pages: int, finished: date, expected: date
) -> None:
    assert come_back(TRUST.bank, attempt(pages), finished, DAY) == expected


def test_where_the_bank_advises_nothing_it_is_four_weeks() -> None:
    bank = load(BANKS / "two_points").bank
    assert not bank.stages
    assert come_back(bank, attempt(1), DAY, DAY) == date(2026, 12, 21)


def test_the_calendar_file_tells_nothing_but_a_neutral_title_and_the_day() -> None:
    data = reminder("บันทึกประจำสัปดาห์", date(2026, 12, 14))
    assert data == reminder("บันทึกประจำสัปดาห์", date(2026, 12, 14))
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        date(2026, 12, 14),
        date(2026, 12, 15),
    )
    assert str(event["SUMMARY"]) == "บันทึกประจำสัปดาห์"
    assert set(event) == {
        *("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "CLASS", "TRANSP"),
    }
    assert not event.subcomponents, "no alarm"
    text = data.decode().lower()
    assert not [word for word in ("trust", "quiz", "step", "http", "streamlit") if word in text]


def test_two_days_are_two_entries_of_a_calendar() -> None:
    ids = {
        str(icalendar.Calendar.from_ical(reminder("Check-in", day)).walk("VEVENT")[0]["UID"])
        for day in (date(2026, 12, 14), date(2026, 12, 15))
    }
    assert len(ids) == 2


# -- a code on paper and in a picture -------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_code_on_paper_names_neither_the_site_nor_what_it_opens(language: str) -> None:
    code, words = PrivateCode.new().shown(), catalogue(language)
    name = TRUST.words(language).neutral_title or ""
    pdf = code_sheet(code, name, words)
    assert pdf == code_sheet(code, name, words)
    (page,) = pages_of(pdf)
    assert flat(page) == flat(name + words("keep.sheet") + code.replace("-", ""))


def test_the_picture_holds_the_code_alone() -> None:
    """Dark cells where the code has them: an outside reader is in the browser's journey."""
    code = PrivateCode.new().shown()
    cells = qr_cells(code)
    assert len(cells) == len(cells[0]) == 25
    assert cells != qr_cells(f"https://x.example/mine#{code}")
    svg = qr_svg(code)
    assert svg.startswith("<svg")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
