"""A figure with its limit, the table of figures, and how things are timed against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """A line of the table. `met` is None for what is only reported."""

    name: str
    figure: str
    limit: str = ""
    ratio: float | None = None
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The line's cells as text."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = "" if self.met is None else "yes" if self.met else "NO"
        return self.name, self.figure, self.limit, ratio, met


def below(name: str, value: float, limit: float, unit: str) -> Figure:
    """A figure that must be under a limit, both in one unit."""
    return Figure(name, f"{value:.4g} {unit}", f"< {limit:g} {unit}", value / limit, value < limit)


def against(name: str, ours: float, other: float, limit: float, unit: str) -> Figure:
    """A figure that may be at most `limit` times another one from the same run."""
    ratio = ours / other
    told = f"{ours:.4g} {unit} against {other:.4g} {unit}"
    return Figure(name, told, f"<= {limit:g} times", ratio, ratio <= limit)


def held(name: str, told: str, *, limit: str, met: bool) -> Figure:
    """A figure that is not a number: what was seen, and whether it is as it should be."""
    return Figure(name, told, limit, None, met)


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines under a head, the columns aligned; the ratio's is set to the right."""
    rows = [("name", "figure", "limit", "ratio", "met"), *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(
            cell.rjust(width) if column == 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def milliseconds(seconds: Sequence[float]) -> float:
    """The median of some times, in milliseconds."""
    return 1000 * median(seconds)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed."""
    ordered = sorted(values)
    place = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(place) - 1)]


def in_turn(rounds: int, *acts: Callable[[], object]) -> list[list[float]]:
    """The seconds that each act took in each round; every second round goes backwards.

    What disturbs a machine for a while so disturbs all of them. One round before is not counted.
    """
    taken: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + 1):
        order = range(len(acts)) if number % 2 else range(len(acts) - 1, -1, -1)
        for place in order:
            began = perf_counter()
            acts[place]()
            if number:
                taken[place].append(perf_counter() - began)
    return taken
