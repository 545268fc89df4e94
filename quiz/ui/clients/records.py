"""What the counsellor wrote down of a client, one under the other: added, changed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.ui.clients import opening
from quiz.ui.moment import today
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row
from quiz.vault import new_id

One = TypeVar("One", CaseNote, PhaseMark, PlanRow, AgreedPractice)
Form = Callable[[bytes, One | None], One]
"""Draws the fields of a record, of a new one or of one that there is, and returns what is in them;
`id_` is the record's."""
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
LONGEST: Final = 4000


def records(
    visit: Visit,
    client: bytes,
    kind: str,
    items: Sequence[One],
    draw: Callable[[One], None],
    form: Form[One],
    beside: Callable[[One], None] | None = None,
) -> None:
    """The records of one kind (`note`, `phase`, `plan`, `practice`), and a place for another.

    `beside` draws what else can be done with one, unless one of them is being written.
    """
    words, writing = visit.words, visit.book.writing
    heading(words(f"records.{kind}.title"), 2)
    quiet(words(f"records.{kind}.about"))
    for it in items:
        with st.container(key=f"{kind}-{it.id.hex()}", border=True):
            if writing == (kind, it.id):
                _write(visit, client, kind, it.id, it, form)
            else:
                draw(it)
                still = writing is None or writing[0] != kind
                _actions(visit, client, kind, it, beside if still else None)
    known = {it.id for it in items}
    if writing is not None and writing[0] == kind and writing[1] not in known:
        with st.container(key=f"{kind}-{writing[1].hex()}", border=True):
            _write(visit, client, kind, writing[1], None, form)
    else:
        st.button(
            words(f"records.{kind}.new"),
            key=f"new-{kind}",
            on_click=_begin,
            args=(visit, kind, new_id()),
        )


def _begin(visit: Visit, kind: str, id_: bytes) -> None:
    visit.book.writing, visit.book.asked = (kind, id_), None


def _actions(
    visit: Visit, client: bytes, kind: str, it: One, beside: Callable[[One], None] | None
) -> None:
    words, name = visit.words, it.id.hex()
    with row(f"{kind}-actions-{name}"):
        if visit.book.asked == name:
            st.warning(plain(words("records.delete_sure")))
            st.button(
                words("records.delete_yes"),
                key=f"sure-{name}",
                on_click=_strike,
                args=(visit, client, it),
            )
            _ask(visit, "records.delete_no", f"not-{name}", None)
            return
        st.button(
            words("records.change"),
            key=f"change-{name}",
            type="tertiary",
            on_click=_begin,
            args=(visit, kind, it.id),
        )
        _ask(visit, "records.delete", f"delete-{name}", name)
        if beside is not None:
            beside(it)


def _ask(visit: Visit, label: str, key: str, what: str | None) -> None:
    st.button(
        visit.words(label), key=key, type="tertiary", on_click=opening.ask, args=(visit, what)
    )


def _strike(visit: Visit, client: bytes, it: One) -> None:
    visit.book.asked = None
    opening.do(visit, lambda session: counsel.strike(session, client, it), "records.deleted")


def _write(
    visit: Visit, client: bytes, kind: str, id_: bytes, it: One | None, form: Form[One]
) -> None:
    """A record as it is being written. Its id is known before, so that saved twice it is one."""
    words, name = visit.words, id_.hex()
    with st.form(f"write-{name}", border=False):
        written: Any = form(id_, it)
        with row(f"write-actions-{name}"):
            saved = st.form_submit_button(words("client.save"), key=f"save-{name}", type="primary")
            left = st.form_submit_button(words("client.cancel"), key=f"cancel-{name}")
    if left:
        visit.book.writing = None
        st.rerun()
    if not saved:
        return
    if _is_blank(written):
        st.error(plain(words(f"records.{kind}.blank")))
        return
    if opening.do(visit, lambda session: counsel.write(session, client, written)):
        visit.book.writing = None
    st.rerun()


def _is_blank(written: CaseNote | PhaseMark | PlanRow | AgreedPractice) -> bool:
    match written:
        case CaseNote():
            return not written.text.strip()
        case PhaseMark():
            return not written.name.strip()
        case PlanRow():
            return not f"{written.goal}{written.behaviour}{written.practice}".strip()
        case AgreedPractice():
            return False


# -- fields ---------------------------------------------------------------------------------------


def day(visit: Visit, label: str, value: date | None, key: str) -> date:
    """A day, by default the present one."""
    return st.date_input(
        visit.words(label),
        value=value or today(),
        min_value=EARLIEST,
        max_value=LATEST,
        format="DD/MM/YYYY",
        key=key,
    )


def text(visit: Visit, label: str, value: str, key: str, *, long: bool = False) -> str:
    """A text, of one line or of several."""
    if long:
        return st.text_area(visit.words(label), value=value, max_chars=LONGEST, key=key)
    return st.text_input(
        visit.words(label), value=value, max_chars=200, autocomplete="off", key=key
    )


def step(visit: Visit, named: Mapping[str, str], value: str | None, key: str) -> str:
    """One of the questionnaire's steps."""
    options = list(named)
    chosen: str = st.selectbox(
        visit.words("records.step"),
        options,
        index=options.index(value) if value in options else 0,
        format_func=lambda it: plain(named[it]),
        key=key,
    )
    return chosen
