"""One person at the page, without a browser: speaks Streamlit's own protocol over its socket.

A click sends the values of all widgets, as a browser does, and waits until the script has
finished. Only what is needed for that is read from the replies: radio groups, buttons and errors.
"""

from __future__ import annotations

import asyncio
import fnmatch
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from time import perf_counter
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Origin, Subprotocol

WIDGETS = ("radio", "button", "checkbox")
PATIENCE = 60.0  # seconds for one run of the script


class PageError(Exception):
    """The page showed an error, or has no such widget."""


@dataclass(frozen=True)
class Widget:
    """A radio group, button or checkbox on the page, and which run of the script drew it."""

    kind: str
    proto: Any
    run: int

    @property
    def key(self) -> str:
        """The key that the script gave it; an id is `$$ID-<hash>-<key>`."""
        return str(self.proto.id).split("-", 2)[-1]

    @property
    def options(self) -> tuple[str, ...]:
        """The options of a radio group, as they are sent back."""
        return tuple(option for option in self.proto.options)


class Person:
    """A browser tab on the app at `url`, which has no slash at its end.

    `cookies` are those the browser has already; it gets those of the page on top.
    """

    def __init__(
        self, url: str, *, locale: str = "en-GB", cookies: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.url = url
        self.locale = locale
        self.cookies = dict(cookies)
        self.widgets: dict[tuple[int, ...], Widget] = {}
        self.received = 0
        self._socket: Any = None
        self._values: dict[str, WidgetState] = {}
        self._query = ""
        self._page = self._name = ""
        self._run = 0

    async def __aenter__(self) -> Person:
        """Opens the first page and waits until it is there."""
        await asyncio.to_thread(self._load_page)
        cookies = self._cookie_header()
        self._socket = await websockets.connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookies} if cookies else {},
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=PATIENCE,
            proxy=None,
        )
        await self.rerun()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the tab."""
        await self._socket.close()

    def _load_page(self) -> None:
        """Take the cookies that come with the page, for the handshake of the socket."""
        headers = {"Accept": "text/html", "Cookie": self._cookie_header()}
        asked = urllib.request.Request(f"{self.url}/", headers=headers)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=PATIENCE) as reply:  # noqa: S310
            for line in reply.headers.get_all("set-cookie") or []:
                given = SimpleCookie(line)
                self.cookies |= {name: cookie.value for name, cookie in given.items()}

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    # -- what is on the page

    def find(self, key: str, kind: str = "radio") -> list[Widget]:
        """The radio groups (or buttons) whose key fits a pattern such as `answer-*`, in order."""
        found = sorted(self.widgets.items())
        return [w for _, w in found if w.kind == kind and fnmatch.fnmatchcase(w.key, key)]

    def _the(self, key: str, kind: str) -> Widget:
        found = self.find(key, kind)
        if not found:
            there = ", ".join(widget.key for widget in self.widgets.values())
            raise PageError(f"no {kind} {key!r}; there are {there or 'none'}")
        return found[0]

    # -- what a person does: each returns the seconds until the script had finished

    async def choose(self, radio: Widget | str, option: int) -> float:
        """Click an option of a radio group, given itself or by its key; options count from 0."""
        widget = radio if isinstance(radio, Widget) else self._the(radio, "radio")
        chosen = widget.options[option]
        self._values[widget.proto.id] = WidgetState(id=widget.proto.id, string_value=chosen)
        return await self.rerun()

    async def tick(self, key: str) -> float:
        """Tick a checkbox."""
        widget = self._the(key, "checkbox")
        self._values[widget.proto.id] = WidgetState(id=widget.proto.id, bool_value=True)
        return await self.rerun()

    async def press(self, key: str) -> float:
        """Click a button."""
        widget = self._the(key, "button")
        self._values[widget.proto.id] = WidgetState(id=widget.proto.id, trigger_value=True)
        return await self.rerun()

    async def go_to(self, page: str, **address: str) -> float:
        """Open a page of the site by its name, as a link does. What was chosen before is let go."""
        self._page, self._name, self._query = "", page, urlencode(address)
        self._values = {}
        return await self.rerun()

    async def rerun(self) -> float:
        """Have the script run with the values as they are. Raises PageError where it fails."""
        message = self._request()
        self._values = {id_: s for id_, s in self._values.items() if not s.trigger_value}
        began = perf_counter()
        await self._socket.send(message)
        async with asyncio.timeout(PATIENCE):
            while not self._take(await self._socket.recv()):
                pass
        return perf_counter() - began

    # -- messages

    def _request(self) -> bytes:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page
        state.page_name = self._name
        there = {widget.proto.id for widget in self.widgets.values()}
        state.widget_states.widgets.extend(s for id_, s in self._values.items() if id_ in there)
        told = state.context_info
        told.timezone = "Asia/Bangkok"
        told.timezone_offset = -420
        told.locale = self.locale
        told.url = f"{self.url}/"
        told.color_scheme = "light"
        return bytes(request.SerializeToString())

    def _take(self, raw: bytes) -> bool:
        """Whether this message is the last of a run; what it says is kept."""
        self.received += len(raw)
        message = ForwardMsg()
        message.ParseFromString(raw)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._draw(message)
        elif kind == "new_session":
            self._page = message.new_session.page_script_hash
            self._run += 1
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash or self._page
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "script_finished":
            return self._finish(message.script_finished)
        return False

    def _draw(self, message: ForwardMsg) -> None:
        """Put an element in its place; only widgets are kept."""
        place = tuple(message.metadata.delta_path)
        self.widgets.pop(place, None)
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise PageError(f"{element.exception.type}: {element.exception.message[:200]}")
        if kind == "alert" and element.alert.format == Alert.ERROR:
            raise PageError(f"the page says: {element.alert.body[:200]}")
        if kind in WIDGETS:
            self.widgets[place] = Widget(kind, getattr(element, kind), self._run)

    def _finish(self, status: int) -> bool:
        """Whether the run is over for good: not where the script was begun anew."""
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise PageError("the script does not compile")
        if status != ForwardMsg.FINISHED_SUCCESSFULLY:
            return False
        self.widgets = {place: w for place, w in self.widgets.items() if w.run == self._run}
        return True


async def go_to_questions(person: Person, *, keep: bool = False) -> None:
    """From Start to the first page of questions: the first option of every choice, then Begin.

    `keep`: the place is kept on this device, so every answer is made durable.
    """
    choices = [widget.key for widget in person.find("*")]
    for key in choices:
        await person.choose(key, 0)
    if keep:
        await person.tick("keep-place")
    await person.press("begin")
    if not person.find("answer-*"):
        raise PageError("no question after Begin")
