"""Two people in two browsers: invited, answered alone, released, seen, and taken back."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.store import open_store
from quiz.store.engines import VARIABLE
from quiz.ui import moment
from quiz.vault import PrivateCode
from tests.browser.conftest import LOCALES, PHONE
from tests.browser.test_access import faults_of
from tests.browser.visitor import Visitor
from tests.couples import Clock, House, couple_in
from tests.scripted import SCRIPTS, TRUST, Script

MINE, THEIRS = SCRIPTS["clear"], SCRIPTS["prerequisite"]
PAGES = 2  # two answers a step: enough for every step to be scored
TOGETHER = re.compile(r"/together$")


@pytest.fixture
def open_context(new_context: Callable[..., BrowserContext]) -> Callable[[str], BrowserContext]:
    """A phone of somebody's own, in their language."""

    def make(language: str) -> BrowserContext:
        return new_context(viewport=PHONE, locale=LOCALES[language])

    return make


def answer(visitor: Visitor, script: Script) -> None:
    """From the first question to the result."""
    visitor.answer_pages(script, 1, PAGES)
    visitor.see_result()


def keep(visitor: Visitor) -> None:
    """From the result to having it kept under a new private code."""
    visitor.part("agree-keep").locator("label").click()
    expect(visitor.part("agree-keep").get_by_role("checkbox")).to_be_checked()
    visitor.button("keep").click()
    visitor.button("have-code").click()
    expect(visitor.button("have-code")).to_have_count(0)


def go_together(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name=visitor.words("together.link"), exact=True).click()
    expect(visitor.page).to_have_url(TOGETHER)
    heading = visitor.page.get_by_role("heading", name=visitor.words("together.title"), level=1)
    expect(heading).to_be_visible()
    visitor.settle()


def invite(visitor: Visitor) -> str:
    """The link of a new invitation."""
    visitor.button("invite").click()
    link = visitor.page.locator(".to-copy strong").first
    expect(link).to_contain_text("/invited#")
    return link.inner_text()


def release(visitor: Visitor) -> None:
    """Say that one is free to choose, and show one's steps."""
    visitor.choose("free-1", visitor.words("together.yours.safe.yes"))
    visitor.button("release-1").click()
    expect(visitor.button("withdraw-1")).to_be_visible()
    visitor.settle()


def expect_closed(visitor: Visitor) -> None:
    expect(visitor.text(visitor.words("together.closed"))).to_be_visible()
    expect(visitor.part("chart")).to_have_count(0)


def expect_open(visitor: Visitor) -> None:
    expect(visitor.part("chart").locator(".js-plotly-plot .xtick").first).to_be_visible()
    expect(visitor.text(visitor.words("together.closed"))).to_have_count(0)
    expect(visitor.part("focus")).to_contain_text(visitor.words("together.agreed_title"))


def look_again(visitor: Visitor) -> None:
    """Leave the page and come back, without loading anything anew."""
    visitor.go_to("help")
    expect(visitor.page).to_have_url(re.compile(r"/help$"))
    visitor.page.go_back()
    expect(visitor.page).to_have_url(TOGETHER)
    visitor.settle()


def preview(link: str) -> None:
    """What a chat program does with a link that is sent: it asks for the page, without a script."""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(link.partition("#")[0], method=method)  # noqa: S310
        with urllib.request.urlopen(request) as reply:  # noqa: S310
            assert reply.status == 200
            assert "invited=" not in (reply.headers.get("set-cookie") or "")


def accept(page: Page, link: str, language: str) -> Visitor:
    """Open the link, and begin; a nervous finger presses twice."""
    page.goto(link)
    visitor = Visitor(page, language, side="broke")
    visitor.choose("side", visitor.said.perspectives["broke"])
    said = visitor.said.context["CX-1"].options["rebuild"]
    visitor.choose("context-CX-1", said)
    assert page.url.endswith("/invited")
    visitor.button("begin-invited").dblclick()
    visitor.arrive(1)
    return visitor


@pytest.mark.parametrize(("mine", "theirs"), [("en", "th"), ("th", "en")])
def test_two_people_see_both_views_once_both_chose_to_and_never_before(
    open_context: Callable[[str], BrowserContext], mine: str, theirs: str
) -> None:
    page = open_context(mine).new_page()
    page.goto("/")
    one = Visitor(page, mine, side="hurt")
    one.begin(MINE.context)
    answer(one, MINE)
    keep(one)
    go_together(one)
    link = invite(one)
    expect_closed(one)
    release(one)
    expect_closed(one)

    preview(link)
    phone = open_context(theirs)
    two = accept(phone.new_page(), link, theirs)
    secret = link.partition("#")[2]
    [cookie] = [it for it in phone.cookies() if it["name"] == "invited"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["value"]) == (True, "Lax", secret)
    assert secret not in two.page.evaluate("[location.href, document.cookie].join()")
    answer(two, THEIRS)
    look_again(one)
    expect_closed(one)

    go_together(two)
    expect_closed(two)
    release(two)
    expect_open(two)
    look_again(one)
    expect_open(one)

    two.button("withdraw-1").click()
    expect(two.button("withdraw-1")).to_have_count(0)
    expect_closed(two)
    look_again(one)
    expect_closed(one)
    two.page.reload()
    expect(two.text(two.words("together.yours.nothing"))).to_be_visible()
    expect_closed(two)


def test_a_link_that_leads_nowhere_says_so_and_only_a_script_of_ours_hands_it_over(
    open_context: Callable[[str], BrowserContext], app_url: str
) -> None:
    context = open_context("en")
    page = context.new_page()
    secret = PrivateCode.new().shown()
    page.goto("/help")
    page.goto(f"/invited#{secret}")
    visitor = Visitor(page)
    expect(visitor.text(visitor.words("invited.gone"))).to_be_visible()
    assert page.url == f"{app_url}/invited"
    page.go_back()
    expect(page).to_have_url(re.compile(r"/help$"))
    page.go_forward()
    expect(visitor.text(visitor.words("invited.gone"))).to_be_visible()
    assert page.url == f"{app_url}/invited"
    for method in ("GET", "HEAD", "PUT"):
        headers = {"X-Invitation": secret, "Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(f"{app_url}/invitation", headers=headers, method=method)  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)  # noqa: S310
        assert refused.value.code == 405
    foreign = urllib.request.Request(  # noqa: S310
        f"{app_url}/invitation",
        headers={"X-Invitation": secret, "Sec-Fetch-Site": "cross-site"},
        method="POST",
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(foreign)  # noqa: S310
    assert refused.value.code == 403
    visitor.button("other-invitation").click()
    visitor.part("invitation-code").get_by_role("textbox").fill("nonsense")
    visitor.part("open-invitation").get_by_role("button").click()
    expect(visitor.text(visitor.words("invited.wrong_code"))).to_be_visible()


@pytest.mark.parametrize("language", ["en", "th"])
def test_each_of_its_pages_is_for_everybody(
    open_context: Callable[[str], BrowserContext], language: str
) -> None:
    """Axe, names, sizes, nothing cut off; both people have kept theirs before."""
    store = open_store(os.environ[VARIABLE])
    house = House(store, TRUST.bank, Clock(moment.now()))
    code = PrivateCode.new()
    couple = couple_in(house, code=code)
    visitor = Visitor(open_context(language).new_page(), language)
    visitor.page.goto(f"/invited#{couple.code.shown()}")
    expect(visitor.button("begin-invited")).to_be_visible()
    expect_for_everybody(visitor)
    visitor.go_to("mine")
    visitor.part("typed-code").get_by_role("textbox").fill(code.shown())
    visitor.part("open-code").get_by_role("button").click()
    go_together(visitor)
    visitor.choose("free-1", visitor.words("together.yours.safe.yes"))
    visitor.button("show-end-1").click()
    expect(visitor.button("end-sure-1")).to_be_visible()
    expect_for_everybody(visitor)
    visitor.button("release-1").click()
    expect(visitor.button("withdraw-1")).to_be_visible()
    couple.release(couple.partner(house.journal()), house.attempt("broke"))
    store.close()
    look_again(visitor)
    expect_open(visitor)
    expect_for_everybody(visitor)


def expect_for_everybody(visitor: Visitor) -> None:
    visitor.settle()
    for summary in visitor.page.locator("summary").all():
        summary.click()
    assert faults_of(visitor.page, PHONE) == []
