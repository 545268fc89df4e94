"""A sealed file: made with a passphrase that is typed twice, opened again, and saved anew."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from quiz import resultfile
from quiz.casework import FiledJournal, Journal
from quiz.errors import QuizError
from quiz.ui import frame, library
from quiz.ui.moment import today
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain, quiet

OPEN = "journal"
"""The key of the file of the journal that is open."""


def sealed_file(visit: Visit, journal: Journal, key: str) -> None:
    """The passphrase, typed twice, and then the file to download, as long as it is up to date."""
    words, content = visit.words, resultfile.dump_journal(journal)
    quiet(words("keep.passphrase_about"))
    with st.form(f"passphrase-{key}", border=False):
        first = _passphrase(words("keep.passphrase"), f"pass-{key}")
        again = _passphrase(words("keep.passphrase_again"), f"again-{key}")
        pressed = st.form_submit_button(words("keep.file_make"), key=f"make-{key}")
    if pressed and first != again:
        st.error(plain(words("keep.passphrases_differ")))
    elif pressed:
        _make(visit, journal, content, first, key)
    made = visit.keeping.files.get(key)
    if made is not None and made[0] == content:
        _take(visit, made[1], key)


def _passphrase(label: str, key: str) -> str:
    """What is typed into a field that a browser is asked not to remember."""
    return st.text_input(label, type="password", autocomplete="off", key=key)


def _make(visit: Visit, journal: Journal, content: bytes, passphrase: str, key: str) -> None:
    """Seal it; or say why that cannot be."""
    try:
        visit.keeping.files[key] = content, resultfile.seal_journal(journal, passphrase)
    except QuizError as fault:
        st.error(frame.say(fault, visit.words))
    else:
        if key == OPEN:
            visit.keeping.passphrase = passphrase


def _take(visit: Visit, data: bytes, key: str) -> None:
    """A sealed file, to be downloaded."""
    words, keeping = visit.words, visit.keeping
    st.success(plain(words("keep.file_ready")))
    st.download_button(
        words("keep.file_take"),
        data=data,
        file_name=f"check-in-{today().isoformat()}.sealed",
        mime="application/octet-stream",
        on_click=_saved if key == OPEN else "ignore",
        args=(visit, keeping.files[key][0]) if key == OPEN else None,
        key=f"take-{key}",
        type="primary",
    )


def _saved(visit: Visit, content: bytes) -> None:
    visit.keeping.saved = content


def open_files(visit: Visit) -> None:
    """Choose files that were taken from here: a sealed one, or plain results, one or several."""
    words = visit.words
    quiet(words("mine.file_about"))
    chosen = st.file_uploader(
        words("mine.file_label"), accept_multiple_files=True, key="kept-files"
    )
    contents = [upload.getvalue() for upload in chosen]
    if not contents:
        return
    passphrase = ""
    if any(resultfile.is_sealed(content) for content in contents):
        with st.form("passphrase-open", border=False):
            passphrase = _passphrase(words("keep.passphrase"), "pass-open")
            if not st.form_submit_button(words("mine.file_open"), key="open-file", type="primary"):
                return
    _open(visit, contents, passphrase)


def _open(visit: Visit, contents: Sequence[bytes], passphrase: str) -> None:
    """All of it opens, or nothing does and why is said."""
    try:
        journal = resultfile.read_journal(contents, passphrase, library.bank_of)
    except QuizError as fault:
        st.error(frame.say(fault, visit.words))
        return
    journals.open_(visit, journal)
    if passphrase:
        visit.keeping.passphrase = passphrase
        visit.keeping.saved = resultfile.dump_journal(journal)
    st.rerun()


def save_anew(visit: Visit, journal: FiledJournal) -> None:
    """The open file once more as soon as something in it has changed, under its own passphrase."""
    words, keeping = visit.words, visit.keeping
    content = resultfile.dump_journal(journal)
    if keeping.saved == content:
        st.info(plain(words("mine.file_saved")))
        return
    st.warning(plain(words("mine.file_unsaved")))
    if keeping.passphrase is None:
        sealed_file(visit, journal, OPEN)
        return
    made = keeping.files.get(OPEN)
    if made is None or made[0] != content:
        _make(visit, journal, content, keeping.passphrase, OPEN)
    if OPEN in keeping.files and keeping.files[OPEN][0] == content:
        _take(visit, keeping.files[OPEN][1], OPEN)
