"""The app with one more address, `/walk/routes`: every route that it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from app import app as quiz_app

ROUTES = "/walk/routes"


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
