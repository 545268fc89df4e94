"""The charts of a comparison and of a trend: what a line, a dot and a gap mean, without colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from quiz.attempt import Answer, Attempt
from quiz.casework import Note
from quiz.charts import DARK, LIGHT, Palette, comparison_figure, trend_figure
from quiz.content import Edition, find_banks, load
from quiz.findings import Certainty
from quiz.views.results.comparison import ComparisonView, comparison
from quiz.views.results.trend import TrendView, trend
from quiz.views.sheet import Sheet
from quiz.words import catalogue
from tests.charts.test_charts import contrast
from tests.kept import BEGAN, taken
from tests.scripted import TRUST

BANKS = [*find_banks(Path("tests/banks/valid")), *find_banks(Path("questions"))]
EN = catalogue("en")

# clearly risen, may have fallen, no clear change, no difference at all, not compared
THEN = taken(0, {"S1": 1, "S2": 3, "S3": 2, "S4": 2, "S5": 2})
NOW = taken(5, {"S1": 4, "S2": 2, "S3": "33222222", "S4": 2, "S5": "." * 8})


def compared(then: Attempt = THEN, now: Attempt = NOW) -> ComparisonView:
    return comparison(Sheet(TRUST, then), Sheet(TRUST, now), EN)


def followed(*attempts: Attempt, notes: tuple[Note, ...] = ()) -> TrendView:
    return trend([Sheet(TRUST, it) for it in attempts], notes, EN)


def lines(figure: go.Figure) -> list[Any]:
    """The lines between two dots; a range has its two ends at one height and lets through."""
    return [it for it in figure.data if it.mode == "lines" and it.opacity in (None, 1)]


def dots(figure: go.Figure) -> list[Any]:
    return [it for it in figure.data if it.mode == "markers"]


def texts(figure: go.Figure) -> list[str]:
    return [it.text for it in figure.layout.annotations]


# -- a comparison ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_a_clear_change_is_solid_a_possible_one_dashed_and_noise_thin_and_grey(dark: bool) -> None:
    palette = DARK if dark else LIGHT
    clear, may, noise, none = (it.line for it in lines(comparison_figure(compared(), dark=dark)))
    assert clear.dash == "solid"
    assert {clear.dash, may.dash, noise.dash} == {"solid", "6px,5px", "1px,5px"}
    assert clear.width > may.width > noise.width
    assert (clear.color, may.color) == (palette.primary, palette.primary)
    assert (noise.color, none.color) == (palette.second, palette.second)


@pytest.mark.parametrize("dark", [False, True])
def test_before_is_hollow_and_after_filled_and_both_show_at_one_place(dark: bool) -> None:
    palette = DARK if dark else LIGHT
    found = dots(comparison_figure(compared(), dark=dark))
    befores, afters = found[::2], found[1::2]
    assert len(befores) == len(afters) == 4
    for before, after in zip(befores, afters, strict=True):
        assert before.marker.color == palette.ground
        assert before.marker.line.width > 0
        assert after.marker.color in (palette.primary, palette.second)
    same_before, same_after = befores[3], afters[3]
    assert (same_before.x, same_before.y) == (same_after.x, same_after.y)
    assert same_after.marker.size < same_before.marker.size - 2 * same_before.marker.line.width / 2
    assert befores[0].marker.line.color == palette.other


def test_dots_lines_and_ranges_stand_where_the_view_says() -> None:
    view = compared()
    figure = comparison_figure(view, dark=False)
    steps = [it for it in view.steps if it.before and it.after]
    found = dots(figure)
    ranges = [it for it in figure.data if it.mode == "lines" and it.opacity not in (None, 1)]
    for number, step in enumerate(steps):
        assert step.before is not None
        assert step.after is not None
        assert [it.x[0] for it in found[2 * number : 2 * number + 2]] == [
            step.before.score,
            step.after.score,
        ]
        assert tuple(lines(figure)[number].x) == (step.before.score, step.after.score)
        for point, drawn in zip(
            (step.before, step.after), ranges[2 * number : 2 * number + 2], strict=True
        ):
            assert tuple(drawn.x) == (point.low, point.high)


def test_every_row_has_its_verdict_in_words_also_one_that_is_not_compared() -> None:
    said = texts(comparison_figure(compared(), dark=False))
    assert len(said) == 10
    assert "<b>Clearly risen</b>" in said
    assert {"May have fallen", "No clear change", "Not compared"} <= set(said)
    assert "<b>Truth and honest talk</b>" in said
    assert "New good moments together" in said


def test_titles_in_a_comparison_are_data_not_markup() -> None:
    view = compared()
    hostile = replace(view.steps[0], title="<b>x</b> & y", verdict="<i>v</i>", line="<u>l</u>")
    figure = comparison_figure(replace(view, steps=(hostile,)), dark=False)
    assert texts(figure) == ["<b>&lt;b&gt;x&lt;/b&gt; &amp; y</b>", "<b>&lt;i&gt;v&lt;/i&gt;</b>"]
    assert all("<u>" not in it.hovertemplate for it in dots(figure))


# -- a trend --------------------------------------------------------------------------------------


def test_every_step_has_a_chart_of_its_own_on_one_axis_of_days_and_points() -> None:
    figure = trend_figure(followed(taken(0, 1), taken(2, 3)), dark=False)
    axes = {it.yaxis for it in figure.data}
    assert axes == {"y", "y2", "y3", "y4", "y5"}
    layout = figure.layout.to_plotly_json()
    heights = [layout[f"yaxis{n}"] for n in ("", 2, 3, 4, 5)]
    assert len({tuple(it["range"]) for it in heights}) == 1
    assert all(it["range"][0] <= 0 and it["range"][1] >= 100 for it in heights)
    domains = sorted(tuple(it["domain"]) for it in heights)
    assert all(low[1] < high[0] for low, high in pairwise(domains))
    assert {it.xaxis for it in figure.data} == {None}
    assert [dot.x for dot in dots(figure)] == [("2026-03-03T09:00:00", "2026-03-17T09:00:00")] * 5
    assert dots(figure)[0].y == (25, 75)


def test_the_line_breaks_where_attempts_cannot_be_compared_and_goes_over_holes() -> None:
    sides = ["hurt", "hurt", "broke", "broke", "broke"]
    attempts = [taken(n, 1 + n % 3, perspective=side) for n, side in enumerate(sides)]
    attempts[3] = taken(3, {"S1": "." * 8}, perspective="broke")
    figure = trend_figure(followed(*attempts), dark=False)
    joined = [it for it in lines(figure) if it.yaxis == "y"]
    (line,) = joined
    assert line.y == (25, 50, None, 75, 50)
    days = ["2026-03-03", "2026-03-10", None, "2026-03-17", "2026-03-31"]
    assert [x[:10] if x else None for x in line.x] == days
    assert texts(figure).count("<b>A</b>") == 5


def test_ranges_of_a_trend_are_apart_from_each_other() -> None:
    view = followed(taken(0, 1), taken(2, 3))
    drawn = next(it for it in trend_figure(view, dark=False).data if it.opacity == 0.4)
    low, high = (dot.point for dot in view.steps[0].dots)
    assert low is not None
    assert high is not None
    assert drawn.y == (low.low, low.high, None, high.low, high.high, None)


def test_notes_are_marks_on_the_axis_and_their_text_is_not_in_the_chart() -> None:
    notes = (Note(b"1", date(2026, 3, 10), "a secret"), Note(b"2", date(2019, 1, 1), "far away"))
    figure = trend_figure(followed(taken(0, 1), taken(4, 3), notes=notes), dark=False)
    assert [it.x0 for it in figure.layout.shapes] == ["2026-03-10T12:00:00"] * 5
    assert texts(figure).count("<b>1</b>") == 5
    assert "secret" not in figure.to_json()
    assert "far away" not in figure.to_json()


def test_the_days_stand_under_each_small_chart() -> None:
    said = texts(trend_figure(followed(taken(0, 1), taken(8, 3)), dark=False))
    for day in ("3 Mar 2026", "31 Mar 2026", "28 Apr 2026"):
        assert said.count(day) == 5


def test_titles_in_a_trend_are_data_not_markup() -> None:
    view = followed(taken(0, 1), taken(8, 3))
    hostile = replace(view.steps[0], title="<b>x</b> & y")
    figure = trend_figure(replace(view, steps=(hostile,)), dark=False)
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in texts(figure)


def test_many_attempts_are_drawn_thinner() -> None:
    few = trend_figure(followed(*(taken(n, n % 5) for n in range(5))), dark=False)
    many = trend_figure(followed(*(taken(n, n % 5) for n in range(60))), dark=False)
    assert dots(many)[0].marker.size < dots(few)[0].marker.size
    assert len(many.data) == len(few.data) == 15


# -- both -----------------------------------------------------------------------------------------


def at(edition: Edition, week: int, best: bool) -> Sheet:
    bank = edition.bank
    value = bank.scale.max if best else bank.scale.min
    answers: dict[str, Answer] = {it.id: bank.scale.keyed(value, it.key) for it in bank.items}
    side = bank.perspectives[0] if bank.perspectives else None
    attempt = Attempt(
        bank.id, bank.version, answers, len(bank.pages), side, None,
        finished_at=BEGAN.replace(month=3 + week),
    )  # fmt: skip
    return Sheet(edition, attempt)


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_bank_can_be_drawn(folder: Path) -> None:
    edition = load(folder)
    words = catalogue(edition.bank.languages[0])
    then, now = at(edition, 0, best=False), at(edition, 1, best=True)
    view = comparison(then, now, words)
    assert {it.certainty for it in view.steps} == {Certainty.CLEARLY}
    assert len(dots(comparison_figure(view, dark=True))) == 2 * len(edition.bank.steps)
    over_time = trend_figure(trend([then, now], (), words), dark=True)
    assert len(dots(over_time)) == len(edition.bank.steps)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_second_voice_stands_out_from_its_ground(palette: Palette) -> None:
    for colour in (palette.other, palette.second, palette.primary):
        assert contrast(colour, palette.ground) >= 4.5
