"""The words of the interface: one catalogue a language, a folder of files that share no key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

FALLBACK: Final = "en"

_THAI_MONTHS: Final = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
).split()
_ENGLISH_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True)
class Words:
    """One catalogue: `words("start.begin")`, `words("start.minutes", count=15, minutes=3)`."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence under a dotted key, its `{names}` filled. Raises KeyError if unknown."""
        text = self.entries[key]
        return text.format(**values) if values else text

    def count(self, prefix: str) -> int:
        """How many numbered entries stand under a key (`how.parts` -> 7)."""
        heads = {
            key[len(prefix) + 1 :].split(".")[0]
            for key in self.entries
            if key.startswith(prefix + ".")
        }
        return len(heads)

    def language_named(self, tag: str) -> str:
        """The name of a language in this one ("Thai"), or its tag where there is none."""
        return self.entries.get(f"languages.{tag}", tag)

    def day(self, when: date) -> str:
        """A date as it is written in this language; in Thai with the Buddhist year."""
        if self.language == "th":
            return f"{when.day} {_THAI_MONTHS[when.month - 1]} {when.year + 543}"
        return f"{when.day} {_ENGLISH_MONTHS[when.month - 1]} {when.year}"

    def month(self, number: int) -> str:
        """A month such as 202711 as it is written in this language: November 2027."""
        year, month = divmod(number, 100)
        if self.language == "th":
            return f"{_THAI_MONTHS[month - 1]} {year + 543}"
        return f"{_ENGLISH_MONTHS[month - 1]} {year}"

    def quoted(self, name: str) -> str:
        """A name set off from its sentence: “Truth and honest talk”."""
        return f"“{name}”"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row, each quoted, as a sentence has them: “a”, “b” and “c”."""
        *others, last = [self.quoted(name) for name in names]
        return self("and").join([", ".join(others), last] if others else [last])


def _flat(tree: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys and their texts; the entries of a list are numbered from 0."""
    pairs = tree.items() if isinstance(tree, Mapping) else enumerate(tree)
    for key, value in pairs:
        name = f"{prefix}{key}"
        if isinstance(value, str):
            yield name, value
        else:
            yield from _flat(value, name + ".")


@cache
def catalogue(language: str) -> Words:
    """The words for a reader of this language: in English where there is no catalogue for it."""
    if language not in languages():
        return Words(language, catalogue(FALLBACK).entries)
    entries: dict[str, str] = {}
    for part in parts(language):
        source = files("quiz.words").joinpath(language, f"{part}.yaml")
        # BaseLoader makes text of everything and knows no other type.
        tree = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        entries.update(_flat(tree))
    return Words(language, entries)


def parts(language: str) -> tuple[str, ...]:
    """The names of a catalogue's files, without their ends, in alphabetical order."""
    names = (entry.name for entry in files("quiz.words").joinpath(language).iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml")))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, in alphabetical order."""
    folders = (entry for entry in files("quiz.words").iterdir() if entry.is_dir())
    return tuple(sorted(f.name for f in folders if f.joinpath("site.yaml").is_file()))
