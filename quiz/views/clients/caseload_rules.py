"""The rules behind the words of the caseload and of a client's page, published with figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from quiz.bank import Bank
from quiz.content import Edition
from quiz.findings.change import standard_error_of_change, visible_change
from quiz.findings.standing import chance_of_any_clear, interval
from quiz.findings.topics import MOST_MOVED
from quiz.findings.trend import FEWEST_FOR_SLOPE
from quiz.scoring import EXACT
from quiz.views.clients.caseload import need_names
from quiz.views.figures import whole
from quiz.views.results.result import titles
from quiz.words import Words

PARTS = (
    *("focus", "begin", "left_out", "change", "size", "chance", "caution", "not_comparable"),
    *("overdue", "too_few", "one_answer", "order", "topics", "trend", "assumed"),
)


def rules(edition: Edition, words: Words) -> tuple[tuple[str, str], ...]:
    """The rule behind every word, as (head, sentences), with the bank's figures.

    Those that the bank does not have are left out.
    """
    bank = edition.bank
    values = _figures(edition, words)
    texts = dict.fromkeys(PARTS, "text")
    if bank.first_pages < len(bank.pages):
        texts |= dict.fromkeys(("size", "overdue"), "text_first")
    texts["caution"] = _caution(values)
    if bank.measurement_model.basis != "assumed":
        del texts["assumed"]
    said = {
        part: words(f"caseload.rules.{part}.{text}", **values)
        for part, text in texts.items()
        if part not in ("begin", "left_out")
    }
    said |= {"begin": " ".join(_begin(edition, words)), "left_out": _left_out(edition, words)}
    return tuple(
        (words(f"caseload.rules.{part}.head"), said[part]) for part in PARTS if said.get(part)
    )


def _caution(values: Mapping[str, object]) -> str:
    """Which text tells the cautions: what the bank advises on the time between is one of them."""
    if values["advised"] is None:
        return "text"
    return "text_advised" if values["advised_first"] in (None, values["advised"]) else "text_first"


def _begin(edition: Edition, words: Words) -> Iterator[str]:
    """A sentence for each of the bank's prerequisites."""
    named = titles(edition, words.language)
    for it in edition.bank.prerequisites:
        yield words(
            "caseload.rules.begin.text",
            later=words.listed([named[step] for step in it.for_]),
            earlier=words.listed([named[step] for step in it.steps]),
            below=f"{it.below:g}",
        )


def _left_out(edition: Edition, words: Words) -> str:
    """The steps that an answer at the start can leave out; empty without any."""
    named = titles(edition, words.language)
    steps = [named[step.id] for step in edition.bank.steps if step.only_ranked_if]
    return words("caseload.rules.left_out.text", steps=words.listed(steps)) if steps else ""


def _figures(edition: Edition, words: Words) -> Mapping[str, object]:
    """The figures that the rules name. The fewest questions of a step stand for its stage."""
    bank, model = edition.bank, edition.bank.measurement_model
    fewest, fewest_first = (
        max(2, min(sum(i.step == s.id for i in bank.shown(pages)) for s in bank.steps))
        for pages in (len(bank.pages), bank.first_pages)
    )
    share = bank.enough_answers.of_shown
    return {
        "p_clear": whole(100 * model.p_lowest_clear),
        "p_likely": whole(100 * model.p_lowest_likely),
        "none_from": f"{model.none_stands_out_from:g}",
        "z_clear": f"{model.z_clear:g}",
        "shared": fewest,
        "points": whole(visible_change(model, fewest)),
        "shared_first": fewest_first,
        "points_first": whole(visible_change(model, fewest_first)),
        "chance": whole(100 * chance_of_any_clear(model, len(bank.steps))),
        "steps": len(bank.steps),
        "advised": _advised(bank, len(bank.pages)),
        "advised_first": _advised(bank, bank.first_pages),
        "days": interval(bank, len(bank.pages))[0],
        "days_first": interval(bank, bank.first_pages)[0],
        "at_least": bank.enough_answers.at_least,
        "of_shown": words("how.fractions.half") if share == "1/2" else share,
        "needs": ", ".join(name.lower() for name in need_names(words).values()),
        "most": MOST_MOVED,
        "far": _far(bank),
        "fewest": FEWEST_FOR_SLOPE,
    }


def _advised(bank: Bank, opened: int) -> int | None:
    """After how many days the bank advises to answer again, if it does."""
    stage = bank.stages.get(bank.stage_at(opened))
    return stage.min_days_between if stage else None


def _far(bank: Bank) -> int:
    """By how many places on the scale an answer has to move to be told."""
    model, scale = bank.measurement_model, bank.scale
    points = model.z_possible * standard_error_of_change(model, 1)
    return ceil(points * (scale.max - scale.min) / 100 - EXACT)
