"""What lies in the two seats of a pairing, and what each of the two keeps of it for themself.

A seat holds what its owner shows the other, sealed under the key that travels in the invitation.
These are answers, not figures of steps: on which items two people can be compared follows from both
sides, and is not known before both are there; a figure of all items would be another one than that
of the shared ones. They are shown to nobody: only what `couple_view` makes of them is. Of notes,
context, sensitive items and the private block nothing is among them. A seat that shows nothing has
the same length, so that from outside nobody can tell.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from quiz import vault
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework.taking import Draft
from quiz.errors import StoreError, VaultError
from quiz.findings.sides import Share, share_of
from quiz.store import Kind, Record, Seat, Store
from quiz.vault import Keys, PrivateCode, Purpose

FORMAT: Final = 1
SEAT_SIZE: Final = 8 * 1024
"""Bytes that every seat is padded to: room for some hundred answers."""


class Role(StrEnum):
    """Which of the two one is."""

    INVITER = "inviter"
    PARTNER = "partner"

    @property
    def other(self) -> Role:
        """The other one."""
        return Role.PARTNER if self is Role.INVITER else Role.INVITER


@dataclass(frozen=True)
class Known:
    """What one of the two keeps of a pairing; nothing in it tells what the other did.

    `bank_id` is the questionnaire that both answer. The inviter has the `entry` that the invitation
    was made from, and until when it can be accepted. `released` is the finishing time of the
    attempt that was released last, None where nothing is.
    """

    secret: str = field(repr=False)
    role: Role
    bank_id: str | None = None
    entry: bytes | None = None
    expires_at: datetime | None = None
    released: datetime | None = None

    @property
    def keys(self) -> Keys:
        """The keys that both have."""
        return PrivateCode.parse(self.secret).keys(Purpose.PAIRING)


# -- seats ----------------------------------------------------------------------------------------


def _seat_place(role: Role) -> vault.Place:
    return vault.Place("seat", role.value.encode())


def sealed_seat(keys: Keys, role: Role, bank_id: str, share: Share | None = None) -> bytes:
    """What a seat holds: the questionnaire, and what its owner shows, if anything; always as long.

    Raises ValueError where the answers do not fit (see `fits`).
    """
    return keys.seal(_seat_place(role), _plain(bank_id, share), SEAT_SIZE)


def _plain(bank_id: str, share: Share | None) -> bytes:
    shown = _share_document(share) if share else None
    document = {"format": FORMAT, "bank": bank_id, "share": shown}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def open_seat(keys: Keys, role: Role, sealed: bytes) -> tuple[str, Share | None]:
    """The questionnaire that a seat is for, and what its owner shows. Raises VaultError."""
    plain = keys.open(_seat_place(role), sealed)
    try:
        document = json.loads(plain)
        if document["format"] != FORMAT:
            raise VaultError("a seat of another version of the app", code="sealed_newer")
        shown = document["share"]
        return document["bank"], _share_in(shown) if shown is not None else None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise VaultError("what lies in a seat is damaged", code="sealed_damaged") from None


def fits(bank: Bank) -> bool:
    """Whether a seat has room for whatever somebody could show of this bank."""
    longest = max(bank.scale.values, key=lambda value: len(str(value)))
    whole = Attempt(
        bank.id,
        bank.version,
        dict.fromkeys(bank.item_by_id, longest),
        len(bank.pages),
        language=" ".join(bank.languages),
        finished_at=datetime.max.replace(tzinfo=UTC),
    )
    sides = bank.perspectives or (None,)
    shares = (share_of(bank, replace(whole, perspective=side)) for side in sides)
    return all(len(_plain(bank.id, share)) < SEAT_SIZE for share in shares)


def _share_document(share: Share) -> Mapping[str, Any]:
    shown = share.attempt
    return {
        "version": shown.version,
        "bank": shown.bank_id,
        "perspective": shown.perspective,
        "language": shown.language,
        "finished_at": shown.finished_at.isoformat() if shown.finished_at else None,
        "answers": dict(shown.answers),
        "scored": sorted(share.scored),
    }


def _share_in(document: Mapping[str, Any]) -> Share:
    shown = Attempt(
        bank_id=document["bank"],
        version=document["version"],
        answers=MappingProxyType({item: int(given) for item, given in document["answers"].items()}),
        opened=0,
        perspective=document["perspective"],
        language=document["language"],
        finished_at=datetime.fromisoformat(document["finished_at"]),
    )
    return Share(shown, frozenset(document["scored"]))


# -- what each keeps ------------------------------------------------------------------------------


def record_of(keys: Keys, known: Known) -> Record:
    """What somebody keeps of a pairing, as a record of their own journal, whose keys these are.

    An inviter has one for each attempt invited from, a partner one for each invitation.
    """
    id_ = record_id(keys, known)
    document = {
        "format": FORMAT,
        "secret": known.secret,
        "role": known.role.value,
        "bank": known.bank_id,
        "entry": known.entry.hex() if known.entry is not None else None,
        "expires_at": known.expires_at.isoformat() if known.expires_at else None,
        "released": known.released.isoformat() if known.released else None,
    }
    return Record(Kind.PAIRING, id_, keys.seal_document(_record_place(id_), document))


def record_id(keys: Keys, known: Known) -> bytes:
    """The id of that record."""
    if known.entry is not None:
        return keys.hash_item(f"invitation/{known.entry.hex()}")
    return keys.hash_item(f"pairing/{known.secret}")


def known_of(draft: Draft) -> Known | None:
    """What somebody who answers an invitation keeps of it in their draft, None who answers none."""
    if draft.invitation is None:
        return None
    return Known(draft.invitation, Role.PARTNER, draft.bank_id, released=draft.released)


def pairings_in(store: Store, keys: Keys) -> tuple[Known, ...]:
    """What somebody keeps of all their pairings, the first to expire first; a partner's last.

    Raises StoreError (`entry_newer`) for one of a newer version of the app; VaultError where one
    does not open.
    """
    records = store.holders.records(keys.lookup, Kind.PAIRING)
    found = [_known(keys.open_document(_record_place(r.id), r.sealed)) for r in records]
    return tuple(
        sorted(found, key=lambda it: (it.expires_at is None, str(it.expires_at), it.secret))
    )


def withdraw_others(
    store: Store, keys: Keys, kept: Collection[datetime | None]
) -> tuple[bytes, ...]:
    """The records of the releases that are taken back: of attempts with none of these times.

    The times are finishing times, of what somebody still keeps.
    """
    gone = [it for it in pairings_in(store, keys) if it.released is not None]
    gone = [it for it in gone if it.released not in kept]
    for known in gone:
        put_seat(store, keys.lookup, known, None)
        store.holders.put(keys.lookup, record_of(keys, replace(known, released=None)))
    return tuple(record_id(keys, known) for known in gone)


def put_seat(store: Store, member: bytes, known: Known, share: Share | None) -> None:
    """Put this into one's own seat, or nothing. Where the pairing has ended, nothing lies there."""
    sealed = sealed_seat(known.keys, known.role, known.bank_id or "", share)
    try:
        store.pairings.put_seat(known.keys.lookup, Seat(member, sealed))
    except StoreError as fault:
        if fault.code != "pairing_gone":
            raise


def _record_place(id_: bytes) -> vault.Place:
    return vault.Place(f"record/{Kind.PAIRING.value}", id_)


def _known(document: Mapping[str, Any]) -> Known:
    if document.get("format") != FORMAT:
        raise StoreError("a pairing of another version of the app", code="entry_newer")
    entry = document.get("entry")
    return Known(
        document["secret"],
        Role(document["role"]),
        document.get("bank"),
        bytes.fromhex(entry) if entry else None,
        _moment(document.get("expires_at")),
        _moment(document.get("released")),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
