"""Leaving and beginning again: the server's side of *Exit this page*."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from quiz.ui.shell.files import font, icon
from quiz.ui.shell.invitations import ASKED, take_invitation, take_request
from quiz.ui.shell.invitations import COOKIE as INVITED
from quiz.ui.shell.middleware import set_cookie
from quiz.ui.shell.places import COOKIE as PLACE
from quiz.ui.shell.places import LIVES, place_for, refused
from quiz.ui.shell.tickets import hand_in
from quiz.ui.shell.visits import COOKIE, LEFT, Seat, known_id, visits

OnExit = Callable[[Request], Awaitable[None] | None]

_SEAT = "_visit_seat"
_EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def routes(on_exit: OnExit | None = None, cookies: Iterable[str] = ()) -> list[BaseRoute]:
    """Return the shell's routes for `st.App`.

    Leaving does not clear the browser's cache: no page is in it, only the front end's files.

    Args:
        on_exit: called with the request when somebody leaves, its cookies still in it, after what
            the visit held in memory is erased; and once more when they start again.
        cookies: names of further cookies to delete then.
    """
    gone = tuple(cookies)

    async def tell(request: Request) -> None:
        if on_exit is not None:
            waiting = on_exit(request)
            if isawaitable(waiting):
                await waiting

    async def leave(request: Request) -> Response:
        if request.method != "POST":
            return _only_post()
        visits.close(known_id(request.cookies))
        response = Response(status_code=204)
        for name in (COOKIE, INVITED, ASKED, *gone):
            response.delete_cookie(name, httponly=True, samesite="lax")
        # For the page's script too, which sets it in case this reply is never seen.
        set_cookie(response, request, LEFT, "1", for_script=True)
        await tell(request)
        return response

    async def start_again(request: Request) -> Response:
        """The way to the first page, and the marker of having left taken away.

        With the cookies that leaving takes away: the word of it may never have arrived.
        """
        if request.method != "POST":
            return _only_post()
        response = RedirectResponse("/", 303)
        for name in (INVITED, ASKED, *gone):
            response.delete_cookie(name, httponly=True, samesite="lax")
        response.delete_cookie(LEFT, samesite="lax")
        await tell(request)
        return response

    return [
        Route("/exit", leave, methods=_EVERY_METHOD),
        Route("/start", start_again, methods=_EVERY_METHOD),
        Route("/place", give_place, methods=_EVERY_METHOD),
        Route("/ticket", hand_in, methods=_EVERY_METHOD),
        Route("/invitation", take_invitation, methods=_EVERY_METHOD),
        Route("/request", take_request, methods=_EVERY_METHOD),
        Route("/fonts/{name}", font),
        *(Route(f"/favicon.{kind}", icon) for kind in ("svg", "png", "ico")),
    ]


async def give_place(request: Request) -> Response:
    """Give the browser the secret for its place for 24 hours, another where one is asked for."""
    if request.method != "POST":
        return _only_post()
    token = place_for(request)
    if token is None:
        return refused()
    response = Response(status_code=204)
    set_cookie(response, request, PLACE, token, lives=LIVES)
    return response


def _only_post() -> Response:
    """Return the refusal of any other method, which would otherwise fall through to the app."""
    return PlainTextResponse("only POST is answered here", 405, headers={"Allow": "POST"})


def join_visit() -> Seat | None:
    """Return this session's seat in the browser's visit, to be called in every run.

    When somebody leaves, the session itself is closed (its state, its uploads); what else is to
    be erased is added with `seat.on_leave(name, erase)`. Nothing is returned where there is no
    visit: in a test without a browser, or where cookies are refused.
    """
    seat = st.session_state.get(_SEAT)
    if isinstance(seat, Seat):
        return seat
    visit, context = known_id(st.context.cookies), get_script_run_ctx()
    if visit is None or context is None:
        return None
    session = context.session_id
    seat = visits.join(visit, session)
    seat.on_leave("session", lambda: _close_session(session))
    st.session_state[_SEAT] = seat
    return seat


def forget_files() -> None:
    """Let go of every file that this browser was told of, as if it had left."""
    visits.forget(known_id(st.context.cookies))


def close_sleeping_tabs() -> None:
    """Close for good what this browser's tabs hold that are asleep, and may never ask again.

    One that is connected is not closed: it would show for ever what it shows now, since nothing
    would answer it any more. It asks by itself who is here, and draws itself anew.
    """
    visit = known_id(st.context.cookies)
    if visit is not None and runtime.exists():
        visits.close_asleep(visit, runtime.get_instance().is_active_session)


def _close_session(session: str) -> None:
    """Close a Streamlit session for good, connected or waiting for its browser to come back."""
    if runtime.exists():
        runtime.get_instance().close_session(session)
