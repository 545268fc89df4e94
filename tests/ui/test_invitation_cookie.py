"""The cookie of an invitation: what stood behind the # of a link, handed over by a script."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from quiz.ui import shell
from quiz.ui.shell.guard import SameOrigin
from quiz.ui.shell.invitations import ASKED, COOKIE, HEADER, LIVES
from quiz.vault import PrivateCode

HOST = "quiz.test"
OWN = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
CODE = PrivateCode.new().shown()
ROUTES = {"/invitation": COOKIE, "/request": ASKED}
"""A partner's invitation, and a counsellor's: a route and a cookie each."""
BOTH = pytest.mark.parametrize(("route", "cookie"), ROUTES.items(), ids=["partner", "counsellor"])
EACH_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=["partner", "counsellor"])
EACH_COOKIE = pytest.mark.parametrize("cookie", ROUTES.values(), ids=["partner", "counsellor"])


def known(cookie: str, cookies: Mapping[str, str]) -> str | None:
    """What the app knows by this cookie."""
    return (shell.known_request if cookie == ASKED else shell.known_invitation)(cookies)


@pytest.fixture
def browser() -> TestClient:
    return TestClient(SameOrigin(Starlette(routes=shell.routes())), base_url=f"http://{HOST}")


@BOTH
@pytest.mark.parametrize(
    "sent",
    [CODE, quote(CODE), CODE.lower(), CODE.replace("-", ""), quote(CODE.replace("-", " "))],
    ids=["shown", "quoted", "small", "joined", "blanks"],
)
def test_the_code_comes_back_as_a_cookie_that_no_script_reads(
    browser: TestClient, sent: str, route: str, cookie: str
) -> None:
    reply = browser.post(route, headers={**OWN, HEADER: sent})
    assert (reply.status_code, reply.content) == (204, b"")
    given = reply.headers["set-cookie"]
    for attribute in (f"{cookie}={CODE}", f"Max-Age={LIVES}", "HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in given
    assert "Secure" not in given
    assert known(cookie, browser.cookies) == CODE
    forwarded = {**OWN, HEADER: sent, "x-forwarded-proto": "https"}
    assert "Secure" in browser.post(route, headers=forwarded).headers["set-cookie"]


@BOTH
@pytest.mark.parametrize(
    "sent",
    ["", "nonsense", CODE[:-1], "%E0%B8%81", "x" * 5000],
    ids=["none", "nonsense", "cut", "thai", "long"],
)
def test_what_is_no_code_sets_none_and_takes_an_older_one_away(
    browser: TestClient, sent: str, route: str, cookie: str
) -> None:
    browser.cookies.set(cookie, CODE, domain=HOST)
    reply = browser.post(route, headers={**OWN, HEADER: sent})
    assert reply.status_code == 422
    assert "Max-Age=0" in reply.headers["set-cookie"]
    if sent:
        assert sent not in reply.text


@EACH_ROUTE
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_no_other_method_does_anything(browser: TestClient, method: str, route: str) -> None:
    reply = browser.request(method, route, headers={**OWN, HEADER: CODE})
    assert reply.status_code == 405
    assert "set-cookie" not in reply.headers


@EACH_ROUTE
def test_another_site_cannot_hand_one_over(browser: TestClient, route: str) -> None:
    for headers in ({"origin": "https://elsewhere.test"}, {"sec-fetch-site": "cross-site"}, {}):
        reply = browser.post(route, headers={HEADER: CODE, **headers})
        assert reply.status_code == 403
        assert "set-cookie" not in reply.headers


@EACH_COOKIE
def test_leaving_takes_it_away(browser: TestClient, cookie: str) -> None:
    reply = browser.post("/exit", headers=OWN)
    gone = [it for it in reply.headers.get_list("set-cookie") if it.startswith(f"{cookie}=")]
    assert len(gone) == 1
    assert "Max-Age=0" in gone[0]


@EACH_COOKIE
@pytest.mark.parametrize(
    "found",
    ["", "nonsense", CODE[:-1] + "!", CODE + "0"],
    ids=["none", "nonsense", "sign", "longer"],
)
def test_a_cookie_that_is_no_code_is_none(found: str, cookie: str) -> None:
    assert known(cookie, {cookie: found}) is None
    assert known(cookie, {}) is None
