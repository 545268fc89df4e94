"""The private code: what a person writes down, and types again weeks later on another phone."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import reduce
from typing import Final

from quiz.errors import VaultError
from quiz.vault.keys import Keys, Purpose, derive

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read as 1, 1, 0 and V."""
MISREAD: Final = str.maketrans("ILOU", "110V")
SYMBOLS: Final = 26
"""Random symbols of 5 bits: 130 bits."""
GROUP: Final = 4
LENGTH: Final = SYMBOLS + 2
SEPARATORS: Final = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff\-‐-―−_.,·]+")


def _times_alpha(symbol: int) -> int:
    """A symbol times the generator of GF(32), x⁵ + x² + 1."""
    return (symbol << 1) ^ (0b100101 if symbol & 16 else 0)


def _syndromes(symbols: list[int]) -> tuple[int, int]:
    """The sums Σ c and Σ c·αⁱ over GF(32), i counted from the end; both are 0 for a good code.

    A Reed–Solomon code of distance 3: any one or two wrong symbols, and any two symbols that
    changed places, are told for certain; anything else but once in 1024.
    """
    return (
        reduce(lambda total, symbol: total ^ symbol, symbols, 0),
        reduce(lambda total, symbol: _times_alpha(total) ^ symbol, symbols, 0),
    )


def _checks(symbols: list[int]) -> list[int]:
    """The two symbols that, put behind, make both sums 0. There is always exactly one such pair."""
    plain, weighted = _syndromes([*symbols, 0, 0])
    return next(
        [first, plain ^ first]
        for first in range(32)
        if _times_alpha(first) ^ plain ^ first == weighted
    )


class PrivateCode:
    """A person's own secret of 130 random bits. Its text appears only where `shown` is called."""

    __slots__ = ("_symbols",)

    def __init__(self, symbols: list[int]) -> None:
        self._symbols = tuple(symbols)

    def __reduce__(self) -> str:
        raise TypeError("a private code is not written anywhere")

    @classmethod
    def new(cls) -> PrivateCode:
        """A code that nobody has yet, from the system's source of chance."""
        return cls([secrets.randbelow(32) for _ in range(SYMBOLS)])

    @classmethod
    def derived(cls, secret: bytes, label: str) -> PrivateCode:
        """The code that follows from 128 random bits or more: the same whenever it is asked for."""
        return cls([byte % 32 for byte in derive(secret, f"code/{label}", SYMBOLS)])

    @classmethod
    def parse(cls, text: str) -> PrivateCode:
        """The code that somebody typed: case, spaces, dashes, O for 0 and I or L for 1 forgiven.

        Raises VaultError: `code_length` (with `given` and `wanted`, counted in characters) or
        `code_typo`. Neither repeats what was typed.
        """
        plain = unicodedata.normalize("NFKC", text[:1000])
        plain = SEPARATORS.sub("", plain).upper().translate(MISREAD)
        if len(plain) != LENGTH:
            raise VaultError(
                f"a private code has {LENGTH} characters, not {len(plain)}",
                code="code_length",
                given=len(plain),
                wanted=LENGTH,
            )
        symbols = [ALPHABET.find(character) for character in plain]
        if -1 in symbols or any(_syndromes(symbols)):
            raise VaultError("a character of the private code is mistyped", code="code_typo")
        return cls(symbols[:SYMBOLS])

    def shown(self) -> str:
        """The code to write down: seven groups of four, the last two characters being checks."""
        text = "".join(ALPHABET[n] for n in (*self._symbols, *_checks(list(self._symbols))))
        return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))

    def keys(self, purpose: Purpose) -> Keys:
        """The keys that follow from this code for one purpose."""
        return Keys.derive(bytes(self._symbols), purpose)
