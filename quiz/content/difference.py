"""What changed from one edition of a bank to another, and what stays comparable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from quiz.bank import Bank, Item
from quiz.content.edition import Edition
from quiz.findings.shared import FEWEST_SHARED, Obstacle, obstacle, shared_items

_RULES: Final = (
    "scale", "time_frame", "perspectives", "enough_answers", "steps", "prerequisites", "context",
    "bands", "measurement_model",
)  # fmt: skip
_APART: Final = ("version", "items", *_RULES)
_OF_A_STEP: Final = ("id", "only_ranked_if")


class Kind(StrEnum):
    """What a change touches: the words, which questions are asked and how, or what they score."""

    WORDING = "wording"
    ITEMS = "items"
    SCORING = "scoring"


@dataclass(frozen=True)
class Diff:
    """What differs between two editions; the ids of items are in the order of the new edition.

    An item is `added`, `removed`, `renewed` (another `rev`), `rekeyed`, `moved` to another step, or
    `marked` otherwise (facet, referent, sensitive); `reordered` says that common items are asked in
    another order or form. `reworded` items have other words under the same `rev`. `rules` are the
    keys of `bank.yaml` that decide scores, `others` those that do not. `words` names the changed
    parts of each file of words, and nothing where the whole file came or went. `comparable` counts
    the items that stay the same, by step of the new edition; a step needs two.
    """

    old: str
    new: str
    obstacle: Obstacle | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renewed: tuple[str, ...]
    rekeyed: tuple[str, ...]
    moved: tuple[str, ...]
    marked: tuple[str, ...]
    reworded: tuple[str, ...]
    reordered: bool
    rules: tuple[str, ...]
    others: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    comparable: Mapping[str, int]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the change touches; empty where nothing that is worded, asked or scored differs."""
        touched = {
            Kind.WORDING: bool(self.words),
            Kind.ITEMS: bool(self.added or self.removed or self.renewed or self.moved)
            or self.reordered,
            Kind.SCORING: bool(self.rekeyed or self.moved or self.rules),
        }
        return tuple(kind for kind, holds in touched.items() if holds)

    @property
    def same(self) -> bool:
        """Whether both say the same, whatever their version and layout."""
        return not (self.kinds or self.marked or self.others)


def diff(old: Edition, new: Edition) -> Diff:
    """What differs from one edition to another of (usually) one bank."""
    before, after = old.bank.item_by_id, new.bank.item_by_id
    pairs = [(before[id_], item) for id_, item in after.items() if id_ in before]
    words = dict(_words(_files(old), _files(new)))
    between = obstacle(old.bank, new.bank)
    shared = {} if between else shared_items(old.bank, new.bank)
    return Diff(
        old=f"{old.bank.id} {old.bank.version}",
        new=f"{new.bank.id} {new.bank.version}",
        obstacle=between,
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        renewed=_differing(pairs, "rev"),
        rekeyed=_differing(pairs, "key"),
        moved=_differing(pairs, "step"),
        marked=_differing(pairs, "facet", "referent", "sensitive"),
        reworded=tuple(
            b.id
            for a, b in pairs
            if a.rev == b.rev and any(f"items.{b.id}" in parts for parts in words.values())
        ),
        reordered=_asked(old.bank, after) != _asked(new.bank, before),
        rules=_keys_differing(old.bank, new.bank, _RULES),
        others=_keys_differing(
            old.bank, new.bank, tuple(k for k in Bank.model_fields if k not in _APART), whole=True
        ),
        words=words,
        comparable={step: len(shared.get(step, ())) for step in new.bank.items_by_step},
    )


def told(diff: Diff) -> Iterator[str]:
    """The difference in lines of English, for the command line."""
    kinds = ", ".join(diff.kinds) or ("nothing" if diff.same else "nothing worded, asked or scored")
    yield f"{diff.old} -> {diff.new}: {kinds}"
    for label, ids in {
        "items added": diff.added,
        "items removed": diff.removed,
        "items with a new rev": diff.renewed,
        "items keyed the other way": diff.rekeyed,
        "items moved to another step": diff.moved,
        "items with another facet, referent or sensitivity": diff.marked,
        "items with other words and the same rev": diff.reworded,
        "rules": diff.rules,
        "other keys": diff.others,
    }.items():
        if ids:
            yield f"  {label}: {', '.join(ids)}"
    if diff.reordered:
        yield "  items asked in another order or form"
    for file, parts in diff.words.items():
        yield f"  {file}: {', '.join(parts) or 'the whole file'}"
    yield from _told_comparable(diff)


def _told_comparable(diff: Diff) -> Iterator[str]:
    if diff.obstacle is not None:
        yield f"nothing stays comparable: {diff.obstacle.replace('_', ' ')}"
        return
    good = {step: n for step, n in diff.comparable.items() if n >= FEWEST_SHARED}
    bad = {step: n for step, n in diff.comparable.items() if n < FEWEST_SHARED}
    for label, steps in (("stays comparable", good), ("cannot be compared", bad)):
        if steps:
            listed = (f"{step} ({n} item{'' if n == 1 else 's'})" for step, n in steps.items())
            yield f"{label}: {', '.join(listed)}"


def _differing(pairs: list[tuple[Item, Item]], *fields: str) -> tuple[str, ...]:
    """The ids of items of which one of these fields differs."""
    return tuple(b.id for a, b in pairs if any(getattr(a, f) != getattr(b, f) for f in fields))


def _asked(bank: Bank, common: Mapping[str, Item]) -> list[tuple[str, bool]]:
    """The items that another edition has, too, in the order in which they are asked."""
    return [(i.id, i.short) for page in bank.pages for i in page if i.id in common]


def _keys_differing(
    old: Bank, new: Bank, keys: tuple[str, ...], *, whole: bool = False
) -> tuple[str, ...]:
    """The keys whose values differ; of the steps only what decides scores."""
    found = [key for key in keys if _value(old, key) != _value(new, key)]
    if whole and _of_steps(old) != _of_steps(new):
        found.append("steps")
    return tuple(found)


def _value(bank: Bank, key: str) -> Any:
    if key == "steps":
        return [[getattr(step, field) for field in _OF_A_STEP] for step in bank.steps]
    return getattr(bank, key)


def _of_steps(bank: Bank) -> dict[str, Any]:
    """What does not decide scores of the steps."""
    return {step.id: (step.facets, step.article) for step in bank.steps}


def _files(edition: Edition) -> dict[str, Mapping[str, Any]]:
    """The parts of each file of words by the file's name, comparable with ==."""
    texts = {f"text.{tag}.yaml": _parts(w) for tag, w in edition.wordings.items()}
    practices = {f"practice.{tag}.yaml": p for tag, p in edition.practices.items()}
    articles = {f"articles/{i}.{tag}.md": _parts(a) for (i, tag), a in edition.articles.items()}
    return {**texts, **practices, **articles}


def _parts(model: BaseModel) -> dict[str, Any]:
    """The parts of a file: its keys, and below a mapping the keys of that ("items.S1-01")."""
    parts: dict[str, Any] = {}
    for key in type(model).model_fields:
        value = getattr(model, key)
        if isinstance(value, Mapping):
            parts |= {f"{key}.{below}": words for below, words in value.items()}
        else:
            parts[key] = value
    return parts


def _words(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files that differ, each with its parts that do; those that came or went have none."""
    for name in dict.fromkeys((*new, *old)):
        if name not in old or name not in new:
            yield name, ()
        elif old[name] != new[name]:
            keys = dict.fromkeys((*new[name], *old[name]))
            yield name, tuple(k for k in keys if old[name].get(k) != new[name].get(k))
