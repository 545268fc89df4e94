"""An optional second factor: a number of six digits that changes every half minute (RFC 6238).

Its secret is sealed with the account's own keys, so it can be checked only once the passphrase has
opened those, and a copied database holds nothing of it. Ten spare codes are good once each.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from quiz.casework.counsel.own import Own, change_own, own_of
from quiz.casework.counsel.proving import prove_again
from quiz.casework.counsel.sessions import Session
from quiz.errors import AccessError
from quiz.store import Store, StoredAccount, What
from quiz.vault import KeyPair

STEP: Final = 30
DIGITS: Final = 6
SECRET: Final = 20
DRIFT: Final = 1
"""Steps by which the other clock may be off."""
SPARE: Final = 10
SPARE_BYTES: Final = 10
SEPARATORS: Final = re.compile(r"[\s-]+")
LONGEST: Final = 100
"""Characters of what is typed that are looked at."""


@dataclass(frozen=True)
class NewSecond:
    """A second factor that is not on yet: its secret, and the address that a QR code carries."""

    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The secret to type where no code can be scanned."""
        return base64.b32encode(self.secret).decode()

    def address(self, issuer: str, name: str) -> str:
        """What the QR code says to the app that makes the numbers."""
        label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
        shape = f"digits={DIGITS}&period={STEP}"
        return f"otpauth://totp/{label}?secret={self.text}&issuer={quote(issuer, safe='')}&{shape}"


def new_second(session: Session) -> NewSecond:
    """A second factor to show; it is on once `turn_on_second` has seen a number of it."""
    session.check()
    return NewSecond(secrets.token_bytes(SECRET))


def turn_on_second(
    session: Session, made: NewSecond, number: str, passphrase: str
) -> tuple[str, ...]:
    """Ten spare codes, shown once; from now on signing in asks for the second factor.

    The passphrase is proved, so that nobody who finds the device open keeps its owner out. Raises
    AccessError: `second_wrong` where the number is not the secret's; `sign_in_wrong`,
    `sign_in_wait`.
    """
    session.check()
    step = _step_of(made.secret, number, session.now())
    if step is None:
        raise AccessError("this number is not right", code="second_wrong")
    _, pair = prove_again(session, passphrase)
    spare = tuple(
        base64.b32encode(secrets.token_bytes(SPARE_BYTES)).decode().lower() for _ in range(SPARE)
    )
    hashes = frozenset(_hash(pair, code) for code in spare)
    change_own(
        session.store,
        session.account,
        pair,
        lambda own: replace(own, totp=made.secret, used=step, codes=hashes),
    )
    session.note(What.SECOND_FACTOR_ON)
    return tuple(f"{code[:8]}-{code[8:]}" for code in spare)


def turn_off_second(session: Session, passphrase: str) -> None:
    """Signing in asks for the passphrase alone. Raises AccessError as `turn_on_second` does."""
    session.check()
    _, pair = prove_again(session, passphrase)
    change_own(session.store, session.account, pair, without_second)
    session.note(What.SECOND_FACTOR_OFF)


def without_second(own: Own) -> Own | None:
    """The same without a second factor; None where there is none."""
    if own.totp is None:
        return None
    return replace(own, totp=None, used=0, codes=frozenset())


def has_second(session: Session) -> bool:
    """Whether signing in asks for a second factor."""
    found = session.check()
    return own_of(found.account, session.keys(None)).totp is not None


def check_second(
    store: Store, account: StoredAccount, pair: KeyPair, second: str | None, now: datetime
) -> None:
    """Use up the number or spare code that was given, where the account has a second factor.

    Raises AccessError: `second_needed`, `second_wrong` (also for one that was used before).
    """
    if own_of(account, pair).totp is None:
        return
    if second is None or not second.strip():
        raise AccessError("a second factor is needed", code="second_needed")
    given = second[:LONGEST].encode("ascii", "replace").decode()
    taken: list[bool] = []

    def use(own: Own) -> Own | None:
        used = _used(own, pair, given, now)
        taken.append(used is not None)
        return used

    change_own(store, account.id, pair, use)
    if not taken[-1]:
        raise AccessError("this number is not right", code="second_wrong")


def _used(own: Own, pair: KeyPair, given: str, now: datetime) -> Own | None:
    """What is left once a number or code was used; None where it is none, or was used before."""
    if own.totp is None:
        return own
    step = _step_of(own.totp, given, now)
    if step is not None and (step > own.used or own.used > _step_at(now) + DRIFT):
        return replace(own, used=step)  # one used in days to come: the clock was wrong then
    spare = _hash(pair, SEPARATORS.sub("", given).lower())
    return replace(own, codes=own.codes - {spare}) if spare in own.codes else None


def _step_of(secret: bytes, number: str, now: datetime) -> int | None:
    """The step of time that a number belongs to, one before or after now allowed."""
    plain = SEPARATORS.sub("", number)
    if not (plain.isascii() and plain.isdigit() and len(plain) == DIGITS):
        return None
    totp = TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - what every such app computes
    steps = [_step_at(now) + off for off in range(-DRIFT, DRIFT + 1)]
    right = [it for it in steps if hmac.compare_digest(totp.generate(it * STEP), plain.encode())]
    return right[-1] if right else None


def _step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _hash(pair: KeyPair, code: str) -> bytes:
    """A spare code as it is kept: 80 random bits, and the key of the hash is the account's own."""
    return pair.own.hash_item(f"spare/{code}")
