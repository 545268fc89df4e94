"""The person's place on this device: the choice to keep it, finding it again, erasing it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

import streamlit as st

from quiz import casework
from quiz.casework import Draft, Place
from quiz.errors import QuizError
from quiz.ui import library, shell, storing
from quiz.ui.moment import now
from quiz.ui.visit.session import Visit, fitting_language
from quiz.ui.widgets import plain, quiet

log = logging.getLogger("quiz")
IN_TOUCH: Final = 600  # seconds; see stay_in_touch
UNOPENED: Final = ("draft_other_edition", "sealed_damaged", "sealed_newer", "answer")
"""Codes of a draft that lies there and will not open: it can only be erased."""


def of(visit: Visit) -> Place | None:
    """The place that is kept for this visit's draft, None where it is in memory only."""
    keeper = visit.draft.keeper if visit.draft is not None else None
    return keeper if isinstance(keeper, Place) else None


def lookup(visit: Visit) -> bytes | None:
    """By what the store knows, or would know, this visit's place; None where there is none."""
    kept, token = of(visit), visit.place.token
    if kept is not None:
        return kept.lookup
    return casework.lookup_of(token) if token is not None else None


def follow(visit: Visit) -> None:
    """Take up what other tabs and earlier visits left; to be called once in every run.

    Costs those who did not choose to keep their place nothing after the first run.
    """
    if not visit.place.sought:
        visit.place.sought = True
        _find(visit)
        return
    place = of(visit)
    if place is None or visit.draft is None:
        return
    for item in place.refresh(visit.edition.bank, visit.draft):
        visit.redrawn[item] = visit.redrawn.get(item, 0) + 1
    if place.gone:
        _let_go(visit, visit.draft, place)


def _find(visit: Visit) -> None:
    """Go on with the draft that is kept under this browser's cookie, if there is one."""
    token, store = visit.place.token, storing.store()
    token = token or shell.known_place(st.context.cookies)
    if token is None or store is None:
        return
    visit.place.token = token
    banks = {edition.bank.id: name for name, edition in library.editions().items()}
    try:
        draft = casework.find_draft(
            store, token, (edition.bank for edition in library.editions().values()), now
        )
    except QuizError as fault:
        log.warning("a kept draft could not be opened: %s", fault)
        visit.place.fault = fault
        return
    if draft is None:
        return
    visit.draft, visit.bank = draft, banks[draft.bank_id]
    visit.language = fitting_language(visit.bank, visit.language)
    if draft.finished_at is not None:
        visit.show(casework.attempt_of(draft))


def _let_go(visit: Visit, draft: Draft, place: Place) -> None:
    """The store has it no more: after its time it stays in memory; else another tab erased it."""
    draft.keeper = None
    visit.place.used_up = True
    if place.is_over:
        visit.place.said = "place.expired"
        return
    visit.start_over()
    visit.place.said = "place.erased"
    if draft.invitation or draft.asked_by:
        visit.place.said = "invited.taken_over" if draft.invitation else "answer.taken_over"


# -- choosing, beginning, erasing -----------------------------------------------------------------


def is_offered(visit: Visit) -> bool:
    """Whether a new attempt of this visit could be kept."""
    place = visit.place
    used_up = place.used_up and not visit.signing.handed_over  # there it is the same until the end
    return place.token is not None and not used_up and place.fault is None


def offer(visit: Visit) -> bool:
    """Whether the person wants their place kept; asks, where it can be. Nobody is taken to."""
    if not is_offered(visit):
        return False
    words, place = visit.words, visit.place
    place.wanted = st.checkbox(
        plain(words("place.offer")),
        value=place.wanted,
        key="keep-place",
        help=None,
    )
    quiet(words("place.risk"))
    return place.wanted


def keep(visit: Visit) -> None:
    """Keep the draft that was just begun, where the person chose so.

    Where another tab has begun one meanwhile, that one is gone on with.
    """
    place, store = visit.place, storing.store()
    if visit.draft is None or not (place.wanted and is_offered(visit) and place.token and store):
        return
    try:
        place.begun_here = casework.keep_place(store, place.token, visit.draft, now)
    except QuizError as fault:
        log.warning("a place could not be kept: %s", fault)
        place.said = "place.not_kept"
        return
    if not place.begun_here:
        place.said = "place.elsewhere"
        _find(visit)


def keep_on(visit: Visit) -> None:
    """Keep the place again of a sitting that goes on after its result was kept."""
    place, store, draft = visit.place, storing.store(), visit.draft
    if not (draft and place.token and store) or draft.sitting != place.sitting:
        return
    try:
        place.begun_here = casework.keep_place(store, place.token, draft, now)
    except QuizError as fault:
        log.warning("a place could not be kept: %s", fault)
        place.said = "place.not_kept"


def erase(visit: Visit) -> None:
    """Erase the draft, wherever it is. Where the store cannot, it stays, and the page says so."""
    kept, place, store = of(visit), visit.place, storing.store()
    try:
        if kept is not None:
            kept.erase()
        elif place.fault is not None and place.token and store:
            casework.erase_place(store, place.token)
    except QuizError as fault:
        log.warning("a draft could not be erased: %s", fault)
        place.said = "place.not_erased"
        return
    place.used_up = place.used_up or kept is not None or place.fault is not None
    place.fault = place.said = None
    visit.start_over()


def cookie_for(visit: Visit, page: str) -> str:
    """What the page's script asks for: another cookie, a longer life for this one, or nothing."""
    place = visit.place
    if visit.signing.handed_over:
        return ""  # the client's place is not one of this browser
    at_rest = visit.draft is None and visit.journal is None  # nothing is lost by a reload
    if place.token and page in ("start", "invited", "answer") and place.used_up and at_rest:
        return shell.ANOTHER + shell.mark_of(place.token)
    if place.token and place.begun_here and of(visit) is not None:
        return shell.mark_of(place.token)
    return ""


# -- what the page says ---------------------------------------------------------------------------


def notices(visit: Visit) -> None:
    """What has to be said of the place, above the page."""
    words, place, kept = visit.words, visit.place, of(visit)
    if kept is not None and kept.fault is not None:
        st.warning(plain(words("place.unkept")))
    elif place.said is not None:
        st.warning(plain(words(place.said)))
    if place.fault is None:
        return
    if place.fault.code in UNOPENED:
        st.warning(plain(words("place.unopened")))
        st.button(words("start.erase"), key="erase-unopened", on_click=erase, args=(visit,))
    else:
        st.warning(plain(words("place.not_found")))


def until_when(visit: Visit) -> None:
    """How long the place is kept, where it is."""
    if (kept := of(visit)) and not visit.signing.handed_over:
        hours = -((now() - kept.expires_at) // timedelta(hours=1))
        quiet(visit.words("place.until", hours=max(hours, 0)))


def stay_in_touch(visit: Visit) -> None:
    """Have the browser ask again once its connection is back, so that the last click arrives.

    That a fragment runs now and then makes Streamlit's front end do so; it draws nothing.
    """
    if of(visit) is not None:
        st.fragment(_nothing, run_every=IN_TOUCH)()


def _nothing() -> None:
    """Draw nothing."""
