"""A cookie that a session orders: handed out once, to the browser that ordered it and no other."""

from __future__ import annotations

import gc
import threading

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from quiz.ui import shell
from quiz.ui.shell import CookieOrder, tickets
from quiz.ui.shell.guard import SameOrigin
from quiz.ui.shell.tickets import HEADER, LIVES, Ticket, Tickets
from quiz.ui.shell.visits import COOKIE, new_id

HOST = "quiz.test"
OWN = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
ORDER = CookieOrder("device", "a-secret", 3600)


@pytest.fixture
def visit() -> str:
    return new_id()


@pytest.fixture
def browser(visit: str) -> TestClient:
    """A browser in that visit."""
    client = TestClient(SameOrigin(Starlette(routes=shell.routes())), base_url=f"http://{HOST}")
    client.cookies.set(COOKIE, visit)
    return client


def hand_in(browser: TestClient, ticket: Ticket, **headers: str) -> int:
    reply = browser.post("/ticket", headers={**OWN, HEADER: ticket.token, **headers})
    return reply.status_code


def test_a_ticket_gives_the_cookie_once(browser: TestClient, visit: str) -> None:
    ticket = tickets.tickets.give(visit, ORDER)
    assert ORDER.value is not None
    assert ORDER.value not in ticket.token
    reply = browser.post("/ticket", headers={**OWN, HEADER: ticket.token})
    assert reply.status_code == 204
    given = reply.headers["set-cookie"]
    for attribute in ("device=a-secret", "Max-Age=3600", "HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in given
    assert "Secure" not in given
    assert ticket.is_used
    assert hand_in(browser, ticket) == 410


def test_over_https_the_cookie_goes_back_over_https_only(browser: TestClient, visit: str) -> None:
    ticket = tickets.tickets.give(visit, ORDER)
    headers = {**OWN, HEADER: ticket.token, "x-forwarded-proto": "https"}
    assert "Secure" in browser.post("/ticket", headers=headers).headers["set-cookie"]


def test_a_ticket_takes_a_cookie_away(browser: TestClient, visit: str) -> None:
    ticket = tickets.tickets.give(visit, CookieOrder("device", None))
    reply = browser.post("/ticket", headers={**OWN, HEADER: ticket.token})
    assert "Max-Age=0" in reply.headers["set-cookie"]


def test_a_newer_cookie_than_the_one_that_ended_is_left_alone(
    browser: TestClient, visit: str
) -> None:
    """Another tab has been given it meanwhile: the page is told to load itself anew."""
    order = CookieOrder("sign_in", None, instead_of="old")
    browser.cookies.set("sign_in", "new")
    ticket = tickets.tickets.give(visit, order)
    reply = browser.post("/ticket", headers={**OWN, HEADER: ticket.token})
    assert reply.status_code == 205
    assert "set-cookie" not in reply.headers
    for held in ("old", None):
        browser.cookies.delete("sign_in")
        if held:
            browser.cookies.set("sign_in", held)
        ticket = tickets.tickets.give(visit, order)
        reply = browser.post("/ticket", headers={**OWN, HEADER: ticket.token})
        assert "Max-Age=0" in reply.headers["set-cookie"], held


def test_another_browser_gets_nothing_and_does_not_use_it_up(
    browser: TestClient, visit: str
) -> None:
    ticket = tickets.tickets.give(visit, ORDER)
    for cookie in (new_id(), "", "x"):
        browser.cookies.set(COOKIE, cookie)
        assert hand_in(browser, ticket) == 410
    browser.cookies.set(COOKIE, visit)
    assert hand_in(browser, ticket) == 204


def test_only_a_page_of_this_site_hands_it_in_and_only_by_post(
    browser: TestClient, visit: str
) -> None:
    ticket = tickets.tickets.give(visit, ORDER)
    assert hand_in(browser, ticket, **{"sec-fetch-site": "cross-site"}) == 403
    assert browser.get("/ticket", headers={HEADER: ticket.token}).status_code == 405
    assert browser.post("/ticket", headers={**OWN, HEADER: "x"}).status_code == 410
    assert browser.post("/ticket", headers=OWN).status_code == 410
    assert not ticket.is_used


def test_a_ticket_is_good_for_a_minute(visit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Tickets()
    ticket = given.give(visit, ORDER)
    moment = ticket._until
    monkeypatch.setattr("time.monotonic", lambda: moment + 1)
    assert ticket.is_over
    assert given.take(ticket.token, visit) is None
    monkeypatch.setattr("time.monotonic", lambda: moment - LIVES)
    assert given.take(ticket.token, visit) == ORDER


def test_a_ticket_is_gone_with_the_session_that_holds_it(visit: str) -> None:
    given = Tickets()
    token = given.give(visit, ORDER).token
    gc.collect()
    assert given.take(token, visit) is None


def test_of_many_who_hand_it_in_at_once_one_gets_it(visit: str) -> None:
    given, got = Tickets(), []
    ticket, gate = given.give(visit, ORDER), threading.Barrier(16)

    def run() -> None:
        gate.wait()
        got.append(given.take(ticket.token, visit))

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, got)) == [False] * 15 + [True]
