"""A person at a page: does what a person does, and finds things by the words of the catalogues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.content import Edition
from quiz.wording import PrivateWords, Wording
from quiz.words import Words, catalogue
from tests.scripted import TRUST, Script

RESULT = re.compile(r"/result$")
PATIENCE = 60_000  # milliseconds until a file is made, on a busy machine


@dataclass
class Visitor:
    """Someone with a page open, who reads one language and takes one side."""

    page: Page
    language: str = "en"
    side: str | None = "hurt"
    edition: Edition = TRUST

    @property
    def words(self) -> Words:
        """The interface's words in this person's language."""
        return catalogue(self.language)

    @property
    def said(self) -> Wording:
        """The bank's words in this person's language."""
        return self.edition.words(self.language)

    @property
    def private(self) -> PrivateWords:
        """The bank's words for the private block."""
        assert self.said.private_block is not None
        return self.said.private_block

    # -- finding ------------------------------------------------------------------------------

    def part(self, key: str) -> Locator:
        """What stands under a key of the app."""
        return self.page.locator(f".st-key-{key}")

    def button(self, key: str) -> Locator:
        """The button under a key of the app."""
        return self.part(key).get_by_role("button")

    def choice(self, key: str) -> Locator:
        """The choice under a key: `side`, `context-...`, `answer-...`, `private-...`."""
        return self.page.locator(f".st-key-choices-{key}, .st-key-choices-apart-{key}")

    def option(self, key: str, words: str) -> Locator:
        """An option of the choice under a key, by its words."""
        return self.choice(key).get_by_role("radio", name=words, exact=True)

    def answer_to(self, item: str, answer: Answer) -> Locator:
        """The option of a question that gives this answer."""
        said = self.said.not_applicable if answer is NOT_APPLICABLE else self.said.anchors[answer]
        return self.option(f"answer-{key_of(item)}", str(said))

    @property
    def days(self) -> Locator:
        """The boxes of the days of practice."""
        return self.page.locator("[class*=st-key-day-]").get_by_role("checkbox")

    def link(self, name: str) -> Locator:
        """A link of the way about, above every page."""
        nav = self.part("site-nav")
        return nav.get_by_role("link", name=self.words(f"nav.{name}"), exact=True)

    def text(self, words: str, *, within: str | None = None) -> Locator:
        """A whole text of the page, or of what stands under a key."""
        place = self.page if within is None else self.part(within)
        return place.get_by_text(words, exact=True)

    # -- doing --------------------------------------------------------------------------------

    def choose(self, key: str, words: str) -> None:
        """Touch an option by its words, once no other question stands in its place any more."""
        expect(self.choice(key).get_by_test_id("stRadio")).to_have_count(1)
        self.choice(key).locator("label").get_by_text(words, exact=True).click()
        expect(self.option(key, words)).to_be_checked()

    def begin(self, context: Mapping[str, str], *, keep: bool = False) -> None:
        """From Start to the first page of questions; a touch for each choice, and one for Start.

        `keep`: the box is ticked by which one's place is kept on this device.
        """
        expect(self.button("begin")).to_be_visible()
        self.settle()
        if self.side is not None:
            self.choose("side", self.said.perspectives[self.side])
        for question in self.edition.bank.context:
            if question.name in context:
                said = self.said.context[question.id]
                self.choose(f"context-{question.id}", said.options[context[question.name]])
        if keep:
            self.part("keep-place").locator("label").click()
            expect(self.part("keep-place").get_by_role("checkbox")).to_be_checked()
            expect(self.text(self.words("start.consent_kept"))).to_be_visible()
        self.button("begin").click()
        self.arrive(1)

    def give(self, item: str, answer: Answer) -> None:
        """Answer one question."""
        said = self.said.not_applicable if answer is NOT_APPLICABLE else self.said.anchors[answer]
        self.choose(f"answer-{key_of(item)}", str(said))

    def answer_page(self, script: Script, number: int) -> None:
        """Answer the questions of the page that is open; a blank is left."""
        for item, answer in script.page(number).items():
            if answer is not None:
                self.give(item, answer)

    def answer_pages(self, script: Script, first: int, last: int) -> None:
        """Answer these pages of questions, with a turn of the page between them."""
        for number in range(first, last + 1):
            self.arrive(number)
            self.answer_page(script, number)
            if number < last:
                self.button("next").click()

    def see_result(self) -> None:
        """From the questions to the result, past the private block where it is offered."""
        self.button("finish").click()
        expect(self.page).to_have_url(re.compile(r"/(private|result)$"))
        if self.page.url.endswith("/private"):
            self.land("private")
            self.button("private-done").click()
        self.expect_result()
        self.land("result")

    def answer_private(self, gate: str, answers: Mapping[str, str] | None = None) -> None:
        """Answer the private block that is open, `yes`, `no` or `no_answer`, and go on."""
        block = self.edition.bank.private_block
        assert block is not None
        self.land("private")
        for question, answer in {block.gate: gate, **(answers or {})}.items():
            self.choose(f"private-{question}", self.words(f"private.answers.{answer}"))
        self.button("private-done").click()
        self.expect_result()
        self.land("result")

    def go_to(self, name: str) -> None:
        """Follow the way about, above every page."""
        self.link(name).click()

    def upload(self, file: Path | FilePayload) -> None:
        """Choose a result file on Start."""
        chooser = self.page.locator("input[type=file]")
        expect(self.button("show-saved").or_(chooser)).to_be_attached()
        if not chooser.count():
            self.button("show-saved").click()
        chooser.set_input_files(file)

    def download(self, key: str, folder: Path) -> Path:
        """A file that the page offers, under the name it suggests."""
        with self.page.expect_download(timeout=PATIENCE) as waiting:
            self.button(key).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    # -- seeing -------------------------------------------------------------------------------

    def expect_page(self, number: int) -> None:
        """The page of questions with this number is open, and the address says so."""
        first = self.edition.bank.pages[number - 1][0]
        expect(self.choice(f"answer-{key_of(first.id)}")).to_be_visible()
        expect(self.page).to_have_url(re.compile(rf"/questions\?(.*&)?p={number}$"))

    def arrive(self, number: int) -> None:
        """The questions have just been turned to this page."""
        self.expect_page(number)
        self.land(f"questions-{number}")

    def land(self, place: str) -> None:
        """The page that calls itself so was just led to: at its top, the focus on its heading.

        Whoever touches something before may miss it: the page still moves, and parts of the one
        before still stand on it. A page that is loaded anew leaves the focus where it is.
        """
        expect(self.page.locator(f"[data-place='{place}']").first).to_be_attached()
        main = self.page.get_by_test_id("stMain")
        expect(main.get_by_role("heading", level=1)).to_be_focused()
        self.settle()

    def expect_kept(self, *items: str) -> None:
        """The server has an answer to each of these questions: it offers to clear it."""
        for item in items:
            expect(self.button(f"clear-{key_of(item)}")).to_be_enabled()

    def expect_result(self) -> None:
        """The result is open, to its end."""
        expect(self.page).to_have_url(RESULT)
        expect(self.button("take-csv")).to_be_visible()

    def expect_focus(self, *sentences: str) -> None:
        """Each of these sentences stands in the focus."""
        for sentence in sentences:
            expect(self.part("focus")).to_contain_text(sentence)

    def settle(self) -> None:
        """Wait until the server has answered everything."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")


def key_of(item: str) -> str:
    """An id as Streamlit writes it into a class."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", item)
