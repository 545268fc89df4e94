"""Pydantic's errors as faults: at their line and column, in plain words, with what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quiz.content.expected import branch, inner, key_type, known_keys, literals, members, pattern_of
from quiz.content.near import MANY, joined, nearest
from quiz.content.nodes import REFUSED, Node, value
from quiz.content.source import Place, shown
from quiz.errors import Fault

PATTERNS: dict[str, str] = {
    r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$": (
        "must be one line without a blank at its beginning or end"
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": (
        "may hold only the letters a to z, digits, _ . and -, and begins with a letter or digit"
    ),
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "must be a language tag such as en, th or pt-BR",
    r"^https://[^\s<>\"']+$": "must be an address that begins with https://",
    r"^\d+\.\d+\.\d+$": "must be three whole numbers with points between, such as 1.0.0",
    r"^[1-9]\d*/[1-9]\d*$": 'must be a fraction in quotes, such as "1/2"',
    r"\S": "is blank; write its text",
    r"^[A-Z]{2}$": "must be the two capital letters of a country, such as TH",
    r"^[0-9+][0-9 \-]{1,19}$": "must be a telephone number in quotes: digits, blanks and -",
}
"""What each pattern of the models asks of a text."""


MOST = 1000
"""Faults of shape that are reported of one file at a time; nobody reads more."""


@dataclass(frozen=True)
class _Spot:
    """Where an error's location leads: the node, the type expected there, the key before it."""

    node: Node
    expected: Any
    key: str | None
    key_node: Node | None = None
    in_list: bool = False
    keys_expected: Any = None
    is_key: bool = False

    @property
    def subject(self) -> str:
        """How a message calls it."""
        if self.key is None:
            return "the file"
        if self.is_key:
            return f"the key {shown(self.key)}"
        return f"an entry of {shown(self.key)}" if self.in_list else shown(self.key)


def validated(adapter: TypeAdapter[Any], expected: Any, root: Node) -> tuple[Any, list[Fault]]:
    """The model made from a tree, or None and every fault of its shape."""
    if root.kind != "mapping":
        return None, [root.place.fault("the file must be a mapping: lines of the form key: value")]
    try:
        return adapter.validate_python(value(root), by_alias=True, by_name=False), []
    except ValidationError as error:
        errors = _without_doubles(error.errors(include_url=False)[:MOST])
        found = (_fault(e, expected, root) for e in errors)
        return None, list(dict.fromkeys(f for f in found if f is not None))


def _without_doubles(errors: Sequence[Any]) -> list[Any]:
    """The errors, less those that only follow from another."""
    there: dict[tuple[int | str, ...], list[str]] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            key = str(error["loc"][-1]).partition(":")[0]
            there.setdefault(tuple(error["loc"][:-1]), []).append(key)
    return [e for e in errors if not _said(e, there.get(tuple(e["loc"][:-1]), ()))]


def _said(error: Any, unknown: Sequence[str]) -> bool:
    """Whether another fault says it: a missing key misspelt, a list short of a faulty entry."""
    if error["type"] == "missing":
        return nearest(str(error["loc"][-1]), unknown) is not None
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _fault(error: Any, expected: Any, root: Node) -> Fault | None:
    """One error of pydantic as a fault; None where the node's own fault was reported before.

    The node is marked as refused, so that what is checked later does not report it once more.
    """
    loc: tuple[int | str, ...] = tuple(error["loc"])
    kind: str = error["type"]
    if error["input"] is REFUSED:
        return None
    if kind in ("missing", "extra_forbidden"):
        spot = _follow(loc[:-1], expected, root)
        known = known_keys(spot.expected)
        if kind == "missing":
            return _missing(spot, str(loc[-1]))
        key = spot.node.entries[str(loc[-1])][0]
        return None if key.refused else key.place.fault(_unknown(str(loc[-1]), known))
    spot = _follow(loc, expected, root)
    if spot.node.refused:
        return None
    place = _place(spot)
    (spot.key_node if spot.is_key and spot.key_node else spot.node).refused = True
    return place.fault(f"{spot.subject} {_words(kind, error, spot)}")


def _place(spot: _Spot) -> Place:
    """The place of the value; of its key where the key is wrong or nothing stands after it."""
    if spot.key_node is not None and (spot.is_key or spot.node.is_null):
        return spot.key_node.place
    return spot.node.place


def _missing(spot: _Spot, key: str) -> Fault:
    owner = "the file" if spot.key is None else f"this entry of {shown(spot.key)}"
    if spot.key is not None and not spot.in_list:
        owner = shown(spot.key)
    return spot.node.place.fault(f"{owner} has no {shown(key)}; add it")


def _unknown(key: str, known: list[str]) -> str:
    name, colon, rest = key.partition(":")
    if colon and name in known:
        return f"a blank is missing after the colon; write {name}: {rest}"
    close = nearest(key, known)
    if close:
        return f"the key {shown(key)} is unknown; did you mean {shown(close)}?"
    if len(known) > MANY:
        return f"the key {shown(key)} is unknown; docs/banks.md lists the keys of this file"
    return f"the key {shown(key)} is unknown; known here: {', '.join(known)}"


def _words(kind: str, error: Any, spot: _Spot) -> str:
    """What is wrong with the value and what to write."""
    given, ctx = error["input"], error.get("ctx", {})
    if kind == "string_type":
        return _text(given, spot.expected)
    if kind == "literal_error":
        return _choice(given, spot)
    if kind == "string_pattern_mismatch":
        asked = PATTERNS.get(ctx["pattern"], f"must match {ctx['pattern']}")
        return asked if not given.strip() or spot.is_key else f"{asked}; this is {shown(given)}"
    if kind in _BOUNDS:
        return f"must be {_BOUNDS[kind]} {next(iter(ctx.values())):g}, not {_named(given)}"
    return _length(kind, given, ctx) or _typed(kind, given, spot)


def _length(kind: str, given: Any, ctx: Any) -> str | None:
    """That a text or a list is too short or too long; None for another kind of error."""
    if kind == "string_too_short":
        return "is empty; write its text"
    if kind == "too_short":
        return f"has {_entries(len(given))}; it must have at least {ctx['min_length']}"
    if kind == "too_long" and isinstance(given, tuple):
        return f"has {_entries(len(given))}; it must have at most {ctx['max_length']}"
    if kind in ("too_long", "string_too_long"):
        length = len(str(getattr(given, "text", given)))
        return f"is {length} characters long; at most {ctx['max_length']} are allowed"
    return None


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count or 'no'} entries"


_BOUNDS = {
    "greater_than": "above",
    "greater_than_equal": "at least",
    "less_than": "below",
    "less_than_equal": "at most",
}
_TYPES = {
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "tuple_type": 'a list, each entry after "- " or all in [ ]',
    "mapping_type": "a mapping: lines of the form key: value",
    "dict_type": "a mapping: lines of the form key: value",
}


def _text(given: Any, expected: Any) -> str:
    """That text is needed, and how to make it of what stands there."""
    if given is None:
        return "is empty; write its text"
    hint = ""
    if isinstance(given, (bool, int, float)):
        written = _named(given)
        pattern = next((p for p in map(pattern_of, members(expected)) if p is not None), None)
        fits = pattern is None or re.search(pattern, written)
        hint = "; put it in quotes" if fits else f"; it {PATTERNS.get(str(pattern), 'is text')}"
    return f"must be text, not {_named(given)}{hint}"


def _typed(kind: str, given: Any, spot: _Spot) -> str:
    """What type was expected, and what stands there."""
    wanted = _TYPES.get(kind)
    if kind.startswith(("date_", "value_error")):
        wanted = "a day such as 2025-01-31"
    if kind in ("model_type", "model_attributes_type", "dataclass_type"):
        wanted = f"a mapping with the keys {', '.join(known_keys(spot.expected))}"
    if wanted is None:
        return f"cannot be {_named(given)} ({kind.replace('_', ' ')})"
    quoted = kind in ("int_type", "float_type") and isinstance(given, str)
    number = quoted and re.fullmatch(r"[-+]?[0-9.]+", given)
    if given is None:
        return f"is empty; it must be {wanted}"
    if spot.is_key:
        return f"must be {wanted}"
    return f"must be {wanted}, not {_named(given)}{'; take the quotes away' if number else ''}"


def _choice(given: Any, spot: _Spot) -> str:
    """The values allowed, quoted where YAML needs it, and the one that was likely meant."""
    allowed = literals(spot.expected)
    close = nearest(given, allowed) if isinstance(given, str) else None
    meant = f"; did you mean {shown(close)}?" if close else ""
    listed = joined([f'"{a}"' for a in allowed], "or")
    if allowed == ["NA"]:
        listed = 'a whole number, "NA" (does not apply) or null (left blank)'
    return f"must be {listed}{'' if spot.is_key else f', not {_named(given)}'}{meant}"


def _named(given: Any) -> str:
    """What stands in the file, for a message."""
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, (int, float)):
        return str(getattr(given, "text", given))[:40]
    if isinstance(given, str):
        return f"the text {shown(given)}"
    return "a list" if isinstance(given, tuple) else "a mapping"


def _follow(loc: tuple[int | str, ...], expected: Any, root: Node) -> _Spot:
    """Walk an error's location down the tree and the types, as far as the tree goes."""
    spot = _Spot(root, expected, None)
    for part in loc:
        inside = branch(spot.expected, part)
        if inside is not None:
            spot = replace(spot, expected=inside)
        elif part == "[key]":
            spot = replace(spot, expected=spot.keys_expected, is_key=True)
        elif isinstance(part, int) and part < len(spot.node.elements):
            element = spot.node.elements[part]
            spot = _Spot(element, inner(spot.expected, part), spot.key, in_list=True)
        elif part in spot.node.entries:
            key_node, child = spot.node.entries[str(part)]
            keys = key_type(spot.expected)
            spot = _Spot(child, inner(spot.expected, part), str(part), key_node, keys_expected=keys)
    return spot
