"""Parts of the page for signing in."""

from __future__ import annotations

from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Session
from quiz.casework.counsel.accounts import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE
from quiz.errors import QuizError
from quiz.store import Store
from quiz.ui import frame
from quiz.ui.moment import now
from quiz.ui.visit import desk, sign_in_cookie
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain, quiet
from quiz.vault import PrivateCode

LONGEST: Final = 4 * LONGEST_PASSPHRASE
"""Characters that can be typed: more than may be, so that nothing is cut off unseen."""


def not_kept(visit: Visit) -> None:
    """There is no store, so there are no accounts."""
    st.warning(plain(visit.words("sign_in.not_kept")))


def already(visit: Visit, session: Session) -> None:
    """Who is signed in, and the way to their pages."""
    words = visit.words
    st.markdown(plain(words("sign_in.as", name=session.name)))
    for name in frame.DESK_WAYS:
        frame.back_link(visit, name, f"desk_ways.{name}")


def sign_in(visit: Visit, store: Store) -> None:
    """Name and passphrase, and a number where the account asks for one."""
    words, signing = visit.words, visit.signing
    st.markdown(plain(words("sign_in.lead")))
    with st.form("sign-in", border=False):
        name = name_field(visit, "name")
        passphrase = passphrase_field(visit, "sign_in.passphrase", "passphrase")
        second = None
        if signing.wants_second:
            quiet(words("sign_in.second_needed"))
            second = st.text_input(
                words("sign_in.second"), key="second", autocomplete="one-time-code", max_chars=40
            )
        pressed = st.form_submit_button(words("sign_in.do"), key="sign-in", type="primary")
    quiet(words("sign_in.leaving"))
    if not pressed:
        return
    try:
        token, session = counsel.sign_in(
            store, name, passphrase, now, second, browser=sign_in_cookie.known_here(visit)
        )
    except QuizError as fault:
        if fault.code == "second_needed":
            signing.wants_second = True
            st.rerun()
        st.error(frame.say(fault, words))
        if fault.code == "sign_in_wait":
            quiet(words("sign_in.waiting"))
        return
    desk.signed_in(visit, token, session)
    st.rerun()


def enter(visit: Visit, store: Store, name: str, passphrase: str, recovery: PrivateCode) -> None:
    """Sign in whoever has just chosen this passphrase, and show their new recovery code first.

    That is shown in any case: it was made, and nobody could tell it again.
    """
    visit.signing.recovery = recovery
    try:
        known = counsel.known_browser(store, name)
        token, session = counsel.sign_in(store, name, passphrase, now, browser=known)
    except QuizError as fault:
        visit.signing.fault = fault
    else:
        visit = desk.signed_in(visit, token, session)
        visit.signing.recovery, visit.signing.lead = recovery, None
    st.rerun()


def name_field(visit: Visit, key: str) -> str:
    """The user name."""
    label = visit.words("sign_in.name")
    return st.text_input(label, key=key, autocomplete="username", max_chars=200)


def passphrase_field(visit: Visit, label: str, key: str) -> str:
    """A passphrase that there is already."""
    return st.text_input(
        visit.words(label),
        type="password",
        key=key,
        autocomplete="current-password",
        max_chars=LONGEST,
    )


def new_passphrase(visit: Visit, key: str, *, of_account: bool = True) -> tuple[str, str]:
    """A new passphrase and the same once more, with what makes a good one."""
    words = visit.words
    about = words("set_up.passphrase_about", least=SHORTEST_PASSPHRASE)
    quiet(f"{about} {words('set_up.passphrase_opens')}" if of_account else about)
    first, again = (
        st.text_input(
            words(f"set_up.{name}"),
            type="password",
            key=f"{key}-{name}",
            autocomplete="new-password",
            max_chars=LONGEST,
        )
        for name in ("passphrase", "again")
    )
    return first, again
