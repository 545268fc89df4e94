"""The page before a session: what it says, what it never says, and that it is one page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from quiz.attempt import Attempt
from quiz.casework.cases import AgreedPractice, Case, CaseAttempt, CaseFile, PlanRow
from quiz.content import load
from quiz.report.session_sheet import session_sheet_pdf
from quiz.views.clients.session_sheet import session_sheet
from quiz.words import catalogue
from tests.case_files import NOW, at_random, case_of, file_of, taken
from tests.reading_pdfs import flat, metadata_of, pages_of, said, tags
from tests.report.test_report_banks import BANKS, HOSTILE, answered, saying_everywhere
from tests.scripted import SCRIPTS, TRUST

EN = catalogue("en")
BANK = TRUST.bank
LONG = "Something quite long that somebody wanted to have written down in full here. " * 60


def one_page(pdf: bytes) -> str:
    """What the page says; nothing of it may lie beyond its edges."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    letters = page.get_textpage()
    boxes = [letters.get_charbox(i) for i in range(letters.count_chars())]
    assert max(box[2] for box in boxes) <= page.get_width() - 28
    assert min(box[1] for box in boxes) >= 14
    assert max(box[3] for box in boxes) <= page.get_height() - 14
    document.close()
    return said(pdf)


def full_file(language: str = "en") -> CaseFile:
    """Six times of answers, the last of them in this language."""
    levels = ["11121", "12222", "21233", "23233", "32233", "32333"]
    history = [taken(level, 150 - 28 * i, language=language) for i, level in enumerate(levels)]
    return file_of(*history)


# -- one page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "language"), list(product(SCRIPTS, ["en", "th"])))
def test_every_result_stands_on_one_page(name: str, language: str) -> None:
    script = SCRIPTS[name]
    for pages, side in ((3, "both"), (8, "broke")):
        common: dict[str, Any] = {"pages": pages, "perspective": side, "context": script.context}
        last = taken("22222", answers=script.answers(pages), **common)
        earlier = [at_random(pages + days, days, **common) for days in (90, 60, 30)]
        text = one_page(session_sheet_pdf(file_of(*earlier, last), NOW, catalogue(language)))
        for step in TRUST.words(language).steps.values():
            assert flat(step.title) in text


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_file_as_it_comes_stands_whole_on_its_page(language: str) -> None:
    words = catalogue(language)
    text = one_page(session_sheet_pdf(full_file(language), NOW, words))
    left_out = words("sheet.left_out", parts="")[:8]
    assert flat(left_out) not in text
    assert flat(words("sheet.clipped")) not in text
    for head in ("practice", "lowest", "moved", "plan", "facets"):
        assert flat(words(f"sheet.{head}")) in text


@pytest.mark.parametrize("language", ["en", "th"])
def test_what_is_too_long_is_cut_and_what_has_no_room_is_named(language: str) -> None:
    words = catalogue(language)
    plan = (PlanRow("S1", LONG, LONG, LONG, date(2026, 12, 1)),) * 12
    practices = tuple(AgreedPractice(f"S{n}", date(2026, 11, n)) for n in range(1, 6))
    file = replace(full_file(), plan=plan, practices=practices)
    text = one_page(session_sheet_pdf(file, NOW, words))
    rows, over = divmod(text.count("…"), 3)
    assert over == 0
    assert rows <= 3
    assert (flat(words("sheet.clipped")) in text) == (rows > 0)
    assert (flat(words("sheet.more_rows", count=12 - rows)) in text) == (rows > 0)
    assert (flat(words("sheet.left_out", parts=words("sheet.plan"))) in text) == (rows == 0)
    assert language == "th" or rows > 0


def test_the_least_important_parts_are_the_first_to_go() -> None:
    long = replace(saying_everywhere(TRUST, LONG[:230]), practices=TRUST.practices)
    history = tuple(replace(it, edition=long) for it in full_file().case.history)
    plan = (PlanRow("S1", LONG, LONG, LONG),) * 4
    file = replace(full_file(), case=case_of(*history), plan=plan)
    text = one_page(session_sheet_pdf(file, NOW, EN))
    assert flat("No room on this page for:") in text
    named = text.split(flat("No room on this page for:"))[1].split(flat("See the"))[0]
    parts = [flat(EN(f"sheet.{it}")) for it in ("practice", "facets", "topics", "plan")]
    gone = [part for part in parts if part in named]
    assert gone == parts[len(parts) - len(gone) :]
    assert "Clearlyrisen" in text or "Mayhaverisen" in text, "the core stays"


@pytest.mark.parametrize(
    "text", [HOSTILE, LONG, "x" * 900, "ความไว้วางใจที่กลับมา" * 40, "الثقة " * 60]
)
def test_whatever_an_author_or_counsellor_wrote_it_is_one_page(text: str) -> None:
    edition = saying_everywhere(TRUST, text[:4000])
    history = (
        CaseAttempt(edition, at_random(1, 30).attempt),
        CaseAttempt(edition, at_random(2, 2).attempt),
    )
    file = replace(
        file_of(*history), plan=(PlanRow("S1", text, text, text), PlanRow("S9", text, text, text))
    )
    seen = one_page(session_sheet_pdf(replace(file, case=case_of(*history)), NOW, EN))
    assert flat(text[:20]) in seen


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_valid_bank_has_its_sheet(folder: Path) -> None:
    edition = load(folder)
    bank = edition.bank
    side = bank.perspectives[0] if bank.perspectives else None
    made = [answered(bank, side, value) for value in (bank.scale.max, bank.scale.min)]
    for language in bank.languages:
        file = CaseFile(Case("A-07", history=tuple(CaseAttempt(edition, it) for it in made)))
        text = one_page(session_sheet_pdf(file, NOW, catalogue(language)))
        for step in bank.steps:
            assert flat(edition.words(language).steps[step.id].title) in text
        facets = flat(catalogue(language)("sheet.facets_note"))
        assert (facets in text) <= any(step.facets for step in bank.steps)


# -- what it says ---------------------------------------------------------------------------------


def test_the_page_bears_code_day_focus_counts_and_what_is_assumed() -> None:
    text = one_page(session_sheet_pdf(full_file(), NOW, EN))
    for sentence in (
        "A-07, 23 November 2026",
        "Before a session. Last answers: 13 November 2026, from the side “My trust was broken”.",
        "Focus: “Owning it and changing”, clearly (",
        "Since the start, 26 June 2026",
        "Since last time, 16 October 2026",
        "In all: 40 of 40 questions answered, 0 “does not apply”, 0 left blank.",
        "The size of the ranges rests on assumptions, not yet on measurements",
        "A change of more than about 31 points counts as clear.",
        "Without any real change, about 23 in 100 people would still show one in some step.",
        "Keeping your own footing (Owning it and changing). Agreed on 2 November 2026. 3 of 7 days",
        "20 November 2026 (due)",
        "Please ask in person, each alone.".lower(),
        "For reflection, not evidence. Keep it where only you can see it.",
    ):
        assert flat(sentence) in text, sentence


def test_neither_label_nor_note_nor_phase_is_printed() -> None:
    text = one_page(session_sheet_pdf(full_file(), NOW, EN))
    for private in ("Tuesdays at ten", "Asked for time.", "Telling"):
        assert flat(private) not in text


def test_flags_of_quality_and_cautions_are_in_words() -> None:
    same = dict.fromkeys(BANK.item_by_id, 2)
    file = file_of(taken("33333", 90), taken("22222", 30, answers=same, language="th"))
    text = one_page(session_sheet_pdf(file, NOW, EN))
    for sentence in (
        "Overdue since 7 November 2026, 16 days",
        "The same answer throughout; read with care",
        "Focus: None: the same answer throughout",
        "Since the start and last time, 25 August 2026",
        "were not answered in one and the same language throughout",
    ):
        assert flat(sentence) in text, sentence


def test_the_first_answers_have_no_columns_of_change() -> None:
    view = session_sheet(CaseFile(case_of(taken("12333"))), NOW, EN)
    assert view.columns == ()
    assert all(line.changes == () for line in view.lines)
    assert view.remarks == ()
    assert view.fits == "With the focus goes: Finding your footing." or view.fits.startswith(
        "With the focus goes: "
    )
    one_page(session_sheet_pdf(CaseFile(case_of(taken("12333"))), NOW, EN))


def test_what_cannot_be_compared_says_why_under_the_table() -> None:
    file = CaseFile(case_of(taken("33333", 60, perspective="both"), at_random(3, 30), at_random(4)))
    view = session_sheet(file, NOW, EN)
    assert [line.changes[0] for line in view.lines] == ["–"] * 5
    assert view.remarks[0].startswith("Since the start: They were answered from two different")
    assert "–" not in [line.changes[1] for line in view.lines]


def test_a_caution_on_one_column_says_on_which() -> None:
    same = dict.fromkeys(BANK.item_by_id, 2)
    first = taken("22222", 90, answers=same)
    view = session_sheet(CaseFile(case_of(first, at_random(1, 30), at_random(2, 2))), NOW, EN)
    assert view.remarks[0].startswith("Since the start: The first time every question has the same")
    thai = session_sheet(
        CaseFile(case_of(first, at_random(1, 30), at_random(2, 2, language="th"))), NOW, EN
    )
    assert thai.remarks[1].startswith("The two were not answered in one and the same language")


def test_what_chance_does_is_told_for_as_many_steps_as_were_compared() -> None:
    few = taken({"S1": 1, "S2": 2, "S3": 3})
    view = session_sheet(CaseFile(case_of(taken("33333", 60), few)), NOW, EN)
    assert "about 14 in 100 people" in view.remarks[-1]  # 1 − 0.95³
    none = session_sheet(CaseFile(case_of(taken("33333", 60), taken({"S1": 1}))), NOW, EN)
    assert "about 5 in 100 people" in none.remarks[-1]


def test_there_is_no_page_before_the_first_answers() -> None:
    with pytest.raises(ValueError, match="needs an attempt"):
        session_sheet_pdf(CaseFile(case_of()), NOW, EN)


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_file_is_tagged_neutral_and_the_same_each_time(language: str) -> None:
    words = catalogue(language)
    pdf = session_sheet_pdf(full_file(), NOW, words)
    assert pdf == session_sheet_pdf(full_file(), NOW, words)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata_of(pdf)
    found = list(tags(pdf))
    alts = [flat(alt or "-") for tag, alt in found if tag == "/Figure"]
    assert alts == [flat(session_sheet(full_file(), NOW, words).latest.alt)]
    names = [tag for tag, _ in found]
    assert names[:2] == ["/Document", "/Title"]
    assert names.count("/TH") == 5 + 5
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    told = " ".join([*map(str, reader.metadata.values()), metadata_of(pdf)]).lower()
    for word in ("trust", "ไว้วางใจ", "session", "hurt", "tuesdays"):
        assert word not in told


def test_the_language_of_the_page_is_its_readers_not_that_of_the_answers() -> None:
    text = one_page(session_sheet_pdf(full_file("th"), NOW, EN))
    assert flat("Owning it and changing") in text
    assert len(pages_of(session_sheet_pdf(full_file(), NOW, catalogue("th")))) == 1


def test_the_attempt_of_another_edition_has_its_own_words() -> None:
    minimal = load(BANKS[1])
    made: Attempt = answered(minimal.bank, None, minimal.bank.scale.max)
    file = CaseFile(case_of(taken("12333", 60), CaseAttempt(minimal, made)))
    text = one_page(session_sheet_pdf(file, NOW, EN))
    assert flat("Since the start and last time") in text
    assert flat("two different questionnaires") in text
