"""Parts of the caseload: what to look for, the rows, the rules behind their words, the export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

import streamlit as st

from quiz.casework.counsel import Session
from quiz.ui.clients import opening, signs
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain, quiet, row
from quiz.views.clients.caseload import (
    CaseRow,
    Order,
    arranged,
    counted,
    matching,
    need_names,
    order_names,
    summary,
)
from quiz.views.clients.caseload_rules import rules
from quiz.views.results.result import titles
from quiz.words import Words

T = TypeVar("T")
AT_ONCE: Final = 25
"""Rows that are drawn before more are asked for."""
WHICH: Final = {None: False, "archived": True, "all": None}
"""Whether archived clients are shown; where nothing is chosen, those who are not."""


def found(visit: Visit, rows: tuple[CaseRow, ...]) -> tuple[CaseRow, ...]:
    """The rows that are looked for, in the order that is wanted."""
    words = visit.words
    current = matching(rows)
    quiet(summary(current, words))
    if not rows:
        return ()
    text = st.text_input(
        words("clients.search"),
        key="search",
        autocomplete="off",
        max_chars=100,
        persist_state="session",
    )
    with st.expander(words("clients.filter")):
        order = _order(words)
        which = _which(words, rows)
        needs = _pills(visit, "needs", {it: need_names(words)[it] for it in counted(rows)})
        in_focus = {step for it in rows for step in it.standing.steps}
        named = titles(visit.edition, visit.language)
        steps = _pills(visit, "steps", {it: named[it] for it in named if it in in_focus})
    hits = matching(rows, text, needs=needs, steps=steps, archived=WHICH[which])
    if text.strip() or needs or steps or which is not None:
        _narrowed(words, len(hits), len(matching(rows, archived=WHICH[which])))
    return _asked_first(visit, arranged(hits, order), order)


def _order(words: Words) -> Order:
    names = order_names(words)
    chosen: Order | None = st.selectbox(
        words("clients.order"),
        list(Order),
        index=0,
        format_func=names.__getitem__,
        key="order",
        persist_state="session",
    )
    return chosen or Order.NEED


def _asked_first(visit: Visit, rows: tuple[CaseRow, ...], order: Order) -> tuple[CaseRow, ...]:
    """By need: before all others those who asked for everything to be erased."""
    if order != Order.NEED:
        return rows
    cases = visit.book.cases
    return tuple(sorted(rows, key=lambda it: cases[it.id].asked_erasure is None))


def _narrowed(words: Words, shown: int, of: int) -> None:
    """That not all are shown, and the way back to all: the filter itself may be shut."""
    with row("narrowed"):
        quiet(words("clients.hits", shown=shown, of=of))
        st.button(words("clients.show_all"), key="show-all", type="tertiary", on_click=_show_all)


def _show_all() -> None:
    st.session_state.update({"search": "", "which": None, "needs": [], "steps": []})


def _which(words: Words, rows: tuple[CaseRow, ...]) -> str | None:
    """Whether those who were put away are shown; asked for where there is one."""
    if not any(it.archived for it in rows):
        return None
    return st.pills(
        words("clients.which_title"),
        [it for it in WHICH if it is not None],
        format_func=lambda it: words(f"clients.which.{it}"),
        key="which",
        persist_state="session",
    )


def _pills(visit: Visit, key: str, named: Mapping[T, str]) -> list[T]:
    """Those chosen of what there is to choose from."""
    if not named:
        return []
    return st.pills(
        visit.words(f"clients.{key}"),
        list(named),
        format_func=lambda it: plain(named[it]),
        selection_mode="multi",
        key=key,
        persist_state="session",
    )


def clients(visit: Visit, hits: tuple[CaseRow, ...]) -> None:
    """The rows, so many at once; pressing one opens it."""
    words, book = visit.words, visit.book
    if not hits:
        st.markdown(plain(words("clients.no_hit" if book.cases else "clients.none_yet")))
    drawn = hits[: AT_ONCE + book.listed]
    for it in drawn:
        with st.container(key=f"case-{it.id.hex()}", border=True):
            _client(visit, it)
    if len(hits) > len(drawn):
        quiet(words("clients.so_many", shown=len(drawn), of=len(hits)))
        st.button(words("clients.more"), key="more", on_click=_more, args=(visit,))


def _client(visit: Visit, it: CaseRow) -> None:
    words = visit.words
    if st.button(plain(it.code), key=f"open-{it.id.hex()}", type="tertiary"):
        opening.show(visit, it.id)
    quiet(about(visit, it.label, it.side, it.partner, archived=it.archived))
    signs.standing(it.standing, visit.book.cases[it.id], words)


def about(visit: Visit, label: str, side: str, partner: str, *, archived: bool) -> str:
    """Who a client is, in one line."""
    words = visit.words
    couple = words("clients.couple_with", code=partner) if partner else ""
    put_away = words("clients.is_archived") if archived else ""
    return " · ".join(filter(None, (label, side, couple, put_away)))


def _more(visit: Visit) -> None:
    visit.book.listed += AT_ONCE


def meaning(visit: Visit) -> None:
    """The rule behind each word of the list."""
    words = visit.words
    with st.expander(words("clients.rules")):
        for head, text in rules(visit.edition, words):
            st.markdown(f"**{plain(head)}**  \n{plain(text)}")


def look_again(visit: Visit, session: Session) -> None:
    """Read all of them anew."""
    with row("look-again"):
        if st.button(visit.words("clients.reload"), key="reload", type="tertiary"):
            visit.book.reload()
            opening.cases(visit, session)
            st.rerun()
