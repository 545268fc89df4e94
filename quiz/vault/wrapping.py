"""A short secret wrapped under a passphrase; that it opens is the only proof of the passphrase.

Layout, all of it authenticated together with the owner: format (1 byte), Argon2id's memory in KiB
(4), passes (2), lanes (1), salt (16), nonce (12), the secret sealed. No other hash of a passphrase
is kept anywhere, so nothing faster than Argon2id can be tried.
"""

from __future__ import annotations

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag

from quiz.errors import VaultError
from quiz.vault.stretching import COST, SALT, Cost, stretch

FORMAT: Final = 1
HEAD: Final = struct.Struct(">BIHB16s12s")
NONCE, TAG, SECRET = 12, 16, 32
LEAST: Final = HEAD.size + TAG


def wrap_under(passphrase: str, secret: bytes, owner: bytes) -> bytes:
    """The secret (it may be empty) as bytes that open with this passphrase, for this owner only."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    head = HEAD.pack(FORMAT, COST.memory, COST.passes, COST.lanes, salt, nonce)
    return head + stretch(passphrase, salt, COST).encrypt(nonce, secret, head + owner)


def unwrap_under(passphrase: str, wrapped: bytes, owner: bytes) -> bytes:
    """The secret that `wrap_under` wrapped, after as much work as its head asks for.

    Raises VaultError: `passphrase_wrong` (or the bytes were changed: nobody can tell which),
    `sealed_newer`, `sealed_damaged` (cut off, or a cost beyond all reason).
    """
    if len(wrapped) < LEAST or wrapped[0] != FORMAT:
        newer = len(wrapped) >= LEAST and wrapped[0] > FORMAT
        raise VaultError("unknown wrapping", code=f"sealed_{'newer' if newer else 'damaged'}")
    *_, salt, nonce = HEAD.unpack_from(wrapped)
    cost = _cost(wrapped)
    if not cost.is_bounded:
        raise VaultError("a cost beyond all reason", code="sealed_damaged")
    key = stretch(passphrase, salt, cost)
    try:
        return key.decrypt(nonce, wrapped[HEAD.size :], wrapped[: HEAD.size] + owner)
    except (InvalidTag, ValueError):
        raise VaultError("it does not open with this passphrase", code="passphrase_wrong") from None


def decoy() -> bytes:
    """Bytes that no passphrase opens, after the same work: for a name that nobody has."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    head = HEAD.pack(FORMAT, COST.memory, COST.passes, COST.lanes, salt, nonce)
    return head + os.urandom(SECRET + TAG)


def is_outdated(wrapped: bytes) -> bool:
    """Whether it was wrapped at another cost than today's, and is better wrapped again."""
    return _cost(wrapped) != COST


def _cost(wrapped: bytes) -> Cost:
    _, memory, passes, lanes, *_ = HEAD.unpack_from(wrapped)
    return Cost(memory, passes, lanes)
