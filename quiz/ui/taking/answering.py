"""Parts of the questions page: one question, its clearing, and the turning of pages."""

from __future__ import annotations

import streamlit as st

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.casework import record
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, choice_box, radio, radio_key
from quiz.views.questions import Question


def asked_for(visit: Visit) -> int:
    """The page in the address (`?p=`), or the furthest opened where it names none."""
    asked = st.query_params.get("p", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5:
        return int(asked)
    return visit.draft.opened if visit.draft else 1


def keep(visit: Visit) -> None:
    """Keep what arrived with this run for widgets that it may not draw again.

    Somebody who answers and at once goes on, away or to another language may end the run that
    would have kept the answer; its value still comes with the next one.
    """
    bank = visit.edition.bank
    for question in bank.private_block.ids if bank.private_block else ():
        if said := st.session_state.get(radio_key(f"private-{question}", visit.language)):
            visit.private.answers[question] = said
    visit.private.closed = visit.private.closed or bool(visit.private.yes_to(bank))
    if visit.draft is None:
        return
    for item in bank.item_by_id:
        chosen = st.session_state.get(radio_key(_key(visit, item), visit.language))
        if chosen is not None and chosen != visit.draft.answers.get(item):
            record(bank, visit.draft, item, chosen, visit.language)


def _key(visit: Visit, item: str) -> str:
    """The key of a question's widget: another one each time another tab gave another answer.

    The browser goes on sending what was chosen here, which must not undo what was chosen there.
    """
    replaced = visit.redrawn.get(item, 0)
    return f"answer-{item}-again-{replaced}" if replaced else f"answer-{item}"


def turn(page: int) -> None:
    """Go to a page of questions: its number stands in the address."""
    st.query_params["p"] = str(page)


def turner(name: str, label: str, page: int, target: int, *, main: bool = False) -> None:
    """A button that turns the page. It is another one on each page: a second click does nothing."""
    with st.container(key=name, width="content"):
        st.button(
            label,
            key=f"{name}-{page}",
            type="primary" if main else "secondary",
            on_click=turn,
            args=(target,),
        )


def ask(visit: Visit, question: Question, options: tuple[tuple[Answer, str], ...]) -> None:
    """One question. A value that arrives and is not yet kept is kept now.

    Kept on render, not in a callback: the first run of a new session fires none. An empty widget
    never clears an answer; only its button does.
    """
    key = _key(visit, question.item)
    with choice_box(f"answer-{question.item}", apart=options[-1][0] is NOT_APPLICABLE):
        chosen = radio(question.text, options, question.answer, key, visit.language)
        if chosen is not None and chosen != question.answer and visit.draft is not None:
            record(visit.edition.bank, visit.draft, question.item, chosen, visit.language)
        st.button(
            visit.words("questions.clear"),
            key=f"clear-{question.item}",
            type="tertiary",
            disabled=chosen is None,
            on_click=_clear,
            args=(visit, question.item, radio_key(key, visit.language)),
        )


def ask_privately(
    visit: Visit, question: str, text: str, options: list[tuple[str, str]]
) -> str | None:
    """A question of the private block, its answer kept in the memory of this visit only."""
    stored = visit.private.answers.get(question)
    if said := choice(text, options, stored, f"private-{question}", visit.language):
        visit.private.answers[question] = said
    return said


def _clear(visit: Visit, item: str, key: str) -> None:
    """Take one answer back: the question is blank again."""
    if visit.draft is not None:
        record(visit.edition.bank, visit.draft, item, None)
    st.session_state[key] = None
