"""What two people see together, worded: where they agree, one question to talk about, the rest.

Steps only, and nobody is the measure of the other: "you" and "your partner", each with a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quiz.bank import MeasurementModel
from quiz.content import Edition
from quiz.findings import Certainty, CoupleView, Gap, Point
from quiz.findings.change import chances_without_change
from quiz.findings.couple import CoupleCaution, NoGap, standard_error_of_gap
from quiz.views.figures import whole
from quiz.views.results.result import step_notes, titles
from quiz.words import Words

RARE: Final = 0.005
"""A chance below this one is not worth a sentence."""


@dataclass(frozen=True)
class GapView:
    """A step as both see it, in points of the 0-100 axis, with what is said of the two.

    `size` says how far apart two have to lie with so many questions.
    """

    id: str
    title: str
    you: Point
    partner: Point
    certainty: Certainty
    verdict: str
    line: str
    size: str


@dataclass(frozen=True)
class TogetherView:
    """A whole couple view, worded in one language.

    `agreements` are the steps without a clear difference; `talk` is the one difference to ask
    about, with its question, and `others` are the rest, the surest first. `not_compared` has a
    sentence each. `yours` is what is said to its reader alone: it is on no paper.
    """

    headline: str
    agreements: tuple[GapView, ...]
    agreed: str
    talk: GapView | None
    question: str
    others: tuple[GapView, ...]
    not_compared: tuple[str, ...]
    cautions: tuple[str, ...]
    yours: tuple[str, ...]
    basis: tuple[str, ...]
    alt: str
    chart_sentence: str
    notes: tuple[tuple[str, str], ...]
    assumed: bool

    @property
    def compared(self) -> tuple[GapView, ...]:
        """The steps that were compared: agreements, then differences, the surest first."""
        return (*self.agreements, *((self.talk,) if self.talk else ()), *self.others)


def together(
    edition: Edition, found: CoupleView, words: Words, *, own_caution: bool = False
) -> TogetherView:
    """The couple view as one of the two reads it: in every gap `one` is the reader's own.

    `edition` names the steps; `own_caution` is whether one answer stands throughout the reader's.
    """
    named, model = titles(edition, words.language), edition.bank.measurement_model
    agreements = _gaps(found.agreements, named, model, words)
    differences = _gaps(found.differences, named, model, words)
    talk = differences[0] if differences else None
    step = words.quoted(talk.title) if talk else ""
    compared = (*agreements, *differences)
    language = CoupleCaution.ANOTHER_LANGUAGE in found.cautions
    return TogetherView(
        headline=_headline(agreements, differences, words),
        agreements=agreements,
        agreed=words("together.agreed" if agreements else "together.agreed_none"),
        talk=talk,
        question=words("together.question", step=step) if talk else "",
        others=differences[1:],
        not_compared=tuple(_not_compared(gap, named, words) for gap in found.not_compared),
        cautions=(words("together.caution.another_language"),) if language else (),
        yours=(words("together.caution.yours"),) if own_caution else (),
        basis=_basis(found, compared, model, words),
        alt=words("together.alt", rows=" ".join(_alt(gap, words) for gap in compared)),
        chart_sentence=words("together.chart_sentence"),
        notes=step_notes(edition, words),
        assumed=model.basis == "assumed",
    )


def _gaps(
    gaps: tuple[Gap, ...], named: Mapping[str, str], model: MeasurementModel, words: Words
) -> tuple[GapView, ...]:
    return tuple(
        GapView(
            id=gap.step,
            title=named[gap.step],
            you=gap.one,
            partner=gap.other,
            certainty=gap.certainty,
            verdict=words(f"together.verdict.{gap.certainty.value}"),
            line=words(
                "together.line",
                you=range_said(gap.one, words),
                partner=range_said(gap.other, words),
            ),
            size=_size(gap.shared, model, words),
        )
        for gap in gaps
        if gap.one is not None and gap.other is not None and gap.certainty is not None
    )


def range_said(point: Point, words: Words) -> str:
    """A score with its range."""
    return words(
        "together.range", score=whole(point.score), low=whole(point.low), high=whole(point.high)
    )


def _headline(
    agreements: tuple[GapView, ...], differences: tuple[GapView, ...], words: Words
) -> str:
    """The finding in a few words, agreements first."""
    total = len(agreements) + len(differences)
    if not differences:
        return words("together.headline.all" if total > 1 else "together.headline.one")
    if not agreements:
        return words("together.headline.none")
    return words("together.headline.some", count=len(agreements), total=total)


def _not_compared(gap: Gap, named: Mapping[str, str], words: Words) -> str:
    why = (gap.why_not or NoGap.TOO_FEW).value
    return words(f"together.not_compared.{why}", step=words.quoted(named[gap.step]))


def _alt(gap: GapView, words: Words) -> str:
    return words(
        "together.alt_row",
        step=gap.title,
        verdict=gap.verdict,
        you=whole(gap.you.score),
        partner=whole(gap.partner.score),
    )


# -- what it rests on -----------------------------------------------------------------------------


def _basis(
    found: CoupleView, compared: tuple[GapView, ...], model: MeasurementModel, words: Words
) -> tuple[str, ...]:
    """What was compared, how large a difference has to be, and what shows by chance."""
    shared = sum(gap.shared for gap in found.steps)
    sizes = {gap.size: [it.title for it in compared if it.size == gap.size] for gap in compared}
    said = [words("together.basis", shared=shared), words(f"together.stance.{found.stance.value}")]
    if len(sizes) == 1:
        said += sizes
    else:
        said += [
            words("together.size_of", steps=words.listed(steps), size=size)
            for size, steps in sizes.items()
        ]
    may, clearly = chances_without_change(model)
    if may + clearly >= RARE:
        said.append(
            words(
                "together.chances",
                one_in=whole(1 / (may + clearly)),
                may=whole(100 * may),
                clearly=whole(100 * clearly),
            )
        )
    return tuple(said)


def _size(shared: int, model: MeasurementModel, words: Words) -> str:
    """How far apart two have to lie with so many questions, in points."""
    error = standard_error_of_gap(model, shared)
    return words(
        "together.size",
        shared=shared,
        may=whole(model.z_possible * error),
        clear=whole(model.z_clear * error),
    )
