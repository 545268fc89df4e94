"""Somebody whom a counsellor asked, at their pages."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.visitor import RESULT, Visitor

ANSWER = re.compile(r"/answer$")


class Client(Visitor):
    """Somebody who was asked by their counsellor."""

    def expect_asked(self, counsellor: str) -> None:
        """The invitation: who asks, and what they will see, before the first answer."""
        expect(self.page).to_have_url(ANSWER)
        expect(self.text(self.words("answer.lead", counsellor=counsellor))).to_be_visible()
        for part in ("sent", "begun", "private", "sealed", "back"):
            line = self.words(f"answer.sees.{part}", counsellor=counsellor)
            expect(self.text(line)).to_be_visible()
        self.settle()

    def begin_asked(self, *, side: bool = False) -> None:
        """From the invitation to the first page of questions; the side where it is left open."""
        if side:
            self.choose("side", self.said.perspectives[self.side or ""])
        else:
            expect(self.choice("side")).to_have_count(0)
        question = next(it for it in self.edition.bank.context if it.required)
        self.choose(f"context-{question.id}", self.said.context[question.id].options["rebuild"])
        self.button("begin-request").click()
        self.arrive(1)

    def send(self) -> str:
        """From the result to having it sent; the code to take it back."""
        self.button("send-it").click()
        expect(self.text(self.words("sending.sent_title"))).to_be_visible()
        code = self.part("send").locator(".private-code").inner_text()
        return re.sub(r"\s+", "-", code.strip())

    def take_back(self, code: str, way: str) -> None:
        """Do this with what was sent with this code."""
        field = self.page.locator("[class*=st-key-withdrawal-] input")
        expect(field.or_(self.button("show-take-back"))).to_be_visible()
        if not field.count():
            self.button("show-take-back").click()
        field.fill(code)
        self.page.keyboard.press("Tab")
        self.settle()
        name = self.words(f"taking_back.ways.{way}")
        self.page.get_by_text(name, exact=True).click()
        expect(self.text(self.words(f"taking_back.means.{way}"))).to_be_visible()
        self.button("take-back").click()

    def expect_result(self) -> None:
        """The result, to its end, with the choice whether it is sent."""
        expect(self.page).to_have_url(RESULT)
        expect(self.part("send")).to_be_visible()
        expect(self.text(self.said.disclaimer or "")).to_be_visible()
