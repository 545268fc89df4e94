"""Parts of My results: opening with a code or a file, this device, and closing."""

from __future__ import annotations

import streamlit as st

from quiz.casework import KeptJournal
from quiz.ui import frame
from quiz.ui.keeping import files
from quiz.ui.visit import journals, remembering
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row


def closed(visit: Visit) -> None:
    """The ways to open: what this device remembers, a code, a file."""
    words = visit.words
    st.markdown(plain(words("mine.lead")))
    if visit.keeping.device is not None:
        st.info(plain(words("mine.closed_here")))
        st.button(
            words("mine.open_again"),
            key="open-again",
            type="primary",
            on_click=journals.open_again,
            args=(visit,),
        )
    heading(words("mine.code_title"), 2)
    _by_code(visit)
    heading(words("mine.file_title"), 2)
    files.open_files(visit)
    quiet(words("mine.nothing_yet"))
    frame.back_link(visit, "data", "mine.to_data")


def _by_code(visit: Visit) -> None:
    """The private code, as it is typed; what is wrong with it is said beside it."""
    words = visit.words
    with st.form("open-by-code", border=False):
        typed = st.text_input(
            words("mine.code_label"), key="typed-code", autocomplete="off", max_chars=100
        )
        quiet(words("mine.code_about"))
        pressed = st.form_submit_button(words("mine.open"), key="open-code", type="primary")
    if not pressed:
        return
    journals.open_by_code(visit, typed)
    if visit.journal is not None:
        st.rerun()
    frame.tell_once(visit)


def until(visit: Visit) -> None:
    """Until when it is kept, from this opening on."""
    if isinstance(visit.journal, KeptJournal):
        month = visit.words.month(visit.journal.last_month)
        quiet(visit.words("mine.until", until=month))


def device(visit: Visit) -> None:
    """Whether this device remembers; off unless chosen, and why."""
    words = visit.words
    heading(words("mine.device_title"), 2)
    if visit.keeping.device is not None:
        st.markdown(plain(words("mine.device_on")))
        with row("device-actions"):
            st.button(
                words("mine.device_forget"),
                key="forget-device",
                on_click=remembering.forget,
                args=(visit,),
            )
            _forget_all(visit)
        return
    st.markdown(plain(words("mine.device_off")))
    quiet(words("keep.remember_risk"))
    with row("device-actions"):
        if remembering.is_offered(visit):
            st.button(
                words("mine.device_remember"),
                key="remember-device",
                on_click=remembering.remember,
                args=(visit,),
            )
        if remembering.elsewhere(visit):
            _forget_all(visit)


def _forget_all(visit: Visit) -> None:
    st.button(
        visit.words("mine.device_forget_all"),
        key="forget-devices",
        on_click=remembering.forget_all,
        args=(visit,),
    )


def closing(visit: Visit) -> None:
    """The way to the rights, and out of this journal."""
    frame.back_link(visit, "data", "mine.to_data")
    st.button(visit.words("mine.close"), key="close", on_click=visit.close_journal)
