"""From a passphrase to a key, by Argon2id (RFC 9106), and how much work that may be."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SALT: Final = 16
_at_once: Final = threading.BoundedSemaphore(2)
"""Keys stretched at the same time: the rest wait, and memory stays bounded."""


@dataclass(frozen=True)
class Cost:
    """Memory in KiB, passes over it, and lanes: it stands beside what is sealed."""

    memory: int
    passes: int
    lanes: int

    @property
    def is_bounded(self) -> bool:
        """Whether it is within reason: a hostile file cannot ask for all the memory there is."""
        return (
            1 <= self.lanes <= MOST.lanes
            and 8 * self.lanes <= self.memory <= MOST.memory
            and 1 <= self.passes <= MOST.passes
        )


COST: Final = Cost(64 * 1024, 3, 4)
"""RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes."""
MOST: Final = Cost(256 * 1024, 10, 16)


def typed(passphrase: str) -> str:
    """The passphrase as it counts: the same letters typed on another keyboard are the same."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def stretch(passphrase: str, salt: bytes, cost: Cost) -> AESGCMSIV:
    """The key of a passphrase."""
    argon = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    with _at_once:
        return AESGCMSIV(argon.derive(typed(passphrase).encode("utf-8", "surrogatepass")))
