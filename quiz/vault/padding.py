"""Padding, so that the length of what is sealed tells little (ISO/IEC 7816-4: 0x80, then zeros)."""

from __future__ import annotations

from typing import Final

LEAST: Final = 2048
"""Bytes of the smallest size of a document; the next have twice, four times … as many."""


def pad(plain: bytes, size: int) -> bytes:
    """The bytes, made `size` long. Raises ValueError where they and one mark do not fit."""
    if len(plain) >= size:
        raise ValueError(f"{len(plain)} bytes do not fit into {size}")
    return plain + b"\x80" + bytes(size - 1 - len(plain))


def unpad(padded: bytes) -> bytes:
    """What `pad` was given."""
    return padded[: padded.rindex(b"\x80")]


def size_class(length: int) -> int:
    """The size that a document of so many bytes is padded to: 2, 4, 8 … KiB."""
    size = LEAST
    while size <= length:
        size *= 2
    return size
