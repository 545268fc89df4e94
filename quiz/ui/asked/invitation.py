"""A counsellor's invitation as the client has it: who asks, who sees what, and the way in."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from quiz.attempt import Attempt
from quiz.casework import KeptJournal, counsel
from quiz.casework.counsel import Invitation, Terms
from quiz.content import Edition
from quiz.errors import VaultError
from quiz.store import Acceptance, Store
from quiz.ui import frame, library, shell, storing
from quiz.ui.asked import handing_back, sending
from quiz.ui.moment import day_of, now, zone
from quiz.ui.taking import start
from quiz.ui.visit import place, remembering
from quiz.ui.visit.session import Visit, turn_to
from quiz.ui.widgets import heading, plain, quiet
from quiz.vault import PrivateCode
from quiz.views.questions import minutes


def page(visit: Visit) -> None:
    """The invitation that is open here; else the field for its code."""
    store, secret = storing.store(), opened_by(visit)
    if store is None:
        st.warning(plain(visit.words("answer.not_kept")))
    elif secret is None:
        _ask_code(visit)
    else:
        _opened(visit, store, secret)


def opened_by(visit: Visit) -> str | None:
    """The secret of the invitation: one that was typed, else that of the browser's cookie."""
    text = visit.letter.opened
    return (shell.known_request(st.context.cookies) if text is None else text) or None


def _ask_code(visit: Visit) -> None:
    words = visit.words
    st.markdown(plain(words("answer.ask_code")))
    with st.form("request", border=False):
        typed = st.text_input(
            words("answer.code"), key="request-code", autocomplete="off", max_chars=100
        )
        pressed = st.form_submit_button(words("answer.open"), key="open-request", type="primary")
    if not pressed:
        return
    try:
        visit.letter.opened = PrivateCode.parse(typed).shown()
    except VaultError as fault:
        st.error(frame.say(fault, words))
        return
    st.rerun()


def _opened(visit: Visit, store: Store, secret: str) -> None:
    """How it stands with this browser: gone, sent, begun, kept, or not begun yet."""
    found, journal = counsel.look(store, secret, place.lookup(visit), now()), None
    if found is not None and found.begun_elsewhere:
        remembering.take_up(visit)  # it may be answered by what this device has kept
        journal = visit.journal if isinstance(visit.journal, KeptJournal) else None
    if journal is not None:
        found = counsel.look(store, secret, journal.keys.lookup, now())
    kept = journal is not None and found is not None and found.begun_here
    edition = _turned_to(visit, found.terms) if found is not None else None
    if found is None or edition is None or (found.sent and found.begun_elsewhere):
        _gone(visit)
    elif found.sent:
        again = _code_again(visit, secret, journal if kept else None)
        sending.was_sent(visit, secret, found.terms, again)
    elif kept and journal is not None:
        _kept(visit, journal, secret, found.terms)
    elif not _is_begun(visit, store, secret, found):
        _who_sees_what(visit, edition, found.terms)
        _way_in(visit, store, secret, found)


def _gone(visit: Visit) -> None:
    """It expired, was withdrawn, was used, or never was: one sentence."""
    words = visit.words
    if visit.signing.handed_over:
        handing_back.pad(visit)
        return
    st.info(plain(words("answer.gone")))
    if st.button(words("answer.other_code"), key="other-request"):
        visit.letter.opened = ""
        st.rerun()


def _turned_to(visit: Visit, terms: Terms) -> Edition | None:
    """The questionnaire that is asked for, at which this visit is then; None if it is not here.

    And in the language that was agreed on, once. A visit that is under way stays as it is.
    """
    name = library.folder_of(terms.bank_id)
    if name is None:
        return None
    if visit.draft is None and name != visit.bank:
        turn_to(visit, name)
        st.query_params.pop("bank", None)  # else the address would turn it back
        st.rerun()
    if visit.draft is None and not visit.letter.spoken:
        visit.letter.spoken = True
        tongues = library.editions()[visit.bank].bank.languages
        if terms.language in tongues and terms.language != visit.language:
            visit.language = terms.language
            st.rerun()
    return library.editions()[name]


# -- what it is -----------------------------------------------------------------------------------


def _who_sees_what(visit: Visit, edition: Edition, terms: Terms) -> None:
    """Before the first answer: who asks for it, what they will see and what never."""
    words, bank, who = visit.words, edition.bank, terms.counsellor
    here = visit.signing.handed_over
    st.markdown(plain(words("answer.lead_here" if here else "answer.lead", counsellor=who)))
    name = edition.words(visit.language).title
    first = sum(1 for _ in bank.shown(bank.first_pages))
    key = "start.minutes" if bank.first_pages < len(bank.pages) else "start.minutes_all"
    st.markdown(f"**{plain(name)}**")
    quiet(words(key, count=first, minutes=minutes(first)))
    heading(words("answer.sees_title", counsellor=who), 2)
    parts = ["sent", "begun", "private", "sealed", "back"]
    if terms.in_couple:
        parts.insert(3, "couple")
    if bank.private_block is None:
        parts.remove("private")
    said = [words(f"answer.sees.{part}", counsellor=who) for part in parts]
    st.markdown("\n".join(f"- {plain(line)}" for line in said))
    st.markdown(plain(words("answer.free", counsellor=who)))


# -- the way in -----------------------------------------------------------------------------------


def _is_begun(visit: Visit, store: Store, secret: str, found: Invitation) -> bool:
    """Whether this visit answers it already: then how to go on."""
    draft, words = visit.draft, visit.words
    if draft is None or draft.asked_by != secret or place.of(visit) is None:
        return False
    # Once more, for a server that died between keeping the place and binding the invitation.
    if counsel.accept(store, secret, draft, now()) is not Acceptance.BOUND:
        return False
    who = found.terms.counsellor
    is_done = draft.finished_at is not None
    st.success(plain(words("answer.finished" if is_done else "answer.begun", counsellor=who)))
    label = words("answer.to_result" if is_done else "start.continue")
    if st.button(label, key="continue", type="primary"):
        start.go_on(visit)
    place.until_when(visit)
    st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))
    return True


def _kept(visit: Visit, journal: KeptJournal, secret: str, terms: Terms) -> None:
    """The answers are kept in the client's own journal: send the latest that fits."""
    words = visit.words
    fit = (it for it in reversed(journal.entries) if counsel.fits(it.attempt, secret, terms))
    entry = next(fit, None)
    if entry is None:
        _gone(visit)
        return
    st.success(plain(words("answer.kept", day=_day(visit, entry.attempt))))
    if st.button(words("answer.to_result"), key="continue", type="primary"):
        visit.show(entry.attempt, entry=entry.id)
        visit.letter.belongs(secret, entry.id)
        frame.go("result")


def _day(visit: Visit, attempt: Attempt) -> str:
    return visit.words.day(day_of(attempt.finished_at)) if attempt.finished_at else ""


def _way_in(visit: Visit, store: Store, secret: str, found: Invitation) -> None:
    """Answering it: from the beginning, with the answers that are here, or once more."""
    words, draft, terms = visit.words, visit.draft, found.terms
    heading(words("answer.start_title"), 2)
    if not visit.signing.handed_over:
        quiet(words("answer.until", **_moment(visit, found.expires_at)))
    if found.begun_elsewhere:
        st.warning(plain(words("answer.elsewhere")))
    if draft is not None and not counsel.fits(draft, secret, terms):
        _erase_first(visit, "answer.unfit")
    elif draft is not None and draft.asked_by is not None and place.of(visit) is None:
        _erase_first(visit, "answer.over")
    elif place.of(visit) is None and not place.is_offered(visit):
        _not_offered(visit)
    else:
        _with_answers(visit, store, secret, found)


def _moment(visit: Visit, until: datetime) -> dict[str, str]:
    return {"day": visit.words.day(day_of(until)), "time": f"{until.astimezone(zone()):%H:%M}"}


def _erase_first(visit: Visit, key: str) -> None:
    """Something else was begun here, which cannot be sent."""
    words = visit.words
    st.info(plain(words(key)))
    frame.back_link(visit, "questions", "nav.back_to_questions")
    st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))


def _not_offered(visit: Visit) -> None:
    """This browser's next place is another one; it gets it once nothing would be lost by that."""
    words = visit.words
    if visit.journal is None:
        st.warning(plain(words("answer.not_kept")))
        return
    st.info(plain(words("answer.close_first")))
    st.button(words("mine.close"), key="close", type="primary", on_click=visit.close_journal)


def _with_answers(visit: Visit, store: Store, secret: str, found: Invitation) -> None:
    words, draft = visit.words, visit.draft
    if draft is None:
        start.ask_all(visit, found.terms.perspective)
    else:
        st.info(plain(words("answer.under_way", answered=draft.answered)))
    quiet(words("answer.place_here" if visit.signing.handed_over else "answer.place"))
    quiet(words("start.consent_kept"))
    label = words("start.begin" if draft is None else "answer.use")
    label = words("answer.again") if found.begun_elsewhere else label
    if st.button(label, key="begin-request", type="primary", width="stretch"):
        _begin(visit, store, secret, again=found.begun_elsewhere)
    if draft is not None:
        st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))


def _begin(visit: Visit, store: Store, secret: str, *, again: bool) -> None:
    """Bind the invitation to the answers that are here, or to a new draft, its place kept."""
    is_new = visit.draft is None
    draft = start.begun_and_kept(visit, "answer.not_kept")
    if draft is None:
        return
    bind = counsel.take_over if again else counsel.accept
    if bind(store, secret, draft, now()) is Acceptance.BOUND:
        start.go_on(visit)
    if is_new:
        place.erase(visit)
    st.info(plain(visit.words("answer.gone")))


def _code_again(visit: Visit, secret: str, journal: KeptJournal | None) -> PrivateCode | None:
    """The code of what was sent, for who did not get it; None once they said they have it."""
    if visit.letter.had == secret:
        return None
    if journal is not None:
        return counsel.withdrawal_code(secret, journal)
    token = visit.place.token
    if token is None:
        return None
    return counsel.withdrawal_code(secret, token)
