"""What was done, as the audit tells it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Session
from quiz.ui.moment import zone
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain
from quiz.views.clients.audit import audit_line

AT_ONCE: Final = 20
"""Entries shown at first, and with each press for more."""


def done(visit: Visit, session: Session) -> None:
    """The latest entries, newest first: of all for an administrator, else one's own."""
    words = visit.words
    shown = AT_ONCE + visit.signing.listed
    entries = counsel.audit(session, shown + 1)
    st.markdown("\n".join(f"- {plain(audit_line(it, words, zone()))}" for it in entries[:shown]))
    if len(entries) > shown:
        st.button(words("audit.more"), key=f"more-done-{shown}", on_click=_more, args=(visit,))


def _more(visit: Visit) -> None:
    visit.signing.listed += AT_ONCE
