"""The blank questions on paper."""

from __future__ import annotations

import pytest

from quiz.report import paper_form
from quiz.words import catalogue
from tests.reading_pdfs import (
    LANGUAGES,
    SIDES,
    flat,
    pages_of,
    said,
)
from tests.scripted import TRUST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", SIDES)
def test_the_form_asks_every_question_of_the_side_in_the_order_of_the_pages(
    side: str, language: str
) -> None:
    words, wording = catalogue(language), TRUST.words(language)
    pages = pages_of(paper_form(TRUST, side, words))
    assert 2 <= len(pages) <= 4
    text = flat("".join(pages))
    rows = [
        flat(f"{number} {item.id} {wording.item(item.id, side)}")
        for number, item in enumerate((i for page in TRUST.bank.pages for i in page), start=1)
    ]
    places = [text.find(row) for row in rows]
    assert -1 not in places
    assert places == sorted(places)
    for anchor in wording.anchors.values():
        assert text.count(flat(anchor)) >= len(TRUST.bank.pages)
    assert text.count(flat(wording.time_frame or "-")) == len(TRUST.bank.pages)
    assert text.count(flat(wording.not_applicable or "-")) == len(TRUST.bank.pages) + 1
    for sentence in (
        wording.instructions or "-",
        wording.perspectives[side],
        wording.disclaimer or "-",
        words("report.paper.first", count=15),
    ):
        assert flat(sentence) in text
    for page in pages:
        assert flat(words("report.footer")) in flat(page)


def test_the_form_asks_for_the_decision_and_for_nothing_else_beside_the_items() -> None:
    wording = TRUST.words("en")
    text = said(paper_form(TRUST, "hurt", catalogue("en")))
    for question in TRUST.bank.context:
        assert (flat(wording.context[question.id].text) in text) == question.required
    private = wording.private_block
    assert private is not None
    assert flat(private.help_general) in text
    for sentence in (private.gate, *private.questions.values(), *private.help.values()):
        assert flat(sentence) not in text


def test_a_form_of_a_side_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        paper_form(TRUST, "nobody", catalogue("en"))
