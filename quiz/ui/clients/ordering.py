"""Rows that stand in the counsellor's own order: each can go up or down by one.

A button is another one once its row stands elsewhere, so a second click that was under way does
nothing. The page's script (`assets/moving.js`) passes over the second click of two quick ones,
which would meet another row, lets the focus go with the row, and has its new place said aloud.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import PlanRow
from quiz.ui.clients import opening
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import safe_html


def place(visit: Visit, rows: Sequence[PlanRow], row: PlanRow) -> None:
    """Which of several rows this is."""
    if len(rows) > 1:
        said = visit.words("records.plan.place", place=rows.index(row) + 1, rows=len(rows))
        st.html(f'<p class="row-place" data-row="{row.id.hex()}">{safe_html(said)}</p>')


def buttons(visit: Visit, client: bytes, rows: Sequence[PlanRow], row: PlanRow) -> None:
    """A button for each way that this row can go."""
    at = rows.index(row)
    for towards, other in (("up", at - 1), ("down", at + 1)):
        if 0 <= other < len(rows):
            st.button(
                visit.words(f"records.plan.{towards}"),
                key=f"move-{towards}-{at}-{row.id.hex()}",
                type="tertiary",
                on_click=_arrange,
                args=(visit, client, _changed_over(rows, at, other)),
            )


def _changed_over(rows: Sequence[PlanRow], at: int, other: int) -> tuple[PlanRow, ...]:
    """The rows with these two in each other's places."""
    order = list(rows)
    order[at], order[other] = order[other], order[at]
    return tuple(order)


def _arrange(visit: Visit, client: bytes, order: tuple[PlanRow, ...]) -> None:
    opening.do(visit, lambda session: counsel.arrange(session, client, order))
