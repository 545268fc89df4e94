"""The result's chart: every bank can be drawn, and colour is never the only sign."""

from pathlib import Path

import pytest

from quiz.attempt import Answer, Attempt
from quiz.charts import DARK, LIGHT, result_figure
from quiz.content import Edition, find_banks, load
from quiz.views.results.result import ResultView, result
from quiz.words import catalogue

BANKS = [*find_banks(Path("tests/banks/valid")), *find_banks(Path("questions"))]


def view_of(edition: Edition, low: str | None = None) -> ResultView:
    """A result in which the step `low` has the lowest values and every other the highest."""
    bank = edition.bank
    answers: dict[str, Answer] = {
        item.id: bank.scale.keyed(bank.scale.min if item.step == low else bank.scale.max, item.key)
        for item in bank.items
    }
    context = {q.name: q.options[0] for q in bank.context}
    side = bank.perspectives[0] if bank.perspectives else None
    made = Attempt(bank.id, bank.version, answers, len(bank.pages), side, None, context)
    return result(edition, made, catalogue(bank.languages[0]))


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("dark", [False, True])
def test_every_bank_can_be_drawn_with_one_row_a_step(folder: Path, dark: bool) -> None:
    edition = load(folder)
    low = edition.bank.steps[-1].id
    figure = result_figure(view_of(edition, low), dark=dark, mark="here", begin="begin")
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    assert len(dots) == len(edition.bank.steps)
    assert all(0 <= trace.x[0] <= 100 for trace in dots)
    names = [note.text for note in figure.layout.annotations]
    for step in edition.words(None).steps.values():
        assert any(step.title in name for name in names)


def test_the_focus_is_another_shape_and_carries_a_word(edition: Edition) -> None:
    figure = result_figure(view_of(edition, "S2"), dark=False, mark="here", begin="begin")
    shapes = [t.marker.symbol for t in figure.data if t.mode == "markers"]
    assert shapes == ["circle", "diamond", "circle", "circle", "circle"]
    assert [n.text for n in figure.layout.annotations].count("here") == 1


def test_a_title_is_data_not_markup(edition: Edition) -> None:
    view = view_of(edition, "S2")
    step = view.steps[1].__class__(**{**view.steps[1].__dict__, "title": "<b>x</b> & y"})
    hostile = view.__class__(**{**view.__dict__, "steps": (step,)})
    figure = result_figure(hostile, dark=False, mark="<i>", begin="")
    said = [note.text for note in figure.layout.annotations]
    assert "<b>&lt;b&gt;x&lt;/b&gt; &amp; y</b>" in said
    assert "&lt;i&gt;" in said


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 reckons it, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("palette", "ground"), [(LIGHT, "#FBF8F3"), (DARK, "#11191B")])
def test_words_and_marks_stand_out_from_the_ground_and_the_bands(
    palette: object, ground: str
) -> None:
    for name in ("text", "second", "primary"):
        for behind in (ground, palette.panel):  # type: ignore[attr-defined]
            assert contrast(getattr(palette, name), behind) >= 4.5
