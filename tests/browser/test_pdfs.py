"""PDFs as a browser gets them: the result to take home, and the blank questions for a pen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from quiz import resultfile
from quiz.report import paper_form, result_pdf
from tests.browser.test_result_file import attempt_of, payload
from tests.browser.visitor import Visitor
from tests.reading_pdfs import TODAY, flat, said
from tests.scripted import SCRIPTS, TRUST


@pytest.mark.parametrize(
    ("language", "zone", "day"),
    [
        ("en", "Europe/London", date(2026, 11, 2)),
        ("th", "Asia/Bangkok", date(2026, 11, 3)),  # half past one in the night there
    ],
)
def test_result_is_taken_home_under_a_neutral_name_with_the_day_that_it_was_there(
    open_page: Callable[..., Page], tmp_path: Path, language: str, zone: str, day: date
) -> None:
    made = attempt_of(SCRIPTS["too close"], 8, "both")
    visitor = Visitor(open_page(language=language, timezone_id=zone), language, "both")
    words = visitor.words
    visitor.upload(payload(resultfile.dump(made)))
    visitor.expect_result()
    expect(visitor.text(words("result.from_file", date=words.day(day)))).to_be_visible()
    file = visitor.download("take-pdf", tmp_path)
    assert file.name == f"check-in-{day.isoformat()}.pdf"
    assert file.read_bytes() == result_pdf(TRUST, made, words, TODAY, ZoneInfo(zone))
    assert flat(words.day(day)) in said(file.read_bytes())
    for sentence in SCRIPTS["too close"].full.sentences(visitor.words, TRUST, "both"):
        assert flat(sentence) in said(file.read_bytes())


@pytest.mark.parametrize("language", ["en", "th"])
def test_questions_on_paper_are_offered_for_the_chosen_side(
    open_page: Callable[..., Page], tmp_path: Path, language: str
) -> None:
    visitor = Visitor(open_page(language=language), language)
    expect(visitor.button("begin")).to_be_visible()
    expect(visitor.part("paper-form")).to_have_count(0)
    for side in ("hurt", "broke"):
        visitor.choose("side", visitor.said.perspectives[side])
        file = visitor.download("paper-form", tmp_path)
        assert file.name == "check-in-paper.pdf"
        assert file.read_bytes() == paper_form(TRUST, side, visitor.words)
