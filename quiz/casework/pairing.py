"""Inviting a partner, and accepting an invitation.

    invite   from a kept attempt: a code to send, the same one when asked again
    look     what an invitation is for, by whoever got it
    accept   it, for a draft that is kept or for a journal; once, and for one of them

The code is the key that both have. What each then does is `quiz.casework.bonds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quiz.bank import Bank
from quiz.casework.bonds import KeptBond
from quiz.casework.entries import Entry
from quiz.casework.journal import KEPT_MONTHS, KeptJournal
from quiz.casework.keeping import Place
from quiz.casework.seats import Known, Role, fits, open_seat, pairings_in, record_of, sealed_seat
from quiz.casework.taking import Draft
from quiz.errors import VaultError
from quiz.store import Acceptance, Seat, Store, month_of
from quiz.vault import PrivateCode, Purpose

OPEN_FOR: Final = timedelta(days=14)
"""After the attempt was finished that the invitation was made from: 14 times 24 hours."""


def is_offered(bank: Bank) -> bool:
    """Whether two people's answers to this bank can be compared at all."""
    return bank.couple is not None and fits(bank)


def open_until(entry: Entry) -> datetime | None:
    """Until when an invitation from this attempt can be accepted; None where it is not finished."""
    finished = entry.attempt.finished_at
    return finished + OPEN_FOR if finished is not None else None


def invite(journal: KeptJournal, entry: Entry, now: datetime) -> KeptBond | None:
    """The invitation made from an attempt, a new one where there is none; None after its time.

    Raises StoreError, `holder_gone` where the journal is erased meanwhile.
    """
    made = _invited(journal, entry)
    until = open_until(entry)
    if made is not None or until is None or until <= now:
        return made
    code = PrivateCode.new()
    keys, bank_id = code.keys(Purpose.PAIRING), entry.attempt.bank_id
    known = Known(code.shown(), Role.INVITER, bank_id, entry.id, until)
    seat = Seat(journal.keys.lookup, sealed_seat(keys, Role.INVITER, bank_id))
    pairings, holders = journal.store.pairings, journal.store.holders
    pairings.invite(keys.lookup, seat, until, month_of(now, KEPT_MONTHS))
    if holders.put_first(journal.keys.lookup, record_of(journal.keys, known)):
        return KeptBond(journal, known)
    pairings.end(keys.lookup)  # another tab was first
    return _invited(journal, entry)


def _invited(journal: KeptJournal, entry: Entry) -> KeptBond | None:
    """The invitation that was made from an attempt."""
    known = pairings_in(journal.store, journal.keys)
    return next((KeptBond(journal, it) for it in known if it.entry == entry.id), None)


@dataclass(frozen=True)
class Invitation:
    """What somebody who has its code may know: the questionnaire, until when, and whose it is.

    `own`: whoever looks made it themself. `elsewhere`: somebody began to answer it, not they.
    """

    bank_id: str
    expires_at: datetime
    own: bool
    elsewhere: bool


def look(store: Store, code: PrivateCode, member: bytes | None, now: datetime) -> Invitation | None:
    """What the invitation is for, None where it expired, ended or never was: all of these alike.

    `member` is by what the store knows whoever looks (a journal's or a place's lookup). For a
    partner who has accepted it, it does not expire.
    """
    keys = code.keys(Purpose.PAIRING)
    found = store.pairings.find(keys.lookup)
    if found is None:
        return None
    taken_by = found.partner.member if found.partner is not None else None
    if found.expires_at <= now and (taken_by is None or taken_by != member):
        return None
    try:
        bank_id, _ = open_seat(keys, Role.INVITER, found.inviter.sealed)
    except VaultError:
        return None
    return Invitation(
        bank_id,
        found.expires_at,
        own=found.inviter.member == member,
        elsewhere=taken_by is not None and taken_by != member,
    )


def accept(
    store: Store,
    code: PrivateCode,
    whom: Draft | KeptJournal,
    now: datetime,
    *,
    begin_again: bool = False,
) -> Acceptance:
    """Take the partner's seat: BOUND however often it is asked, for one and the same.

    ELSEWHERE where somebody else has begun, unless `begin_again`: then their draft is erased, if
    they have not kept it, and the seat is this one's. GONE for what `look` does not find, and for a
    draft that is not kept, answers another invitation, or is at another questionnaire.
    """
    member = whom.keys.lookup if isinstance(whom, KeptJournal) else _place_of(whom)
    found = look(store, code, member, now)
    if found is None or member is None:
        return Acceptance.GONE
    if isinstance(whom, Draft) and not can_answer(whom, code, found):
        return Acceptance.GONE
    keys = code.keys(Purpose.PAIRING)
    seat = Seat(member, sealed_seat(keys, Role.PARTNER, found.bank_id))
    take = store.pairings.take_over if begin_again else store.pairings.accept
    outcome = take(keys.lookup, seat, now)
    if outcome is Acceptance.BOUND:
        _remember(whom, Known(code.shown(), Role.PARTNER, found.bank_id))
    return outcome


def can_answer(draft: Draft, code: PrivateCode, invitation: Invitation) -> bool:
    """Whether a draft can answer this invitation: what another was shown of it would be lost."""
    return draft.bank_id == invitation.bank_id and draft.invitation in (None, code.shown())


def _place_of(draft: Draft) -> bytes | None:
    """By what the store knows a draft, None where it is not kept."""
    place = draft.keeper
    return place.lookup if isinstance(place, Place) and not place.gone else None


def _remember(whom: Draft | KeptJournal, known: Known) -> None:
    """Keep that this is answered; what is known of it already stays."""
    if isinstance(whom, KeptJournal):
        whom.store.holders.put_first(whom.keys.lookup, record_of(whom.keys, known))
    elif whom.invitation != known.secret:
        whom.invitation, whom.released = known.secret, None
        if whom.keeper is not None:
            whom.keeper.keep_head(whom)
