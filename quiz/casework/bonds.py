"""One person's own side of a pairing, and the couple view once both have released.

What one keeps of a pairing (`Known`) holds nothing of what the other did, and all that is shown
while the view is not open rests on that alone. So nobody learns whether an invitation was taken,
answered or declined, nor why there is no view.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from quiz.attempt import Attempt, check_answer
from quiz.bank import Bank
from quiz.casework.entries import ConsentTo
from quiz.casework.journal import KeptJournal
from quiz.casework.keeping import Place
from quiz.casework.seats import (
    Known,
    Role,
    known_of,
    open_seat,
    pairings_in,
    put_seat,
    record_id,
    record_of,
    sealed_seat,
)
from quiz.casework.taking import Draft
from quiz.errors import QuizError
from quiz.findings.couple import CoupleView, gaps_between
from quiz.findings.sides import Share, share_of
from quiz.store import Kind, Pairing, Seat, Store

BankOf = Callable[[Attempt], Bank | None]
"""From an attempt to the edition that it was taken in, None where that is not here."""


@dataclass(frozen=True)
class Together:
    """The couple view as one of the two sees it: in every gap `one` is their own.

    `mine` and `theirs` have the sides, languages and times, and no answer.
    """

    view: CoupleView
    mine: Attempt
    theirs: Attempt


class _ClosedError(Exception):
    """There is no view, for whatever reason: nobody outside this module is told which."""


class Bond(ABC):
    """One's own side of a pairing."""

    def __init__(self, store: Store, member: bytes, known: Known) -> None:
        self.known = known
        self._store = store
        self._member = member

    def release(self, bank: Bank, attempt: Attempt, now: datetime, *, free_and_safe: bool) -> None:
        """Show the other what two can be compared on, of this attempt and of no other any more.

        Whether the pairing still stands makes no difference to be seen. Raises ValueError unless
        the person was asked, in this very visit, whether they are free and safe to choose, and said
        yes; or for an attempt that is not finished, or is at another questionnaire.
        """
        if not free_and_safe or attempt.finished_at is None:
            raise ValueError("not released: nobody said yes, or there is no result yet")
        if attempt.bank_id != self.known.bank_id:
            raise ValueError("not released: an attempt at another questionnaire")
        share, before = share_of(bank, attempt), self.known
        # Kept first: what is shown can then always be taken back.
        self._keep(replace(before, released=attempt.finished_at))
        try:
            self._sit(share, now)
        except QuizError:
            self._keep(before)
            raise
        self._agree()

    def withdraw(self) -> None:
        """Show the other nothing any more."""
        put_seat(self._store, self._member, self.known, None)
        self._keep(replace(self.known, released=None))
        self._disagree()

    def end(self) -> None:
        """The pairing is gone for both, the invitation with it; again is no fault."""
        self._store.pairings.end(self.known.keys.lookup)
        self._disagree()
        self._forget()

    def view(self, bank_of: BankOf) -> Together | None:
        """What both see once both have released it, None for any reason there is.

        Withheld, refused, withdrawn, not yet accepted or done, not comparable, too far apart,
        ended, damaged, an edition that is not here: one answer. Raises StoreError where the store
        fails, whatever the other did.
        """
        try:
            return self._opened(bank_of)
        except _ClosedError:
            return None

    # -- the view ---------------------------------------------------------------------------------

    def _opened(self, bank_of: BankOf) -> Together:
        found = self._store.pairings.find(self.known.keys.lookup)
        shares = [self._shown(found, role) for role in Role]
        banks = [_bank_for(share, bank_of) for share in shares]
        # Always the inviter's first, so that both see one and the same.
        view = gaps_between(banks[0], shares[0], shares[1], other_bank=banks[1])
        if view.refused is not None:
            raise _ClosedError
        one, other = (replace(share.attempt, answers={}) for share in shares)
        if self.known.role is Role.INVITER:
            return Together(view, one, other)
        turned = tuple(replace(gap, one=gap.other, other=gap.one) for gap in view.steps)
        return Together(replace(view, steps=turned), other, one)

    def _shown(self, found: Pairing | None, role: Role) -> Share:
        """What lies in a seat."""
        if found is None:
            raise _ClosedError
        seat = found.inviter if role is Role.INVITER else found.partner
        if seat is None or (role is self.known.role and seat.member != self._member):
            raise _ClosedError
        try:
            _, share = open_seat(self.known.keys, role, seat.sealed)
        except QuizError:
            raise _ClosedError from None
        if share is None:
            raise _ClosedError
        return share

    def _sit(self, share: Share, now: datetime) -> None:
        """Put it into one's own seat. A partner whose seat was not taken yet takes it."""
        known, keys = self.known, self.known.keys
        if known.role is Role.PARTNER:
            sealed = sealed_seat(keys, known.role, known.bank_id or "")
            self._store.pairings.accept(keys.lookup, Seat(self._member, sealed), now)
        put_seat(self._store, self._member, known, share)

    # -- what one keeps ---------------------------------------------------------------------------

    def _keep(self, known: Known) -> None:
        self.known = known
        self._write()

    @abstractmethod
    def _write(self) -> None:
        """Keep what is known."""

    @abstractmethod
    def _forget(self) -> None:
        """Keep nothing of it any more."""

    @abstractmethod
    def _agree(self) -> None:
        """Record the consent to what was released."""

    @abstractmethod
    def _disagree(self) -> None:
        """Record that it was taken back."""


class KeptBond(Bond):
    """A pairing of somebody who has a journal."""

    def __init__(self, journal: KeptJournal, known: Known) -> None:
        super().__init__(journal.store, journal.keys.lookup, known)
        self._journal = journal

    def _write(self) -> None:
        self._store.holders.put(self._member, record_of(self._journal.keys, self.known))

    def _forget(self) -> None:
        self._store.holders.drop(
            self._member, Kind.PAIRING, record_id(self._journal.keys, self.known)
        )

    def _agree(self) -> None:
        self._journal.agree(ConsentTo.SHARE, record_id(self._journal.keys, self.known))

    def _disagree(self) -> None:
        self._journal.withdraw(ConsentTo.SHARE, record_id(self._journal.keys, self.known))


class DraftBond(Bond):
    """A pairing of somebody who answers it on this device, and has kept nothing beyond that."""

    def __init__(self, store: Store, place: Place, draft: Draft, known: Known) -> None:
        super().__init__(store, place.lookup, known)
        self._place, self._draft = place, draft

    def _write(self) -> None:
        self._draft.released = self.known.released
        self._place.keep_head(self._draft)

    def _forget(self) -> None:
        self._draft.invitation = self._draft.released = None
        self._place.keep_head(self._draft)

    def _agree(self) -> None:
        """Nothing: that it is released is the record, and goes with the draft."""

    def _disagree(self) -> None:
        """Nothing, likewise."""


def bonds_of(journal: KeptJournal) -> tuple[Bond, ...]:
    """The pairings that a journal knows of. Raises StoreError, VaultError."""
    return tuple(KeptBond(journal, known) for known in pairings_in(journal.store, journal.keys))


def withdraw_all(journal: KeptJournal) -> None:
    """Take back every release, as whoever takes back their consent to sharing wants."""
    for bond in bonds_of(journal):
        if bond.known.released is not None:
            bond.withdraw()


def bond_of(store: Store, draft: Draft) -> Bond | None:
    """The pairing that a kept draft answers, None where it answers none or is in memory only."""
    known, place = known_of(draft), draft.keeper
    if known is None or not isinstance(place, Place) or place.gone:
        return None
    return DraftBond(store, place, draft, known)


def _bank_for(share: Share, bank_of: BankOf) -> Bank:
    """The edition of what is shown, once all of it is known to be good."""
    bank = bank_of(share.attempt)
    if bank is None:
        raise _ClosedError
    try:
        for item, answer in share.attempt.answers.items():
            check_answer(bank, item, answer)
    except QuizError:
        raise _ClosedError from None
    return bank
