"""Drawing help lines: where the person is, whom to call there, how fresh each number is."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.helplines import Line, Topic, country_of
from quiz.ui import library
from quiz.ui.moment import today
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet, safe_html, toggled
from quiz.words import Words

ELSEWHERE: Final = "other"


def country(visit: Visit) -> str:
    """The chosen country, else that of the browser's time zone, else `other`."""
    if visit.country is None:
        found = country_of(st.context.timezone) or ELSEWHERE
        visit.country = found if found in library.help_lines().countries else ELSEWHERE
    return visit.country


def choose_country(visit: Visit) -> None:
    """The country shown, set to where the browser's clock is; another one after a press."""
    words, lines = visit.words, library.help_lines()
    names = lines.country_names.get(country(visit))
    shown = (names.get(visit.language) or names["en"]) if names else words("help.other_country")
    if not toggled("country", words("help.change_country", country=shown)):
        return
    options = [
        (code, called.get(visit.language) or called["en"])
        for code, called in lines.country_names.items()
    ]
    options.append((ELSEWHERE, words("help.other_country")))
    chosen = choice(words("help.country"), options, country(visit), "country", visit.language)
    if chosen is not None and chosen != visit.country:
        visit.country = chosen
        st.rerun()  # the numbers above are those of the country before


def help_list(visit: Visit, topic: Topic | None = None, *, level: int = 3) -> None:
    """Emergency number, the other lines with those for the topic first, and the directories.

    `level` is that of the headings on the page.
    """
    words, lines, code = visit.words, library.help_lines(), country(visit)
    heading(words("help.emergency"), level)
    emergency = lines.emergency(code)
    if not emergency:
        st.markdown(plain(words("help.emergency_unknown")))
    for line in emergency:
        _line(line, words)
    choose_country(visit)
    others = lines.lines(code, topic)
    if others:
        heading(words("help.lines"), level)
        quiet(words("help.second"))
        for line in others:
            _line(line, words)
    heading(words("help.directories"), level)
    quiet(words("help.directories_lead"))
    for directory in lines.directories:
        st.link_button(plain(directory.name), directory.url)
        if directory.note:
            quiet(directory.note.get(visit.language) or directory.note["en"])


def _line(line: Line, words: Words) -> None:
    """One line: its name, a number to tap, hours, and when it was verified."""
    hours = words("help.hours_unknown")
    if line.hours:
        around = words("help.around_the_clock") if line.hours == "24/7" else line.hours
        hours = words("help.hours", hours=around)
    if line.verified_on is None:
        checked = words("help.never_verified")
    else:
        key = "verified" if line.fresh(today()) else "unverified"
        checked = words(f"help.{key}", date=words.day(line.verified_on))
    topics = " · ".join(words(f"help.topics.{t}") for t in line.topics if t != "emergency")
    call = words("help.call", number=line.number)
    st.html(
        f'<div class="help-line"><strong>{safe_html(line.called(words.language))}</strong>'
        f'<a href="tel:{safe_html(line.tel)}">{safe_html(call)}</a>'
        f"<span>{safe_html(topics)}</span>"
        f"<span>{safe_html(hours)}</span><span>{safe_html(checked)}</span></div>"
    )
