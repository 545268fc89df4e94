"""Two people's views as they are worded, drawn and printed: nobody is the measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from quiz.attempt import Answer
from quiz.bank import Bank
from quiz.charts import DARK, LIGHT, together_figure
from quiz.findings import CoupleView, gaps
from quiz.report import together_pdf
from quiz.views.pairs.couple import TogetherView, together
from quiz.words import catalogue
from tests.banks_in_code import changed
from tests.findings.test_couple import attempt_of, keyed, with_value
from tests.reading_pdfs import flat, metadata_of, pages_of, said, tags
from tests.scripted import TRUST

LANGUAGES = ("en", "th")
TODAY = date(2026, 11, 25)
BANK = TRUST.bank


def found(
    answers: Mapping[str, Answer] | None = None, side: str = "broke", language: str = "en"
) -> CoupleView:
    """Somebody hurt, whose every item stands at 2, with somebody else."""
    other = attempt_of(BANK, side, dict(answers or keyed(BANK, 2)), language=language)
    return gaps(BANK, attempt_of(BANK, "hurt", keyed(BANK, 2)), other)


def apart(*pairs: tuple[str, int]) -> dict[str, Answer]:
    """Answers that put these steps at other values, the rest at 2."""
    given = keyed(BANK, 2)
    for step, value in pairs:
        given |= {i.id: BANK.scale.keyed(value, i.key) for i in BANK.items_by_step[step]}
    return given


def view(couple: CoupleView, language: str = "en", *, caution: bool = False) -> TogetherView:
    return together(TRUST, couple, catalogue(language), own_caution=caution)


# -- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_counts_agreements(language: str) -> None:
    words = catalogue(language)
    every = apart(*((step, 4) for step in BANK.items_by_step))
    for answers, headline in (
        (None, words("together.headline.all")),
        (apart(("S2", 4)), words("together.headline.some", count=4, total=5)),
        (every, words("together.headline.none")),
    ):
        assert view(found(answers), language).headline == headline
    short = gaps(
        BANK,
        attempt_of(BANK, "hurt", {i.id: 2 for i in BANK.shown(3)}, opened=3),
        attempt_of(BANK, "hurt", {i.id: 2 for i in BANK.shown(3)}, opened=3),
    )
    assert view(short, language).headline == words("together.headline.one")


def test_the_surest_difference_is_the_question_and_the_others_follow() -> None:
    seen = view(found(apart(("S3", 3), ("S4", 4), ("S1", 0))))
    assert seen.talk is not None
    assert [it.id for it in seen.agreements] == ["S2", "S5"]
    assert [it.id for it in (seen.talk, *seen.others)] == ["S1", "S4", "S3"]
    assert [it.id for it in seen.compared] == ["S2", "S5", "S1", "S4", "S3"]
    assert seen.talk.title in seen.question
    assert seen.question.endswith("?")
    none = view(found())
    assert (none.talk, none.question, none.others) == (None, "", ())


def test_figures_stand_with_their_ranges_and_the_size_that_a_difference_needs() -> None:
    seen = view(found(apart(("S4", 4))))
    assert seen.talk is not None
    assert seen.talk.line == "You 50 (likely 36 to 64) · your partner 100 (likely 86 to 100)"
    assert "about 31 points" in seen.talk.size  # 1.96·√(2·625/5)
    assert "about 20 points" in seen.talk.size  # 1.28·√(2·625/5)
    assert "36 questions" in seen.basis[0]
    assert seen.basis[-1].endswith("15 in 100 “may”, 5 in 100 “clearly”.")


def test_steps_seen_from_the_same_side_are_named_and_not_compared() -> None:
    words = catalogue("en")
    seen = view(found(side="hurt"))
    assert [it.id for it in seen.compared] == ["S1", "S3", "S5"]
    named = [TRUST.words("en").steps[step].title for step in ("S2", "S4")]
    assert seen.not_compared == tuple(
        words("together.not_compared.seen_from_the_same_side", step=words.quoted(name))
        for name in named
    )


def test_what_is_told_to_one_reader_is_apart_from_what_is_told_to_both() -> None:
    words = catalogue("en")
    seen = view(found(language="th"), caution=True)
    assert seen.cautions == (words("together.caution.another_language"),)
    assert seen.yours == (words("together.caution.yours"),)
    assert (view(found()).cautions, view(found()).yours) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_and_no_answer_is_in_it(language: str) -> None:
    text = repr(view(found(apart(("S2", 4), ("S4", 0))), language))
    for item in BANK.items:
        assert item.id not in text
        for side in BANK.perspectives:
            assert TRUST.words(language).item(item.id, side) not in text
    for anchor in TRUST.words(language).anchors.values():
        assert f"“{anchor}”" not in text


# -- drawn ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_two_equal_dots_a_row_differ_in_shape_as_well_as_colour(dark: bool) -> None:
    seen = view(found(apart(("S2", 4))))
    figure = together_figure(seen, dark=dark, you="you", partner="your partner")
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    assert [it.marker.symbol for it in dots] == ["circle", "diamond"] * 5
    assert len({it.marker.size for it in dots}) == 1
    palette = DARK if dark else LIGHT
    assert [it.marker.color for it in dots[:2]] == [palette.primary, palette.other]
    assert [it.x[0] for it in dots[:2]] == [50, 50]
    assert dots[0].y[0] != dots[1].y[0], "neither hides the other"
    assert dots[-1].x[0] == 100
    rows = [note.text for note in figure.layout.annotations if note.font.size == 15]
    assert rows == [it.title for it in seen.compared]


def test_a_title_is_data_not_markup() -> None:
    seen = view(found())
    hostile = replace(seen, agreements=(replace(seen.agreements[0], title="<b>x</b> & y"),))
    figure = together_figure(hostile, dark=False, you="<i>", partner="p")
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in [it.text for it in figure.layout.annotations]
    assert any("&lt;i&gt;" in (it.hovertemplate or "") for it in figure.data)


# -- printed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_what_the_page_says_on_at_most_two_pages(language: str) -> None:
    words = catalogue(language)
    couple = found(apart(("S2", 4), ("S3", 3)), language="th")
    pdf = together_pdf(TRUST, couple, words, TODAY)
    seen, text = view(couple, language), said(pdf)
    sentences = (seen.headline, seen.agreed, seen.question, *seen.cautions, *seen.basis)
    rows = [it for gap in seen.compared for it in (gap.title, gap.verdict, gap.line)]
    for sentence in (*sentences, *rows, seen.notes[0][1], words("report.footer")):
        assert flat(sentence) in text, sentence
    assert len(pages_of(pdf)) <= 2
    assert "pdfuaid:part" in metadata_of(pdf)
    assert flat(seen.alt) in [flat(alt or "") for _, alt in tags(pdf)]
    assert pdf == together_pdf(TRUST, couple, words, TODAY)


def test_the_pdf_holds_nothing_that_is_for_one_reader_alone_and_no_sensitive_item() -> None:
    words = catalogue("en")
    flat_answers = attempt_of(BANK, "hurt", dict.fromkeys(BANK.item_by_id, 2))
    pair = (flat_answers, attempt_of(BANK, "broke", with_value(BANK, "S3", 4)))
    text = said(together_pdf(TRUST, gaps(BANK, *pair), words, TODAY))
    assert flat(words("together.caution.yours")) not in text
    for item in BANK.items:
        assert flat(TRUST.words("en").item(item.id, "hurt")) not in text
        assert item.id not in text


def test_a_bank_with_long_titles_and_other_steps_is_worded_and_printed(trust: Bank) -> None:
    two = changed(trust, couple={"mutual": ("hurt",), "own": ("self",), "alike": ()})
    edition = replace(TRUST, bank=two)
    pair = [attempt_of(two, "hurt", keyed(two, value)) for value in (1, 3)]
    couple = gaps(two, *pair)
    seen = together(edition, couple, catalogue("en"))
    assert seen.headline == catalogue("en")("together.headline.none")
    assert seen.agreed == catalogue("en")("together.agreed_none")
    assert seen.basis[1] == catalogue("en")("together.stance.mutual")
    assert together_pdf(edition, couple, catalogue("en"), TODAY).startswith(b"%PDF")
