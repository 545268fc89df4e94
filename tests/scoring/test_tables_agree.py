"""A table gives each row what its person's attempt gives alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.bank import Bank
from quiz.findings import Focus, find_focus, focus_table
from quiz.scoring import Scorecard, score, score_table
from tests.any_bank import DECISIONS, answers_to, banks
from tests.banks_in_code import answers_in_turn, attempt_at, make_bank


@st.composite
def tables(draw: st.DrawFn) -> tuple[Bank, list[dict[str, Answer]], list[str | None], int]:
    """Answers of some people who all opened the same pages, and their decisions."""
    bank = draw(banks(max_steps=4))
    rows = draw(st.lists(answers_to(bank), min_size=1, max_size=6))
    decisions = [draw(st.sampled_from(DECISIONS)) for _ in rows]
    return bank, rows, decisions, draw(st.integers(1, len(bank.pages)))


def frame_of(bank: Bank, rows: list[dict[str, Answer]], opened: int) -> pd.DataFrame:
    """The table of these answers: a column for each item on the pages opened."""
    return pd.DataFrame(
        {
            item.id: pd.Series(
                ["NA" if row.get(item.id) is NOT_APPLICABLE else row.get(item.id) for row in rows],
                dtype=object,
            )
            for item in bank.shown(opened)
        }
    )


@settings(max_examples=200)
@given(tables())
def test_tables_agree_with_single_attempts_on_every_row(
    drawn: tuple[Bank, list[dict[str, Answer]], list[str | None], int],
) -> None:
    bank, rows, decisions, opened = drawn
    shown = {item.id for item in bank.shown(opened)}
    rows = [{i: answer for i, answer in row.items() if i in shown} for row in rows]
    frame = frame_of(bank, rows, opened)
    frame["decision"] = decisions
    scores, foci = score_table(bank, frame), focus_table(bank, frame)
    for at, (answers, decision) in enumerate(zip(rows, decisions, strict=True)):
        card = score(bank, attempt_at(bank, answers, opened))
        assert_same_card(card, scores.iloc[at])
        context = {"decision": decision} if decision else {}
        assert_same_focus(bank, find_focus(bank, card, context), foci.iloc[at])


def assert_same_card(card: Scorecard, row: pd.Series[Any]) -> None:
    for step in card.steps:
        nan = float("nan")
        assert row[f"{step.step}.status"] == step.status
        assert row[f"{step.step}.answered"] == step.answered
        expected = [
            nan if step.score is None else step.score,
            nan if step.sem is None else step.sem,
        ]
        found = [row[f"{step.step}.score"], row[f"{step.step}.sem"]]
        np.testing.assert_array_equal(found, expected)  # to the last bit


def assert_same_focus(bank: Bank, focus: Focus, row: pd.Series[Any]) -> None:
    for step in bank.steps:
        p = focus.probabilities.get(step.id, float("nan"))
        assert row[f"{step.id}.p"] == pytest.approx(p, abs=1e-10, nan_ok=True)
    for name in ("reason", "begin_with", "prerequisite"):
        found = row[name]
        assert (None if pd.isna(found) else found) == getattr(focus, name)
    assert row["verdict"] == focus.verdict
    assert row["steps"] == focus.steps


@pytest.mark.parametrize("steps", [1, 2, 31, 62, 70])
def test_tables_agree_with_single_attempts_for_many_steps(steps: int) -> None:
    bank = make_bank({f"S{n}": "+-+" for n in range(steps)}, low=1, high=6)
    draw = np.random.default_rng(steps)
    cells = draw.choice([1, 2, 3, 4, 5, 6, np.nan], (40, len(bank.items)), p=[0.15] * 6 + [0.1])
    cells[0], cells[1] = 3.0, np.nan
    frame = pd.DataFrame(cells, columns=list(bank.item_by_id))
    scores, foci = score_table(bank, frame), focus_table(bank, frame)
    for at, row in enumerate(cells):
        answers: dict[str, Answer] = {
            i: int(cell) for i, cell in zip(bank.item_by_id, row, strict=True) if not np.isnan(cell)
        }
        card = score(bank, attempt_at(bank, answers))
        assert_same_card(card, scores.iloc[at])
        assert_same_focus(bank, find_focus(bank, card), foci.iloc[at])


def assert_rows_agree(bank: Bank, rows: list[dict[str, Answer]]) -> None:
    """Each row of answers to the whole bank comes out alike in a table and alone."""
    frame = frame_of(bank, rows, len(bank.pages))
    scores, foci = score_table(bank, frame), focus_table(bank, frame)
    for at, answers in enumerate(rows):
        card = score(bank, attempt_at(bank, answers))
        assert_same_card(card, scores.iloc[at])
        assert_same_focus(bank, find_focus(bank, card), foci.iloc[at])


def test_tables_agree_on_one_answer_throughout() -> None:
    bank = make_bank({"A": "+-++-+", "B": "++++++"})
    rows = ["333333333333", "3333333333..", "333333333...", "33333333N.33", "3.33N3333333"]
    given = [answers_in_turn(bank, {"A": row[:6], "B": row[6:]}) for row in rows]
    assert_rows_agree(bank, given)
    reasons = focus_table(bank, frame_of(bank, given, len(bank.pages)))["reason"]
    flagged = reasons == "one_answer_throughout"
    assert flagged.tolist() == [True, True, False, True, False]


def test_tables_agree_where_the_noise_is_next_to_nothing() -> None:
    bank = make_bank({"A": "++", "B": "++", "C": "++"}, measurement_model={"item_noise_sd": 1e-12})
    rows = [{"A": "33", "B": "22", "C": "22"}, {"A": "11", "B": "22", "C": "23"}]
    given = [answers_in_turn(bank, row) for row in rows]
    assert_rows_agree(bank, given)
    foci = focus_table(bank, frame_of(bank, given, len(bank.pages)))
    assert foci["B.p"].tolist() == pytest.approx([0.5, 0.0], abs=1e-12)
    assert foci["steps"].tolist() == [("B", "C"), ("A",)]
