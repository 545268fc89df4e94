"""YAML as a tree of nodes that know their place, made from the parser's events.

A bank uses a small, plain part of YAML: mappings, lists, texts, numbers, true, false and null.
What reads differently in different programs (`no`, `on`, dates, aliases, tags, merge keys) is a
fault with its remedy, so that the words of an author mean one thing everywhere.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import yaml

from quiz.content.nodes import Node, plain_value
from quiz.content.source import Place, hidden_character, shown
from quiz.content.syntax import explained
from quiz.errors import Fault

DEEPEST = 20
"""Levels. The deepest place of a bank is the sixth."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_1_1 = re.compile(r"(?:yes|no|on|off)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt\s].*)?")


def parse(
    text: str, name: str, *, first_line: int = 1, dates: bool = False
) -> tuple[Node | None, list[Fault]]:
    """The tree of one YAML document and its faults; no tree where it cannot be parsed.

    `first_line` is the line of the file on which `text` begins (the front matter of an article).
    Where `dates` are allowed, an unquoted one is its text; else it is a fault.
    """
    builder = _Builder(name, first_line, dates)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
            if builder.stopped:
                return None, builder.faults
    except yaml.YAMLError as error:
        line, column, message = explained(error, text, builder.quoted)
        place = Place(name, line + first_line, column + 1)
        return None, [*builder.faults, place.fault(message)]
    if builder.root is None:
        empty = Place(name, first_line, 1)
        return None, [
            *builder.faults,
            empty.fault("nothing is written here; docs/banks.md lists its keys"),
        ]
    return builder.root, builder.faults


class _Builder:
    """Takes the events of the parser one by one and holds the tree and the faults so far."""

    def __init__(self, name: str, first_line: int, dates: bool) -> None:
        self.name = name
        self.dates = dates
        self.first_line = first_line
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.stopped = False
        self.quoted: Any = None
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._documents = 0
        self._aliases = 0

    def take(self, event: Any) -> None:
        """Take one event into the tree."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start(event, "mapping")
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start(event, "list")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(event, 'a second document begins here; delete this "---" line')

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + self.first_line, mark.column + 1)

    def _stop(self, event: Any, message: str) -> None:
        self.faults.append(self._place(event).fault(message))
        self.stopped = True

    def _start(self, event: Any, kind: Literal["list", "mapping"]) -> None:
        node = Node(self._place(event), kind)
        self._refuse_tag(event, node)
        if len(self._open) >= DEEPEST:
            self._stop(event, f"more than {DEEPEST} levels deep; no bank needs that")
            return
        self._put(node)
        self._open.append(node)
        self._keys.append(None)

    def _scalar(self, event: Any) -> None:
        node = Node(self._place(event), "scalar", event.value, plain=event.implicit[0])
        self._refuse_tag(event, node)
        if event.start_mark.line < event.end_mark.line and event.style in ("'", '"'):
            self.quoted = event
        code = hidden_character(node.text)
        if code:
            self._refuse(node, f"the hidden character {code} stands in this text; delete it")
        elif node.plain and _YAML_1_1.fullmatch(node.text):
            truth = "true" if node.text.lower() in ("yes", "on") else "false"
            self._refuse(
                node,
                f"{node.text} is true or false to some programs and a word to others;"
                f' write {truth}, or "{node.text}" in quotes for the word',
            )
        elif node.plain and not self.dates and _DATE.fullmatch(node.text):
            self._refuse(
                node, f'{node.text} is a date to some programs; write "{node.text}" in quotes'
            )
        self._put(node)

    def _alias(self, event: Any) -> None:
        node = Node(self._place(event), "scalar", refused=True)
        self._aliases += 1
        if self._aliases == 1:
            message = f"*{event.anchor} is an alias; a bank has none: write the value out here"
            self.faults.append(node.place.fault(message))
        self._put(node)

    def _refuse_tag(self, event: Any, node: Node) -> None:
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(node, f"{shown(tag)} is a YAML tag; a bank has none: delete it")

    def _refuse(self, node: Node, message: str) -> None:
        if not node.refused:
            self.faults.append(node.place.fault(message))
        node.refused = True

    def _put(self, node: Node) -> None:
        """Put a node where it belongs: at the root, in a list, as a key, or as a key's value."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.kind == "list":
            parent.elements.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
            self._check_key(node)
        else:
            key = self._keys[-1]
            self._keys[-1] = None
            self._enter(parent, key, node)

    def _check_key(self, key: Node) -> None:
        if key.kind != "scalar":
            self._refuse(key, "a key must be a word or a number, not a list or a mapping")
        elif key.plain and key.text == "<<":
            self._refuse(key, "<< is a merge key; a bank has none: write its keys out")
        elif key.is_null:
            self._refuse(key, "a key is missing before this colon")
        elif key.plain and isinstance(plain_value(key.text), bool):
            self._refuse(key, f'{key.text} is not a word here; write "{key.text}" in quotes')

    def _enter(self, parent: Node, key: Node, node: Node) -> None:
        first = parent.entries.get(key.text)
        if key.kind != "scalar" or (key.refused and not key.text):
            return
        if first is not None:
            if not key.refused:
                self._refuse(
                    key,
                    f"the key {shown(key.text)} is here a second time"
                    f" (first on line {first[0].place.line}); keep one",
                )
            return
        parent.entries[key.text] = (key, node)
