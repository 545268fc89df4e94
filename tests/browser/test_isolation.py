"""What a page has told one browser is of no use in another. Every route and page is walked as
everybody else, without a browser, in tests/test_isolation.py and tests/test_isolation_desk.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.casework import counsel
from quiz.store import open_store
from quiz.store.engines import VARIABLE
from quiz.ui.moment import now
from quiz.ui.shell import WORDS
from quiz.vault import new_id, stretching, wrapping
from tests.browser.conftest import DESKTOP
from tests.browser.test_exit import NEUTRAL, keep_off_the_net
from tests.browser.visitor import Visitor
from tests.counselled import WORDS as PASSPHRASE
from tests.scripted import SCRIPTS
from tests.settled import Settled, settle

SCRIPT = SCRIPTS["clear"]
NEVER = "never-was"
"""An address that no page has."""


@pytest.mark.allow_host("www.bbc.com")
def test_the_address_of_a_file_opens_in_no_other_browser_and_in_none_after_leaving(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page, other = open_page(), open_page()
    keep_off_the_net(page.context)
    visitor = Visitor(page)
    visitor.begin(SCRIPT.context)
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.see_result()
    with page.expect_download() as waiting:
        visitor.button("take-pdf").click()
    waiting.value.save_as(tmp_path / "own.pdf")
    assert (tmp_path / "own.pdf").read_bytes().startswith(b"%PDF")
    address = waiting.value.url
    assert page.context.request.get(address).status == 200
    assert other.context.request.get(address).status == 404
    page.get_by_role("button", name=WORDS["en"].exit).click()
    page.wait_for_url(NEUTRAL["en"])
    page.go_back()
    expect(page.get_by_role("button", name=WORDS["en"].again)).to_be_visible()
    assert page.context.request.get(address).status == 404


@pytest.fixture
def tokens(app_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sign-ins in the server's database: an administrator, and counsellors Carl and Dora."""
    assert app_url
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(32, 1, 1))
    store, tag = open_store(os.environ[VARIABLE]), new_id().hex()[:9]
    code = counsel.administrator_code(store, now())
    counsel.set_up(store, code, PASSPHRASE, now(), f"Ada {tag}")
    found = {}
    found["Ada"], ada = counsel.sign_in(store, f"Ada {tag}", PASSPHRASE, now)
    for name in ("Carl", "Dora"):
        account = f"{name} {tag}"
        counsel.set_up(store, counsel.add_account(ada, account), PASSPHRASE, now())
        found[name] = counsel.sign_in(store, account, PASSPHRASE, now)[0]
    return found


@pytest.fixture
def at(
    new_context: Callable[..., BrowserContext], app_url: str, tokens: dict[str, str]
) -> Callable[[str | None, str], Visitor]:
    """Opens a page in a browser of somebody's, who is signed in; None for nobody."""

    def opened(name: str | None, path: str) -> Visitor:
        context = new_context(viewport=DESKTOP, locale="en-GB")
        if name is not None:
            context.add_cookies([{"name": "sign_in", "value": tokens[name], "url": app_url}])
        page = context.new_page()
        page.goto(path)
        return Visitor(page)

    return opened


def settled(token: str) -> Settled:
    """Somebody who is signed in, with clients."""
    session = counsel.resume(open_store(os.environ[VARIABLE]), token, now)
    assert session is not None
    return settle(session)


def open_client(visitor: Visitor, code: str) -> None:
    """From the caseload to a client's page."""
    visitor.page.get_by_role("button", name=code, exact=True).click()
    expect(visitor.page.get_by_role("heading", name=code, level=1)).to_be_visible()
    visitor.settle()


def start_of(visitor: Visitor) -> str:
    """What is drawn at an address that no page has, once each kind of part is there."""
    for it in (visitor.button("begin"), visitor.button("show-saved"), visitor.link("help")):
        expect(it).to_be_visible()
    expect(visitor.choice("side").get_by_role("radio").first).to_be_attached()
    expect(visitor.part("keep-place").get_by_role("checkbox")).to_be_attached()
    visitor.settle()
    return visitor.page.get_by_test_id("stMain").inner_text()


def test_a_counsellors_pages_and_files_open_for_nobody_else(
    at: Callable[[str | None, str], Visitor],
    app_url: str,
    tokens: dict[str, str],
    tmp_path: Path,
) -> None:
    carl = settled(tokens["Carl"])

    owner = at("Carl", "/caseload")
    open_client(owner, carl.texts[0])
    addresses = []
    for key in ("sheet-en", "sheet-th"):
        with owner.page.expect_download() as waiting:
            owner.button(key).click()
        waiting.value.save_as(tmp_path / f"{key}.pdf")
        addresses.append(waiting.value.url)
    request = owner.page.context.request
    assert [request.get(address).status for address in addresses] == [200, 200]
    assert owner.page.url.endswith("/client"), "no address tells whose page it is"

    for name in (None, "Dora", "Ada"):
        other = at(name, f"/{NEVER}")
        never, main = start_of(other), other.page.get_by_test_id("stMain")
        for page in ("caseload", "client"):
            other.page.goto(f"/{page}")
            if name == "Dora":
                expect(other.text(other.words("clients.title")).first).to_be_visible()
                expect(other.part("site-foot")).to_be_visible()
                other.settle()
            else:
                expect(main).to_have_text(never, use_inner_text=True)
            said = main.inner_text() + other.page.content()
            assert (name, page, [text for text in carl.marks if text in said]) == (name, page, [])
        for address in (*addresses, f"{app_url}/media/{'0' * 56}.pdf"):
            reply = other.page.context.request.get(address)
            assert (name, reply.status, reply.body()) == (name, 404, b"not found")


def test_a_tab_from_before_the_sign_in_is_no_way_out_of_the_clients_hands(
    at: Callable[[str | None, str], Visitor], app_url: str, tokens: dict[str, str]
) -> None:
    """Such a tab goes on as nobody's, with what this browser keeps for whoever uses it."""
    carl, old = settled(tokens["Carl"]), at(None, "/mine")
    expect(old.link("read")).to_be_visible()
    context = old.page.context
    context.add_cookies([{"name": "sign_in", "value": tokens["Carl"], "url": app_url}])
    owner = Visitor(context.new_page())
    owner.page.goto("/caseload")
    open_client(owner, carl.texts[0])
    part = owner.part("part").get_by_role("radio", name=owner.words("client.part.ask"), exact=True)
    part.click()
    owner.button("hand-over").click()
    for visitor in (owner, old):
        expect(visitor.text(visitor.words("answer.title")).first).to_be_visible()
        expect(visitor.link("read")).to_have_count(0)
