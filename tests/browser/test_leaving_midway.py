"""Exit this page in the middle of the questions, with answers given, and with the server gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz.ui.shell import WORDS
from tests.browser.serving import serve
from tests.browser.test_exit import NEUTRAL, expect_neutral_start, keep_off_the_net, press_shift
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS

pytestmark = pytest.mark.allow_host("www.bbc.com")
SCRIPT = SCRIPTS["clear"]


def _midway(page: Page) -> Visitor:
    """On the second page of questions, a radio in focus."""
    keep_off_the_net(page.context)
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 2)
    return visitor


def test_leaving_with_answers_given_forgets_them_on_every_way_back(page: Page) -> None:
    visitor = _midway(page)
    assert page.evaluate("document.activeElement.type") == "radio"
    press_shift(page, 3)
    page.wait_for_url(NEUTRAL["en"])
    page.go_back()
    expect_neutral_start(page)
    page.get_by_role("button").click()
    expect(visitor.button("begin")).to_be_visible()
    expect(visitor.part("under-way")).to_have_count(0)
    page.goto("/questions?p=2")
    expect(visitor.text(visitor.words("questions.no_attempt"))).to_be_visible()


@pytest.mark.allow_console("ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket")
def test_leaving_works_when_the_server_is_gone(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve(tmp_path / "server.log") as url:
        page = _midway(open_page(f"{url}/")).page
    page.get_by_role("button", name=WORDS["en"].exit, exact=True).click(no_wait_after=True)
    page.wait_for_url(NEUTRAL["en"])
