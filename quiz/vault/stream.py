"""Any amount of bytes under a passphrase, sealed and opened a chunk at a time.

Layout: MAGIC, format (1 byte), Argon2id's memory in KiB (4), passes (2), lanes (1), salt (16),
prefix (7); then chunks of 64 KiB, each sealed with AES-256-GCM-SIV under the nonce prefix, number
(4), 1 for the last and else 0 (1), the head being authenticated with each. A chunk left out, moved,
doubled or added, and an end cut off, are told (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, CRYPTO 2015).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from quiz.errors import VaultError
from quiz.vault.passphrase import SHORTEST
from quiz.vault.stretching import COST, SALT, Cost, stretch, typed

MAGIC: Final = b"\x89BACKUP\n"
FORMAT: Final = 1
HEAD: Final = struct.Struct(">8sBIHB16s7s")
CHUNK: Final = 64 * 1024
TAG, PREFIX = 16, 7


def seal_stream(plain: Iterable[bytes], passphrase: str) -> Iterator[bytes]:
    """The pieces as a file that opens with this passphrase only, a chunk at a time.

    Raises VaultError (`passphrase_short`) at once.
    """
    if len(typed(passphrase)) < SHORTEST:
        raise VaultError("the passphrase is too short", code="passphrase_short", least=SHORTEST)
    salt, prefix = os.urandom(SALT), os.urandom(PREFIX)
    head = HEAD.pack(MAGIC, FORMAT, COST.memory, COST.passes, COST.lanes, salt, prefix)
    return _sealed(_Chunks(plain), head, prefix, stretch(passphrase, salt, COST))


def _sealed(chunks: _Chunks, head: bytes, prefix: bytes, key: AESGCMSIV) -> Iterator[bytes]:
    yield head
    for number, chunk, last in chunks.numbered(CHUNK):
        yield key.encrypt(_nonce(prefix, number, last=last), chunk, head)


def open_stream(sealed: Iterable[bytes], passphrase: str) -> Iterator[bytes]:
    """What `seal_stream` sealed, a chunk at a time: whole only once the last one was read.

    Raises VaultError: `backup_unknown` (none of ours, or a cost beyond all reason),
    `backup_newer`, `passphrase_wrong` (or the head was changed); and while reading
    `backup_damaged`, where something was changed or is missing.
    """
    chunks = _Chunks(sealed)
    head = chunks.take(HEAD.size)
    if len(head) < HEAD.size or not head.startswith(MAGIC):
        raise VaultError("not a backup, or cut off", code="backup_unknown")
    _, version, memory, passes, lanes, salt, prefix = HEAD.unpack(head)
    if version > FORMAT:
        raise VaultError("made by a newer version", code="backup_newer")
    cost = Cost(memory, passes, lanes)
    if version != FORMAT or not cost.is_bounded:
        raise VaultError("not a backup of ours", code="backup_unknown")
    opened = _opened(chunks, head, prefix, stretch(passphrase, salt, cost))
    first = next(opened)
    return _after(first, opened)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _opened(chunks: _Chunks, head: bytes, prefix: bytes, key: AESGCMSIV) -> Iterator[bytes]:
    for number, chunk, last in chunks.numbered(CHUNK + TAG):
        try:
            yield key.decrypt(_nonce(prefix, number, last=last), chunk, head)
        except (InvalidTag, ValueError):
            if number == 0:
                told = VaultError("it does not open", code="passphrase_wrong")
            else:
                told = VaultError("changed, or cut off", code="backup_damaged")
            raise told from None


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class _Chunks:
    """Pieces of any length, taken in lengths that are asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = bytearray()

    def take(self, length: int) -> bytes:
        """So many bytes, or what is left of them."""
        while len(self._held) < length and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def numbered(self, length: int) -> Iterator[tuple[int, bytes, bool]]:
        """All that is left, with the number of each chunk from 0, and whether it is the last.

        There is always a last one, if need be an empty one.
        """
        number, chunk = 0, self.take(length)
        while following := self.take(length):
            yield number, chunk, False
            number, chunk = number + 1, following
        yield number, chunk, True
