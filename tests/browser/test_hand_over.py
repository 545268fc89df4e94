"""A counsellor's device in a client's hands, tried as a curious client would."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.casework import counsel
from quiz.casework.counsel import Details, Session
from quiz.ui import frame
from tests.browser.client import Client
from tests.browser.conftest import LOCALES, TABLET
from tests.browser.counsellor import PASSPHRASE, Counsellor
from tests.browser.test_access import faults_of
from tests.browser.test_desk import a_client
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
PIN = "4711"
SECRET = "Tuesdays at four"


@pytest.fixture
def tablet(new_context: Callable[..., BrowserContext]) -> Callable[[str], BrowserContext]:
    """A tablet of the practice."""

    def opened(language: str = "en") -> BrowserContext:
        return new_context(viewport=TABLET, locale=LOCALES[language])

    return opened


@pytest.fixture
def owner(session: Session) -> Session:
    """A counsellor with a PIN, and a client who has answered before."""
    counsel.set_pin(session, PIN)
    client = a_client(session, "A-1", "hurt")
    counsel.change_client(session, client, Details("A-1", SECRET, "hurt", None, 14))
    return session


def handed_over(page: Page, owner: Session, language: str = "en") -> Client:
    """The client, once the device is in their hands."""
    carl = Counsellor(page, language)
    carl.come_in(owner.name)
    carl.open("A-1")
    carl.turn_to("ask")
    carl.button("hand-over").click()
    anna = Client(page, language)
    expect_asked(anna, owner.name)
    return anna


def expect_asked(anna: Client, counsellor: str) -> None:
    """What is asked for, and nothing of anybody's."""
    lead = anna.text(anna.words("answer.lead_here", counsellor=counsellor))
    expect(lead).to_be_visible()
    anna.settle()
    expect_nothing_of_the_desk(anna)


def expect_nothing_of_the_desk(anna: Client) -> None:
    for part in ("A-1", SECRET):
        assert part not in anna.page.content()
    for part in ("desk-nav", "sign-out", "add-client", "hand-over"):
        expect(anna.part(part)).to_have_count(0)


def expect_pad(anna: Client) -> None:
    """The neutral page: a field for the PIN, and nothing else to go on with."""
    expect(anna.text(anna.words("handing.back"))).to_be_visible()
    anna.settle()
    expect_nothing_of_the_desk(anna)
    for item in TRUST.bank.pages[0]:
        expect(anna.choice(f"answer-{item.id}")).to_have_count(0)
    assert anna.said.title not in anna.page.get_by_test_id("stMain").inner_text()


def lift(anna: Client, typed: str, kind: str = "pin") -> None:
    anna.part(f"lift-{kind}").locator("input").fill(typed)
    anna.button("lift").click()


def done(anna: Client) -> None:
    """The client says that they are done."""
    anna.part("site-nav").get_by_role("link", name=anna.words("handing.way")).click()
    anna.button("done").click()
    expect_pad(anna)


@pytest.mark.parametrize("language", ["en", "th"])
def test_answered_on_the_counsellors_device_and_given_back(
    tablet: Callable[[str], BrowserContext], owner: Session, language: str
) -> None:
    page = tablet(language).new_page()
    anna = handed_over(page, owner, language)
    assert faults_of(page, TABLET) == []
    anna.begin_asked()
    anna.answer_pages(SCRIPT, 1, 2)
    anna.expect_kept(TRUST.bank.pages[1][-1].id)
    page.reload()
    anna.expect_page(2)
    anna.see_result()
    for part in ("take-pdf", "take-json", "take-csv", "keep-file", "keep-nothing"):
        expect(anna.part(part)).to_have_count(0)
    assert faults_of(page, TABLET) == []
    anna.send()
    done(anna)
    assert faults_of(page, TABLET) == []
    lift(anna, PIN)
    carl = Counsellor(page, language)
    carl.expect_list()
    (found,) = counsel.caseload(owner, lambda _: TRUST)
    assert len(found.case.history) == 2
    carl.open("A-1")


def test_a_curious_client_finds_nothing(
    tablet: Callable[[str], BrowserContext], owner: Session, tmp_path: Path
) -> None:
    context = tablet("en")
    page, second = context.new_page(), context.new_page()
    anna = Client(page)
    other = Counsellor(second)
    told: list[str] = []
    context.on("request", lambda request: told.append(request.url))
    carl = Counsellor(page)
    carl.come_in(owner.name)
    carl.open("A-1")
    carl.download("sheet-en", tmp_path)
    second.goto("/caseload")
    other.expect_list()
    other.open("A-1")
    expect(second.get_by_text(SECRET)).to_have_count(1)
    carl.turn_to("ask")
    carl.button("hand-over").click()
    expect_asked(anna, owner.name)

    # The other tab, by itself; and a third.
    expect_asked(Client(second), owner.name)
    third = context.new_page()
    third.goto("/client")
    expect_asked(Client(third), owner.name)
    # Each address that there is, and the way back.
    for name in ("", *frame.NAMES[1:], *frame.PAGES_OF[owner.role], "accounts", "nothing"):
        page.goto(f"/{name}")
        anna.settle()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect_nothing_of_the_desk(anna)
    for _ in range(4):
        page.go_back()
        anna.settle()
        expect_nothing_of_the_desk(anna)
    # What was downloaded before.
    files = [url for url in told if "/media/" in url]
    assert files
    for url in files:
        assert context.request.get(url).status == 404


def test_nothing_of_the_client_is_left_when_it_was_not_sent(
    tablet: Callable[[str], BrowserContext], owner: Session
) -> None:
    context = tablet("en")
    page = context.new_page()
    anna = handed_over(page, owner)
    anna.begin_asked()
    anna.answer_pages(SCRIPT, 1, 2)
    anna.see_result()
    second = context.new_page()
    second.goto("/result")
    expect(Client(second).part("send")).to_be_visible()
    Client(second).settle()
    page.bring_to_front()  # a page behind another is drawn once a second
    done(anna)
    expect(Client(second).part("send")).to_have_count(0)  # the other tab, by itself
    for _ in range(4):
        page.go_back()
        anna.settle()
        expect(anna.part("send")).to_have_count(0)
        expect(anna.part("chart")).to_have_count(0)
        expect(page.locator("[class*=st-key-choices-]")).to_have_count(0)
    for name in ("result", "questions?p=1", "private", ""):
        page.goto(f"/{name}")
        anna.settle()
        expect(anna.part("chart")).to_have_count(0)
        expect(page.locator("[class*=st-key-choices-]")).to_have_count(0)
    expect_pad(anna)

    lift(anna, PIN)
    carl = Counsellor(page)
    carl.expect_list()
    expect(Client(second).part("sign-out")).to_be_visible()
    (found,) = counsel.caseload(owner, lambda _: TRUST)
    assert len(found.case.history) == 1
    for name in ("result", "questions", "answer"):
        page.goto(f"/{name}")
        carl.settle()
        expect(carl.part("chart")).to_have_count(0)
        expect(page.locator("[class*=st-key-choices-]")).to_have_count(0)
    assert re.search(r"/answer$", page.url)


def test_a_tab_that_is_late_to_see_that_the_device_is_back_ends_no_sign_in(
    tablet: Callable[[str], BrowserContext], owner: Session
) -> None:
    """The browser has a new token by then, which that tab does not know."""
    context = tablet("en")
    page = context.new_page()
    anna = handed_over(page, owner)
    second = context.new_page()
    second.add_init_script("delete window.BroadcastChannel")  # it hears nothing of the others
    second.goto("/answer")
    expect_asked(Client(second), owner.name)
    page.bring_to_front()
    done(anna)
    lift(anna, PIN)
    carl = Counsellor(page)
    carl.expect_list()
    expect(Client(second).part("sign-out")).to_be_visible()
    page.reload()
    carl.expect_list()


def test_a_tab_that_hears_nothing_of_the_others_shows_no_client_any_more(
    tablet: Callable[[str], BrowserContext], owner: Session
) -> None:
    context = tablet("en")
    page = context.new_page()
    Counsellor(page).come_in(owner.name)
    second = context.new_page()
    second.add_init_script("delete window.BroadcastChannel")
    second.goto("/caseload")
    other = Counsellor(second)
    other.expect_list()
    other.open("A-1")
    expect(second.get_by_text(SECRET)).to_have_count(1)
    page.bring_to_front()
    carl = Counsellor(page)
    carl.open("A-1")
    carl.turn_to("ask")
    carl.button("hand-over").click()
    expect_asked(Client(page), owner.name)
    second.bring_to_front()
    expect_asked(Client(second), owner.name)


def test_after_five_wrong_pins_the_passphrase_is_needed(
    tablet: Callable[[str], BrowserContext], owner: Session
) -> None:
    page = tablet("en").new_page()
    anna = handed_over(page, owner)
    done(anna)
    for left in range(4, 0, -1):
        lift(anna, "0000")
        expect(anna.text(anna.words("errors.pin_wrong", left=left))).to_be_visible()
    lift(anna, "0000")
    expect(anna.part("lift-passphrase").locator("input")).to_be_visible()
    page.reload()  # tries are counted by the sign-in, not by the page
    expect(anna.part("lift-passphrase").locator("input")).to_be_visible()
    anna.settle()
    lift(anna, PIN, "passphrase")
    expect(anna.text(anna.words("errors.sign_in_wrong"))).to_be_visible()
    lift(anna, PASSPHRASE, "passphrase")
    Counsellor(page).expect_list()
