"""A counsellor with clients, in a real browser: added, asked on paper, seen, taken, erased."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import Details, Paper, Session
from quiz.ui import moment
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.counsellor import Counsellor
from tests.browser.test_access import faults_of
from tests.case_files import taken
from tests.reading_pdfs import said
from tests.scripted import TRUST

BANK = TRUST.bank
ITEMS = [item.id for page in BANK.pages for item in page]


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
    carl.come_in(session.name)
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
    carl.come_in(session.name)
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
    carl.come_in(session.name)
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
    one, today = a_client(session, "A-1", "hurt", "23132"), moment.now().date()
    other = counsel.add_client(session, Details("A-2", "Tuesdays", "broke", "en", 14))
    counsel.pair_clients(session, one, other)
    for client, side in ((one, "hurt"), (other, "broke")):
        a_client_again(session, client, side)
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
    carl.come_in(session.name)
    faults["list"] = faults_of(page, size)
    carl.button("add-client").click()
    expect(carl.part("new-client")).to_be_visible()
    carl.settle()
    faults["new"] = faults_of(page, size)
    carl.open("A-1")
    for part in ("now", "time", "work", "ask", "file"):
        carl.turn_to(part)
        if part == "ask":
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


def test_a_list_on_paper_bears_the_codes_and_nothing_to_press(
    open_page: Callable[..., Page], session: Session
) -> None:
    client = a_client(session, "A-1", "hurt")
    carl = Counsellor(open_page("/sign-in"))
    carl.sign_in(session.name)
    expect(carl.button(f"open-{client.hex()}")).to_be_visible()
    carl.page.emulate_media(media="print")
    expect(carl.button(f"open-{client.hex()}")).to_be_visible()
    expect(carl.part(f"case-{client.hex()}")).to_contain_text(carl.words("clients.focus"))
    for key in ("add-client", "search", "reload", "sign-out"):
        expect(carl.part(key)).to_be_hidden()


def test_plan_rows_are_moved_by_keyboard_and_once_by_a_double_click(
    open_page: Callable[..., Page], session: Session
) -> None:
    client = a_client(session, "A-1", "hurt")
    plan = [
        counsel.write(session, client, PlanRow("S2", goal, "", ""))
        for goal in ("one", "two", "three")
    ]
    counsel.arrange(session, client, plan)
    carl = Counsellor(open_page("/sign-in"))
    carl.come_in(session.name)
    carl.open("A-1")
    carl.turn_to("work")

    def expect_order(*goals: str) -> None:
        said = [re.compile(rf": {goal}$", re.MULTILINE) for goal in goals]
        rows = carl.page.locator("[class*=st-key-plan-]:has(.row-place)")
        expect(rows.get_by_text(re.compile(rf"^{carl.words('records.goal')}: "))).to_have_text(said)
        carl.settle()

    def way(towards: str, at: int, row: PlanRow) -> Locator:
        return carl.button(f"move-{towards}-{at}-{row.id.hex()}")

    expect_order("one", "two", "three")
    way("up", 2, plan[2]).press("Enter")
    expect_order("one", "three", "two")
    expect(way("up", 1, plan[2])).to_be_focused()
    said = carl.words("records.plan.place", place=2, rows=3)
    expect(carl.page.locator(".aloud")).to_have_text(said)
    carl.page.keyboard.press("Enter")
    expect_order("three", "one", "two")
    expect(way("down", 0, plan[2])).to_be_focused()
    way("down", 1, plan[0]).dblclick()  # both before the page has changed
    expect_order("three", "two", "one")
    way("down", 0, plan[2]).click()
    expect_order("two", "three", "one")
    other = way("down", 0, plan[1])  # where that was, another row's has come
    other.scroll_into_view_if_needed()
    box = other.bounding_box()
    assert box is not None
    mouse = carl.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    way("up", 2, plan[0]).press("Enter")
    expect_order("two", "one", "three")
    file = counsel.open_client(session, client, lambda _: TRUST).file
    assert [it.goal for it in file.plan] == ["two", "one", "three"]


def a_client_again(session: Session, client: bytes, side: str) -> None:
    """The same client, once more, released to the couple page."""
    answers = taken("33233").attempt.answers
    paper = Paper(answers, moment.now(), len(BANK.pages), side, "en", released=True)
    counsel.enter_on_paper(session, client, BANK, paper)
