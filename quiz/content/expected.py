"""What the models expect at a place of a file: the keys, words and patterns of a type."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag


def pattern_of(expected: Any) -> str | None:
    """The pattern that a text must match, if there is one."""
    for found in getattr(expected, "__metadata__", ()):
        for part in (found, *getattr(found, "metadata", ())):
            if isinstance(getattr(part, "pattern", None), str):
                return str(part.pattern)
    return None


def members(expected: Any) -> list[Any]:
    """The types of a union, each with its annotations; a lone type is a union of one."""
    bare = _bare(expected)
    if get_origin(bare) in (Union, types.UnionType):
        return [m for member in get_args(bare) for m in _members_of(member)]
    return [expected]


def _members_of(member: Any) -> list[Any]:
    if member is type(None):
        return []
    if get_origin(member) is Annotated and any(isinstance(m, Tag) for m in member.__metadata__):
        return [member]
    return members(member)


def _bare(expected: Any) -> Any:
    return get_args(expected)[0] if get_origin(expected) is Annotated else expected


def branch(expected: Any, part: int | str) -> Any:
    """The member of a tagged union that an error's location names."""
    for member in members(expected):
        if get_origin(member) is Annotated and any(
            isinstance(m, Tag) and m.tag == part for m in member.__metadata__
        ):
            return _bare(member)
    return None


def inner(expected: Any, part: int | str) -> Any:
    """The type expected at a key or index of a value of the given type."""
    for member in members(expected):
        bare = _bare(member)
        if isinstance(bare, type) and issubclass(bare, BaseModel):
            for name, info in bare.model_fields.items():
                if part in (name, info.alias):
                    return Annotated[info.annotation, *info.metadata, None]
        elif get_origin(bare) is tuple and isinstance(part, int):
            return get_args(bare)[0]
        elif get_origin(bare) is not None and issubclass(get_origin(bare), Mapping):
            return get_args(bare)[1]
    return None


def key_type(expected: Any) -> Any:
    """The type of a mapping's keys, as far as it is a mapping."""
    for member in members(expected):
        bare = _bare(member)
        if get_origin(bare) is not None and issubclass(get_origin(bare), Mapping):
            return get_args(bare)[0]
    return None


def known_keys(expected: Any) -> list[str]:
    """The keys that a model has, as they are written in the file."""
    for member in members(expected):
        bare = _bare(member)
        if isinstance(bare, type) and issubclass(bare, BaseModel):
            return [info.alias or name for name, info in bare.model_fields.items()]
    return []


def literals(expected: Any) -> list[str]:
    """The words that a Literal allows."""
    found = (_bare(member) for member in members(expected))
    return [str(a) for bare in found if get_origin(bare) is Literal for a in get_args(bare)]
