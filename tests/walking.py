"""Somebody at the app without a browser, with whatever cookies, addresses and origin they like.

Everything that the server says to them is kept as it came, so that it can be searched.
"""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 30.0


@dataclass(frozen=True)
class Reply:
    """What the server answered to one request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that it sets."""
        given: dict[str, str] = {}
        for name, value in self.headers:
            if name.lower() == "set-cookie":
                given |= {key: it.value for key, it in SimpleCookie(value).items()}
        return given

    @property
    def all(self) -> bytes:
        """Head and body, for a search."""
        return repr(self.headers).encode() + self.body


@dataclass
class Walker:
    """Somebody with cookies, by name. `origin` is the page that asks; None is the app's own."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    origin: str | None = None

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] = MappingProxyType({}),
        body: bytes | None = None,
    ) -> Reply:
        """The reply to one request."""
        told = {"Cookie": self.cookie_header, "Accept-Encoding": "gzip", **self._from(), **headers}
        line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        try:
            line.request(method, path, body, {name: it for name, it in told.items() if it})
            got = line.getresponse()
            raw = got.read()
        finally:
            line.close()
        if got.headers["content-encoding"] == "gzip" and raw:
            raw = gzip.decompress(raw)
        return Reply(got.status, tuple(got.getheaders()), raw)

    def load(self, path: str = "/") -> Reply:
        """The reply to a page, its cookies taken as a browser does."""
        reply = self.ask(path)
        self.cookies |= reply.cookies
        return reply

    @property
    def cookie_header(self) -> str:
        """All cookies as they are sent."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _from(self) -> dict[str, str]:
        if self.origin is None:
            return {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return {"Origin": self.origin, "Sec-Fetch-Site": "cross-site"}

    @contextmanager
    def at_socket(self, again: str | None = None) -> Iterator[Socket]:
        """A socket as a page opens it; `again` names a session to be taken up again."""
        protocols = ["streamlit", *(["token", again] if again else [])]
        with connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            origin=Origin(self.origin or self.url),
            subprotocols=[Subprotocol(protocol) for protocol in protocols],
            additional_headers={"Cookie": self.cookie_header} if self.cookies else {},
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
        ) as line:
            yield Socket(line, self.url)


@dataclass
class Socket:
    """An open socket. `session` is its id once a page was shown."""

    line: ClientConnection
    url: str
    session: str = ""
    page: str = ""
    """The hash of the page that is open."""
    files: dict[str, str] = field(default_factory=dict)
    """What the page offers to make: id of the file on demand by the button's key."""
    widgets: dict[str, str] = field(default_factory=dict)
    """The ids of what was there to be touched, by its key."""

    def show(self, page: str, query: Mapping[str, str] = MappingProxyType({})) -> list[ForwardMsg]:
        """All messages of the run that shows a page of the site."""
        name = "" if page == "start" else page
        asked = self._asked(name)
        asked.rerun_script.page_name = name
        asked.rerun_script.query_string = urlencode(query)
        return self._run(asked)

    def press(self, key: str, **values: str | list[str]) -> list[ForwardMsg]:
        """All messages of the run that begins as a button of the open page is pressed.

        `values` are what stands in other widgets, by their keys with "_" for "-": a text, or a list
        of what is chosen. An empty key presses nothing.
        """
        asked = self._asked("")
        state = asked.rerun_script
        state.page_script_hash = self.page
        if key:
            state.widget_states.widgets.add(id=self.widgets[key], trigger_value=True)
        for name, value in values.items():
            widget = state.widget_states.widgets.add(id=self.widgets[name.replace("_", "-")])
            if isinstance(value, str):
                widget.string_value = value
            else:
                widget.string_array_value.data.extend(value)
        return self._run(asked)

    def _asked(self, path: str) -> BackMsg:
        asked = BackMsg()
        context = asked.rerun_script.context_info
        context.timezone, context.locale = "Asia/Bangkok", "en-GB"
        context.url = f"{self.url}/{path}"
        return asked

    def fetch(self, file: str, session: str | None = None) -> str:
        """The address of a file on demand; empty where the server makes none."""
        return str(self.fetched(file, session).deferred_file.url)

    def fetched(self, file: str, session: str | None = None) -> BackendOperationResponse:
        """All that the server answers to the wish for a file on demand."""
        asked = BackMsg()
        request = asked.backend_operation_request
        request.request_id, request.session_id = "1", session or self.session
        request.deferred_file.file_id = file
        self.line.send(asked.SerializeToString())
        while True:
            said = ForwardMsg.FromString(self._next())
            if said.WhichOneof("type") == "backend_operation_response":
                return said.backend_operation_response

    def _run(self, asked: BackMsg) -> list[ForwardMsg]:
        self.line.send(asked.SerializeToString())
        heard = []
        while True:
            said = ForwardMsg.FromString(self._next())
            heard.append(said)
            kind = said.WhichOneof("type")
            if kind == "new_session":
                self.session = said.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self.page = said.navigation.page_script_hash
            self._take_note(said)
            if kind == "script_finished" and said.script_finished == said.FINISHED_SUCCESSFULLY:
                return heard

    def _take_note(self, said: ForwardMsg) -> None:
        """Know what the page offers to touch."""
        element = said.delta.new_element
        named = getattr(element, element.WhichOneof("type") or "", None)
        if id_ := getattr(named, "id", ""):
            self.widgets[id_.split("-", 2)[-1]] = id_
        if file := element.download_button.deferred_file_id:
            self.files[element.download_button.id.split("-", 2)[-1]] = file

    def _next(self) -> bytes:
        raw = self.line.recv(PATIENCE)
        assert isinstance(raw, bytes)
        return raw


def texts_of(messages: Iterable[Any]) -> Iterator[str]:
    """Every text in some messages of the server, however deep it stands."""
    for message in messages:
        for described, value in message.ListFields():
            values = value if described.is_repeated else [value]
            if described.message_type is None:
                yield from (it for it in values if isinstance(it, str))
            elif described.message_type.GetOptions().map_entry:
                yield from (str(it) for it in value.values())
            else:
                yield from texts_of(values)
