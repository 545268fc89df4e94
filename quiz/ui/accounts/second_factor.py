"""The second factor of one's own account: set up with a QR code, spare codes, turned off."""

from __future__ import annotations

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import NewSecond, Session
from quiz.errors import QuizError
from quiz.ui import frame
from quiz.ui.accounts import signing_in
from quiz.ui.keeping import code_card
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, safe_html, shut, toggled


def second(visit: Visit, session: Session) -> None:
    """Whether it is on, and the way to turn it on or off."""
    words, signing = visit.words, visit.signing
    heading(words("account.second_title"), 2)
    if signing.spare:
        _spare(visit)
    elif signing.second is not None:
        _turn_on(visit, session, signing.second)
    elif counsel.has_second(session):
        st.markdown(plain(words("account.second_is_on")))
        _turn_off(visit, session)
    else:
        st.markdown(plain(words("account.second_about")))
        label = words("account.second_begin")
        st.button(label, key="second-begin", on_click=_begin, args=(visit, session))


def _begin(visit: Visit, session: Session) -> None:
    try:
        visit.signing.second = counsel.new_second(session)
    except QuizError as fault:
        visit.signing.fault = fault


def _turn_off(visit: Visit, session: Session) -> None:
    """The passphrase, and it is off."""
    words = visit.words
    if not toggled("second-off", words("account.second_off")):
        return
    with st.form("second-off", border=False):
        proof = signing_in.passphrase_field(visit, "account.passphrase_now", "second-passphrase")
        pressed = st.form_submit_button(words("account.second_off_do"), key="second-off")
    if not pressed:
        return
    try:
        counsel.turn_off_second(session, proof)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    shut("second-off")
    visit.signing.said = "account.second_turned_off"
    st.rerun()


def _turn_on(visit: Visit, session: Session, made: NewSecond) -> None:
    """The key as a picture and as text, and a number of it to show that it was taken."""
    words = visit.words
    st.markdown(plain(words("account.second_scan")))
    code_card.picture(
        made.address(frame.tab_title(visit), session.name), words("account.second_qr")
    )
    code_card.copyable("-".join(_in_fours(made.text)), words)
    with st.form("second", border=False):
        number = st.text_input(
            words("account.second_number"),
            key="second-number",
            autocomplete="one-time-code",
            max_chars=20,
        )
        proof = signing_in.passphrase_field(visit, "account.passphrase_now", "second-passphrase")
        with row("second-actions"):
            pressed = st.form_submit_button(
                words("account.second_do"), key="second-on", type="primary"
            )
    label = words("account.second_cancel")
    st.button(label, key="second-not", type="tertiary", on_click=_not, args=(visit,))
    if not pressed:
        return
    try:
        visit.signing.spare = counsel.turn_on_second(session, made, number, proof)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    visit.signing.second = None
    visit.signing.said = "account.second_turned_on"
    st.rerun()


def _not(visit: Visit) -> None:
    visit.signing.second = None


def _in_fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _spare(visit: Visit) -> None:
    """The spare codes, until their owner says that they have them."""
    words, spare = visit.words, visit.signing.spare
    with st.container(key="spare-codes", border=True):
        heading(words("account.spare_title"), 3)
        quiet(words("account.spare_about"))
        codes = "".join(f"<span>{safe_html(code)}</span>" for code in spare)
        st.html(f'<p class="private-code spare" translate="no">{codes}</p>')
        st.button(
            words("account.spare_have"),
            key="have-spare",
            type="primary",
            on_click=_have,
            args=(visit,),
        )


def _have(visit: Visit) -> None:
    visit.signing.spare = ()
