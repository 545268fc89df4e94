"""Parts of the result page, each drawing one part of the result's view."""

from __future__ import annotations

import streamlit as st

from quiz import casework, resultfile
from quiz.casework.keeping import KEPT_FOR
from quiz.helplines import Topic
from quiz.report import result_pdf
from quiz.scoring import Status, score
from quiz.ui import frame
from quiz.ui.moment import now, today, zone
from quiz.ui.reading import articles, help_lines, practising
from quiz.ui.visit import place
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import chart, heading, is_dark, plain, quiet
from quiz.views.questions import minutes
from quiz.views.results.result import DriverView, ResultView, titles
from quiz.views.sheet import day_of
from quiz.words import Words

TOPICS: dict[str, Topic] = {
    "self_harm": "self_harm",
    "partner_harm": "partner_harm",
    "harm_to_other": "harm_to_other",
}
"""Paths of a private block that have help lines of their own; any other has the general ones."""


def help_above(visit: Visit, view: ResultView) -> None:
    """Help first after a yes; otherwise a line of general help unless the block was answered."""
    words, said = visit.words, visit.shown.words(visit.language).private_block
    if said is None:
        return
    if view.help_paths:
        with st.container(key="help-first", border=True):
            heading(words("result.help_first"), 2)
            for path in view.help_paths:
                st.markdown(plain(said.help[path]))
            help_lines.help_list(visit, TOPICS.get(view.help_paths[0], "general"))
        return
    if visit.private.answered_all(visit.shown.bank):
        return
    with st.container(key="help-general", border=True):
        st.markdown(plain(said.help_general))
        frame.back_link(visit, "help", "result.help_open")
        frame.back_link(visit, "private", "private.again")


def focus(view: ResultView) -> None:
    """The headline, how sure it is, one sentence a listed step, and what was left out."""
    with st.container(key="focus"):
        if view.focus.headline:
            heading(view.focus.headline, 2)
        for sentence in view.focus.certainty:
            st.markdown(plain(sentence))
        several = len(view.focus.steps) > 1
        for _, title, text in view.focus.steps:
            st.markdown(f"**{plain(title)}**  \n{plain(text)}" if several else plain(text))
        for note in view.not_ranked:
            quiet(note)


def steps(visit: Visit, view: ResultView) -> None:
    """The chart of the steps, its sentence, and the same as a table on request."""
    words = visit.words
    heading(words("result.chart_title"), 2)
    with st.container(key="chart"):
        _chart(visit, view)
    quiet(view.chart_sentence)
    if view.assumed:
        quiet(words("result.assumed"))
    for title, note in view.notes:
        st.markdown(f"**{plain(title)}**  \n{plain(note)}")
    with st.expander(words("result.table_open")):
        _table(view, words)


def _chart(visit: Visit, view: ResultView) -> None:
    # Plotly is loaded by the first page that draws, not by the first that is opened.
    from quiz.charts import result_figure  # noqa: PLC0415

    figure = result_figure(
        view,
        dark=is_dark(),
        mark=visit.words("result.focus_mark"),
        begin=visit.words("result.begin_mark"),
    )
    chart(figure, "result-chart", view.alt)


def _table(view: ResultView, words: Words) -> None:
    """One block a step: its figures in words. A list reads better on a phone than a grid."""
    for step in view.steps:
        marks = [words("result.focus_mark")] if step.in_focus else []
        if step.begin_here:
            marks.append(words("result.begin_mark"))
        head = f"**{plain(step.title)}**" + (f" ({plain(', '.join(marks))})" if marks else "")
        lines = [plain(line) for line in (step.line, step.band, step.answered) if line]
        st.markdown(head + "  \n" + "  \n".join(lines))


def drivers(view: ResultView, words: Words) -> None:
    """The answers that lifted scores, and those that lowered them."""
    heading(words("result.strengths"), 2)
    _answers(view.strengths, words("result.strengths_none"))
    if view.help_paths:
        return
    heading(words("result.topics"), 2)
    quiet(words("result.topics_lead"))
    _answers(view.topics, words("result.topics_none"))


def _answers(drivers: tuple[DriverView, ...], otherwise: str) -> None:
    if not drivers:
        quiet(otherwise)
    for driver in drivers:
        st.markdown(f"{plain(driver.text)}  \n*{plain(driver.answer)}*")


def read_and_practise(visit: Visit, view: ResultView) -> None:
    """The matching article in the page, and the week's practice, for the step to begin with."""
    edition, words = visit.shown, visit.words
    if view.links:
        articles.links(visit, view.links)
    step = view.focus.begin_with
    if step is None:
        return
    article = edition.bank.step(step).article or ""
    if text := edition.article(visit.language, article):
        heading(words("result.read_title"), 2)
        with st.expander(plain(text.title)):
            articles.article(visit, edition, article, level=3)
    practising.week(visit, view.practice_steps, step)


def go_on(visit: Visit, view: ResultView) -> None:
    """Where questions are left: go on for a surer result. The answers so far stay."""
    words = visit.words
    if not _can_go_on(visit):
        return
    if view.left > 0 and visit.attempt is not None:
        heading(words("result.surer_title"), 2)
        st.markdown(plain(words("result.surer", count=view.left, minutes=minutes(view.left))))
        if st.button(words("result.surer_button"), key="surer", type="primary"):
            if visit.draft is None:
                visit.draft = casework.reopen(visit.attempt, visit.entry)
                visit.entry = visit.draft.sitting
                place.keep_on(visit)
            frame.go("questions", p=str(visit.attempt.opened + 1))
    if visit.draft is not None and st.button(words("result.again"), key="change"):
        frame.go("questions", p="1")


def _can_go_on(visit: Visit) -> bool:
    """Whether what is shown is of this sitting: no other draft's, not long past, and not sent."""
    attempt = visit.attempt
    if attempt is None or visit.shown is not visit.edition:
        return False
    if visit.letter.sent and visit.letter.sitting == visit.entry:
        return False
    if visit.is_of_draft or visit.from_file:
        return True
    finished = attempt.finished_at
    recent = finished is None or now() - finished < KEPT_FOR
    return visit.draft is None and recent


def take_home(visit: Visit) -> None:
    """The result as files: nothing of the private block is in them, whatever was answered."""
    words, attempt, edition = visit.words, visit.attempt, visit.shown
    if attempt is None:
        return
    clock, this_day, finished = zone(), today(), day_of(attempt, zone())
    day = finished.isoformat() if finished else "undated"
    heading(words("result.take_title"), 2)
    quiet(words("result.take"))
    header = {k: words(f"csv.header.{k}") for k in _CSV_COLUMNS}
    status = {s.value: words(f"csv.status.{s.value}") for s in Status}
    st.download_button(
        words("report.take"),
        data=lambda: result_pdf(edition, attempt, words, this_day, clock),
        file_name=f"check-in-{day}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="take-pdf",
    )
    st.download_button(
        words("result.take_json"),
        data=lambda: resultfile.dump(attempt),
        file_name=f"check-in-{day}.json",
        mime="application/json",
        on_click="ignore",
        key="take-json",
    )
    st.download_button(
        words("result.take_csv"),
        data=lambda: resultfile.dump_csv(
            score(edition.bank, attempt), titles(edition, visit.language), header, status
        ),
        file_name=f"check-in-{day}.csv",
        mime="text/csv",
        on_click="ignore",
        key="take-csv",
    )
    quiet(words("result.take_json_note"))


_CSV_COLUMNS = ("step", "title", "score", "low", "high", "status", "answered", "shown")
