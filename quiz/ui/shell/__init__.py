"""The shell around the pages: what the browser gets before, beside and after Streamlit's own part.

    app = st.App("quiz/pages/main.py", routes=[*shell.routes()], middleware=shell.middleware())

`routes()` leave a visit, begin again, give the cookie of a place, of an invitation, or whatever a
session has ordered, and serve fonts and icon;
`middleware()` compresses, guards, lets touches come one after another, and puts the app's own page
(with *Exit this page*) in the place of Streamlit's. A script calls `join_visit()` in each run, so
that leaving erases what its session holds in memory.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.middleware import Middleware

from quiz.ui.shell.belongings import Belongings
from quiz.ui.shell.bundle import read_bundle
from quiz.ui.shell.files import BundleFiles
from quiz.ui.shell.guard import SameOrigin, SecurityHeaders, security_headers
from quiz.ui.shell.invitations import known_invitation, known_request, request_forgotten
from quiz.ui.shell.leaving import close_sleeping_tabs, forget_files, join_visit, routes
from quiz.ui.shell.middleware import Pages
from quiz.ui.shell.page import EDITION, SCRIPT_HASHES
from quiz.ui.shell.places import ANOTHER, known_place, mark_of
from quiz.ui.shell.tickets import CookieOrder, Ticket, has_visit, order_cookie, still_to_use
from quiz.ui.shell.turns import InTurn
from quiz.ui.shell.visits import Seat, Visits, visits
from quiz.ui.shell.words import WORDS, ShellWords

__all__ = [
    "ANOTHER",
    "EDITION",
    "WORDS",
    "CookieOrder",
    "Seat",
    "ShellWords",
    "Ticket",
    "Visits",
    "close_sleeping_tabs",
    "forget_files",
    "has_visit",
    "join_visit",
    "known_invitation",
    "known_place",
    "known_request",
    "mark_of",
    "middleware",
    "order_cookie",
    "request_forgotten",
    "routes",
    "still_to_use",
    "visits",
]


def middleware(words: Mapping[str, ShellWords] = WORDS) -> list[Middleware]:
    """Return the middleware for `st.App`, outermost first.

    Args:
        words: language code -> the shell's words; the first language is for everybody else.

    Raises:
        RuntimeError: the installed Streamlit is not one whose page this app knows.
    """
    bundle = read_bundle()
    return [
        Middleware(SecurityHeaders, headers=security_headers(SCRIPT_HASHES)),
        Middleware(SameOrigin),
        Middleware(Belongings, visits=visits),
        Middleware(InTurn),
        Middleware(BundleFiles, bundle=bundle),
        Middleware(Pages, bundle=bundle, words=words, visits=visits),
    ]
