"""Tries that wait longer the more have failed: the same for every process.

They are counted by the name that was tried. Anybody who knows a name can fail under it, though, and
so have it wait for as long as they care to go on. So three ways in have a count of their own, to
which no stranger adds: a browser in which somebody signed in to that account before (it keeps what
`browser_of` gives; the *device cookies* of OWASP), a sign-in that lasts, and the recovery code,
which nobody guesses and which therefore never waits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from quiz.errors import AccessError
from quiz.store import AuditEntry, Store, StoredAccount, What

FREE: Final = 5
"""Failures before anybody waits."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET: Final = timedelta(hours=24)
OF_NAME: Final = 3
"""Bytes kept of a name that was tried: enough to tell names apart, and too few to tell what was
typed, should it have been a passphrase."""
OF_OWN: Final = 16
"""Bytes kept of what nobody typed."""
RANDOM: Final = 16
HALF: Final = 22
SHAPE: Final = re.compile(f"[A-Za-z0-9_-]{{{2 * HALF}}}")
"""What a browser keeps of one account: random bytes and a mark, of 22 letters each."""
MOST: Final = 4
NOBODY: Final = bytes(100)
"""What stands for an account that is not there: about as long."""
BETWEEN: Final = "."
"""A browser keeps so many at most, of colleagues at one device, and this stands between them."""


def wait_after(failures: int) -> timedelta:
    """How long nobody may try after so many failures: none, 30 s, twice that … a quarter hour."""
    if failures < FREE:
        return timedelta()
    doubled = FIRST_WAIT * 2.0 ** min(failures - FREE, 16)
    return min(doubled, LONGEST_WAIT)


def no_wait(_failures: int) -> timedelta:
    """Nobody waits, and failures are counted all the same."""
    return timedelta()


# -- where tries are counted ----------------------------------------------------------------------


def by_name(
    store: Store, name: str, account: StoredAccount | None = None, browser: str | None = None
) -> bytes:
    """The count of a folded name; a browser's own, where it keeps something of its account.

    As much work where there is no such account.
    """
    secret, key = _secret(store), b""
    for kept in (browser or "").split(BETWEEN)[:MOST]:
        if _is_of(secret, account, kept) and account is not None:
            key = _digest(secret, "browser's", kept.encode())[:OF_OWN]
    return key or _digest(secret, "name", name.encode())[:OF_NAME]


def by_account(store: Store, account: bytes) -> bytes:
    """The count of those who are signed in to an account already."""
    return _digest(_secret(store), "account", account)[:OF_OWN]


def by_recovery(store: Store, name: str) -> bytes:
    """The count of recovery codes that were tried for a folded name."""
    return _digest(_secret(store), "recovery", name.encode())[:OF_NAME]


def browser_of(store: Store, account: StoredAccount, before: str | None = None) -> str:
    """What a browser keeps once somebody has proved there that an account is theirs.

    It opens nothing and names nobody: tries of that name from there are counted apart. Each one is
    another, so whoever copies it shares one count with that browser, and gains no more tries; and
    it is good for one passphrase, so that who knew that one once cannot have laid by any number.
    `before` is what the browser has kept so far: those of some colleagues at the same device stay.
    """
    secret = _secret(store)
    told = base64.urlsafe_b64encode(secrets.token_bytes(RANDOM)).decode().rstrip("=")
    others = [
        it
        for it in (before or "").split(BETWEEN)
        if SHAPE.fullmatch(it) and not _is_of(secret, account, it)
    ]
    return BETWEEN.join([told + _mark(secret, account, told), *others[: MOST - 1]])


def _is_of(secret: bytes, account: StoredAccount | None, kept: str) -> bool:
    """Whether this was given to a browser for that account."""
    if not SHAPE.fullmatch(kept):
        return False
    told, mark = kept[:HALF], kept[HALF:]
    return hmac.compare_digest(mark, _mark(secret, account, told))


def _mark(secret: bytes, account: StoredAccount | None, told: str) -> str:
    of = account.id + account.by_passphrase if account is not None else NOBODY
    mark = _digest(secret, "browser", told.encode() + of)[:RANDOM]
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


def _digest(secret: bytes, what: str, of: bytes) -> bytes:
    return hmac.digest(secret, what.encode() + b"\0" + of, hashlib.sha256)


def _secret(store: Store) -> bytes:
    """Whoever has a copy of the store has this too, and could try faster there."""
    secret = store.setting("throttle_key")
    if secret is None:
        secret = store.keep_setting("throttle_key", secrets.token_hex(32))
    return bytes.fromhex(secret)


# -- counting -------------------------------------------------------------------------------------


def take_try(
    store: Store, key: bytes, account: bytes | None, now: datetime, *, waits: bool = True
) -> None:
    """Take a try; it counts as failed until `forgive`.

    Raises AccessError (`sign_in_wait`, with `seconds`) where one has to wait. The audit is told of
    each try beyond the free ones, whether there is such an account or not.
    """
    turn = store.throttle.take(key, now, wait_after if waits else no_wait, FORGET)
    if turn.wait_until is not None:
        seconds = max(1, round((turn.wait_until - now).total_seconds()))
        raise AccessError("too many tries; wait a little", code="sign_in_wait", seconds=seconds)
    if waits and turn.tries >= FREE:
        store.audit.note(AuditEntry(now, account, What.SIGN_IN_THROTTLED, turn.tries))


def forgive(store: Store, key: bytes, account: bytes, now: datetime) -> None:
    """Forget the failures counted here, after a success; their number goes to the audit."""
    failed = store.throttle.clear(key) - 1
    if failed > 0:
        store.audit.note(AuditEntry(now, account, What.SIGN_IN_FAILED, failed))
