"""Touches of a page come to its session one after another, each once the one before is done."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.client import Person, go_to_questions
from quiz.store.engines import VARIABLE
from quiz.ui.shell import turns
from quiz.ui.shell.turns import InTurn
from tests.browser.serving import free_port, server_at

CLOSED: Message = {"type": "websocket.disconnect", "code": 1001}
A_MOMENT = 0.02  # seconds: long enough for whatever is not waiting


def touch(place: str = "", part: str = "") -> Message:
    said = BackMsg()
    said.rerun_script.query_string = place
    said.rerun_script.fragment_id = part
    return _received(said)


def ask_for(file: str) -> Message:
    said = BackMsg()
    said.backend_operation_request.deferred_file.file_id = file
    return _received(said)


def _received(said: BackMsg) -> Message:
    return {"type": "websocket.receive", "bytes": said.SerializeToString()}


def begins() -> Message:
    said = ForwardMsg()
    said.new_session.main_script_path = "main.py"
    return _sent(said)


def shows(text: str = "text") -> Message:
    said = ForwardMsg()
    said.delta.new_element.text.body = text
    return _sent(said)


def offers(button: str, file: str) -> Message:
    said = ForwardMsg()
    said.delta.new_element.download_button.id = button
    said.delta.new_element.download_button.deferred_file_id = file
    return _sent(said)


def ends(*, early: bool = False) -> Message:
    how = ForwardMsg.FINISHED_EARLY_FOR_RERUN if early else ForwardMsg.FINISHED_SUCCESSFULLY
    return _sent(ForwardMsg(script_finished=how))


def _sent(said: ForwardMsg) -> Message:
    return {"type": "websocket.send", "bytes": said.SerializeToString()}


class Socket:
    """Both ends of a socket: the browser's, and what has come to the session."""

    def __init__(self) -> None:
        self.came: list[Message] = []
        self.heard: list[Message] = []
        self.broken = False
        self._from_browser: asyncio.Queue[Message] = asyncio.Queue()
        self._say: Send | None = None

    async def session(self, _scope: Scope, receive: Receive, send: Send) -> None:
        self._say = send
        while True:
            self.came.append(await receive())

    async def _to_browser(self, message: Message) -> None:
        if self.broken:
            raise OSError("nobody is there")
        self.heard.append(message)

    async def touch(self, *messages: Message) -> None:
        """The browser sends these at once."""
        for message in messages:
            self._from_browser.put_nowait(message)
        await asyncio.sleep(A_MOMENT)

    async def say(self, *messages: Message) -> None:
        """The session says these."""
        assert self._say is not None
        for message in messages:
            await self._say(message)
        await asyncio.sleep(A_MOMENT)

    @property
    def places(self) -> list[str]:
        """Where the touches that have come were, and the end."""
        return [_place(message) for message in self.came]


def _place(message: Message) -> str:
    if message["type"] == "websocket.disconnect":
        return "closed"
    return str(BackMsg.FromString(message["bytes"]).rerun_script.query_string)


def over_a_socket(talk: Callable[[Socket], Awaitable[None]]) -> None:
    async def run() -> None:
        socket = Socket()
        scope = {"type": "websocket"}
        app = InTurn(socket.session)(scope, socket._from_browser.get, socket._to_browser)
        task = asyncio.ensure_future(app)
        await asyncio.sleep(0)
        try:
            await talk(socket)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_touch_waits_until_the_run_of_the_one_before_is_finished() -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch("answer"), touch("help"), touch("start"))
        assert socket.places == ["answer"]
        await socket.say(shows("of the run before"), ends())
        assert socket.places == ["answer"]
        await socket.say(begins(), shows())
        assert socket.places == ["answer"]
        await socket.say(ends())
        assert socket.places == ["answer", "help"]
        await socket.say(begins(), shows(), ends())
        assert socket.places == ["answer", "help", "start"]
        assert len(socket.heard) == 8

    over_a_socket(talk)


def test_a_run_that_leads_to_another_page_is_finished_with_that_page() -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch("begin"), touch("help"))
        await socket.say(begins(), shows(), ends(early=True))
        assert socket.places == ["begin"]
        await socket.say(begins(), shows(), ends())
        assert socket.places == ["begin", "help"]

    over_a_socket(talk)


def test_the_closing_waits_as_well_and_the_session_does_not_learn_that_nobody_listens() -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch("answer"), CLOSED)
        await socket.say(begins(), shows())
        assert (socket.places, socket.heard) == (["answer"], [])
        await socket.say(ends())
        assert socket.places == ["answer", "closed"]

    over_a_socket(talk)


def test_a_browser_that_breaks_off_does_not_end_the_run() -> None:
    async def talk(socket: Socket) -> None:
        socket.broken = True
        await socket.touch(touch("answer"))
        await socket.say(begins())
        socket.broken = False
        await socket.say(shows(), ends())
        assert socket.heard == []
        await socket.touch(CLOSED)
        assert socket.places == ["answer", "closed"]

    over_a_socket(talk)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("UNTIL_TAKEN", []),
        ("UNTIL_TAKEN", [begins()]),
        ("UNTIL_FINISHED", [begins(), shows()]),
    ],
)
def test_a_run_that_does_not_end_holds_nobody_up_for_good(
    monkeypatch: pytest.MonkeyPatch, limit: str, said: list[Message]
) -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch("stuck"), touch("help"))
        await socket.say(*said)
        assert socket.places == ["stuck"]
        await asyncio.sleep(0.3)
        assert socket.places == ["stuck", "help"]

    monkeypatch.setattr(turns, limit, 0.2)
    over_a_socket(talk)


def test_a_part_of_a_page_that_is_gone_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch("part", part="gone"), touch("help"))
        assert socket.places == ["part"]
        await asyncio.sleep(0.3)
        assert socket.places == ["part", "help"]

    monkeypatch.setattr(turns, "UNTIL_PART_TAKEN", 0.2)
    over_a_socket(talk)


def test_a_file_on_demand_is_the_one_that_its_button_offers_now() -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch())
        await socket.say(begins(), offers("paper", "1"), offers("table", "2"), ends())
        await socket.touch(touch(), ask_for("1"))
        assert len(socket.came) == 2  # not before the run is finished
        await socket.say(begins(), offers("paper", "3"), offers("table", "4"), ends())
        await socket.touch(ask_for("4"), ask_for("unknown"))
        assert _files(socket.came[2:]) == ["3", "4", "unknown"]

    over_a_socket(talk)


def test_only_so_many_files_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(socket: Socket) -> None:
        await socket.touch(touch())
        await socket.say(begins(), *(offers("paper", str(n)) for n in range(5)))
        await socket.say(offers("other", "5"), ends())
        await socket.touch(ask_for("2"), ask_for("3"), ask_for("5"))
        assert _files(socket.came[1:]) == ["2", "4", "5"]

    monkeypatch.setattr(turns, "REMEMBERED", 3)
    over_a_socket(talk)


def _files(messages: list[Message]) -> list[str]:
    said = [BackMsg.FromString(message["bytes"]) for message in messages]
    return [it.backend_operation_request.deferred_file.file_id for it in said]


def test_what_is_no_touch_goes_its_way() -> None:
    async def talk(socket: Socket) -> None:
        odd: list[Message] = [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", "text": "words"},
            {"type": "websocket.receive", "bytes": b"\xff\xff"},
            _received(BackMsg(app_heartbeat=True)),
        ]
        await socket.touch(*odd)
        assert socket.came == odd

    over_a_socket(talk)


def test_requests_that_are_no_socket_are_left_alone() -> None:
    async def session(*given: Any) -> None:
        passed.extend(given)

    passed: list[Any] = []
    given: Any = ({"type": "http"}, object(), object())
    asyncio.run(InTurn(session)(*given))
    assert tuple(passed) == given


def test_an_answer_whose_page_is_closed_at_once_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a place that is kept: a session in memory is gone with its page."""
    file, people = tmp_path / "store.sqlite", 10
    monkeypatch.setenv(VARIABLE, f"sqlite:///{file}")
    with server_at(free_port(), tmp_path / "server.log") as server:
        for _ in range(people):
            asyncio.run(_answer_and_close(server.url))
        with contextlib.closing(sqlite3.connect(file)) as base:
            deadline = time.monotonic() + 30
            while (kept := base.execute("SELECT count(*) FROM answer").fetchone()[0]) < people:
                assert time.monotonic() < deadline, f"{kept} of {people} kept"
                time.sleep(0.1)


async def _answer_and_close(url: str) -> None:
    """The answer and the end of the socket leave together."""
    async with Person(url) as person:
        await go_to_questions(person, keep=True)
        question = person.find("answer-*")[0]
        chosen = WidgetState(id=question.proto.id, string_value=question.options[1])
        person._values[question.proto.id] = chosen
        await person._socket.send(person._request())
