"""What a client's answers show: the last ones, what moved, the trend, what to talk about."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from quiz.casework.counsel import ClientFile
from quiz.ui.clients import listing, signs
from quiz.ui.moment import now, today, zone
from quiz.ui.results import over_time
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, safe_html
from quiz.views.clients.casefile import ChangesView, LatestView, TopicsView
from quiz.views.clients.client import ClientView, client
from quiz.views.results.result import DriverView
from quiz.words import Words

FEWEST: Final = 2
"""Times that make a row."""


def view_of(visit: Visit, found: ClientFile) -> ClientView:
    """The client, worded; made anew only where something changed."""
    moment: datetime = now().astimezone(zone())
    of = (found.file, visit.language, today(), zone())
    return visit.once("client", of, lambda: client(found.file, visit.edition, moment, visit.words))


def who(visit: Visit, found: ClientFile, view: ClientView) -> None:
    """The client in a line."""
    archived = found.file.case.archived
    line = listing.about(visit, view.label, view.side, view.partner, archived=archived)
    if line:
        quiet(line)


def before_session(visit: Visit, found: ClientFile, view: ClientView) -> None:
    """How the client stands, what to talk about, where it was left off, the last answers."""
    signs.standing(view.standing, found.client, visit.words)
    if view.latest is None:
        st.markdown(plain(visit.words("client.now_none")))
    topics(view.topics, visit.words)
    left_off(view, visit.words)
    answers(visit, view)


def left_off(view: ClientView, words: Words) -> None:
    """What was agreed last, what is to be looked at again, and the last note, in short."""
    due = [it for it in view.plan if it.due]
    if not (view.practices or due or view.notes):
        return
    heading(words("client.left_title"), 2)
    for agreed in view.practices[-1:]:
        line = f"{agreed.since}. {agreed.line}" if agreed.line else agreed.since
        st.markdown(f"**{plain(agreed.name)}**  \n{plain(line)}")
    for row in due:
        said = " · ".join(filter(None, (row.goal, row.behaviour, row.practice)))
        st.markdown(f"**{plain(row.title)}: ■ {plain(row.review)}**  \n{plain(said)}")
    for day, text in view.notes[-1:]:
        st.markdown(f"**{plain(words('client.left_note', day=day))}**  \n{plain(text)}")


def answers(visit: Visit, view: ClientView) -> None:
    """The last answers step by step, and what moved since when."""
    words = visit.words
    if view.latest is None:
        return
    _latest(view.latest, words)
    seen = dict.fromkeys(it for it in (view.since_start, view.since_last) if it)
    for since in seen:
        _changes(since, words)


def _latest(latest: LatestView, words: Words) -> None:
    heading(words("client.latest_title"), 2)
    quiet(f"{latest.day} · {latest.answered}")
    st.html(
        _table(
            (words("client.head.step"), words("client.head.score")),
            [(step.title, step.line) for step in latest.steps],
        )
    )
    for sentence in latest.not_ranked:
        quiet(sentence)
    for title, note in latest.notes:
        st.markdown(f"**{plain(title)}**  \n{plain(note)}")
    if latest.assumed:
        quiet(words("result.assumed"))


def _changes(view: ChangesView, words: Words) -> None:
    with st.expander(plain(words("client.since", day=view.since))):
        st.markdown(plain(f"{view.sign.shape} {view.sign.text}"))
        if view.refused:
            st.markdown(plain(view.refused))
        for sentence in view.cautions:
            st.info(plain(sentence))
        for step in view.steps:
            st.markdown(f"**{plain(step.title)}**  \n{plain(step.verdict)}  \n{plain(step.line)}")
        for sentence in (*view.sizes, view.chances):
            if sentence:
                quiet(sentence)


def trend(visit: Visit, view: ClientView) -> None:
    """All times in a row, with the phases as marks; what a straight trend says; the means."""
    words = visit.words
    heading(words("client.trend_title"), 2)
    if not view.trend.steps or view.attempts < FEWEST:
        st.markdown(plain(words("client.trend_none")))
        return
    over_time.drawn(visit, view.trend, words("client.marks_title"))
    if view.slopes:
        heading(words("client.slopes_title"), 3)
        for sentence in view.slopes:
            st.markdown(plain(sentence))
    if view.means:
        with st.expander(words("client.means")):
            head = (words("client.head.day"), words("client.head.mean"))
            st.html(_table(head, list(view.means)))


def topics(view: TopicsView | None, words: Words) -> None:
    """What to talk about; sensitive questions are never among it."""
    if view is None:
        return
    heading(words("client.topics_title"), 2)
    quiet(words("client.topics_about"))
    heading(words("client.lowest"), 3)
    _drivers(view.lowest, view.lowest_none)
    heading(words("client.moved"), 3)
    _drivers(view.moved, view.moved_none)


def _drivers(found: tuple[DriverView, ...], none: str) -> None:
    if none:
        st.markdown(plain(none))
    for it in found:
        st.markdown(f"{plain(it.text)}  \n*{plain(it.answer)}*")


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    """Two columns of the bank's and the catalogue's words; no text of a person's is in it."""
    heads = "".join(f'<th scope="col">{safe_html(it)}</th>' for it in head)
    body = "".join(
        f'<tr><th scope="row">{safe_html(a)}</th><td>{safe_html(b)}</td></tr>' for a, b in rows
    )
    return (
        '<table class="figures plain-figures">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
