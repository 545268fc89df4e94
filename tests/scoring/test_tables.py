"""Tables of answers: what a cell may be, what is carried along, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from quiz.errors import TableError
from quiz.findings import focus_table
from quiz.scoring import score_table
from tests.banks_in_code import changed, five_steps, make_bank

NAN = float("nan")
BANK = make_bank({"A": "+-+"})
CELLS: tuple[tuple[int | None, ...], ...] = (
    (0, 4, None),  # 0 and 4 turned 0: 0
    (1, None, 3),  # 1 and 3: 50
    (None, None, None),
    (4, 0, 2),  # 4, 4, 2: 10 of 12
)


def frame_of(column: Callable[[list[int | None]], Any]) -> pd.DataFrame:
    """CELLS as a frame, each column made from its list of cells."""
    return pd.DataFrame(
        {f"A_{n}": column(list(cells)) for n, cells in enumerate(zip(*CELLS, strict=True), 1)}
    )


def floats(cells: Sequence[int | None]) -> list[float]:
    return [NAN if cell is None else float(cell) for cell in cells]


def text(cells: Sequence[int | None]) -> list[str | None]:
    return [None if cell is None else str(cell) for cell in cells]


def kept_as(cells: Any, dtype: Any) -> Any:
    """Cells as a column of this type."""
    return pd.array(cells, dtype=dtype)


def test_a_table_worked_by_hand() -> None:
    result = score_table(BANK, frame_of(floats))
    assert list(result) == ["A.score", "A.answered", "A.sem", "A.status"]
    assert result["A.score"].tolist() == pytest.approx([0, 50, NAN, 250 / 3], nan_ok=True)
    assert result["A.answered"].tolist() == [2, 2, 0, 3]
    sems = [25 / 2**0.5, 25 / 2**0.5, NAN, 25 / 3**0.5]
    assert result["A.sem"].tolist() == pytest.approx(sems, nan_ok=True)
    assert result["A.status"].tolist() == ["scored", "scored", "not_enough_answers", "scored"]
    assert list(result["A.status"].cat.categories) == [
        "scored",
        "does_not_apply",
        "not_enough_answers",
    ]


STORED: dict[str, Callable[[list[int | None]], Any]] = {
    "float32": lambda cells: np.array(floats(cells), np.float32),
    "float16": lambda cells: np.array(floats(cells), np.float16),
    "object": lambda cells: np.array(cells, object),
    "Int64": lambda cells: kept_as(cells, "Int64"),
    "Int8": lambda cells: kept_as(cells, "Int8"),
    "UInt16": lambda cells: kept_as(cells, "UInt16"),
    "Float64": lambda cells: kept_as(cells, "Float64"),
    "text": lambda cells: kept_as(text(cells), "str"),
    "string": lambda cells: kept_as(text(cells), "string"),
    "text, empty cells": lambda cells: np.array([t or "" for t in text(cells)], object),
    "category": pd.Categorical,
    "category of text": lambda cells: pd.Categorical(text(cells)),
    "int8[pyarrow]": lambda cells: kept_as(cells, "int8[pyarrow]"),
    "double[pyarrow]": lambda cells: kept_as(cells, "double[pyarrow]"),
    "string[pyarrow]": lambda cells: kept_as(text(cells), pd.ArrowDtype(pa.string())),
    "decimal[pyarrow]": lambda cells: kept_as(cells, pd.ArrowDtype(pa.decimal128(4, 1))),
    "dictionary[pyarrow]": lambda cells: kept_as(
        cells,
        pd.ArrowDtype(pa.dictionary(pa.int8(), pa.int64())),
    ),
    "sparse": lambda cells: pd.arrays.SparseArray(floats(cells)),
}


@pytest.mark.parametrize("stored", STORED)
def test_it_does_not_matter_how_cells_are_stored(stored: str) -> None:
    frame = frame_of(STORED[stored])
    before = frame.copy(deep=True)
    pd.testing.assert_frame_equal(score_table(BANK, frame), score_table(BANK, frame_of(floats)))
    pd.testing.assert_frame_equal(focus_table(BANK, frame), focus_table(BANK, frame_of(floats)))
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64])
def test_whole_numbers_without_gaps(kind: type) -> None:
    frame = pd.DataFrame({"A_1": [1, 4], "A_2": [3, 0], "A_3": [0, 4]}, dtype=kind)
    assert score_table(BANK, frame)["A.score"].tolist() == pytest.approx([100 * 2 / 12, 100])


@pytest.mark.parametrize(
    "cells",
    [
        [5, 1],
        [-1, 1],
        [2.5, 1],
        [1 + 1e-12, 1],
        [259.0, 1],  # 3 in eight bits
        [1e300, 1],
        [np.inf, 1],
        [-np.inf, 1],
        [True, False],
        np.array([True, 1], object),
        np.array([1.5, "1"], object),
        pd.array([True, None], dtype="boolean"),
        pd.array([True, None], dtype="bool[pyarrow]"),
        ["x", "1"],
        ["3.0", "1"],
        [" 3", "1"],
        ["٣", "1"],
        ["na", "1"],
        [b"1", b"1"],
        [[1], 1],
        np.array([np.array([1, 2]), 1], dtype=object),
        [10**400, 1],
        np.array([2**64 - 1, 1], np.uint64),
        [1 + 0j, 1],
        pd.to_datetime(["2020-01-01", "NaT"]),
        pd.to_timedelta(["1D", None]),
        pd.Categorical(["x", "1"]),
        pd.Categorical([True, None]),
        pd.array([9, 1], dtype="Int8"),
    ],
    ids=repr,
)
def test_what_cannot_be_an_answer_is_refused(cells: Any) -> None:
    frame = pd.DataFrame({"A_1": [1, 1], "A_2": cells}, index=["ann", "bob"])
    for table in (score_table, focus_table):
        with pytest.raises(TableError, match=r"column 'A_2': .* in row 'ann'") as refused:
            table(BANK, frame)
        assert "a whole number from 0 to 4" in str(refused.value)
        assert "A_1" not in str(refused.value)


def test_a_truth_value_is_not_taken_for_the_number_it_equals() -> None:
    frame = pd.DataFrame({"A_1": np.array([1, True], object), "A_2": [1, 1]})
    with pytest.raises(TableError, match=r"'A_1': True in row 1$"):
        score_table(BANK, frame)


def test_every_faulty_column_is_named_at_once_with_its_first_rows() -> None:
    size = 40_000
    frame = pd.DataFrame({"A_1": np.zeros(size), "A_2": np.ones(size), "A_3": np.ones(size)})
    frame.loc[[7, 17_000, 39_000, 39_999], "A_3"] = 8
    frame.loc[39_998, "A_1"] = 0.5
    with pytest.raises(TableError) as refused:
        score_table(BANK, frame)
    assert str(refused.value).splitlines() == [
        (
            "nothing was scored: a cell must hold a whole number from 0 to 4, NA (does not apply) "
            "or be empty"
        ),
        "column 'A_1': 0.5 in row 39998",
        "column 'A_3': 8.0 in row 7, 8.0 in row 17000, 8.0 in row 39000 and 1 more",
    ]


def test_other_columns_are_carried_in_front_and_the_index_kept() -> None:
    index = pd.Index(["x", "x", "z"], name="person")
    frame = pd.DataFrame(
        {
            "A_2": [0, 1, 2],
            "id": pd.array([3, None, 1], dtype="Int64"),
            "A_1": [4, 4, 4],
            "note": ["a", None, "c"],
            "A_3": [2, 2, 2],
            5: [1.5, 2.5, 3.5],
        },
        index=index,
    )
    for table in (score_table, focus_table):
        result = table(BANK, frame)
        assert list(result)[:3] == ["id", "note", 5]
        pd.testing.assert_frame_equal(result[["id", "note", 5]], frame[["id", "note", 5]])
        assert list(result.index) == ["x", "x", "z"]
        assert result.index.name == "person"
    assert score_table(BANK, frame)["A.score"].tolist() == pytest.approx([1000 / 12, 75, 800 / 12])


@pytest.mark.parametrize(
    ("decision", "ranked"),
    [
        (None, [False] * 4),  # no such column
        (["rebuild", "leave", None, "rebuild"], [True, False, False, True]),
        (pd.Categorical(["rebuild", "leave", None, "rebuild"]), [True, False, False, True]),
        ([1, 2, None, 1], [True, False, False, True]),  # as pandas reads an id that is a number
        (pd.array([1, 2, None, 1], dtype="Int64"), [True, False, False, True]),
    ],
)
def test_context_is_read_from_the_column_of_its_name(decision: Any, ranked: list[bool]) -> None:
    bank = make_bank({"A": "++", "B": "++"}, only_ranked_if={"A": {"decision": ("rebuild", "1")}})
    frame = pd.DataFrame(np.ones((4, 4)), columns=["A_1", "A_2", "B_1", "B_2"])
    if decision is not None:
        frame["decision"] = decision
    result = focus_table(bank, frame)
    assert result["A.p"].notna().tolist() == ranked
    assert (result["reason"] == "fewer_than_two_ranked").tolist() == [not r for r in ranked]


def test_the_order_of_rows_and_columns_changes_nothing() -> None:
    bank = five_steps()
    draw = np.random.default_rng(5)
    cells = draw.choice([0, 1, 2, 3, 4, NAN], (300, 40), p=[0.15] * 5 + [0.25])
    frame = pd.DataFrame(cells, columns=[item.id for item in bank.items])
    mixed = frame[list(draw.permutation(frame.columns))].sample(frac=1, random_state=1)
    for table in (score_table, focus_table):
        pd.testing.assert_frame_equal(table(bank, mixed).sort_index(), table(bank, frame))


@pytest.mark.parametrize("order", ["C", "F"])
def test_blocks_do_not_show(order: Any) -> None:
    # More rows than a block has: each row comes out as it does alone.
    bank = make_bank({"A": "+-+", "B": "++"}, low=1, high=6)
    cells = np.random.default_rng(0).choice([1, 2, 3, 4, 5, 6, NAN], (40_001, 5)).astype(float)
    names = [item.id for item in bank.items]
    whole = pd.DataFrame(np.array(cells, order=order), columns=names, copy=False)
    for table in (score_table, focus_table):
        result = table(bank, whole)
        for start in (0, 16_000, 32_768, 40_000):
            part = whole.iloc[start : start + 700]
            pd.testing.assert_frame_equal(result.iloc[start : start + 700], table(bank, part))


def test_a_column_that_is_present_was_shown_and_one_that_is_not_was_not_reached() -> None:
    bank = make_bank({"S": "++++++"}, short=3)
    cells = {"S_1": ["4", "NA", "NA", "NA"], "S_2": ["4", "NA", "NA", None]}

    def statuses(**more: list[str | None]) -> list[str]:
        return score_table(bank, pd.DataFrame({**cells, **more}))["S.status"].tolist()

    # Two of the three short items: one of the stage is not reached.
    two = ["scored", "does_not_apply", "does_not_apply", "not_enough_answers"]
    assert statuses() == two
    # Item 3 shown and skipped: 2 · 2 ≥ 3, and NA 2 ≥ 1.
    assert statuses(S_3=[None] * 4) == two
    # Item 4 is on a page of the full stage: 3, 5 and 6 are not reached. NA 2 < 1 + 3, 3 ≥ 0 + 3.
    assert statuses(S_4=[None, None, "NA", None]) == [
        "scored",
        "not_enough_answers",
        "does_not_apply",
        "not_enough_answers",
    ]


def test_a_step_without_a_column_has_no_answers_and_no_score() -> None:
    bank = make_bank({"A": "++", "B": "++"})
    result = score_table(bank, pd.DataFrame({"A_1": [1.0], "A_2": [2.0]}))
    assert result["B.answered"].tolist() == [0]
    assert result["B.score"].isna().all()
    assert result["B.status"].tolist() == ["not_enough_answers"]
    assert focus_table(bank, pd.DataFrame({"A_1": [1.0], "A_2": [2.0]}))["reason"].tolist() == [
        "fewer_than_two_ranked"
    ]


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("NA", ["NA", "NA", "4", None]),
        ("n/a", ["n/a", "n/a", "4", None]),
        (9, [9, 9, 4, None]),
        (9, ["9", "9", "4", None]),
        ("9", [9.0, 9.0, 4.0, NAN]),
        (-99, pd.array([-99, -99, 4, None], dtype="Int16")),
        (9.5, [9.5, 9.5, 4, NAN]),
        ("NA", pd.Categorical(["NA", "NA", "4", None])),
        (9, np.array([9, "9", 4, None], object)),
    ],
)
def test_the_code_for_does_not_apply_is_the_readers_to_choose(code: Any, cells: Any) -> None:
    frame = pd.DataFrame({"A_1": cells, "A_2": cells, "A_3": [1, None, 1, None]})
    result = score_table(BANK, frame, not_applicable=code)
    assert result["A.answered"].tolist() == [1, 0, 3, 0]
    assert result["A.status"].tolist() == [
        "does_not_apply",  # 2 NA, none skipped
        "does_not_apply",  # 2 NA, one skipped
        "scored",
        "not_enough_answers",
    ]
    focused = focus_table(BANK, frame, not_applicable=code)
    assert focused["reason"].tolist() == ["fewer_than_two_ranked"] * 4


@pytest.mark.parametrize("code", [0, 4, 3.0, "2", "", True, NAN])
def test_a_code_with_another_meaning_is_refused(code: Any) -> None:
    with pytest.raises(TableError, match="does not apply"):
        score_table(BANK, frame_of(floats), not_applicable=code)


def test_where_does_not_apply_is_not_offered_its_code_is_a_fault() -> None:
    bank = make_bank({"A": "++"}, not_applicable=False)
    with pytest.raises(TableError, match="from 0 to 4 or be empty\ncolumn 'A_1': 'NA' in row 0"):
        score_table(bank, pd.DataFrame({"A_1": ["NA", "1"], "A_2": ["1", "1"]}))


def test_a_table_without_an_item_is_refused() -> None:
    with pytest.raises(TableError, match="no column is named for an item of small, as 'A_1' is"):
        score_table(BANK, pd.DataFrame({"id": [1]}))
    with pytest.raises(TableError, match="no column"):
        focus_table(BANK, pd.DataFrame(index=[1, 2]))


def test_a_column_that_stands_twice_is_refused() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["A_1", "A_2", "A_1"])
    for table in (score_table, focus_table):
        with pytest.raises(TableError, match="these stand twice: 'A_1'"):
            table(BANK, frame)


def test_a_column_named_like_a_result_is_refused() -> None:
    frame = frame_of(floats)
    with pytest.raises(TableError, match=r"'A\.score'"):
        score_table(BANK, frame.assign(**{"A.score": 1}))
    with pytest.raises(TableError, match="'verdict'"):
        focus_table(BANK, frame.assign(verdict=1))


def test_an_empty_table_has_all_columns_and_no_rows() -> None:
    for table in (score_table, focus_table):
        full = table(BANK, frame_of(floats).assign(id="x"))
        empty = table(BANK, frame_of(floats).assign(id="x").iloc[:0])
        assert len(empty) == 0
        assert list(empty) == list(full)
        assert (empty.dtypes == full.dtypes).all()


def test_an_id_that_is_a_number_names_its_column_either_way() -> None:
    bank = make_bank({"A": "++"})
    items = tuple(i.model_copy(update={"id": str(n)}) for n, i in enumerate(bank.items, 1))
    bank = changed(bank, items=items)
    by_number = score_table(bank, pd.DataFrame({1: [4], 2: [2]}))
    by_text = score_table(bank, pd.DataFrame({"1": [4], "2": [2]}))
    pd.testing.assert_frame_equal(by_number, by_text)
    assert by_text["A.score"].tolist() == [75.0]


def test_sums_that_need_wider_numbers_are_exact() -> None:
    for low, high, half in [(0, 100, 20), (-200, 100, 20), (-1000, 1000, 20), (150, 200, 1)]:
        bank = make_bank({"A": "+" * half + "-" * half}, low=low, high=high)
        up, down = [high] * half, [low] * half
        cells = np.array([up + down, down + up, up + up], float)
        frame = pd.DataFrame(cells, columns=[item.id for item in bank.items])
        assert score_table(bank, frame)["A.score"].tolist() == [100.0, 0.0, 50.0]
