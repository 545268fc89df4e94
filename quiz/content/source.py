"""Files as text: read once, with a located fault for whatever is not plain UTF-8 text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from quiz.errors import Fault

LARGEST = 2 * 1024 * 1024
"""Bytes. A bank of a thousand items in three wordings is a tenth of it."""

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, line separators that editors hide, and overrides of writing direction."""


class Place(NamedTuple):
    """Where something stands: the file as it is shown, line and column counted from 1."""

    file: str
    line: int
    column: int

    def fault(self, message: str) -> Fault:
        """A fault here. What cannot be seen is written as its code, whatever it came from."""
        return Fault(self.file, self.line, self.column, visible(message))


def shown(text: str) -> str:
    """The text in double quotes for a message: short, on one line, nothing hidden in it."""
    cut = text if len(text) <= 60 else text[:57] + "..."
    return visible(json.dumps(cut, ensure_ascii=False))


def visible(text: str) -> str:
    """The text with the code of each character that cannot be printed in its stead."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def hidden_character(text: str) -> str | None:
    """The code (U+202E) of the first character in it that cannot be seen or printed, if any."""
    found = _NOT_TEXT.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def read(path: Path, name: str) -> tuple[str | None, list[Fault]]:
    """The text of a file with its faults; no text where it cannot be read at all.

    A byte order mark and hidden characters are reported and taken out, so that the rest of the
    file can still be looked at.
    """
    start = Place(name, 1, 1)
    try:
        if path.is_dir():
            return None, [start.fault("this is a folder; a file is needed here")]
        if path.stat().st_size > LARGEST:
            return None, [start.fault("the file is larger than 2 MB; a bank's are far smaller")]
        raw = path.read_bytes()
    except OSError as error:
        return None, [start.fault(f"the file cannot be read: {error.strerror or error}")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(raw, error.start, name)]
    return _cleaned(text, name)


def _not_utf8(raw: bytes, at: int, name: str) -> Fault:
    before = raw[:at].decode("utf-8")
    place = _place_at(before, len(before), name)
    return place.fault(f"the file is not UTF-8 (byte 0x{raw[at]:02x} here); save it as UTF-8")


def _cleaned(text: str, name: str) -> tuple[str, list[Fault]]:
    """The text as it can be parsed, and a fault for each kind of character taken out of it."""
    faults = []
    if text.startswith("\ufeff"):
        faults.append(
            Place(name, 1, 1).fault("the file begins with a byte order mark; save it without one")
        )
        text = text[1:]
    if not _NOT_TEXT.search(text):
        return text, faults
    seen = set()
    for found in _NOT_TEXT.finditer(text):
        if found[0] not in seen:
            seen.add(found[0])
            code = f"U+{ord(found[0]):04X}"
            place = _place_at(text, found.start(), name)
            faults.append(place.fault(f"the hidden character {code} stands here; delete it"))
    return _NOT_TEXT.sub(" ", text), faults


def _place_at(text: str, index: int, name: str) -> Place:
    lines = re.split(r"\r\n|\r|\n", text[:index])
    return Place(name, len(lines), len(lines[-1]) + 1)
