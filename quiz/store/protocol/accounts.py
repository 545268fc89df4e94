"""What the store can do for those who sign in: accounts, sign-ins, tries, and the audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What an account is for. Names are stored."""

    COUNSELLOR = "counsellor"
    ADMINISTRATOR = "administrator"


class What(StrEnum):
    """What an entry of the audit is about. Names are stored."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_THROTTLED = "sign_in_throttled"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    HANDED_OVER = "handed_over"
    PIN_SPENT = "pin_spent"
    CAME_BACK = "came_back"
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105 - a name
    RECOVERY_CODE_CHANGED = "recovery_code_changed"
    RECOVERED = "recovered"
    PIN_CHANGED = "pin_changed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    ACCOUNT_OFFERED = "account_offered"
    OFFER_TAKEN_BACK = "offer_taken_back"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"
    ACCOUNT_ERASED = "account_erased"
    CLIENT_ERASED = "client_erased"
    CLIENT_MOVED = "client_moved"
    ATTEMPT_ERASED = "attempt_erased"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    EXPORTED = "exported"
    BACKED_UP = "backed_up"
    RESTORED = "restored"


@dataclass(frozen=True)
class StoredAccount:
    """An account as it lies there.

    `folded` is the name as names are told apart. `by_passphrase` and `by_recovery` are its secret,
    wrapped twice; `public` is what others seal to. `sealed` (of `revision`) is what its owner
    sealed for themself: the verifier of a PIN, a second factor.
    """

    id: bytes
    name: str
    folded: str
    role: Role
    by_passphrase: bytes
    by_recovery: bytes
    public: bytes
    sealed: bytes | None = None
    closed: bool = False
    revision: int = 0


@dataclass(frozen=True)
class SetUp:
    """A one-time code for an account that is not made yet.

    Without a role it is for the first account of all; without a name the name is free.
    """

    role: Role | None
    name: str | None
    expires_at: datetime


@dataclass(frozen=True)
class StoredSignIn:
    """A sign-in that has not ended, with its account as it is now.

    `sealed` is the account's secret under the keys of the sign-in's token. `handed_over` is None
    but while the device is in somebody else's hands; `tries` counts the PINs tried since.
    """

    account: StoredAccount
    sealed: bytes
    handed_over: bytes | None
    tries: int
    begun: datetime
    idle_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Turn:
    """Whether something may be tried now: how often it failed before, or until when to wait."""

    tries: int
    wait_until: datetime | None = None


@dataclass(frozen=True)
class AuditEntry:
    """That something was done, by which account (None: nobody signed in), and how often."""

    at: datetime
    account: bytes | None
    what: What
    count: int = 1


class Accounts(Protocol):
    """Who may sign in. What is asked of an account that is not there raises `account_gone`."""

    def count(self) -> int:
        """How many there are, closed ones with them."""

    def offer(
        self,
        lookup: bytes,
        expires_at: datetime,
        role: Role | None = None,
        name: tuple[str, str] | None = None,
    ) -> bool:
        """Keeps a one-time code; False where the name (as written, folded) is taken or promised."""

    def offered(self, lookup: bytes, now: datetime) -> SetUp | None:
        """What a code is good for; None where it was used, has expired, or is none."""

    def withdraw_offer(self, name: str) -> bool:
        """True once a code that was promised to a folded name is good for nothing; else False."""

    def offers(self, now: datetime) -> tuple[SetUp, ...]:
        """The codes with a name that nobody has used yet, by name."""

    def create(self, lookup: bytes, account: StoredAccount, now: datetime) -> None:
        """Uses up a code and makes the account, once, however many ask at once.

        Raises StoreError: `set_up_gone`, also for the first account where there is one;
        `name_taken`, and then the code is still good.
        """

    def find(self, account: bytes) -> StoredAccount | None:
        """The account of an id."""

    def named(self, folded: str) -> StoredAccount | None:
        """The account of a folded name."""

    def all(self) -> tuple[StoredAccount, ...]:
        """All accounts, by name."""

    def clients_of(self, account: bytes) -> int:
        """How many clients an account has."""

    def clients_by_account(self) -> Mapping[bytes, int]:
        """How many clients each account has; those without any are left out."""

    def rewrap(
        self,
        account: StoredAccount,
        by_passphrase: bytes,
        by_recovery: bytes | None = None,
        *,
        end_sign_ins: bool = True,
    ) -> bool:
        """Replaces what wraps the secret, the recovery code's only where given.

        False where either is not what it was as `account` was read, or the account is gone.
        """

    def put_sealed(self, account: bytes, sealed: bytes, revision: int) -> bool:
        """Replaces what the owner sealed; False where somebody wrote after `revision`."""

    def close(self, account: bytes, *, with_clients: bool = True) -> None:
        """Nobody signs in any more, and no invitation of its clients is open.

        Raises StoreError: `last_administrator` for the only one that is not closed;
        `account_has_clients` (with `clients`) where it has some and that is not meant.
        """

    def reopen(self, account: bytes) -> None:
        """It can be signed in to again."""

    def erase(self, account: bytes) -> None:
        """Nothing of a closed account remains, nor of its clients. Raises `account_open`."""


class SignIns(Protocol):
    """Who is signed in, by a lookup of the token in their browser."""

    def begin(
        self,
        lookup: bytes,
        account: StoredAccount,
        sealed: bytes,
        now: datetime,
        idle_at: datetime,
        expires_at: datetime,
    ) -> None:
        """Keeps a sign-in. `account_gone`, also where it was closed or its passphrase changed."""

    def find(self, lookup: bytes, now: datetime) -> StoredSignIn | None:
        """The sign-in; None where it ended, was idle or old, or its account is closed."""

    def touch(self, lookup: bytes, idle_at: datetime) -> None:
        """It is in use, until then at least; nothing where it ended."""

    def rotate(self, old: bytes, new: bytes, sealed: bytes, idle_at: datetime) -> bool:
        """True once it has another token and the device is back; False where it ended."""

    def hand_over(self, lookup: bytes, handed_over: bytes) -> bool:
        """True once the device is in other hands; False where it is already, or it ended."""

    def count_try(self, lookup: bytes, most: int) -> bool:
        """Takes one of so many tries; False once none is left, however many ask at once."""

    def end(self, lookup: bytes) -> None:
        """The sign-in is gone; twice is no fault."""

    def end_all(self, account: bytes, but: bytes | None = None) -> int:
        """How many sign-ins of an account have ended with this, all but the one named."""


class Throttle(Protocol):
    """How often something failed, by a hash of what was named; the same for every process."""

    def take(
        self, key: bytes, now: datetime, wait_after: Callable[[int], timedelta], forget: timedelta
    ) -> Turn:
        """Takes a try, which counts as failed until `clear`; or says until when to wait.

        `wait_after` is how long after so many failures; after `forget` they are forgotten.
        """

    def clear(self, key: bytes) -> int:
        """Forgets the failures; how many there were, this try with them."""


class Audit(Protocol):
    """What was done, for good: nothing here is changed or deleted, not by the database either."""

    def note(self, entry: AuditEntry) -> None:
        """Adds an entry."""

    def entries(
        self, most: int, account: bytes | None = None, before: datetime | None = None
    ) -> tuple[AuditEntry, ...]:
        """The latest entries first, of one account or of all, those before a moment."""
