"""The quiz from Start to the surer result, in each language and for each side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST, Expected

JOURNEYS = [
    ("clear", "en", "hurt", PHONE),
    ("likely", "en", "broke", DESKTOP),
    ("too close", "en", "both", PHONE),
    ("prerequisite", "th", "hurt", DESKTOP),
    ("none stands out", "th", "broke", PHONE),
    ("one answer", "th", "both", DESKTOP),
    ("too few", "en", "hurt", DESKTOP),
]

# What the page itself says of the reference (75, 31.25, 62.5, 68.75, 71.875): step 2, 97 in 100.
BY_HAND = {
    ("clear", "en", "hurt"): (
        "“Owning it and changing” needs the most attention",
        "about 97 in 100",
        "This work is your partner's, not yours.",
    )
}


@pytest.mark.parametrize(
    ("script", "language", "side", "size"),
    JOURNEYS,
    ids=[f"{j[0]}-{j[1]}-{j[2]}" for j in JOURNEYS],
)
def test_15_questions_lead_to_a_first_result_and_all_40_to_a_surer_one(
    open_page: Callable[..., Page], script: str, language: str, side: str, size: ViewportSize
) -> None:
    way = SCRIPTS[script]
    visitor = Visitor(open_page(viewport=size, language=language), language, side)
    visitor.begin(way.context)
    visitor.answer_pages(way, 1, TRUST.bank.first_pages)
    visitor.see_result()
    _expect_result(visitor, way.first)
    _open_article(visitor, way.first)

    visitor.button("surer").click()
    visitor.answer_pages(way, TRUST.bank.first_pages + 1, len(TRUST.bank.pages))
    expect(visitor.button("next")).to_have_count(0)
    visitor.see_result()
    _expect_result(visitor, way.full)
    visitor.expect_focus(*BY_HAND.get((script, language, side), ()))
    expect(visitor.part("surer")).to_have_count(0)


def _expect_result(visitor: Visitor, expected: Expected) -> None:
    """The focus in words, its step's own sentence for this side, and the practice for it."""
    side = visitor.side or ""
    visitor.expect_focus(*expected.sentences(visitor.words, visitor.edition, side))
    weeks = visitor.days
    if not expected.steps:
        expect(weeks).to_have_count(0)
        return
    practice = visitor.edition.practice(visitor.language, expected.steps[0], side)
    assert practice is not None
    expect(visitor.text(practice.name)).to_be_visible()
    expect(weeks).to_have_count(len(practice.days))


def _open_article(visitor: Visitor, expected: Expected) -> None:
    """The article in the page where the result names a step, else from the page of articles."""
    bank, page = visitor.edition.bank, visitor.page
    if expected.steps:
        article = bank.step(expected.steps[0]).article or ""
    else:
        article = bank.opening_article or ""
    text = visitor.edition.article(visitor.language, article)
    assert text is not None
    body = visitor.part("article-body")
    expect(body.filter(visible=True)).to_have_count(0)
    if expected.steps:
        page.locator("summary").filter(has_text=text.title).click()
    else:
        visitor.go_to("read")
        visitor.land("read-")
        visitor.button(f"read-{article}").click()
    expect(body).to_contain_text(_a_line_of(text.body))
    if not expected.steps:
        page.go_back()
        page.go_back()
        visitor.expect_result()


def _a_line_of(body: str) -> str:
    """The last line of plain words in Markdown."""
    plain = [ln for ln in body.splitlines() if ln.strip() and not set(ln) & set("*_#[`<>-")]
    return plain[-1].strip()
