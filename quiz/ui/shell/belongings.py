"""What belongs to one browser alone: the files its sessions made for it, and these sessions.

Streamlit keeps a file that somebody downloads under an address made from its content, gives it to
whoever asks, and drops it as soon as any two sessions have run. Here it goes to the browser that
was told the address and to no other, for some minutes or until somebody leaves. And a session can
be taken up again, be sent a file, or be asked for one, only by the browser that it was begun in;
once somebody has left, none can be until they start again.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from quiz.ui.shell.visits import LEFT, Visits, known_id

FILES: Final = "/media/"
UPLOADS: Final = "/_stcore/upload_file/"
READING: Final = ("GET", "HEAD")
PROTOCOLS: Final = b"sec-websocket-protocol"
FETCHED_FOR: Final = 600.0
"""Seconds in which a browser may fetch a file that it was told of."""
MOST: Final = 64 * 1024 * 1024
"""Bytes of all files together: beyond that the oldest go first. A PDF has some 50 kB."""
SESSIONS: Final = 4096
"""Sessions whose browser is known: more than one process ever serves."""
OFFERED: Final = 64
"""Ids of files on demand that a session may still be asked for: the buttons of its last runs."""
KEPT_HEADERS: Final = ("content-type", "content-disposition")


@dataclass(frozen=True)
class File:
    """A file as it is sent, and until when."""

    body: bytes
    headers: dict[str, str]
    until: float


class Files:
    """The files that browsers were told of: (visit, address) -> file. `size` is their bytes."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[str | None, str], File] = OrderedDict()
        self._lock = threading.RLock()  # a session forgets them in its own thread
        self.size = 0

    def put(self, visit: str | None, path: str, file: File) -> None:
        """Hold a file for a visit. Those whose time is over, or beyond the limit, go."""
        with self._lock:
            self._drop((visit, path))
            self._files[visit, path] = file
            self.size += len(file.body)
            while self._files:
                oldest, first = next(iter(self._files.items()))
                if first.until > time.monotonic() and self.size <= MOST:
                    break
                self._drop(oldest)

    def find(self, visit: str | None, path: str) -> File | None:
        """The file, to the browser that was told of it; nothing to any other."""
        file = self._files.get((visit, path))
        return file if file is not None and file.until > time.monotonic() else None

    def forget(self, visit: str) -> None:
        """Hold nothing for this visit any more."""
        with self._lock:
            for key in [key for key in self._files if key[0] == visit]:
                self._drop(key)

    def _drop(self, key: tuple[str | None, str]) -> None:
        gone = self._files.pop(key, None)
        self.size -= len(gone.body) if gone else 0


class Session:
    """A session as it belongs to a visit, and the files on demand that it has offered."""

    def __init__(self, visit: str | None) -> None:
        self.visit = visit
        self.offered: deque[str] = deque(maxlen=OFFERED)


class Belongings:
    """Middleware that lets a browser have its own files and sessions, and nobody else's.

    A browser that takes no cookies has no visit; what it is told, any other without cookies that
    knows the address could fetch.
    """

    def __init__(self, app: ASGIApp, visits: Visits) -> None:
        self.app = app
        self.files = Files()
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        visits.on_close(self.files.forget)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for files; pass everything else on, a socket with its two ends watched."""
        if scope["type"] == "http":
            visit, path = known_id(HTTPConnection(scope).cookies), scope["path"]
            if path.startswith(FILES):
                await self._file(scope, visit)(scope, receive, send)
                return
            if path.startswith(UPLOADS) and not self.owns(visit, path.split("/")[3]):
                await _not_found()(scope, receive, send)
                return
        elif scope["type"] == "websocket":
            if LEFT in HTTPConnection(scope).cookies:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            socket = _Socket(self, scope, receive, send)
            scope, receive, send = socket.scope, socket.receive, socket.send
        await self.app(scope, receive, send)

    def owns(self, visit: str | None, session: str) -> bool:
        """Whether a session was begun in this visit."""
        return session in self._sessions and self._sessions[session].visit == visit

    def session(self, id_: str, visit: str | None) -> Session:
        """A session as it is known, or as it is begun now."""
        found = self._sessions.setdefault(id_, Session(visit))
        self._sessions.move_to_end(id_)
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return found

    def _file(self, scope: Scope, visit: str | None) -> Response:
        """The file that this browser was told of, whole."""
        site = Headers(scope=scope).get("sec-fetch-site", "none")
        asked = scope["method"] in READING and site in ("none", "same-origin")
        file = self.files.find(visit, scope["path"]) if asked else None
        return Response(file.body, headers=file.headers) if file else _not_found()

    async def hold(self, scope: Scope, visit: str | None, path: str) -> None:
        """Take a file from Streamlit before its address is told."""
        start: dict[str, Any] = {}
        body = bytearray()

        async def nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            body.extend(message.get("body", b""))

        own = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
        asked = {**scope, **own, "query_string": b"", "headers": [], "http_version": "1.1"}
        await self.app(asked, nothing, take)
        if start.get("status") == 200:
            headers = Headers(raw=start["headers"])
            kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
            self.files.put(visit, path, File(bytes(body), kept, time.monotonic() + FETCHED_FOR))


class _Socket:
    """The two ends of one browser's socket."""

    def __init__(self, owner: Belongings, scope: Scope, receive: Receive, send: Send) -> None:
        self._owner = owner
        self._receive = receive
        self._send = send
        self._visit = known_id(HTTPConnection(scope).cookies)
        self._session = Session(self._visit)
        self.scope = {**scope, "headers": list(self._handshake(scope["headers"]))}

    def _handshake(self, headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
        """The headers, without the session to be taken up again where it is another browser's.

        It stands third among the protocols, after Streamlit's own and a token.
        """
        for name, value in headers:
            parts = value.decode("latin-1").split(",")
            if name != PROTOCOLS or len(parts) < 3:
                yield name, value
            elif self._owner.owns(self._visit, parts[2].strip()):
                self._session = self._owner.session(parts[2].strip(), self._visit)
                yield name, value
            else:
                yield name, ",".join(parts[:2]).encode("latin-1")

    async def receive(self) -> Message:
        """What the browser asks; where it is for a file of another's, it is for none."""
        message = await self._receive()
        if message.get("bytes"):
            try:
                asked = BackMsg.FromString(message["bytes"])
            except Exception:  # noqa: BLE001 - nothing that is asked: Streamlit itself refuses it
                return message
            wanted = asked.backend_operation_request.deferred_file
            if wanted.file_id and wanted.file_id not in self._session.offered:
                wanted.file_id = "none"
                return {**message, "bytes": asked.SerializeToString()}
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the session says, once each file that it names is held."""
        if message.get("bytes"):
            said = ForwardMsg.FromString(message["bytes"])
            if said.WhichOneof("type") == "page_not_found":
                return  # its dialog lies over the page, with *Exit this page* beneath it
            await self._hear(said)
        await self._send(message)

    async def _hear(self, said: ForwardMsg) -> None:
        if begun := said.new_session.initialize.session_id:
            self._session = self._owner.session(begun, self._visit)
        if offered := said.delta.new_element.download_button.deferred_file_id:
            self._session.offered.append(offered)
        for path in _files_in(said):
            await self._owner.hold(self.scope, self._visit, path)


def _files_in(said: ForwardMsg) -> list[str]:
    """The addresses of files in a message, where Streamlit puts them: never in a person's text."""
    element = said.delta.new_element
    told = [
        said.backend_operation_response.deferred_file.url,
        element.download_button.url,
        *(image.url for image in element.imgs.imgs),
    ]
    return [path for path in told if path.startswith(FILES)]


def _not_found() -> Response:
    return PlainTextResponse("not found", 404)
