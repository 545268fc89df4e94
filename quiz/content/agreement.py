"""The languages against each other: one has what the others have, placeholders included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from quiz.content.files import Parsed
from quiz.content.names import mapping
from quiz.content.near import joined
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.errors import Fault

Path = tuple[str, ...]
T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OPTIONAL: tuple[Path, ...] = (
    ("tagline",), ("about",), ("neutral_title",), ("instructions",), ("time_frame",),
    ("not_applicable",), ("choose_perspective",), ("disclaimer",),
    ("steps", "*", "about"), ("steps", "*", "looks_like"), ("steps", "*", "focus"),
    ("steps", "*", "note"), ("bands", "*", "gloss"),
)  # fmt: skip
"""What an author may leave out, in every language or in none. (A link's note may stand in one.)"""


def agreement_faults(files: dict[str, Parsed[T]], order: list[str]) -> Iterator[Fault]:
    """Optional words that only some languages have; placeholders that differ; loose braces."""
    there = {tag: files[tag] for tag in order if tag in files and files[tag].node}
    for tag, parsed in there.items():
        others = [(t, p) for t, p in there.items() if t != tag]
        yield from _untranslated(parsed.node, others)
    yield from placeholder_faults(there)


def _untranslated(root: Node, others: list[tuple[str, Parsed[T]]]) -> Iterator[Fault]:
    """Optional words that another language has and this one lacks, each reported once."""
    for pattern in _OPTIONAL:
        for path in dict.fromkeys(p for _, other in others for p in _found(other.node, pattern)):
            parent = root.at(*path[:-1])
            if parent.kind != "mapping" or (parent.get(path[-1]) and _filled(parent, path[-1])):
                continue
            other = next(p for _, p in others if path in _found(p.node, pattern))
            message = f"{shown(path[-1])} is not translated: it stands in {_base(other.name)}"
            yield parent.place.fault(f"{message}; write it here too, or take it out there")


def _filled(parent: Node, key: str) -> bool:
    return not parent.get(key).is_null


def _base(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _found(root: Node, pattern: Path) -> list[Path]:
    """The paths of the tree that match, an asterisk standing for any key."""
    paths: list[tuple[Path, Node]] = [((), root)]
    for part in pattern:
        paths = [
            ((*path, key), child)
            for path, node in paths
            for key, _, child in mapping(node)
            if part in ("*", key)
        ]
    return [path for path, node in paths if not node.is_null]


def placeholder_faults(files: dict[str, Parsed[T]]) -> Iterator[Fault]:
    """Placeholders that are not the same in every language as in the first, and loose braces."""
    if not files:
        return
    first_tag, *others = files
    first = dict(_texts(files[first_tag].node))
    for path_node in first.values():
        yield from _brace_faults(path_node)
    for tag in others:
        for path, node in _texts(files[tag].node):
            loose = list(_brace_faults(node))
            yield from loose
            twin = _twin(path, first)
            if not loose and twin is not None and not list(_brace_faults(twin)):
                yield from _difference(node, twin, first_tag)


def _texts(root: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every text of a tree with the keys that lead to it."""
    for key, _, child in mapping(root):
        yield from _texts(child, (*path, key))
    for number, child in enumerate(root.elements):
        yield from _texts(child, (*path, str(number)))
    if root.kind == "scalar" and path:
        yield path, root


def _twin(path: Path, first: dict[Path, Node]) -> Node | None:
    """The same text in the first language, which may have one text where this has several."""
    if path in first:
        return first[path]
    return first.get(path[:-1]) or next((n for p, n in first.items() if p[:-1] == path), None)


def _difference(node: Node, twin: Node, language: str) -> Iterator[Fault]:
    here, there = set(_PLACEHOLDER.findall(node.text)), set(_PLACEHOLDER.findall(twin.text))
    lacking = joined(f"{{{n}}}" for n in sorted(there - here)) if there - here else ""
    extra = joined(f"{{{n}}}" for n in sorted(here - there)) if here - there else ""
    if lacking and extra:
        yield node.place.fault(f"{extra} stands here where {language} has {lacking}; use the same")
    elif lacking:
        yield node.place.fault(f"{lacking} is missing here; it stands in {language}")
    elif extra:
        yield node.place.fault(f"{extra} stands here, but not in {language}; use the same in both")


def _brace_faults(node: Node) -> Iterator[Fault]:
    rest = _PLACEHOLDER.sub("", node.text)
    if "{" in rest or "}" in rest:
        yield node.place.fault(
            "a brace stands alone here; a placeholder is written {name}, and other braces have"
            " no place in a text"
        )
