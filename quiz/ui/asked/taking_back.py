"""With the code that was shown at sending: take it back, ask for erasure, or release no more."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.errors import QuizError
from quiz.store import Store
from quiz.ui import frame, storing
from quiz.ui.moment import now
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet, toggled
from quiz.vault import PrivateCode

WAYS: Final = {
    "withdraw": counsel.withdraw,
    "erase": counsel.ask_erasure,
    "withhold": counsel.withhold,
}


def part(visit: Visit) -> None:
    """What was sent can be taken back by whoever has its code, from any device."""
    words, store = visit.words, storing.store()
    if store is None:
        return
    heading(words("taking_back.title"), 2)
    if toggled("take-back", words("taking_back.open")):
        _form(visit, store)


def _form(visit: Visit, store: Store) -> None:
    words, number = visit.words, visit.letter.tries
    quiet(words("taking_back.about"))
    typed = st.text_input(
        words("taking_back.code"), key=f"withdrawal-{number}", autocomplete="off", max_chars=100
    )
    options = [(way, words(f"taking_back.ways.{way}")) for way in WAYS]
    label = words("taking_back.what")
    way = choice(label, options, None, f"take-back-{number}", visit.language)
    if way is not None:
        quiet(words(f"taking_back.means.{way}"))
    if not st.button(words("taking_back.do"), key="take-back", type="primary"):
        return
    if way is None:
        st.error(plain(words("taking_back.choose")))
        return
    try:
        done = WAYS[way](store, PrivateCode.parse(typed), now())
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    if not done:
        st.info(plain(words("taking_back.nothing")))
        return
    visit.letter.tries += 1
    if way == "withdraw" and visit.letter.sent:
        visit.letter.secret = visit.letter.code = None  # what is shown is their own alone again
    visit.keeping.said = f"taking_back.done.{way}"
    st.rerun()
