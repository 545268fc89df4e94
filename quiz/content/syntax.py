"""What the YAML parser stumbles over, in plain words with the remedy."""

from __future__ import annotations

import re
from typing import Any

import yaml

from quiz.content.source import shown

_WHILE_QUOTED = "this quotation mark is never closed"
_CLOSED_LATE = "this quotation mark is closed only lines below; one is missing before"
_NO_COLON = 'this line has no "key: value"; a colon and a blank must follow the key'
_NO_DASH = 'a "- " is missing before this "{"'
_NO_BLANK = 'a blank is missing after the "-" that begins an entry'
_QUOTE = (
    "the quotation mark before this ends the text; inside a text use “ ” instead,"
    " or \\\" in double and '' in single quotes"
)
_UNCLOSED = 'this "{}" is not closed, or a comma is missing after an entry'
_INDENTED = "this line does not fit the lines above it; check its indentation and its quotes"
_TAB = "a tab stands in the indentation; use spaces"
_COLON = 'a ":" too many, or a line indented too far; put text that holds ": " in quotes'
_PLAIN: dict[str, str] = {
    "mapping values are not allowed in this context": _COLON,
    "mapping values are not allowed here": _COLON,
    "found unknown escape character": (
        'in double quotes a backslash begins a code like \\n; write "\\\\" for a backslash'
    ),
    "did not find expected key": _INDENTED,
    "did not find expected '-' indicator": _INDENTED,
    "did not find expected <document start>": _INDENTED,
}


def explained(error: yaml.YAMLError, text: str, quoted: Any = None) -> tuple[int, int, str]:
    """Line and column, counted from 0, of what the parser could not read, and what to do.

    `quoted` is the last text in quotes that went over several lines: where it ended just before,
    a quotation mark was forgotten and the next one was taken for it.
    """
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    if mark is None:
        return 0, 0, f"this is not YAML: {problem}"
    if quoted is not None and quoted.end_mark.line == mark.line >= quoted.start_mark.line + 1:
        return quoted.start_mark.line, quoted.start_mark.column, _CLOSED_LATE
    context = str(getattr(error, "context", None) or "")
    begun = getattr(error, "context_mark", None)
    if "quoted scalar" in context and "unexpected end" in problem and begun:
        return begun.line, begun.column, _WHILE_QUOTED
    if "flow" in context and begun and ("',' or" in problem or "unexpected end" in problem):
        bracket = "{" if "mapping" in context else "["
        return begun.line, begun.column, _UNCLOSED.format(bracket)
    if problem == "could not find expected ':'" and begun:
        entry = _line(text, begun.line)[begun.column :].startswith("{")
        return begun.line, begun.column, _NO_DASH if entry else _NO_COLON
    return mark.line, mark.column, _at_mark(problem, _line(text, mark.line), mark.column)


def _at_mark(problem: str, line: str, column: int) -> str:
    """What is wrong at the place where the parser stopped."""
    if "\t" in re.match(r"\s*(?:- )*\s*", line)[0] or "tab character" in problem:  # type: ignore[index]
        return _TAB
    if problem == "block sequence entries are not allowed in this context":
        if line.rstrip().endswith("-"):
            return 'a "-" that is a value must be in quotes: "-"'
        return 'a list begins on a line of its own: put "- " under the key'
    if line[:column].rstrip().endswith(('"', "'")) and "expected" in problem:
        return _QUOTE
    if re.match(r"\s*-[^\s-]", line):
        return _NO_BLANK
    if line.lstrip().startswith(":"):
        return "a key is missing before this colon"
    if "cannot start any token" in problem and column < len(line):
        return f"text cannot begin with {shown(line[column])}; put it in quotes"
    return _PLAIN.get(problem, f"this is not YAML: {problem}")


def _line(text: str, number: int) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[number] if number < len(lines) else ""
