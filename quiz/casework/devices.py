"""A device that remembers a private code for its owner; and a code on its way to the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from quiz.casework.entries import ConsentTo
from quiz.casework.journal import KeptJournal, journal_of
from quiz.casework.keeping import Clock
from quiz.store import Store
from quiz.vault import WRAPPED_SIZE, Keys, Place, PrivateCode, Purpose

REMEMBERED_FOR: Final = timedelta(days=365)
HELD_FOR: Final = timedelta(minutes=15)
"""How long a code waits for the page that shows it."""
DEVICE: Final = Place("device")
CODE: Final = Place("device", b"code")


def remember_device(journal: KeptJournal, secret: str, now: Clock) -> None:
    """The device that has this secret in its cookie opens the journal from now on, for a year.

    Raises StoreError, `holder_gone` where the journal was erased.
    """
    keys = Keys.of_token(secret, Purpose.DEVICE)
    wrapped = keys.wrap(DEVICE, journal.keys)
    journal.store.devices.remember(
        keys.lookup, journal.keys.lookup, wrapped, now() + REMEMBERED_FOR
    )
    journal.agree(ConsentTo.DEVICE, keys.lookup)


def remembered_journal(store: Store, secret: str, now: Clock) -> KeptJournal | None:
    """What this device remembers; None where it was forgotten, or what was kept is erased."""
    keys = Keys.of_token(secret, Purpose.DEVICE)
    wrapped = store.devices.find(keys.lookup, now())
    return journal_of(store, keys.unwrap(DEVICE, wrapped), now) if wrapped else None


def device_of(secret: str) -> bytes:
    """By what an agreement names the device that has this secret."""
    return Keys.of_token(secret, Purpose.DEVICE).lookup


def forget_device(journal: KeptJournal, device: bytes) -> None:
    """This device opens nothing any more; twice is no fault."""
    journal.store.devices.forget(device)
    journal.withdraw(ConsentTo.DEVICE, device)


def forget_all_devices(journal: KeptJournal) -> None:
    """No device opens the journal any more: from now on only its code does."""
    journal.store.devices.forget_all(journal.keys.lookup)
    journal.withdraw(ConsentTo.DEVICE)


# -- a code on its way ----------------------------------------------------------------------------


def hold_code(store: Store, secret: str, code: PrivateCode, now: Clock) -> None:
    """Keep a new code sealed under the secret of a draft's place until the page has shown it.

    It looks like a device that is remembered. Raises StoreError where nothing is kept under it.
    """
    keys = Keys.of_token(secret, Purpose.DEVICE)
    sealed = keys.seal(CODE, code.shown().encode(), WRAPPED_SIZE)
    holder = code.keys(Purpose.HOLDER).lookup
    store.devices.remember(keys.lookup, holder, sealed, now() + HELD_FOR)


def code_held(store: Store, secret: str, now: Clock) -> PrivateCode | None:
    """The code that waits under this secret, or None."""
    keys = Keys.of_token(secret, Purpose.DEVICE)
    sealed = store.devices.find(keys.lookup, now())
    return PrivateCode.parse(keys.open(CODE, sealed).decode()) if sealed else None


def let_go_of_code(store: Store, secret: str) -> None:
    """The page has shown the code: nothing on this device opens what it opens."""
    store.devices.forget(Keys.of_token(secret, Purpose.DEVICE).lookup)
