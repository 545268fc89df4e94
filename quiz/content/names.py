"""The ids that a bank defines, read from the tree so that one fault does not hide the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from quiz.content.near import SEARCHED, paired, remedy
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.errors import Fault


@dataclass
class Names:
    """The ids of one kind ("step") and where each is defined.

    `complete` says that every id of the kind could be read; where it is not, an id that is not
    among them may still be right. `unknown` holds ids that the bank uses without defining them,
    each reported once, where it stands first. `of` names the owner where there are several
    ("the step S1"); what is `excused` was reported elsewhere.
    """

    what: str
    places: dict[str, Node] = field(default_factory=dict)
    complete: bool = True
    of: str = ""
    excused: Collection[str] = ()
    unknown: dict[str, list[Node]] = field(default_factory=dict)
    searched: int = 0

    def __contains__(self, id_: object) -> bool:
        return id_ in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def use(self, node: Node) -> None:
        """Note that an id is used here; one that is not defined becomes a fault."""
        id_ = node.id
        known = id_ in self.places or id_ in self.excused
        if id_ is not None and self.complete and not node.refused and not known:
            self.unknown.setdefault(id_, []).append(node)

    def unknown_faults(self) -> Iterator[Fault]:
        """One fault for each id that is used and not defined, at its first use."""
        for id_, nodes in self.unknown.items():
            more = f" (used {len(nodes)} times)" if len(nodes) > 1 else ""
            yield nodes[0].place.fault(self.unknown_message(id_) + more)

    def unknown_message(self, id_: str, meant: str | None = None) -> str:
        """That an id is not defined, and the one that was meant, or what the bank has."""
        where = f" in {self.of}" if self.of else ""
        self.searched += len(self.places)
        near = self.searched <= SEARCHED
        todo = f"did you mean {shown(meant)}?" if meant else remedy(id_, self.places, near=near)
        return f"there is no {self.what} {shown(id_)}{where}; {todo}"

    def likely_meant(self) -> set[str]:
        """The ids that the unknown ones are most likely misspellings of."""
        return set(paired(self.unknown, self.places).values())


def names_of(node: Node, what: str, faults: list[Fault], *, required: bool = False) -> Names:
    """The ids of a list of entries with an `id`, or of a list of plain ids; doubles are faults.

    A `required` list that is missing or empty is a fault of its own, so nothing can be said of ids.
    """
    listed = node.kind == "list" and (bool(node.elements) or not required)
    names = Names(what, complete=listed or (node.kind == "nothing" and not required))
    for element in node.elements:
        written = element.get("id") if element.kind == "mapping" else element
        id_ = written.id
        if id_ is None or (written.refused and not id_):
            names.complete = False
        elif id_ in names.places:
            first = names.places[id_].place.line
            message = f"the {what} {shown(id_)} is here a second time (first on line {first})"
            faults.append(written.place.fault(f"{message}; every id stands once"))
        else:
            names.places[id_] = written
    return names


def key_node(parent: Node, key: str) -> Node:
    """The node of a key itself, or the parent where it does not have the key."""
    entry = parent.entries.get(key)
    return entry[0] if entry else parent


def mapping(node: Node) -> Iterator[tuple[str, Node, Node]]:
    """The entries of a mapping whose keys can be read: key, key's node, value's node."""
    for key, key_, child in node.items():
        if not (key_.refused and not key):
            yield key, key_, child
