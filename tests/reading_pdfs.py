"""Reports to read: made from the scripted ways, taken apart into text and tags."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pypdfium2

from quiz.attempt import Attempt
from quiz.report import result_pdf
from quiz.words import catalogue
from tests.scripted import SCRIPTS, TRUST

TODAY = date(2026, 11, 25)
FINISHED = datetime(2026, 11, 23, 20, 15, 7, tzinfo=UTC)
SIDES = ("hurt", "broke", "both")
LANGUAGES = ("en", "th")


def attempt_of(
    name: str, pages: int = 8, side: str = "hurt", *, context: Mapping[str, str] | None = None
) -> Attempt:
    """A scripted way as somebody took it, up to a page."""
    script = SCRIPTS[name]
    return Attempt(
        TRUST.bank.id,
        TRUST.bank.version,
        script.answers(pages),
        pages,
        side,
        "en",
        script.context if context is None else context,
        FINISHED,
    )


def report(name: str, pages: int = 8, side: str = "hurt", language: str = "en") -> bytes:
    return result_pdf(TRUST, attempt_of(name, pages, side), catalogue(language), TODAY)


def pages_of(pdf: bytes) -> list[str]:
    """What a reader of the file gets as text, a text a page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def flat(text: str) -> str:
    """A text without blanks and line breaks, which a page sets as it needs."""
    return re.sub(r"[\s\u200b\ufffe]+", "", text)


def said(pdf: bytes) -> str:
    return flat("".join(pages_of(pdf)))


def metadata_of(pdf: bytes) -> str:
    """What a file says of itself, as XML."""
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return str(root["/Metadata"].get_object().get_data().decode())


def tags(pdf: bytes) -> Iterator[tuple[str, str | None]]:
    """The structure of a file in reading order: (tag, text that stands for it)."""

    def walk(node: Any) -> Iterator[tuple[str, str | None]]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"], node.get("/Alt")
            yield from walk(node.get("/K", []))

    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    yield from walk(root["/StructTreeRoot"]["/K"])
