"""The PDF of a comparison: what it says, what it never says, and the file it is in."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from quiz.attempt import Answer, Attempt
from quiz.content import find_banks, load
from quiz.report import comparison_pdf
from quiz.views.results.comparison import comparison
from quiz.views.sheet import Sheet
from quiz.words import catalogue
from tests.kept import taken
from tests.reading_pdfs import LANGUAGES, TODAY, flat, metadata_of, pages_of, said, tags
from tests.scripted import TRUST

# clearly risen, may have fallen, no clear change twice, and a step that is not compared
THEN = taken(0, {"S1": 1, "S2": 3, "S3": "12321232", "S4": 2})
NOW = taken(5, {"S1": 4, "S2": 2, "S3": "33222222", "S4": 2, "S5": "." * 8})
# nothing but what makes a page long
LONG = taken(0.5, {"S1": "333....."}, language="th"), taken(1, {"S2": "0000...."}, pages=8)


def report(then: Attempt = THEN, now: Attempt = NOW, language: str = "en") -> bytes:
    return comparison_pdf(Sheet(TRUST, then), Sheet(TRUST, now), catalogue(language), TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pair", [(THEN, NOW), LONG, (THEN, taken(5, 3, pages=3))])
def test_everything_that_the_page_says_stands_on_at_most_two_pages(
    pair: tuple[Attempt, Attempt], language: str
) -> None:
    words = catalogue(language)
    view = comparison(Sheet(TRUST, pair[0]), Sheet(TRUST, pair[1]), words)
    pdf = report(*pair, language)
    text = said(pdf)
    sentences = [view.headline, view.lead, view.chances, view.basis, view.chart_sentence]
    sentences += [*view.findings, *view.cautions, *view.sizes, words("result.assumed")]
    for title, note in view.notes:
        sentences += [title, note]
    for sentence in sentences:
        assert flat(sentence) in text, sentence
    assert len(pages_of(pdf)) <= 2


def test_the_table_has_each_step_with_its_figures() -> None:
    text = said(report())
    rows = (
        "Truth and honest talk Clearly risen 25 (14–36) 100 (89–100) about 75 points higher",
        "Owning it and changing May have fallen 75 (64–86) 50 (39–61) about 25 points lower",
        "Openness by agreement No clear change 50 (39–61) 56 (45–68) about 6 points higher",
        "Time and room to heal No clear change 50 (39–61) 50 (39–61) no difference",
        "New good moments together Not compared – – –",
    )
    for row in rows:
        assert flat(row) in text, row


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_what_it_is_not(language: str) -> None:
    words, wording = catalogue(language), TRUST.words(language)
    pages = pages_of(report(language=language))
    assert flat(wording.disclaimer or "-") in flat("".join(pages))
    assert flat(words("report.keep")) in flat("".join(pages))
    for number, page in enumerate(pages, start=1):
        assert flat(words("report.footer")) in flat(page)
        assert flat(words("report.page", page=number, pages=len(pages))) in flat(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_that_cannot_be_compared_make_a_page_that_says_why(language: str) -> None:
    now = replace(NOW, perspective="broke")
    words = catalogue(language)
    view = comparison(Sheet(TRUST, THEN), Sheet(TRUST, now), words)
    pdf = report(THEN, now, language)
    assert view.refused is not None
    assert flat(view.refused) in said(pdf)
    assert len(pages_of(pdf)) == 1
    assert "/Figure" not in [tag for tag, _ in tags(pdf)]
    assert flat(words("compare.sizes_title")) not in said(pdf)


def test_no_answer_is_in_it() -> None:
    text = said(report())
    wording = TRUST.words("en")
    for item in TRUST.bank.items:
        assert flat(wording.item(item.id, "hurt")) not in text
    for anchor in wording.anchors.values():
        assert flat(f"answered: {anchor}") not in text


def test_the_file_bears_the_day_that_is_given_and_days_of_the_zone() -> None:
    late = replace(THEN, finished_at=THEN.finished_at and THEN.finished_at.replace(hour=22))
    words = catalogue("en")
    pair = Sheet(TRUST, late), Sheet(TRUST, NOW)
    pdf = comparison_pdf(*pair, words, date(2026, 5, 6), ZoneInfo("Asia/Bangkok"))
    assert flat("4 March 2026 and 7 April 2026") in said(pdf)
    written = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert written is not None
    assert str(written["/CreationDate"]) == "D:20260506000000Z"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_tagged_for_pdf_ua_with_a_neutral_title(language: str) -> None:
    for now in (NOW, replace(NOW, perspective="broke")):
        pdf = report(THEN, now, language)
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
        told = " ".join([*map(str, reader.metadata.values()), metadata]).lower()
        for word in ("trust", "ไว้วางใจ", "partner", "hurt", "five steps"):
            assert word not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_is_read_aloud_as_its_text_and_its_figures_stand_in_a_table(
    language: str,
) -> None:
    view = comparison(Sheet(TRUST, THEN), Sheet(TRUST, NOW), catalogue(language))
    found = list(tags(report(language=language)))
    assert [flat(alt or "-") for tag, alt in found if tag == "/Figure"] == [flat(view.alt)]
    names = [tag for tag, _ in found]
    assert names[:2] == ["/Document", "/Title"]
    assert names.count("/TH") == 5
    assert names.count("/TD") == 5 * len(TRUST.bank.steps)
    assert names.count("/H1") == 3


def test_titles_of_a_bank_are_data_not_markup() -> None:
    words = TRUST.words("en")
    steps = {**words.steps}
    steps["S1"] = steps["S1"].model_copy(update={"title": "#strong[x] *y* $z$ // "})
    edition = replace(TRUST, wordings={"en": words.model_copy(update={"steps": steps})})
    pdf = comparison_pdf(Sheet(edition, THEN), Sheet(edition, NOW), catalogue("en"), TODAY)
    assert flat("#strong[x] *y* $z$ //") in said(pdf)


@pytest.mark.parametrize(
    "folder", find_banks(Path("tests/banks/valid")), ids=lambda folder: folder.name
)
def test_every_bank_can_be_compared_on_paper(folder: Path) -> None:
    edition = load(folder)
    bank = edition.bank
    sheets: list[Sheet] = []
    for value in (bank.scale.min, bank.scale.max):
        answers: dict[str, Answer] = {it.id: bank.scale.keyed(value, it.key) for it in bank.items}
        side = bank.perspectives[0] if bank.perspectives else None
        sheets.append(
            Sheet(edition, Attempt(bank.id, bank.version, answers, len(bank.pages), side))
        )
    words = catalogue(bank.languages[0])
    then, now = sheets
    view = comparison(then, now, words)
    text = said(comparison_pdf(then, now, words, TODAY))
    assert flat(view.headline) in text
    assert flat(view.lead) in text


def test_the_same_input_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import hashlib; from tests.report.test_report_comparison import report; "
        "print(hashlib.sha256(report(language='th')).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == hashlib.sha256(report(language="th")).hexdigest()
