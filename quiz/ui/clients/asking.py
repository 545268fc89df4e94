"""Three ways to ask a client: now on this device, by invitation, on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import Asked, ClientFile, Link, Session, State
from quiz.errors import QuizError
from quiz.ui import frame
from quiz.ui.clients import downloads, opening
from quiz.ui.keeping import code_card
from quiz.ui.moment import day_of, zone
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, safe_html
from quiz.words import Words

DAYS: Final = (3, 7, 14, 30, 60)
USUAL: Final = 14


def ask(visit: Visit, session: Session, found: ClientFile) -> None:
    """The three ways, and the invitations that there are."""
    words = visit.words
    heading(words("client.ask_title"), 2)
    _private_block(visit)
    _hand_over(visit, session, found)
    _invite(visit, found)
    heading(words("client.paper_title"), 3)
    quiet(words("client.paper_about"))
    downloads.form(visit, found.file.case.perspective, found.file.case.language)
    frame.back_link(visit, "paper", "client.to_paper")


def _private_block(visit: Visit) -> None:
    """That there are questions whose answers never come here, and what follows from it."""
    if visit.edition.bank.private_block is not None:
        with st.container(key="private-block", border=True):
            st.markdown(f"**{plain(visit.words('client.private_head'))}**")
            st.markdown(plain(visit.words("client.private_text")))


# -- now, on this device --------------------------------------------------------------------------


def _hand_over(visit: Visit, session: Session, found: ClientFile) -> None:
    words = visit.words
    heading(words("client.now_title"), 3)
    quiet(words("client.now_about"))
    if not counsel.has_pin(session):
        st.markdown(plain(words("errors.pin_missing")))
        frame.back_link(visit, "account", "desk_ways.account")
        return
    st.button(
        words("client.hand_over"),
        key="hand-over",
        on_click=_give,
        args=(visit, found.client.id),
    )


def _give(visit: Visit, client: bytes) -> None:
    """The device is the client's from here: this tab forgets all but the sign-in."""
    try:
        over = counsel.hand_over(desk.required(visit), client, visit.edition.bank.id)
        desk.give_away(visit, over)
    except QuizError as fault:
        visit.signing.fault = fault


# -- by invitation --------------------------------------------------------------------------------


def _invite(visit: Visit, found: ClientFile) -> None:
    words, client = visit.words, found.client
    heading(words("client.invite_title"), 3)
    quiet(words("client.invite_about"))
    link = visit.book.link
    if link is not None and link[0] == client.id:
        _link(visit, link[1])
    else:
        _make(visit, client.id)
    for place, asked in enumerate(client.invitations):
        _invitation(visit, asked, place)


def _make(visit: Visit, client: bytes) -> None:
    words = visit.words
    days = st.selectbox(
        words("client.good_for"),
        DAYS,
        index=DAYS.index(USUAL),
        format_func=lambda it: words("client.days", count=it),
        key="good-for",
    )
    st.button(words("client.invite"), key="invite", on_click=_invited, args=(visit, client, days))


def _invited(visit: Visit, client: bytes, days: int) -> None:
    if visit.book.link is not None:  # pressed twice
        return

    def act(session: Session) -> None:
        bank = visit.edition.bank.id
        link = counsel.invite_client(session, client, bank, timedelta(days=days))
        visit.book.link = client, link

    opening.do(visit, act)


def _link(visit: Visit, link: Link) -> None:
    """The link of a new invitation, as text, code and picture; shown until it was passed on."""
    words, site = visit.words, address("answer")
    whole = f"{site}#{link.secret}"
    with st.container(key="new-link", border=True):
        st.markdown(plain(words("client.link_about", until=moment(link, words))))
        st.html(to_copy(words("client.link"), whole, words))
        st.html(to_copy(words("client.link_code", address=site), link.secret, words))
        code_card.picture(whole, words("client.qr"))
        st.button(
            words("client.link_done"),
            key="link-done",
            type="primary",
            on_click=_passed_on,
            args=(visit,),
        )


def _passed_on(visit: Visit) -> None:
    visit.book.link = None


def address(name: str) -> str:
    """The address of a page as others reach it."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/{name}"


def moment(link: Link, words: Words) -> str:
    """When a link ends, in the browser's time zone."""
    until = link.expires_at
    return f"{words.day(day_of(until))}, {until.astimezone(zone()):%H:%M}"


def to_copy(label: str, text: str, words: Words) -> str:
    """A text of ours with the button that copies it (its script is that of the page)."""
    return (
        f'<p class="to-copy"><span>{safe_html(label)}</span>'
        f'<strong translate="no">{safe_html(text)}</strong></p>'
        f'<p class="copy"><button type="button" data-copy="{safe_html(text)}" '
        f'data-done="{safe_html(words("keep.copied"))}">{safe_html(words("together.invite.copy"))}</button>'
        '<span role="status"></span></p>'
    )


def _invitation(visit: Visit, asked: Asked, place: int) -> None:
    """One invitation: what became of it, and its end while it is open."""
    words, until = visit.words, visit.words.day(day_of(asked.expires_at))
    with row(f"invitation-{place}"):
        st.markdown(plain(words(f"clients.invited.{asked.state.value}", day=until)))
        if asked.state in (State.OPEN, State.BEGUN):
            st.button(
                words("client.withdraw"),
                key=f"withdraw-{asked.id.hex()}",
                type="tertiary",
                on_click=_withdraw,
                args=(visit, asked.id),
            )


def _withdraw(visit: Visit, invitation: bytes) -> None:
    visit.book.link = None
    opening.do(
        visit,
        lambda session: counsel.withdraw_invitation(session, invitation),
        "client.withdrawn",
    )
