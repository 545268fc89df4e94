"""Practices and articles against the bank, and their languages against each other."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.content.agreement import placeholder_faults
from quiz.content.files import BankFiles, Parsed
from quiz.content.names import mapping
from quiz.content.near import joined, misspelt, paired
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.content.structure import Structure
from quiz.content.translation import per_side_faults, unmatched
from quiz.errors import Fault
from quiz.wording import Practice, PracticeFile

Side = tuple[str, str | None]


def practice_faults(files: BankFiles, s: Structure) -> Iterator[Fault]:
    """Unknown steps and sides; a practice, or a day, that only some languages have."""
    practices = files.practices
    if not practices:
        return
    there = {t: practices[t] for t in s.languages if t in practices and practices[t].node}
    wanted = [step for step in s.steps if any(step in p.node.entries for p in there.values())]
    for parsed in there.values():
        yield from _step_faults(parsed, s, wanted)
    weeks = {tag: dict(_weeks(parsed.node, s)) for tag, parsed in there.items()}
    for tag in weeks:
        yield from _week_faults(tag, weeks)
    yield from placeholder_faults(there)


def _step_faults(parsed: Parsed[PracticeFile], s: Structure, wanted: list[str]) -> Iterator[Fault]:
    """Steps that the bank does not have, and steps that only another language practises."""
    strange = unmatched(parsed.node, s.steps)[1]
    missing = [step for step in wanted if step not in parsed.node.entries]
    pairs = paired(strange, missing)
    for step, key in strange.items():
        if step not in s.steps.unknown:
            yield key.place.fault(s.steps.unknown_message(step, pairs.get(step)))
    for step in missing:
        if step not in pairs.values():
            message = f"the step {shown(step)} has no practice here, but in another language"
            yield parsed.node.place.fault(f"{message}; write it in every language or in none")
    for _, _, practice in mapping(parsed.node):
        if not _is_one(practice):
            yield from per_side_faults(practice, s.perspectives, "practice")


def _is_one(node: Node) -> bool:
    """Whether this is one practice for everyone, as the model decides it."""
    return not Practice.model_fields.keys().isdisjoint(node.entries)


def _weeks(root: Node, s: Structure) -> Iterator[tuple[Side, Node]]:
    """Every practice of the file by step and side; one for everyone counts for each side."""
    sides: list[str | None] = list(s.perspectives) or [None]
    for step, _, node in mapping(root):
        if step not in s.steps or node.kind != "mapping":
            continue
        if _is_one(node):
            yield from (((step, side), node) for side in sides)
        else:
            yield from (((step, side), child) for side, _, child in mapping(node))


def _week_faults(tag: str, weeks: dict[str, dict[Side, Node]]) -> Iterator[Fault]:
    """What this language has otherwise than the first one that has the practice."""
    for side, node in weeks[tag].items():
        first = next(other for other in weeks if side in weeks[other])
        if first != tag:
            yield from _day_faults(node, weeks[first][side], first)


def _day_faults(node: Node, model: Node, first: str) -> Iterator[Fault]:
    days, there = node.get("days"), model.get("days")
    if days.kind != "list" or there.kind != "list":
        return
    if len(days.elements) != len(there.elements):
        counts = f"{len(days.elements)} days here, {len(there.elements)} in {first}"
        yield days.place.fault(f"{counts}; a practice has the same days in every language")
        return
    shared = [bool(d.get("together")) for d in days.elements]
    wanted = [bool(d.get("together")) for d in there.elements]
    differ = [str(n) for n, (a, b) in enumerate(zip(shared, wanted, strict=True), 1) if a != b]
    if differ:
        which = "days" if len(differ) > 1 else "day"
        yield days.place.fault(
            f'"together" stands on other days than in {first} ({which} {joined(differ)});'
            " an extra for two belongs to the same days in every language"
        )
    if bool(node.get("intro")) != bool(model.get("intro")):
        where = "missing here" if model.get("intro") else f"missing in {first}"
        yield node.place.fault(f'"intro" is {where}; write it in every language or in none')


def article_faults(files: BankFiles, s: Structure) -> Iterator[Fault]:
    """Articles that lack a language, and files that no article of the bank is named for."""
    if not (s.articles.complete and s.languages.complete):
        return
    missing = [
        (id_, tag) for id_ in s.articles for tag in s.languages if (id_, tag) not in files.articles
    ]
    for (id_, tag), parsed in files.articles.items():
        if id_ in s.articles and tag in s.languages:
            continue
        meant = misspelt(id_, [i for i, t in missing if t == tag])
        if meant is not None:
            missing.remove((meant, tag))
        yield parsed.top.fault(_stray_article(id_, tag, meant, s))
    for id_, tag in missing:
        place = s.articles.places[id_].place
        yield place.fault(f"articles/{id_}.{tag}.md is missing; write the article in {tag}")


def _stray_article(id_: str, tag: str, meant: str | None, s: Structure) -> str:
    if meant is not None:
        return f"the bank has no article {shown(id_)}; did you mean {meant}.{tag}.md?"
    if id_ in s.articles:
        return f"the bank does not list the language {shown(tag)}; it lists {joined(s.languages)}"
    todo = 'add it under "articles" or delete the file'
    return f"no article in bank.yaml has the id {shown(id_)}; {todo}"
