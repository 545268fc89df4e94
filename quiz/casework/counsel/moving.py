"""Clients given to a colleague: everything sealed anew, to the colleague's public key.

It needs the session of whoever gives them: nobody else can open what is sealed to them. Whose key
it is rests on what the store says of the colleague's account.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace

from quiz.casework.counsel.clients import unpair_client
from quiz.casework.counsel.filing import file_all
from quiz.casework.counsel.heads import open_head, record_place, sealed_head
from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError, VaultError
from quiz.store import CaseRecord, Moved, Role, StoredClient, What
from quiz.vault import KeyPair, PublicKey

log = logging.getLogger("quiz")


def move_clients(
    session: Session, colleague: bytes, clients: Collection[bytes] | None = None
) -> int:
    """How many clients were given to a colleague: those named, or all.

    Their open invitations end, since whoever answers agreed to another reader; codes to withdraw
    stay good. Half of a couple whose partner stays is half of none. Each client moves whole, so
    that what fails midway can be asked again. What is damaged is not given on, and is gone then;
    what a newer version sealed stays where it is, and its client with it.

    Raises AccessError; StoreError (`client_gone`; `account_gone` for a colleague who is none, is
    closed, or is oneself); VaultError (`sealed_newer`).
    """
    pair = session.keys()
    to = session.store.accounts.find(colleague)
    if to is None or to.closed or to.role is not Role.COUNSELLOR or to.id == session.account:
        raise StoreError("there is no such colleague", code="account_gone")
    heads = file_all(session, pair)
    moving = set(heads) if clients is None else set(clients)
    if moving - set(heads):
        raise StoreError("there is no such client", code="client_gone")
    for id_ in moving:
        if heads[id_].partner is not None and heads[id_].partner not in moving:
            unpair_client(session, id_)
    public = PublicKey(to.public)
    for id_ in moving:
        session.store.clients.move(
            session.account, colleague, id_, lambda moved: _resealed(pair, public, moved)
        )
    if moving:
        session.note(What.CLIENT_MOVED, len(moving))
    return len(moving)


def _resealed(pair: KeyPair, public: PublicKey, moved: Moved) -> Moved:
    """A client and all records, as only the colleague opens them."""
    stored, records = moved
    head = replace(open_head(pair, stored), unread=frozenset())
    sealed = sealed_head(public, stored.id, head, stored.revision + 1)
    return StoredClient(stored.id, sealed, stored.revision + 1), list(
        _records(pair, public, records)
    )


def _records(
    pair: KeyPair, public: PublicKey, records: Iterable[CaseRecord]
) -> Iterable[CaseRecord]:
    for record in records:
        place = record_place(record.key)
        try:
            document = pair.open_document(place, record.sealed)
        except VaultError as fault:
            if fault.code != "sealed_damaged":
                raise
            log.warning("a record that did not open was not given on: %s", fault)
            continue
        yield CaseRecord(record.key, public.seal_document(place, document), fresh=True)
