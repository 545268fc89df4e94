"""The rules on comparing two people against the rest of the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quiz.content.files import Parsed
from quiz.content.names import Names, key_node, mapping, names_of
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.content.structure import Structure
from quiz.errors import Fault
from quiz.wording import Wording


def couple_faults(
    bank: Node, s: Structure, texts: Mapping[str, Parsed[Wording]]
) -> Iterator[Fault]:
    """Unknown sides and referents, rules that contradict, and words that are not alike for all."""
    rules = bank.get("couple")
    if rules.kind != "mapping":
        return
    if not any(rules.get(key).elements for key in ("opposed", "mutual", "alike")):
        place = key_node(bank, "couple").place
        yield place.fault('"couple" names nothing to compare; fill it or take the key out')
    for key, known in (
        ("opposed", s.perspectives),
        ("mutual", s.perspectives),
        ("own", s.referents),
        ("alike", s.referents),
    ):
        yield from _listed_faults(rules.get(key), known)
    own = {node.id for node in rules.get("own").elements}
    for node in rules.get("alike").elements:
        if node.id in own:
            what = f'the referent {shown(node.text)} stands in "own" and in "alike"'
            yield node.place.fault(f"{what}; its items are compared or they are not")
    alike = {node.id for node in rules.get("alike").elements} - own - {None}
    for parsed in texts.values():
        yield from _worded_apart(bank, alike, parsed.node.get("items"))


def _listed_faults(listed: Node, known: Names) -> Iterator[Fault]:
    """Ids that stand twice, and ids that the bank does not have."""
    twice: list[Fault] = []
    names_of(listed, known.what, twice)
    yield from twice
    used = Names(known.what, known.places, known.complete, excused=known.unknown)
    for node in listed.elements:
        used.use(node)
    yield from used.unknown_faults()


def _worded_apart(bank: Node, alike: set[str | None], words: Node) -> Iterator[Fault]:
    """Items that any two are compared on, with another wording for each side."""
    referents = {i.get("id").id: i.get("referent").id for i in bank.get("items").elements}
    for item, key, text in mapping(words):
        several = len({side.text for _, _, side in mapping(text)}) > 1
        if several and not key.refused and referents.get(item) in alike:
            yield key.place.fault(
                f"the item {shown(item)} is about {shown(referents[item] or '')}, on which any two"
                " are compared; write one wording for all sides"
            )
