"""Drawing a week of practice as a checklist."""

from __future__ import annotations

import streamlit as st

from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet
from quiz.views.practice import DayView, practice


@st.fragment
def week(visit: Visit, steps: tuple[str, ...], first: str) -> None:
    """The week of the step to begin with; where several are listed, any of them can be chosen.

    A fragment: a tick runs this part again, not the whole result with its chart.
    """
    words, edition, attempt = visit.words, visit.shown, visit.attempt
    if attempt is None or edition.practice(visit.language, first, attempt.perspective) is None:
        return
    heading(words("result.practice_title"), 2)
    step = first
    if len(steps) > 1:
        names = [(s, edition.words(visit.language).steps[s].title) for s in steps]
        stored = visit.practice if visit.practice in steps else first
        label = words("result.practice_choose")
        step = choice(label, names, stored, "practice-step", visit.language) or first
        visit.practice = step
    view = practice(edition, attempt, step, words)
    if view is None:
        return
    heading(view.name, 3)
    if view.intro:
        st.markdown(plain(view.intro))
    if view.note:
        quiet(view.note)
    for number, day in enumerate(view.days, start=1):
        _day(visit, f"{step}-{number}", day)
    quiet(words("result.practice_note"))


def _day(visit: Visit, tick: str, day: DayView) -> None:
    """One day: a tick, what to do alone, and the extra for two only where it is wanted."""
    label = plain(f"{day.name}: {day.alone}")
    if st.checkbox(label, value=tick in visit.ticks, key=f"day-{tick}"):
        visit.ticks.add(tick)
    else:
        visit.ticks.discard(tick)
    if day.together:
        quiet(f"{visit.words('result.practice_together')} {day.together}")
