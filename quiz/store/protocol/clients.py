"""What the store can do with a counsellor's clients. Whatever it does is for one account's own.

A client that is another's is as one that never was: `client_gone`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from quiz.store.protocol.persons import Acceptance, StoredDraft


class CaseKind(StrEnum):
    """What a client's record is. A mark is a message from the client that is no attempt."""

    ATTEMPT = "attempt"
    NOTE = "note"
    PHASE = "phase"
    PLAN = "plan"
    PRACTICE = "practice"
    MARK = "mark"


@dataclass(frozen=True)
class StoredClient:
    """A client's sealed head; `revision` counts how often it was written, from 1."""

    id: bytes
    sealed: bytes
    revision: int


@dataclass(frozen=True)
class CaseKey:
    """By what one record is found among an account's own."""

    client: bytes
    kind: CaseKind
    id: bytes


@dataclass(frozen=True)
class CaseRecord:
    """One sealed record of a client. `fresh` until its owner has read and filed it."""

    key: CaseKey
    sealed: bytes
    fresh: bool = False


@dataclass(frozen=True)
class StoredInvitation:
    """A client's invitation: `member` is the draft that it is bound to, `record` what was sent."""

    lookup: bytes
    client: bytes
    sealed: bytes
    expires_at: datetime
    member: bytes | None = None
    record: bytes | None = None


@dataclass(frozen=True)
class Sending:
    """What a client sends: by which invitation and which member, and what becomes of it.

    `draft` is erased with it, where there is one in the store; `seal` makes the record from the
    client's id and the draft, must be quick, and is called once. `withdrawal` finds the record for
    its withdrawal.
    """

    invitation: bytes
    member: bytes
    record: bytes
    withdrawal: bytes
    seal: Callable[[bytes, StoredDraft | None], bytes] = field(repr=False)
    draft: bytes | None = None


Moved = tuple[StoredClient, Sequence[CaseRecord]]
"""A client with all its records."""


class Clients(Protocol):
    """A counsellor's clients, each a sealed head and sealed records."""

    def add(self, account: bytes, client: StoredClient) -> None:
        """Keeps a new client. `account_gone`."""

    def all(self, account: bytes) -> tuple[StoredClient, ...]:
        """The heads of an account's clients, in no telling order."""

    def find(self, account: bytes, client: bytes) -> StoredClient | None:
        """One client's head."""

    def put(
        self,
        account: bytes,
        heads: Sequence[StoredClient],
        new: Sequence[CaseRecord] = (),
        filed: Sequence[CaseRecord] = (),
        dropped: Sequence[CaseKey] = (),
    ) -> bool:
        """True once heads are replaced, records kept, filed and dropped: all or nothing.

        Each head has the revision that it was read with; False where one was written since or is
        gone, and where a record to be filed is gone: it is not brought back. Records are of these
        clients only.
        """

    def keys(
        self, account: bytes, kind: CaseKind | None = None
    ) -> tuple[tuple[CaseKey, bool], ...]:
        """What there is of an account's clients, and whether it is fresh, without what is in it."""

    def stamp(self, account: bytes) -> object:
        """Equal to an earlier one while no head was written, and no attempt or mark came or went.

        Read before the rest, it tells later whether that has to be read again.
        """

    def fetch(self, account: bytes, wanted: Sequence[CaseKey]) -> tuple[CaseRecord, ...]:
        """Those of the records wanted that are there."""

    def records(
        self, account: bytes, client: bytes, kind: CaseKind | None = None
    ) -> tuple[CaseRecord, ...]:
        """All records of one client, or those of one kind."""

    def put_record(self, account: bytes, record: CaseRecord) -> None:
        """Keeps or replaces one record. `client_gone`."""

    def drop_record(self, account: bytes, key: CaseKey) -> bool:
        """True once this record is gone; False where it was not there."""

    def erase(self, account: bytes, client: bytes, others: Sequence[StoredClient] = ()) -> bool:
        """True once nothing of the client remains, and other heads are replaced with it.

        False where one of those was written since. `client_gone`.
        """

    def move(
        self, account: bytes, to: bytes, client: bytes, reseal: Callable[[Moved], Moved]
    ) -> None:
        """Gives a client to another account, all or nothing; invitations end with it.

        `reseal` gets all that lies there and gives it back sealed to the other; records that it
        leaves out are deleted. Raises StoreError: `client_gone`, `account_gone` (or closed).
        """


class Invitations(Protocol):
    """Single-use links by which clients answer; each is bound to one draft, and free without it."""

    def invite(
        self, account: bytes, client: bytes, lookup: bytes, sealed: bytes, expires_at: datetime
    ) -> None:
        """Keeps an invitation. `client_gone`."""

    def find(self, lookup: bytes, now: datetime) -> StoredInvitation | None:
        """The invitation: while it is open, and after that for whom it is bound to."""

    def of(self, account: bytes, client: bytes | None = None) -> tuple[StoredInvitation, ...]:
        """The invitations of an account's clients, or of one, the last to expire first."""

    def accept(self, lookup: bytes, member: bytes, now: datetime) -> Acceptance:
        """Binds it to one member, a draft's lookup, once, however many ask at once."""

    def take_over(self, lookup: bytes, member: bytes, now: datetime) -> Acceptance:
        """Binds it to another member; the draft that it was bound to is erased with that.

        ELSEWHERE where it was answered: nobody can be put out any more.
        """

    def withdraw(self, account: bytes, lookup: bytes) -> bool:
        """True once the account's own invitation is gone; what was sent by it stays."""

    def cancel(self, lookup: bytes) -> bool:
        """Ends an invitation of a device's hand-over; True where something was sent by it.

        Else the draft that it was bound to is erased with it.
        """


class Sendings(Protocol):
    """What clients send by an invitation, and the codes by which they withdraw it."""

    def send(self, sending: Sending) -> bytes | None:
        """Turns a draft into a fresh attempt of the client's, all or nothing; the account's id.

        Where the same was sent before, None: a second click changes nothing. Raises StoreError:
        `invitation_gone` (withdrawn, or something else was sent by it), `invitation_elsewhere`
        (bound to another member, or to none), `draft_gone`.
        """

    def withdraw(self, withdrawal: bytes) -> bytes | None:
        """Deletes what was sent, and the invitation by which it was; the account's id.

        None where it was not there any more.
        """

    def mark(
        self,
        withdrawal: bytes,
        seal: Callable[[bytes, bytes, bytes, bytes], bytes],
        mark: bytes,
    ) -> bool:
        """Leaves a fresh mark of this id beside what was sent; False where that is gone.

        `seal` gets the account's public key, the client, the record sent, and the mark's id.
        """
