"""The text files against the bank: every id has its words, and no words are left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quiz.content.files import BankFiles, Parsed
from quiz.content.names import Names, key_node, mapping
from quiz.content.near import joined, paired
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.content.structure import Structure
from quiz.errors import Fault
from quiz.wording import Wording

_UNREAD = Names("id", complete=False)
"""The ids of an entry whose shape is wrong: nothing can be held against them."""


def translation_faults(files: BankFiles, s: Structure) -> Iterator[Fault]:
    """Every fault between the bank and its text files."""
    for tag, parsed in files.texts.items():
        if tag in s.languages or not s.languages.complete:
            yield from _file_faults(tag, parsed, s)


def _file_faults(tag: str, parsed: Parsed[Wording], s: Structure) -> Iterator[Fault]:
    root = parsed.node
    if not root:
        return
    language = root.get("language")
    if language.id is not None and language.id != tag and not language.refused:
        message = f'"language" is {shown(language.text)}, but the file is named for {shown(tag)}'
        yield language.place.fault(f"{message}; make them one")
    yield from _anchor_faults(root, s.scale)
    yield from keyed_faults(root, "perspectives", s.perspectives)
    yield from keyed_faults(root, "steps", s.steps, required=True)
    for step, _, words in mapping(root.get("steps")):
        if step in s.steps:
            yield from keyed_faults(words, "facets", s.facets.get(step, _UNREAD))
            yield from per_side_faults(words.get("focus"), s.perspectives)
    yield from keyed_faults(root, "items", s.items, required=True)
    for _, _, words in mapping(root.get("items")):
        yield from per_side_faults(words, s.perspectives)
    yield from keyed_faults(root, "context", s.context)
    for question, _, words in mapping(root.get("context")):
        if question in s.context:
            yield from keyed_faults(
                words, "options", s.options.get(question, _UNREAD), required=True
            )
    yield from keyed_faults(root, "bands", s.bands)
    yield from keyed_faults(root, "links", s.links)
    yield from _private_faults(root, s)


def keyed_faults(
    parent: Node, key: str, names: Names, *, required: bool = False
) -> Iterator[Fault]:
    """Words under ids that do not exist, and ids without words.

    `required` keys are reported by the model where they are missing altogether. A misspelt id is
    one fault: the id that it was meant for is not reported as well.
    """
    node = parent.get(key)
    if parent.kind != "mapping" or node.kind not in ("mapping", "nothing"):
        return
    if not node:
        if len(names) and not required:
            yield parent.place.fault(f"{shown(key)} is missing; write the words of {_each(names)}")
        return
    missing, strange = unmatched(node, names)
    pairs = paired(strange, missing)
    for id_, key_ in strange.items():
        if id_ not in names.unknown:
            yield key_.place.fault(names.unknown_message(id_, pairs.get(id_)))
    for id_ in missing:
        if id_ not in pairs.values():
            message = f"the {names.what} {shown(id_)} has no words here; write them"
            yield key_node(parent, key).place.fault(message)


def unmatched(node: Node, names: Names) -> tuple[list[str], dict[str, Node]]:
    """The ids that a mapping lacks, and the nodes of its keys that are no such ids."""
    missing = [id_ for id_ in names if id_ not in node.entries]
    strange = {
        id_: key
        for id_, key, _ in mapping(node)
        if id_ not in names and names.complete and not key.refused
    }
    return missing, strange


def _each(names: Names) -> str:
    plural = "s" if len(names) > 1 else ""
    return f"the {names.what}{plural} {joined(names)}"


def per_side_faults(node: Node, perspectives: Names, what: str = "wording") -> Iterator[Fault]:
    """What stands by perspective stands for each that the bank has, and for no other."""
    if node.kind != "mapping" or not perspectives.complete:
        return
    if not len(perspectives):
        yield node.place.fault(f"the bank has no perspectives; write one {what} here, not several")
        return
    missing, strange = unmatched(node, perspectives)
    pairs = paired(strange, missing)
    for side, key_ in strange.items():
        yield key_.place.fault(perspectives.unknown_message(side, pairs.get(side)))
    lost = [shown(side) for side in missing if side not in pairs.values()]
    if lost:
        yield node.place.fault(f"the {what} for {joined(lost)} is missing here; write it")


def _anchor_faults(root: Node, scale: range | None) -> Iterator[Fault]:
    """Words for answers: for each, or for the ends (and a few between, evenly about the middle)."""
    anchors = root.get("anchors")
    if scale is None or anchors.kind != "mapping":
        return
    named: dict[int, Node] = {}
    for _, key_, text in mapping(anchors):
        number = Node(key_.place, "scalar", key_.text, plain=True).whole
        if number is None:
            return
        if number not in scale:
            yield key_.place.fault(
                f"{key_.text} is not an answer of the scale, which goes from {scale[0]} to"
                f" {scale[-1]}; take it out"
            )
        named[number] = text
    place = key_node(root, "anchors").place
    lacking = _lacking(scale, named)
    if lacking:
        yield place.fault(
            f"the answer{'s' if len(lacking) > 1 else ''} {joined(map(str, lacking))}"
            f" {'have' if len(lacking) > 1 else 'has'} no words here; name every answer,"
            " or only the two ends"
        )
    yield from _same_words(named.items())


def _lacking(scale: range, named: Iterable[int]) -> list[int]:
    """The answers that should be named: all, unless those named lie evenly about the middle."""
    given = {v for v in named if v in scale}
    unnamed = [v for v in scale if v not in given]
    even = all(scale[0] + scale[-1] - v in given for v in given)
    ends = scale[0] in given and scale[-1] in given
    if even and ends and (len(unnamed) != 1 or len(scale) == 3):
        return []
    if not ends and len(given) < 3:
        return [v for v in (scale[0], scale[-1]) if v not in given]
    return unnamed


def _same_words(named: Iterable[tuple[int, Node]]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, node in named:
        words = node.text.strip()
        if words and words in seen:
            yield node.place.fault(
                f"the answers {seen[words]} and {number} have the same words; nobody could tell"
                " them apart"
            )
        seen.setdefault(words, number)


def _private_faults(root: Node, s: Structure) -> Iterator[Fault]:
    words = root.get("private_block")
    written = bool(words) and not words.is_null
    if s.has_private and not written:
        yield root.place.fault('"private_block" is missing; write the words of its questions')
    elif written and not s.has_private:
        place = key_node(root, "private_block").place
        yield place.fault("the bank has no private block; take these words out")
    elif written:
        yield from keyed_faults(words, "questions", s.questions, required=True)
        yield from keyed_faults(words, "help", s.paths, required=True)
