"""Taking up what clients sent since: read once with the private key, then sealed with the own keys.

An attempt is *filed* once it stands in its client's head. Whoever opens a caseload files what is
fresh, in as many tabs as there are; what a client withdrew is taken off the list, never brought
back.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from quiz.casework.counsel.heads import (
    TRIES,
    Filed,
    Head,
    busy,
    find_head,
    in_order,
    open_head,
    record_place,
    written_over,
)
from quiz.casework.counsel.sent import Ask, Mark, Sent, mark_in, sent_in
from quiz.casework.counsel.sessions import Session
from quiz.errors import QuizError
from quiz.store import CaseKey, CaseKind, CaseRecord
from quiz.vault import KeyPair

log = logging.getLogger("quiz")
Lying = Sequence[tuple[CaseKey, bool]]
"""What lies there of one client, and whether it is fresh."""


def file_all(session: Session, pair: KeyPair) -> dict[bytes, Head]:
    """The heads of all clients, by id, with everything filed that was sent."""
    heads = session.store.clients.all(session.account)  # first: what comes later is fresh again
    lying: dict[bytes, list[tuple[CaseKey, bool]]] = {}
    for key, fresh in session.store.clients.keys(session.account):
        lying.setdefault(key.client, []).append((key, fresh))
    opened = {stored.id: open_head(pair, stored) for stored in heads}
    for id_, head in opened.items():
        if not _is_filed(head, lying.get(id_, ())):
            opened[id_] = file_one(session, pair, id_)[0]
    return opened


def file_one(
    session: Session, pair: KeyPair, client: bytes
) -> tuple[Head, Mapping[CaseKey, CaseRecord]]:
    """The head of one client, with everything filed, and all records that lie there.

    Raises StoreError (`client_gone`).
    """
    store = session.store.clients
    for _ in range(TRIES):
        stored = find_head(session, client)
        head = open_head(pair, stored)
        records = {it.key: it for it in store.records(session.account, client)}
        if _is_filed(head, [(key, it.fresh) for key, it in records.items()]):
            return head, records
        changed, filed, marks = _filed(pair, head, records)
        over = written_over(pair, stored, changed)
        if store.put(session.account, [over], filed=filed, dropped=marks):
            records.update({it.key: it for it in filed})
            return changed, {key: it for key, it in records.items() if key not in marks}
    raise busy()


def _is_filed(head: Head, lying: Lying) -> bool:
    listed = {it.id for it in head.filed} | head.unread
    attempts = {key.id: fresh for key, fresh in lying if key.kind is CaseKind.ATTEMPT}
    return (
        attempts.keys() == listed
        and not any(fresh and id_ not in head.unread for id_, fresh in attempts.items())
        and not any(key.kind is CaseKind.MARK for key, _ in lying)
    )


def _filed(
    pair: KeyPair, head: Head, records: Mapping[CaseKey, CaseRecord]
) -> tuple[Head, list[CaseRecord], list[CaseKey]]:
    """The head with all that lies there, the records to replace, and the marks to drop."""
    there = {key.id for key in records if key.kind is CaseKind.ATTEMPT}
    known = {it.id: it for it in head.filed if it.id in there}
    unread, filed = set(head.unread & there), list[CaseRecord]()
    for key, record in records.items():
        if key.kind is not CaseKind.ATTEMPT or key.id in unread:
            continue
        if key.id in known and not record.fresh:
            continue
        try:
            document = pair.open_document(record_place(key), record.sealed)
            sent = sent_in(document)
        except QuizError as fault:
            log.warning("what a client sent could not be opened: %s", fault)
            unread.add(key.id)
            continue
        known.setdefault(key.id, Filed(key.id, _seconds(sent), sent.released))
        filed.append(CaseRecord(key, pair.own.seal_document(record_place(key), document)))
    changed = replace(
        head,
        filed=in_order(tuple(known.values())),
        unread=frozenset(unread),
        withdrawn=head.withdrawn + sum(it.id not in there for it in head.filed),
    )
    marks = [key for key in records if key.kind is CaseKind.MARK]
    for key in marks:
        changed = _heeded(changed, _mark(pair, records[key]))
    return changed, filed, marks


def _heeded(head: Head, mark: Mark | None) -> Head:
    if mark is None:
        return head
    if mark.ask is Ask.ERASURE:
        return replace(head, asked_erasure=head.asked_erasure or mark.at)
    return replace(head, filed=tuple(_withheld(it, mark) for it in head.filed))


def _withheld(filed: Filed, mark: Mark) -> Filed:
    """Released no more, as everything until then: else what was sent before it would be shown."""
    later = filed.id != mark.record and filed.at > int(mark.at.timestamp())
    return replace(filed, released=filed.released and later)


def _mark(pair: KeyPair, record: CaseRecord) -> Mark | None:
    try:
        return mark_in(pair.open_document(record_place(record.key), record.sealed))
    except QuizError as fault:
        log.warning("what a client asked for could not be opened: %s", fault)
        return None


def _seconds(sent: Sent) -> int:
    finished = sent.attempt.finished_at or datetime.fromtimestamp(0, UTC)
    return int(finished.timestamp())
