"""Who may talk to the server, and what the browser may do with its replies."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/auth", "/oauth2callback", "/component")
"""Doors of Streamlit that this app does not use: figures of the process, the agent interface,
its own sign-in, and components in frames."""


class SameOrigin:
    """Middleware that refuses what another site's page sends, and the doors nobody needs.

    Streamlit itself lets any page on localhost and on the machine's own addresses open a socket.
    A socket without an Origin is let in: no browser opens one, but load tests and monitors do.
    A request that changes something must say that it comes from this very site. A proxy in front
    has to pass the Host header on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "websocket" and not _socket_allowed(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            path = scope["path"]
            if any(path == door or path.startswith(f"{door}/") for door in CLOSED):
                await PlainTextResponse("not found", 404)(scope, receive, send)
                return
            if scope["method"] not in SAFE_METHODS and not _write_allowed(Headers(scope=scope)):
                await PlainTextResponse("cross-site request refused", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _socket_allowed(headers: Headers) -> bool:
    """Return whether a socket comes from a page of this site, or from no page at all."""
    origin = headers.get("origin")
    return origin is None or _same(origin, headers)


def _write_allowed(headers: Headers) -> bool:
    """Return whether a request that changes something comes from a page of this site.

    The browser's own word, `Sec-Fetch-Site`, counts where it is given: with our Referrer-Policy
    the Origin of a form is "null". Without either the request is refused.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return _same(headers.get("origin", ""), headers)


def _same(origin: str, headers: Headers) -> bool:
    """Return whether an Origin names the host that the request was sent to."""
    try:
        return urlsplit(origin).netloc.lower() == headers["host"].lower()
    except (KeyError, ValueError):
        return False


def content_policy(script_hashes: tuple[str, ...]) -> str:
    """Return the Content-Security-Policy.

    Args:
        script_hashes: of the page's inline scripts; no other inline script runs.
    """
    scripts = " ".join(f"'{digest}'" for digest in script_hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {scripts}",  # blob: for the scripts of v2 components
            "style-src 'self' 'unsafe-inline'",  # Streamlit styles everything from its script
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(script_hashes: tuple[str, ...]) -> Mapping[str, str]:
    """Return the headers that every reply carries."""
    unused = ("camera", "microphone", "geolocation", "payment", "usb", "midi", "display-capture")
    return {
        "Content-Security-Policy": content_policy(script_hashes),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in unused),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


FILE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""For scripts, styles, fonts and pictures, of which the first page asks for seventy: the rest
speaks of pages only, and would weigh 50 kB."""


class SecurityHeaders:
    """Middleware that puts the security headers on every reply, and keeps replies out of caches.

    Only what says so itself is cached. Permissions for other origins, which Streamlit gives to
    hosts of its own, are taken away.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the reply."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]
                is_file = "max-age=" in headers.get("cache-control", "")
                for name, value in (FILE_HEADERS if is_file else self._headers).items():
                    headers[name] = value
                if not is_file:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, dress)
