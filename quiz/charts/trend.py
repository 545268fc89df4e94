"""The chart of one person's attempts in a row: a small chart a step, all on one time axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import pairwise
from typing import Final

import plotly.graph_objects as go

from quiz.charts.palette import AXIS_END, Palette, Part, base_layout, palette_of
from quiz.views.results.trend import DotView, StepTrendView, TrendView

ROW: Final = 156
"""Pixels of a small chart with its name and its days."""
NAME: Final = 30
"""Pixels of its name."""
DAYS: Final = 26
"""Pixels of its days."""
LEFT: Final = 34
"""Pixels of the figures beside it."""
BAR: Final = 5
"""Width of a range; `THIN` where more than `MANY` stand side by side."""
THIN: Final = 2
MANY: Final = 30


def trend_figure(view: TrendView, *, dark: bool, font: str = "Sarabun") -> go.Figure:
    """Small charts one under another: dots with their ranges over the same days and 0-100 axis.

    A line joins the dots of a stretch and leaves out what breaks it, where the letter of the break
    stands. The person's notes are thin upright lines through all of them, numbered above.
    """
    palette = palette_of(dark=dark)
    height = ROW * len(view.steps) + 8
    traces: list[Part] = []
    said: list[Part] = []
    shapes: list[Part] = []
    axes: Part = {}
    for row, step in enumerate(view.steps):
        axis = f"y{row + 1}" if row else "y"
        ends = [1 - (ROW * (row + 1) - DAYS) / height, 1 - (ROW * row + NAME) / height]
        axes[f"yaxis{row + 1 if row else ''}"] = _axis(palette, ends)
        said += [_name(step, axis, palette), *_days(view, axis, palette)]
        said += _marks(view, step, axis, palette)
        shapes += _note_lines(view, axis, palette)
        traces += _traces(step, axis, palette)
    # All at once: Plotly checks the whole list anew with each part that is added to it.
    layout = {
        **base_layout(palette, font),
        **axes,
        "height": height,
        "margin": {"l": LEFT, "r": 14, "t": 0, "b": 0},
        "xaxis": {
            "visible": False,
            "fixedrange": True,
            "range": [_at(it) for it in view.ends or ()],
        },
        "annotations": said,
        "shapes": shapes,
    }
    return go.Figure(data=traces, layout=layout)


def _at(moment: datetime) -> str:
    """A moment without its zone, which Plotly would turn into that of the browser."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _axis(palette: Palette, ends: list[float]) -> Part:
    """The 0-100 axis of one small chart, between these parts of the height."""
    return {
        "domain": ends,
        "range": [-4, AXIS_END + 4],
        "tickvals": [0, 50, AXIS_END],
        "tickfont": {"size": 12},
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": palette.line,
        "griddash": "dot",
        "color": palette.second,
    }


def _name(step: StepTrendView, axis: str, palette: Palette) -> Part:
    """The name of the step above its chart."""
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "xshift": 4 - LEFT,
        "y": 1, "yref": f"{axis} domain", "yanchor": "bottom", "yshift": 4,
        "text": escape(step.title), "showarrow": False, "font": {"size": 15, "color": palette.text},
    }  # fmt: skip


def _days(view: TrendView, axis: str, palette: Palette) -> Iterator[Part]:
    """The days under the chart: the first begins at its dot, the last ends at its own."""
    anchors = {0: "left", 1: "right"} if len(view.ticks) > 1 else {}
    for number, (at, day) in enumerate(view.ticks):
        yield {
            "x": _at(at), "xanchor": anchors.get(number, "center"),
            "y": 0, "yref": f"{axis} domain", "yanchor": "top",
            "text": escape(day), "showarrow": False, "font": {"size": 12, "color": palette.second},
        }  # fmt: skip


def _note_lines(view: TrendView, axis: str, palette: Palette) -> Iterator[Part]:
    """The person's notes as upright lines."""
    for note in view.notes:
        if note.at is not None:
            yield {
                "type": "line", "x0": _at(note.at), "x1": _at(note.at),
                "y0": 0, "y1": 1, "yref": f"{axis} domain", "layer": "below",
                "line": {"color": palette.other, "width": 1.5, "dash": "dot"},
            }  # fmt: skip


def _marks(view: TrendView, step: StepTrendView, axis: str, palette: Palette) -> Iterator[Part]:
    """The numbers of notes at the upper end of the chart, the letters of breaks at the lower."""
    for note in view.notes:
        if note.at is not None:
            yield _mark(note.at, axis, note.mark, palette, low=False)
    for before, dot in pairwise(step.dots):
        if dot.mark:
            yield _mark(before.at + (dot.at - before.at) / 2, axis, dot.mark, palette, low=True)


def _mark(at: datetime, axis: str, mark: str, palette: Palette, *, low: bool) -> Part:
    return {
        "x": _at(at), "y": 0 if low else 1, "yref": f"{axis} domain",
        "yanchor": "bottom" if low else "middle", "bgcolor": palette.ground, "borderpad": 0,
        "text": f"<b>{escape(mark)}</b>", "showarrow": False,
        "font": {"size": 12, "color": palette.second if low else palette.other},
    }  # fmt: skip


def _traces(step: StepTrendView, axis: str, palette: Palette) -> Iterator[Part]:
    """Ranges, lines and dots of a step, each as one trace."""
    dots = [dot for dot in step.dots if dot.point]
    width = BAR if len(dots) <= MANY else THIN
    lines: Part = {"type": "scatter", "yaxis": axis, "mode": "lines", "hoverinfo": "skip"}
    for places, opacity, thick in ((_ranges(dots), 0.4, width), (_lines(dots), 1, 2)):
        given = list(places)
        yield lines | {
            "x": [x for x, _ in given], "y": [y for _, y in given], "opacity": opacity,
            "line": {"color": palette.primary, "width": thick},
        }  # fmt: skip
    yield {
        "type": "scatter", "yaxis": axis, "mode": "markers", "cliponaxis": False,
        "x": [_at(dot.at) for dot in dots], "y": [dot.point.score for dot in dots if dot.point],
        "text": [f"{escape(dot.day)}: {escape(dot.score)}" for dot in dots],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"color": palette.primary, "size": width + 4},
    }  # fmt: skip


Places = Iterator[tuple[str | None, float | None]]


def _ranges(dots: Iterable[DotView]) -> Places:
    """The ends of each range, with nothing between one range and the next."""
    for dot in dots:
        if dot.point:
            yield _at(dot.at), dot.point.low
            yield _at(dot.at), dot.point.high
            yield None, None


def _lines(dots: Iterable[DotView]) -> Places:
    """The dots of each stretch, with nothing between one stretch and the next."""
    stretch = None
    for dot in dots:
        if stretch not in (None, dot.stretch):
            yield None, None
        stretch = dot.stretch
        if dot.point:
            yield _at(dot.at), dot.point.score
