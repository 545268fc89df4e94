"""How a client stands, drawn: each finding with its shape and its word, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from quiz.casework.counsel import ClientCase, State
from quiz.ui.moment import day_of
from quiz.ui.widgets import safe_html
from quiz.views.clients.standing import Sign, StandingView, Tone
from quiz.words import Words


def standing(view: StandingView, client: ClientCase, words: Words) -> None:
    """The lines of a client, what asks for attention first; no text of a person's is in them."""
    lines = [*_asked(client, words), *_found(view, words), *_beside(client, words)]
    lines.sort(key=lambda line: line[1].tone is not Tone.ATTENTION)
    st.html(
        '<ul class="signs">'
        + "".join(
            f'<li class="{sign.tone.value}"><span aria-hidden="true">{safe_html(sign.shape)}</span>'
            f"<span>{_head(head)}{safe_html(sign.text)}</span></li>"
            for head, sign in lines
        )
        + "</ul>"
    )


def _head(head: str) -> str:
    return f"<b>{safe_html(head)}</b> " if head else ""


def _found(view: StandingView, words: Words) -> Iterator[tuple[str, Sign]]:
    """What was found of the answers, the marks first."""
    for mark in view.marks:
        yield "", mark
    if view.last_on is not None:
        last = f"{view.last}. {view.due}" if view.due else view.last
        yield words("clients.last"), Sign(last, "·", Tone.PLAIN)
    if view.focus:
        yield words("clients.focus"), Sign(view.focus, "·", Tone.PLAIN)
    yield from _moved(view, words)


def _moved(view: StandingView, words: Words) -> Iterator[tuple[str, Sign]]:
    """What moved since the start and since last time; in one line where it is the same."""
    start, last = view.since_start, view.since_last
    if start is not None and start == last:
        first = start.text == words("caseload.moved.no_earlier")
        yield "" if first else words("clients.since_both"), start
        return
    for head, sign in (("since_start", start), ("since_last", last)):
        if sign is not None:
            yield words(f"clients.{head}"), sign


def _asked(client: ClientCase, words: Words) -> Iterator[tuple[str, Sign]]:
    """What the client asked for."""
    if client.asked_erasure is not None:
        day = words.day(day_of(client.asked_erasure))
        yield "", Sign(words("clients.asked_erasure", day=day), "✕", Tone.ATTENTION)


def _beside(client: ClientCase, words: Words) -> Iterator[tuple[str, Sign]]:
    """What else there is to know: what does not open, and what became of invitations."""
    if client.unread:
        yield "", Sign(words("clients.unread", count=client.unread), "?", Tone.ATTENTION)
    if client.withdrawn:
        yield "", Sign(words("clients.withdrawn", count=client.withdrawn), "–", Tone.PLAIN)
    for asked in client.invitations:
        if asked.state in (State.OPEN, State.BEGUN):
            until = words.day(day_of(asked.expires_at))
            said = words(f"clients.invited.{asked.state.value}", day=until)
            yield "", Sign(said, "→", Tone.PLAIN)
