"""Somebody who answers and at once goes elsewhere: nothing is lost, and what was touched comes.

Each touch leaves the browser before the server has answered the one before, as with a slow line or
a quick hand. They are many, since such a loss is one of chance.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from quiz.report import paper_form
from tests.browser.visitor import PATIENCE, Visitor
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
TIMES = 20
ITEMS, NEXT_ITEMS = ([item.id for item in page] for page in TRUST.bank.pages[:2])
ANSWERS = TRUST.bank.scale.values

# Each touch in a task of its own, as a browser tells two touches apart.
AT_ONCE = """async (places) => {
  for (const place of places) { place.click(); await new Promise((done) => setTimeout(done)) }
}"""
THEN_BACK = """async (place) => {
  place.click(); await new Promise((done) => setTimeout(done)); history.back()
}"""


def touch_at_once(page: Page, *places: Locator) -> None:
    page.evaluate(AT_ONCE, [place.element_handle() for place in places])


def answers_to(items: list[str]) -> list[tuple[str, int]]:
    """As many answers: each to another item than the one before, and another than it had."""
    count = len(items)
    return [(items[n % count], ANSWERS[(n + n // count) % len(ANSWERS)]) for n in range(TIMES)]


def test_an_answer_given_a_moment_before_a_link_is_kept(page: Page) -> None:
    visitor, lost = Visitor(page), []
    visitor.begin(SCRIPT.context)
    for item, answer in answers_to(ITEMS):
        touch_at_once(page, visitor.answer_to(item, answer), visitor.link("help"))
        visitor.land("help")
        visitor.go_to("back_to_questions")
        visitor.arrive(1)
        if not visitor.answer_to(item, answer).is_checked():
            lost.append((item, answer))
    assert not lost, f"{len(lost)} of {TIMES}: {lost}"


def test_an_answer_given_a_moment_before_back_is_kept(page: Page) -> None:
    visitor, lost = Visitor(page), []
    visitor.begin(SCRIPT.context)
    visitor.button("next").click()
    visitor.arrive(2)
    for item, answer in answers_to(NEXT_ITEMS):
        page.evaluate(THEN_BACK, visitor.answer_to(item, answer).element_handle())
        visitor.arrive(1)
        page.go_forward()
        visitor.arrive(2)
        if not visitor.answer_to(item, answer).is_checked():
            lost.append((item, answer))
    assert not lost, f"{len(lost)} of {TIMES}: {lost}"


def test_an_answer_cleared_a_moment_before_a_link_is_cleared(page: Page) -> None:
    visitor, left = Visitor(page), []
    visitor.begin(SCRIPT.context)
    for item in ITEMS:
        visitor.give(item, 2)
    visitor.expect_kept(*ITEMS)
    for item in ITEMS:
        touch_at_once(page, visitor.button(f"clear-{item}"), visitor.link("start"))
        visitor.land("start")
        visitor.button("continue").click()
        visitor.arrive(1)
        if visitor.answer_to(item, 2).is_checked():
            left.append(item)
    assert not left


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_paper_form_touched_a_moment_after_the_side_is_that_sides(
    open_page: Callable[..., Page], language: str
) -> None:
    visitor = Visitor(open_page(language=language), language)
    visitor.choose("side", visitor.said.perspectives["both"])
    button = visitor.button("paper-form")
    expect(button).to_be_visible()
    for side in ("hurt", "broke") * 3:
        with visitor.page.expect_download(timeout=PATIENCE) as waiting:
            option = visitor.option("side", visitor.said.perspectives[side])
            touch_at_once(visitor.page, option, button)
        assert Path(waiting.value.path()).read_bytes() == paper_form(TRUST, side, visitor.words)
