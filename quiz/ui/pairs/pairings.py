"""The pairings that this visit is part of, and the invitation that it came with."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from quiz import casework
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import Bond, KeptJournal
from quiz.findings.couple import caution_for_owner
from quiz.ui import frame, library, shell, storing
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.vault import PrivateCode


def is_closed(visit: Visit) -> bool:
    """Whether nothing of it is on the screen: after any yes in this sitting's private block."""
    private = visit.private
    return private.closed or bool(private.yes_to(visit.edition.bank))


def way_there(visit: Visit) -> None:
    """The link to Together, where the bank has a couple view and nothing stands against it.

    Not on a counsellor's device in a client's hands: there it would lead nowhere.
    """
    in_other_hands = visit.signing.handed_over
    if casework.is_offered(visit.shown.bank) and not is_closed(visit) and not in_other_hands:
        frame.back_link(visit, "together", "together.link")


def bonds(visit: Visit) -> tuple[Bond, ...]:
    """The pairings of the journal that is open, and that of the draft that is kept."""
    journal, store, found = journals.opened(visit), storing.store(), list[Bond]()
    if isinstance(journal, KeptJournal):
        found += casework.bonds_of(journal)
    if store is not None and visit.draft is not None:
        answering = casework.bond_of(store, visit.draft)
        known = {bond.known.secret for bond in found}
        if answering is not None and answering.known.secret not in known:
            found.append(answering)
    return tuple(found)


def attempts(visit: Visit, bank_id: str | None) -> tuple[Attempt, ...]:
    """The results at one questionnaire that one could show, the newest first."""
    if isinstance(visit.journal, KeptJournal):
        found = [entry.attempt for entry in visit.journal.entries]
    else:
        found = [casework.attempt_of(visit.draft)] if visit.draft is not None else []
    return tuple(
        it
        for it in reversed(found)
        if it.finished_at is not None and it.bank_id == bank_id and bank_of(it) is not None
    )


def bank_of(attempt: Attempt) -> Bank | None:
    """The edition that an attempt was taken in, None where it is not here."""
    edition = library.edition_of(attempt)
    return edition.bank if edition is not None else None


def own_caution(visit: Visit, bond: Bond) -> bool:
    """Whether one answer stands throughout what this person themself released."""
    released = bond.known.released
    shown = (it for it in attempts(visit, bond.known.bank_id) if it.finished_at == released)
    return any(caution_for_owner(bank, it) for it in shown if (bank := bank_of(it)))


def code(visit: Visit) -> PrivateCode | None:
    """The code of the invitation: the one that was typed, else the one of the browser's cookie."""
    text = visit.invitation
    if text is None:
        text = shell.known_invitation(st.context.cookies)
    return PrivateCode.parse(text) if text else None


def address() -> str:
    """Where invitations are opened on this site."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/invited" if here.netloc else "/invited"
