"""The cookie under which somebody's place can be kept: a secret of its own for every attempt.

The browser gets it with the page, so that a session has it from its first run. Nothing is stored
under it unless the person chooses so. A page that was open for long may hold one that the browser
no longer has; so, once a place is kept, the page sends a mark of it here, and is told.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quiz.vault import new_token

COOKIE: Final = "place"
LIVES: Final = 24 * 60 * 60
"""Seconds: as long as a draft."""
HEADER: Final = "x-place"
ANOTHER: Final = "not-"
"""Before a mark: once a kept draft is erased, the next attempt has another secret than this."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def known_place(cookies: Mapping[str, str]) -> str | None:
    """Return the secret from a browser's cookies; nothing where it is missing or misshapen."""
    found = cookies.get(COOKIE, "")
    return found if _TOKEN.fullmatch(found) else None


def mark_of(token: str) -> str:
    """Return by what a page names the secret that its session has, without telling it."""
    return hashlib.sha256(f"place/{token}".encode()).hexdigest()[:32]


def place_for(request: Request) -> str | None:
    """Return the secret that the browser shall have for the next 24 hours.

    Where another than the marked one is asked for, the one it has if that is another (two tabs
    ask for one), else a new one. Else the one it has, its life begun anew, if that is the marked
    one; nothing where it is not.
    """
    asked, token = request.headers.get(HEADER, ""), known_place(request.cookies)
    mark = asked.removeprefix(ANOTHER).encode()
    same = token is not None and hmac.compare_digest(mark_of(token).encode(), mark)
    if asked.startswith(ANOTHER):
        return new_token() if same or token is None else token
    return token if same else None


def refused() -> Response:
    """Return what tells a page that its session's secret is not the browser's."""
    return PlainTextResponse("not the cookie of this page: load it again", 409)
