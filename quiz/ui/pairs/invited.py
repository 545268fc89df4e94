"""Parts of the page of an invitation: its code, who sees what, what is compared, the way in."""

from __future__ import annotations

import streamlit as st

from quiz import casework
from quiz.casework import Invitation, KeptJournal, Role
from quiz.content import Edition
from quiz.errors import VaultError
from quiz.store import Acceptance, Store
from quiz.ui import frame, library, storing
from quiz.ui.moment import now
from quiz.ui.pairs import pairings
from quiz.ui.pairs.together import moment
from quiz.ui.taking import start
from quiz.ui.visit import place
from quiz.ui.visit.session import Visit, turn_to
from quiz.ui.widgets import heading, plain, quiet
from quiz.vault import PrivateCode
from quiz.views.pairs.sides import pairs_of_sides
from quiz.views.questions import minutes


def ask_code(visit: Visit) -> None:
    """Type the code of an invitation."""
    words = visit.words
    st.markdown(plain(words("invited.ask_code")))
    with st.form("invitation", border=False):
        typed = st.text_input(
            words("invited.code"), key="invitation-code", autocomplete="off", max_chars=100
        )
        pressed = st.form_submit_button(
            words("invited.open"), key="open-invitation", type="primary"
        )
    if not pressed:
        return
    try:
        visit.invitation = PrivateCode.parse(typed).shown()
    except VaultError:
        st.error(plain(words("invited.wrong_code")))
        return
    st.rerun()


def opened(visit: Visit, code: PrivateCode) -> None:
    """The invitation of this code: what it is and the way in, or the one sentence."""
    store = storing.store()
    if store is None:
        st.warning(plain(visit.words("invited.not_kept")))
        return
    if _is_known(visit, store, code):
        return
    invitation = casework.look(store, code, _member(visit), now())
    edition = _turned_to(visit, invitation) if invitation is not None else None
    if invitation is None or edition is None:
        _gone(visit)
        return
    _who_sees_what(visit, edition)
    _what_is_compared(visit, edition)
    _way_in(visit, store, code, invitation)


def _member(visit: Visit) -> bytes | None:
    """By what the store would know this visit."""
    if isinstance(visit.journal, KeptJournal):
        return visit.journal.keys.lookup
    return place.lookup(visit)


def _gone(visit: Visit) -> None:
    """It expired, ended, was used, or never was: one sentence."""
    st.info(plain(visit.words("invited.gone")))
    if st.button(visit.words("invited.other_code"), key="other-invitation"):
        visit.invitation = ""
        st.rerun()


def _turned_to(visit: Visit, invitation: Invitation) -> Edition | None:
    """The questionnaire of the invitation, at which this visit is then; None where it is not here.

    A visit that is under way with another one stays at that.
    """
    folders = {edition.bank.id: name for name, edition in library.editions().items()}
    name = folders.get(invitation.bank_id)
    if name is None or not casework.is_offered(library.editions()[name].bank):
        return None
    if name != visit.bank and visit.draft is None:
        turn_to(visit, name)
        st.query_params.pop("bank", None)  # else the address would turn it back
        st.rerun()
    return library.editions()[name]


def _is_known(visit: Visit, store: Store, code: PrivateCode) -> bool:
    """Whether this visit made it, or answers it already: then how to go on.

    Rests on what one keeps oneself, so that nothing is told of what the other did since.
    """
    words, draft = visit.words, visit.draft
    mine = [it for it in pairings.bonds(visit) if it.known.secret == code.shown()]
    if not mine:
        return False
    answering = draft is not None and draft.invitation == code.shown()
    if mine[0].known.role is Role.INVITER:
        st.info(plain(words("invited.own")))
    elif answering and draft is not None:
        # Once more, for a server that died between keeping the place and taking the seat.
        if casework.accept(store, code, draft, now()) is Acceptance.ELSEWHERE:
            return False
        st.success(plain(words("invited.begun")))
        if st.button(words("start.continue"), key="continue", type="primary"):
            start.go_on(visit)
        place.until_when(visit)
    else:
        st.success(plain(words("invited.begun")))
    frame.back_link(visit, "together", "invited.to_together")
    return True


# -- what it is -----------------------------------------------------------------------------------


def _who_sees_what(visit: Visit, edition: Edition) -> None:
    words, wording = visit.words, edition.words(visit.language)
    st.markdown(plain(words("invited.lead")))
    name = f"**{plain(wording.title)}**"
    st.markdown(f"{name}  \n{plain(wording.tagline)}" if wording.tagline else name)
    bank = edition.bank
    first = sum(1 for _ in bank.shown(bank.first_pages))
    key = "start.minutes" if bank.first_pages < len(bank.pages) else "start.minutes_all"
    quiet(words(key, count=first, minutes=minutes(first)))
    heading(words("invited.sees_title"), 2)
    parts = [words(f"invited.sees.{part}") for part in ("first", "second", "third", "fourth")]
    st.markdown("\n".join(f"- {plain(part)}" for part in parts))


def _what_is_compared(visit: Visit, edition: Edition) -> None:
    """For each pairing of sides what two people can be compared on."""
    words = visit.words
    heading(words("invited.compare_title"), 2)
    if edition.bank.perspectives:
        quiet(words("invited.compare"))
    for view in pairs_of_sides(edition, words):
        head = "  \n".join(f"**{plain(pair)}**" for pair in view.pairs)
        what = (plain(it) for it in (view.whole, view.first) if it)
        st.markdown("  \n".join(filter(None, (head, *what))))


# -- the way in -----------------------------------------------------------------------------------


def _way_in(visit: Visit, store: Store, code: PrivateCode, invitation: Invitation) -> None:
    """Answering it: with what is kept, with what was begun here, or from the beginning."""
    words, draft = visit.words, visit.draft
    heading(words("invited.start_title"), 2)
    quiet(words("invited.until", **moment(invitation.expires_at, words)))
    if invitation.elsewhere:
        st.warning(plain(words("invited.elsewhere")))
    if isinstance(visit.journal, KeptJournal):
        _with_what_is_kept(visit, visit.journal, code, again=invitation.elsewhere)
    elif draft is None and not place.is_offered(visit):
        st.warning(plain(words("invited.not_kept")))
    elif draft is not None and not casework.can_answer(draft, code, invitation):
        st.info(plain(words("invited.unfit")))
        frame.back_link(visit, "start", "nav.start")
        st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))
    else:
        _with_answers(visit, store, code, again=invitation.elsewhere)


def _with_what_is_kept(
    visit: Visit, journal: KeptJournal, code: PrivateCode, *, again: bool
) -> None:
    """Accept for the journal that is open."""
    words = visit.words
    st.markdown(plain(words("invited.kept_open")))
    label = words("invited.again" if again else "invited.accept_kept")
    if st.button(label, key="accept-kept", type="primary"):
        outcome = casework.accept(journal.store, code, journal, now(), begin_again=again)
        if outcome is Acceptance.BOUND:
            st.rerun()
        st.info(plain(words("invited.gone")))


def _with_answers(visit: Visit, store: Store, code: PrivateCode, *, again: bool) -> None:
    """Accept with the answers that are here, or begin."""
    words, draft = visit.words, visit.draft
    if draft is None:
        start.ask_all(visit)
    else:
        st.info(plain(words("invited.under_way", answered=draft.answered)))
    quiet(words("invited.kept"))
    quiet(words("start.consent_kept"))
    label = words("start.begin" if draft is None else "invited.use")
    label = words("invited.again") if again else label
    if st.button(label, key="begin-invited", type="primary", width="stretch"):
        _begin(visit, store, code, again=again)
    if draft is not None:
        st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))


def _begin(visit: Visit, store: Store, code: PrivateCode, *, again: bool) -> None:
    """Accept with the answers that are here, or with a new draft, its place kept.

    Of several that do so at once one is bound; the others are told that it cannot be used.
    """
    is_new = visit.draft is None
    draft = start.begun_and_kept(visit, "invited.not_kept", code.shown())
    if draft is None:
        return
    outcome = casework.accept(store, code, draft, now(), begin_again=again)
    if outcome is Acceptance.BOUND:
        start.go_on(visit)
    if is_new:
        place.erase(visit)
    st.info(plain(visit.words("invited.gone")))
