"""The chart of two attempts of one person: a dumbbell a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

import plotly.graph_objects as go

from quiz.charts.palette import Palette, Part, layout_of_rows, palette_of
from quiz.findings import Certainty, Point
from quiz.views.results.comparison import ChangeView, ComparisonView

TITLE, VERDICT, DUMBBELL = 0.24, 0.03, -0.2
"""How high each of them stands in its row, in rows; the texts by their lower edge."""
LANE: Final = 0.1
"""How far the range of a dot stands above (before) or below it (after), in rows."""


@dataclass(frozen=True)
class Line:
    """How the line of a dumbbell is drawn: which kind it is can be told without its colour."""

    dash: str
    width: float
    before_size: float
    after_size: float


LINES: Final = {
    Certainty.CLEARLY: Line("solid", 7, 17, 17),
    Certainty.MAY: Line("6px,5px", 3, 16, 15),
    Certainty.NO_CLEAR: Line("1px,5px", 2, 14, 9),
}


def comparison_figure(view: ComparisonView, *, dark: bool, font: str = "Sarabun") -> go.Figure:
    """A row a step, in their order: hollow dot before, filled dot after, a line between them.

    The line is thick for a clear change, dashed for a possible one, thin, dotted and grey for
    none; the same stands above it in words. Where both dots are at one place, one is seen within
    the other.
    """
    palette = palette_of(dark=dark)
    rows = len(view.steps)
    traces: list[Part] = []
    said: list[Part] = []
    for row, step in enumerate(view.steps):
        y = rows - 1 - row
        said += _words(step, y, palette)
        if step.before is not None and step.after is not None:
            traces += _dumbbell(step, step.before, step.after, y + DUMBBELL, palette)
    layout = layout_of_rows(palette, font, rows) | {"annotations": said}
    return go.Figure(data=traces, layout=layout)


def _words(step: ChangeView, y: int, palette: Palette) -> Iterator[Part]:
    """The name of a step, and under it the verdict, or that it is not compared."""
    clear = step.certainty is Certainty.CLEARLY
    changed = step.certainty in (Certainty.CLEARLY, Certainty.MAY)
    for text, height, size, colour in (
        (step.title, TITLE, 15, palette.primary if clear else palette.text),
        (step.verdict, VERDICT, 14, palette.primary if changed else palette.second),
    ):
        yield {
            "x": 0, "xanchor": "left", "y": y + height, "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{escape(text)}</b>" if clear else escape(text),
            "font": {"size": size, "color": colour}, "bgcolor": palette.ground, "borderpad": 0,
        }  # fmt: skip


def _dumbbell(
    step: ChangeView, before: Point, after: Point, y: float, palette: Palette
) -> Iterator[Part]:
    """The two ranges, the line and the two dots of a step."""
    kind = LINES[step.certainty or Certainty.NO_CLEAR]
    noise = step.certainty is Certainty.NO_CLEAR
    then = palette.second if noise else palette.other
    now = palette.second if noise else palette.primary
    line: Part = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    for point, colour, lane in ((before, then, LANE), (after, now, -LANE)):
        yield line | {
            "x": [point.low, point.high], "y": [y + lane, y + lane], "opacity": 0.45,
            "line": {"color": colour, "width": 4},
        }  # fmt: skip
    yield line | {
        "x": [before.score, after.score], "y": [y, y],
        "line": {"color": now, "width": kind.width, "dash": kind.dash},
    }  # fmt: skip
    hollow = {"color": palette.ground, "line": {"color": then, "width": 3}}
    for point, marker in (
        (before, hollow | {"size": kind.before_size}),
        (after, {"color": now, "size": kind.after_size}),
    ):
        yield {
            "type": "scatter", "mode": "markers", "x": [point.score], "y": [y],
            "cliponaxis": False, "marker": marker,
            "hovertemplate": f"{escape(step.line)}<extra></extra>",
        }  # fmt: skip
