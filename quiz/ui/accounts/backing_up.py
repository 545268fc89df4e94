"""A complete backup for administrators, sealed by a passphrase of its own."""

from __future__ import annotations

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Role, Session
from quiz.errors import QuizError
from quiz.ui import frame
from quiz.ui.accounts import signing_in
from quiz.ui.moment import today
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, toggled


def backup(visit: Visit, session: Session) -> None:
    """The passphrase, typed twice, and then the file to download."""
    words, signing = visit.words, visit.signing
    heading(words("accounts.backup_title"), 2)
    st.markdown(plain(words("accounts.backup_about")))
    if signing.backup is not None:
        _take(visit)
        return
    if not toggled("backup", words("accounts.backup_show")):
        return
    with st.form("backup", border=False):
        first, again = signing_in.new_passphrase(visit, "backup", of_account=False)
        pressed = st.form_submit_button(words("accounts.backup_do"), key="make-backup")
    if not pressed:
        return
    if first != again:
        st.error(plain(words("set_up.differ")))
        return
    try:
        signing.backup = b"".join(counsel.back_up(session, first))
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    st.rerun()


def _take(visit: Visit) -> None:
    words, made = visit.words, visit.signing.backup

    def file() -> bytes:
        desk.required(visit, Role.ADMINISTRATOR)
        return made or b""

    st.success(plain(words("accounts.backup_ready")))
    st.download_button(
        words("accounts.backup_take"),
        data=file,
        file_name=f"check-in-{today().isoformat()}.backup",
        mime="application/octet-stream",
        on_click="ignore",
        key="take-backup",
        type="primary",
    )
