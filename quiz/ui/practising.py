"""Drawing a week of practice as a checklist."""

from __future__ import annotations

import streamlit as st

from quiz.ui.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet


@st.fragment
def week(visit: Visit, steps: tuple[str, ...], first: str) -> None:
    """The week of the step to begin with; where several are listed, any of them can be chosen.

    A fragment: a tick runs this part again, not the whole result with its chart.
    """
    words, edition, attempt = visit.words, visit.edition, visit.attempt
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
    practice = edition.practice(visit.language, step, attempt.perspective)
    if practice is None:
        return
    heading(practice.name, 3)
    if practice.intro:
        st.markdown(plain(practice.intro))
    if note := edition.words(visit.language).steps[step].note:
        quiet(note)
    for number, day in enumerate(practice.days, start=1):
        _day(visit, step, number, day.alone, day.together)
    quiet(words("result.practice_note"))


def _day(visit: Visit, step: str, number: int, alone: str, together: str | None) -> None:
    """One day: a tick, what to do alone, and the extra for two only where it is wanted."""
    words, tick = visit.words, f"{step}-{number}"
    label = plain(f"{words('result.practice_day', number=number)}: {alone}")
    if st.checkbox(label, value=tick in visit.ticks, key=f"day-{tick}"):
        visit.ticks.add(tick)
    else:
        visit.ticks.discard(tick)
    if together and _wants_extras(visit):
        quiet(f"{words('result.practice_together')} {together}")


def _wants_extras(visit: Visit) -> bool:
    """Whether extras for two are shown: as the bank's `shared_extras` says, else never."""
    rule = visit.edition.bank.shared_extras
    if rule is None or visit.attempt is None:
        return False
    given = visit.attempt.context
    return all(given.get(name) in wanted for name, wanted in rule.if_.items())
