"""The colours and the type that every chart has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

AXIS_END: Final = 100
ROW: Final = 100
"""Pixels a step where two are held against each other: its name, what is said of it, its dots."""

Part = dict[str, Any]
"""A trace, an annotation, a shape or an axis as Plotly takes it."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme (contrast on their ground is in the look's table).

    `other` is the second voice: an earlier attempt, or the partner's.
    """

    text: str
    second: str
    primary: str
    other: str
    panel: str
    line: str
    ground: str


LIGHT: Final = Palette("#1F2A2E", "#54636A", "#0E5F5B", "#6B4E9B", "#F1ECE3", "#6E7B80", "#FBF8F3")
DARK: Final = Palette("#E9EFEC", "#A9B6B5", "#63C7BB", "#B9A3E3", "#1A2527", "#7E8C8B", "#11191B")


def palette_of(*, dark: bool) -> Palette:
    """The colours of the dark theme, or of the light one."""
    return DARK if dark else LIGHT


def base_layout(palette: Palette, font: str) -> Part:
    """What every chart's layout begins with: no legend, no dragging, grounds that let through."""
    return {
        "showlegend": False,
        "dragmode": False,
        "font": {"family": font, "size": 15, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"font": {"family": font}},
    }


def score_axis(palette: Palette) -> Part:
    """The 0-100 axis from left to right, with a little room at its ends."""
    return {
        "range": [-1.5, AXIS_END + 1.5],
        "tickvals": [0, 25, 50, 75, 100],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": palette.line,
        "griddash": "dot",
        "color": palette.second,
    }


def layout_of_rows(palette: Palette, font: str, rows: int) -> Part:
    """The layout of a row a step, each of height 1, the lowest around 0, on the 0-100 axis."""
    return {
        **base_layout(palette, font),
        "height": ROW * rows + 40,
        "margin": {"l": 8, "r": 14, "t": 0, "b": 28},
        "xaxis": score_axis(palette),
        "yaxis": {"visible": False, "range": [-0.5, rows - 0.5], "fixedrange": True},
    }
