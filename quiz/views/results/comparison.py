"""Two attempts of one person, worded: what changed, what may have, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final, Literal

from quiz.bank import MeasurementModel
from quiz.findings import Certainty, Change, Point, compare
from quiz.findings.change import Direction, NotCompared
from quiz.findings.shared import FEWEST_SHARED
from quiz.views.figures import whole
from quiz.views.results import comparison_basis as basis
from quiz.views.results.result import step_notes, titles
from quiz.views.sheet import Sheet, day_said
from quiz.words import Words

VERDICTS: Final = ("clearly_up", "clearly_down", "may_up", "may_down", "no_clear")
"""What can be said of a step, the surest first."""
SURE: Final = ("clearly", "may")
"""How a change can be said, the surest first."""


@dataclass(frozen=True)
class ChangeView:
    """A step before and after: its points, what is said of it, and how large a change shows.

    `figures` are the score before, that after, and the difference, worded; `line` is all three. A
    step that is not compared has None or nothing for each of them; `line` then says why.
    """

    id: str
    title: str
    before: Point | None
    after: Point | None
    certainty: Certainty | None
    direction: Direction | None
    verdict: str
    figures: tuple[str, ...]
    line: str
    size: str


@dataclass(frozen=True)
class ComparisonView:
    """A whole comparison, worded in one language.

    `refused` says why nothing is compared; there are then no steps. `basis` is what the comparison
    rests on, `sizes` how large a change has to be, `chances` what shows without any change.
    """

    headline: str
    lead: str
    refused: str | None
    findings: tuple[str, ...]
    steps: tuple[ChangeView, ...]
    cautions: tuple[str, ...]
    basis: str
    sizes: tuple[str, ...]
    chances: str
    alt: str
    chart_sentence: str
    notes: tuple[tuple[str, str], ...]
    assumed: bool


def comparison(then: Sheet, now: Sheet, words: Words, zone: tzinfo = UTC) -> ComparisonView:
    """What changed from one attempt to another, each with its edition; days are those of the zone.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    found = compare(then.edition.bank, then.attempt, now.edition.bank, now.attempt)
    model = now.edition.bank.measurement_model
    named = {**titles(then.edition, words.language), **titles(now.edition, words.language)}
    steps = tuple(_step(change, named[change.step], model, words) for change in found.steps)
    before, after = (day_said(sheet.attempt, words, zone) for sheet in (then, now))
    refused = basis.refused(found, then, now, words)
    compared = any(step.certainty for step in steps)
    return ComparisonView(
        headline=words("compare.headline.refused") if refused else _headline(steps, words),
        lead=basis.lead(found.apart, before, after, words),
        refused=refused,
        findings=_findings(steps, words),
        steps=steps,
        cautions=tuple(basis.caution(it, found, then, now, words) for it in found.cautions),
        basis=basis.basis(found, then, now, words) if compared else "",
        sizes=basis.sizes(found, named, model, words),
        chances=basis.chances(model, words) if compared else "",
        alt=_alt(steps, words),
        chart_sentence=words("compare.chart_sentence", before=before, after=after),
        notes=step_notes(now.edition, words) if compared else (),
        assumed=compared and model.basis == "assumed",
    )


def _step(change: Change, title: str, model: MeasurementModel, words: Words) -> ChangeView:
    if change.then is None or change.now is None or change.difference is None:
        why = (change.why_not or NotCompared.TOO_FEW_SHARED).value
        line = words(f"compare.not_compared.{why}", shared=change.shared, fewest=FEWEST_SHARED)
        verdict = words("compare.verdict.not_compared")
        return ChangeView(change.step, title, None, None, None, None, verdict, (), line, "")
    points = whole(abs(change.difference))
    kind = "same" if points == 0 else "up" if change.difference > 0 else "down"
    difference = words(f"compare.difference.{kind}", points=points)
    before, after = _range("long", change.then, words), _range("long", change.now, words)
    return ChangeView(
        id=change.step,
        title=title,
        before=change.then,
        after=change.now,
        certainty=change.certainty,
        direction=change.direction,
        verdict=words(f"compare.verdict.{_verdict(change)}"),
        figures=(
            _range("short", change.then, words),
            _range("short", change.now, words),
            difference,
        ),
        line=words("compare.line", before=before, after=after, difference=difference),
        size=basis.size(change.shared, model, words),
    )


def _verdict(change: Change | ChangeView) -> str:
    """Which of the verdicts a change has."""
    return "_".join(part for part in (change.certainty, change.direction) if part)


def _range(kind: Literal["long", "short"], point: Point, words: Words) -> str:
    """A score with its range."""
    return words(
        f"compare.range.{kind}",
        score=whole(point.score),
        low=whole(point.low),
        high=whole(point.high),
    )


# -- what is found --------------------------------------------------------------------------------


def _by_verdict(steps: Iterable[ChangeView]) -> Mapping[str, list[str]]:
    """The titles of the steps compared, by verdict, the surest first."""
    found: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    for step in steps:
        if step.certainty:
            found[_verdict(step)].append(step.title)
    return found


def _headline(steps: tuple[ChangeView, ...], words: Words) -> str:
    """The finding in a few words: the clear changes, else the possible ones."""
    found = _by_verdict(steps)
    verdict = _only_one(found)
    if verdict is not None:
        return words(f"compare.headline.{verdict}", step=found[verdict][0])
    total = sum(map(len, found.values()))
    for sure in SURE:
        count = sum(len(named) for it, named in found.items() if it.startswith(sure))
        if count:
            return words(f"compare.headline.several_{sure}", count=count, total=total)
    return words("compare.headline.no_clear" if total else "compare.headline.none")


def _only_one(found: Mapping[str, list[str]]) -> str | None:
    """The verdict of the one step that changed as surely as any did, where there is just one."""
    for sure in SURE:
        of_kind = [it for it, named in found.items() for _ in named if it.startswith(sure)]
        if of_kind:
            return of_kind[0] if len(of_kind) == 1 else None
    return None


def _findings(steps: tuple[ChangeView, ...], words: Words) -> tuple[str, ...]:
    """A sentence a verdict, with the steps that have it, and what it does not mean.

    What the headline says is not said again.
    """
    found = _by_verdict(steps)
    told = _only_one(found)
    said = [
        words(
            "compare.group",
            verdict=words(f"compare.verdict.{verdict}"),
            steps=words.listed(named),
        )
        for verdict, named in found.items()
        if named and verdict != told
    ]
    said += [
        words("compare.group_why", step=words.quoted(step.title), why=step.line)
        for step in steps
        if step.certainty is None
    ]
    if found["no_clear"]:
        said.append(words("compare.no_clear_means"))
    if found["clearly_down"] or found["may_down"]:
        said.append(words("compare.down_means"))
    return tuple(said)


def _alt(steps: tuple[ChangeView, ...], words: Words) -> str:
    """The chart in words."""
    rows = (
        words(
            "compare.alt_row", step=step.title, verdict=step.verdict,
            before=whole(step.before.score), after=whole(step.after.score),
        )
        if step.before and step.after
        else words("compare.alt_row_none", step=step.title)
        for step in steps
    )  # fmt: skip
    return words("compare.alt", rows=" ".join(rows))
