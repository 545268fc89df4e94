"""After a result: keep it under a private code, take it as a sealed file, or leave nothing."""

from __future__ import annotations

import streamlit as st

from quiz.casework import FiledJournal, KeptJournal
from quiz.ui import frame, storing
from quiz.ui.keeping import code_card, files
from quiz.ui.visit import journals, remembering
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, toggled


def keep_it(visit: Visit) -> None:
    """The three choices; or, once it is kept, that it is, with a new code where there is one."""
    words = visit.words
    if visit.attempt is None:
        return
    heading(words("keep.title"), 2)
    if visit.is_kept:
        _kept(visit)
        return
    st.markdown(plain(words("keep.lead")))
    with st.container(key="keep-here", border=True):
        if visit.journal is not None:
            _with_others(visit)
        elif storing.store() is not None:
            _under_a_code(visit)
    if visit.signing.handed_over:
        return  # no file is left on this device, and the rest goes as it is given back
    with st.container(key="keep-file", border=True):
        heading(words("keep.file"), 3)
        quiet(words("keep.file_about"))
        if toggled("file", words("keep.file_open")):
            files.sealed_file(visit, FiledJournal([visit.attempt]), "result")
    with st.container(key="keep-nothing", border=True):
        heading(words("keep.nothing"), 3)
        quiet(words("keep.nothing_about"))
        st.button(
            words("keep.nothing_do"),
            key="leave-nothing",
            on_click=journals.leave_nothing,
            args=(visit,),
        )


def _kept(visit: Visit) -> None:
    """It is kept: the code where it is new, and the way to the others."""
    words = visit.words
    filed = isinstance(visit.journal, FiledJournal)
    st.success(plain(words("keep.in_file" if filed else "keep.kept")))
    code_card.new_code(visit)
    frame.back_link(visit, "mine", "keep.to_mine")


def _with_others(visit: Visit) -> None:
    """Put it with what is open: agreed to before, so a press is enough."""
    words = visit.words
    heading(words("keep.with_others"), 3)
    filed = isinstance(visit.journal, FiledJournal)
    quiet(words("keep.with_file_about" if filed else "keep.with_others_about"))
    st.button(
        words("keep.with_others_do"),
        key="keep",
        type="primary",
        on_click=journals.keep,
        args=(visit,),
    )


def _under_a_code(visit: Visit) -> None:
    """A new private code: with two consents, each for itself and unticked."""
    words = visit.words
    heading(words("keep.here"), 3)
    quiet(words("keep.here_about"))
    agreed = st.checkbox(plain(words("keep.agree")), key="agree-keep")
    if remembering.is_offered(visit) and not visit.signing.handed_over:
        st.checkbox(plain(words("keep.remember")), key="agree-device")
        quiet(words("keep.remember_risk"))
    pressed = st.button(
        words("keep.do"),
        key="keep",
        type="primary",
        on_click=_keep,
        args=(visit,),
    )
    if pressed and not agreed:
        st.error(plain(words("keep.tick_first")))


def _keep(visit: Visit) -> None:
    """Do what the boxes say; a tick that came with the press itself counts as well."""
    wanted = st.session_state.get("agree-device", False)
    if not st.session_state.get("agree-keep", False):
        return
    journals.keep(visit)
    if wanted and isinstance(visit.journal, KeptJournal) and visit.is_kept:
        remembering.remember(visit)
