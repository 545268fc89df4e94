"""Tries that wait longer the more have failed, by the name that was tried."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from quiz.errors import AccessError
from quiz.store import AuditEntry, Store, What

FREE: Final = 5
"""Failures before anybody waits."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET: Final = timedelta(hours=24)
HASH: Final = 3
"""Bytes kept of a name that was tried: enough to tell names apart, and too few to tell what was
typed, should it have been a passphrase."""


def wait_after(failures: int) -> timedelta:
    """How long nobody may try after so many failures: none, 30 s, twice that … a quarter hour."""
    if failures < FREE:
        return timedelta()
    doubled = FIRST_WAIT * 2.0 ** min(failures - FREE, 16)
    return min(doubled, LONGEST_WAIT)


def take_try(store: Store, name: str, account: bytes | None, now: datetime) -> None:
    """Take a try for a folded name; it counts as failed until `forgive`.

    Raises AccessError (`sign_in_wait`, with `seconds`) where one has to wait. The audit is told of
    each try beyond the free ones, whether there is such an account or not.
    """
    turn = store.throttle.take(_key(store, name), now, wait_after, FORGET)
    if turn.wait_until is not None:
        seconds = max(1, round((turn.wait_until - now).total_seconds()))
        raise AccessError("too many tries; wait a little", code="sign_in_wait", seconds=seconds)
    if turn.tries >= FREE:
        store.audit.note(AuditEntry(now, account, What.SIGN_IN_THROTTLED, turn.tries))


def forgive(store: Store, name: str, account: bytes, now: datetime) -> None:
    """Forget the failures of a folded name, after a success; their number goes to the audit."""
    failed = store.throttle.clear(_key(store, name)) - 1
    if failed > 0:
        store.audit.note(AuditEntry(now, account, What.SIGN_IN_FAILED, failed))


def _key(store: Store, name: str) -> bytes:
    secret = store.setting("throttle_key")
    if secret is None:
        secret = store.keep_setting("throttle_key", secrets.token_hex(32))
    return hmac.digest(bytes.fromhex(secret), name.encode(), hashlib.sha256)[:HASH]
