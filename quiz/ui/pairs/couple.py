"""Drawing the couple view: agreements, one question to talk about, the chart, what it rests on."""

from __future__ import annotations

import streamlit as st

from quiz.casework import Together
from quiz.content import Edition
from quiz.report import together_pdf
from quiz.ui import frame, library
from quiz.ui.moment import today
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import chart, heading, is_dark, plain, quiet
from quiz.views.pairs.couple import GapView, TogetherView, together
from quiz.words import Words


def closed(visit: Visit) -> None:
    """The one sentence where there is no view, whatever the reason."""
    st.markdown(plain(visit.words("together.closed")))


def two_views(visit: Visit, found: Together | None, number: int, *, caution: bool) -> None:
    """The couple view, or the one sentence; `number` tells several on one page apart."""
    edition = library.edition_of(found.mine) if found is not None else None
    if found is None or edition is None:
        closed(visit)
        return
    view = together(edition, found.view, visit.words, own_caution=caution)
    words = visit.words
    drawn(visit, view, (words("together.legend.you"), words("together.legend.partner")), number)
    _take_home(visit, edition, found, number)


def drawn(visit: Visit, view: TogetherView, names: tuple[str, str], number: int = 1) -> None:
    """What was found, the chart with the two called so, and what it rests on."""
    _found(view, number, visit.words)
    _chart(visit, view, names, number)
    _rests_on(view, visit.words)


def _found(view: TogetherView, number: int, words: Words) -> None:
    """Agreements first, then one difference as a question, the others under it."""
    with st.container(key="focus" if number == 1 else f"focus-{number}"):
        heading(view.headline, 2)
        heading(words("together.agreed_title"), 3)
        quiet(view.agreed)
        _listed(view.agreements)
        if view.talk is not None:
            heading(words("together.talk_title"), 3)
            st.markdown(f"**{plain(view.question)}**")
            quiet(view.talk.verdict)
            quiet(words("together.talk_how"))
    if view.others:
        heading(words("together.others_title"), 3)
        _listed(view.others, verdicts=True)
    if view.not_compared:
        heading(words("together.not_compared_title"), 3)
        for sentence in view.not_compared:
            st.markdown(plain(sentence))
    if view.cautions or view.yours:
        with st.container(key=f"cautions-{number}", border=True):
            heading(words("together.caution_title"), 3)
            for sentence in (*view.cautions, *view.yours):
                st.markdown(plain(sentence))


def _listed(steps: tuple[GapView, ...], *, verdicts: bool = False) -> None:
    lines = [
        f"- {plain(step.title)}" + (f": {plain(step.verdict)}" if verdicts else "")
        for step in steps
    ]
    if lines:
        st.markdown("\n".join(lines))


def _chart(visit: Visit, view: TogetherView, names: tuple[str, str], number: int) -> None:
    """The chart, its sentence, and the same in words on request."""
    # Plotly is loaded by the first page that draws, not by the first that is opened.
    from quiz.charts import together_figure  # noqa: PLC0415

    words = visit.words
    heading(words("together.chart_title"), 2)
    with st.container(key="chart" if number == 1 else f"chart-{number}"):
        figure = together_figure(view, dark=is_dark(), you=names[0], partner=names[1])
        chart(figure, f"together-chart-{number}", view.alt)
    quiet(view.chart_sentence)
    for title, note in view.notes:
        st.markdown(f"**{plain(title)}**  \n{plain(note)}")
    with st.expander(words("together.table_open")):
        for step in view.compared:
            lines = f"{plain(step.verdict)}  \n{plain(step.line)}"
            st.markdown(f"**{plain(step.title)}**  \n{lines}")
        quiet(words("together.rounded"))


def _rests_on(view: TogetherView, words: Words) -> None:
    """What was compared, and how large a difference can be told from chance."""
    heading(words("together.rests_title"), 2)
    for sentence in view.basis:
        st.markdown(plain(sentence))
    if view.assumed:
        quiet(words("result.assumed"))


def _take_home(visit: Visit, edition: Edition, found: Together, number: int) -> None:
    """The view as a page to hold; made on the click."""
    words, day = visit.words, today()
    st.download_button(
        words("together.pdf.take"),
        data=lambda: together_pdf(edition, found.view, words, day),
        file_name=f"check-in-together-{day.isoformat()}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="take-pdf" if number == 1 else f"take-pdf-{number}",
    )
    quiet(words("together.pdf.note"))


def ways_out(visit: Visit) -> None:
    """Where one can go on from here, none of it about two people."""
    if visit.attempt is not None:
        frame.back_link(visit, "result", "nav.back_to_result")
    if visit.journal is not None:
        frame.back_link(visit, "mine", "together.to_mine")
    frame.back_link(visit, "help", "nav.help")
