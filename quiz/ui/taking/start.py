"""Parts of the Start page: going on with a draft, opening a result file, other questionnaires."""

from __future__ import annotations

import streamlit as st

from quiz import casework, resultfile
from quiz.bank import ContextQuestion
from quiz.casework import Draft
from quiz.errors import ResultFileError
from quiz.report import paper_form
from quiz.ui import frame, library
from quiz.ui.visit import place
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, plain, quiet, row, toggled


def choices(visit: Visit) -> None:
    """The side and the required questions, the consent line, and the way in."""
    words = visit.words
    ask_all(visit)
    quiet(words("start.consent_kept" if place.offer(visit) else "start.consent"))
    if st.button(words("start.begin"), key="begin", type="primary", width="stretch"):
        _begin(visit)


def ask_all(visit: Visit, side: str | None = None) -> None:
    """The side and the required questions; what is chosen is kept for the start of the draft.

    A `side` that is given is not asked for.
    """
    words, bank = visit.words, visit.edition.bank
    wording = visit.edition.words(visit.language)
    if side in bank.perspectives:
        visit.side = side
    elif bank.perspectives:
        sides = [(side, wording.perspectives[side]) for side in bank.perspectives]
        label = wording.choose_perspective or words("start.choose_side")
        visit.side = choice(label, sides, visit.side, "side", visit.language) or visit.side
    for question in bank.context:
        if question.required:
            _ask(visit, question)


def _ask(visit: Visit, question: ContextQuestion) -> None:
    """A context question; what is chosen is kept for the start of the draft."""
    said = visit.edition.words(visit.language).context[question.id]
    options = [(option, said.options[option]) for option in question.options]
    stored, key = visit.choices.get(question.name), f"context-{question.id}"
    chosen = choice(said.text, options, stored, key, visit.language)
    if chosen is not None:
        visit.choices[question.name] = chosen


def more_questions(visit: Visit) -> None:
    """The context questions that nobody has to answer, after a press."""
    optional = [question for question in visit.edition.bank.context if not question.required]
    if optional and toggled("more", visit.words("start.more_question")):
        quiet(visit.words("start.more_note"))
        for question in optional:
            _ask(visit, question)


def on_paper(visit: Visit) -> None:
    """The blank questions of the chosen side as a PDF, once it is known which side that is."""
    edition, side, words = visit.edition, visit.side, visit.words
    if edition.bank.perspectives and side is None:
        return
    st.download_button(
        words("report.paper.take"),
        data=lambda: paper_form(edition, side, words),
        file_name="check-in-paper.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="paper-form",
        type="tertiary",
    )


def _begin(visit: Visit) -> None:
    """Start the questions where every choice is made; otherwise say which one is missing."""
    if begun(visit):
        place.keep(visit)
        frame.go("questions", p="1")


def begun(visit: Visit) -> bool:
    """True once a new draft is there, for what was chosen; else it says which choice is missing."""
    if unmade := _missing(visit):
        st.error(plain(visit.words("start.missing", question=unmade)))
        return False
    visit.start_over()
    visit.draft = casework.begin(
        visit.edition.bank,
        perspective=visit.side,
        context=visit.choices,
    )
    return True


def begun_and_kept(visit: Visit, not_kept: str, invitation: str | None = None) -> Draft | None:
    """The draft of this visit, its place kept; a new one, for what was chosen, where there is none.

    None where that cannot be, which is said (by `not_kept`, where nothing can be kept here). A new
    one answers this `invitation`, if any. Where another tab has begun something meanwhile, the page
    is drawn anew.
    """
    is_new = visit.draft is None
    if is_new and not begun(visit):
        return None
    if is_new and visit.draft is not None:
        visit.draft.invitation = invitation
    if place.of(visit) is None:
        wanted, visit.place.wanted = visit.place.wanted, True
        place.keep(visit)
        visit.place.wanted = wanted
    if visit.draft is None or place.of(visit) is None:
        st.warning(plain(visit.words(not_kept)))
        return None
    if is_new and not visit.place.begun_here:
        st.rerun()
    return visit.draft


def _missing(visit: Visit) -> str | None:
    """The words of the first choice that Start still needs, None where all are made."""
    bank, wording = visit.edition.bank, visit.edition.words(visit.language)
    if bank.perspectives and visit.side is None:
        return wording.choose_perspective or visit.words("start.choose_side")
    missing = casework.missing_context(bank, visit.choices)
    return wording.context[missing[0]].text if missing else None


def under_way(visit: Visit) -> None:
    """A draft is there: go on with it, or erase it."""
    words = visit.words
    if visit.draft is None:
        return
    st.info(plain(words("start.under_way", answered=visit.draft.answered)))
    with row("under-way"):
        if st.button(words("start.continue"), key="continue", type="primary"):
            go_on(visit)
        st.button(words("start.erase"), key="erase", on_click=place.erase, args=(visit,))
    place.until_when(visit)


def go_on(visit: Visit) -> None:
    """Leave for where the draft stands: its result, or the last page of questions opened."""
    if visit.draft is None:
        return
    if visit.draft.finished_at is not None:
        visit.show(casework.attempt_of(visit.draft))
        frame.go("result")
    frame.go("questions", p=str(visit.draft.opened))


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
    visit.choices, visit.side = {}, None
    visit.bank = name
    st.query_params["bank"] = name
    if visit.language not in library.editions()[name].bank.languages:
        visit.language = library.editions()[name].bank.languages[0]
