"""A file that a passphrase opens on any device, without a database.

Layout, all of it authenticated: MAGIC, format (1 byte), Argon2id's memory in KiB (4), passes (2),
lanes (1), salt (16), nonce (12), then the content padded to 2, 4, 8 … KiB and sealed. The cost
stands in the file so that it can grow with the years; on reading it is bounded, so that a hostile
file cannot ask for all the memory there is.
"""

from __future__ import annotations

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag

from quiz.errors import VaultError
from quiz.vault.padding import pad, size_class, unpad
from quiz.vault.stretching import COST, SALT, Cost, stretch, typed

MAGIC: Final = b"\x89SEALED\n"
FORMAT: Final = 1
HEAD: Final = struct.Struct(">8sBIHB16s12s")
LIMIT: Final = 1024 * 1024
"""Bytes of a sealed file that is read at all."""
SHORTEST: Final = 8
"""Characters of a passphrase; the page asks for several words."""


def seal_file(content: bytes, passphrase: str) -> bytes:
    """The content as a file that opens with this passphrase only.

    Raises VaultError: `passphrase_short`, or `file_large` where it could not be read again.
    """
    if len(typed(passphrase)) < SHORTEST:
        raise VaultError("the passphrase is too short", code="passphrase_short", least=SHORTEST)
    size = size_class(len(content))
    if size + HEAD.size + 16 > LIMIT:
        raise VaultError("too much for a file", code="file_large", limit=LIMIT // 1024)
    salt, nonce = os.urandom(SALT), os.urandom(12)
    head = HEAD.pack(MAGIC, FORMAT, COST.memory, COST.passes, COST.lanes, salt, nonce)
    key = stretch(passphrase, salt, COST)
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
    cost = Cost(memory, passes, lanes)
    if version != FORMAT or not cost.is_bounded:
        raise VaultError("not a sealed file of ours", code="file_unknown")
    key = stretch(passphrase, salt, cost)
    try:
        padded = key.decrypt(nonce, data[HEAD.size :], data[: HEAD.size])
    except (InvalidTag, ValueError):
        raise VaultError("it does not open with this passphrase", code="passphrase_wrong") from None
    return unpad(padded)
