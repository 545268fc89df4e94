"""Counsellors sign in, in a real browser: the first start, a second tab, the end everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.store.engines import VARIABLE
from tests.browser.conftest import DESKTOP, LOCALES, PHONE
from tests.browser.serving import free_port, server_at
from tests.browser.test_exit import NEUTRAL, keep_off_the_net, press_shift
from tests.browser.visitor import Visitor

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
WORDS = "correct horse battery staple"
OTHER_WORDS = "another long enough one"


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


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/store.sqlite")
    log = tmp_path / "server.log"
    with server_at(free_port(), log) as server:
        yield House(server.url, log)


class Counsellor(Visitor):
    """Somebody at the pages for counsellors."""

    def type(self, **typed: str) -> None:
        """Type into fields, by their keys."""
        for key, text in typed.items():
            field = self.part(key.replace("_", "-")).locator("input")
            field.fill(text)
            expect(field).to_have_value(text)

    def choose_words(self, key: str, words: str = WORDS) -> None:
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

    def sign_in(self, name: str, words: str = WORDS) -> None:
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


Open = Callable[..., Counsellor]


@pytest.fixture
def at(new_context: Callable[..., BrowserContext], house: House) -> Open:
    """Opens the page for counsellors in a new browser."""

    def opened(language: str = "en", path: str = "/sign-in", **options: object) -> Counsellor:
        context = new_context(
            base_url=house.url, locale=LOCALES[language], **{"viewport": PHONE, **options}
        )
        page = context.new_page()
        page.goto(path)
        return Counsellor(page, language)

    return opened


def second_tab(of: Counsellor, path: str) -> Counsellor:
    page: Page = of.page.context.new_page()
    page.goto(path)
    return Counsellor(page, of.language)


@pytest.mark.parametrize("language", ["en", "th"])
def test_from_the_first_start_to_the_end_everywhere(at: Open, house: House, language: str) -> None:
    ada = at(language, "/")
    ada.page.get_by_role("link", name=ada.words("sign_in.way_in"), exact=True).click()
    ada.set_up(house.code, "Ada", "administrator")
    ada.expect_cookie(there=True)
    ada.sign_out()
    expect(ada.text(ada.words("sign_in.signed_out"))).to_be_visible()
    ada.expect_cookie(there=False)
    ada.sign_in("ada")
    ada.expect_inside()
    ada.expect_cookie(there=True)
    ada.page.reload()
    ada.expect_inside()
    expect(ada.text(ada.words("accounts.title"))).to_be_visible()
    tab = second_tab(ada, "/account")
    expect(tab.text(tab.words("account.title"))).to_be_visible()
    elsewhere = at(language, viewport=DESKTOP)
    elsewhere.sign_in("Ada")
    elsewhere.expect_inside()
    tab.button("sign-out-everywhere").click()
    for each in (tab, ada, elsewhere):  # the others by themselves, within seconds
        each.expect_outside()
    assert house.code not in tab.page.content()


def test_administrator_adds_a_counsellor_whose_closing_ends_their_open_page(
    at: Open, house: House
) -> None:
    ada = at()
    ada.set_up(house.code, "Ada", "administrator")
    ada.type(add_name="Carl")
    ada.button("add").click()
    expect(ada.button("code-given")).to_be_visible()
    code = ada.page.locator("[data-copy]").get_attribute("data-copy")
    assert code is not None
    carl = at(viewport=DESKTOP)
    recovery = carl.set_up(code)
    carl.sign_out()
    wrong = []
    for name in ("Carl", "Nobody"):
        carl.sign_in(name, OTHER_WORDS)
        expect(carl.page.get_by_test_id("stAlert")).to_be_visible()
        wrong.append(carl.page.get_by_test_id("stAlert").inner_text())
    assert wrong == [carl.words("errors.sign_in_wrong")] * 2

    carl.button("show-recover").click()
    carl.type(recover_name="Carl", recovery_code=recovery)
    carl.choose_words("recover", OTHER_WORDS)
    carl.button("recover").click()
    assert carl.keep_code() != recovery
    carl.sign_out()
    carl.sign_in("Carl", OTHER_WORDS)
    carl.expect_inside()
    carl.expect_cookie(there=True)

    ada.page.reload()
    ada.page.get_by_role("button", name=ada.words("accounts.close"), exact=True).click()
    ada.page.get_by_role("button", name=ada.words("accounts.do_close"), exact=True).click()
    expect(ada.text(ada.words("accounts.was_closed"))).to_be_visible()
    carl.expect_outside()  # by itself
    expect(carl.text(carl.words("sign_in.ended"))).to_be_visible()
    carl.sign_in("Carl", OTHER_WORDS)
    expect(carl.text(carl.words("errors.sign_in_wrong"))).to_be_visible()


def test_stranger_makes_no_account_and_finds_no_page(at: Open, house: House) -> None:
    stranger = at()
    stranger.type(set_up_code="0000-0000-0000-0000-0000-0000-0000")
    stranger.button("try-set-up").click()
    expect(stranger.page.get_by_test_id("stAlert").nth(1)).to_be_visible()
    expect(stranger.part("set-up")).to_have_count(0)
    for path in ("/accounts", "/account", "/caseload", "/nowhere"):
        stranger.page.goto(path)
        expect(stranger.button("begin")).to_be_visible()
        expect(stranger.page.get_by_role("dialog")).to_have_count(0)
        expect(stranger.button("sign-out")).to_have_count(0)
    assert house.code


@pytest.mark.allow_host("www.bbc.com")
def test_exit_signs_out_for_good(at: Open, house: House) -> None:
    carl = at()
    carl.set_up(house.code, "Carl")
    carl.expect_cookie(there=True)
    keep_off_the_net(carl.page.context)
    token = next(it["value"] for it in carl.page.context.cookies() if it.get("name") == "sign_in")
    press_shift(carl.page, 3)
    carl.page.wait_for_url(NEUTRAL["en"], wait_until="commit")
    carl.expect_cookie(there=False)  # the beacon goes by itself
    # Even who had copied the cookie has nothing by it.
    other = at(path="/")
    other.page.context.add_cookies([{"name": "sign_in", "value": str(token), "url": house.url}])
    other.page.goto("/account")
    expect(other.button("sign-out")).to_have_count(0)
    expect(other.text(other.words("sign_in.ended"))).to_be_visible()
