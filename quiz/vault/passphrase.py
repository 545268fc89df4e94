"""A file that a passphrase opens on any device, without a database.

Layout, all of it authenticated: MAGIC, format (1 byte), Argon2id's memory in KiB (4), passes (2),
lanes (1), salt (16), nonce (12), then the content padded to 2, 4, 8 … KiB and sealed. The cost
stands in the file so that it can grow with the years; on reading it is bounded, so that a hostile
file cannot ask for all the memory there is.
"""

from __future__ import annotations

import os
import struct
import threading
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from quiz.errors import VaultError
from quiz.vault.padding import pad, size_class, unpad

MAGIC: Final = b"\x89SEALED\n"
FORMAT: Final = 1
HEAD: Final = struct.Struct(">8sBIHB16s12s")
MEMORY, PASSES, LANES = 64 * 1024, 3, 4
"""RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes."""
MOST_MEMORY, MOST_PASSES, MOST_LANES = 256 * 1024, 10, 16
LIMIT: Final = 1024 * 1024
"""Bytes of a sealed file that is read at all."""
SHORTEST: Final = 8
"""Characters of a passphrase; the page asks for several words."""
_at_once: Final = threading.BoundedSemaphore(2)
"""Keys stretched at the same time: the rest wait, and memory stays bounded."""


def _stretch(passphrase: str, salt: bytes, memory: int, passes: int, lanes: int) -> AESGCMSIV:
    """The key of a passphrase. The same letters typed on another keyboard give the same key."""
    typed = unicodedata.normalize("NFKC", passphrase).strip().encode()
    argon = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    with _at_once:
        return AESGCMSIV(argon.derive(typed))


def seal_file(content: bytes, passphrase: str) -> bytes:
    """The content as a file that opens with this passphrase only.

    Raises VaultError: `passphrase_short`, or `file_large` where it could not be read again.
    """
    if len(unicodedata.normalize("NFKC", passphrase).strip()) < SHORTEST:
        raise VaultError("the passphrase is too short", code="passphrase_short", least=SHORTEST)
    size = size_class(len(content))
    if size + HEAD.size + 16 > LIMIT:
        raise VaultError("too much for a file", code="file_large", limit=LIMIT // 1024)
    salt, nonce = os.urandom(16), os.urandom(12)
    head = HEAD.pack(MAGIC, FORMAT, MEMORY, PASSES, LANES, salt, nonce)
    key = _stretch(passphrase, salt, MEMORY, PASSES, LANES)
    return head + key.encrypt(nonce, pad(content, size), head)


def open_file(data: bytes, passphrase: str) -> bytes:
    """The content of a sealed file.

    Raises VaultError: `file_large`; `file_unknown` (none of ours, or cut off, or a cost beyond
    all reason); `file_newer`; `passphrase_wrong` (or the file was changed: nobody can tell which).
    """
    if len(data) > LIMIT:
        raise VaultError("too large for a sealed file", code="file_large", limit=LIMIT // 1024)
    if len(data) < HEAD.size + 16 or not data.startswith(MAGIC):
        raise VaultError("not a sealed file, or cut off", code="file_unknown")
    _, version, memory, passes, lanes, salt, nonce = HEAD.unpack_from(data)
    if version > FORMAT:
        raise VaultError("sealed by a newer version", code="file_newer")
    bounded = (
        version == FORMAT
        and 1 <= lanes <= MOST_LANES
        and 8 * lanes <= memory <= MOST_MEMORY
        and 1 <= passes <= MOST_PASSES
    )
    if not bounded:
        raise VaultError("not a sealed file of ours", code="file_unknown")
    key = _stretch(passphrase, salt, memory, passes, lanes)
    try:
        padded = key.decrypt(nonce, data[HEAD.size :], data[: HEAD.size])
    except (InvalidTag, ValueError):
        raise VaultError("it does not open with this passphrase", code="passphrase_wrong") from None
    return unpad(padded)
