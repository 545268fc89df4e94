"""Parts of the page Together: what one shows, the invitation, its end, and a new one."""

from __future__ import annotations

import base64
from datetime import datetime

import streamlit as st

from quiz import casework
from quiz.attempt import Attempt
from quiz.casework import Bond, Entry, KeptJournal, Role
from quiz.ui import frame
from quiz.ui.moment import day_of, now, zone
from quiz.ui.pairs import couple, pairings
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet, safe_html, toggled
from quiz.views.qr import qr_svg
from quiz.views.sheet import answered
from quiz.words import Words


def pairing(visit: Visit, bond: Bond, number: int) -> None:
    """One pairing: the couple view, or the one sentence and the invitation; then one's own side."""
    found = bond.view(pairings.bank_of)
    caution = found is not None and pairings.own_caution(visit, bond)
    couple.two_views(visit, found, number, caution=caution)
    if found is None and bond.known.role is Role.INVITER:
        _invitation(visit, bond)
    _yours(visit, bond, number)
    _ending(visit, bond, number)


# -- what one shows -------------------------------------------------------------------------------


def _yours(visit: Visit, bond: Bond, number: int) -> None:
    """What one shows, and how to show it, another result, or nothing any more."""
    words, released = visit.words, bond.known.released
    heading(words("together.yours.title"), 2)
    attempts = pairings.attempts(visit, bond.known.bank_id)
    if released is None:
        st.markdown(plain(words("together.yours.nothing")))
    else:
        day = words.day(day_of(released))
        st.markdown(plain(words("together.yours.released", day=day)))
        if not isinstance(visit.journal, KeptJournal):
            quiet(words("together.yours.for_now"))
        if st.button(words("together.yours.withdraw"), key=f"withdraw-{number}"):
            visit.private.free = None
            bond.withdraw()
            st.rerun()
    others = [it for it in attempts if it.finished_at != released]
    again = words("together.yours.again")
    if not attempts:
        quiet(words("together.yours.unfinished"))
        if visit.draft is not None:
            frame.back_link(visit, "questions", "nav.back_to_questions")
    elif released is None or (others and toggled(f"again-{number}", again)):
        _release(visit, bond, others, number)


def _release(visit: Visit, bond: Bond, attempts: list[Attempt], number: int) -> None:
    """First whether one is free to choose; after a yes, what would be shown, and the button."""
    words, private = visit.words, visit.private
    quiet(words("together.yours.ask_means"))
    options = [(said, words(f"together.yours.safe.{said}")) for said in ("yes", "no")]
    label = words("together.yours.ask")
    private.free = choice(label, options, private.free, f"free-{number}", visit.language)
    if private.free == "no":
        st.markdown(plain(words("together.yours.refused")))
        frame.back_link(visit, "help", "nav.help")
    if private.free != "yes":
        return
    st.markdown(plain(words("together.yours.what")))
    attempt = _which(visit, attempts, words("together.yours.which"), f"show-{number}")
    bank = pairings.bank_of(attempt)
    pressed = st.button(words("together.yours.release"), key=f"release-{number}", type="primary")
    if pressed and bank is not None and not pairings.is_closed(visit):
        bond.release(bank, attempt, now(), free_and_safe=private.free == "yes")
        st.rerun()


def _which(visit: Visit, attempts: list[Attempt], label: str, key: str) -> Attempt:
    """The attempt that is meant: asked for where there are several, the newest unless chosen."""
    if len(attempts) == 1:
        return attempts[0]
    options = [(n, _named(it, visit.words)) for n, it in enumerate(attempts)]
    return attempts[choice(label, options, 0, key, visit.language) or 0]


def _named(attempt: Attempt, words: Words) -> str:
    day = words.day(day_of(attempt.finished_at)) if attempt.finished_at else ""
    return words("together.yours.option", day=day, answered=answered(attempt))


# -- the invitation -------------------------------------------------------------------------------


def _invitation(visit: Visit, bond: Bond) -> None:
    """The link to pass on, until its time is over: the same whether it was used or not."""
    words, until = visit.words, bond.known.expires_at
    heading(words("together.invite.mine"), 2)
    if until is None or until <= now():
        st.markdown(plain(words("together.invite.over")))
        return
    st.markdown(plain(words("together.invite.until", **moment(until, words))))
    site, secret = pairings.address(), bond.known.secret
    link = f"{site}#{secret}"
    st.html(_to_copy(words("together.invite.link"), link, words))
    st.html(_to_copy(words("together.invite.code", address=site), secret, words))
    with st.expander(words("together.invite.qr")):
        picture = base64.b64encode(qr_svg(link).encode()).decode()
        name = safe_html(words("together.invite.qr_name"))
        st.html(f'<img class="qr" src="data:image/svg+xml;base64,{picture}" alt="{name}">')
    quiet(words("together.invite.not_told"))


def _to_copy(label: str, text: str, words: Words) -> str:
    """A text with the button that copies it (its script is that of the page)."""
    return (
        f'<p class="to-copy"><span>{safe_html(label)}</span>'
        f'<strong translate="no">{safe_html(text)}</strong></p>'
        f'<p class="copy"><button type="button" data-copy="{safe_html(text)}" '
        f'data-done="{safe_html(words("keep.copied"))}">{safe_html(words("together.invite.copy"))}'
        '</button><span role="status"></span></p>'
    )


def moment(when: datetime, words: Words) -> dict[str, str]:
    """A moment as a sentence has it, in the browser's time zone."""
    return {"day": words.day(day_of(when)), "time": when.astimezone(zone()).strftime("%H:%M")}


def _ending(visit: Visit, bond: Bond, number: int) -> None:
    """Ending it for both, after a press and another."""
    words = visit.words
    if toggled(f"end-{number}", words(f"together.end.{bond.known.role.value}")):
        st.markdown(plain(words("together.end.means")))
        if st.button(words("together.end.sure"), key=f"end-sure-{number}"):
            st.session_state.pop(f"open-end-{number}", None)
            bond.end()
            st.rerun()


def invite(visit: Visit, bonds: tuple[Bond, ...]) -> None:
    """Make an invitation from a result that is kept, where there is one that allows for it."""
    words, journal = visit.words, visit.journal
    if not isinstance(journal, KeptJournal):
        if not bonds:
            st.markdown(plain(words("together.needs_code")))
            here = visit.attempt is not None
            name = "result" if here else "start"
            frame.back_link(visit, name, f"together.to_{name}")
            frame.back_link(visit, "mine", "together.to_mine")
        return
    entries = _to_invite_from(journal, bonds)
    if not entries:
        if not bonds:
            st.markdown(plain(words("together.invite.too_late")))
            frame.back_link(visit, "start", "together.to_start")
        return
    heading(words("together.invite.title"), 2)
    st.markdown(plain(words("together.invite.lead")))
    quiet(words("together.invite.told"))
    attempts = [entry.attempt for entry in entries]
    chosen = _which(visit, attempts, words("together.invite.which"), "invite-from")
    if st.button(words("together.invite.make"), key="invite", type="primary"):
        casework.invite(journal, entries[attempts.index(chosen)], now())
        st.rerun()


def _to_invite_from(journal: KeptJournal, bonds: tuple[Bond, ...]) -> list[Entry]:
    """The results from which one can invite, the newest first; none once that one has been used.

    Nor for somebody who was invited themself.
    """
    if any(bond.known.role is Role.PARTNER for bond in bonds):
        return []
    open_ = [
        entry
        for entry in reversed(journal.entries)
        if (until := casework.open_until(entry)) is not None
        and until > now()
        and (bank := pairings.bank_of(entry.attempt)) is not None
        and casework.is_offered(bank)
    ]
    used = {bond.known.entry for bond in bonds}
    return [] if open_ and open_[0].id in used else [it for it in open_ if it.id not in used]
