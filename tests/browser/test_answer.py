"""A counsellor asks by a link, a client answers on their own phone: from both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.casework import counsel
from quiz.casework.counsel import Details, Session
from tests.browser.client import Client
from tests.browser.conftest import DESKTOP, LOCALES, PHONE
from tests.browser.counsellor import Counsellor
from tests.browser.test_access import faults_of
from tests.reading_pdfs import said
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
PAGES = 3


def link_of(carl: Counsellor) -> str:
    """A new link, made on the client's page that is open."""
    carl.turn_to("ask")
    carl.button("invite").click()
    link = carl.page.locator(".to-copy strong").first
    expect(link).to_contain_text("/answer#")
    return link.inner_text()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Callable[..., Client]:
    """A phone of somebody's own, with a page open on it."""

    def opened(link: str, language: str = "en") -> Client:
        page = new_context(viewport=PHONE, locale=LOCALES[language]).new_page()
        page.goto(link)
        return Client(page, language)

    return opened


@pytest.mark.parametrize("language", ["en", "th"])
def test_from_the_link_to_the_session_sheet_and_taken_back(
    open_page: Callable[..., Page],
    phone: Callable[..., Client],
    session: Session,
    language: str,
    tmp_path: Path,
) -> None:
    counsel.add_client(session, Details("A-1", "Tuesdays", "hurt", None, 14))
    carl = Counsellor(open_page("/sign-in", viewport=DESKTOP, language=language), language)
    carl.come_in(session.name)
    carl.open("A-1")
    link = link_of(carl)
    anna = phone(link, language)
    anna.expect_asked(session.name)
    assert "#" not in anna.page.url
    assert faults_of(anna.page, PHONE) == []
    anna.begin_asked()
    anna.answer_pages(SCRIPT, 1, PAGES)
    anna.see_result()
    expect(anna.text(anna.words("sending.not_yet"))).to_be_visible()
    assert counsel.caseload(session, lambda _: TRUST)[0].case.history == ()
    anna.page.reload()  # nothing is lost by it, and nothing sent
    anna.expect_result()
    assert faults_of(anna.page, PHONE) == []
    code = anna.send()
    assert faults_of(anna.page, PHONE) == []
    (client,) = counsel.caseload(session, lambda _: TRUST)
    (found,) = client.case.history
    assert found.attempt.answers == {
        item: answer
        for number in range(1, PAGES + 1)
        for item, answer in SCRIPT.page(number).items()
        if answer is not None
    }

    carl.follow("client.to_caseload", "caseload")
    row = carl.part(f"case-{client.id.hex()}")
    expect(row).to_contain_text(carl.words("clients.focus"))
    carl.open("A-1")
    sheet = carl.download(f"sheet-{language}", tmp_path)
    assert "A-1" in said(sheet.read_bytes())

    anna.page.goto("/answer")
    expect(anna.text(anna.words("sending.sent_title"))).to_be_visible()  # the code again
    anna.button("have-withdrawal").click()
    # Whoever has this phone next finds nothing, not even by the link.
    expect(anna.text(anna.words("answer.ask_code"))).to_be_visible()
    anna.page.goto(link)
    expect(anna.text(anna.words("answer.gone"))).to_be_visible()
    other = phone("/answer", language)
    other.take_back(code, "withdraw")
    expect(other.text(other.words("taking_back.done.withdraw"))).to_be_visible()
    (client,) = counsel.caseload(session, lambda _: TRUST)
    assert client.case.history == ()
