"""Opening clients for a page, and doing something with them.

Whatever fails is remembered in the visit, for the page to say once; nothing has changed then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import ClientCase, ClientFile, Session
from quiz.errors import QuizError
from quiz.ui import frame, library
from quiz.ui.moment import now, today, zone
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.views.clients.caseload import CaseRow, caseload

FRESH: Final = timedelta(minutes=1)
"""How long a list of clients is gone on with: what they send in the meantime comes after that."""
FIRST_PART: Final = "now"
"""Of a client's page: what is needed before a session."""
log = logging.getLogger("quiz")


def cases(visit: Visit, session: Session) -> Sequence[ClientCase]:
    """All clients, as they were a moment ago; read again only where something has changed.

    Raises AccessError; StoreError.
    """
    book, moment = visit.book, now()
    if book.loaded_at is None or moment - book.loaded_at > FRESH:
        stamp = (counsel.stamp(session), _hour())
        if stamp != book.stamp:
            found = {it.id: it for it in counsel.caseload(session, library.edition_of)}
            same = {id_ for id_, case in found.items() if book.cases.get(id_) == case}
            book.rows = {id_: row for id_, row in book.rows.items() if id_ in same}
            book.cases, book.stamp = found, stamp
        book.loaded_at = moment
    return tuple(book.cases.values())


def _hour() -> datetime:
    """What time alone changes, such as an invitation that ends, is looked at once an hour."""
    return now().replace(minute=0, second=0, microsecond=0)


def rows(visit: Visit, session: Session) -> tuple[CaseRow, ...]:
    """A row a client, in no order; only those that changed are made anew."""
    book, clock = visit.book, zone()
    worded = (visit.language, today(), _hour(), clock)
    if book.worded != worded:
        book.rows, book.worded = {}, worded
    missing = [it.case for it in cases(visit, session) if it.id not in book.rows]
    if missing:
        made = caseload(missing, now().astimezone(clock), visit.words)
        book.rows |= {row.id: row for row in made}
    return tuple(book.rows[id_] for id_ in book.cases)


def opened(visit: Visit, session: Session) -> ClientFile | None:
    """Everything of the client whose page it is; None where none is open, or it is gone."""
    book = visit.book
    if book.open is None:
        return None
    try:
        found = counsel.open_client(session, book.open, library.edition_of)
    except QuizError as fault:
        if fault.code != "client_gone":
            raise
        _gone(visit)
        return None
    book.renew(found.client)
    return found


def show(visit: Visit, client: bytes) -> None:
    """Go to the page of a client, to what is needed first."""
    visit.book.turn_to(client)
    st.session_state["part"] = FIRST_PART
    frame.go("client")


def do(visit: Visit, act: Callable[[Session], object], said: str | None = None) -> bool:
    """True once it is done; else the page says why not. Whether one still may is asked here."""
    try:
        act(desk.required(visit))
    except QuizError as fault:
        log.warning("something about a client could not be done: %s", fault)
        visit.signing.fault = fault
        if fault.code == "client_gone":
            _gone(visit)
        return False
    visit.signing.said = said
    return True


def do_and_reload(visit: Visit, act: Callable[[Session], object], said: str | None = None) -> bool:
    """The same, for what changes more than the client that is open."""
    visit.book.reload()
    return do(visit, act, said)


def ask(visit: Visit, what: str | None) -> None:
    """Have something asked once more before it is done; None: leave it."""
    visit.book.asked = what


def _gone(visit: Visit) -> None:
    visit.book.turn_to(None)
    visit.book.reload()
