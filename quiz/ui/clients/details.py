"""What a counsellor says of a client: code, label, side, language, how often they answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import Case
from quiz.casework.counsel import Details
from quiz.casework.counsel.clients import LONGEST_CODE, LONGEST_LABEL
from quiz.ui.clients import opening
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, quiet, row
from quiz.vault import new_id
from quiz.words import Words, catalogue, languages

DAYS: Final = (7, 14, 21, 28, 42, 56, 84)


def add(visit: Visit) -> None:
    """A new client: the button, or the form. It has a key before: saved twice it is one."""
    words, book = visit.words, visit.book
    if book.adding is None:
        st.button(
            words("clients.add"), key="add-client", type="primary", on_click=_begin, args=(visit,)
        )
        return
    with st.container(key="new-client", border=True):
        heading(words("clients.add_title"), 2)
        details = _form(visit, "new", None)
    if details is None:
        return
    key, added = book.adding, list[bytes]()
    if opening.do(visit, lambda it: added.append(counsel.add_client(it, details, key))):
        book.adding = None
        book.reload()
        opening.show(visit, added[0])
    st.rerun()


def _begin(visit: Visit) -> None:
    visit.book.adding = new_id()


def change(visit: Visit, case: Case) -> None:
    """The same of a client that there is."""
    details = _form(visit, "details", case)
    if details is None:
        return
    said = "client.changed"
    opening.do_and_reload(
        visit, lambda session: counsel.change_client(session, case.id, details), said
    )
    st.rerun()


def _form(visit: Visit, key: str, case: Case | None) -> Details | None:
    """What was typed in, once it is saved."""
    words, of = visit.words, case or Case("", language=visit.language)
    name = f"{key}-{case.id.hex() if case else 'client'}"
    with st.form(name, border=False):
        quiet(words("clients.no_names"))
        code = st.text_input(
            words("clients.code" if case else "clients.code_made"),
            value=of.code,
            max_chars=LONGEST_CODE,
            autocomplete="off",
            key=f"code-{name}",
        )
        label = st.text_input(
            words("clients.label"),
            value=of.label,
            max_chars=LONGEST_LABEL,
            autocomplete="off",
            key=f"label-{name}",
        )
        side = _one(visit, "side", sides(visit), of.perspective, name)
        tongue = _one(visit, "language", _languages(visit), of.language, name)
        days = _days(words, of.interval_days, name)
        with row(f"done-{name}"):
            saved = st.form_submit_button(words("client.save"), key=f"save-{name}", type="primary")
            left = case is None and st.form_submit_button(words("client.cancel"), key="cancel-new")
    if left:
        visit.book.adding = None
        st.rerun()
    return Details(code, label, side, tongue, days) if saved else None


def sides(visit: Visit) -> Sequence[tuple[str, str]]:
    """The sides that the questionnaire has, in its words."""
    return list(visit.edition.words(visit.language).perspectives.items())


def _languages(visit: Visit) -> Sequence[tuple[str, str]]:
    return [
        (tag, catalogue(tag)("language_name") if tag in languages() else tag)
        for tag in visit.edition.bank.languages
    ]


def _one(
    visit: Visit, key: str, options: Sequence[tuple[str, str]], chosen: str | None, name: str
) -> str | None:
    """One of these, or that it is left to the client."""
    if len(options) < 2:
        return chosen
    words = visit.words
    all_ = [("", words("clients.left_open")), *options]
    label = words(f"clients.{key}")
    return choice(label, all_, chosen or "", f"{key}-{name}", visit.language) or None


def _days(words: Words, chosen: int | None, name: str) -> int | None:
    """After how many days the next answers are due."""
    options = sorted({0, *DAYS, chosen or 0})
    return (
        st.selectbox(
            words("clients.interval"),
            options,
            index=options.index(chosen or 0),
            format_func=lambda it: (
                words("clients.every", days=it) if it else words("clients.interval_none")
            ),
            key=f"interval-{name}",
        )
        or None
    )
