"""Answers: none is lost, whatever the pace, the language or the order of things."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from quiz.attempt import NOT_APPLICABLE
from quiz.words import catalogue
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["likely"]
FIRST, SECOND, THIRD = (item.id for item in TRUST.bank.pages[0][:3])


def test_language_is_switched_midway_without_losing_an_answer(page: Page, tmp_path: Path) -> None:
    visitor = Visitor(page, side="both")
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 2)
    visitor.button("language-th").click()
    thai = Visitor(page, "th", side="both")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    for number in (2, 1):
        thai.expect_page(number)
        for item, answer in SCRIPT.page(number).items():
            assert answer is not None
            expect(thai.choice(f"answer-{item}")).to_contain_text(thai.said.item(item, "both"))
            expect(thai.answer_to(item, answer)).to_be_checked()
        if number == 2:
            thai.button("back").click()
            thai.arrive(1)
    for number in (2, 3):
        thai.button("next").click()
        thai.arrive(number)
    thai.answer_page(SCRIPT, 3)
    thai.see_result()
    thai.expect_focus(*SCRIPT.first.sentences(catalogue("th"), TRUST, "both"))
    thai.button("language-en").click()
    visitor.expect_focus(*SCRIPT.first.sentences(catalogue("en"), TRUST, "both"))
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert told["language"] == "en th"


def test_a_language_in_which_nothing_was_answered_is_none_of_the_results(
    page: Page, tmp_path: Path
) -> None:
    visitor, thai = Visitor(page), Visitor(page, "th")
    visitor.begin(SCRIPT.context)
    visitor.button("language-th").click()
    thai.give(FIRST, 3)
    thai.see_result()
    thai.button("language-en").click()
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert (told["language"], told["answers"]) == ("th", {FIRST: 3})


def test_cleared_blank_and_does_not_apply_are_told_apart(page: Page, tmp_path: Path) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.give(FIRST, 3)
    visitor.give(SECOND, NOT_APPLICABLE)
    visitor.give(THIRD, 1)
    visitor.button(f"clear-{THIRD}").click()
    for option in visitor.choice(f"answer-{THIRD}").get_by_role("radio").all():
        expect(option).not_to_be_checked()
    visitor.see_result()
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert told["answers"] == {FIRST: 3, SECOND: "NA"}


def test_changed_answer_is_the_one_that_counts(page: Page, tmp_path: Path) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    for answer in (0, 4, 2):
        visitor.give(FIRST, answer)
    visitor.see_result()
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert told["answers"] == {FIRST: 2}


def test_answer_given_a_moment_before_next_is_kept(page: Page) -> None:
    """Both touches leave the browser before the server has answered the first."""
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.settle()
    touched = [visitor.answer_to(FIRST, 4), visitor.answer_to(SECOND, 1), visitor.button("next")]
    handles = [place.element_handle() for place in touched]
    page.evaluate("(places) => places.forEach((place) => place.click())", handles)
    visitor.expect_page(2)
    visitor.button("back").click()
    visitor.expect_page(1)
    expect(visitor.answer_to(FIRST, 4)).to_be_checked()
    expect(visitor.answer_to(SECOND, 1)).to_be_checked()


def test_answer_given_a_moment_before_the_result_counts(page: Page, tmp_path: Path) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.give(FIRST, 4)
    visitor.settle()
    touched = [visitor.answer_to(SECOND, 1), visitor.button("finish")]
    handles = [place.element_handle() for place in touched]
    page.evaluate("(places) => places.forEach((place) => place.click())", handles)
    visitor.land("private")
    visitor.button("private-done").click()
    visitor.expect_result()
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert told["answers"] == {FIRST: 4, SECOND: 1}


def test_double_click_on_next_turns_one_page(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.settle()
    visitor.button("next").dblclick()
    visitor.expect_page(2)
    visitor.settle()
    page.wait_for_timeout(500)  # a second turn would come by now
    visitor.expect_page(2)
    page.go_back()
    visitor.expect_page(1)


def test_double_click_on_see_result_shows_one_result(page: Page, tmp_path: Path) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.give(FIRST, 3)
    visitor.button("finish").dblclick()
    visitor.land("private")
    visitor.button("private-done").dblclick()
    visitor.expect_result()
    told = json.loads(visitor.download("take-json", tmp_path).read_bytes())
    assert told["answers"] == {FIRST: 3}
    assert told["pages_opened"] == 1


def test_result_without_an_answer_is_not_shown(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.button("finish").click()
    expect(visitor.text(visitor.words("questions.nothing_yet"))).to_be_visible()
    visitor.expect_page(1)


def test_other_pages_are_read_midway_and_nothing_is_lost(page: Page) -> None:
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 2)
    for name in ("help", "how", "read", "start"):
        visitor.go_to(name)
        expect(page).to_have_url(re.compile("/$" if name == "start" else f"/{name}$"))
        visitor.land("read-" if name == "read" else name)
    visitor.button("continue").click()
    visitor.expect_page(2)
    for item, answer in SCRIPT.page(2).items():
        assert answer is not None
        expect(visitor.answer_to(item, answer)).to_be_checked()
