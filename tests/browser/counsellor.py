"""Somebody who signs in and sees clients, at their pages; and a server that has nobody yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
PASSPHRASE = "correct horse battery staple"
PAGE = "/{}$"


@dataclass
class House:
    """A server with a database of its own, and what it has printed."""

    url: str
    log: Path

    @property
    def code(self) -> str:
        """The one-time code on its console."""
        codes = CODE.findall(self.log.read_text("utf-8"))
        assert len(codes) == 1
        return str(codes[0])


class Counsellor(Visitor):
    """Somebody who signs in."""

    # -- signing in ---------------------------------------------------------------------------

    def type(self, **typed: str) -> None:
        """Type into fields, by their keys."""
        for key, text in typed.items():
            field = self.part(key.replace("_", "-")).locator("input")
            field.fill(text)
            expect(field).to_have_value(text)

    def choose_words(self, key: str, words: str = PASSPHRASE) -> None:
        """A new passphrase, typed twice."""
        self.type(**{f"{key}_passphrase": words, f"{key}_again": words})

    def keep_code(self) -> str:
        """The recovery code, once it is shown; then on to one's own pages."""
        expect(self.text(self.words("recovery.new_title"))).to_be_visible()
        code = self.page.locator("[data-copy]").get_attribute("data-copy")
        self.button("have-recovery").click()
        self.expect_inside()
        assert code is not None
        return code

    def set_up(self, code: str, name: str | None = None, kind: str = "counsellor") -> str:
        """Make an account; the recovery code. A name where it is free: for the first."""
        field = self.part("set-up-code").locator("input")
        expect(field.or_(self.button("show-set-up"))).to_be_visible()
        if not field.count():
            self.button("show-set-up").click()
        self.type(set_up_code=code.lower().replace("-", " "))
        self.button("try-set-up").click()
        expect(self.text(self.words("set_up.loses"))).to_be_visible()
        if name is not None:
            self.choose("kind", self.words(f"set_up.kinds.{kind}"))
            self.type(new_name=name)
        self.choose_words("new")
        self.button("set-up").click()
        return self.keep_code()

    def sign_in(self, name: str, words: str = PASSPHRASE) -> None:
        self.page.goto("/sign-in")
        self.type(name=name, passphrase=words)
        self.button("sign-in").click()

    def sign_out(self) -> None:
        self.button("sign-out").click()
        self.expect_outside()

    def expect_inside(self) -> None:
        expect(self.button("sign-out")).to_be_visible()

    def expect_outside(self) -> None:
        expect(self.button("sign-in")).to_be_visible()
        expect(self.button("sign-out")).to_have_count(0)

    def has_cookie(self) -> bool:
        return any(it.get("name") == "sign_in" for it in self.page.context.cookies())

    def expect_cookie(self, *, there: bool) -> None:
        """It comes and goes with what the page's script posts after the page was drawn."""
        deadline = 100
        while self.has_cookie() is not there and deadline:
            self.page.evaluate("new Promise(done => setTimeout(done, 100))")
            deadline -= 1
        assert self.has_cookie() is there

    # -- clients ------------------------------------------------------------------------------

    def come_in(self, name: str) -> None:
        """Sign in, to the list of clients."""
        self.sign_in(name)
        self.expect_list()

    def expect_list(self) -> None:
        expect(self.button("add-client")).to_be_visible()
        self.settle()

    def add(self, label: str) -> str:
        """Add a client; the code that was made."""
        self.button("add-client").click()
        self.part("label-new-client").locator("input").fill(label)
        self.part("new-client").get_by_role("button", name=self.words("client.save")).click()
        expect(self.page).to_have_url(re.compile(PAGE.format("client")))
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(r"^C-\w{5}$"))
        self.settle()
        return heading.inner_text()

    def open(self, code: str) -> None:
        self.page.get_by_role("button", name=code, exact=True).click()
        expect(self.page.get_by_role("heading", name=code, level=1)).to_be_visible()
        self.settle()

    def turn_to(self, part: str) -> None:
        """A part of the client's page."""
        name = self.words(f"client.part.{part}")
        self.part("part").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def follow(self, key: str, name: str) -> None:
        """A link to another of these pages."""
        self.page.get_by_role("link", name=self.words(key), exact=True).first.click()
        expect(self.page).to_have_url(re.compile(PAGE.format(name)))
        self.settle()
