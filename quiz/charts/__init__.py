"""Charts: from a view to a Plotly figure, a module a view. The only room that knows Plotly."""

from quiz.charts.comparison import comparison_figure
from quiz.charts.couple import together_figure
from quiz.charts.palette import DARK, LIGHT, Palette
from quiz.charts.result import result_figure
from quiz.charts.trend import trend_figure

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "comparison_figure",
    "result_figure",
    "together_figure",
    "trend_figure",
]
