"""The chart of two people's views: two equal dots a step."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

import plotly.graph_objects as go

from quiz.charts.palette import Palette, Part, layout_of_rows, palette_of
from quiz.findings import Point
from quiz.views.pairs.couple import GapView, TogetherView

TITLE, VERDICT, DOTS = 0.24, 0.03, -0.2
"""How high each of them stands in its row, in rows; the texts by their lower edge."""
LANE: Final = 0.085
"""How far one dot stands above the middle and the other below it, in rows: neither is hidden."""
SIZE: Final = 15


def together_figure(
    view: TogetherView, *, dark: bool, you: str, partner: str, font: str = "Sarabun"
) -> go.Figure:
    """A row for each step compared: agreements first, then differences, the surest first.

    A circle for the reader, a diamond for the partner, equal in size and strength, each with its
    range. `you` and `partner` are what they are called where one is pointed at.
    """
    palette = palette_of(dark=dark)
    rows = len(view.compared)
    traces: list[Part] = []
    said: list[Part] = []
    for row, step in enumerate(view.compared):
        y = rows - 1 - row
        said += _words(step, y, palette)
        voices = (
            (step.you, palette.primary, "circle", you, LANE),
            (step.partner, palette.other, "diamond", partner, -LANE),
        )
        for point, colour, symbol, name, lane in voices:
            traces += _voice(point, colour, symbol, name, y + DOTS + lane)
    layout = layout_of_rows(palette, font, rows) | {"annotations": said}
    return go.Figure(data=traces, layout=layout)


def _words(step: GapView, y: int, palette: Palette) -> Iterator[Part]:
    """The name of a step, and under it what is said of the two."""
    for text, height, size, colour in (
        (step.title, TITLE, 15, palette.text),
        (step.verdict, VERDICT, 14, palette.second),
    ):
        yield {
            "x": 0, "xanchor": "left", "y": y + height, "yanchor": "bottom", "showarrow": False,
            "text": escape(text), "font": {"size": size, "color": colour},
            "bgcolor": palette.ground, "borderpad": 0,
        }  # fmt: skip


def _voice(point: Point, colour: str, symbol: str, name: str, y: float) -> Iterator[Part]:
    """One person's dot, on its range."""
    yield {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.4,
        "x": [point.low, point.high], "y": [y, y], "line": {"color": colour, "width": 4},
    }  # fmt: skip
    yield {
        "type": "scatter", "mode": "markers", "cliponaxis": False, "x": [point.score], "y": [y],
        "hovertemplate": f"{escape(name)}: %{{x:.0f}}<extra></extra>",
        "marker": {"color": colour, "size": SIZE, "symbol": symbol},
    }  # fmt: skip
