"""The device that remembers what its owner keeps: off unless chosen, and taken back by a press."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz import casework
from quiz.casework import REMEMBERED_FOR, ConsentTo, KeptJournal
from quiz.errors import QuizError
from quiz.store import Store
from quiz.ui import shell, storing
from quiz.ui.moment import now
from quiz.ui.visit.session import Visit
from quiz.vault import TOKEN_SHAPE, new_token

COOKIE: Final = "device"


def _cookie() -> str | None:
    """The secret that this browser has for it, None where there is none."""
    found = st.context.cookies.get(COOKIE, "")
    return found if TOKEN_SHAPE.fullmatch(found) else None


def take_up(visit: Visit) -> None:
    """Open what this device remembers, once a visit and where nothing is open.

    And a code that was made for this device's draft a moment ago, and never shown. In a client's
    hands only that: what the device remembers is its owner's.
    """
    keeping, store = visit.keeping, storing.store()
    if visit.journal is not None or keeping.looked or store is None:
        return
    keeping.looked = True
    keeping.device = None if visit.signing.handed_over else _cookie()
    try:
        if keeping.device is not None:
            visit.journal = casework.remembered_journal(store, keeping.device, now)
            if visit.journal is None:
                _take_cookie_away(visit)
        if visit.journal is None and visit.place.token is not None:
            _take_up_code(visit, store, visit.place.token)
    except QuizError as fault:
        keeping.fault, keeping.looked = fault, False


def _take_up_code(visit: Visit, store: Store, secret: str) -> None:
    code = casework.code_held(store, secret, now)
    if code is not None:
        visit.journal = casework.open_journal(store, code, now)
        visit.keeping.code, visit.keeping.held = code, visit.journal is not None


def is_offered(visit: Visit) -> bool:
    """Whether this browser could remember what is kept."""
    return shell.has_visit() and visit.keeping.device is None


def elsewhere(visit: Visit) -> bool:
    """Whether some device was chosen to remember, and not taken back."""
    journal = visit.journal
    return isinstance(journal, KeptJournal) and any(
        it.to is ConsentTo.DEVICE and it.withdrawn_at is None for it in journal.consents
    )


def remember(visit: Visit) -> None:
    """Have this device open the journal by itself from now on."""
    keeping, secret = visit.keeping, new_token()
    if not isinstance(visit.journal, KeptJournal) or not is_offered(visit):
        return
    try:
        casework.remember_device(visit.journal, secret, now)
    except QuizError as fault:
        keeping.fault = fault
        return
    keeping.device, keeping.said = secret, "mine.remembered"
    lives = int(REMEMBERED_FOR.total_seconds())
    keeping.ticket = shell.order_cookie(shell.CookieOrder(COOKIE, secret, lives))


def forget(visit: Visit, device: bytes | None = None) -> None:
    """Have a device forget, this one unless another is named; what is kept stays."""
    keeping, journal = visit.keeping, visit.journal
    this = casework.device_of(keeping.device) if keeping.device else None
    device = device or this
    if not isinstance(journal, KeptJournal) or device is None:
        return
    try:
        casework.forget_device(journal, device)
    except QuizError as fault:
        keeping.fault = fault
        return
    if device == this:
        _take_cookie_away(visit)
    keeping.said = "mine.forgotten" if device == this else "mine.forgotten_other"


def forget_all(visit: Visit) -> None:
    """Have every device forget, this one too."""
    if not isinstance(visit.journal, KeptJournal):
        return
    try:
        casework.forget_all_devices(visit.journal)
    except QuizError as fault:
        visit.keeping.fault = fault
        return
    _take_cookie_away(visit)
    visit.keeping.said = "mine.forgotten_all"


def let_go(visit: Visit) -> None:
    """What this device remembered is erased: its cookie opens nothing, and goes."""
    if visit.keeping.device is not None:
        _take_cookie_away(visit)


def _take_cookie_away(visit: Visit) -> None:
    visit.keeping.device = None
    visit.keeping.ticket = shell.order_cookie(shell.CookieOrder(COOKIE, None))


def ticket(visit: Visit) -> str:
    """What the page's script hands in for a cookie that is ordered; nothing once it is there."""
    waiting = visit.keeping.ticket = shell.still_to_use(visit.keeping.ticket)
    return waiting.token if waiting else ""
