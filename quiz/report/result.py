"""The result of one attempt as a page or two to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, tzinfo
from itertools import pairwise
from typing import Any, Final

from quiz.attempt import Attempt
from quiz.content import Edition
from quiz.report.typeset import typeset
from quiz.scoring import Scorecard, score
from quiz.views.figures import whole
from quiz.views.practice import practice
from quiz.views.results.result import DriverView, ResultView, StepView, answered_in_all, result
from quiz.views.sheet import day_of
from quiz.words import Words

AXIS_END: Final = 100
LONGEST_LABEL: Final = 120
"""Characters of a step's title beside the chart; the table has it whole."""


def result_pdf(
    edition: Edition, attempt: Attempt, words: Words, today: date, zone: tzinfo = UTC
) -> bytes:
    """The result as a PDF, worded in the language of `words`; the same bytes for the same input.

    It knows nothing of the private block, so that a file looks the same whatever was said there.
    It bears the day on which the attempt was finished, as clocks of the zone had it, or `today` for
    one that was not.

    Raises:
        AnswerError: an answer is off its scale, or for an item that the bank does not have.
    """
    day = day_of(attempt, zone) or today
    wording = edition.words(words.language)
    view, card = result(edition, attempt, words), score(edition.bank, attempt)
    name = wording.neutral_title or words("app.title")
    data = {
        "title": words("report.title", name=name, date=words.day(day)),
        "lead": wording.title,
        "footer": words("report.footer"),
        "page": words("report.page", page="{page}", pages="{pages}"),
        "focus": _focus(view),
        "links": [{"title": it.title, "note": it.note, "url": it.url} for it in view.links],
        "chart": _chart(view, words),
        "assumed": words("result.assumed") if view.assumed else "",
        "table": _table(view, card, words),
        "answered": answered_in_all(edition, card, words),
        "drivers": [
            _drivers("strengths", view.strengths, words),
            _drivers("topics", view.topics, words),
        ],
        "notes": [{"title": title, "text": note} for title, note in view.notes],
        "practice": _practice(edition, attempt, view, words),
        "closing": closing(edition, words),
    }
    return typeset("result", data, language=edition.language(words.language), day=day)


def closing(edition: Edition, words: Words) -> list[str]:
    """What stands at the end of every paper: what it is not, where help is, where to keep it."""
    wording = edition.words(words.language)
    help_ = []
    if wording.private_block is not None:
        help_ = [f"{wording.private_block.help_general} {words('report.help')}"]
    return [*filter(None, [wording.disclaimer]), *help_, words("report.keep")]


def _focus(view: ResultView) -> Mapping[str, Any]:
    """The headline, how sure it is, a sentence a listed step, and what was left out."""
    return {
        "headline": view.focus.headline,
        "certainty": view.focus.certainty,
        "steps": [{"title": title, "text": text} for _, title, text in view.focus.steps],
        "notes": view.not_ranked,
    }


def _chart(view: ResultView, words: Words) -> Mapping[str, Any]:
    """The chart's rows and bands, with the sentence that says what it shows."""
    return {
        "title": words("result.chart_title"),
        "alt": view.alt,
        "sentence": view.chart_sentence,
        "rows": [chart_row(step, words) for step in view.steps],
        "bands": chart_bands(view.bands),
    }


def chart_bands(bands: Sequence[tuple[float, str]]) -> list[Mapping[str, Any]]:
    """The bands along the top of the chart, each from where it begins to where it ends."""
    ends = [*(start for start, _ in bands), float(AXIS_END)]
    return [
        {"name": name, "start": start, "end": end}
        for (_, name), (start, end) in zip(bands, pairwise(ends), strict=True)
    ]


def chart_row(step: StepView, words: Words) -> Mapping[str, Any]:
    """One step of the chart; one that is not scored has None for its figures, and says why."""
    return {
        "title": shortened(step.title),
        "mark": ", ".join(_marks(step, words)),
        "focus": step.in_focus,
        "score": step.score,
        "low": step.low,
        "high": step.high,
        "figure": "" if step.score is None else str(whole(step.score)),
        "line": step.line,
    }


def shortened(title: str) -> str:
    """The title of a step as far as there is room beside a chart."""
    return title if len(title) <= LONGEST_LABEL else f"{title[: LONGEST_LABEL - 1]}…"


def _marks(step: StepView, words: Words) -> list[str]:
    """What is said beside a step that is in focus."""
    marks = [words("result.focus_mark")] if step.in_focus else []
    return [*marks, words("result.begin_mark")] if step.begin_here else marks


def _table(view: ResultView, card: Scorecard, words: Words) -> Mapping[str, Any]:
    """The same as the chart, in words and figures; without bands a column less."""
    columns = [
        ("step", [s.title for s in view.steps]),
        ("score", [s.line for s in view.steps]),
        ("band", [s.band for s in view.steps]),
        ("answered", [f"{s.answered} / {s.shown}" for s in card.steps]),
    ]
    shown = [(name, cells) for name, cells in columns if name != "band" or view.bands]
    rows = zip(*(cells for _, cells in shown), strict=True)
    return {
        "head": [words(f"report.head.{name}") for name, _ in shown],
        "rows": [
            {"cells": cells, "focus": step.in_focus}
            for cells, step in zip(rows, view.steps, strict=True)
        ],
    }


def _drivers(part: str, drivers: tuple[DriverView, ...], words: Words) -> Mapping[str, Any]:
    """The answers that lifted scores (`strengths`), or that lowered them (`topics`)."""
    return {
        "head": words(f"result.{part}"),
        "none": words(f"result.{part}_none"),
        "answers": [{"text": it.text, "answer": it.answer} for it in drivers],
    }


def _practice(
    edition: Edition, attempt: Attempt, view: ResultView, words: Words
) -> Mapping[str, Any] | None:
    """The week of the step to begin with; None without such a step, or without a practice of it."""
    step = view.focus.begin_with
    week = practice(edition, attempt, step, words) if step else None
    if week is None:
        return None
    together = words("result.practice_together")
    return {
        "head": f"{words('result.practice_title')}: {week.name}",
        "intro": week.intro or "",
        "days": [
            {
                "name": f"{day.name}:",
                "alone": day.alone,
                "together": f"{together} {day.together}" if day.together else "",
            }
            for day in week.days
        ],
        "note": words("report.practice_note"),
    }
