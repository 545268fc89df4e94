"""The rest of a client's page: couple, details, single times, archive, giving on, erasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from quiz.casework import counsel
from quiz.casework.counsel import ClientCase, ClientFile, Session
from quiz.ui import frame
from quiz.ui.clients import details, downloads, opening
from quiz.ui.moment import day_of, zone
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, shut, toggled
from quiz.views.sheet import answered, day_said

PARTS: Final = (opening.FIRST_PART, "time", "work", "ask", "file")


def part(visit: Visit) -> str:
    """Which part of a client's page is shown: what is needed before a session, unless chosen."""
    words = visit.words
    return st.segmented_control(
        words("client.parts"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda it: words(f"client.part.{it}"),
        key="part",
        label_visibility="collapsed",
        persist_state="session",
    )


def file(visit: Visit, session: Session, found: ClientFile) -> None:
    """What belongs to the client as a whole."""
    couple(visit, session, found)
    times(visit, found)
    change(visit, found)
    downloads.one_client(visit, found)
    put_away(visit, session, found)


def couple(visit: Visit, session: Session, found: ClientFile) -> None:
    """With whom this client is one couple, or the choice of whom."""
    words, client = visit.words, found.client
    heading(words("client.couple_title"), 2)
    if client.partner is not None:
        st.markdown(plain(words("clients.couple_with", code=found.file.case.partner)))
        frame.back_link(visit, "pair", "client.to_pair")
        _sure(visit, "unpair", _unpair, client.id)
        return
    quiet(words("client.couple_about"))
    if not toggled("pair", words("client.pair_show")):
        return
    others = {
        it.id: it
        for it in opening.cases(visit, session)
        if it.partner is None and it.id != client.id and not it.case.archived
    }
    with st.form("pair", border=False):
        other = st.selectbox(
            words("client.pair_with"),
            list(others),
            index=None,
            format_func=lambda it: plain(_named(others[it])),
            placeholder="",
            key="partner",
        )
        pressed = st.form_submit_button(words("client.pair_do"), key="do-pair")
    if not pressed or other is None:
        return
    shut("pair")
    opening.do_and_reload(
        visit, lambda it: counsel.pair_clients(it, client.id, other), "client.paired"
    )
    st.rerun()


def _named(client: ClientCase) -> str:
    return " · ".join(filter(None, (client.case.code, client.case.label)))


def _unpair(visit: Visit, client: bytes) -> None:
    opening.do_and_reload(visit, lambda it: counsel.unpair_client(it, client), "client.unpaired")


def change(visit: Visit, found: ClientFile) -> None:
    """What is said of the client, to be changed."""
    heading(visit.words("client.details_title"), 2)
    if toggled("details", visit.words("client.details_show")):
        details.change(visit, found.file.case)


def times(visit: Visit, found: ClientFile) -> None:
    """Each time that was sent, to be erased by itself."""
    words, history = visit.words, found.file.case.history
    if not history:
        return
    heading(words("client.times_title"), 2)
    if not toggled("times", words("client.times_show")):
        return
    for taken in reversed(history):
        name = taken.id.hex()
        with st.container(key=f"time-{name}", border=True):
            st.markdown(f"**{plain(day_said(taken.attempt, words, zone()))}**")
            said = words("client.time_answered", count=answered(taken.attempt))
            shared = words("client.time_released") if taken.id in found.client.released else ""
            quiet(" · ".join(filter(None, (said, shared))))
            _sure(visit, "erase_time", _erase_time, found.client.id, taken.id)


def _erase_time(visit: Visit, client: bytes, attempt: bytes) -> None:
    opening.do(visit, lambda it: counsel.erase_attempt(it, client, attempt), "client.time_erased")


def put_away(visit: Visit, session: Session, found: ClientFile) -> None:
    """Archive, give to a colleague, erase; and that erasure was asked for and talked about."""
    words, client = visit.words, found.client
    heading(words("client.away_title"), 2)
    if client.asked_erasure is not None:
        day = words.day(day_of(client.asked_erasure))
        st.warning(plain(words("clients.asked_erasure", day=day)))
        st.button(words("client.heard"), key="heard", on_click=_heard, args=(visit, client.id))
    archived = found.file.case.archived
    quiet(words("client.archive_about"))
    st.button(
        words("client.unarchive" if archived else "client.archive"),
        key="archive",
        on_click=_archive,
        args=(visit, client.id, not archived),
    )
    _give(visit, session, client.id)
    quiet(words("client.erase_about"))
    _sure(visit, "erase", _erase, client.id)


def _heard(visit: Visit, client: bytes) -> None:
    opening.do(visit, lambda it: counsel.heard_erasure(it, client))


def _archive(visit: Visit, client: bytes, archived: bool) -> None:
    said = "client.archived" if archived else "client.unarchived"
    opening.do(visit, lambda it: counsel.archive_client(it, client, archived=archived), said)


def _give(visit: Visit, session: Session, client: bytes) -> None:
    """This client to a colleague; nothing where there is none."""
    words, colleagues = visit.words, counsel.colleagues(session)
    if not colleagues or not toggled("give-one", words("client.give_show")):
        return
    st.markdown(plain(words("client.give_about")))
    with st.form("give-one", border=False):
        to = st.selectbox(
            words("account.give_to"),
            colleagues,
            index=None,
            format_func=lambda it: plain(it.name),
            placeholder="",
            key="give-to",
        )
        pressed = st.form_submit_button(words("client.give_do"), key="do-give")
    if not pressed or to is None:
        return
    shut("give-one")
    if opening.do_and_reload(
        visit, lambda it: counsel.move_clients(it, to.id, [client]), "client.given"
    ):
        visit.book.turn_to(None)
    st.rerun()


def _erase(visit: Visit, client: bytes) -> None:
    if opening.do_and_reload(visit, lambda it: counsel.erase_client(it, client), "client.erased"):
        visit.book.turn_to(None)


def _sure(visit: Visit, what: str, act: Callable[..., None], *of: bytes) -> None:
    """A button that asks once more, where it stands, before something is done that stays so."""
    words, name = visit.words, f"{what}-{of[-1].hex()}"
    with row(f"row-{name}"):
        if visit.book.asked != name:
            st.button(
                words(f"client.sure.{what}.ask"),
                key=f"ask-{name}",
                on_click=opening.ask,
                args=(visit, name),
            )
            return
        st.warning(plain(words(f"client.sure.{what}.about")))
        st.button(
            words(f"client.sure.{what}.do"),
            key=f"do-{name}",
            on_click=_once_sure,
            args=(visit, act, *of),
        )
        st.button(
            words("client.leave"), key=f"leave-{name}", on_click=opening.ask, args=(visit, None)
        )


def _once_sure(visit: Visit, act: Callable[..., None], *of: bytes) -> None:
    visit.book.asked = None
    act(visit, *of)
