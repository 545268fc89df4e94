"""Two attempts of one person, held against each other, as a page or two to hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any

from quiz.findings import Certainty, Point
from quiz.report.result import closing, shortened
from quiz.report.typeset import typeset
from quiz.views.results.comparison import ChangeView, ComparisonView, comparison
from quiz.views.sheet import Sheet
from quiz.words import Words


def comparison_pdf(then: Sheet, now: Sheet, words: Words, today: date, zone: tzinfo = UTC) -> bytes:
    """The comparison as a PDF in the language of `words`; the same bytes for the same input.

    Days are those of the zone; the file bears `today`. It holds steps only: no answer, no note of
    the person's, and nothing of the private block. Two that cannot be compared make a page that
    says why.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    view = comparison(then, now, words, zone)
    wording = now.edition.words(words.language)
    name = wording.neutral_title or words("app.title")
    data = {
        "title": words("compare.pdf.title", name=name),
        "lead": f"{wording.title}: {view.lead}",
        "footer": words("report.footer"),
        "page": words("report.page", page="{page}", pages="{pages}"),
        "headline": view.headline,
        "findings": [it for it in (view.refused, *view.findings) if it],
        "chances": view.chances,
        "caution": words("compare.caution_title"),
        "cautions": view.cautions,
        "chart": _chart(view, words) if view.steps else None,
        "assumed": words("result.assumed") if view.assumed else "",
        "table": _table(view, words),
        "rounded": words("compare.rounded"),
        "rests-head": words("compare.sizes_title"),
        "rests": [it for it in (view.basis, *view.sizes) if it],
        "notes": [{"title": title, "text": note} for title, note in view.notes],
        "closing": closing(now.edition, words),
    }
    language = now.edition.language(words.language)
    return typeset("comparison", data, language=language, day=today)


def _chart(view: ComparisonView, words: Words) -> Mapping[str, Any]:
    """The chart's rows, with the sentence that says what it shows."""
    return {
        "title": words("compare.chart_title"),
        "alt": view.alt,
        "sentence": view.chart_sentence,
        "rows": [_row(step) for step in view.steps],
    }


def _row(step: ChangeView) -> Mapping[str, Any]:
    """One step of the chart; one that is not compared has no score."""
    return {
        "title": shortened(step.title),
        "mark": step.verdict,
        "quiet": step.certainty in (None, Certainty.NO_CLEAR),
        "focus": step.certainty is Certainty.CLEARLY,
        "kind": step.certainty.value if step.certainty else "",
        "score": step.after.score if step.after else None,
        "before": _point(step.before),
        "after": _point(step.after),
        "line": "",
    }


def _point(point: Point | None) -> Mapping[str, float] | None:
    return {"score": point.score, "low": point.low, "high": point.high} if point else None


def _table(view: ComparisonView, words: Words) -> Mapping[str, Any]:
    """The same as the chart, in words and figures."""
    names = ("step", "change", "before", "after", "difference")
    return {
        "head": [words(f"compare.pdf.head.{name}") for name in names],
        "rows": [
            {
                "cells": [step.title, step.verdict, *(step.figures or ("–",) * 3)],
                "focus": step.certainty is Certainty.CLEARLY,
            }
            for step in view.steps
        ],
    }
