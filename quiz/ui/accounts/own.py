"""Parts of one's own account: PIN, passphrase, recovery code, sign-ins, all clients given away."""

from __future__ import annotations

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import IDLE, LASTS, Session
from quiz.casework.counsel.handing_over import LONGEST_PIN, SHORTEST_PIN
from quiz.errors import QuizError
from quiz.ui import frame
from quiz.ui.accounts import recovering, signing_in
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, shut, toggled


def who(visit: Visit, session: Session) -> None:
    """The name and the kind of the account."""
    words = visit.words
    st.markdown(f"**{plain(session.name)}** · {plain(words(f'account.role.{session.role.value}'))}")


def pin(visit: Visit, session: Session) -> None:
    """The PIN that lifts a hand-over; whether there is one, and another."""
    words = visit.words
    heading(words("account.pin_title"), 2)
    st.markdown(plain(words("account.pin_about")))
    st.markdown(plain(words("account.pin_set" if counsel.has_pin(session) else "account.pin_none")))
    with st.form("pin", border=False, clear_on_submit=True):
        quiet(words("account.pin_shape", least=SHORTEST_PIN, most=LONGEST_PIN))
        first, again = (
            st.text_input(words(f"account.{name}"), type="password", key=name, autocomplete="off")
            for name in ("pin", "pin_again")
        )
        pressed = st.form_submit_button(words("account.pin_save"), key="save-pin")
    if not pressed:
        return
    if first != again:
        st.error(plain(words("account.pins_differ")))
        return
    try:
        counsel.set_pin(session, first)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    visit.signing.said = "account.pin_saved"
    st.rerun()


def passphrase(visit: Visit, session: Session) -> None:
    """Another passphrase; every other device is signed out."""
    words = visit.words
    heading(words("account.passphrase_title"), 2)
    if not toggled("passphrase", words("account.passphrase_show")):
        return
    with st.form("passphrase", border=False):
        old = signing_in.passphrase_field(visit, "account.passphrase_now", "old-passphrase")
        first, again = signing_in.new_passphrase(visit, "change")
        pressed = st.form_submit_button(words("account.passphrase_save"), key="save-passphrase")
    if not pressed:
        return
    if first != again:
        st.error(plain(words("set_up.differ")))
        return
    try:
        token = counsel.change_passphrase(session, old, first)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    desk.renewed(visit, token)
    shut("passphrase")
    visit.signing.said = "account.passphrase_saved"
    st.rerun()


def recovery(visit: Visit, session: Session) -> None:
    """Another recovery code, shown once."""
    words, signing = visit.words, visit.signing
    heading(words("account.recovery_title"), 2)
    if signing.recovery is not None:
        st.success(plain(words("recovery.changed")))
        if recovering.new_code(visit, signing.recovery):
            signing.recovery = None
            st.rerun()
        return
    quiet(words("account.recovery_about"))
    if not toggled("recovery", words("account.recovery_show")):
        return
    with st.form("recovery", border=False):
        proof = signing_in.passphrase_field(visit, "account.passphrase_now", "recovery-passphrase")
        pressed = st.form_submit_button(words("account.recovery_do"), key="make-recovery")
    if not pressed:
        return
    try:
        signing.recovery = counsel.change_recovery_code(session, proof)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    shut("recovery")
    st.rerun()


def signed_in(visit: Visit) -> None:
    """How long a sign-in lasts, and the end of all of them."""
    words = visit.words
    heading(words("account.signed_title"), 2)
    idle, lasts = IDLE.total_seconds() // 60, LASTS.total_seconds() // 3600
    st.markdown(plain(words("account.signed_about", idle=int(idle), lasts=int(lasts))))
    quiet(words("account.signed_known"))
    st.button(
        words("account.everywhere"),
        key="sign-out-everywhere",
        on_click=_sign_out_everywhere,
        args=(visit,),
    )


def _sign_out_everywhere(visit: Visit) -> None:
    try:
        desk.sign_out(visit, everywhere=True)
    except QuizError as fault:
        visit.signing.fault = fault


def give_all(visit: Visit, session: Session) -> None:
    """All clients to a colleague, before the account is closed; nothing where there is none."""
    words, colleagues = visit.words, counsel.colleagues(session)
    if not colleagues:
        return
    heading(words("account.give_title"), 2)
    st.markdown(plain(words("account.give_about")))
    if not toggled("give", words("account.give_show")):
        return
    with st.form("give", border=False):
        to = st.selectbox(
            words("account.give_to"),
            colleagues,
            index=None,
            format_func=lambda it: it.name,
            key="colleague",
            placeholder="",
        )
        sure = st.checkbox(words("account.give_sure"), key="give-sure")
        pressed = st.form_submit_button(words("account.give_do"), key="give")
    if not pressed:
        return
    if to is None or not sure:
        st.error(plain(words("account.give_tick")))
        return
    try:
        count = counsel.move_clients(session, to.id)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    st.success(plain(words("account.given", name=to.name, count=count)))
