"""The chart of one result."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go

from quiz.charts.palette import AXIS_END, Palette, base_layout, palette_of, score_axis
from quiz.views.results.result import ResultView, StepView


def result_figure(
    view: ResultView, *, dark: bool, mark: str, begin: str, font: str = "Sarabun"
) -> go.Figure:
    """Five rows (one a step, in their order): a dot with its range on one 0-100 axis.

    The listed steps are drawn in the primary colour, larger, as diamonds, and carry the word
    `mark` (`begin` where several are listed and this is the one to begin with): colour is never
    the only sign. The names of the bands stand along the top.
    """
    palette = palette_of(dark=dark)
    figure = go.Figure()
    rows = len(view.steps)
    _bands(figure, view.bands, palette, rows)
    for row, step in enumerate(view.steps):
        sign = begin if step.begin_here else mark if step.in_focus else ""
        _row(figure, step, rows - 1 - row, palette, sign)
    figure.update_layout(**_layout(rows, palette, font))
    return figure


def _bands(
    figure: go.Figure, bands: tuple[tuple[float, str], ...], palette: Palette, rows: int
) -> None:
    """Every second band shaded, each named above the rows."""
    ends = [start for start, _ in bands[1:]] + [AXIS_END] * bool(bands)
    for index, ((start, name), end) in enumerate(zip(bands, ends, strict=True)):
        if index % 2 == 0:
            figure.add_shape(
                type="rect", x0=start, x1=end, y0=-0.5, y1=rows - 0.3,
                fillcolor=palette.panel, line_width=0, layer="below",
            )  # fmt: skip
        # Staggered, so that long names have the width of two bands on a phone; the outer ones
        # end with the axis.
        x, anchor = (start + end) / 2, "center"
        if start == 0:
            x, anchor = start, "left"
        elif end == AXIS_END:
            x, anchor = end, "right"
        figure.add_annotation(
            x=x, xanchor=anchor, y=rows - 0.3 + (0.3 if index % 2 else 0), text=escape(name),
            showarrow=False, yanchor="bottom", font={"size": 13, "color": palette.second},
        )  # fmt: skip


def _row(figure: go.Figure, step: StepView, y: int, palette: Palette, sign: str) -> None:
    """One step: its name above, its range as a bar, its score as a dot."""
    colour = palette.primary if step.in_focus else palette.second
    name = f"<b>{escape(step.title)}</b>" if step.in_focus else escape(step.title)
    figure.add_annotation(
        x=0, y=y + 0.26, text=name, showarrow=False, xanchor="left", yanchor="bottom",
        font={"size": 15, "color": palette.primary if step.in_focus else palette.text},
    )  # fmt: skip
    if sign:
        figure.add_annotation(
            x=AXIS_END, y=y + 0.26, text=escape(sign), showarrow=False, xanchor="right",
            yanchor="bottom", font={"size": 13, "color": palette.primary},
        )  # fmt: skip
    if step.score is None:
        figure.add_annotation(
            x=0, y=y, text=step.line, showarrow=False, xanchor="left",
            font={"size": 13, "color": palette.second},
        )  # fmt: skip
        return
    figure.add_scatter(
        x=[step.low, step.high], y=[y, y], mode="lines", hoverinfo="skip",
        line={"color": colour, "width": 5 if step.in_focus else 3}, opacity=0.55,
    )  # fmt: skip
    figure.add_scatter(
        x=[step.score], y=[y], mode="markers", cliponaxis=False,
        hovertemplate=f"{escape(step.line)}<extra></extra>",
        marker={
            "color": colour,
            "size": 17 if step.in_focus else 13,
            "symbol": "diamond" if step.in_focus else "circle",
        },
    )  # fmt: skip


def _layout(rows: int, palette: Palette, font: str) -> dict[str, Any]:
    return {
        **base_layout(palette, font),
        "height": 78 * rows + 96,
        "margin": {"l": 8, "r": 14, "t": 8, "b": 28},
        "xaxis": score_axis(palette),
        "yaxis": {"visible": False, "range": [-0.5, rows + 0.35], "fixedrange": True},
    }
