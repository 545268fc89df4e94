"""What `bank.yaml` says of itself: every id once, every reference to an id that is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from quiz.bank import EnoughAnswers, MeasurementModel
from quiz.content.names import Names, mapping, names_of
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.errors import Fault

LONGEST_SCALE = 101
"""Answers: 0 to 100, the longest scale that can be shown as a choice."""


@dataclass
class Structure:
    """The ids of a bank, as far as its file can be read, to hold the other files against."""

    faults: list[Fault]
    languages: Names
    perspectives: Names
    referents: Names
    steps: Names
    items: Names
    context: Names
    links: Names
    articles: Names
    bands: Names
    paths: Names
    questions: Names
    has_private: bool
    scale: range | None
    not_applicable: bool
    facets: dict[str, Names] = field(default_factory=dict)
    options: dict[str, Names] = field(default_factory=dict)
    by_name: dict[str, Names] = field(default_factory=dict)


def structure_of(bank: Node) -> Structure:
    """The ids of the bank, and every fault of its references, orders and bounds."""
    s = _ids(bank)
    s.faults += _scale_faults(bank.get("scale"))
    s.faults += _item_faults(bank, s)
    s.faults += _rule_faults(bank, s)
    s.faults += _band_faults(bank.get("bands"))
    s.faults += _constant_faults(bank.get("measurement_model"))
    _use_of_links_and_articles(bank, s)
    for names in (s.languages, s.steps, s.referents, s.links, s.articles, s.paths):
        s.faults += names.unknown_faults()
    s.faults += _empty_step_faults(bank, s)
    return s


def _ids(bank: Node) -> Structure:
    faults: list[Fault] = []
    private = bank.get("private_block")

    def listed(node: Node, what: str, *, required: bool = False) -> Names:
        return names_of(node, what, faults, required=required)

    s = Structure(
        faults=faults,
        languages=listed(bank.get("languages"), "language", required=True),
        perspectives=listed(bank.get("perspectives"), "perspective"),
        referents=listed(bank.get("referents"), "referent"),
        steps=listed(bank.get("steps"), "step", required=True),
        items=listed(bank.get("items"), "item", required=True),
        context=listed(bank.get("context"), "context question"),
        links=listed(bank.get("links"), "link"),
        articles=listed(bank.get("articles"), "article"),
        bands=listed(bank.get("bands"), "band"),
        paths=listed(private.get("paths"), "help path"),
        questions=listed(private.get("questions"), "private question"),
        has_private=bool(private) and not private.is_null,
        scale=_range(bank.get("scale")),
        not_applicable=bank.at("scale", "not_applicable").text.lower() != "false",
    )
    for step in bank.get("steps").elements:
        id_ = step.get("id").id or ""
        facets = listed(step.get("facets"), "facet")
        facets.of = f"the step {shown(id_)}"
        s.facets.setdefault(id_, facets)
    for question in bank.get("context").elements:
        options = listed(question.get("options"), "option")
        s.options.setdefault(question.get("id").id or "", options)
        name = question.get("name")
        if name.id in s.by_name:
            message = f"the name {shown(name.id or '')} is taken by another context question"
            faults.append(name.place.fault(f"{message}; give each its own"))
        elif name.id is not None:
            s.by_name[name.id] = options
    return s


def _range(scale: Node) -> range | None:
    low, high = scale.get("min").whole, scale.get("max").whole
    if low is None or high is None or not low < high < low + LONGEST_SCALE:
        return None
    return range(low, high + 1)


def _scale_faults(scale: Node) -> Iterator[Fault]:
    low, high = scale.get("min").whole, scale.get("max").whole
    if low is None or high is None:
        return
    place = scale.get("max").place
    if low >= high:
        yield place.fault(f'"max" is {high}; it must be above "min", which is {low}')
    elif high - low >= LONGEST_SCALE:
        yield place.fault(
            f"the scale has {high - low + 1} answers; at most {LONGEST_SCALE} can be offered"
        )


def _item_faults(bank: Node, s: Structure) -> Iterator[Fault]:
    """References of the items, and words given twice in `awaiting_review`."""
    for item in bank.get("items").elements:
        step, facet = item.get("step"), item.get("facet")
        s.steps.use(step)
        s.referents.use(item.get("referent"))
        facets = s.facets.get(step.id or "")
        if facets is not None:
            used = Names("facet", facets.places, facets.complete, facets.of)
            used.use(facet)
            yield from used.unknown_faults()
    for tag in bank.get("awaiting_review").elements:
        s.languages.use(tag)
    repeated: list[Fault] = []
    names_of(bank.get("awaiting_review"), "language", repeated)
    yield from repeated


def _empty_step_faults(bank: Node, s: Structure) -> Iterator[Fault]:
    """Steps with no item, or with too few ever to be scored.

    An item whose step cannot be read, or is unknown, may belong to any of them.
    """
    items = bank.get("items")
    if items.kind != "list":
        return
    chosen = Counter(item.get("step").id for item in items.elements)
    loose = sum(count for step, count in chosen.items() if step not in s.steps)
    misspelt = s.steps.likely_meant()
    needed = bank.at("enough_answers", "at_least").whole or EnoughAnswers().at_least
    for step, node in s.steps.places.items():
        count = chosen[step]
        if count + loose >= max(needed, 1) or step in misspelt:
            continue
        if count == 0:
            message = f"no item belongs to the step {shown(step)}; add items or take it out"
        else:
            message = (
                f"the step {shown(step)} has {count} item{'s' if count > 1 else ''},"
                f' but "enough_answers" asks for {needed}; it could never be scored'
            )
        yield node.place.fault(message)


def _rule_faults(bank: Node, s: Structure) -> Iterator[Fault]:
    fraction = bank.at("enough_answers", "of_shown")
    parts = re.fullmatch(r"([1-9]\d{0,8})/([1-9]\d{0,8})", fraction.text)
    if parts and int(parts[1]) > int(parts[2]):
        yield fraction.place.fault(
            f'"of_shown" is {fraction.text}; a fraction of the items shown is at most 1/1'
        )
    for rule in bank.get("prerequisites").elements:
        earlier = names_of(rule.get("steps"), "step", s.faults)
        names_of(rule.get("for"), "step", s.faults)
        for node in (*rule.get("steps").elements, *rule.get("for").elements):
            s.steps.use(node)
        for node in rule.get("for").elements:
            if node.id in earlier:
                what = f'the step {shown(node.text)} stands in "steps" and in "for"'
                yield node.place.fault(f"{what}; it cannot come before itself")
    for step in bank.get("steps").elements:
        yield from _condition_faults(step.get("only_ranked_if"), s)
    yield from _condition_faults(bank.at("shared_extras", "if"), s)
    for question in bank.at("private_block", "questions").elements:
        s.paths.use(question.get("path"))


def _condition_faults(condition: Node, s: Structure) -> Iterator[Fault]:
    """A condition names context questions by `name`, and at least one option of each."""
    known = Names("context question named", complete=s.context.complete)
    known.places = {name: Node(condition.place) for name in s.by_name}
    for name, key, wanted in mapping(condition):
        known.use(Node(key.place, "scalar", name, refused=key.refused))
        options = s.by_name.get(name)
        if options is None:
            continue
        if wanted.kind == "list" and not wanted.elements:
            yield key.place.fault(f"{shown(name)} lists no answer; it could never be met")
        used = Names("option", options.places, options.complete)
        for node in wanted.elements:
            used.use(node)
        yield from used.unknown_faults()
    if condition.kind == "mapping" and not condition.entries:
        yield condition.place.fault("no condition stands here; add one or take the key out")
    yield from known.unknown_faults()


def _band_faults(bands: Node) -> Iterator[Fault]:
    before: float | None = None
    for band in bands.elements:
        start = band.get("from")
        if start.number is None:
            before = None if band is bands.elements[0] else before
            continue
        if band is bands.elements[0] and start.number != 0:
            yield start.place.fault(
                f"the first band begins at {start.text}; it must begin at 0, where the axis does"
            )
        elif before is not None and start.number <= before:
            yield start.place.fault(
                f"this band begins at {start.text}, which is not above {before:g},"
                " where the one before it begins; put the bands in order"
            )
        before = start.number


def _constant_faults(model: Node) -> Iterator[Fault]:
    """Thresholds in order: what is clear is never easier to reach than what is likely."""
    default = MeasurementModel()
    for lower, upper in (("p_lowest_likely", "p_lowest_clear"), ("z_possible", "z_clear")):
        low, high = model.get(lower), model.get(upper)
        least = low.number if low else getattr(default, lower)
        most = high.number if high else getattr(default, upper)
        if least is not None and most is not None and least > most:
            yield (high or low).place.fault(
                f'"{upper}" is {most:g}, below "{lower}", which is {least:g};'
                " it must be at least as high"
            )


def _use_of_links_and_articles(bank: Node, s: Structure) -> None:
    for step in bank.get("steps").elements:
        s.articles.use(step.get("article"))
    s.articles.use(bank.get("opening_article"))
    uses = list(bank.get("none_stands_out").elements)
    for article in bank.get("articles").elements:
        uses += article.get("links").elements
    for use in uses:
        s.links.use(use.get("link"))
