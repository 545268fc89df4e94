"""The couple sheet: only for two who both released it, steps only, each by their code."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from quiz.casework.cases import Released
from quiz.report.couple_sheet import couple_sheet_pdf
from quiz.views.clients.couple_sheet import couple_sheet
from quiz.words import catalogue
from tests.case_files import NOW, taken
from tests.reading_pdfs import flat, metadata_of, said, tags
from tests.scripted import TRUST

EN = catalogue("en")
BANK = TRUST.bank
HURT = Released("A-07", taken("31322", 3))
BROKE = Released("B-08", taken("33322", 1, perspective="broke"))


def test_without_both_there_is_nothing_and_nothing_says_why() -> None:
    far = Released("B-08", taken("33322", 30, perspective="broke"))
    other_bank = replace(TRUST, bank=BANK.model_copy(update={"id": "other"}))
    elsewhere = Released("B-08", taken("33322", perspective="broke", edition=other_bank))
    unfinished = Released("B-08", taken("33322", perspective="broke", finished_at=None))
    empty = Released("B-08", taken("33322", perspective="broke", answers={}))
    for one, other in (
        *((None, it) for it in (None, BROKE)),
        *((HURT, it) for it in (None, far, elsewhere, unfinished, empty)),
    ):
        assert couple_sheet(one, other, EN) is None
        assert couple_sheet_pdf(one, other, EN, NOW.date()) is None
        assert couple_sheet(other, one, EN) is None


def test_both_are_called_by_their_codes_and_never_you_or_partner() -> None:
    view = couple_sheet(HURT, BROKE, EN)
    assert view is not None
    assert view.talk is not None
    assert view.talk.title == "Owning it and changing"
    assert view.talk.line.startswith("A-07: 25 (likely ")
    assert "B-08: 75 (likely " in view.talk.line
    spoken = [*(gap.line for gap in view.compared), view.alt, view.chart_sentence]
    for text in spoken:
        assert "A-07" in text
        assert "B-08" in text
        assert "partner" not in text
        assert "you" not in text.replace("You clearly see", "").replace("You may see", "")
    assert "Owning it and changing: A-07 25, B-08 75. You clearly see this differently." in view.alt


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_sheet_tells_steps_only_and_is_tagged(language: str) -> None:
    words = catalogue(language)
    pdf = couple_sheet_pdf(HURT, BROKE, words, NOW.date())
    assert pdf is not None
    assert pdf == couple_sheet_pdf(HURT, BROKE, words, NOW.date())
    text = said(pdf)
    view = couple_sheet(HURT, BROKE, words)
    assert view is not None
    for sentence in (
        words("couple_sheet.title", one="A-07", other="B-08", date=words.day(NOW.date())),
        words("couple_sheet.figures", one="A-07", other="B-08"),
        words("sheet.footer"),
        view.headline,
        view.question,
        view.chart_sentence,
        *(gap.line for gap in view.compared),
    ):
        assert flat(sentence) in text, sentence
    wording = TRUST.words(language)
    for item, side in itertools.product(BANK.items, ("hurt", "broke")):
        assert flat(wording.item(item.id, side)) not in text
    assert flat(words("together.legend.partner")) not in text
    assert "pdfuaid:part" in metadata_of(pdf)
    assert [flat(alt or "-") for tag, alt in tags(pdf) if tag == "/Figure"] == [flat(view.alt)]


def test_nobodys_quality_is_told_to_both() -> None:
    same = dict.fromkeys(BANK.item_by_id, 2)
    flat_one = Released("B-08", taken("22222", perspective="broke", answers=same))
    view = couple_sheet(HURT, flat_one, EN)
    assert view is not None
    assert view.yours == ()
    pdf = couple_sheet_pdf(HURT, flat_one, EN, NOW.date())
    assert pdf is not None
    assert flat("same answer") not in said(pdf)


def test_another_edition_of_the_bank_is_compared_by_what_is_the_same() -> None:
    newer = replace(TRUST, bank=BANK.model_copy(update={"version": "0.2.0"}))
    other = Released("B-08", taken("33322", perspective="broke", edition=newer))
    view = couple_sheet(HURT, other, EN)
    assert view is not None
    assert len(view.compared) == 5
