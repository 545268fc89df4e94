"""Invitations as the counsellor has them: made, seen, withdrawn.

What is sealed under an invitation's secret, which is in its link alone, says whom the answers go to
and under which public key. So whoever changes the database cannot have answers sealed to a key of
their own.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from quiz import vault
from quiz.casework.counsel.heads import Head, find_head, open_head
from quiz.casework.counsel.sent import Way
from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError
from quiz.store import Role, StoredInvitation
from quiz.vault import Keys, PrivateCode, PublicKey, Purpose

FORMAT: Final = 1
OPEN_FOR: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=60)


class State(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    BEGUN = "begun"
    SENT = "sent"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Asked:
    """An invitation of a client as their counsellor sees it; its link is not kept."""

    id: bytes
    client: bytes
    state: State
    expires_at: datetime


@dataclass(frozen=True)
class Link:
    """The secret of an invitation: a code to type, for its link and QR code too; shown once."""

    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Terms:
    """What an invitation says: the questionnaire, who asks, and to which key answers are sealed.

    `in_couple` where the client is half of a couple: then releasing is asked for.
    """

    bank_id: str
    perspective: str | None
    language: str | None
    counsellor: str
    public: PublicKey
    in_couple: bool
    way: Way


def invite_client(
    session: Session,
    client: bytes,
    bank_id: str,
    lasts: timedelta = OPEN_FOR,
    way: Way = Way.INVITATION,
) -> Link:
    """A single-use link for a client, good for so long (at most 60 days).

    Raises AccessError; StoreError (`client_gone`).
    """
    pair = session.keys()
    head = open_head(pair, find_head(session, client))
    secret, expires_at = PrivateCode.new().shown(), session.now() + min(lasts, LONGEST)
    keys = invitation_keys(secret)
    terms = keys.seal_document(PLACE, _document(session.name, pair.public, head, bank_id, way))
    session.store.invitations.invite(session.account, client, keys.lookup, terms, expires_at)
    return Link(secret, expires_at)


def asked_of(session: Session, client: bytes | None = None) -> Mapping[bytes, tuple[Asked, ...]]:
    """The invitations of each client, or of one, the last to expire first. Raises AccessError."""
    session.check(Role.COUNSELLOR)
    found: dict[bytes, list[Asked]] = {}
    for stored in session.store.invitations.of(session.account, client):
        asked = Asked(stored.lookup, stored.client, _state(session, stored), stored.expires_at)
        found.setdefault(stored.client, []).append(asked)
    return {id_: tuple(asked) for id_, asked in found.items()}


def withdraw_invitation(session: Session, invitation: bytes) -> bool:
    """True once an invitation is good for nothing; what was sent by it stays.

    False where there is none of that id among this account's. Raises AccessError.
    """
    session.check(Role.COUNSELLOR)
    return session.store.invitations.withdraw(session.account, invitation)


def invitation_keys(secret: str) -> Keys:
    """The keys of an invitation's secret. Raises VaultError (`code_length`, `code_typo`)."""
    return PrivateCode.parse(secret).keys(Purpose.INVITATION)


def terms_in(secret: str, stored: StoredInvitation) -> Terms:
    """What an invitation says. Raises VaultError; StoreError (`entry_newer`)."""
    said = invitation_keys(secret).open_document(PLACE, stored.sealed)
    if said.get("format") != FORMAT:
        raise StoreError("an invitation of another version of the app", code="entry_newer")
    return Terms(
        said["bank"],
        said["perspective"],
        said["language"],
        said["counsellor"],
        PublicKey(base64.b64decode(said["public"])),
        said["couple"],
        Way(said["way"]),
    )


PLACE: Final = vault.Place("client_invitation")


def _document(name: str, public: PublicKey, head: Head, bank_id: str, way: Way) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "bank": bank_id,
        "perspective": head.perspective,
        "language": head.language,
        "counsellor": name,
        "public": base64.b64encode(public.raw).decode(),
        "couple": head.partner is not None,
        "way": way.value,
    }


def _state(session: Session, stored: StoredInvitation) -> State:
    if stored.record is not None:
        return State.SENT
    if stored.member is not None:
        return State.BEGUN
    return State.OPEN if stored.expires_at > session.now() else State.EXPIRED
