"""The private block: help first after a yes, and no trace of it anywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
STORED = """async () => ({
  local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage),
  cookies: document.cookie, databases: await indexedDB.databases(), caches: await caches.keys(),
  history: JSON.stringify(history.state),
})"""


def _first_result(page: Page, side: str = "hurt", language: str = "en") -> Visitor:
    """At the private block, after 15 questions."""
    visitor = Visitor(page, language, side)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.button("finish").click()
    visitor.land("private")
    return visitor


def _stored(page: Page) -> dict[str, Any]:
    """All that the browser keeps for the site, in the open or not; every cookie by name."""
    kept: dict[str, Any] = page.evaluate(STORED)
    kept["all cookies"] = sorted(cookie.get("name", "") for cookie in page.context.cookies())
    return kept


def _expect_help_first(visitor: Visitor, path: str) -> None:
    """Help above everything; no step pointed at, nothing to practise, no topics, no article."""
    expect(visitor.text(visitor.private.help[path], within="help-first")).to_be_visible()
    expect(visitor.part("help-first").get_by_role("link").first).to_be_visible()
    top = visitor.part("help-first").bounding_box()
    focus = visitor.part("focus").bounding_box()
    assert top is not None
    assert focus is not None
    assert top["y"] < focus["y"]
    page, words = visitor.page, visitor.words
    expect(visitor.days).to_have_count(0)
    for title in ("topics", "practice_title", "read_title"):
        heading = page.get_by_role("heading", name=words(f"result.{title}"), exact=True)
        expect(heading).to_have_count(0)
    expect(page.get_by_text(words("result.focus_mark"))).to_have_count(0)
    for sentence in SCRIPT.first.sentences(words, TRUST, visitor.side or ""):
        expect(visitor.text(sentence)).to_have_count(0)


def test_gate_answered_no_leads_on_with_general_help(page: Page) -> None:
    visitor = _first_result(page)
    for question in visitor.private.questions.values():
        expect(visitor.text(question)).to_have_count(0)
    visitor.choose("private-SF-0", visitor.words("private.answers.no"))
    expect(visitor.text(visitor.words("private.gate_no"))).to_be_visible()
    visitor.button("private-done").click()
    visitor.expect_result()
    expect(visitor.text(visitor.private.help_general, within="help-general")).to_be_visible()
    visitor.expect_focus(*SCRIPT.first.sentences(visitor.words, TRUST, "hurt"))


@pytest.mark.parametrize(
    ("side", "language", "question", "path"),
    [
        ("hurt", "en", "SF-3", "partner_harm"),
        ("broke", "th", "SF-6", "self_harm"),
        ("both", "en", "SF-7", "harm_to_other"),
    ],
)
def test_any_yes_puts_help_first(
    open_page: Callable[..., Page], side: str, language: str, question: str, path: str
) -> None:
    page = open_page(viewport=DESKTOP, language=language, timezone_id="Asia/Bangkok")
    visitor = _first_result(page, side, language)
    visitor.answer_private("yes", {"SF-1": "no", question: "yes"})
    _expect_help_first(visitor, path)
    numbers = visitor.part("help-first").locator("a[href^='tel:']")
    expect(numbers.first).to_have_attribute("href", "tel:191")  # where the browser's clock is
    assert numbers.count() > 1


def test_files_are_the_same_and_nothing_is_kept_whatever_was_answered(
    page: Page, tmp_path: Path
) -> None:
    visitor = _first_result(page)
    visitor.button("private-done").click()
    visitor.expect_result()
    before, files = _stored(page), {}
    for time in ("skipped", "answered"):
        folder = tmp_path / time
        folder.mkdir()
        for key in ("take-json", "take-csv", "take-pdf"):
            path = visitor.download(key, folder)
            files[time, key] = (path.name, path.read_bytes())
        if time == "skipped":
            back = visitor.part("help-general").get_by_role("link")
            back.filter(has_text=visitor.words("private.again")).click()
            yes = dict.fromkeys(visitor.private.questions, "yes")
            visitor.answer_private("yes", yes)
            _expect_help_first(visitor, "self_harm")
    for key in ("take-json", "take-csv", "take-pdf"):
        assert files["skipped", key] == files["answered", key]
    assert b"SF-" not in files["answered", "take-json"][1]
    assert _stored(page) == before
    assert re.search(r"/result$", page.url)


def test_reload_forgets_it_and_an_opened_file_shows_help_and_offers_the_block_again(
    page: Page, tmp_path: Path
) -> None:
    visitor = _first_result(page)
    visitor.answer_private("yes", {"SF-2": "yes"})
    file = visitor.download("take-json", tmp_path)
    page.reload()
    expect(visitor.text(visitor.words("result.no_result"))).to_be_visible()
    expect(page.get_by_text(visitor.private.help["partner_harm"])).to_have_count(0)
    page.goto("/")
    visitor.upload(file)
    visitor.expect_result()
    expect(visitor.part("help-first")).to_have_count(0)
    expect(visitor.text(visitor.private.help_general, within="help-general")).to_be_visible()
    page.get_by_role("link", name=visitor.words("private.again"), exact=True).click()
    expect(visitor.button("private-done")).to_be_visible()
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)


def test_yes_touched_a_moment_before_the_result_counts(page: Page) -> None:
    """Both touches leave the browser before the server has answered the first."""
    visitor = _first_result(page)
    visitor.choose("private-SF-0", visitor.words("private.answers.yes"))
    expect(visitor.choice("private-SF-1")).to_be_visible()
    visitor.settle()
    yes = visitor.option("private-SF-1", visitor.words("private.answers.yes"))
    handles = [place.element_handle() for place in (yes, visitor.button("private-done"))]
    page.evaluate("(places) => places.forEach((place) => place.click())", handles)
    visitor.expect_result()
    _expect_help_first(visitor, "partner_harm")


def test_yes_taken_back_shows_the_focus_again(page: Page) -> None:
    visitor = _first_result(page)
    visitor.answer_private("yes", {"SF-1": "yes"})
    _expect_help_first(visitor, "partner_harm")
    page.go_back()
    expect(visitor.option("private-SF-1", visitor.words("private.answers.yes"))).to_be_checked()
    visitor.answer_private("yes", {"SF-1": "no"})
    visitor.expect_focus(*SCRIPT.first.sentences(visitor.words, TRUST, "hurt"))
