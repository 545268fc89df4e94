"""What a person's rooms in the store can do: drafts, what is kept, devices, pairings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Protocol


def month_of(moment: datetime, plus: int = 0) -> int:
    """The month of a moment, or so many months after it, as a number: 202611."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + plus, 12)
    return year * 100 + month + 1


@dataclass(frozen=True)
class StoredDraft:
    """A draft as it lies there: its sealed head, and one sealed answer for each hashed item.

    `revision` counts how often the head was written, from 1.
    """

    sealed: bytes
    revision: int
    expires_at: datetime
    answers: Mapping[bytes, bytes] = field(default_factory=lambda: MappingProxyType({}))


class Kind(StrEnum):
    """What a record of a holder is."""

    ATTEMPT = "attempt"
    NOTE = "note"
    CONSENT = "consent"
    PAIRING = "pairing"


@dataclass(frozen=True)
class Record:
    """One sealed thing that a holder keeps. Ids are random or keyed hashes: they tell nothing."""

    kind: Kind
    id: bytes
    sealed: bytes


class Acceptance(Enum):
    """What became of accepting an invitation."""

    BOUND = "bound"  # to whoever asked, now or before
    ELSEWHERE = "elsewhere"  # somebody else was first
    GONE = "gone"  # expired, withdrawn, or never there


@dataclass(frozen=True)
class Seat:
    """One partner's place in a pairing: who sits there, and what they sealed for the other."""

    member: bytes
    sealed: bytes


@dataclass(frozen=True)
class Pairing:
    """An invitation and what became of it; `partner` is None until it was accepted."""

    expires_at: datetime
    until: int
    inviter: Seat
    partner: Seat | None


class Drafts(Protocol):
    """Attempts under way, one row an answer."""

    def begin(
        self,
        lookup: bytes,
        sealed: bytes,
        expires_at: datetime,
        answers: Mapping[bytes, bytes] = MappingProxyType({}),
    ) -> bool:
        """True once a new draft lies there, with the answers; False where it already did."""

    def find(self, lookup: bytes, now: datetime) -> StoredDraft | None:
        """The draft with its answers, as of one instant; None where it is gone or expired."""

    def put_head(self, lookup: bytes, sealed: bytes, revision: int, now: datetime) -> bool:
        """True once the head is replaced; False where another tab wrote after `revision`."""

    def put_answer(self, lookup: bytes, item: bytes, sealed: bytes, now: datetime) -> None:
        """Makes one answer durable; the last one written for an item stands. `draft_gone`."""

    def drop_answer(self, lookup: bytes, item: bytes, now: datetime) -> None:
        """Clears one answer, if there is one. `draft_gone`."""

    def erase(self, lookup: bytes) -> None:
        """Nothing of the draft remains, nor a seat that it took in a pairing; twice is no fault."""


class Holders(Protocol):
    """What people keep under a private code, until 12 months after its last use."""

    def keep_draft(
        self,
        draft: bytes,
        holder: bytes,
        until: int,
        record_id: bytes,
        seal: Callable[[StoredDraft], bytes],
    ) -> None:
        """Turns a draft into an attempt of the holder's, all or nothing, with every answer in it.

        `seal` is called once, while nobody can write to the draft, and must be quick. Where the
        holder already has an attempt of this id, the draft being gone changes nothing: a second
        click is no fault. Else `draft_gone`.
        """

    def add(self, holder: bytes, until: int, record: Record) -> None:
        """Keeps a record, for a new holder too; with the id of another of that kind replaces it."""

    def put(self, holder: bytes, record: Record) -> None:
        """Keeps or replaces a record of a holder who is there. `holder_gone`."""

    def put_first(self, holder: bytes, record: Record) -> bool:
        """True once this record lies there; False where one of its id did. `holder_gone`."""

    def until(self, holder: bytes) -> int | None:
        """The last month in which this holder's records are kept; None where there is none."""

    def touch(self, holder: bytes, until: int) -> None:
        """Prolongs the time that the records are kept. `holder_gone`."""

    def records(self, holder: bytes, kind: Kind | None = None) -> tuple[Record, ...]:
        """All records, or those of one kind, in no telling order; none where the holder is gone."""

    def drop(self, holder: bytes, kind: Kind, record_id: bytes) -> bool:
        """True once this record is gone; False where it was not there."""

    def erase(self, holder: bytes) -> None:
        """Nothing of the holder remains: records, devices, and every pairing they are part of."""


class Devices(Protocol):
    """Devices that remember a private code, its keys wrapped under the cookie's."""

    def remember(self, lookup: bytes, holder: bytes, sealed: bytes, expires_at: datetime) -> None:
        """Keeps the wrapped keys until then. `holder_gone`."""

    def find(self, lookup: bytes, now: datetime) -> bytes | None:
        """The wrapped keys, or None where the device is not remembered any more."""

    def forget(self, lookup: bytes) -> None:
        """The device is not remembered any more; twice is no fault."""

    def forget_all(self, holder: bytes) -> None:
        """No device remembers this holder any more."""


class Pairings(Protocol):
    """Two partners: an invitation, and one seat for each. A member is a draft's or holder's lookup.

    Whether a seat's sealed bytes release anything cannot be told from outside. Where a draft is
    kept, its seat goes to the holder; where it is erased or expires, the partner's seat is free
    again; where the inviter or a holder is erased, the pairing ends.
    """

    def invite(self, lookup: bytes, seat: Seat, expires_at: datetime, until: int) -> bool:
        """True once the invitation lies there; False where it already did."""

    def accept(self, lookup: bytes, seat: Seat, now: datetime) -> Acceptance:
        """Takes the partner's seat, once and for one member, however many ask at once."""

    def take_over(self, lookup: bytes, seat: Seat, now: datetime) -> Acceptance:
        """Takes the partner's seat from a draft begun elsewhere, which is erased with it.

        ELSEWHERE where the one who sits there has kept theirs: nobody can be put out any more.
        """

    def find(self, lookup: bytes) -> Pairing | None:
        """The pairing; None where it ended or never was."""

    def put_seat(self, lookup: bytes, seat: Seat) -> None:
        """Replaces what this member sealed for the other: a release, or its withdrawal.

        `pairing_gone`, also where the member has no seat in it.
        """

    def end(self, lookup: bytes) -> None:
        """The pairing is gone for both; twice is no fault."""
