"""Files that never change, compressed once and then kept."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import brotli
from starlette.datastructures import Headers

BROTLI_QUALITY = 9
"""The first page's files: 454 kB in 0.3 s. Quality 11: 419 kB, in 2 s; 5: 468 kB."""

GZIP_LEVEL = 9

_TEXT = frozenset({".css", ".html", ".js", ".json", ".map", ".svg", ".txt"})


def encoding_for(headers: Headers) -> str:
    """Return the best encoding that the client accepts: `br`, `gzip` or `identity`.

    Browsers offer `br` over https and on localhost only. An encoding offered with q=0 is refused.
    """
    offered: dict[str, float] = {}
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        try:
            offered[name.strip()] = float(weight.partition("=")[2] or 1)
        except ValueError:
            continue
    return next((name for name in ("br", "gzip") if offered.get(name, 0) > 0), "identity")


def compressed(raw: bytes, encoding: str) -> bytes:
    """Return the bytes in that encoding; `identity` returns them as they are."""
    if encoding == "br":
        return bytes(brotli.compress(raw, quality=BROTLI_QUALITY))
    return gzip.compress(raw, GZIP_LEVEL, mtime=0) if encoding == "gzip" else raw


class Encodings:
    """The compressed copies of a set of files, in memory, each made when first asked for.

    Safe to use from several threads; two that ask for one file at once get one copy.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._made: dict[tuple[str, str], bytes] = {}
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._door = threading.Lock()

    def ready(self, name: str, encoding: str) -> bytes | None:
        """Return the copy if it has been made already, else nothing."""
        return self._made.get((name, encoding))

    def make(self, name: str, encoding: str) -> bytes:
        """Return the copy, making it if need be; blocks meanwhile.

        Raises:
            KeyError: the file is not of this set.
            OSError: the file has gone.
        """
        key = (name, encoding)
        with self._door:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._made:
                self._made[key] = compressed(self._read(name), encoding)
        return self._made[key]

    def warm(self, names: Iterable[str], encodings: Iterable[str]) -> threading.Thread:
        """Return a thread that makes these copies in the background, encoding by encoding."""
        wanted = [(name, encoding) for encoding in encodings for name in names]

        def work() -> None:
            for name, encoding in wanted:
                try:
                    self.make(name, encoding)
                except (KeyError, OSError):
                    continue

        thread = threading.Thread(target=work, name="compress", daemon=True)
        thread.start()
        return thread


def is_text(name: str) -> bool:
    """Return whether a file of this name shrinks when compressed (fonts and pictures do not)."""
    return Path(name).suffix in _TEXT
