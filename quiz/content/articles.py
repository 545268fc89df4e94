"""Articles: front matter and a Markdown body in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import TypeAdapter

from quiz.content.faults import validated
from quiz.content.nodes import Node
from quiz.content.positions import parse
from quiz.content.source import Place, shown
from quiz.errors import Fault
from quiz.wording import ArticleText

LONGEST_BODY = 40_000
"""Characters, as `ArticleText.body` has it."""

_ARTICLE = TypeAdapter(ArticleText)
_HTML = re.compile(r"<(?!https://)[A-Za-z/!?][^>\s]{0,40}")
_IMAGE = re.compile(r"!\[")
_LINK = re.compile(r"\]\(\s*<?([^\s)>]*)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]*)")
_BARE = re.compile(r"(?i)(?<![\w/])(?:http|ftp|javascript|data|file):[^\s)>]*")


def parse_article(text: str, name: str) -> tuple[Node, ArticleText | None, list[Fault]]:
    """The front matter's tree, the article if it is right, and every fault of the file."""
    top = Node(Place(name, 1, 1))
    lines = re.split(r"\r\n|\r|\n", text)
    if lines[0].rstrip() != "---":
        message = 'an article begins with a line "---", its title and other keys, and "---" again'
        return top, None, [top.place.fault(message)]
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return top, None, [top.place.fault('the front matter is not closed; end it with "---"')]
    node, faults = parse("\n".join(lines[1:end]) + "\n", name, first_line=2)
    body_faults = list(_body_faults(lines[end + 1 :], name, end + 2))
    if node is None:
        return top, None, [*faults, *body_faults]
    body = "\n".join(lines[end + 1 :]).strip() or "-"
    model, shape = _article(node, body[:LONGEST_BODY])
    return node, model, [*faults, *shape, *body_faults]


def _article(front: Node, body: str) -> tuple[ArticleText | None, list[Fault]]:
    """The article made from its front matter and body."""
    if "body" in front.entries:
        key = front.entries["body"][0]
        return None, [key.place.fault('the body stands below the second "---"; delete this key')]
    whole = Node(front.place, front.kind, front.text, elements=front.elements)
    whole.entries = dict(front.entries)
    if front.kind == "mapping":
        written = Node(front.place, "scalar", body)
        whole.entries["body"] = (written, written)
    model, faults = validated(_ARTICLE, ArticleText, whole)
    return model, faults


def _body_faults(lines: list[str], name: str, first_line: int) -> Iterator[Fault]:
    """What a body may not hold: nothing at all, HTML, pictures, links to anything but https."""
    length = sum(len(line) + 1 for line in lines)
    if not any(line.strip() for line in lines):
        yield Place(name, first_line - 1, 1).fault("the article has no text below its front matter")
    elif length > LONGEST_BODY:
        message = f"the article is {length} characters long; at most {LONGEST_BODY} are allowed"
        yield Place(name, first_line, 1).fault(message)
    for number, line in enumerate(lines, first_line):
        for column, message in _line_faults(line):
            yield Place(name, number, column).fault(message)


def _line_faults(line: str) -> Iterator[tuple[int, str]]:
    """Column and message of each fault of one line."""
    html = _HTML.search(line)
    if html is not None:
        yield (
            html.start() + 1,
            f"{shown(html[0])} begins HTML; an article is plain Markdown, so take it out",
        )
    for found in _IMAGE.finditer(line):
        yield found.start() + 1, "a picture stands here; an article has none, so take it out"
    linked: set[int] = set()
    for found in _LINK.finditer(line):
        group = 1 if found[1] is not None else 2
        linked.add(found.start(group))
        if not found[group].startswith("https://"):
            message = f"the link leads to {shown(found[group])}; it must begin with https://"
            yield found.start(group) + 1, message
    for found in _BARE.finditer(line):
        if found.start() not in linked:
            message = f"the address {shown(found[0])} must begin with https://"
            yield found.start() + 1, message
