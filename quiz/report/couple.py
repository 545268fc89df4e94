"""The couple view as a page or two to hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quiz.content import Edition
from quiz.findings import CoupleView, Point
from quiz.report.result import closing, shortened
from quiz.report.typeset import typeset
from quiz.views.pairs.couple import GapView, TogetherView, together
from quiz.words import Words


def together_pdf(edition: Edition, found: CoupleView, words: Words, today: date) -> bytes:
    """The couple view as a PDF, worded in the language of `words`; same input, same bytes.

    In every gap `one` is the reader's own. The page holds steps only; what is told to its reader
    alone is not on it. It bears `today`. A view that was refused makes a page without steps: ask
    for it only where it is open.
    """
    view = together(edition, found, words)
    name = edition.words(words.language).neutral_title or words("app.title")
    data = {
        "title": words("together.pdf.title", name=name),
        "lead": f"{edition.words(words.language).title}, {words.day(today)}",
        "footer": words("report.footer"),
        "closing": closing(edition, words),
        **together_data(view, words("together.pdf.head.figures"), words),
    }
    return typeset("couple", data, language=edition.language(words.language), day=today)


def together_data(view: TogetherView, figures: str, words: Words) -> Mapping[str, Any]:
    """What the template `couple` draws of a view; whoever asks adds title, footer and closing.

    `figures` is the head of the column with the two scores.
    """
    return {
        "page": words("report.page", page="{page}", pages="{pages}"),
        "headline": view.headline,
        "agreed": {
            "head": words("together.agreed_title"),
            "text": view.agreed,
            "steps": [step.title for step in view.agreements],
        },
        "talk": _talk(view.question, view.talk, words),
        "others": {
            "head": words("together.others_title"),
            "steps": [f"{step.title}: {step.verdict}" for step in view.others],
        },
        "apart": {"head": words("together.not_compared_title"), "steps": view.not_compared},
        "caution": words("together.caution_title"),
        "cautions": view.cautions,
        "chart": {
            "title": words("together.chart_title"),
            "alt": view.alt,
            "sentence": view.chart_sentence,
            "rows": [_row(step) for step in view.compared],
        },
        "assumed": words("result.assumed") if view.assumed else "",
        "table": {
            "head": [words("together.pdf.head.step"), words("together.pdf.head.finding"), figures],
            "rows": [[step.title, step.verdict, step.line] for step in view.compared],
        },
        "rounded": words("together.rounded"),
        "rests-head": words("together.rests_title"),
        "rests": view.basis,
        "notes": [{"title": title, "text": note} for title, note in view.notes],
    }


def _talk(question: str, talk: GapView | None, words: Words) -> Mapping[str, str] | None:
    """The one difference to talk about, None without any."""
    if talk is None:
        return None
    return {
        "head": words("together.talk_title"),
        "question": question,
        "verdict": talk.verdict,
        "how": words("together.talk_how"),
    }


def _row(step: GapView) -> Mapping[str, Any]:
    """One step of the chart."""
    return {
        "title": shortened(step.title),
        "mark": step.verdict,
        "quiet": True,
        "focus": False,
        "score": step.you.score,
        "you": _point(step.you),
        "partner": _point(step.partner),
        "line": step.line,
    }


def _point(point: Point) -> Mapping[str, float]:
    return {"score": point.score, "low": point.low, "high": point.high}
