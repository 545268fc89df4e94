"""The address, Back and reload: the way through the questions is kept, and holds no answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor, key_of
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
# Go to another address of the app without a reload, as Back and Forward do.
TYPE = """(address) => {
  history.pushState({}, '', address); history.pushState({}, '', '/'); history.back()
}"""


def _expect_answers(visitor: Visitor, number: int) -> None:
    for item, answer in SCRIPT.page(number).items():
        assert answer is not None
        expect(visitor.answer_to(item, answer)).to_be_checked()


def test_back_goes_to_the_questions_before_with_their_answers_and_forward_again(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 3)
    last = list(SCRIPT.page(3))[-1]
    expect(visitor.button(f"clear-{key_of(last)}")).to_be_enabled()  # the answer has arrived
    addresses = [page.url]
    for number in (2, 1):
        page.go_back()
        visitor.expect_page(number)
        _expect_answers(visitor, number)
        addresses.append(page.url)
    for number in (2, 3):
        page.go_forward()
        visitor.expect_page(number)
        _expect_answers(visitor, number)
    assert [parse_qs(urlsplit(it).query) for it in addresses] == [
        {"p": ["3"]},
        {"p": ["2"]},
        {"p": ["1"]},
    ]


def test_back_button_of_the_page_goes_to_the_questions_before(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 2)
    visitor.button("back").click()
    visitor.expect_page(1)
    _expect_answers(visitor, 1)


def test_back_from_the_result_comes_to_the_questions_with_their_answers(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.see_result()
    page.go_back()
    expect(visitor.button("private-done")).to_be_visible()
    page.go_back()
    visitor.expect_page(3)
    _expect_answers(visitor, 3)
    visitor.see_result()
    visitor.expect_focus(*SCRIPT.first.sentences(visitor.words, TRUST, "hurt"))


def test_page_that_is_not_there_is_harmless(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    item, answer = next(iter(SCRIPT.page(1).items()))
    assert answer is not None
    visitor.give(item, answer)
    visitor.settle()
    for typed in ("99", "abc", "-1", "٣", "", "9" * 400):
        page.evaluate(TYPE, f"/questions?p={typed}")
        expect(page, typed).to_have_url(re.compile(r"/questions\?p=[12]$"))  # the next, at most
        page.evaluate(TYPE, "/questions?p=1")
        visitor.expect_page(1)
        expect(visitor.answer_to(item, answer)).to_be_checked()


@pytest.mark.parametrize("path", ["/questions?p=2", "/questions?p=99", "/private", "/result"])
def test_page_of_a_visit_that_is_gone_leads_to_start(
    open_page: Callable[..., Page], path: str
) -> None:
    visitor = Visitor(open_page(path))
    sentence = "questions.no_attempt" if "questions" in path else "result.no_result"
    expect(visitor.text(visitor.words(sentence))).to_be_visible()
    main = visitor.page.get_by_test_id("stMain")
    main.get_by_role("link", name=visitor.words("questions.to_start"), exact=True).click()
    expect(visitor.button("begin")).to_be_visible()


def test_reload_in_the_middle_says_so_kindly(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_page(SCRIPT, 1)
    page.reload()
    expect(visitor.text(visitor.words("questions.no_attempt"))).to_be_visible()


@pytest.mark.allow_console("does not seem to exist")  # said so by Streamlit's front end
def test_address_that_no_page_has_shows_no_error(open_page: Callable[..., Page]) -> None:
    page = open_page("/nowhere/at/all?x=<script>")
    expect(Visitor(page).button("begin")).to_be_visible()
