"""What the browser of who signed in holds: the token of the sign-in, and that it is known here."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Session
from quiz.ui import shell
from quiz.ui.visit.session import Visit
from quiz.vault import TOKEN_SHAPE

NAME: Final = "sign_in"
KNOWN: Final = "known"
KNOWN_FOR: Final = 182 * 24 * 60 * 60  # seconds
"""How long a browser keeps that somebody signed in there; each sign-in begins it anew."""


def token() -> str | None:
    """The token that this browser had as the page's socket was opened."""
    found = st.context.cookies.get(NAME, "")
    return found if TOKEN_SHAPE.fullmatch(found) else None


def known_here(visit: Visit) -> str | None:
    """What this browser keeps of earlier sign-ins; it opens nothing."""
    return visit.signing.known or st.context.cookies.get(KNOWN)


def give(visit: Visit, token: str, known_of: Session | None = None) -> None:
    """The token of a sign-in, and what the browser of whoever has proved who they are may keep."""
    beside = None
    if known_of is not None:
        before = known_here(visit)
        visit.signing.known = counsel.known_browser(known_of.store, known_of.name, before)
        beside = shell.CookieOrder(KNOWN, visit.signing.known, KNOWN_FOR)
    visit.signing.ticket = shell.order_cookie(shell.CookieOrder(NAME, token, beside=beside))


def take_away(visit: Visit, ended: str | None = None) -> None:
    """The sign-in ended: its token is of no use any more.

    Where it is known which one `ended`, a newer one that another tab got is left alone.
    """
    visit.signing.ticket = shell.order_cookie(shell.CookieOrder(NAME, None, instead_of=ended))


def ticket(visit: Visit) -> str:
    """What the page's script hands in for the cookie that is ordered; nothing once it is there."""
    waiting = visit.signing.ticket = shell.still_to_use(visit.signing.ticket)
    return waiting.token if waiting else ""
