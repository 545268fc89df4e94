"""Reading JSON with distrust: its size, its shape and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quiz.errors import ResultFileError

Shape = TypeVar("Shape", bound=BaseModel)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of everything but the digest itself."""
    kept = {k: v for k, v in content.items() if k != "sha256"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def written(content: dict[str, Any]) -> bytes:
    """The content with its digest, as a JSON file (UTF-8)."""
    content = {**content, "sha256": digest(content)}
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def read(data: bytes, limit: int) -> dict[str, Any]:
    """The JSON object in a file. Raises ResultFileError: too large, or no such object."""
    if len(data) > limit:
        raise ResultFileError("too large", code="result_too_large", limit=limit // 1024)
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError) as fault:
        raise ResultFileError(f"not JSON: {fault}", code="result_not_json") from None
    if not isinstance(content, dict):
        raise ResultFileError("not a result file", code="result_not_json")
    return content


def shaped(content: Mapping[str, Any], shape: type[Shape], form: str, version: int) -> Shape:
    """The content once it is of this format and shape, and its digest fits it."""
    if content.get("format") != form:
        raise ResultFileError("not a result file", code="result_not_json")
    if content.get("format_version") != version:
        raise ResultFileError("another version of the format", code="result_format")
    try:
        checked = shape.model_validate(content)
    except ValidationError as fault:
        place = ".".join(str(part) for part in fault.errors()[0]["loc"]) or "?"
        raise ResultFileError(f"{place} is not as it should be", code="result_edited") from None
    if content.get("sha256") != digest(content):
        raise ResultFileError("the content does not match its digest", code="result_edited")
    return checked


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict. Raises ValueError where a name stands twice."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands twice")
    return content
