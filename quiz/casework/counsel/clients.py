"""A counsellor's clients: adding, changing, archiving and erasing them, and couples."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from quiz.casework.counsel.filing import file_one
from quiz.casework.counsel.heads import (
    TRIES,
    Head,
    busy,
    change_head,
    find_head,
    open_head,
    sealed_head,
    written_over,
)
from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError
from quiz.store import CaseKey, CaseKind, StoredClient, What
from quiz.vault import KeyPair, new_id
from quiz.vault.code import ALPHABET

LONGEST_CODE: Final = 24
LONGEST_LABEL: Final = 80
MADE: Final = 5
"""Characters of a code that is made."""


@dataclass(frozen=True)
class Details:
    """What a counsellor says of a client; an empty code is made. Never a required name."""

    code: str = ""
    label: str = ""
    perspective: str | None = None
    language: str | None = None
    interval_days: int | None = None


def add_client(session: Session, details: Details, key: bytes | None = None) -> bytes:
    """The id of a new client; with one key of the caller's it is added once.

    The id follows from the key and the account's own secret: nobody comes by another's client, or
    learns whether there is one, by giving its id. Raises AccessError; StoreError (`client_code`,
    with `most`, or `client_code_taken`).
    """
    pair, clients = session.keys(), session.store.clients
    id_ = new_id() if key is None else pair.own.hash_item(f"client/{key.hex()}")
    if key is not None and clients.find(session.account, id_) is not None:
        return id_
    head = replace(_head(details), added_on=session.now().date())
    taken = _codes(session, pair)
    if not head.code:
        head = replace(head, code=_made_code(taken))
    _check_code(head.code, taken)
    try:
        clients.add(session.account, StoredClient(id_, sealed_head(pair.own, id_, head, 1), 1))
    except StoreError:
        if clients.find(session.account, id_) is None:
            raise
    return id_  # added by another tab at the same moment, where it was there


def change_client(session: Session, client: bytes, details: Details) -> None:
    """Replace what is said of a client. Raises as `add_client` does, and `client_gone`."""
    head = _head(details)
    taken = _codes(session, session.keys(), but=client)
    _check_code(head.code, taken)

    def change(before: Head) -> Head:
        return replace(
            before,
            code=head.code,
            label=head.label,
            perspective=head.perspective,
            language=head.language,
            interval_days=head.interval_days,
        )

    change_head(session, client, change)


def archive_client(session: Session, client: bytes, *, archived: bool = True) -> None:
    """Put a client away, or take them out again. Raises AccessError; StoreError."""
    change_head(session, client, lambda head: replace(head, archived=archived))


def heard_erasure(session: Session, client: bytes) -> None:
    """The client asked for erasure and that was talked about; the mark is gone."""
    change_head(session, client, lambda head: replace(head, asked_erasure=None))


def erase_client(session: Session, client: bytes) -> None:
    """Nothing remains of a client; a partner is one half of no couple then.

    Raises AccessError; StoreError (`client_gone`).
    """
    pair = session.keys()
    for _ in range(TRIES):
        head = open_head(pair, find_head(session, client))
        partner = _unpaired_partner(session, pair, client, head)
        if session.store.clients.erase(session.account, client, partner):
            session.note(What.CLIENT_ERASED)
            return
    raise busy()


def erase_attempt(session: Session, client: bytes, attempt: bytes) -> None:
    """Delete one attempt of a client; twice is no fault. Raises AccessError; StoreError."""
    pair, key = session.keys(), CaseKey(client, CaseKind.ATTEMPT, attempt)
    for _ in range(TRIES):
        stored = find_head(session, client)
        head = open_head(pair, stored)
        left = replace(
            head,
            filed=tuple(it for it in head.filed if it.id != attempt),
            unread=head.unread - {attempt},
        )
        over = written_over(pair, stored, left)
        if left == head:
            return
        if session.store.clients.put(session.account, [over], dropped=[key]):
            session.note(What.ATTEMPT_ERASED)
            return
    raise busy()


# -- couples --------------------------------------------------------------------------------------


def pair_clients(session: Session, one: bytes, other: bytes) -> None:
    """Make two clients one couple; twice is no fault. What was released before ends.

    That was for another partner, if for any. Raises AccessError; StoreError: `client_paired` where
    either is of another couple, or both are one client; `client_gone`.
    """
    pair = session.keys()
    for _ in range(TRIES):
        for client in (one, other):
            file_one(session, pair, client)  # what was sent until now stands in the heads then
        stored = [find_head(session, it) for it in (one, other)]
        heads = [open_head(pair, it) for it in stored]
        if [it.partner for it in heads] == [other, one]:
            return
        if one == other or any(it.partner is not None for it in heads):
            raise StoreError("one of them is of another couple", code="client_paired")
        coupled = [_half(heads[0], other), _half(heads[1], one)]
        over = [written_over(pair, *it) for it in zip(stored, coupled, strict=True)]
        if session.store.clients.put(session.account, over):
            return
    raise busy()


def _half(head: Head, partner: bytes) -> Head:
    filed = tuple(replace(it, released=False) for it in head.filed)
    return replace(head, partner=partner, filed=filed)


def unpair_client(session: Session, client: bytes) -> None:
    """Make a client one half of no couple; twice is no fault. Raises AccessError; StoreError."""
    pair = session.keys()
    for _ in range(TRIES):
        stored = find_head(session, client)
        head = open_head(pair, stored)
        if head.partner is None:
            return
        over = written_over(pair, stored, replace(head, partner=None))
        partner = _unpaired_partner(session, pair, client, head)
        if session.store.clients.put(session.account, [over, *partner]):
            return
    raise busy()


def _unpaired_partner(
    session: Session, pair: KeyPair, client: bytes, head: Head
) -> list[StoredClient]:
    """The partner's head without this client, where there is one."""
    if head.partner is None:
        return []
    stored = session.store.clients.find(session.account, head.partner)
    if stored is None:
        return []
    theirs = open_head(pair, stored)
    if theirs.partner != client:
        return []
    return [written_over(pair, stored, replace(theirs, partner=None))]


# -- codes ----------------------------------------------------------------------------------------


def _head(details: Details) -> Head:
    return Head(
        code=" ".join(unicodedata.normalize("NFKC", details.code[:200]).split()),
        label=" ".join(details.label.split())[:LONGEST_LABEL],
        perspective=details.perspective,
        language=details.language,
        interval_days=details.interval_days,
    )


def _codes(session: Session, pair: KeyPair, but: bytes | None = None) -> frozenset[str]:
    """The codes that are taken, folded."""
    heads = session.store.clients.all(session.account)
    return frozenset(open_head(pair, it).code.casefold() for it in heads if it.id != but)


def _made_code(taken: frozenset[str]) -> str:
    while True:
        code = "C-" + "".join(secrets.choice(ALPHABET) for _ in range(MADE))
        if code.casefold() not in taken:
            return code


def _check_code(code: str, taken: frozenset[str]) -> None:
    if not 1 <= len(code) <= LONGEST_CODE or not code.isprintable():
        raise StoreError("this cannot be a code", code="client_code", most=LONGEST_CODE)
    if code.casefold() in taken:
        raise StoreError("another client has this code", code="client_code_taken")
