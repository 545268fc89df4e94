"""The app with one more address, `/walk/routes`: every route that it answers.

And what is decided about each: a route that is new is a fault until it stands here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import Enum, auto

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from app import app as quiz_app

ROUTES = "/walk/routes"


class Decision(Enum):
    """Who is told what by a route."""

    ALIKE = auto()
    """Everybody the same: files of the app, and the page, which knows nobody."""
    OWN = auto()
    """The browser that something was made for; anything else is as what never was."""
    POSTED = auto()
    """Nobody anything: it changes what the browser that asks has itself, by POST from this site."""
    CLOSED = auto()
    """Nobody anything: a door of Streamlit that is not used."""
    SOCKET = auto()
    """The pages."""


DECIDED: Mapping[str, Decision] = {
    **dict.fromkeys(
        ("/exit", "/start", "/place", "/ticket", "/invitation", "/request"), Decision.POSTED
    ),
    "/media/{file_id:path}": Decision.OWN,
    "/_stcore/upload_file/{session_id}/{file_id}": Decision.OWN,
    **dict.fromkeys(
        ("/fonts/{name}", "/favicon.svg", "/favicon.png", "/favicon.ico"), Decision.ALIKE
    ),
    "/_stcore/health": Decision.ALIKE,
    "/_stcore/host-config": Decision.ALIKE,
    "/_stcore/bidi-components/{path:path}": Decision.ALIKE,
    "/{path:path}": Decision.ALIKE,
    "/_stcore/metrics": Decision.CLOSED,
    "/component/{path:path}": Decision.CLOSED,
    **dict.fromkeys(("/auth/login", "/auth/logout", "/oauth2callback"), Decision.CLOSED),
    **dict.fromkeys(
        (f"/_stcore/agent/{name}" for name in ("interact", "openapi.json", "mcp")), Decision.CLOSED
    ),
    "/_stcore/stream": Decision.SOCKET,
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers for that address: pairs of a path and its methods, none for a socket."""
    if scope["type"] == "http" and scope["path"] == ROUTES:
        assert quiz_app._starlette_app is not None
        found = [it for route in quiz_app._starlette_app.routes for it in _told(route)]
        await Response(json.dumps(found), media_type="application/json")(scope, receive, send)
        return
    await quiz_app(scope, receive, send)


def _told(route: BaseRoute, above: str = "") -> Iterator[tuple[str, list[str] | None]]:
    if isinstance(route, Mount):
        yield f"{above}{route.path}/{{path:path}}", []
        for below in route.routes:
            yield from _told(below, f"{above}{route.path}")
        return
    assert isinstance(route, Route | WebSocketRoute), f"another kind of route: {route}"
    yield f"{above}{route.path}", sorted(route.methods or ()) if isinstance(route, Route) else None
