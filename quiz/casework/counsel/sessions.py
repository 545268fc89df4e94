"""A sign-in while it lasts. What it may do is asked of the store each time, never remembered.

The browser holds a token; the store holds what finds it, and the account's secret sealed under it.
So any process can go on with a sign-in, and nothing of it opens without that browser. An object of
this class holds no key to anything of a client: `keys` unwraps one for the moment, and refuses
while the device is in other hands, in every tab and process alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from quiz import vault
from quiz.casework.keeping import Clock
from quiz.errors import AccessError, StoreError, VaultError
from quiz.store import AuditEntry, Role, Store, StoredAccount, StoredSignIn, What
from quiz.vault import KeyPair, Keys, Purpose, new_token

IDLE: Final = timedelta(minutes=30)
LASTS: Final = timedelta(hours=12)
IDLE_IN_OTHER_HANDS: Final = timedelta(hours=2)
"""A client may read and think for longer, and nothing opens meanwhile but the questions."""
TOUCHED_EVERY: Final = timedelta(minutes=1)
"""So that being in use costs a write a minute, not one a click."""


class Session:
    """A sign-in, by the token in the browser. `name`, `role` and `account` are whose it is."""

    __slots__ = ("_keys", "account", "name", "now", "role", "store")

    def __init__(self, store: Store, keys: Keys, found: StoredSignIn, now: Clock) -> None:
        self.store = store
        self.now = now
        self.account = found.account.id
        self.name = found.account.name
        self.role = found.account.role
        self._keys = keys

    def __reduce__(self) -> str:
        raise TypeError("a session is not written anywhere")

    def peek(self) -> StoredSignIn | None:
        """The sign-in as it is now, None where it ended; it is not in use by being asked for."""
        return self.store.sign_ins.find(self._keys.lookup, self.now())

    def look(self) -> StoredSignIn:
        """The sign-in as it is now, and it is in use. Raises AccessError (`signed_out`)."""
        found = self.peek()
        if found is None:
            raise AccessError("nobody is signed in here", code="signed_out")
        idle_at = self.now() + (IDLE if found.handed_over is None else IDLE_IN_OTHER_HANDS)
        if found.idle_at < idle_at - TOUCHED_EVERY:
            self.store.sign_ins.touch(self._keys.lookup, idle_at)
        return found

    @property
    def is_handed_over(self) -> bool:
        """Whether the device is in other hands. Raises AccessError (`signed_out`)."""
        return self.look().handed_over is not None

    def check(self, role: Role | None = None) -> StoredSignIn:
        """The sign-in, where it may act.

        Raises AccessError: `signed_out`; `handed_over`; `not_allowed` for another role.
        """
        found = self.look()
        if found.handed_over is not None:
            raise AccessError("the device is in other hands", code="handed_over")
        if role is not None and found.account.role is not role:
            raise AccessError("this is not for your account", code="not_allowed")
        return found

    def keys(self, role: Role | None = Role.COUNSELLOR) -> KeyPair:
        """The account's keys, for the moment. Raises AccessError as `check` does."""
        found = self.check(role)
        return KeyPair.unwrapped(self._keys, sign_in_place(self.account), found.sealed)

    def note(self, what: What, count: int = 1) -> None:
        """Tell the audit that this was done."""
        self.store.audit.note(AuditEntry(self.now(), self.account, what, count))

    def sign_out(self) -> None:
        """End this sign-in; twice is no fault."""
        self.store.sign_ins.end(self._keys.lookup)

    def sign_out_everywhere(self) -> None:
        """End every sign-in of this account, this one with them. Refused in other hands."""
        self.check()
        self.note(What.SIGN_OUT_EVERYWHERE, self.store.sign_ins.end_all(self.account))

    def sign_out_elsewhere(self) -> int:
        """How many other sign-ins of this account have ended with this."""
        self.check()
        ended = self.store.sign_ins.end_all(self.account, but=self._keys.lookup)
        self.note(What.SIGN_OUT_EVERYWHERE, ended)
        return ended

    # -- the device in other hands ----------------------------------------------------------------

    def hand_over(self, place: vault.Place, document: Mapping[str, str]) -> bool:
        """True once the device is in other hands, with this sealed for the sign-in alone.

        False where it was already, or the sign-in ended.
        """
        sealed = self._keys.seal_document(place, document)
        return self.store.sign_ins.hand_over(self._keys.lookup, sealed)

    def opened(self, place: vault.Place, sealed: bytes) -> Any:
        """What `hand_over` sealed. Raises VaultError."""
        return self._keys.open_document(place, sealed)

    def count_try(self, most: int) -> bool:
        """Take one of so many tries at lifting it; False once none is left."""
        return self.store.sign_ins.count_try(self._keys.lookup, most)

    def rotate(self, found: StoredSignIn) -> str:
        """Another token for this sign-in: whoever copied the one before has nothing any more.

        With it the device is back in its owner's hands. Raises AccessError (`signed_out`) where
        another tab was first.
        """
        token, place = new_token(), sign_in_place(self.account)
        keys = Keys.of_token(token, Purpose.SIGN_IN)
        sealed = KeyPair.unwrapped(self._keys, place, found.sealed).wrapped(keys, place)
        if not self.store.sign_ins.rotate(
            self._keys.lookup, keys.lookup, sealed, self.now() + IDLE
        ):
            raise AccessError("nobody is signed in here", code="signed_out")
        self._keys = keys
        return token


def begun(store: Store, pair: KeyPair, account: StoredAccount, now: Clock) -> str:
    """The token of a new sign-in of an account, whose keys were opened.

    Raises AccessError (`signed_out`) where it was closed since it was read, or another passphrase
    was chosen: whoever knew the one before is too late.
    """
    token, place = new_token(), sign_in_place(account.id)
    keys = Keys.of_token(token, Purpose.SIGN_IN)
    moment, sealed = now(), pair.wrapped(keys, place)
    try:
        store.sign_ins.begin(keys.lookup, account, sealed, moment, moment + IDLE, moment + LASTS)
    except StoreError as fault:
        if fault.code != "account_gone":
            raise
        raise AccessError("the account is not as it was", code="signed_out") from None
    return token


def sign_in_place(account: bytes) -> vault.Place:
    """Where an account's secret under a sign-in's token is bound to."""
    return vault.Place("sign_in", account)


def resume(store: Store, token: str, now: Clock) -> Session | None:
    """The sign-in of a browser's token; None where it ended, was idle or old, or never was."""
    try:
        keys = Keys.of_token(token, Purpose.SIGN_IN)
    except VaultError:
        return None
    found = store.sign_ins.find(keys.lookup, now())
    return Session(store, keys, found, now) if found is not None else None
