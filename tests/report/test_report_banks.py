"""PDFs of any bank, whatever its authors wrote: their texts are data, shown as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.content import Edition, load
from quiz.report import paper_form, result_pdf
from quiz.views.results.result import result
from quiz.wording import Practice, PracticeDay, Wording
from quiz.words import catalogue
from tests.reading_pdfs import (
    FINISHED,
    TODAY,
    attempt_of,
    flat,
    metadata_of,
    pages_of,
    said,
    tags,
)
from tests.scripted import TRUST

BANKS = sorted((Path(__file__).parents[1] / "banks" / "valid").iterdir())
HOSTILE = (
    '#eval("1+1") #let x = 3; #panic() *bold* _it_ `raw` $x^2$ <label> @ref // gone /* gone */ '
    "\\ \\u{41} = head - item + item / term: [a] {b} ~ -- --- ... 'q' \"q\" http://a.example/?b=1#c"
)


def saying(edition: Edition, **texts: Any) -> Edition:
    """The edition with some of its words replaced, in every language."""
    wordings = {tag: wording.model_copy(update=texts) for tag, wording in edition.wordings.items()}
    return replace(edition, wordings=wordings)


def saying_everywhere(edition: Edition, text: str) -> Edition:
    """The edition with the text in every place that an author or a translator fills."""

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return text
        if isinstance(value, Mapping):
            return {key: filled(child) for key, child in value.items()}
        return tuple(map(filled, value)) if isinstance(value, tuple) else value

    kept = ("language", "neutral_title")
    wordings = {
        tag: Wording.model_validate(
            {
                name: value if name in kept else filled(value)
                for name, value in wording.model_dump().items()
            }
        )
        for tag, wording in edition.wordings.items()
    }
    week = Practice(name=text, intro=text, days=(PracticeDay(alone=text, together=text),) * 3)
    practices = {tag: {step.id: week for step in edition.bank.steps} for tag in edition.wordings}
    return replace(edition, wordings=wordings, practices=practices)


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "الثقة \u202edrawkcab\u202c \u200fשלום\u2066 abc \u2069",
        "🙂 👩\u200d👩\u200d👧 ❤️ 👍🏽 🇹🇭",
        "Ελλάδα Ђорђе œuvre ½ ∑ → ☐",
    ],
    ids=["markup", "right to left", "emoji", "letters"],
)
def test_what_somebody_wrote_is_shown_as_it_was_typed(text: str) -> None:
    edition = saying_everywhere(TRUST, text)
    for pdf in (
        result_pdf(edition, attempt_of("too close"), catalogue("en"), TODAY),
        paper_form(edition, "hurt", catalogue("en")),
    ):
        assert "pdfuaid:part" in metadata_of(pdf), "no letter is missing"
        seen = said(pdf)
        if text is HOSTILE:
            assert seen.count(flat(text)) >= 8
        else:
            letters = {c for c in text if c.isalnum() or 0x1F000 < ord(c) < 0x1FAFF}
            assert letters <= set(seen)


def test_each_thai_syllable_is_copied_once() -> None:
    """Typst writes a syllable twice where a mark is moved; our fonts keep marks at one height."""
    vowels = ("", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู")
    tones = ("", "่", "้", "๊", "๋", "์")
    syllables = " ".join(
        f"{chr(c)}{vowel}{tone}ก"
        for c, vowel, tone in product(range(0x0E01, 0x0E2F), vowels, tones)
        if chr(c) not in "ฤฦฬ"
    )
    edition, words = saying(TRUST, disclaimer=syllables), catalogue("th")
    pages = pages_of(result_pdf(edition, attempt_of("none stands out"), words, TODAY))
    footers = [
        flat(words("report.footer") + words("report.page", page=number, pages=len(pages)))
        for number in range(1, len(pages) + 1)
    ]
    whole = "".join(
        flat(page).removesuffix(foot) for page, foot in zip(pages, footers, strict=True)
    )
    assert flat(syllables) in whole


def test_letters_that_no_font_has_do_not_keep_the_report_back() -> None:
    edition = saying(TRUST, disclaimer="private use: \ue000 \U000f0000")
    pdf = result_pdf(edition, attempt_of("clear"), catalogue("en"), TODAY)
    assert "/Figure" in [tag for tag, _ in tags(pdf)]
    assert "pdfuaid" not in metadata_of(pdf)
    assert flat(TRUST.words("en").steps["S2"].title) in said(pdf)


@pytest.mark.parametrize("text", ["x" * 300, "https://a.example/" + "äßß" * 90])
def test_very_long_words_stay_on_the_paper_and_lose_nothing(text: str) -> None:
    edition = saying_everywhere(TRUST, text)
    for pdf in (
        result_pdf(edition, attempt_of("clear"), catalogue("en"), TODAY),
        paper_form(edition, "hurt", catalogue("en")),
    ):
        assert flat(text) in said(pdf)
        for page in (document := pypdfium2.PdfDocument(pdf)):
            letters = page.get_textpage()
            rights = [letters.get_charbox(i)[2] for i in range(letters.count_chars())]
            assert max(rights) <= page.get_width() - 28, "a centimetre is left of the margin"
        document.close()


def answered(bank: Bank, side: str | None, value: int) -> Attempt:
    """Every question answered alike, so that steps of several keys differ."""
    answers = {item.id: value for item in bank.items}
    context = {question.name: question.options[0] for question in bank.context}
    return Attempt(bank.id, bank.version, answers, len(bank.pages), side, None, context, FINISHED)


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_valid_bank_has_its_reports_and_forms(folder: Path) -> None:
    edition = load(folder)
    bank = edition.bank
    for language, side in product(bank.languages, bank.perspectives or (None,)):
        words, wording = catalogue(language), edition.words(language)
        for value in (bank.scale.min, bank.scale.max):
            made = answered(bank, side, value)
            text = said(result_pdf(edition, made, words, TODAY))
            for step in bank.steps:
                assert flat(wording.steps[step.id].title) in text
            for sentence in result(edition, made, words).focus.certainty:
                assert flat(sentence) in text
            assert (flat(words("report.head.band")) in text) == bool(bank.bands)
        text = said(paper_form(edition, side, words))
        for number, item in enumerate((i for page in bank.pages for i in page), start=1):
            assert flat(f"{number} {item.id} {wording.item(item.id, side)}") in text


@pytest.mark.parametrize(("top", "written"), [(7, False), (10, False), (100, True)])
def test_long_scales_stand_beneath_each_question_or_leave_a_blank_for_a_number(
    top: int, written: bool
) -> None:
    minimal = load(Path(__file__).parents[1] / "banks" / "valid" / "minimal")
    scale = minimal.bank.scale.model_copy(update={"min": 0, "max": top})
    anchors = {value: f"grade {value}" for value in range(top + 1)}
    edition = replace(
        saying(minimal, anchors=anchors), bank=minimal.bank.model_copy(update={"scale": scale})
    )
    text = said(paper_form(edition, None, catalogue("en")))
    assert text.count("grade3") == (0 if written else len(minimal.bank.items))
    sentence = f"Write a number from 0 (grade 0) to {top} (grade {top})."
    assert text.count(flat(sentence)) == (len(minimal.bank.items) if written else 0)
