"""Cookies that a page gives or takes away, by a ticket: a session cannot set one itself.

The session orders a cookie and gets a ticket, which the page names in a hidden element. The page's
script posts it to `/ticket`, once, from the browser whose session ordered it, and the reply sets
the cookie. What that holds is never in the page.
"""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quiz.ui.shell.middleware import set_cookie
from quiz.ui.shell.visits import known_id

HEADER: Final = "x-ticket"
LIVES: Final = 60.0
"""Seconds in which a ticket must be handed in."""


@dataclass(frozen=True)
class CookieOrder:
    """A cookie for the browser: its value, None to take it away, and how many seconds it lives.

    `beside` is another that goes with it. Where `instead_of` is given, nothing happens to a browser
    that has another value by then: its page is told so, and loads itself anew.
    """

    name: str
    value: str | None
    lives: int | None = None
    beside: CookieOrder | None = None
    instead_of: str | None = None


class Ticket:
    """What hands out one cookie, once, to the browser of one visit."""

    def __init__(self, visit: str, order: CookieOrder) -> None:
        self.token = secrets.token_urlsafe(24)
        self.order = order
        self.is_used = False
        self._visit = visit
        self._until = time.monotonic() + LIVES

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return time.monotonic() > self._until

    def use(self, visit: str | None) -> bool:
        """True the first time that the browser it is for hands it in while it is good."""
        if self.is_used or self.is_over or visit != self._visit:
            return False
        self.is_used = True
        return True


class Tickets:
    """The tickets of this process that somebody still holds: gone with their session."""

    def __init__(self) -> None:
        self._given: weakref.WeakValueDictionary[str, Ticket] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()

    def give(self, visit: str, order: CookieOrder) -> Ticket:
        """A new ticket; whoever lets go of it takes it back."""
        ticket = Ticket(visit, order)
        with self._lock:
            self._given[ticket.token] = ticket
        return ticket

    def take(self, token: str, visit: str | None) -> CookieOrder | None:
        """What was ordered with this ticket; None where it is not good, or not good any more."""
        with self._lock:
            ticket = self._given.get(token)
            return ticket.order if ticket is not None and ticket.use(visit) else None


tickets = Tickets()


def order_cookie(order: CookieOrder) -> Ticket | None:
    """A ticket for this session's browser; None where it has no cookies at all."""
    visit = known_id(st.context.cookies)
    return tickets.give(visit, order) if visit else None


def still_to_use(ticket: Ticket | None) -> Ticket | None:
    """The ticket to hand in: this one, another for the same where its time passed; None once used.

    It is not handed in at once where the page was asleep, or offline.
    """
    if ticket is None or ticket.is_used:
        return None
    return order_cookie(ticket.order) if ticket.is_over else ticket


def has_visit() -> bool:
    """Whether this session's browser takes cookies, so that one can be ordered."""
    return known_id(st.context.cookies) is not None


async def hand_in(request: Request) -> Response:
    """The cookie that was ordered, for a POST with a good ticket."""
    if request.method != "POST":
        return PlainTextResponse("only POST is answered here", 405, headers={"Allow": "POST"})
    order = tickets.take(request.headers.get(HEADER, ""), known_id(request.cookies))
    if order is None:
        return PlainTextResponse("this ticket is not good any more", 410)
    if order.instead_of not in (None, request.cookies.get(order.name, order.instead_of)):
        return Response(status_code=205)  # which is no fault, and asks to begin anew
    response = Response(status_code=204)
    while order is not None:
        if order.value is None:
            response.delete_cookie(order.name, httponly=True, samesite="lax")
        else:
            set_cookie(response, request, order.name, order.value, lives=order.lives)
        order = order.beside
    return response
