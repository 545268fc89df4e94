"""Parts for setting up an account with a one-time code."""

from __future__ import annotations

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import NewAccount, Role, SetUp
from quiz.errors import QuizError
from quiz.store import Store
from quiz.ui import frame
from quiz.ui.accounts import signing_in
from quiz.ui.moment import now
from quiz.ui.visit.session import Visit
from quiz.ui.visit.signing import SigningIn
from quiz.ui.widgets import choice, heading, plain, quiet, toggled
from quiz.vault import PrivateCode


def ask_code(visit: Visit, store: Store) -> None:
    """The set-up code, as it is typed. Where nobody has an account this stands open."""
    words = visit.words
    if not store.accounts.count():
        heading(words("set_up.title"), 2)
        st.info(plain(words("sign_in.none_yet")))
    elif not toggled("set-up", words("sign_in.to_set_up")):
        return
    with st.form("set-up-code", border=False):
        quiet(words("set_up.code_about"))
        typed = st.text_input(
            words("set_up.code"), key="set-up-code", autocomplete="off", max_chars=100
        )
        pressed = st.form_submit_button(words("set_up.go_on"), key="try-set-up")
    if not pressed:
        return
    try:
        code = PrivateCode.parse(typed)
        visit.signing.promised = counsel.offered(store, code, now())
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    visit.signing.code = code
    st.rerun()


def choose(visit: Visit, store: Store, code: PrivateCode, promised: SetUp) -> None:
    """Kind and name, where they are free, and a passphrase; then the recovery code is shown."""
    words = visit.words
    heading(words("set_up.title"), 2)
    role = promised.role
    if role is None:
        st.markdown(plain(words("set_up.first")))
        role = _kind(visit)
    with st.form("set-up", border=False):
        name = promised.name
        if name is None:
            name = signing_in.name_field(visit, "new-name")
            quiet(words("set_up.name_about"))
        else:
            st.markdown(plain(words("set_up.for_name", name=name)))
        first, again = signing_in.new_passphrase(visit, "new")
        st.warning(plain(words("set_up.loses")))
        pressed = st.form_submit_button(words("set_up.do"), key="set-up", type="primary")
    st.button(words("set_up.cancel"), key="later", type="tertiary", on_click=_later, args=(visit,))
    if not pressed:
        return
    if first != again or role is None:
        missing = "set_up.choose_kind" if role is None else "set_up.differ"
        st.error(plain(words(missing)))
        return
    try:
        made = _make(store, code, promised, name, first, role)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    visit.signing.code = visit.signing.promised = None
    signing_in.enter(visit, store, made.name, first, made.recovery)


def _kind(visit: Visit) -> Role | None:
    """Which kind the first account is."""
    words = visit.words
    kinds = [(it, words(f"set_up.kinds.{it.value}")) for it in Role]
    return choice(words("set_up.kind"), kinds, None, "kind", visit.language)


def _make(
    store: Store, code: PrivateCode, promised: SetUp, name: str, passphrase: str, role: Role
) -> NewAccount:
    if promised.role is None:
        return counsel.create_first(store, code, name, passphrase, now(), role)
    return counsel.set_up(store, code, passphrase, now(), name)


def _later(visit: Visit) -> None:
    visit.signing = SigningIn(sought=True, ticket=visit.signing.ticket, known=visit.signing.known)
