"""The frame around every page: where one can go, in which language, and what its script learns."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from quiz.errors import QuizError
from quiz.ui.answering import keep
from quiz.ui.place import cookie_for
from quiz.ui.session import Visit
from quiz.ui.widgets import plain, quiet, row, safe_html
from quiz.words import Words, catalogue, languages

log = logging.getLogger("quiz")
PAGES: Final = Path(__file__).resolve().parents[1] / "pages"
NAMES: Final = ("start", "questions", "private", "result", "read", "help", "how")


def path(name: str) -> str:
    """The file of a page, as Streamlit names it."""
    return str(PAGES / f"{name}.py")


def go(name: str, **address: str) -> None:
    """Leave for another page of this visit."""
    st.switch_page(path(name), query_params=address)


def tab_title(visit: Visit) -> str:
    """A neutral title for the browser's tab: it says nothing of trust."""
    return visit.edition.words(visit.language).neutral_title or visit.words("app.title")


def pages(visit: Visit) -> list[StreamlitPage]:
    """Every page of the site, Start first; its address is its name."""
    title = tab_title(visit)
    return [
        st.Page(
            path(name),
            title=title,
            url_path="" if name == "start" else name,
            default=name == "start",
        )
        for name in NAMES
    ]


def name_of(page: StreamlitPage) -> str:
    """The name of a page: its address, Start's being empty."""
    return page.url_path or "start"


def head(visit: Visit, name: str) -> None:
    """What stands above every page: the way to help and reading, and the other languages."""
    words = visit.words
    with row("site-nav"):
        if name in ("read", "help", "how"):
            _way_back(visit)
        for target in ("start", "read", "help", "how"):
            if target != name:
                st.page_link(path(target), label=words(f"nav.{target}"))
        for tag in visit.edition.bank.languages:
            if tag != visit.language:
                st.button(
                    plain(catalogue(tag)("language_name") if tag in languages() else tag),
                    key=f"language-{tag}",
                    type="tertiary",
                    on_click=_speak,
                    args=(visit, tag),
                )


def _way_back(visit: Visit) -> None:
    """The way back to the result or the questions, where there are any."""
    if visit.attempt is not None:
        back_link(visit, "result", "nav.back_to_result")
    elif visit.draft is not None:
        back_link(visit, "questions", "nav.back_to_questions")


def _speak(visit: Visit, tag: str) -> None:
    """Go on in another language; nothing else changes."""
    keep(visit)
    visit.language = tag


def tell_page(visit: Visit, place: str) -> None:
    """Tell the page's own script the language and the page; it moves the focus to the heading.

    And which cookie to ask for, where the person's place is kept or no longer kept.
    """
    st.html(
        f'<div hidden data-lang="{safe_html(visit.language)}" '
        f'data-place="{safe_html(place)}" '
        f'data-cookie="{safe_html(cookie_for(visit, place))}"></div>'
    )


def foot(visit: Visit) -> None:
    """What stands below every page."""
    with st.container(key="site-foot"):
        quiet(visit.words("footer.reflection"))
        note = visit.words("footer.awaits_review")
        if note and visit.language in visit.edition.bank.awaiting_review:
            quiet(note)


def guarded(act: Callable[[], None], words: Words) -> None:
    """Run a page. What was raised on purpose is said kindly, and the visit stays as it was.

    Anything else is a bug: where it happened is logged, without its message, which may hold what
    a person answered.
    """
    try:
        act()
    except QuizError as fault:
        st.error(say(fault, words))
    except Exception as bug:  # noqa: BLE001 - the last resort before a person's eyes
        trace = "".join(traceback.format_tb(bug.__traceback__))
        log.error("%s in a page:\n%s", type(bug).__name__, trace)
        st.error(words("errors.unknown"))


def say(fault: QuizError, words: Words) -> str:
    """The sentence for an error in the reader's language, with no word of the program."""
    key = f"errors.{fault.code}" if f"errors.{fault.code}" in words.entries else "errors.unknown"
    values = {name: plain(str(value)) for name, value in fault.details.items()}
    return words(key, **values)


def no_bank() -> None:
    """Said where no bank can be opened at all."""
    words = catalogue((st.context.locale or "en").split("-")[0])
    st.title(words("errors.title"), anchor=False)
    st.error(words("errors.bank"))


def back_link(visit: Visit, name: str, label: str) -> None:
    """A link to another page of this visit."""
    st.page_link(path(name), label=visit.words(label))
