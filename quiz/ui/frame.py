"""The frame around every page: where one can go, in which language, and what its script learns."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from quiz.casework.counsel import Role
from quiz.errors import QuizError, StoreError
from quiz.ui import shell
from quiz.ui.taking.answering import keep
from quiz.ui.visit import desk, remembering, session, sign_in_cookie
from quiz.ui.visit.place import cookie_for
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain, quiet, row, safe_html
from quiz.words import Words, catalogue, languages

log = logging.getLogger("quiz")
PAGES: Final = Path(__file__).resolve().parents[1] / "pages"
NAMES: Final = (
    *("start", "questions", "private", "result"),
    *("mine", "data", "compare", "trend", "invited", "together", "answer"),
    *("read", "help", "how", "sign-in"),
)
"""The pages that everybody has."""
PAGES_OF: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.COUNSELLOR: ("caseload", "client", "pair", "paper", "account"),
    Role.ADMINISTRATOR: ("accounts", "account"),
}
"""What those who sign in have beside them; the first is where one comes after signing in. To
everybody else these are addresses that no page has."""
HANDED_OVER: Final = ("answer", "questions", "private", "result", "help", "give-back")
"""The only pages while the device is in a client's hands; the first stands at every address."""


WAYS: Final = ("start", "mine", "read", "help", "how")
DESK_WAYS: Final = ("caseload", "accounts", "account")
"""What stands above the pages, for everybody and for who is signed in."""


def is_of_desk(name: str) -> bool:
    """Whether a page is for those who sign in."""
    return any(name in theirs for theirs in PAGES_OF.values())


def path(name: str) -> str:
    """The file of a page, as Streamlit names it."""
    return str(PAGES / f"{name.replace('-', '_')}.py")


def first_link(visit: Visit) -> None:
    """A link to the page where one begins: Start, or that of what a counsellor asked for."""
    back_link(visit, names(visit)[0], "questions.to_start")


def go(name: str, **address: str) -> None:
    """Leave for another page of this visit."""
    st.switch_page(_pages(session.visit())[name], query_params=address)


def tab_title(visit: Visit) -> str:
    """A neutral title for the browser's tab: it says nothing of trust."""
    return visit.edition.words(visit.language).neutral_title or visit.words("app.title")


def names(visit: Visit) -> tuple[str, ...]:
    """The pages that there are for this visit, the one without an address of its own first."""
    if visit.desk is None:
        return NAMES
    if visit.signing.handed_over:
        return HANDED_OVER
    return (*NAMES, *PAGES_OF[visit.desk.role])


def home(visit: Visit) -> str:
    """The page where this visit begins."""
    if visit.desk is None or visit.signing.handed_over:
        return names(visit)[0]
    return PAGES_OF[visit.desk.role][0]


def pages(visit: Visit) -> list[StreamlitPage]:
    """Every page that there is for this visit; its address is its name."""
    return list(_pages(visit).values())


def _pages(visit: Visit) -> Mapping[str, StreamlitPage]:
    """The same by name. Made once for this visit, since each is looked for on the disk."""
    title, there = tab_title(visit), names(visit)

    def make() -> dict[str, StreamlitPage]:
        first, *others = there
        found = {first: st.Page(path(first), title=title, default=True)}
        return found | {it: st.Page(path(it), title=title, url_path=it) for it in others}

    return visit.once("pages", (title, there), make)


def _link(visit: Visit, name: str, label: str) -> None:
    st.page_link(_pages(visit)[name], label=label)


def name_of(page: StreamlitPage, visit: Visit) -> str:
    """The name of a page: its address, the first one's being empty."""
    return page.url_path or names(visit)[0]


def head(visit: Visit, name: str) -> None:
    """What stands above every page: the way to help and reading, and the other languages.

    For who is signed in also the way to their own pages; in other hands no way out of the quiz.
    """
    words, there = visit.words, names(visit)
    with row("site-nav"):
        if name in ("mine", "data", "read", "help", "how"):
            _way_back(visit)
        for target in ("start", "help") if is_of_desk(name) else WAYS:
            if target in there and target != name and (target, name) != ("mine", "start"):
                _link(visit, target, words(f"nav.{target}"))  # Start has it larger
        for tag in visit.edition.bank.languages:
            if tag != visit.language:
                st.button(
                    plain(catalogue(tag)("language_name") if tag in languages() else tag),
                    key=f"language-{tag}",
                    type="tertiary",
                    on_click=_speak,
                    args=(visit, tag),
                )

        if "give-back" in there and name != "give-back":
            _link(visit, "give-back", words("handing.way"))
    signing = visit.signing
    to_be_kept = signing.recovery is not None and name == "sign-in"  # first of all
    if visit.desk is not None and not signing.handed_over and not to_be_kept:
        _desk_ways(visit, name)


def _desk_ways(visit: Visit, name: str) -> None:
    """The pages of who is signed in, and the way out."""
    with row("desk-nav"):
        for target in DESK_WAYS:
            if target in names(visit) and target != name:
                _link(visit, target, visit.words(f"desk_ways.{target}"))
        st.button(
            visit.words("desk_ways.sign_out"),
            key="sign-out",
            type="tertiary",
            on_click=_sign_out,
            args=(visit,),
        )


def _sign_out(visit: Visit) -> None:
    try:
        desk.sign_out(visit)
    except QuizError as fault:
        visit.signing.fault = fault


def followed(visit: Visit) -> Visit:
    """The visit to go on with (see `desk.follow`); where the store fails nothing else is drawn."""
    try:
        return desk.follow(visit)
    except QuizError as fault:
        st.set_page_config(page_title=tab_title(visit), layout="centered")
        st.title(visit.words("errors.title"), anchor=False)
        st.error(say(fault, visit.words))
        st.stop()


def led(visit: Visit) -> None:
    """To the first page of who is here now; to the sign-in, where one was at a page that needs it.

    For after a run in which it changed who that is: the pages are others then.
    """
    lead, visit.signing.lead = visit.signing.lead, None
    if lead == "home":
        go(home(visit))
    if lead == "sign-in" and is_of_desk(urlsplit(st.context.url or "").path.strip("/")):
        go("sign-in")


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

    And which cookie to ask for, where the person's place is kept or no longer kept, and the ticket
    for one that was ordered; the words of a part that Streamlit has in English only; and of which
    edition the page must be.
    """
    visit.at = place
    st.html(
        f'<div hidden data-lang="{safe_html(visit.language)}" '
        f'data-file="{safe_html(visit.words("file.choose"))}" data-edition="{shell.EDITION}" '
        f'data-place="{safe_html(place)}" '
        f'data-cookie="{safe_html(cookie_for(visit, place))}" '
        f'data-desk="{desk.state(visit)}" '
        f'data-signing="{safe_html(sign_in_cookie.ticket(visit))}" '
        f'data-ticket="{safe_html(remembering.ticket(visit))}"></div>'
    )


def tell_once(visit: Visit) -> None:
    """Say what became of what was asked for, once. What went wrong is brought into sight."""
    words = visit.words
    for telling in (visit.keeping, visit.signing):
        if telling.fault is not None:
            with st.container(key="fault"):
                st.error(say(telling.fault, words))
        if telling.said is not None:
            st.success(plain(words(telling.said)))
        telling.fault = telling.said = None


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
    otherwise = "errors.store" if isinstance(fault, StoreError) else "errors.unknown"
    key = f"errors.{fault.code}" if f"errors.{fault.code}" in words.entries else otherwise
    values = {name: plain(str(value)) for name, value in fault.details.items()}
    return words(key, **values)


def no_bank() -> None:
    """Said where no bank can be opened at all."""
    words = catalogue((st.context.locale or "en").split("-")[0])
    st.title(words("errors.title"), anchor=False)
    st.error(words("errors.bank"))


def back_link(visit: Visit, name: str, label: str) -> None:
    """A link to another page of this visit; none where it has no such page."""
    if name in names(visit):
        _link(visit, name, visit.words(label))
