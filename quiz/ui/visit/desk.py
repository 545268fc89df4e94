"""The desk: who is signed in at this visit, and the device in a client's hands.

For pages:

    visit.desk                  None, or a `counsel.Session`: .account .name .role .keys()
    visit.signing.handed_over   True while the device is in a client's hands
    desk.required(visit)        the session, where it may act now; else AccessError, said kindly by
                                `frame.guarded`. Call it first in each page of a counsellor, in
                                each fragment, and in each callable that makes a download: a stale
                                tab may still ask
    desk.give_away(visit, over) after `over = counsel.hand_over(visit.desk, …)`: this tab forgets
                                all it knows but the sign-in
    desk.done(visit)            after `counsel.finish(visit.desk)`: nothing of the client is left
    desk.taken_back(visit, l)   after `l = counsel.lift(visit.desk, pin)`: everything of the client
                                is gone from this tab, the browser gets its new token
    desk.signed_in(visit, …)    after a sign-in; desk.sign_out(visit) ends it

These five make another visit and lead to its first page in the next run: call them in an
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
from quiz.casework.counsel import HandedOver, Lifted, Role, Session
from quiz.errors import AccessError, QuizError
from quiz.ui import shell, storing
from quiz.ui.moment import now
from quiz.ui.visit import sign_in_cookie
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.visit.signing import SigningIn
from quiz.vault import TOKEN_SHAPE

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
        over = counsel.handed_over(visit.desk)
    except AccessError:
        return _ended(visit)
    if (over is not None) != signing.handed_over:
        visit = _afresh(visit, visit.desk)
        if over is not None:
            _is_handed_over(visit, over)
    elif over is not None and over.is_done and _knows_answers(visit):
        visit = done(visit)
    return visit


def _knows_answers(visit: Visit) -> bool:
    """Whether this tab has something of the client's, which goes once they are done."""
    return visit.draft is not None or visit.attempt is not None


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
    found, handed = visit.desk.peek(), visit.signing.handed_over
    changed = found is None or (found.handed_over is not None) != handed
    if changed or (handed and _knows_answers(visit) and _is_done(visit)):
        st.rerun()


def _is_done(visit: Visit) -> bool:
    store, asked = storing.store(), visit.letter.opened
    return store is not None and (not asked or counsel.look(store, asked, None, now()) is None)


# -- beginning and ending -------------------------------------------------------------------------


def signed_in(visit: Visit, token: str, session: Session) -> Visit:
    """The visit of whoever just signed in, and of nobody who was at this tab before.

    A sign-in that this browser had ends.
    """
    store, before = storing.store(), sign_in_cookie.token()
    if visit.desk is not None:
        visit.desk.sign_out()
    elif store is not None and before is not None and (old := counsel.resume(store, before, now)):
        old.sign_out()
    visit = _afresh(visit, session)
    sign_in_cookie.give(visit, token, known_of=session)
    visit.signing.lead = "home"
    return visit


def give_away(visit: Visit, over: HandedOver) -> Visit:
    """The visit for whom the device was handed over to: it knows nothing but the sign-in."""
    visit = _afresh(visit, visit.desk)
    _is_handed_over(visit, over)
    shell.close_sleeping_tabs()
    visit.signing.lead = "home"
    return visit


def done(visit: Visit) -> Visit:
    """The visit of a device whose client is done: nothing that they answered is left in it."""
    over = counsel.handed_over(visit.desk) if visit.desk is not None else None
    visit = _afresh(visit, visit.desk)
    if over is not None:
        _is_handed_over(visit, over)
    return visit


def taken_back(visit: Visit, lifted: Lifted) -> Visit:
    """The owner's visit again, with nothing of the client left in this tab."""
    visit = _afresh(visit, visit.desk)
    visit.signing.lead = "home"
    if lifted.token is not None:
        sign_in_cookie.give(visit, lifted.token)
    return visit


def renewed(visit: Visit, token: str) -> None:
    """The sign-in goes on by another token, every other one of the account having ended."""
    store = storing.store()
    visit.desk = counsel.resume(store, token, now) if store is not None else None
    sign_in_cookie.give(visit, token, known_of=visit.desk)


def sign_out(visit: Visit, *, everywhere: bool = False) -> Visit:
    """A visit of nobody, once the sign-in has ended, and its cookie is taken away."""
    if visit.desk is not None:
        if everywhere:
            visit.desk.sign_out_everywhere()
        else:
            visit.desk.sign_out()
    visit = _afresh(visit, None)
    sign_in_cookie.take_away(visit)
    visit.signing.said = "sign_in.signed_out_everywhere" if everywhere else "sign_in.signed_out"
    visit.signing.lead = "sign-in"
    return visit


async def left(request: Request) -> None:
    """Whoever leaves by *Exit this page*, or begins again after it, is signed out."""
    token, store = request.cookies.get(sign_in_cookie.NAME, ""), storing.store()
    if store is None or not TOKEN_SHAPE.fullmatch(token):
        return
    try:
        session = await asyncio.to_thread(counsel.resume, store, token, now)
        if session is not None:
            await asyncio.to_thread(counsel.finish, session)  # in a client's hands: nothing waits
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
    signing, token, store = visit.signing, sign_in_cookie.token(), storing.store()
    signing.sought = True
    if token is None or store is None:
        return
    visit.desk = counsel.resume(store, token, now)
    if visit.desk is None:
        sign_in_cookie.take_away(visit, token)
        signing.said, signing.lead = "sign_in.ended", "sign-in"
    elif over := counsel.handed_over(visit.desk):
        _is_handed_over(visit, over)


def _afresh(visit: Visit, session: Session | None) -> Visit:
    """Another visit in the same tab and language: nothing that the one before knew is left.

    Nor is a file that this browser was told of to be had any more.
    """
    st.session_state.clear()
    shell.forget_files()
    before = visit.signing
    signing = SigningIn(sought=True, ticket=before.ticket, known=before.known)
    fresh = Visit(visit.language, visit.bank, desk=session, signing=signing)
    st.session_state[KEY] = fresh
    shell.join_visit()
    return fresh


def _is_handed_over(visit: Visit, over: HandedOver) -> None:
    """The device is in other hands: what this browser itself keeps is not theirs.

    What they are asked, and where their answers are kept, the sign-in alone knows.
    """
    visit.signing.handed_over = True
    visit.place.token, visit.letter.opened = over.place, over.invitation
