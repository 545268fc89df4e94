"""The focus of each row of a table of answers; agrees with `find_focus` on every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, pi, sqrt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from quiz.bank import Bank, MeasurementModel
from quiz.findings.focus import NoFocus, Verdict
from quiz.findings.lowest import REACH, SPACING
from quiz.scoring.answers import AnswerTable
from quiz.scoring.scorecard import EXACT
from quiz.scoring.table import Scorer

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

VERDICTS: Final = tuple(Verdict)
REASONS: Final = tuple(NoFocus)
NONE: Final = -1  # as a place in a list: none of them
ROWS: Final = 2048  # worked on at a time, so that the arrays of a node stay in the cache


@dataclass(frozen=True)
class Foci:
    """What `Focus` says, for some rows: places in a list, and arrays of one column a person.

    `chances` and `listed` have one row a step; the chances are NaN where there are none.
    """

    chances: Floats
    verdicts: Places
    reasons: Places
    listed: Bools
    begins: Places
    befores: Places


def foci_of(bank: Bank, frame: pd.DataFrame, not_applicable: str | float) -> pd.DataFrame:
    """See `quiz.findings.focus_table`."""
    table = AnswerTable.of(bank, frame, not_applicable)
    ids = [step.id for step in bank.steps]
    size = len(frame)
    chances = np.empty((len(ids), size))
    places = {
        name: np.empty(size, np.int16) for name in ("verdicts", "reasons", "begins", "befores")
    }
    lists = np.empty(size, object)
    for rows, found in _foci(bank, table):
        chances[:, rows] = found.chances
        for name, column in places.items():
            column[rows] = getattr(found, name)
        lists[rows] = _step_lists(found, ids)
    results: dict[str, Any] = {f"{step}.p": chances[at] for at, step in enumerate(ids)}
    for name, field, kinds in (
        ("verdict", "verdicts", [verdict.value for verdict in VERDICTS]),
        ("reason", "reasons", [reason.value for reason in REASONS]),
        ("begin_with", "begins", ids),
        ("prerequisite", "befores", ids),
    ):
        results[name] = pd.Categorical.from_codes(places[field], dtype=pd.CategoricalDtype(kinds))
    results["steps"] = lists
    return table.with_results(results)


def _foci(bank: Bank, table: AnswerTable) -> Iterator[tuple[slice, Foci]]:
    """The foci of a table, from the first row on, at most `ROWS` at a time."""
    scorer = Scorer(table)
    rankable = _rankable(bank, table)
    for sums in table.sums(quality=True):
        scored = scorer.score(sums)
        for start in range(0, scored.points.shape[1], ROWS):
            part = slice(start, start + ROWS)
            points, sems = scored.points[:, part], scored.sems[:, part]
            first = sums.rows.start + start
            rows = slice(first, first + points.shape[1])
            ranked = ~np.isnan(points) & rankable[:, rows]
            yield rows, foci_of_scores(bank, points, sems, ranked, sums.one_answer[part])


def foci_of_scores(
    bank: Bank, points: Floats, sems: Floats, ranked: Bools, one_answer: Bools
) -> Foci:
    """The foci of rows with these scores, one row a step and one column a person.

    `ranked` says which steps are compared, `one_answer` who gave one answer throughout.
    """
    chances = chances_of_lowest(points, sems, ranked, bank.measurement_model)
    return call_rows(bank, points, chances, _reasons(bank, points, ranked, one_answer))


def _rankable(bank: Bank, table: AnswerTable) -> Bools:
    """For each step, which rows gave the context answers that let it be ranked."""
    rankable = np.ones((len(bank.steps), len(table.frame)), np.bool_)
    for at, step in enumerate(bank.steps):
        for name, allowed in (step.only_ranked_if or {}).items():
            column = table.column(name)
            if column is None:
                rankable[at] = False
                continue
            places, kinds = pd.factorize(column)
            allows = np.array([*(_option(kind) in allowed for kind in kinds), False])  # -1: empty
            rankable[at] &= allows[places]
    return rankable


def _option(cell: object) -> str:
    """The id of the option that a cell names: a whole number is its digits (1.0 too: a CSV's 1)."""
    if isinstance(cell, float | np.floating) and cell == np.rint(cell):
        return f"{cell:.0f}"
    return str(cell)


def chances_of_lowest(
    points: Floats, sems: Floats, ranked: Bools, model: MeasurementModel
) -> Floats:
    """For each row, the probability of each ranked step to be the lowest; else NaN.

    Vectorised `probabilities_of_lowest(*shrunken(...))`: see there. Also NaN where fewer than two
    steps are ranked.
    """
    chances = np.full(points.shape, np.nan)
    several = ranked.sum(axis=0) >= 2
    if not several.any():
        return chances
    ranked = ranked[:, several]
    points, sems = np.where(ranked, points[:, several], 0.0), sems[:, several]
    centre = points.sum(axis=0) / ranked.sum(axis=0)
    trust = model.between_step_sd**2 / (model.between_step_sd**2 + sems**2)
    means = np.where(ranked, centre + trust * (points - centre), np.inf)  # never the lowest
    sds = np.where(ranked, np.sqrt(trust) * sems, 1.0)
    chances[:, several] = np.where(ranked, _integrated(means, sds), np.nan)
    return chances


def _integrated(means: Floats, sds: Floats) -> Floats:
    """The integral of `quiz.findings.lowest` for each row; an infinite mean has probability 0."""
    means = means - means.min(axis=0)  # so that a narrow spread does not drown in the means
    start, end = (means - REACH * sds).min(axis=0), (means + REACH * sds).min(axis=0)
    precision = np.where(np.isfinite(means), sds**-2, 0.0).sum(axis=0)
    intervals = ceil(float(((end - start) * np.sqrt(precision)).max()) / SPACING)
    width = (end - start) / intervals
    chances = np.zeros_like(means)
    for node in range(intervals + 1):
        z = (start + node * width - means) / sds
        above = ndtr(-z)
        chances += np.exp(-0.5 * z * z) / above * above.prod(axis=0)
    chances *= width / (sds * sqrt(2 * pi))
    return chances


def _reasons(bank: Bank, points: Floats, ranked: Bools, one_answer: Bools) -> Places:
    """For each row, why it has no focus, or `NONE`: the first that holds, as in `NoFocus`."""
    lowest = np.where(ranked, points, np.inf).min(axis=0)
    holds = {
        NoFocus.ONE_ANSWER: one_answer,
        NoFocus.TOO_FEW: ranked.sum(axis=0) < 2,
        NoFocus.ALL_WELL: lowest >= bank.measurement_model.none_stands_out_from,
    }
    return np.select(list(holds.values()), [REASONS.index(reason) for reason in holds], NONE)


def call_rows(bank: Bank, points: Floats, chances: Floats, reasons: Places) -> Foci:
    """The foci of rows with these probabilities; see `quiz.findings.focus.call`."""
    model = bank.measurement_model
    p = np.where(np.isnan(chances), -1.0, chances)
    second, highest = np.sort(np.vstack([np.full((1, p.shape[1]), -1.0), p]), axis=0)[-2:]
    bar = model.contender_ratio * highest - EXACT
    alone = (p >= bar).sum(axis=0) == 1
    clear = alone & (highest >= model.p_lowest_clear)
    likely = alone & (highest >= model.p_lowest_likely)
    bar = np.where(clear | likely, bar, np.minimum(bar, second - EXACT))
    focused = reasons == NONE
    listed = (p >= bar) & focused
    verdicts = np.select(
        [~focused, clear, likely],
        [VERDICTS.index(v) for v in (Verdict.NONE, Verdict.CLEAR, Verdict.LIKELY)],
        VERDICTS.index(Verdict.TOO_CLOSE),
    )
    begins = np.where(focused, listed.argmax(axis=0), NONE)
    befores = _prerequisites(bank, points, begins)
    begins = np.where(befores == NONE, begins, befores)
    return Foci(chances, verdicts, reasons, listed, begins, befores)


def _prerequisites(bank: Bank, points: Floats, begins: Places) -> Places:
    """For each row, the step that comes before the one to begin with, or `NONE`."""
    place = {step.id: at for at, step in enumerate(bank.steps)}
    low = np.zeros(points.shape, np.bool_)
    for rule in bank.prerequisites:
        applies = np.isin(begins, [place[step] for step in rule.for_])
        for step in rule.steps:
            low[place[step]] |= applies & (points[place[step]] < rule.below)
    earliest = low.argmax(axis=0)
    return np.where(low.any(axis=0) & (earliest != begins), earliest, NONE)


def _step_lists(found: Foci, ids: Sequence[str]) -> npt.NDArray[np.object_]:
    """For each row, the ids listed, a prerequisite first; each different list is made once."""
    codes = found.befores - NONE
    for first in range(0, len(ids), 30):  # as many bits at a time as leave room for the codes
        bits = found.listed[first : first + 30]
        word = (bits * (1 << np.arange(len(bits)))[:, None]).sum(axis=0)
        codes = pd.factorize(codes * 2**30 + word)[0]
    _, examples, places = np.unique(codes, return_index=True, return_inverse=True)
    lists = np.empty(len(examples), object)
    for at, row in enumerate(examples):
        before = [found.befores[row]] if found.befores[row] != NONE else []
        listed = dict.fromkeys([*before, *np.flatnonzero(found.listed[:, row])])
        lists[at] = tuple(ids[step] for step in listed)
    return lists[places]
