"""Parts of the trend page: which attempts, the small charts, breaks, notes, the same as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from quiz.attempt import Attempt
from quiz.casework import Entry, Journal
from quiz.content import Edition
from quiz.ui import library
from quiz.ui.moment import zone
from quiz.ui.results.comparison import nothing
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import chart, choice, heading, is_dark, plain, quiet, safe_html
from quiz.views.results.trend import DotView, StepTrendView, TrendView, trend
from quiz.views.sheet import Sheet, day_said
from quiz.words import Words


def history(visit: Visit, journal: Journal | None) -> Sequence[Sheet] | None:
    """The attempts of one bank, or None once the page has said why there is nothing to show."""
    if journal is None or len(journal.entries) < 2:
        nothing(visit, "trend.too_few" if journal else "trend.no_journal")
        return None
    known: list[Sheet] = []
    missing: list[Attempt] = []
    for attempt in (entry.attempt for entry in journal.entries):
        edition = library.edition_of(attempt)
        if edition is None:
            missing.append(attempt)
        else:
            known.append(Sheet(edition, attempt))
    _told(visit, journal.entries, missing)
    bank = _bank(visit, {sheet.edition.bank.id: sheet.edition for sheet in known})
    sheets = [sheet for sheet in known if sheet.edition.bank.id == bank]
    if sum(1 for sheet in sheets if sheet.attempt.finished_at) < 2:
        nothing(visit, "trend.too_few")
        return None
    return sheets


def _told(visit: Visit, entries: Sequence[Entry], missing: Sequence[Attempt]) -> None:
    """What is not among them: what no edition here can read, and what is not kept yet."""
    words, shown = visit.words, visit.attempt
    if missing:
        days = ", ".join(day_said(attempt, words, zone()) for attempt in missing)
        st.info(plain(words("trend.not_here", days=days)))
    if shown is not None and shown.finished_at and all(it.attempt != shown for it in entries):
        st.info(plain(words("trend.unkept")))


def _bank(visit: Visit, banks: Mapping[str, Edition]) -> str | None:
    """Which bank is shown: where several were taken, the one that is chosen."""
    first = visit.edition.bank.id if visit.edition.bank.id in banks else next(iter(banks), None)
    if len(banks) < 2:
        return first
    named = [(id_, edition.words(visit.language).title) for id_, edition in banks.items()]
    return choice(visit.words("trend.bank"), named, first, "trend-bank", visit.language) or first


def shown(visit: Visit, sheets: Sequence[Sheet]) -> None:
    """The small charts with all that belongs to them."""
    words, clock = visit.words, zone()
    notes = visit.journal.notes if visit.journal else ()
    of = ([(it.edition.bank.version, it.attempt) for it in sheets], notes, words.language, clock)
    view = visit.once("trend", of, lambda: trend(sheets, notes, words, clock))
    drawn(visit, view, words("trend.notes_title"))


def drawn(visit: Visit, view: TrendView, notes_title: str) -> None:
    """The small charts, what breaks them, the marks under their title, the same as tables."""
    words = visit.words
    quiet(view.lead)
    for sentence in view.cautions:
        st.info(plain(sentence))
    if view.steps:
        _charts(visit, view)
    if view.breaks:
        heading(words("trend.breaks_title"), 2)
        for mark, sentence in view.breaks:
            st.markdown(plain(words("trend.break_row", mark=mark, sentence=sentence)))
    if view.notes:
        heading(notes_title, 2)
        for it in view.notes:
            key = "trend.note" if it.mark else "trend.note_far"
            st.markdown(plain(words(key, mark=it.mark, day=it.day, text=it.text)))
    with st.expander(words("trend.table_open")):
        for step in view.steps:
            st.html(_table(step, words))
    for title, note in view.step_notes:
        st.markdown(f"**{plain(title)}**  \n{plain(note)}")


def _charts(visit: Visit, view: TrendView) -> None:
    """The charts, and what they show."""
    words, dark = visit.words, is_dark()

    def figure() -> object:
        # Plotly is loaded by the first page that draws, not by the first that is opened.
        from quiz.charts import trend_figure  # noqa: PLC0415

        return trend_figure(view, dark=dark)

    with st.container(key="chart"):
        chart(visit.once("trend figure", (view, dark), figure), "trend-chart", view.alt)
    quiet(words("trend.sentence"))
    quiet(words("trend.no_line"))
    if view.assumed:
        quiet(words("result.assumed"))


def _day(dot: DotView) -> str:
    return safe_html(f"{dot.day} · {dot.mark}" if dot.mark else dot.day)


def _table(step: StepTrendView, words: Words) -> str:
    """A step's dots as a table; no text of a person's is in it."""
    head = "".join(
        f'<th scope="col">{safe_html(words(f"trend.head.{name}"))}</th>'
        for name in ("day", "score", "rests_on")
    )
    rows = (
        f'<th scope="row">{_day(dot)}</th>'
        f"<td>{safe_html(dot.score)}</td><td>{safe_html(dot.rests_on)}</td>"
        for dot in step.dots
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    title = safe_html(step.title)
    return (
        f'<table class="figures"><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
