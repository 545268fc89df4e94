"""One touch at a time: what a person did is taken up before what they do next.

Streamlit ends a run as soon as the next touch arrives or the socket closes, and a touch that leads
to another page carries no answers. So an answer was lost where somebody answered and at once
followed a link, went back, or closed the page. Here each touch waits until the run of the one
before is finished.

And a button that makes its file on demand gets another id in every run: a touch of it that left the
browser before that knew the new id would be refused. It is given the new one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

UNTIL_TAKEN: Final = 10.0
"""Seconds until a run must have shown its first part: by then what was touched is kept."""
UNTIL_PART_TAKEN: Final = 1.0
"""The same for a part of a page that runs alone: it may be gone, and then nothing runs."""
UNTIL_FINISHED: Final = 3.0
"""Seconds that the run may go on after that before the next touch may cut it short."""
REMEMBERED: Final = 64
"""Ids of files on demand that a socket may still be asked for."""


class InTurn:
    """Middleware that lets a browser's touches come to its session one after another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no socket; stand between a socket's two ends."""
        if scope["type"] == "websocket":
            turns = _Turns(receive, send)
            receive, send = turns.receive, turns.send
        await self.app(scope, receive, send)


class _Turns:
    """The touches of one socket, and the run that the last of them began."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._closed = False
        self._patience = UNTIL_TAKEN
        self._begun = True
        self._taken, self._finished = asyncio.Event(), asyncio.Event()
        self._taken.set()
        self._finished.set()
        self._button_of: dict[str, str] = {}  # id of a file on demand -> its button
        self._file_of: dict[str, str] = {}  # button -> the latest id of its file

    async def receive(self) -> Message:
        """What the browser sends next, once it is its turn; the closing of the socket as well."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._closed = True
            await self._turn()
        elif message.get("bytes"):
            try:
                touch = BackMsg.FromString(message["bytes"])
            except Exception:  # noqa: BLE001 - no touch: Streamlit itself refuses it
                return message
            return await self._in_turn(message, touch)
        return message

    async def _in_turn(self, message: Message, touch: BackMsg) -> Message:
        kind = touch.WhichOneof("type")
        if kind == "rerun_script":
            await self._turn()
            self._begun = False
            self._taken.clear()
            self._finished.clear()
            alone = bool(touch.rerun_script.fragment_id)
            self._patience = UNTIL_PART_TAKEN if alone else UNTIL_TAKEN
        elif kind == "backend_operation_request":
            await self._turn()
            wanted = touch.backend_operation_request.deferred_file
            latest = self._file_of.get(self._button_of.get(wanted.file_id, ""))
            if latest is not None:
                wanted.file_id = latest
                return {**message, "bytes": touch.SerializeToString()}
        return message

    async def _turn(self) -> None:
        """Wait until the run of the touch before is finished, as long as may be."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._taken.wait(), self._patience)
            await asyncio.wait_for(self._finished.wait(), UNTIL_FINISHED)

    async def send(self, message: Message) -> None:
        """Pass on what the session says; to nobody, once the browser has gone.

        Streamlit would end the run if it learnt that nobody listens.
        """
        if message.get("bytes"):
            self._hear(ForwardMsg.FromString(message["bytes"]))
        if self._closed:
            return
        try:
            await self._send(message)
        except OSError:
            self._closed = True

    def _hear(self, said: ForwardMsg) -> None:
        """Follow the run by what it says."""
        kind = said.WhichOneof("type")
        if kind == "delta":
            self._remember_file(said)
        if kind == "new_session":
            self._begun = True
        elif self._begun and kind in ("delta", "script_finished"):
            self._taken.set()
            if kind == "script_finished" and said.script_finished != said.FINISHED_EARLY_FOR_RERUN:
                self._finished.set()

    def _remember_file(self, said: ForwardMsg) -> None:
        button = said.delta.new_element.download_button
        if button.deferred_file_id:
            self._button_of[button.deferred_file_id] = button.id
            self._file_of[button.id] = button.deferred_file_id
            if len(self._button_of) > REMEMBERED:
                oldest = next(iter(self._button_of))
                was = self._button_of.pop(oldest)
                if self._file_of[was] == oldest:
                    del self._file_of[was]
