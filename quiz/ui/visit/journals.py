"""What somebody keeps, as this visit has it open: opening, keeping, changing, closing, erasing.

Whatever fails is remembered in the visit, for the page to say once; nothing has changed then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import partial

from quiz import casework
from quiz.casework import Journal, KeptJournal, Sitting
from quiz.errors import QuizError, StoreError, VaultError
from quiz.ui import storing
from quiz.ui.moment import now
from quiz.ui.visit import place, remembering
from quiz.ui.visit.session import Visit
from quiz.vault import PrivateCode, new_id

log = logging.getLogger("quiz")


def _try(visit: Visit, act: Callable[[], object]) -> bool:
    """True once it is done; else the page says why not.

    Of a draft that is gone `place.follow` tells, in the same run.
    """
    try:
        act()
    except QuizError as fault:
        log.warning("something about a journal could not be done: %s", fault)
        visit.keeping.fault = fault if fault.code != "draft_gone" else None
        if fault.code == "holder_gone":
            visit.close_journal()
            visit.keeping.fault = fault
        return False
    return True


# -- opening and closing --------------------------------------------------------------------------


def opened(visit: Visit) -> Journal | None:
    """The journal that is open, with what other tabs did to it; None where it was erased there."""
    journal = visit.journal
    if isinstance(journal, KeptJournal) and _try(visit, journal.refresh):
        visit.keeping.fault = visit.keeping.fault or journal.fault
    return visit.journal


def open_by_code(visit: Visit, typed: str) -> None:
    """Open what is kept under a private code, as it was typed."""

    def act() -> None:
        code, store = PrivateCode.parse(typed), storing.store()
        if store is None:
            raise StoreError("there is no store", code="store_busy")
        journal = casework.open_journal(store, code, now)
        if journal is None:
            raise VaultError("nothing is kept under this code", code="code_unknown")
        open_(visit, journal)

    _try(visit, act)


def open_(visit: Visit, journal: Journal, passphrase: str | None = None) -> None:
    """Have this journal open from now on."""
    visit.journal = journal
    visit.keeping.passphrase = passphrase
    visit.keeping.said = visit.keeping.fault = None


def open_again(visit: Visit) -> None:
    """Open what this device remembers, after it was closed in this tab."""
    visit.keeping.looked = False
    remembering.take_up(visit)


# -- keeping --------------------------------------------------------------------------------------


def keep(visit: Visit) -> None:
    """Keep the attempt that is shown: in the journal that is open, else under a new private code.

    The draft that it came from lies in the store no more; what is shown is what was kept.
    """
    sitting = _sitting(visit)
    if sitting is None or not _try(visit, lambda: _keep(visit, sitting)):
        return
    if isinstance(visit.journal, KeptJournal) and sitting.draft is not None:
        visit.draft = None
        if sitting.draft.keeper is not None:
            visit.place.used_up, visit.place.sitting = True, sitting.draft.sitting


def _sitting(visit: Visit) -> Sitting | None:
    if visit.attempt is None:
        return None
    draft = visit.draft if visit.is_of_draft else None
    return Sitting(visit.attempt, visit.shown.bank, draft, visit.entry)


def _keep(visit: Visit, sitting: Sitting) -> None:
    keeping, store, journal = visit.keeping, storing.store(), visit.journal
    if isinstance(journal, KeptJournal):
        journal.refresh()
    if journal is not None:
        entry = casework.keep_in(journal, sitting)
    elif store is None:
        raise StoreError("there is no store", code="store_busy")
    else:
        held = visit.place.token if place.of(visit) is not None and sitting.draft else None
        keeping.code = keeping.code or PrivateCode.new()
        keeping.code, visit.journal, entry = casework.keep_new(
            store, keeping.code, sitting, now, held
        )
        keeping.held, keeping.drawn = held is not None, False
    visit.attempt, visit.entry, visit.from_file = entry.attempt, entry.id, False


def has_code(visit: Visit) -> None:
    """The person has the code: it is shown no more, and waits nowhere."""
    code_arrived(visit)
    visit.keeping.code = None


def code_arrived(visit: Visit) -> None:
    """The browser asks again after it was sent the code: so that need not wait in the store.

    In a client's hands it waits until they are done: there it cannot be typed after a reload.
    """
    store, token, keeping = storing.store(), visit.place.token, visit.keeping
    if visit.signing.handed_over:
        return
    if keeping.held and keeping.drawn and store is not None and token is not None:
        secret, found = token, store
        if _try(visit, lambda: casework.let_go_of_code(found, secret)):
            keeping.held = False


def leave_nothing(visit: Visit) -> None:
    """This sitting is gone for good: the draft in the store, and all of this visit.

    Where the store cannot erase it, everything stays, and the page says so.
    """
    place.erase(visit)
    if visit.place.said != "place.not_erased":
        visit.forget()
        visit.keeping.said = "keep.left"


# -- changing and erasing -------------------------------------------------------------------------


def ask(visit: Visit, what: str | None) -> None:
    """Have something asked once more before it is deleted; None: leave it."""
    visit.keeping.asked = what


def drop(visit: Visit, entry: bytes) -> None:
    """Delete one attempt."""
    journal = visit.journal
    if journal is None or not _try(visit, lambda: journal.drop(entry)):
        return
    if visit.entry == entry and not visit.is_of_draft:
        visit.attempt = visit.entry = None
    visit.keeping.asked, visit.keeping.said = None, "mine.dropped"


def write(visit: Visit, on: date, text: str, note: bytes) -> None:
    """Keep a note under this id."""
    journal = visit.journal
    if journal is not None and _try(visit, partial(journal.write, on, text, note)):
        visit.keeping.note = None


def strike(visit: Visit, note: bytes) -> None:
    """Delete a note."""
    journal = visit.journal
    if journal is not None and _try(visit, lambda: journal.strike(note)):
        visit.keeping.note = visit.keeping.asked = None


def begin_note(visit: Visit, note: bytes | None = None) -> None:
    """Write a new note, or change one."""
    visit.keeping.note = (note or new_id()).hex()


def erase(visit: Visit) -> None:
    """Nothing remains of this person: what is kept, the draft, the devices, this visit."""
    journal = visit.journal

    def act() -> None:
        if isinstance(journal, KeptJournal):
            journal.erase()

    if not _try(visit, act):
        return
    remembering.let_go(visit)
    place.erase(visit)
    if visit.place.said == "place.not_erased":
        return
    visit.forget()
    visit.keeping.said = "data.erased"
