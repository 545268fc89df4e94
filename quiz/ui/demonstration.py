"""The mark of a demonstration, above every page: everybody here is invented."""

from __future__ import annotations

import streamlit as st

from quiz.demo.mark import is_demonstration
from quiz.ui import frame
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import quiet


def banner(visit: Visit, name: str) -> None:
    """Say so, where it is one; to who is not signed in also how to. `name` is the page's."""
    if not is_demonstration():
        return
    words = visit.words
    with st.container(key="demonstration", border=True):
        if visit.desk is not None:
            quiet(words("demonstration.invented"))
            return
        quiet(f"{words('demonstration.invented')} {words('demonstration.names')}")
        if name != "sign-in":
            frame.back_link(visit, "sign-in", "demonstration.sign_in")
