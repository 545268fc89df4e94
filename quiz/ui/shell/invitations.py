"""The cookies of invitations: what stood behind the # of a link, handed over by the page's script.

A browser does not send what stands there, so neither a chat program that looks at the link nor an
access log has it. The script posts it here, and the address is cleaned of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quiz.errors import VaultError
from quiz.ui.shell.middleware import set_cookie
from quiz.ui.shell.places import COOKIE as PLACE
from quiz.ui.shell.tickets import CookieOrder
from quiz.vault import PrivateCode

COOKIE: Final = "invited"
"""Of a partner's invitation."""
ASKED: Final = "asked"
"""Of a counsellor's."""
LIVES: Final = 24 * 60 * 60
"""Seconds: as long as a draft."""
HEADER: Final = "x-invitation"


def known_invitation(cookies: Mapping[str, str]) -> str | None:
    """The code of an invitation from a browser's cookies, None where there is none."""
    return _code_in(cookies.get(COOKIE, ""))


def known_request(cookies: Mapping[str, str]) -> str | None:
    """The code of a counsellor's invitation likewise."""
    return _code_in(cookies.get(ASKED, ""))


def request_forgotten(beside: CookieOrder | None = None, *, with_place: bool) -> CookieOrder:
    """What has a browser forget a counsellor's invitation, and the place that answered it.

    Together they find what was sent. The next page brings a new place.
    """
    also = CookieOrder(PLACE, None, beside=beside) if with_place else beside
    return CookieOrder(ASKED, None, beside=also)


async def take_invitation(request: Request) -> Response:
    """Keep the code of a partner's invitation for 24 hours."""
    return _take(request, COOKIE)


async def take_request(request: Request) -> Response:
    """Keep the code of a counsellor's invitation for 24 hours."""
    return _take(request, ASKED)


def _take(request: Request, name: str) -> Response:
    """Keep it where no script can read it. Looking at it uses nothing up."""
    if request.method != "POST":
        return PlainTextResponse("only POST is answered here", 405, headers={"Allow": "POST"})
    code = _code_in(unquote(request.headers.get(HEADER, "")))
    if code is None:
        response: Response = PlainTextResponse("this is no code of an invitation", 422)
        response.delete_cookie(name, httponly=True, samesite="lax")
        return response
    response = Response(status_code=204)
    set_cookie(response, request, name, code, lives=LIVES)
    return response


def _code_in(text: str) -> str | None:
    """A code as it is written down, whatever way it was typed; None where it is none."""
    try:
        return PrivateCode.parse(text).shown()
    except VaultError:
        return None
