"""Parts of My results: each time that somebody answered, and when to come back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.casework import Entry, Journal
from quiz.ui import frame, library
from quiz.ui.moment import day_of, today
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row
from quiz.views.keeping.history import TimeView, come_back, time_view
from quiz.views.keeping.reminder import reminder

AT_ONCE: Final = 10
"""Times listed at first, and with each press for more."""


def times(visit: Visit, journal: Journal) -> None:
    """The times, newest first, a part of them at first; only these are scored."""
    words, entries = visit.words, journal.entries
    heading(words("mine.times"), 2)
    if not entries:
        st.markdown(plain(words("mine.empty")))
        return
    if len(entries) > 1:
        frame.back_link(visit, "trend", "mine.trend")
    listed = AT_ONCE + visit.keeping.listed
    for place in range(len(entries), max(len(entries) - listed, 0), -1):
        _time(visit, entries, place)
    left = len(entries) - listed
    if left > 0:
        st.button(
            words("mine.more", count=min(left, AT_ONCE)),
            key=f"more-{listed}",
            on_click=_more,
            args=(visit,),
        )


def _more(visit: Visit) -> None:
    visit.keeping.listed += AT_ONCE


def _time(visit: Visit, entries: tuple[Entry, ...], place: int) -> None:
    """One time (its place counted from 1), with what can be done with it."""
    words, entry = visit.words, entries[place - 1]
    view, name = _view(visit, entry), entry.id.hex()
    edition = library.edition_of(entry.attempt)
    with st.container(key=f"time-{name}", border=True):
        heading(view.day, 3)
        if view.focus:
            st.markdown(f"**{plain(view.focus)}**")
        quiet(" · ".join(view.details))
        if visit.keeping.asked == name:
            _confirm(visit, entry)
            return
        with row(f"actions-{name}"):
            if edition is not None and st.button(words("mine.show"), key=f"show-{name}"):
                visit.show(entry.attempt, entry=entry.id)
                frame.go("result")
            if place > 1 and st.button(words("mine.compare"), key=f"compare-{name}"):
                frame.go("compare", then=str(place - 1), now=str(place))
            st.button(
                words("mine.delete"),
                key=f"delete-{name}",
                type="tertiary",
                on_click=journals.ask,
                args=(visit, name),
            )


def _view(visit: Visit, entry: Entry) -> TimeView:
    attempt = entry.attempt
    edition, finished = library.edition_of(attempt), attempt.finished_at
    return time_view(
        attempt,
        edition,
        visit.edition,
        day_of(finished) if finished else None,
        visit.words,
        with_focus=edition is not None and not visit.private.yes_to(edition.bank),
    )


def _confirm(visit: Visit, entry: Entry) -> None:
    """Asked once more before an attempt is deleted."""
    words, name = visit.words, entry.id.hex()
    st.warning(plain(words("mine.delete_sure")))
    with row(f"actions-{name}"):
        st.button(
            words("mine.delete_yes"),
            key=f"sure-{name}",
            on_click=journals.drop,
            args=(visit, entry.id),
        )
        st.button(
            words("mine.delete_no"), key=f"not-{name}", on_click=journals.ask, args=(visit, None)
        )


def when_to_come_back(visit: Visit, journal: Journal) -> None:
    """A day to answer again, and the same for a calendar, under a neutral title."""
    words, entries = visit.words, journal.entries
    last = entries[-1].attempt if entries else None
    edition = library.edition_of(last) if last else None
    if last is None or edition is None:
        return
    finished = day_of(last.finished_at) if last.finished_at else today()
    day = come_back(edition.bank, last, finished, today())
    title = frame.tab_title(visit)
    heading(words("mine.back_title"), 2)
    st.markdown(plain(words("mine.back", date=words.day(day))))
    st.download_button(
        words("mine.back_take"),
        data=reminder(title, day),
        file_name=f"{day.isoformat()}.ics",
        mime="text/calendar",
        on_click="ignore",
        key="take-day",
    )
    quiet(words("mine.back_note", title=title))
