"""Parts for the recovery code: coming back with it, and showing a new one, once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz.casework import counsel
from quiz.errors import QuizError
from quiz.report import code_sheet
from quiz.store import Store
from quiz.ui import frame
from quiz.ui.accounts import signing_in
from quiz.ui.keeping import code_card
from quiz.ui.moment import now
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, toggled
from quiz.vault import PrivateCode


def recover(visit: Visit, store: Store) -> None:
    """Name, recovery code and a new passphrase; one is signed in then, and has a new code."""
    words = visit.words
    if not store.accounts.count() or not toggled("recover", words("sign_in.to_recover")):
        return
    quiet(words("recovery.about"))
    with st.form("recover", border=False):
        name = signing_in.name_field(visit, "recover-name")
        typed = st.text_input(
            words("recovery.code"), key="recovery-code", autocomplete="off", max_chars=100
        )
        first, again = signing_in.new_passphrase(visit, "recover")
        pressed = st.form_submit_button(words("recovery.do"), key="recover")
    if not pressed:
        return
    if first != again:
        st.error(plain(words("set_up.differ")))
        return
    try:
        code = counsel.recover(store, name, PrivateCode.parse(typed), first, now)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    signing_in.enter(visit, store, name, first, code)


def new_code(visit: Visit, code: PrivateCode) -> bool:
    """A new recovery code to be kept; whether its owner says just now that they have it."""
    words, text = visit.words, code.shown()
    with st.container(key="private-code", border=True):
        heading(words("recovery.new_title"), 2)
        st.markdown(plain(words("recovery.new_about")))
        st.warning(plain(words("recovery.loses")))
        code_card.copyable(text, words)
        with row("code-actions"):
            st.download_button(
                words("keep.print"),
                data=_sheet(visit, text),
                file_name="check-in-code.pdf",
                mime="application/pdf",
                on_click="ignore",
                key="take-recovery",
            )
            return st.button(words("recovery.have"), key="have-recovery", type="primary")


def _sheet(visit: Visit, code: str) -> Callable[[], bytes]:
    """What makes the page with a code, once it may: a stale tab may still ask."""
    title, words = frame.tab_title(visit), visit.words

    def make() -> bytes:
        if visit.desk is not None:
            desk.required(visit, None)
        return code_sheet(code, title, words)

    return make


def after_set_up(visit: Visit, code: PrivateCode) -> None:
    """The new code, and then one's own pages; the sign-in, where that is still to come."""
    if new_code(visit, code):
        visit.signing.recovery = None
        if visit.desk is None:
            st.rerun()
        frame.go(frame.home(visit))
