"""A key pair: anybody seals to its public half, and only whoever has the secret opens.

Sealing is HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and AES-256-GCM. Each seal has a
key of its own, made from a fresh pair and from the place (`info`); framing and padding are those
of `keys.py`. From the same secret follow `own`, symmetric keys by which the owner seals what was
read once, so that it opens several times faster the next time.
"""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from quiz.errors import VaultError
from quiz.vault.keys import KEY, Keys, Place, Purpose, derive
from quiz.vault.padding import pad, size_class, unpad
from quiz.vault.wrapping import unwrap_under, wrap_under

FORMAT: Final = 0x81
"""First byte of what is sealed to a public key; what symmetric keys seal begins otherwise."""
LABEL: Final = b"five-steps/1/pair/"
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class PublicKey:
    """The half of a key pair that is stored in the clear: it seals and cannot open."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        try:
            self._key = X25519PublicKey.from_public_bytes(raw)
        except ValueError:
            raise VaultError("this is no public key", code="sealed_damaged") from None
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def seal(self, place: Place, plain: bytes, size: int) -> bytes:
        """The bytes sealed for one place and padded to `size`: always `size` + 49 bytes.

        Raises ValueError where they do not fit (one byte marks the end).
        """
        sealed = SUITE.encrypt(pad(plain, size), self._key, info=_info(place, self.raw))
        return bytes([FORMAT]) + sealed

    def seal_document(self, place: Place, document: Any) -> bytes:
        """A JSON document, padded to 2, 4, 8 … KiB, so that its length tells little."""
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return self.seal(place, plain, size_class(len(plain)))


class KeyPair:
    """What one account opens with. In memory only; `own` are its symmetric keys."""

    __slots__ = ("_private", "_secret", "own", "public")

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._private = X25519PrivateKey.from_private_bytes(derive(secret, "pair/private"))
        self.public = PublicKey(self._private.public_key().public_bytes_raw())
        self.own = Keys.derive(secret, Purpose.ACCOUNT)

    def __reduce__(self) -> str:
        raise TypeError("a key pair is not written anywhere")

    @classmethod
    def new(cls) -> KeyPair:
        """A pair that nobody has yet, from the system's source of chance."""
        return cls(secrets.token_bytes(KEY))

    # -- opening ----------------------------------------------------------------------------------

    def open(self, place: Place, sealed: bytes) -> bytes:
        """What was sealed for this place, to the public key or with the own keys.

        Raises VaultError as `Keys.open` does.
        """
        if sealed[:1] != bytes([FORMAT]):
            return self.own.open(place, sealed)
        try:
            padded = SUITE.decrypt(sealed[1:], self._private, info=_info(place, self.public.raw))
        except (InvalidTag, ValueError):
            raise VaultError("it does not open here", code="sealed_damaged") from None
        return unpad(padded)

    def open_document(self, place: Place, sealed: bytes) -> Any:
        """The document that either `seal_document` sealed. Raises VaultError as `open` does."""
        return json.loads(self.open(place, sealed))

    # -- keeping the secret -----------------------------------------------------------------------

    def wrapped(self, keys: Keys, place: Place) -> bytes:
        """The secret sealed under other keys: those of a recovery code, or of a sign-in."""
        return keys.seal(place, self._secret, KEY + 1)

    @classmethod
    def unwrapped(cls, keys: Keys, place: Place, sealed: bytes) -> KeyPair:
        """The pair whose secret `wrapped` sealed. Raises VaultError as `Keys.open` does."""
        return cls(keys.open(place, sealed))

    def locked(self, passphrase: str, owner: bytes) -> bytes:
        """The secret wrapped under a passphrase, for one owner."""
        return wrap_under(passphrase, self._secret, owner)

    @classmethod
    def unlocked(cls, passphrase: str, locked: bytes, owner: bytes) -> KeyPair:
        """The pair that `locked` holds. Raises VaultError as `unwrap_under` does."""
        return cls(unwrap_under(passphrase, locked, owner))


def _info(place: Place, public: bytes) -> bytes:
    return LABEL + place.bound_to(public)
