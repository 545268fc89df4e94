"""The nodes of a YAML file: what was written, where, and what it is as a value of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final, Literal

from quiz.content.source import Place

_NULL = re.compile(r"(?:~|null|Null|NULL|)")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class Whole(int):
    """A whole number of YAML that remembers how it was written (007 as an id is "007")."""

    text: str


class Decimal(float):
    """A number of YAML with a point or exponent that remembers how it was written."""

    text: str


class Refused:
    """The value of a node whose fault has been reported already."""


REFUSED: Final = Refused()


@dataclass(slots=True)
class Node:
    """A part of a YAML file and its place. What is absent is a node of the kind "nothing"."""

    place: Place
    kind: Literal["scalar", "list", "mapping", "nothing"] = "nothing"
    text: str = ""
    plain: bool = False
    refused: bool = False
    elements: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.kind != "nothing"

    def get(self, key: str) -> Node:
        """The value under a key, or nothing (at the place of this node)."""
        entry = self.entries.get(key)
        return entry[1] if entry else Node(self.place)

    def at(self, *keys: str) -> Node:
        """The value under a key of a key of a key, or nothing."""
        node = self
        for key in keys:
            node = node.get(key)
        return node

    def items(self) -> Iterator[tuple[str, Node, Node]]:
        """Every entry of a mapping as key, the key's node and the value's node."""
        for key, (key_node, value) in self.entries.items():
            yield key, key_node, value

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here, or null."""
        return self.kind == "scalar" and self.plain and bool(_NULL.fullmatch(self.text))

    @property
    def id(self) -> str | None:
        """The text as an id, whatever it would be as a value; None where there is none."""
        return self.text if self.kind == "scalar" and not self.is_null else None

    @property
    def number(self) -> int | float | None:
        """The number that was written, if it is one."""
        found = value(self) if self.kind == "scalar" else None
        if isinstance(found, bool) or not isinstance(found, (int, float)):
            return None
        return found

    @property
    def whole(self) -> int | None:
        """The whole number that was written, if it is one."""
        found = self.number
        return found if isinstance(found, int) else None

    @property
    def is_true(self) -> bool:
        """Whether `true` was written."""
        return self.kind == "scalar" and self.plain and bool(_TRUE.fullmatch(self.text))


def value(node: Node) -> Any:
    """The Python value of a node: dict with text keys, tuple, text, number, bool or None."""
    if node.refused:
        return REFUSED
    if node.kind == "mapping":
        return {key: value(child) for key, (_, child) in node.entries.items()}
    if node.kind == "list":
        return tuple(value(child) for child in node.elements)
    return plain_value(node.text) if node.plain else node.text


def plain_value(text: str) -> Any:
    """What an unquoted word is: null, true, false, a number, or the text itself."""
    if _WHOLE.fullmatch(text):
        whole = Whole(text)
        whole.text = text
        return whole
    if _DECIMAL.fullmatch(text) and isfinite(float(text)):
        decimal = Decimal(text)
        decimal.text = text
        return decimal
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return text.lower() == "true"
    return text
