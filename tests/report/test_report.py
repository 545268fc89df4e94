"""The PDF of a result: what it says, to whom, what it never says, and the file it is in."""

from __future__ import annotations

import hashlib
import inspect
import io
import subprocess
import sys
from dataclasses import replace
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from quiz.report import paper_form, result_pdf
from quiz.views.results.result import result
from quiz.words import catalogue
from tests.reading_pdfs import (
    FINISHED,
    LANGUAGES,
    SIDES,
    TODAY,
    attempt_of,
    flat,
    metadata_of,
    pages_of,
    report,
    said,
    tags,
)
from tests.scripted import SCRIPTS, TRUST, Expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCRIPTS)
def test_each_verdict_is_said_with_its_certainty_on_at_most_two_pages(
    name: str, language: str
) -> None:
    stages: dict[int, Expected] = {3: SCRIPTS[name].first, 8: SCRIPTS[name].full}
    for (pages, expected), side in product(stages.items(), SIDES):
        pdf = report(name, pages, side, language)
        text = said(pdf)
        for sentence in expected.sentences(catalogue(language), TRUST, side):
            assert flat(sentence) in text, (pages, side, sentence)
        assert len(pages_of(pdf)) <= 2, (pages, side)


def test_scores_stand_with_their_ranges_bands_and_counts() -> None:
    text = said(report("likely"))
    rows = (  # 100·sum/32, ± 1.28·25/√8; the bands are cut at 25, 50 and 75
        ("Truth and honest talk", 56, 45, 68, "between Taking shape and Growing"),
        ("Owning it and changing", 38, 26, 49, "Taking shape"),
        ("Openness by agreement", 44, 32, 55, "between Taking shape and Growing"),
        ("Time and room to heal", 63, 51, 74, "Growing"),
        ("New good moments together", 50, 39, 61, "between Taking shape and Growing"),
    )
    for title, score, low, high, band in rows:
        line = f"{title} {score} of 100, likely between {low} and {high} {band} 8 / 8"
        assert flat(line) in text
    assert flat("40 of 40 questions answered, 0 “does not apply”, 0 left blank.") in text
    assert "Afirstresult" not in text


def test_what_was_left_out_is_counted_and_said() -> None:
    text = said(report("too few", 3))
    counts = "2 of 15 questions answered, 3 “does not apply”, 10 left blank."
    assert flat(f"{counts} A first result, from 15 of 40 questions.") in text
    assert flat("Much of this does not apply to you right now.") in text
    assert flat("Not enough answers to score this.") in text


def test_the_focus_is_named_in_words_beside_its_row_and_ties_say_where_to_begin() -> None:
    assert flat("Owning it and changing most attention 38") in said(report("likely"))
    text = said(report("too close"))
    assert flat("Truth and honest talk most attention, begin here") in text
    assert flat("Owning it and changing most attention") in text
    assert "mostattention" not in said(report("none stands out"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_says_what_it_is_not(language: str) -> None:
    words, wording = catalogue(language), TRUST.words(language)
    for name in SCRIPTS:
        pages = pages_of(report(name, language=language))
        text = flat("".join(pages))
        assert flat(words("result.assumed")) in text
        assert flat(wording.disclaimer or "-") in text
        assert flat(wording.steps["S3"].note or "-") in text
        for number, page in enumerate(pages, start=1):
            assert flat(words("report.footer")) in flat(page)
            assert flat(words("report.page", page=number, pages=len(pages))) in flat(page)


@pytest.mark.parametrize("side", SIDES)
def test_the_week_is_that_of_the_step_to_begin_with_and_of_the_side(side: str) -> None:
    week = TRUST.practice("en", "S1", side)
    assert week is not None
    text = said(report("prerequisite", side=side))
    assert flat(week.name) in text
    for number, day in enumerate(week.days, start=1):
        assert flat(f"Day {number}: {day.alone}") in text
    other = TRUST.practice("en", "S4", side)
    assert other is not None
    assert flat(other.name) not in text
    assert flat("One week of practice") not in said(report("none stands out"))


def test_extras_for_two_stand_only_where_the_person_wants_to_rebuild() -> None:
    week = TRUST.practice("en", "S2", "hurt")
    assert week is not None
    extra = next(day.together for day in week.days if day.together)
    for decision, offered in {"rebuild": True, "unsure": False, "separating": False}.items():
        made = attempt_of("clear", context={"decision": decision})
        text = said(result_pdf(TRUST, made, catalogue("en"), TODAY))
        assert (flat(extra) in text) == offered
        assert ("Ifyoubothwantto" in text) == offered


def test_drivers_are_those_of_the_result_page() -> None:
    view = result(TRUST, attempt_of("likely"), catalogue("en"))
    text = said(report("likely"))
    assert view.strengths
    assert view.topics
    for driver in (*view.strengths, *view.topics):
        assert flat(f"{driver.text} {driver.answer}") in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", SIDES)
def test_a_sensitive_item_is_never_printed_in_a_result(side: str, language: str) -> None:
    sensitive = [item.id for item in TRUST.bank.items if item.sensitive]
    assert sensitive
    made = attempt_of("likely", side=side)
    for answer in TRUST.bank.scale.values:
        extreme = replace(made, answers={**made.answers, **dict.fromkeys(sensitive, answer)})
        text = said(result_pdf(TRUST, extreme, catalogue(language), TODAY))
        for item in sensitive:
            assert flat(TRUST.words(language).item(item, side)) not in text


def test_a_result_knows_nothing_of_the_private_block() -> None:
    assert list(inspect.signature(result_pdf).parameters) == [
        "edition",
        "attempt",
        "words",
        "today",
        "zone",
    ]
    private = TRUST.words("en").private_block
    assert private is not None
    text = said(report("clear"))
    for sentence in (private.intro, private.gate, *private.questions.values()):
        assert flat(sentence) not in text
    for help_ in private.help.values():
        assert flat(help_) not in text


@pytest.mark.parametrize(("language", "expected"), [("en", "2026"), ("th", "2569")])
def test_the_day_is_the_attempts_or_today_for_one_that_is_not_finished(
    language: str, expected: str
) -> None:
    words, made = catalogue(language), attempt_of("clear")
    unfinished = replace(made, finished_at=None)
    for attempt, day in ((made, FINISHED.date()), (unfinished, TODAY)):
        pdf = result_pdf(TRUST, attempt, words, TODAY)
        assert flat(words.day(day)) in said(pdf)
        assert expected in words.day(day)
        written = pypdf.PdfReader(io.BytesIO(pdf)).metadata
        assert written is not None
        assert written.creation_date_raw == f"D:{day:%Y%m%d}000000Z", "the hour is nobody's matter"


def test_the_day_is_that_of_the_readers_clock() -> None:
    words, bangkok = catalogue("en"), ZoneInfo("Asia/Bangkok")  # there it was 3:15 on the 24th
    pdf = result_pdf(TRUST, attempt_of("clear"), words, TODAY, bangkok)
    assert flat("24 November 2026") in said(pdf)
    assert flat("23 November 2026") not in said(pdf)
    written = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert written is not None
    assert written.creation_date_raw == "D:20261124000000Z"


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_tagged_for_pdf_ua_with_a_neutral_title(language: str) -> None:
    words = catalogue(language)
    for pdf in (report("clear", language=language), paper_form(TRUST, "hurt", words)):
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        metadata = metadata_of(pdf)
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert reader.metadata is not None
        title = TRUST.words(language).neutral_title or "-"
        assert str(reader.metadata["/Title"]).startswith(title)
        assert set(reader.metadata) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
        told = " ".join([*map(str, reader.metadata.values()), metadata]).lower()
        for word in ("trust", "ไว้วางใจ", "partner", "hurt", "five steps"):
            assert word not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_is_read_aloud_as_its_text_and_its_figures_stand_in_a_table(
    language: str,
) -> None:
    view = result(TRUST, attempt_of("likely"), catalogue(language))
    found = list(tags(report("likely", language=language)))
    assert [flat(alt or "-") for tag, alt in found if tag == "/Figure"] == [flat(view.alt)]
    names = [tag for tag, _ in found]
    assert names[:2] == ["/Document", "/Title"]
    assert names.count("/TH") == 4
    assert names.count("/TD") == 4 * len(TRUST.bank.steps)
    assert names.count("/H1") == 5
    assert names.count("/LI") == 7 + len(view.strengths) + len(view.topics)


def test_the_same_input_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import hashlib; from tests.reading_pdfs import TRUST, catalogue, report; "
        "from quiz.report import paper_form; "
        "print(hashlib.sha256(report('too close', 3, 'both', 'th')).hexdigest(), "
        "hashlib.sha256(paper_form(TRUST, 'both', catalogue('th'))).hexdigest())"
    )
    digests = [
        hashlib.sha256(pdf).hexdigest()
        for pdf in (
            report("too close", 3, "both", "th"),
            paper_form(TRUST, "both", catalogue("th")),
        )
    ]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == digests
    assert report("too close", 3, "both", "th") == report("too close", 3, "both", "th")


def test_typst_is_loaded_by_the_first_download_and_not_before() -> None:
    code = "import sys, quiz.report; assert 'typst' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
