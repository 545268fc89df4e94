"""A counsellor's caseload, and everything of one client, opened for the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from quiz.attempt import Attempt
from quiz.casework.cases import Case, CaseAttempt, CaseFile
from quiz.casework.counsel.case_records import records_in
from quiz.casework.counsel.filing import file_all, file_one
from quiz.casework.counsel.heads import Filed, Head, open_head, record_place
from quiz.casework.counsel.invitations import Asked, asked_of
from quiz.casework.counsel.sent import sent_in
from quiz.casework.counsel.sessions import Session
from quiz.content import Edition
from quiz.store import CaseKey, CaseKind, CaseRecord, Role
from quiz.vault import KeyPair

EditionOf = Callable[[Attempt], Edition | None]
"""From an attempt to the edition that it was taken in; None where that is not here."""


@dataclass(frozen=True)
class ClientCase:
    """A client in the caseload: the case, and what else the counsellor must know at a glance.

    `partner` is the id of the client with whom this one is a couple. `unread` counts attempts that
    did not open, or whose edition is not here: they are not in the history. `released` are the
    attempts that the client lets the couple page use.
    """

    case: Case
    added_on: date
    partner: bytes | None = None
    asked_erasure: datetime | None = None
    withdrawn: int = 0
    unread: int = 0
    released: frozenset[bytes] = frozenset()
    invitations: tuple[Asked, ...] = ()

    @property
    def id(self) -> bytes:
        """By what everything else is asked of this client."""
        return self.case.id


@dataclass(frozen=True)
class ClientFile:
    """Everything of one client: as in the caseload, but with the whole history."""

    client: ClientCase
    file: CaseFile


@dataclass(frozen=True)
class ReleasedPair:
    """Two clients who both released their latest attempt: this client's first."""

    mine: tuple[Case, CaseAttempt]
    partners: tuple[Case, CaseAttempt]


def caseload(session: Session, edition_of: EditionOf) -> tuple[ClientCase, ...]:
    """All clients by code, each with the first, the last but one and the last attempt.

    What was sent since is filed. Raises AccessError.
    """
    pair = session.keys()
    heads = file_all(session, pair)
    wanted = [_key(id_, it) for id_, head in heads.items() for it in _telling(head.filed)]
    records = session.store.clients.fetch(session.account, wanted)
    attempts = _opened(pair, records)
    asked = asked_of(session)
    found = [
        _client_case(id_, head, heads, _history(id_, head.filed, attempts, edition_of), asked)
        for id_, head in heads.items()
    ]
    return tuple(sorted(found, key=lambda it: (it.case.code.casefold(), it.id)))


def stamp(session: Session) -> object:
    """Equal to one taken before a caseload was read as long as another would be the same.

    Costs a fraction of reading it. Raises AccessError.
    """
    session.check(Role.COUNSELLOR)
    asked = asked_of(session)
    return session.store.clients.stamp(session.account), asked


def open_client(session: Session, client: bytes, edition_of: EditionOf) -> ClientFile:
    """Everything of one client. Raises AccessError; StoreError (`client_gone`)."""
    pair = session.keys()
    head, records = file_one(session, pair, client)
    heads = {client: head}
    if head.partner and (stored := session.store.clients.find(session.account, head.partner)):
        heads[head.partner] = open_head(pair, stored)
    attempts = _opened(pair, (it for key, it in records.items() if key.kind is CaseKind.ATTEMPT))
    history = _history(client, head.filed, attempts, edition_of)
    opened = _client_case(client, head, heads, history, asked_of(session, client))
    # Unlike in a caseload, every attempt was looked at.
    unread = len(head.filed) - len(history) + len(head.unread)
    return ClientFile(
        replace(opened, unread=unread), records_in(pair, opened.case, records.values())
    )


def released_pair(session: Session, client: bytes, edition_of: EditionOf) -> ReleasedPair | None:
    """The latest released attempts of a couple; None unless both released one.

    Raises AccessError; StoreError (`client_gone`).
    """
    mine = open_client(session, client, edition_of).client
    if mine.partner is None:
        return None
    partners = open_client(session, mine.partner, edition_of).client
    if partners.partner != client:
        return None
    one, other = _latest_released(mine), _latest_released(partners)
    if one is None or other is None:
        return None
    return ReleasedPair((mine.case, one), (partners.case, other))


def _latest_released(client: ClientCase) -> CaseAttempt | None:
    released = [it for it in client.case.history if it.id in client.released]
    return released[-1] if released else None


def _telling(filed: tuple[Filed, ...]) -> tuple[Filed, ...]:
    """The first, the last but one and the last, each once."""
    return filed if len(filed) <= 3 else (filed[0], *filed[-2:])


def _key(client: bytes, filed: Filed) -> CaseKey:
    return CaseKey(client, CaseKind.ATTEMPT, filed.id)


def _opened(pair: KeyPair, records: Iterable[CaseRecord]) -> dict[CaseKey, Attempt]:
    return {
        it.key: sent_in(pair.open_document(record_place(it.key), it.sealed)).attempt
        for it in records
        if not it.fresh
    }


def _history(
    client: bytes,
    filed: tuple[Filed, ...],
    attempts: Mapping[CaseKey, Attempt],
    edition_of: EditionOf,
) -> tuple[CaseAttempt, ...]:
    """The attempts that were opened, in order, as far as their edition is here."""
    history = []
    for it in filed:
        attempt = attempts.get(_key(client, it))
        edition = edition_of(attempt) if attempt is not None else None
        if attempt is not None and edition is not None:
            history.append(CaseAttempt(edition, attempt, it.id))
    return tuple(history)


def _client_case(
    id_: bytes,
    head: Head,
    heads: Mapping[bytes, Head],
    history: tuple[CaseAttempt, ...],
    asked: Mapping[bytes, tuple[Asked, ...]],
) -> ClientCase:
    partner = heads.get(head.partner) if head.partner else None
    case = Case(
        code=head.code,
        label=head.label,
        perspective=head.perspective,
        language=head.language,
        interval_days=head.interval_days,
        archived=head.archived,
        partner=partner.code if partner else "",
        history=history,
        sent=len(head.filed),
        id=id_,
    )
    return ClientCase(
        case,
        head.added_on,
        head.partner if partner else None,
        head.asked_erasure,
        head.withdrawn,
        len(head.unread) + len(_telling(head.filed)) - len(history),
        frozenset(it.id for it in head.filed if it.released),
        asked.get(id_, ()),
    )
