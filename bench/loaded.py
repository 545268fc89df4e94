"""The app with one more address, `/bench/modules`: the names of all modules that are loaded."""

from __future__ import annotations

import json
import sys

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app import app as quiz_app

MODULES = "/bench/modules"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers for that address; everything else is the app's."""
    if scope["type"] == "http" and scope["path"] == MODULES:
        names = json.dumps(sorted(sys.modules))
        await Response(names, media_type="application/json")(scope, receive, send)
        return
    await quiz_app(scope, receive, send)
