"""A counsellor with clients, in a real browser: added, asked on paper, seen, taken, erased."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import Details, Paper, Session
from quiz.store import open_store
from quiz.store.engines import VARIABLE
from quiz.ui import moment
from quiz.ui.desk_parts import asking
from quiz.vault import new_id
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_access import faults_of
from tests.browser.visitor import Visitor
from tests.case_files import taken
from tests.reading_pdfs import said
from tests.scripted import TRUST

PASSPHRASE = "correct horse battery staple"
BANK = TRUST.bank
ITEMS = [item.id for page in BANK.pages for item in page]
PAGE = "/{}$"


class Counsellor(Visitor):
    """Somebody who sees clients, at their pages."""

    def sign_in(self, name: str) -> None:
        self.page.goto("/sign-in")
        for key, text in (("name", name), ("passphrase", PASSPHRASE)):
            self.part(key).locator("input").fill(text)
        self.button("sign-in").click()
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


@pytest.fixture
def session(app_url: str) -> Session:
    """A counsellor with an account of their own in the server's database."""
    assert app_url
    store = open_store(os.environ[VARIABLE])
    name = f"Carl {new_id().hex()[:9]}"  # another one where the test is tried again
    administrator = f"Ada {name}"
    code = counsel.administrator_code(store, moment.now())
    counsel.set_up(store, code, PASSPHRASE, moment.now(), administrator)
    ada = counsel.sign_in(store, administrator, PASSPHRASE, moment.now)[1]
    counsel.set_up(store, counsel.add_account(ada, name), PASSPHRASE, moment.now())
    return counsel.sign_in(store, name, PASSPHRASE, moment.now)[1]


def a_client(session: Session, code: str, side: str, levels: str = "23132") -> bytes:
    """A client who answered on paper and released it."""
    client = counsel.add_client(session, Details(code, "Tuesdays", side, "en", 14))
    answers = taken(levels).attempt.answers
    paper = Paper(answers, moment.now(), len(BANK.pages), side, "en", released=True)
    counsel.enter_on_paper(session, client, BANK, paper)
    return client


@pytest.mark.parametrize("language", ["en", "th"])
def test_from_a_new_client_over_paper_to_the_sheet_and_erasure(
    open_page: Callable[..., Page], session: Session, language: str, tmp_path: Path
) -> None:
    carl = Counsellor(open_page("/sign-in", viewport=DESKTOP, language=language), language)
    carl.sign_in(session.name)
    expect(carl.text(carl.words("clients.none_yet"))).to_be_visible()
    code = carl.add("Tuesdays")
    assert "?" not in carl.page.url

    carl.turn_to("ask")
    carl.follow("client.to_paper", "paper")
    carl.page.locator(".st-key-paper-answers input").first.click()
    keys = "".join("n" if place == 7 else str(place % 5) for place in range(len(ITEMS)))
    carl.page.keyboard.type(keys)
    fields = carl.page.locator(".st-key-paper-answers input")
    assert "".join(it.input_value() for it in fields.all()) == keys
    carl.button("save-paper").click()
    expect(carl.text(carl.words("paper_entry.saved"))).to_be_visible()
    (client,) = counsel.caseload(session, lambda _: TRUST)
    given = client.case.history[0].attempt.answers
    assert [given[item] for item in ITEMS[:7]] == [0, 1, 2, 3, 4, 0, 1]
    assert len(given) == len(ITEMS)

    sheet = carl.download(f"sheet-{language}", tmp_path)
    assert code in said(sheet.read_bytes())
    carl.follow("client.to_caseload", "caseload")
    row = carl.part(f"case-{client.id.hex()}")
    expect(row).to_contain_text(carl.words("clients.focus"))
    carl.open(code)
    carl.turn_to("file")
    carl.button(f"ask-erase-{client.id.hex()}").click()
    carl.button(f"do-erase-{client.id.hex()}").click()
    expect(carl.text(carl.words("client.erased"))).to_be_visible()
    assert counsel.caseload(session, lambda _: TRUST) == ()


def test_keys_lead_through_the_form_and_back(
    open_page: Callable[..., Page], session: Session
) -> None:
    a_client(session, "A-1", "hurt")
    carl = Counsellor(open_page("/sign-in", viewport=DESKTOP))
    carl.sign_in(session.name)
    carl.open("A-1")
    carl.turn_to("ask")
    carl.follow("client.to_paper", "paper")
    fields = carl.page.locator(".st-key-paper-answers input")
    fields.first.click()
    press = carl.page.keyboard.press
    carl.page.keyboard.type("12")
    expect(fields.nth(2)).to_be_focused()
    press("Enter")
    expect(fields.nth(3)).to_be_focused()
    press("ArrowUp")
    press("Backspace")
    expect(fields.nth(1)).to_be_focused()
    carl.page.keyboard.type("4")
    expect(fields.nth(1)).to_have_value("4")
    expect(fields.nth(2)).to_be_focused()


def test_a_reload_keeps_the_sign_in_and_forgets_which_client_was_open(
    open_page: Callable[..., Page], session: Session
) -> None:
    a_client(session, "A-1", "hurt")
    carl = Counsellor(open_page("/sign-in"))
    carl.sign_in(session.name)
    carl.open("A-1")
    carl.page.reload()
    expect(carl.text(carl.words("client.none_open"))).to_be_visible()
    expect(carl.page.get_by_text("A-1")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "dark", "size"),
    [("en", False, PHONE), ("th", True, DESKTOP)],
    ids=["en-light-phone", "th-dark-desktop"],
)
def test_every_page_is_for_everybody(
    open_page: Callable[..., Page],
    session: Session,
    language: str,
    dark: bool,
    size: ViewportSize,
) -> None:
    one = a_client(session, "A-1", "hurt", "23132")
    a_client_again(session, one)
    other, today = a_client(session, "A-2", "broke", "12323"), moment.now().date()
    counsel.pair_clients(session, one, other)
    for written in (
        AgreedPractice("S2", today, (1,)),
        PlanRow("S3", "A goal", "Seen", "Daily", today),
        PhaseMark(today, "Telling"),
        CaseNote(today, "A note."),
    ):
        counsel.write(session, one, written)
    counsel.set_pin(session, "4711")
    page = open_page("/sign-in", viewport=size, language=language, dark=dark)
    carl, faults = Counsellor(page, language), dict[str, list[str]]()
    carl.sign_in(session.name)
    faults["list"] = faults_of(page, size)
    carl.button("add-client").click()
    expect(carl.part("new-client")).to_be_visible()
    carl.settle()
    faults["new"] = faults_of(page, size)
    carl.open("A-1")
    for part in ("now", "time", "work", "ask", "file"):
        carl.turn_to(part)
        if part == "ask" and asking.clients_can_answer():
            carl.button("invite").click()
            expect(carl.part("new-link")).to_be_visible()
            carl.settle()
        faults[part] = faults_of(page, size)
    carl.follow("client.to_pair", "pair")
    expect(carl.part("chart")).to_be_visible()
    carl.settle()
    faults["pair"] = faults_of(page, size)
    carl.follow("client.to_client", "client")
    carl.turn_to("ask")
    carl.follow("client.to_paper", "paper")
    faults["paper"] = faults_of(page, size)
    assert {name: found for name, found in faults.items() if found} == {}


def a_client_again(session: Session, client: bytes) -> None:
    """The same client, a second time."""
    answers = taken("33233").attempt.answers
    paper = Paper(answers, moment.now(), len(BANK.pages), "hurt", "en", released=True)
    counsel.enter_on_paper(session, client, BANK, paper)
