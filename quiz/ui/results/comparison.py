"""Parts of the compare page: choosing two times, what was found, the chart, what it rests on."""

from __future__ import annotations

import streamlit as st

from quiz.attempt import Attempt
from quiz.report import comparison_pdf
from quiz.ui import frame, library
from quiz.ui.moment import today, zone
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import chart, heading, is_dark, plain, quiet, radio_key
from quiz.views.results.comparison import ComparisonView, comparison
from quiz.views.sheet import Sheet, answered, day_of, day_said, in_order, side_said
from quiz.words import Words

THIS = "this"
"""The name in an address of the attempt of this visit that is not kept yet."""


def times(visit: Visit) -> dict[str, Attempt]:
    """What can be compared, by its name in an address, the earliest first; empty with no journal.

    What is kept is named by its place, from 1. The attempt of this visit comes last, where it was
    finished and is not kept as it is now; it stands for the entry that it goes on from.
    """
    journal, shown = journals.opened(visit), visit.attempt
    if journal is None:
        return {}
    kept = journal.entries
    unkept = shown is not None and shown.finished_at and all(it.attempt != shown for it in kept)
    found = {
        str(place): entry.attempt
        for place, entry in enumerate(kept, start=1)
        if not (unkept and entry.id == visit.entry)
    }
    return {**found, THIS: shown} if shown is not None and unkept else found


def choose(visit: Visit, found: dict[str, Attempt]) -> tuple[Attempt, Attempt] | None:
    """The two that are chosen of those found, or None once the page has said why there are none."""
    words = visit.words
    if len(found) < 2:
        nothing(visit, "compare.too_few" if visit.journal else "compare.no_journal")
        return None
    labels = _labels(found, words)
    chosen = _asked_for(visit, found)
    with st.container(key="compare-choice"):
        for name in ("then", "now"):
            label = words(f"compare.choose.{name}")
            chosen[name] = st.selectbox(
                label,
                list(found),
                index=list(found).index(chosen[name]),
                format_func=lambda it: labels[it],
                key=radio_key(f"compare-{name}", visit.language),
                placeholder=label,  # its own is English, and read aloud
                filter_mode=None,  # no keyboard comes up on a phone
            )
    visit.compared.chosen = chosen
    if chosen["then"] == chosen["now"]:
        st.info(plain(words("compare.same")))
        return None
    return found[chosen["then"]], found[chosen["now"]]


def nothing(visit: Visit, why: str) -> None:
    """Why there is nothing to show, and the way to what is kept."""
    st.markdown(plain(visit.words(why)))
    frame.back_link(visit, "mine", "compare.to_mine")


def _asked_for(visit: Visit, found: dict[str, Attempt]) -> dict[str, str]:
    """What the address asks for, or what was chosen since; else the latest and one before it.

    What names nothing, or one and the same twice, is passed over.
    """
    compared, address = visit.compared, st.query_params
    asked = (address.get("then", ""), address.get("now", ""))
    if asked != compared.asked:
        compared.asked = asked
        compared.chosen = {"then": asked[0], "now": asked[1]}
        if asked[0] == asked[1]:
            del compared.chosen["then"]
    chosen = {name: it for name, it in compared.chosen.items() if it in found}
    now = chosen.get("now") or next(it for it in reversed(found) if it != chosen.get("then"))
    return {"then": chosen.get("then") or _before(found, now), "now": now}


def _before(found: dict[str, Attempt], now: str) -> str:
    """The latest time before this one that was answered from the same side; else any other."""
    names, chosen = list(found), found[now]
    earlier = names[: names.index(now)][::-1]
    for name in earlier:
        side = found[name].bank_id, found[name].perspective
        if side == (chosen.bank_id, chosen.perspective):
            return name
    return next(it for it in (*earlier, *names) if it != now)


def _labels(found: dict[str, Attempt], words: Words) -> dict[str, str]:
    """How each is called in the list: its place, day, how much was answered, and the side."""
    banks = {attempt.bank_id for attempt in found.values()}
    labels = {}
    for name, attempt in found.items():
        day = day_said(attempt, words, zone())
        parts = [words("compare.unkept"), day] if name == THIS else [f"{name}. {day}"]
        parts.append(words("compare.answered", count=answered(attempt)))
        if edition := library.edition_of(attempt):
            parts.append(side_said(edition, attempt, words))
            parts.append(edition.words(words.language).title if len(banks) > 1 else "")
        labels[name] = " · ".join(part for part in parts if part)
    return labels


def compared(visit: Visit, then: Attempt, now: Attempt) -> None:
    """The comparison of two attempts, the one that was finished earlier first."""
    words = visit.words
    editions = library.edition_of(then), library.edition_of(now)
    if editions[0] is None or editions[1] is None:
        st.info(plain(words("compare.not_here")))
        return
    pair = in_order(Sheet(editions[0], then), Sheet(editions[1], now))
    view = comparison(*pair, words, zone())
    _found(view, words)
    if view.steps:
        _chart(visit, view)
        _rests_on(view, words)
        _take_home(visit, *pair)


def _found(view: ComparisonView, words: Words) -> None:
    """The finding, what it does not mean, and what to bear in mind."""
    quiet(view.lead)
    with st.container(key="focus"):
        heading(view.headline, 2)
        for sentence in (view.refused, *view.findings):
            if sentence:
                st.markdown(plain(sentence))
    if view.chances:
        quiet(view.chances)
    if view.cautions:
        with st.container(key="cautions", border=True):
            heading(words("compare.caution_title"), 3)
            for sentence in view.cautions:
                st.markdown(plain(sentence))


def _chart(visit: Visit, view: ComparisonView) -> None:
    """The chart, its sentence, and the same as a table on request."""
    # Plotly is loaded by the first page that draws, not by the first that is opened.
    from quiz.charts import comparison_figure  # noqa: PLC0415

    words = visit.words
    heading(words("compare.chart_title"), 2)
    with st.container(key="chart"):
        chart(comparison_figure(view, dark=is_dark()), "comparison-chart", view.alt)
    quiet(view.chart_sentence)
    for title, note in view.notes:
        st.markdown(f"**{plain(title)}**  \n{plain(note)}")
    with st.expander(words("result.table_open")):
        for step in view.steps:
            size = step.size if len(view.sizes) > 1 else ""  # one for all of them stands below
            lines = [plain(line) for line in (step.verdict, step.line, size) if line]
            st.markdown(f"**{plain(step.title)}**  \n" + "  \n".join(lines))
        quiet(words("compare.rounded"))


def _rests_on(view: ComparisonView, words: Words) -> None:
    """How many answers it rests on, and how large a change can be seen with them."""
    if not view.sizes:
        return
    heading(words("compare.sizes_title"), 2)
    for sentence in (view.basis, *view.sizes):
        st.markdown(plain(sentence))
    if view.assumed:
        quiet(words("result.assumed"))


def _take_home(visit: Visit, then: Sheet, now: Sheet) -> None:
    """The comparison as a page to hold; made on the click."""
    words, clock, day = visit.words, zone(), day_of(now.attempt, zone()) or today()
    st.download_button(
        words("compare.pdf.take"),
        data=lambda: comparison_pdf(then, now, words, day, clock),
        file_name=f"check-in-compare-{day.isoformat()}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="take-pdf",
    )
