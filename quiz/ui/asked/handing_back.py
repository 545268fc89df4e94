"""The device goes back to its owner: the client is done, nothing of theirs is left, then a PIN."""

from __future__ import annotations

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import HandedOver, Session
from quiz.errors import AccessError, QuizError
from quiz.ui import frame
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet


def page(visit: Visit) -> None:
    """First whether one is done; then the field for the PIN."""
    over = _over(visit)
    if over is not None and not over.is_done:
        _ask_if_done(visit)
    else:
        pad(visit)


def _over(visit: Visit) -> HandedOver | None:
    return counsel.handed_over(visit.desk) if visit.desk is not None else None


def _ask_if_done(visit: Visit) -> None:
    """What is left of the client goes with this press, before the device leaves their hands."""
    words = visit.words
    st.markdown(plain(words("handing.about")))
    st.button(words("handing.done"), key="done", type="primary", on_click=_done, args=(visit,))
    frame.back_link(visit, "result" if visit.attempt else "answer", "handing.not_yet")


def _done(visit: Visit) -> None:
    try:
        if visit.desk is not None:
            counsel.finish(visit.desk)
            desk.done(visit)
    except QuizError as fault:
        visit.signing.fault = fault


def pad(visit: Visit) -> None:
    """Nothing of anybody's answers; the PIN, and after five wrong ones the passphrase."""
    words, over = visit.words, _over(visit)
    if over is None or visit.desk is None:
        return
    heading(words("handing.back_title"), 2)
    st.markdown(plain(words("handing.back")))
    by_pin = over.tries_left > 0
    kind = "pin" if by_pin else "passphrase"
    with st.form(f"lift-{kind}", border=False, clear_on_submit=True):
        typed = st.text_input(
            words(f"handing.{kind}"),
            type="password",
            key=f"lift-{kind}",
            autocomplete="off",
            max_chars=1000,
        )
        pressed = st.form_submit_button(words("handing.lift"), key="lift", type="primary")
    if not by_pin:
        quiet(words("errors.pin_spent"))
    typed = typed.strip() if by_pin else typed
    if pressed and not typed:  # no try is lost by it
        st.error(plain(words(f"handing.missing.{kind}")))
    elif pressed:
        _lift(visit, visit.desk, typed, by_pin=by_pin)


def _lift(visit: Visit, session: Session, typed: str, *, by_pin: bool) -> None:
    lift = counsel.lift if by_pin else counsel.lift_with_passphrase
    try:
        lifted = lift(session, typed)
    except AccessError as fault:
        if fault.code == "pin_spent" or fault.details.get("left") == 0:
            st.rerun()  # to the field for the passphrase
        st.error(frame.say(fault, visit.words))
        return
    desk.taken_back(visit, lifted)
    st.rerun()
