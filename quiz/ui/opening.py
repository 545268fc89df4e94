"""Parts of the Start page: going on with a draft, opening a result file, other questionnaires."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz import resultfile
from quiz.errors import ResultFileError
from quiz.ui import frame, library
from quiz.ui.session import Visit
from quiz.ui.widgets import plain, quiet, row, toggled

SIDE: Final = "perspective"
"""Under this name the chosen side stands among the choices of Start."""


def missing(visit: Visit) -> str | None:
    """The words of the first choice that Start still needs, None where all are made."""
    bank, wording = visit.edition.bank, visit.edition.words(visit.language)
    if bank.perspectives and SIDE not in visit.choices:
        return wording.choose_perspective or ""
    for question in bank.context:
        if question.required and question.name not in visit.choices:
            return wording.context[question.id].text
    return None


def under_way(visit: Visit) -> None:
    """A draft is there: go on with it, or erase it."""
    words = visit.words
    if visit.draft is None:
        return
    st.info(plain(words("start.under_way", answered=visit.draft.answered)))
    with row("under-way"):
        if st.button(words("start.continue"), key="continue", type="primary"):
            frame.go("questions", p=str(visit.draft.opened))
        st.button(words("start.erase"), key="erase", on_click=visit.start_over)


def saved_result(visit: Visit) -> None:
    """Open a downloaded result; a file that does not fit is refused and changes nothing."""
    words = visit.words
    if not toggled("saved", words("start.open_saved")):
        return
    quiet(words("start.open_saved_help"))
    upload = st.file_uploader(words("start.file_label"), type=["json"], key="result-file")
    if upload is None:
        return
    try:
        folders = {edition.bank.id: name for name, edition in library.editions().items()}
        banks = [edition.bank for edition in library.editions().values()]
        bank, attempt = resultfile.load(upload.getvalue(), banks)
    except ResultFileError as fault:
        st.error(frame.say(fault, words))
        return
    visit.start_over()
    visit.bank = folders[bank.id]
    visit.show(attempt, from_file=True)
    frame.go("result")


def other_banks(visit: Visit) -> None:
    """The other questionnaires of this site, where there are any."""
    others = [name for name in library.editions() if name != visit.bank]
    if not others or not toggled("others", visit.words("start.other_banks")):
        return
    for name in others:
        edition = library.editions()[name]
        st.button(
            plain(edition.words(visit.language).title),
            key=f"bank-{name}",
            on_click=_choose_bank,
            args=(visit, name),
        )


def _choose_bank(visit: Visit, name: str) -> None:
    """Go on with another questionnaire, nothing chosen yet."""
    visit.start_over()
    visit.choices = {}
    visit.bank = name
    st.query_params["bank"] = name
    if visit.language not in library.editions()[name].bank.languages:
        visit.language = library.editions()[name].bank.languages[0]
