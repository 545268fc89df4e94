"""What is sealed of a client beside their records: code, label, and a list of what was sent.

The list holds when each attempt was finished, so that a caseload opens three attempts of a client
and leaves the others sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from quiz import vault
from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError
from quiz.store import CaseKey, StoredClient
from quiz.vault import KeyPair, Keys, PublicKey

FORMAT: Final = 1
TRIES: Final = 5
"""Heads written at the same moment by as many tabs before one gives up."""


@dataclass(frozen=True)
class Filed:
    """An attempt that was sent: when it was finished (seconds), and whether it was released."""

    id: bytes
    at: int
    released: bool = False


@dataclass(frozen=True)
class Head:
    """A client as their counsellor keeps them.

    `filed` is in order, the oldest first; `unread` are records that did not open. `withdrawn` is
    how many attempts the client took back; `asked_erasure` when they asked for erasure.
    """

    code: str
    label: str = ""
    perspective: str | None = None
    language: str | None = None
    interval_days: int | None = None
    archived: bool = False
    partner: bytes | None = None
    added_on: date = date.min
    filed: tuple[Filed, ...] = ()
    unread: frozenset[bytes] = frozenset()
    withdrawn: int = 0
    asked_erasure: datetime | None = None


def head_place(client: bytes, revision: int) -> vault.Place:
    """Where a head is bound to."""
    return vault.Place("client", client, revision)


def record_place(key: CaseKey) -> vault.Place:
    """Where a record is bound to."""
    return vault.Place(f"client_record/{key.kind.value}", key.client + key.id)


def open_head(pair: KeyPair, stored: StoredClient) -> Head:
    """The head of a client. Raises VaultError; StoreError (`entry_newer`)."""
    document = pair.open_document(head_place(stored.id, stored.revision), stored.sealed)
    if document.get("format") != FORMAT:
        raise StoreError("a client of a newer version of the app", code="entry_newer")
    return _head_in(document)


def sealed_head(keys: Keys | PublicKey, client: bytes, head: Head, revision: int) -> bytes:
    """A head sealed as what it will be at a revision."""
    return keys.seal_document(head_place(client, revision), _document(head))


def written_over(pair: KeyPair, stored: StoredClient, head: Head) -> StoredClient:
    """What replaces a stored head, unless somebody wrote since."""
    sealed = sealed_head(pair.own, stored.id, head, stored.revision + 1)
    return StoredClient(stored.id, sealed, stored.revision)


def find_head(session: Session, client: bytes) -> StoredClient:
    """A client of this session's account. Raises StoreError (`client_gone`)."""
    found = session.store.clients.find(session.account, client)
    if found is None:
        raise StoreError("there is no such client", code="client_gone")
    return found


def change_head(session: Session, client: bytes, change: Callable[[Head], Head]) -> Head:
    """Write what `change` makes of a head; where another tab was first, of what that one made.

    Raises AccessError; StoreError (`client_gone`).
    """
    pair = session.keys()
    for _ in range(TRIES):
        stored = find_head(session, client)
        head = open_head(pair, stored)
        changed = change(head)
        if changed == head or session.store.clients.put(
            session.account, [written_over(pair, stored, changed)]
        ):
            return changed
    raise busy()


def busy() -> StoreError:
    """What is raised where other tabs were first each time."""
    return StoreError("other tabs write to this client all the time", code="store_busy")


def in_order(filed: tuple[Filed, ...]) -> tuple[Filed, ...]:
    """The oldest first."""
    return tuple(sorted(filed, key=lambda it: (it.at, it.id)))


def _document(head: Head) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "code": head.code,
        "label": head.label,
        "perspective": head.perspective,
        "language": head.language,
        "interval": head.interval_days,
        "archived": head.archived,
        "partner": head.partner.hex() if head.partner else None,
        "added": head.added_on.isoformat(),
        "filed": [[it.id.hex(), it.at, it.released] for it in head.filed],
        "unread": sorted(id_.hex() for id_ in head.unread),
        "withdrawn": head.withdrawn,
        "erasure": head.asked_erasure.isoformat() if head.asked_erasure else None,
    }


def _head_in(document: dict[str, Any]) -> Head:
    partner, erasure = document["partner"], document["erasure"]
    return Head(
        code=document["code"],
        label=document["label"],
        perspective=document["perspective"],
        language=document["language"],
        interval_days=document["interval"],
        archived=document["archived"],
        partner=bytes.fromhex(partner) if partner else None,
        added_on=date.fromisoformat(document["added"]),
        filed=tuple(Filed(bytes.fromhex(id_), at, told) for id_, at, told in document["filed"]),
        unread=frozenset(bytes.fromhex(id_) for id_ in document["unread"]),
        withdrawn=document["withdrawn"],
        asked_erasure=datetime.fromisoformat(erasure) if erasure else None,
    )
