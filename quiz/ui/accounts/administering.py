"""Parts of the administrator's page: the accounts, who is to set theirs up, and a new one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Account, Role, Session
from quiz.errors import QuizError
from quiz.ui import frame
from quiz.ui.keeping import code_card
from quiz.ui.moment import day_of
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet, row
from quiz.vault import PrivateCode


def add(visit: Visit, session: Session) -> None:
    """A name and a kind; then the set-up code, until it was passed on."""
    words, signing = visit.words, visit.signing
    if signing.given is not None:
        _given(visit, *signing.given)
        return
    heading(words("accounts.add_title"), 2)
    with st.form("add-account", border=False):
        name = st.text_input(
            words("accounts.add_name"), key="add-name", autocomplete="off", max_chars=200
        )
        kinds = [(it, words(f"account.role.{it.value}")) for it in Role]
        role = choice(words("accounts.add_role"), kinds, Role.COUNSELLOR, "role", visit.language)
        pressed = st.form_submit_button(words("accounts.add"), key="add", type="primary")
    if not pressed:
        return
    try:
        signing.given = name, counsel.add_account(session, name, role or Role.COUNSELLOR)
    except QuizError as fault:
        st.error(frame.say(fault, words))
        return
    st.rerun()


def _given(visit: Visit, name: str, code: PrivateCode) -> None:
    words = visit.words
    with st.container(key="private-code", border=True):
        heading(words("accounts.code_title", name=name), 2)
        st.markdown(plain(words("accounts.code_about", name=name)))
        code_card.copyable(code.shown(), words)
        st.button(
            words("accounts.code_given"),
            key="code-given",
            type="primary",
            on_click=_passed_on,
            args=(visit,),
        )


def _passed_on(visit: Visit) -> None:
    visit.signing.given = None


# -- the accounts that there are ------------------------------------------------------------------


def accounts(visit: Visit, session: Session) -> None:
    """All accounts by name, each with what can be done with it."""
    heading(visit.words("accounts.list_title"), 2)
    for account in counsel.all_accounts(session):
        with st.container(key=f"account-{account.id.hex()}", border=True):
            _account(visit, session, account)


def _account(visit: Visit, session: Session, account: Account) -> None:
    words, name = visit.words, account.id.hex()
    heading(account.name, 3)
    about = [words(f"account.role.{account.role.value}")]
    about.append(words("accounts.closed" if account.closed else "accounts.open"))
    if account.role is Role.COUNSELLOR:
        about.append(words("accounts.clients", count=account.clients))
    if account.id == session.account:
        about.append(words("accounts.you"))
    quiet(" · ".join(about))
    if visit.signing.asked is not None and visit.signing.asked[1] == account.id:
        _confirm(visit, session, account, visit.signing.asked[0])
        return
    if account.id == session.account:
        return
    with row(f"actions-{name}"):
        if account.closed:
            _button(visit, "reopen", name, _reopen, visit, session, account.id)
            _button(visit, "erase", name, _ask, visit, ("erase", account.id))
        else:
            _button(visit, "close", name, _ask, visit, ("close", account.id))


def _button(
    visit: Visit, label: str, name: str, act: Callable[..., None], *arguments: object
) -> None:
    words = visit.words
    st.button(words(f"accounts.{label}"), key=f"{label}-{name}", on_click=act, args=arguments)


def _ask(visit: Visit, asked: tuple[str, bytes] | None) -> None:
    visit.signing.asked = asked


def _confirm(visit: Visit, session: Session, account: Account, what: str) -> None:
    """Asked once more before an account is closed or erased."""
    words, name = visit.words, account.id.hex()
    with_clients = what == "close" and account.clients > 0
    key = "close_with" if with_clients else f"{what}_sure"
    values = {"name": account.name, "clients": account.clients}
    st.warning(plain(words(f"accounts.{key}", **values)))
    act = _close if what == "close" else _erase
    with row(f"actions-{name}"):
        _button(visit, f"do_{what}", name, act, visit, session, account)
        _button(visit, "leave", name, _ask, visit, None)


def _close(visit: Visit, session: Session, account: Account) -> None:
    """Close it, with as many clients as were shown; with more it is asked again."""
    _do(
        visit,
        "accounts.was_closed",
        lambda: counsel.close_account(session, account.id, with_clients=account.clients > 0),
    )


def _erase(visit: Visit, session: Session, account: Account) -> None:
    _do(visit, "accounts.was_erased", lambda: counsel.erase_account(session, account.id))


def _reopen(visit: Visit, session: Session, account: bytes) -> None:
    _do(visit, "accounts.was_reopened", lambda: counsel.reopen_account(session, account))


def _do(visit: Visit, said: str, act: Callable[[], None]) -> None:
    visit.signing.asked = None
    try:
        act()
    except QuizError as fault:
        visit.signing.fault = fault
    else:
        visit.signing.said = said


# -- those that nobody has set up yet -------------------------------------------------------------


def promised(visit: Visit, session: Session) -> None:
    """Who has a set-up code and has not used it."""
    words, waiting = visit.words, counsel.promised(session)
    if not waiting:
        return
    heading(words("accounts.promised_title"), 2)
    for place, it in enumerate(waiting):
        if it.name is None:  # for whoever has the server's console
            continue
        with row(f"promised-{place}"):
            until = words("accounts.promised", date=words.day(day_of(it.expires_at)))
            st.markdown(f"{plain(it.name)} · {plain(until)}")
            st.button(
                words("accounts.take_back"),
                key=f"take-back-{place}-{it.name}",
                on_click=_take_back,
                args=(visit, session, it.name),
            )


def _take_back(visit: Visit, session: Session, name: str) -> None:
    _do(visit, "accounts.taken_back", lambda: counsel.take_back(session, name))
