"""Counsellors sign in, in a real browser: the first start, a second tab, the end everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from quiz.casework.counsel.throttling import FREE, by_name, take_try
from quiz.store import open_store
from quiz.store.engines import VARIABLE
from tests.browser.conftest import DESKTOP
from tests.browser.counsellor import Counsellor, House
from tests.browser.test_exit import NEUTRAL, keep_off_the_net, press_shift

OTHER_WORDS = "another long enough one"


Open = Callable[..., Counsellor]


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


def test_owners_browser_does_not_wait_while_a_stranger_tries_their_name(
    at: Open, house: House
) -> None:
    carl = at()
    carl.set_up(house.code, "Carl")
    carl.expect_cookie(there=True)
    carl.sign_out()
    (known,) = [it for it in carl.page.context.cookies() if it.get("name") == "known"]
    assert known["httpOnly"]
    assert "known" not in carl.page.evaluate("document.cookie")
    with closing(open_store(os.environ[VARIABLE])) as store:
        for _ in range(FREE):
            take_try(store, by_name(store, "carl"), None, datetime.now(UTC))
    other = at(viewport=DESKTOP)
    other.sign_in("Carl")
    expect(other.text(other.words("sign_in.waiting"))).to_be_visible()
    carl.sign_in("Carl")
    carl.expect_inside()


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
