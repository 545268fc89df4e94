"""From a secret to keys, and with keys from plain bytes to sealed ones and back.

A secret is a private code or a token; HKDF-SHA256 (RFC 5869) makes from it, with two labels, what
is stored to find a row (`lookup`) and what is never stored (`seal`). Sealing is AES-256-GCM-SIV
(RFC 8452): it tells any change, and stays safe should two seals ever get the same nonce, as on a
virtual machine that was copied while it ran. It needs OpenSSL 3.2 or newer, which the wheels of
`cryptography` bring with them.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quiz.errors import VaultError
from quiz.vault.padding import pad, size_class, unpad

FORMAT: Final = 1
"""First byte of what is sealed, and part of every label: another way of sealing, another byte."""
KEY: Final = 32
NONCE: Final = 12
LOOKUP: Final = 20
"""Bytes of what is stored to find a row: 160 bits, so that no two are ever the same."""
TOKEN: Final = 32
TOKEN_SHAPE: Final = re.compile("[A-Za-z0-9_-]{43}")
ROW_ID: Final = 16
ANSWER_SIZE: Final = 16
"""Every answer is padded to this many bytes, so that a "5" and a "does not apply" look alike."""

WRAPPED_SIZE: Final = LOOKUP + KEY + 1
"""Wrapped keys are padded to this many bytes."""


class Purpose(StrEnum):
    """What a secret is for; keys for one purpose are of no use for another. Names are stored."""

    DRAFT = "draft"
    HOLDER = "holder"
    DEVICE = "device"
    PAIRING = "pairing"
    ACCOUNT = "account"
    RECOVERY = "recovery"
    SET_UP = "set_up"
    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True)
class Place:
    """Where a sealed thing stands, beside the lookup of its keys: nowhere else does it open.

    `row` is the row's id, item or seat; `version` counts how often it was written, where it counts.
    """

    table: str
    row: bytes = b""
    version: int = 0

    def bound_to(self, lookup: bytes) -> bytes:
        """All of it as bytes, each part after its length, so that no two places read alike."""
        parts = (self.table.encode(), lookup, self.row, str(self.version).encode())
        return bytes([FORMAT]) + b"".join(len(p).to_bytes(2, "big") + p for p in parts)


def new_token() -> str:
    """A secret for a cookie or the fragment of a link: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN)


def new_id() -> bytes:
    """A random id for a row; it tells neither order nor time."""
    return secrets.token_bytes(ROW_ID)


def derive(secret: bytes, label: str, length: int = KEY) -> bytes:
    """Bytes that follow from a secret and a label, and tell neither (HKDF-SHA256)."""
    return HKDF(SHA256(), length, None, f"five-steps/{FORMAT}/{label}".encode()).derive(secret)


class Keys:
    """`lookup`, which is stored and finds; and what seals and opens, which is in memory only."""

    __slots__ = ("_content", "_items", "_seal", "lookup")

    def __init__(self, lookup: bytes, seal: bytes) -> None:
        self.lookup = lookup
        self._seal = seal
        self._content = AESGCMSIV(derive(seal, "content"))
        self._items = derive(seal, "items")

    def __reduce__(self) -> str:
        raise TypeError("keys are not written anywhere")

    @classmethod
    def derive(cls, secret: bytes, purpose: Purpose) -> Keys:
        """The keys of a secret of at least 128 random bits."""
        return cls(derive(secret, f"{purpose}/lookup", LOOKUP), derive(secret, f"{purpose}/seal"))

    @classmethod
    def of_token(cls, token: str, purpose: Purpose) -> Keys:
        """The keys of a token made by `new_token`. Raises VaultError (`token`) otherwise."""
        if not TOKEN_SHAPE.fullmatch(token):
            raise VaultError("this is no token of ours", code="token")
        secret = base64.urlsafe_b64decode(token + "=")
        return cls.derive(secret, purpose)

    def hash_item(self, item_id: str) -> bytes:
        """A keyed hash of an item's id: the same for the same keys, and without them nothing."""
        return hmac.digest(self._items, item_id.encode(), "sha256")[:ROW_ID]

    # -- bytes ----------------------------------------------------------------------------------

    def seal(self, place: Place, plain: bytes, size: int) -> bytes:
        """The bytes sealed for one place and padded to `size`: always `size` + 29 bytes.

        Raises ValueError where they do not fit (one byte marks the end).
        """
        nonce = os.urandom(NONCE)
        sealed = self._content.encrypt(nonce, pad(plain, size), place.bound_to(self.lookup))
        return bytes([FORMAT]) + nonce + sealed

    def open(self, place: Place, sealed: bytes) -> bytes:
        """What was sealed for this place with these keys.

        Raises VaultError: `sealed_newer` (by a newer version of the app), or `sealed_damaged`
        where the bytes were changed, belong to another place, or to other keys.
        """
        if sealed[:1] != bytes([FORMAT]):
            newer = bool(sealed) and sealed[0] > FORMAT
            raise VaultError(
                "unknown way of sealing", code=f"sealed_{'newer' if newer else 'damaged'}"
            )
        try:
            padded = self._content.decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.bound_to(self.lookup)
            )
        except (InvalidTag, ValueError):
            raise VaultError("it does not open here", code="sealed_damaged") from None
        return unpad(padded)

    # -- an answer, a document, other keys --------------------------------------------------------

    def seal_answer(self, place: Place, answer: str) -> bytes:
        """One answer, the same length whatever it is. Raises ValueError beyond 15 bytes."""
        return self.seal(place, answer.encode(), ANSWER_SIZE)

    def open_answer(self, place: Place, sealed: bytes) -> str:
        """The answer that `seal_answer` sealed. Raises VaultError as `open` does."""
        return self.open(place, sealed).decode()

    def seal_document(self, place: Place, document: Any) -> bytes:
        """A JSON document, padded to 2, 4, 8 … KiB, so that its length tells little."""
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return self.seal(place, plain, size_class(len(plain)))

    def open_document(self, place: Place, sealed: bytes) -> Any:
        """The document that `seal_document` sealed. Raises VaultError as `open` does."""
        return json.loads(self.open(place, sealed))

    def wrap(self, place: Place, other: Keys) -> bytes:
        """Other keys sealed under these: what a remembered device keeps of a private code."""
        return self.seal(place, other.lookup + other._seal, WRAPPED_SIZE)

    def unwrap(self, place: Place, sealed: bytes) -> Keys:
        """The keys that `wrap` sealed. Raises VaultError as `open` does."""
        both = self.open(place, sealed)
        return Keys(both[:LOOKUP], both[LOOKUP:])
