"""What an account's owner sealed for themself: the verifier of a PIN, and a second factor."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from quiz import vault
from quiz.errors import StoreError
from quiz.store import Store, StoredAccount
from quiz.vault import KeyPair

FORMAT: Final = 1
TRIES: Final = 5


@dataclass(frozen=True)
class Own:
    """A PIN's verifier and a second factor, each None where there is none.

    `totp` is the second factor's secret, `used` the last step of time whose number was taken,
    `codes` the hashes of the spare codes that are left.
    """

    pin: bytes | None = None
    totp: bytes | None = None
    used: int = 0
    codes: frozenset[bytes] = frozenset()


def own_of(account: StoredAccount, pair: KeyPair) -> Own:
    """What the owner sealed; all of it empty where they sealed nothing yet."""
    if account.sealed is None:
        return Own()
    document: dict[str, Any] = pair.own.open_document(
        _place(account.id, account.revision), account.sealed
    )
    if document.get("format") != FORMAT:
        raise StoreError("an account of a newer version of the app", code="entry_newer")
    return Own(
        _bytes(document["pin"]),
        _bytes(document["totp"]),
        document["used"],
        frozenset(base64.b64decode(code) for code in document["codes"]),
    )


def change_own(
    store: Store, account: bytes, pair: KeyPair, change: Callable[[Own], Own | None]
) -> None:
    """Seal what `change` makes of it; where another tab was first, of what that one made.

    Where `change` gives None nothing is written. Raises StoreError (`account_gone`).
    """
    for _ in range(TRIES):
        found = store.accounts.find(account)
        if found is None:
            raise StoreError("there is no such account", code="account_gone")
        changed = change(own_of(found, pair))
        if changed is None:
            return
        place = _place(account, found.revision + 1)
        sealed = pair.own.seal_document(place, _document(changed))
        if store.accounts.put_sealed(account, sealed, found.revision):
            return
    raise StoreError("other tabs write to this account all the time", code="store_busy")


def _document(own: Own) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "pin": _text(own.pin),
        "totp": _text(own.totp),
        "used": own.used,
        "codes": [base64.b64encode(code).decode() for code in sorted(own.codes)],
    }


def _place(account: bytes, revision: int) -> vault.Place:
    return vault.Place("account", account, revision)


def _text(data: bytes | None) -> str | None:
    return base64.b64encode(data).decode() if data is not None else None


def _bytes(text: str | None) -> bytes | None:
    return base64.b64decode(text) if text is not None else None
