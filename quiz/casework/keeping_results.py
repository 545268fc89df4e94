"""Keeping what somebody answered: under a new private code, or in a journal that is open."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework.devices import code_held, hold_code
from quiz.casework.entries import ConsentTo, Entry
from quiz.casework.journal import Journal, KeptJournal
from quiz.casework.keeping import Clock, Place
from quiz.casework.seats import Known, known_of, record_id, record_of
from quiz.casework.taking import Draft, attempt_of
from quiz.errors import QuizError, StoreError
from quiz.store import Kind, Store
from quiz.vault import PrivateCode, Purpose


@dataclass(frozen=True)
class Sitting:
    """What is to be kept: the attempt that is shown, and the draft it was finished from, if any.

    `entry` is the id under which this sitting was kept before, which it then replaces.
    """

    attempt: Attempt
    bank: Bank
    draft: Draft | None = None
    entry: bytes | None = None


def keep_in(journal: Journal, sitting: Sitting) -> Entry:
    """Keep a sitting in a journal that is open, once however often it is asked.

    A draft that lies in the store becomes the entry, with every answer that other tabs wrote, and
    lies there no more. Raises StoreError, `draft_gone` where it was erased meanwhile, and
    `holder_gone` where the journal was; then everything is as it was.
    """
    draft = sitting.draft
    if not isinstance(journal, KeptJournal):
        return journal.put(sitting.attempt, draft.sitting if draft else sitting.entry)
    journal.agree(ConsentTo.KEEP)
    if draft is None:
        return journal.put(sitting.attempt, sitting.entry)
    answers = known_of(draft)
    if answers is not None:
        _note_pairing(journal, answers)
    if not isinstance(draft.keeper, Place):
        return journal.put(sitting.attempt, draft.sitting)
    try:
        return _take_over(journal, sitting, draft, draft.keeper)
    except QuizError:
        if answers is not None:
            _forget_pairing(journal, answers)
        raise


def keep_new(
    store: Store, code: PrivateCode, sitting: Sitting, now: Clock, held: str | None = None
) -> tuple[PrivateCode, KeptJournal, Entry]:
    """Keep a sitting under a new private code: that code, the journal, and its entry in it.

    `held` is the secret of the draft's place. Under it the code lies until the browser has shown
    it (`let_go_of_code`), so that it is not lost with a server or a page that dies just then: where
    one lies there already, from such a run or from another tab, that one is taken.

    Raises StoreError as `keep_in` does; then nothing is kept under the code.
    """
    code = (code_held(store, held, now) if held else None) or code
    journal = KeptJournal(store, code.keys(Purpose.HOLDER), now)
    journal.begin()
    try:
        if held:
            hold_code(store, held, code, now)
        return code, journal, keep_in(journal, sitting)
    except QuizError:
        if not journal.entries:
            with suppress(StoreError):  # then it is empty, and deleted with its time
                journal.erase()
        raise


def _take_over(journal: KeptJournal, sitting: Sitting, draft: Draft, place: Place) -> Entry:
    """The draft in the store, turned into an entry within one transaction."""

    def seal(lies_there: Draft) -> bytes:
        attempt = attempt_of(lies_there)
        if attempt.finished_at is None:  # another tab went on after this one had finished
            attempt = replace(attempt, finished_at=sitting.attempt.finished_at)
        return journal.sealed_attempt(attempt, draft.sitting)

    place.hand_over(draft, sitting.bank, journal.keys.lookup, journal.last_month, seal)
    journal.refresh()
    return next(entry for entry in journal.entries if entry.id == draft.sitting)


def _note_pairing(journal: KeptJournal, known: Known) -> None:
    """Remember the invitation that was answered, so that its owner finds it again."""
    journal.store.holders.put(journal.keys.lookup, record_of(journal.keys, known))
    if known.released is not None:
        journal.agree(ConsentTo.SHARE, record_id(journal.keys, known))


def _forget_pairing(journal: KeptJournal, known: Known) -> None:
    id_ = record_id(journal.keys, known)
    journal.store.holders.drop(journal.keys.lookup, Kind.PAIRING, id_)
