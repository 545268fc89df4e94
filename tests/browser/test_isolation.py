"""What a page has told one browser is of no use in another. Every route and page is walked as
everybody else, without a browser, in tests/test_isolation.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz.ui.shell import WORDS
from tests.browser.test_exit import NEUTRAL, keep_off_the_net
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS

SCRIPT = SCRIPTS["clear"]


@pytest.mark.allow_host("www.bbc.com")
def test_the_address_of_a_file_opens_in_no_other_browser_and_in_none_after_leaving(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page, other = open_page(), open_page()
    keep_off_the_net(page.context)
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.see_result()
    with page.expect_download() as waiting:
        visitor.button("take-pdf").click()
    waiting.value.save_as(tmp_path / "own.pdf")
    assert (tmp_path / "own.pdf").read_bytes().startswith(b"%PDF")
    address = waiting.value.url
    assert page.context.request.get(address).status == 200
    assert other.context.request.get(address).status == 404
    page.get_by_role("button", name=WORDS["en"].exit).click()
    page.wait_for_url(NEUTRAL["en"])
    page.go_back()
    expect(page.get_by_role("button", name=WORDS["en"].again)).to_be_visible()
    assert page.context.request.get(address).status == 404
