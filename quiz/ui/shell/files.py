"""Streamlit's front end and the app's own fonts, served compressed and cached for good."""

from __future__ import annotations

import hashlib
import mimetypes
from importlib.metadata import version
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quiz.ui.shell.bundle import Bundle
from quiz.ui.shell.compress import Encodings, encoding_for, is_text

ASSETS = Path(__file__).parent / "assets"
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")  # some Windows systems say otherwise
mimetypes.add_type("text/css", ".css")


class BundleFiles:
    """Middleware that answers for `/static/`; everything else is passed on.

    Only files that were there at start-up are served, so no path can lead out of the bundle.
    A file is always sent whole: nobody asks for a part of a script.
    """

    def __init__(self, app: ASGIApp, bundle: Bundle) -> None:
        self.app = app
        self._bundle = bundle
        self._copies = Encodings(bundle.read)
        sheets = b"".join(map(bundle.read, bundle.styles))
        self._edition = hashlib.sha256(version("streamlit").encode() + sheets).hexdigest()[:12]
        text = [name for name in (bundle.script, *bundle.styles, *bundle.chunks) if is_text(name)]
        self._copies.warm([*text, *filter(is_text, bundle.later)], ("br", "gzip"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD for a file of the bundle."""
        if (
            scope["type"] != "http"
            or scope["method"] not in {"GET", "HEAD"}
            or not scope["path"].startswith("/static/")
        ):
            await self.app(scope, receive, send)
            return
        name = scope["path"].removeprefix("/")
        if name in self._bundle.files:
            response = await self._reply(name, Headers(scope=scope))
        else:
            response = PlainTextResponse("not found", 404)
        await response(scope, receive, send)

    async def _reply(self, name: str, headers: Headers) -> Response:
        """Return the file in the encoding asked for, or 304 if the client has it."""
        encoding = encoding_for(headers) if is_text(name) else "identity"
        tag = f'"{self._edition}-{hashlib.sha256(name.encode()).hexdigest()[:12]}-{encoding}"'
        # A style sheet is altered here, but goes by the name that its content had before.
        age = FOR_AN_HOUR if name in self._bundle.styles else FOR_GOOD
        kept = {"ETag": tag, "Cache-Control": age, "Vary": "Accept-Encoding"}
        if tag in (part.strip() for part in headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=kept)
        body = self._copies.ready(name, encoding)
        if body is None:
            body = await run_in_threadpool(self._copies.make, name, encoding)
        if encoding != "identity":
            kept["Content-Encoding"] = encoding
        return Response(body, headers=kept, media_type=mimetypes.guess_type(name)[0])


FONTS = {path.name: path for path in sorted((ASSETS / "fonts").iterdir())}


async def font(request: Request) -> Response:
    """Return one of the app's own font files (or their licence), cached for good."""
    path = FONTS.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("not found", 404)
    kind = mimetypes.guess_type(path.name)[0]
    return Response(path.read_bytes(), headers={"Cache-Control": FOR_GOOD}, media_type=kind)


async def icon(_request: Request) -> Response:
    """Return the neutral picture of the browser's tab."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response((ASSETS / "icon.svg").read_bytes(), headers=headers, media_type="image/svg+xml")
