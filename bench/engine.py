"""The engine: one attempt, and a table of a million people."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.figures import Figure, against, below, in_turn, milliseconds
from dev import ROOT
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.content import load
from quiz.findings import find_focus, focus_table
from quiz.scoring import score, score_table

PEOPLE = 1_000_000
PEOPLE_IN_FOCUS_TABLE = 100_000
MISSING = 0.05
SEED = 20


def measure(*, quick: bool) -> Iterator[Figure]:
    """One attempt, `score_table` against numpy and against pandas, and `focus_table`."""
    bank = load(ROOT / "questions" / "trust").bank
    yield one_attempt(bank)
    yield from whole_tables(bank, 3 if quick else 9)
    yield focuses(bank)


def one_attempt(bank: Bank) -> Figure:
    """The median of scoring one attempt and finding its focus, over a thousand different ones."""
    rng = random.Random(SEED)
    context = {question.name: question.options[0] for question in bank.context}
    taken = []
    for number in range(1_200):
        answers = {
            item.id: rng.choice(bank.scale.values) for item in bank.items if rng.random() >= MISSING
        }
        attempt = Attempt(bank.id, bank.version, answers, len(bank.pages), context=context)
        began = perf_counter()
        find_focus(bank, score(bank, attempt), attempt.context)
        if number >= 200:
            taken.append(perf_counter() - began)
    return below("one attempt scored, with its focus", milliseconds(taken), 2, "ms")


def answers_of(bank: Bank, people: int) -> npt.NDArray[np.float64]:
    """Random answers, one row a person and one column an item; 5 % are missing (NaN)."""
    rng = np.random.default_rng(SEED)
    shape = (people, len(bank.items))
    answers = rng.integers(bank.scale.min, bank.scale.max, shape, endpoint=True).astype(np.float64)
    answers[rng.random(shape) < MISSING] = np.nan
    return answers


def plain_pandas(bank: Bank, frame: pd.DataFrame) -> pd.DataFrame:
    """The steps' scores as an analyst would write them: NaN where there are too few answers."""
    reverse = [item.id for item in bank.items if item.key == "-"]
    keyed = frame.copy()
    keyed[reverse] = bank.scale.min + bank.scale.max - keyed[reverse]
    scores = {}
    for step, items in bank.items_by_step.items():
        part = keyed[[item.id for item in items]]
        answered = part.count(axis=1)
        points = 100 * (part.mean(axis=1) - bank.scale.min) / (bank.scale.max - bank.scale.min)
        enough = (answered >= bank.enough_answers.at_least) & (2 * answered >= len(items))
        scores[step] = points.where(enough)
    return pd.DataFrame(scores)


def whole_tables(bank: Bank, rounds: int) -> list[Figure]:
    """`score_table` on a million people: against a matrix product, against pandas; its memory.

    Two frames of the same numbers: one made of columns, as a file is read, and one around an array
    with a row a person, in which the answers to one item lie far apart.
    """
    answers = answers_of(bank, PEOPLE)
    ids = [item.id for item in bank.items]
    rows = pd.DataFrame(answers, columns=ids, copy=False)
    columns = pd.DataFrame({name: answers[:, at].copy() for at, name in enumerate(ids)})
    weights = np.random.default_rng(SEED).random((len(ids), len(bank.steps)))
    difference = _largest_difference(bank, columns)
    if not difference < 1e-9:
        raise AssertionError(f"score_table and plain pandas differ by {difference}")
    product, ours, ours_rows, pandas, pandas_rows = map(
        median,
        in_turn(
            rounds,
            lambda: answers @ weights,
            lambda: score_table(bank, columns),
            lambda: score_table(bank, rows),
            lambda: plain_pandas(bank, columns),
            lambda: plain_pandas(bank, rows),
        ),
    )
    return [
        against("score_table, 1,000,000 x 40, against a matrix product", ours, product, 8, "s"),
        against("  the same, a frame around one array", ours_rows, product, 8, "s"),
        against("score_table against plain pandas", ours, pandas, 0.5, "s"),
        against("  the same, a frame around one array", ours_rows, pandas_rows, 0.5, "s"),
        Figure("score_table, memory at its peak", _memory_at_peak(bank, columns)),
    ]


def _largest_difference(bank: Bank, frame: pd.DataFrame) -> float:
    """How far the two ways of scoring are apart anywhere; infinite where only one has a score."""
    plain, ours = plain_pandas(bank, frame), score_table(bank, frame)
    largest = 0.0
    for step in plain:
        one, other = plain[step].to_numpy(), ours[f"{step}.score"].to_numpy()
        if not np.array_equal(np.isnan(one), np.isnan(other)):
            return np.inf
        largest = max(largest, float(np.nanmax(np.abs(one - other))))
    return largest


def _memory_at_peak(bank: Bank, frame: pd.DataFrame) -> str:
    """What `score_table` allocates at most, its result included, beside the frame's own size."""
    tracemalloc.start()
    try:
        score_table(bank, frame)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    table = frame.memory_usage(index=False).sum()
    return f"{peak / 1e6:.0f} MB beside a table of {table / 1e6:.0f} MB"


def focuses(bank: Bank) -> Figure:
    """How many rows a second `focus_table` gets through, the median of five tables."""
    frame = pd.DataFrame(
        answers_of(bank, PEOPLE_IN_FOCUS_TABLE), columns=[item.id for item in bank.items]
    )
    for question in bank.context:
        frame[question.name] = question.options[0]
    (taken,) = in_turn(5, lambda: focus_table(bank, frame))
    rate = PEOPLE_IN_FOCUS_TABLE / median(taken)
    return Figure("focus_table, 100,000 people", f"{rate:,.0f} rows a second")
