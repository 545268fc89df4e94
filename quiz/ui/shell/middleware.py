"""The page middleware: Streamlit's page replaced by the app's own, and the visit kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.ui.shell.bundle import ROOT_TAG, Bundle
from quiz.ui.shell.compress import compressed, encoding_for
from quiz.ui.shell.page import app_page, language_for, neutral_page
from quiz.ui.shell.places import COOKIE as PLACE
from quiz.ui.shell.places import LIVES, known_place
from quiz.ui.shell.visits import COOKIE, LEFT, Visits, known_id, new_id
from quiz.ui.shell.words import ShellWords
from quiz.vault import new_token

_NOT_FOR_PAGES = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})


class Pages:
    """Middleware that answers with the app's own page wherever Streamlit would send its page."""

    def __init__(
        self, app: ASGIApp, bundle: Bundle, words: Mapping[str, ShellWords], visits: Visits
    ) -> None:
        self.app = app
        self._words = words
        self._visits = visits
        self._app_page = partial(app_page, bundle, words)
        self._made: dict[tuple[str, bool, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a reply that turns out to be Streamlit's page is exchanged."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        # Asked for whole and as it is, since the page is known by what stands in it.
        headers = [pair for pair in scope["headers"] if pair[0] not in _NOT_FOR_PAGES]
        exchange = _Exchange(send, with_body=scope["method"] == "GET")
        await self.app({**scope, "headers": headers, "method": "GET"}, receive, exchange)
        if exchange.is_page:
            response = self._reply(Request(scope))
            await response(scope, receive, exchange.send)
        else:
            await exchange.release()

    def _reply(self, request: Request) -> Response:
        """Return the page, or the neutral one to a browser that has left."""
        languages = tuple(self._words)
        query = request.query_params
        language = language_for(query, request.cookies, request.headers, languages)
        left = LEFT in request.cookies
        if left and (request.url.path != "/" or request.url.query):
            response: Response = RedirectResponse("/", 303)
        else:
            encoding = encoding_for(request.headers)
            headers = {"Vary": "Accept-Encoding", "Content-Language": language}
            if encoding != "identity":
                headers["Content-Encoding"] = encoding
            body = self._page(language, left, encoding)
            response = Response(body, headers=headers, media_type="text/html")
        visit = known_id(request.cookies)
        if left or visit is None:
            self._visits.close(visit)
            set_cookie(response, request, COOKIE, new_id())
        if not left and known_place(request.cookies) is None:
            set_cookie(response, request, PLACE, new_token(), lives=LIVES)
        if query.get("lang") == language:
            set_cookie(response, request, "lang", language, for_script=True)
        return response

    def _page(self, language: str, left: bool, encoding: str) -> bytes:
        """Return the page's bytes; each of the few there are is made once."""
        key = (language, left, encoding)
        if key not in self._made:
            page = neutral_page(self._words, language) if left else self._app_page(language)
            self._made[key] = compressed(page, encoding)
        return self._made[key]


class _Exchange:
    """Holds an HTML reply back until it is known whether it is Streamlit's page."""

    def __init__(self, send: Send, *, with_body: bool) -> None:
        self._send = send
        self._with_body = with_body
        self._start: Message | None = None
        self._body = b""
        self.is_page = False

    async def __call__(self, message: Message) -> None:
        """Hold back HTML; let everything else through."""
        if message["type"] == "http.response.start":
            kind = Headers(scope=message).get("content-type", "")
            if kind.startswith("text/html"):
                self._start = message
                return
        if self._start is None:
            await self.send(message)
            return
        self._body += message.get("body", b"")
        self.is_page = ROOT_TAG in self._body

    async def send(self, message: Message) -> None:
        """Send a message, without its body where only the head was asked for."""
        if message["type"] == "http.response.body" and not self._with_body:
            message = {**message, "body": b""}
        await self._send(message)

    async def release(self) -> None:
        """Send on what was held back, if anything was."""
        if self._start is not None:
            headers = MutableHeaders(scope=self._start)
            headers["Content-Length"] = str(len(self._body))
            await self._send(self._start)
            await self.send({"type": "http.response.body", "body": self._body})


def set_cookie(
    response: Response,
    request: Request,
    name: str,
    value: str,
    *,
    for_script: bool = False,
    lives: int | None = None,
) -> None:
    """Set a cookie that lives so many seconds, or as long as the browser is open.

    `SameSite=Lax`, not Strict: a browser leaves a Strict cookie out when the page is opened from
    a link elsewhere, or when Back returns to one so opened, and both must find the visit again.
    """
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    secure = request.url.scheme == "https" or forwarded == "https"
    response.set_cookie(name, value, lives, httponly=not for_script, secure=secure, samesite="lax")
