"""The method in words, with the figures of the bank at hand."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from quiz.content import Edition
from quiz.views.figures import whole
from quiz.words import Words


@dataclass(frozen=True)
class MethodView:
    """Parts (head, text), formulas, and the bands with where each begins."""

    parts: tuple[tuple[str, str], ...]
    formulas: tuple[str, ...]
    bands: tuple[str, ...]
    unvalidated: bool


def method(edition: Edition, words: Words) -> MethodView:
    """What *How it works* says of this bank."""
    bank, model = edition.bank, edition.bank.measurement_model
    share = bank.enough_answers.of_shown
    values = {
        **model.model_dump(exclude={"basis"}),
        "min": bank.scale.min,
        "max": bank.scale.max,
        "span": bank.scale.max - bank.scale.min,
        "at_least": bank.enough_answers.at_least,
        "of_shown": words("how.fractions.half") if share == "1/2" else share,
        "half_3": whole(model.z_possible * model.item_noise_sd / sqrt(3)),
        "half_8": whole(model.z_possible * model.item_noise_sd / sqrt(8)),
        "p_clear": whole(100 * model.p_lowest_clear),
        "p_likely": whole(100 * model.p_lowest_likely),
        "none_from": whole(model.none_stands_out_from),
    }
    filled = {name: _figure(value) for name, value in values.items()}
    heads = range(words.count("how.parts"))
    said = edition.words(words.language).bands
    return MethodView(
        parts=tuple(
            (words(f"how.parts.{i}.head"), words(f"how.parts.{i}.text", **filled)) for i in heads
        ),
        formulas=tuple(
            words(f"how.formulas.{i}", **filled) for i in range(words.count("how.formulas"))
        ),
        bands=tuple(
            f"{said[b.id].name}: {words('how.bands_from', cut=_figure(b.from_))}"
            + (f" · {gloss}" if (gloss := said[b.id].gloss) else "")
            for b in bank.bands
        ),
        unvalidated=bank.status == "draft_unvalidated",
    )


def _figure(value: object) -> str:
    """A figure without needless noughts: 25, 1.28."""
    return f"{value:g}" if isinstance(value, float) else str(value)
