"""The page before a session, for the counsellor: one page of A4, whatever stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from quiz.casework.cases import CaseFile
from quiz.report.result import chart_bands, chart_row
from quiz.report.typeset import typeset
from quiz.views.clients.casefile import AgreedView
from quiz.views.clients.session_sheet import SessionSheetView, session_sheet
from quiz.words import Words

IMPORTANCE: Final = ("practice", "facets", "topics", "plan")
"""Which part stays the longest where there is no room for all."""
MOST_ROWS: Final = 3
"""Rows of the plan; practices too."""
LONG: Final = 160
"""Characters of one question or sentence."""
CELL: Final = 90
"""Characters of what somebody wrote into one cell of the plan."""
SHORT: Final = 60
"""Characters of a name or an answer."""
NARROW: Final = 30
"""Characters of a band's name."""


def session_sheet_pdf(file: CaseFile, now: datetime, words: Words) -> bytes:
    """The session sheet as a PDF of one page, in the language of `words`.

    `now` is aware: the sheet bears its day. Texts longer than a cell holds are cut, and parts for
    which there is no room are left out; the page says both.

    Raises:
        ValueError: there is no attempt yet.
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    view = session_sheet(file, now, words)
    cut = _Cut()
    data: dict[str, Any] = {
        "title": cut(view.title, LONG),
        "lead": cut(view.lead, 2 * LONG),
        "footer": words("sheet.footer"),
        "page": "",
        "focus": cut(view.focus, 3 * LONG),
        "flags": [mark.text for mark in view.standing.marks],
        "chart": {
            "alt": view.latest.alt,
            "sentence": words("sheet.chart_sentence"),
            "rows": [chart_row(step, words) for step in view.latest.steps],
            "bands": chart_bands([(at, cut(name, NARROW)) for at, name in view.latest.bands]),
        },
        "table": _table(view, cut, words),
        "remarks": [cut(it, 2 * LONG) for it in (*view.remarks, *view.latest.not_ranked)],
        "parts": _ranked(_parts(view, words)),
        "left_out": words("sheet.left_out", parts="{parts}"),
        "clipped": words("sheet.clipped"),
        "closing": list(_closing(view, words)),
    }
    data["cut"] = cut.any
    language = file.case.history[-1].edition.language(words.language)
    return typeset("session_sheet", data, language=language, day=now.date())


Part = Mapping[str, Any] | None


class _Cut:
    """Cuts texts that are too long, and knows whether it had to."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, text: str, most: int) -> str:
        """The text on one line, at most so many characters of it."""
        text = " ".join(text.split())
        if len(text) <= most:
            return text
        self.any = True
        return f"{text[: most - 1].rstrip()}…"


def _table(view: SessionSheetView, cut: _Cut, words: Words) -> Mapping[str, Any]:
    """Scores and changes, a row a step."""
    return {
        "head": [
            words("sheet.head.step"),
            words("sheet.head.score"),
            *view.columns,
            words("sheet.head.answered"),
        ],
        "rows": [
            {
                "cells": [cut(line.title, SHORT), line.score, *line.changes, line.answered],
                "focus": line.in_focus,
            }
            for line in view.lines
        ],
    }


def _ranked(parts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The parts with their ranks from 1; the highest is the first to be left out."""
    found = list(parts)
    kinds = [kind for kind in IMPORTANCE if any(part["kind"] == kind for part in found)]
    return [{**part, "rank": kinds.index(part["kind"]) + 1} for part in found]


def _parts(view: SessionSheetView, words: Words) -> Iterator[Mapping[str, Any]]:
    """The parts after the core, in their order, each with whether something of it was cut."""
    kinds = {"practice": _practice, "topics": _topics, "plan": _plan, "facets": _facets}
    for kind, made in kinds.items():
        cut = _Cut()
        part = made(view, cut, words)
        if part is not None:
            yield {"kind": kind, **part, "cut": cut.any}


def _facets(view: SessionSheetView, cut: _Cut, words: Words) -> Part:
    """The facets, a line a step; None in a bank without them."""
    if view.facets is None:
        return None
    return {
        "head": words("sheet.facets"),
        "lines": [
            {
                "title": cut(title, SHORT),
                "facets": [{"name": cut(name, SHORT), "figure": it} for name, it in facets],
            }
            for title, facets in view.facets.lines
        ],
        "left": cut(view.facets.left, 2 * LONG),
        "note": view.facets.note,
    }


def _practice(view: SessionSheetView, cut: _Cut, words: Words) -> Part:
    """The practices agreed on, the latest first, or that there is none; and what fits the focus."""
    latest = tuple(reversed(view.practices))[:MOST_ROWS]
    lines = [_agreed(agreed, cut, words) for agreed in latest] or [words("sheet.practice_none")]
    fits = [cut(view.fits, LONG)] if view.fits else []
    return {"head": words("sheet.practice"), "lines": [*lines, *fits]}


def _agreed(agreed: AgreedView, cut: _Cut, words: Words) -> str:
    """A practice with its step, its day and how much of it is done."""
    key = "sheet.practice_agreed" if agreed.line else "sheet.practice_agreed_since"
    name, step = cut(agreed.name, SHORT), cut(agreed.title, SHORT)
    return words(key, name=name, step=step, since=agreed.since, done=agreed.line)


def _topics(view: SessionSheetView, cut: _Cut, words: Words) -> Part:
    """What to talk about, in two columns."""
    found = view.topics
    columns = {
        "lowest": (found.lowest, found.lowest_none),
        "moved": (found.moved, found.moved_none),
    }
    return {
        "head": words("sheet.topics"),
        "columns": [
            {
                "head": words(f"sheet.{name}"),
                "answers": [
                    {"text": cut(it.text, LONG), "answer": cut(it.answer, LONG)} for it in topics
                ],
                "none": none,
            }
            for name, (topics, none) in columns.items()
        ],
    }


def _plan(view: SessionSheetView, cut: _Cut, words: Words) -> Part:
    """The first rows of the plan, and how many there are in all; None without a plan.

    The page has as many of these rows as it has room for, but one at least.
    """
    if not view.plan:
        return None
    columns = ("step", "goal", "behaviour", "practice", "review")
    return {
        "head": words("sheet.plan"),
        "columns": [words(f"sheet.plan_head.{name}") for name in columns],
        "rows": [
            [
                cut(row.title, SHORT),
                *(cut(it, CELL) for it in (row.goal, row.behaviour, row.practice)),
                words("sheet.due", day=row.day) if row.due else row.day,
            ]
            for row in view.plan[:MOST_ROWS]
        ],
        "all": len(view.plan),
        "more": words("sheet.more_rows", count="{count}"),
    }


def _closing(view: SessionSheetView, words: Words) -> Iterator[str]:
    """How many answers there are, what is assumed, and what is not here."""
    yield view.latest.answered
    if view.latest.assumed:
        yield words("result.assumed")
    if view.safety:
        yield view.safety
