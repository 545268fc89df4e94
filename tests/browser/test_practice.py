"""A practice, from the first start of its server to a client who is erased: in real browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from quiz.store import open_store
from tests.browser.client import Client
from tests.browser.conftest import DESKTOP, LOCALES, PHONE
from tests.browser.counsellor import Counsellor, House
from tests.reading_pdfs import said
from tests.scripted import SCRIPTS
from tests.stored import rows_of

SCRIPT = SCRIPTS["clear"]


def test_from_the_first_start_to_erasure(
    at: Callable[..., Counsellor],
    new_context: Callable[..., BrowserContext],
    house: House,
    tmp_path: Path,
) -> None:
    carl = at(viewport=DESKTOP)
    carl.set_up(house.code, "Carl")
    carl.expect_list()
    code = carl.add("Tuesdays at four")
    carl.turn_to("ask")
    carl.button("invite").click()
    link = carl.page.locator(".to-copy strong").first.inner_text()
    assert link.startswith(f"{house.url}/answer#")

    page = new_context(base_url=house.url, viewport=PHONE, locale=LOCALES["en"]).new_page()
    page.goto(link)
    anna = Client(page)
    anna.expect_asked("Carl")
    anna.begin_asked(side=True)  # left open by the counsellor
    anna.answer_pages(SCRIPT, 1, 3)
    anna.see_result()
    withdrawal = anna.send()

    carl.follow("client.to_caseload", "caseload")
    expect(carl.page.get_by_text(carl.words("clients.focus"))).to_be_visible()
    carl.open(code)
    expect(carl.page.get_by_text("Tuesdays at four")).to_be_visible()
    sheet = said(carl.download("sheet-en", tmp_path).read_bytes())
    assert code in sheet
    assert anna.said.steps["S2"].title.replace(" ", "") in sheet
    assert "Tuesdays" not in sheet

    page.goto("/answer")
    anna.take_back(withdrawal, "erase")
    expect(anna.text(anna.words("taking_back.done.erase"))).to_be_visible()
    erase(carl, code)

    anna.take_back(withdrawal, "withdraw")
    expect(anna.text(anna.words("taking_back.nothing"))).to_be_visible()
    with closing(open_store(f"sqlite:///{tmp_path}/store.sqlite")) as store:
        left = {name for name, rows in rows_of(store).items() if rows}
    assert not left & {"client", "client_record", "client_invitation", "withdrawal", "draft"}
    assert "account" in left


def erase(carl: Counsellor, code: str) -> None:
    """The counsellor reads that the client asks for it, and does it."""
    carl.follow("client.to_caseload", "caseload")
    expect(carl.page.get_by_text(re.compile("Asked for everything to be erased"))).to_be_visible()
    carl.open(code)
    carl.turn_to("file")
    carl.page.locator("[class*=st-key-ask-erase-]").get_by_role("button").click()
    carl.page.locator("[class*=st-key-do-erase-]").get_by_role("button").click()
    expect(carl.text(carl.words("client.erased"))).to_be_visible()
    carl.follow("client.to_caseload", "caseload")
    expect(carl.text(carl.words("clients.none_yet"))).to_be_visible()
