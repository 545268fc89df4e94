"""After a client's own result: send it to who asked for it, or do not; and what was sent."""

from __future__ import annotations

import logging

import streamlit as st

from quiz.casework import KeptJournal, counsel
from quiz.casework.counsel import Invitation, Terms
from quiz.errors import QuizError, StoreError
from quiz.store import Store
from quiz.ui import frame, shell, storing
from quiz.ui.keeping import code_card
from quiz.ui.moment import now
from quiz.ui.pairs import pairings
from quiz.ui.visit import place
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet
from quiz.vault import PrivateCode

log = logging.getLogger("quiz")


def follow(visit: Visit) -> None:
    """Know whether the result that is shown is one that was asked for."""
    draft = visit.draft
    if draft is not None and draft.asked_by is not None and visit.is_of_draft:
        visit.letter.belongs(draft.asked_by, draft.sitting)


def is_open(visit: Visit) -> bool:
    """Whether the result that is shown was asked for, and was not sent."""
    return _is_asked(visit) and not visit.letter.sent


def _is_asked(visit: Visit) -> bool:
    letter = visit.letter
    return letter.secret is not None and letter.sitting == visit.entry


def not_sent_yet(visit: Visit) -> None:
    """Above the result: that it is theirs alone so far."""
    follow(visit)
    if is_open(visit):
        st.info(plain(visit.words("sending.not_yet")))


def offer(visit: Visit) -> None:
    """Send it, or do not; or, once it was sent, the code with which it is taken back."""
    store, secret = storing.store(), visit.letter.secret
    if store is None or secret is None or not _is_asked(visit):
        return
    found = counsel.look(store, secret, _member(visit), now())
    with st.container(key="send", border=True):
        if found is None or (found.begun_elsewhere and not visit.letter.sent):
            _cannot(visit, "sending.gone")
        elif visit.letter.sent or found.sent:
            was_sent(visit, secret, found.terms, visit.letter.code)
        elif not (found.begun_here and (_draft_lies_there(visit) or _keeps(visit))):
            _cannot(visit, "answer.over")
        else:
            _ask(visit, store, found)
    if visit.signing.handed_over:
        frame.back_link(visit, "give-back", "handing.way")


def _cannot(visit: Visit, why: str) -> None:
    heading(visit.words("sending.title_gone"), 2)
    st.info(plain(visit.words(why)))


def _member(visit: Visit) -> bytes | None:
    """By what the store knows who answers: by their journal once that has the answers."""
    if isinstance(visit.journal, KeptJournal) and not _draft_lies_there(visit):
        return visit.journal.keys.lookup
    return place.lookup(visit)


def _draft_lies_there(visit: Visit) -> bool:
    """Whether what is shown is of a draft in the store that answers this invitation.

    One that goes on from what was kept does not: by then the journal answers it.
    """
    draft = visit.draft
    answers = draft is not None and draft.asked_by == visit.letter.secret and visit.is_of_draft
    return answers and place.of(visit) is not None


def _keeps(visit: Visit) -> bool:
    return isinstance(visit.journal, KeptJournal)


def _ask(visit: Visit, store: Store, found: Invitation) -> None:
    words, who = visit.words, found.terms.counsellor
    heading(words("sending.title", counsellor=who), 2)
    st.markdown(plain(words("sending.what", counsellor=who)))
    released = _released(visit, found.terms)
    if st.button(plain(words("sending.do", counsellor=who)), key="send-it", type="primary"):
        _send(visit, store, released=released)
    quiet(words("sending.or_not"))


def _released(visit: Visit, terms: Terms) -> bool:
    """Whether the couple page may use it: asked only of who is half of a couple, and is free.

    Not asked in a sitting in which any private question got a yes.
    """
    words, private = visit.words, visit.private
    if not terms.in_couple or pairings.is_closed(visit):
        return False
    heading(words("sending.couple_title"), 3)
    quiet(words("sending.couple_about", counsellor=terms.counsellor))
    options = [(said, words(f"together.yours.safe.{said}")) for said in ("yes", "no")]
    label = words("together.yours.ask")
    private.free = choice(label, options, private.free, "free-to-send", visit.language)
    quiet(words("together.yours.ask_means"))
    if private.free != "yes":
        return False
    label = words("sending.couple", counsellor=terms.counsellor)
    return st.checkbox(plain(label), key="send-released")


def _send(visit: Visit, store: Store, *, released: bool) -> None:
    """Send it once; a second click, or another tab, changes nothing."""
    secret, draft = visit.letter.secret or "", visit.draft
    journal, token = visit.journal, visit.place.token
    try:
        if draft is not None and token and _draft_lies_there(visit):
            code = counsel.withdrawal_code(secret, token)
            counsel.send(store, draft, visit.edition.bank, code, now, released=released)
            visit.draft = None
        elif isinstance(journal, KeptJournal) and visit.attempt is not None:
            code, holder = counsel.withdrawal_code(secret, journal), journal.keys.lookup
            counsel.send_kept(store, secret, holder, visit.attempt, code, now, released=released)
            if visit.is_of_draft:
                _let_go(visit)
        else:
            raise StoreError("these answers lie in the store no more", code="draft_gone")
    except QuizError as fault:
        log.warning("answers could not be sent: %s", fault)
        st.error(frame.say(fault, visit.words))
        return
    visit.letter.sent, visit.letter.code = True, code
    st.rerun()


def _let_go(visit: Visit) -> None:
    """What went on from a kept result is held no longer either: it can be kept from the screen."""
    if (kept := place.of(visit)) is not None:
        kept.erase()
    visit.draft = None


# -- what was sent --------------------------------------------------------------------------------


def was_sent(visit: Visit, secret: str, terms: Terms, code: PrivateCode | None) -> None:
    """That it was sent, and the code with which it is taken back, until its owner has it."""
    words, who = visit.words, terms.counsellor
    heading(words("sending.sent_title"), 2)
    st.success(plain(words("sending.sent", counsellor=who)))
    if visit.attempt is not None and not visit.is_kept:
        st.markdown(plain(words("sending.sent_result")))
    if code is None:
        return
    heading(words("sending.code_title"), 3)
    st.markdown(plain(words("sending.code_about", counsellor=who)))
    code_card.copyable(code.shown(), words)
    with st.expander(words("keep.qr")):
        code_card.picture(code.shown(), words("sending.qr_name"))
        quiet(words("keep.qr_about"))
    st.button(
        words("keep.have_code"),
        key="have-withdrawal",
        type="primary",
        on_click=_has_code,
        args=(visit, secret),
    )


def _has_code(visit: Visit, secret: str) -> None:
    """It is shown no more: this browser forgets by what it would be found again.

    Not in a client's hands, where that is no cookie, and goes once they are done. And not the place
    of something else that was begun there since.
    """
    visit.letter.had, visit.letter.code = secret, None
    visit.place.used_up = True
    if not visit.signing.handed_over:
        waiting = shell.still_to_use(visit.keeping.ticket)
        beside, is_free = waiting.order if waiting else None, place.of(visit) is None
        order = shell.request_forgotten(beside, with_place=is_free)
        visit.keeping.ticket = shell.order_cookie(order)
