"""An invitation as the client has it: seen before answering, accepted, sent, and taken back.

    look        what the invitation says, and how it stands with this browser; fits a draft to it
    accept      binds it to this browser's draft; take_over from one begun elsewhere
    send        the draft's answers, sealed to the counsellor; the draft is gone then
    withdrawal_code     by which it is taken back, shown at sending
    withdraw, ask_erasure, withhold     with that code

Looking consumes nothing. Nobody without the secret learns whether an invitation was ever there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework.counsel.heads import record_place
from quiz.casework.counsel.invitations import Terms, invitation_keys, terms_in
from quiz.casework.counsel.sent import Ask, Mark, Sent, mark_document, sent_document
from quiz.casework.journal import KeptJournal
from quiz.casework.keeping import Clock, Place
from quiz.casework.taking import Draft, attempt_of
from quiz.errors import StoreError, VaultError
from quiz.store import (
    Acceptance,
    AuditEntry,
    CaseKey,
    CaseKind,
    Sending,
    Store,
    StoredDraft,
    StoredInvitation,
    What,
)
from quiz.vault import Keys, PrivateCode, PublicKey, Purpose

RECORD: Final = "record"


@dataclass(frozen=True)
class Invitation:
    """What an invitation says, and how it stands with whoever looks.

    `begun_here` where it is bound to their draft, `begun_elsewhere` where to another's; `sent`
    where it was answered.
    """

    terms: Terms
    expires_at: datetime
    begun_here: bool
    begun_elsewhere: bool
    sent: bool


def look(store: Store, secret: str, member: bytes | None, now: datetime) -> Invitation | None:
    """The invitation of a link's secret; None where it expired, was withdrawn, or never was.

    `member` is the lookup of this browser's draft (`Place.lookup`), or of the holder who kept it.
    Raises StoreError; VaultError where it was damaged.
    """
    stored = _found(store, secret, now)
    if stored is None:
        return None
    return Invitation(
        terms_in(secret, stored),
        stored.expires_at,
        stored.member is not None and stored.member == member,
        stored.member not in (None, member),
        stored.record is not None,
    )


def fits(found: Draft | Attempt, secret: str, terms: Terms) -> bool:
    """Whether this can answer an invitation: for its questions and side, and a draft no other's.

    A draft for a partner's invitation is not taken for this one: what was shown of it would go.
    """
    is_free = isinstance(found, Attempt) or (
        found.asked_by in (None, secret) and found.invitation is None
    )
    fitting = found.bank_id == terms.bank_id and terms.perspective in (None, found.perspective)
    return is_free and fitting


def accept(store: Store, secret: str, draft: Draft, now: datetime) -> Acceptance:
    """Bind an invitation to a draft that lies in the store, and the draft to it.

    BOUND also when asked again. Raises StoreError (`draft_gone` for a draft in memory only).
    """
    return _bind(store.invitations.accept, secret, draft, now)


def take_over(store: Store, secret: str, draft: Draft, now: datetime) -> Acceptance:
    """The same, from a draft that was begun elsewhere, which is erased with it."""
    return _bind(store.invitations.take_over, secret, draft, now)


def _bind(
    act: Callable[[bytes, bytes, datetime], Acceptance], secret: str, draft: Draft, now: datetime
) -> Acceptance:
    place = _place_of(draft)
    outcome = act(invitation_keys(secret).lookup, place.lookup, now)
    if outcome is Acceptance.BOUND and draft.asked_by != secret:
        draft.asked_by = secret
        place.keep_head(draft)
    return outcome


# -- sending --------------------------------------------------------------------------------------


def send(
    store: Store, draft: Draft, bank: Bank, code: PrivateCode, now: Clock, *, released: bool = False
) -> None:
    """Send a draft to the counsellor who asked for it; it lies in the store no more.

    All that any tab wrote is in it. `code` is that of `withdrawal_code`, shown once this returns;
    with the same code a second click changes nothing. `released` lets the counsellor
    use it on the couple page. Raises StoreError: `invitation_gone`, `invitation_elsewhere`,
    `draft_gone`; then nothing was sent.
    """
    place, moment = _place_of(draft), now()
    finished = draft.finished_at or moment

    def take(opened: Callable[[StoredDraft], Draft]) -> None:
        def attempt(stored: StoredDraft | None) -> Attempt:
            if stored is None:
                raise StoreError("this draft was erased or has expired", code="draft_gone")
            found = attempt_of(opened(stored))
            if found.finished_at is None:  # another tab went on after this one had finished
                found = replace(found, finished_at=finished)
            return found

        letter = _Letter(code, attempt, released, place.lookup, place.lookup)
        _send(store, draft.asked_by or "", letter, moment)

    place.send(draft, bank, take)


def send_kept(
    store: Store,
    secret: str,
    holder: bytes,
    attempt: Attempt,
    code: PrivateCode,
    now: Clock,
    *,
    released: bool = False,
) -> None:
    """Send an attempt that its owner has kept in their own journal first; there it stays.

    `holder` is that journal's lookup. Otherwise as `send`.
    """
    moment = now()
    finished = replace(attempt, finished_at=attempt.finished_at or moment)
    _send(store, secret, _Letter(code, lambda _: finished, released, holder), moment)


@dataclass(frozen=True)
class _Letter:
    """What is sent: made from the draft of that lookup, if any, by the member that is bound."""

    code: PrivateCode
    attempt: Callable[[StoredDraft | None], Attempt]
    released: bool
    member: bytes
    draft: bytes | None = None


def _send(store: Store, secret: str, letter: _Letter, now: datetime) -> None:
    stored = _found(store, secret, now)
    if stored is None:
        raise StoreError("this invitation is not there any more", code="invitation_gone")
    terms, keys = terms_in(secret, stored), _withdrawal(letter.code)
    record = keys.hash_item(RECORD)
    released = letter.released and terms.in_couple

    def seal(client: bytes, draft: StoredDraft | None) -> bytes:
        place = record_place(CaseKey(client, CaseKind.ATTEMPT, record))
        sent = Sent(letter.attempt(draft), terms.way, released)
        return terms.public.seal_document(place, sent_document(sent))

    sending = Sending(stored.lookup, letter.member, record, keys.lookup, seal, letter.draft)
    account = store.sendings.send(sending)
    if account is not None and released:
        store.audit.note(AuditEntry(now, account, What.RELEASED))


# -- taking it back -------------------------------------------------------------------------------


def withdrawal_code(secret: str, member: str | KeptJournal) -> PrivateCode:
    """The code with which what is sent by an invitation is taken back.

    It follows from the secret of the draft's place, or from the journal that the answers are kept
    in: two tabs send with one code, and a reload right after sending does not lose it. Nothing of
    it is stored but what finds it.
    """
    keys = Keys.of_token(member, Purpose.DRAFT) if isinstance(member, str) else member.keys
    return PrivateCode.derived(keys.hash_item(f"withdrawal/{secret}"), Purpose.WITHDRAWAL)


def withdraw(store: Store, code: PrivateCode, now: datetime) -> bool:
    """True once what was sent with this code is deleted; False where it is not there any more."""
    account = store.sendings.withdraw(_withdrawal(code).lookup)
    if account is not None:
        store.audit.note(AuditEntry(now, account, What.WITHDRAWN))
    return account is not None


def ask_erasure(store: Store, code: PrivateCode, now: datetime) -> bool:
    """True once the counsellor will see that the client asks for all of it to be erased.

    Twice is no fault; False where what was sent with this code is not there any more.
    """
    return _mark(store, code, Ask.ERASURE, now)


def withhold(store: Store, code: PrivateCode, now: datetime) -> bool:
    """True once the couple page uses what was sent with this code no more. As `ask_erasure`."""
    return _mark(store, code, Ask.WITHHOLD, now)


def _mark(store: Store, code: PrivateCode, ask: Ask, now: datetime) -> bool:
    keys = _withdrawal(code)

    def seal(public: bytes, client: bytes, record: bytes, mark: bytes) -> bytes:
        place = record_place(CaseKey(client, CaseKind.MARK, mark))
        return PublicKey(public).seal_document(place, mark_document(Mark(ask, record, now)))

    return store.sendings.mark(keys.lookup, seal, keys.hash_item(f"mark/{ask.value}"))


def _withdrawal(code: PrivateCode) -> Keys:
    return code.keys(Purpose.WITHDRAWAL)


def _found(store: Store, secret: str, now: datetime) -> StoredInvitation | None:
    try:
        lookup = invitation_keys(secret).lookup
    except VaultError:
        return None
    return store.invitations.find(lookup, now)


def _place_of(draft: Draft) -> Place:
    if not isinstance(draft.keeper, Place):
        raise StoreError("this draft does not lie in the store", code="draft_gone")
    return draft.keeper
