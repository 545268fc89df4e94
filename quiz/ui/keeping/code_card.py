"""A private code as it is shown, once: in groups, to copy, to print, and as a QR code."""

from __future__ import annotations

import base64

import streamlit as st

from quiz.report import code_sheet
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, safe_html
from quiz.views.qr import qr_svg
from quiz.words import Words

SHOWN_AFTER = 5  # seconds: then the page has surely been drawn


def new_code(visit: Visit) -> None:
    """The new private code, until its owner says that they have it."""
    words, code = visit.words, visit.keeping.code
    if code is None or visit.journal is None:
        return
    text = code.shown()
    with st.container(key="private-code", border=True):
        heading(words("keep.code_title"), 2)
        st.markdown(plain(words("keep.code_about")))
        copyable(text, words)
        with st.expander(words("keep.qr")):
            picture(text, words("keep.qr_name"))
            quiet(words("keep.qr_about"))
        name = visit.shown.words(visit.language).neutral_title or words("app.title")
        with row("code-actions"):
            if not visit.signing.handed_over:  # no file is left on this device
                st.download_button(
                    words("keep.print"),
                    data=lambda: code_sheet(text, name, words),
                    file_name="check-in-code.pdf",
                    mime="application/pdf",
                    on_click="ignore",
                    key="take-code",
                )
            st.button(
                words("keep.have_code"),
                key="have-code",
                type="primary",
                on_click=journals.has_code,
                args=(visit,),
            )
    if visit.keeping.held:
        st.fragment(journals.code_arrived, run_every=SHOWN_AFTER)(visit)
    visit.keeping.drawn = True


def copyable(code: str, words: Words) -> None:
    """A code in groups, and the button that copies it (its script is that of the page)."""
    groups = " ".join(f"<span>{safe_html(group)}</span>" for group in code.split("-"))
    st.html(
        f'<p class="private-code" translate="no">{groups}</p>'
        f'<p class="copy"><button type="button" data-copy="{safe_html(code)}" '
        f'data-done="{safe_html(words("keep.copied"))}">{safe_html(words("keep.copy"))}</button>'
        '<span role="status"></span></p>'
    )


def picture(text: str, name: str) -> None:
    """A text as a QR code, under a name for who cannot see it."""
    data = base64.b64encode(qr_svg(text).encode()).decode()
    st.html(f'<img class="qr" src="data:image/svg+xml;base64,{data}" alt="{safe_html(name)}">')
