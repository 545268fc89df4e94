"""Data and a template to a PDF: the only place that knows Typst."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import typst

FONTS: Final = Path(__file__).resolve().parent / "fonts"
TEMPLATES: Final = files("quiz.report").joinpath("templates")

CHARTED: Final = ("result", "comparison", "session_sheet", "couple")
"""The templates that stand on the chart's."""

_CLOSE: Final = 8
_UNBROKEN: Final = re.compile(r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{25,}")
"""A run without a blank, longer than a word. Not of Thai, Lao, Burmese or Khmer, which write
without blanks: Typst breaks their lines between words."""


def typeset(template: str, data: Mapping[str, Any], *, language: str, day: date) -> bytes:
    """The PDF of a template, tagged for PDF/UA-1; the same bytes for the same arguments.

    `data` is what JSON can hold, with a `title`. `language` is a language tag. `day` is all that
    the file says of when it was made. Letters that the fonts of this package lack are drawn with
    the machine's own; where that has none either they are drawn as boxes, and the file does not
    claim to be PDF/UA (it is tagged all the same).
    """
    import typst  # noqa: PLC0415 - 20 MB that no page but a download needs

    tag, _, region = language.partition("-")
    given = {"lang": tag, "region": region if len(region) == 2 else None, **_breakable(data)}
    inputs = {"data": json.dumps(given, ensure_ascii=False)}

    def compiled(fonts: typst.Fonts, standard: Literal["ua-1"] | None) -> bytes:
        return typst.compile(
            _source(template),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=standard,
            timestamp=datetime.combine(day, time(), UTC),
        )

    for fonts in (_fonts, _fonts_of_the_machine):
        try:
            return compiled(fonts(), "ua-1")
        except typst.TypstError:  # a letter that no font here has; anything else is raised below
            continue
    return compiled(_fonts_of_the_machine(), None)


@cache
def _source(template: str) -> bytes:
    """The template behind what it stands on, as one text."""
    names = ("look", *(["chart"] if template in CHARTED else []), template)
    return b"\n".join(TEMPLATES.joinpath(f"{name}.typ").read_bytes() for name in names)


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts, and those inside Typst: the same on every machine."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


@cache
def _fonts_of_the_machine() -> typst.Fonts:
    """Our own fonts first, then whatever is installed: for scripts that ours do not have."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=True, font_paths=[FONTS])


def _breakable(value: Any) -> Any:
    """The data with places in very long words where a line may break (U+200B, drawn as nothing).

    And with none where it may not: before a Thai mark of repetition.
    """
    if isinstance(value, str):
        value = value.replace(" ๆ", "\u00a0ๆ")  # the mark of repetition begins no line
        return _UNBROKEN.sub(lambda run: "\u200b".join(_pieces(run.group())), value)
    if isinstance(value, Mapping):
        return {key: _breakable(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(child) for child in value]
    return value


def _pieces(run: str) -> list[str]:
    """A run cut every few letters, never between a letter and a mark or joiner of its own."""
    pieces = [""]
    for letter in run:
        joined = unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf", "Sk")
        if len(pieces[-1]) >= _CLOSE and not joined and not pieces[-1].endswith("\u200d"):
            pieces.append("")
        pieces[-1] += letter
    return pieces
