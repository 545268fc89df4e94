"""The desk: who is signed in at this visit, and the device in a client's hands.

For pages (DESK, CLIENT):

    visit.desk                  None, or a `counsel.Session`: .account .name .role .keys()
    visit.signing.handed_over   True while the device is in a client's hands
    desk.required(visit)        the session, where it may act now; else AccessError, said kindly by
                                `frame.guarded`. Call it first in each page of a counsellor, in
                                each fragment, and in each callable that makes a download: a stale
                                tab may still ask
    desk.give_away(visit)       after `counsel.hand_over(visit.desk, …)`: this tab forgets all it
                                knows but the sign-in
    desk.taken_back(visit, l)   after `l = counsel.lift(visit.desk, pin)`: everything of the client
                                is gone from this tab, the browser gets its new token
    desk.signed_in(visit, …)    after a sign-in; desk.sign_out(visit) ends it

These four make another visit and lead to its first page in the next run: call them in an
`on_click`, or `st.rerun()` right after.

`follow` is called once in every run, before anything is drawn: it asks the store whether the
sign-in still is one. Where it ended (elsewhere, idle, closed) or the device went into other hands
or came back, nothing of what the tab knew is left: the visit is another. So all that a page keeps
of clients goes into the visit (or the session's state) and into nothing else; widgets, downloads
and uploads go with it. `watch` asks again every few seconds, for a tab that nobody touches.

Which pages there are for whom: `frame.PAGES_OF` by role, and `frame.HANDED_OVER` in other hands.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import streamlit as st
from starlette.requests import Request

from quiz.casework import counsel
from quiz.casework.counsel import Lifted, Role, Session
from quiz.errors import AccessError, QuizError
from quiz.ui import shell, storing
from quiz.ui.moment import now
from quiz.ui.session import KEY, Visit
from quiz.ui.signing import SigningIn
from quiz.vault import TOKEN_SHAPE

COOKIE: Final = "sign_in"
WATCHED_EVERY: Final = 5  # seconds
log = logging.getLogger("quiz")


def required(visit: Visit, role: Role | None = Role.COUNSELLOR) -> Session:
    """The signed-in session, where it may act now; a role of None is any.

    Raises AccessError: `signed_out`, `handed_over`, `not_allowed`.
    """
    if visit.desk is None:
        raise AccessError("nobody is signed in here", code="signed_out")
    visit.desk.check(role)
    return visit.desk


def follow(visit: Visit) -> Visit:
    """The visit to go on with: this one, or another where the sign-in is not what it was.

    Costs who is not signed in nothing after the first run, and who is one look into the store.
    Raises StoreError where that cannot be had: then nothing may be drawn.
    """
    signing = visit.signing
    if not signing.sought:
        _take_up(visit)
    if visit.desk is None:
        return visit
    try:
        in_other_hands = visit.desk.is_handed_over
    except AccessError:
        return _ended(visit)
    if in_other_hands != signing.handed_over:
        visit = _afresh(visit, visit.desk)
        if in_other_hands:
            _is_handed_over(visit)
    return visit


def state(visit: Visit) -> str:
    """What the page's script is told: nobody is signed in, somebody is, or it is in other hands."""
    if visit.desk is None:
        return ""
    return "handed" if visit.signing.handed_over else "in"


def watch(visit: Visit) -> None:
    """Have the tab see by itself that the sign-in ended, or that the device is in other hands."""
    if visit.desk is not None:
        st.fragment(_look_again, run_every=WATCHED_EVERY)(visit)


def _look_again(visit: Visit) -> None:
    """Draw nothing; the whole page again, where it may not stay as it is."""
    if visit.desk is None:
        return
    found = visit.desk.peek()
    if found is None or (found.handed_over is not None) != visit.signing.handed_over:
        st.rerun()


# -- beginning and ending -------------------------------------------------------------------------


def signed_in(visit: Visit, token: str, session: Session) -> Visit:
    """The visit of whoever just signed in, and of nobody who was at this tab before.

    A sign-in that this browser had ends.
    """
    store, before = storing.store(), _cookie()
    if visit.desk is not None:
        visit.desk.sign_out()
    elif store is not None and before is not None and (old := counsel.resume(store, before, now)):
        old.sign_out()
    visit = _afresh(visit, session)
    _give_cookie(visit, token)
    visit.signing.lead = "home"
    return visit


def give_away(visit: Visit) -> Visit:
    """The visit for whom the device was handed over to: it knows nothing but the sign-in."""
    visit = _afresh(visit, visit.desk)
    _is_handed_over(visit)
    visit.signing.lead = "home"
    shell.forget_files()
    return visit


def taken_back(visit: Visit, lifted: Lifted) -> Visit:
    """The owner's visit again, with nothing of the client left in this tab."""
    visit = _afresh(visit, visit.desk)
    visit.signing.lead = "home"
    shell.forget_files()
    if lifted.token is not None:
        _give_cookie(visit, lifted.token)
    return visit


def renewed(visit: Visit, token: str) -> None:
    """The sign-in goes on by another token, every other one of the account having ended."""
    store = storing.store()
    visit.desk = counsel.resume(store, token, now) if store is not None else None
    _give_cookie(visit, token)


def sign_out(visit: Visit, *, everywhere: bool = False) -> Visit:
    """A visit of nobody, once the sign-in has ended, and its cookie is taken away."""
    if visit.desk is not None:
        if everywhere:
            visit.desk.sign_out_everywhere()
        else:
            visit.desk.sign_out()
    visit = _afresh(visit, None)
    _take_cookie_away(visit)
    shell.forget_files()
    visit.signing.said = "sign_in.signed_out_everywhere" if everywhere else "sign_in.signed_out"
    visit.signing.lead = "sign-in"
    return visit


async def left(request: Request) -> None:
    """Whoever leaves by *Exit this page*, or begins again after it, is signed out."""
    token, store = request.cookies.get(COOKIE, ""), storing.store()
    if store is None or not TOKEN_SHAPE.fullmatch(token):
        return
    try:
        session = await asyncio.to_thread(counsel.resume, store, token, now)
        if session is not None:
            await asyncio.to_thread(session.sign_out)
    except QuizError as fault:
        log.warning("a sign-in could not be ended as somebody left: %s", fault)


def _ended(visit: Visit) -> Visit:
    """It ended in another tab or by itself; a tab that was connected anew may have another."""
    visit = _afresh(visit, None)
    visit.signing.sought = False
    _take_up(visit)
    if visit.desk is None:
        visit.signing.said, visit.signing.lead = "sign_in.ended", "sign-in"
    return visit


def _take_up(visit: Visit) -> None:
    """Go on with the sign-in of this browser's cookie, if there is one."""
    signing, token, store = visit.signing, _cookie(), storing.store()
    signing.sought = True
    if token is None or store is None:
        return
    visit.desk = counsel.resume(store, token, now)
    if visit.desk is None:
        _take_cookie_away(visit)
        signing.said, signing.lead = "sign_in.ended", "sign-in"
    elif visit.desk.is_handed_over:
        _is_handed_over(visit)


def _afresh(visit: Visit, session: Session | None) -> Visit:
    """Another visit in the same tab and language: nothing that the one before knew is left."""
    st.session_state.clear()
    signing = SigningIn(sought=True, ticket=visit.signing.ticket)
    fresh = Visit(visit.language, visit.bank, desk=session, signing=signing)
    st.session_state[KEY] = fresh
    shell.join_visit()
    return fresh


def _is_handed_over(visit: Visit) -> None:
    """The device is in other hands: what this browser itself keeps is not theirs."""
    visit.signing.handed_over = True
    visit.place.sought = visit.keeping.looked = True


# -- the cookie -----------------------------------------------------------------------------------


def _cookie() -> str | None:
    """The token that this browser had as the page's socket was opened."""
    found = st.context.cookies.get(COOKIE, "")
    return found if TOKEN_SHAPE.fullmatch(found) else None


def _give_cookie(visit: Visit, token: str) -> None:
    visit.signing.ticket = shell.order_cookie(shell.CookieOrder(COOKIE, token))


def _take_cookie_away(visit: Visit) -> None:
    visit.signing.ticket = shell.order_cookie(shell.CookieOrder(COOKIE, None))


def ticket(visit: Visit) -> str:
    """What the page's script hands in for the cookie that is ordered; nothing once it is there."""
    waiting = visit.signing.ticket
    if waiting is None or waiting.is_used:
        visit.signing.ticket = None
        return ""
    if waiting.is_over:  # the page was asleep, or offline
        waiting = visit.signing.ticket = shell.order_cookie(waiting.order)
    return waiting.token if waiting else ""
