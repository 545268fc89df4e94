"""What one cell of a table of answers means, whatever it is stored as.

Numbers of any width, nullable or Arrow columns, categories and text all say one of four things: an
answer, "does not apply", nothing (the cell is empty), or a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from quiz.bank import Bank, Scale
from quiz.errors import TableError

Bools = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[np.number[Any]]

_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_PLAIN: Final = (str, int, float, Decimal, np.integer, np.floating, type(None), type(pd.NA))


@dataclass(frozen=True)
class NotApplicable:
    """The code for "does not apply", as text and as a number; neither where it is not offered."""

    text: str | None = None
    number: float | None = None

    @classmethod
    def read(cls, bank: Bank, code: str | float) -> NotApplicable:
        """The code for this bank. Raises TableError for one that means something else already."""
        if not bank.scale.not_applicable:
            return cls()
        if code == "" or isinstance(code, bool) or pd.isna(code):
            raise TableError(f"{code!r} cannot stand for “does not apply”; give a text or a number")
        if isinstance(code, str):
            found = cls(code, float(code) if _WHOLE_NUMBER.fullmatch(code) else None)
        else:
            found = cls(f"{code:.0f}" if code % 1 == 0 else None, float(code))
        low, high = bank.scale.min, bank.scale.max
        if found.number is not None and low <= found.number <= high:
            raise TableError(
                f"{code!r} cannot stand for “does not apply”: it lies on the scale from {low} to "
                f"{high}; choose a code outside it"
            )
        return found

    def __str__(self) -> str:
        return str(self.number) if self.text is None else self.text


class Cells(NamedTuple):
    """Cells as numbers: NaN where empty, infinite where no number; and which do not apply."""

    numbers: Numbers
    not_applicable: Bools | None


def numbers_of(column: pd.Series[Any], code: NotApplicable) -> Cells:
    """The cells of a column.

    Each of the different cells is looked at once, but where unlike things are equal to Python
    (`True` and 1) or cannot be compared.
    """
    dtype = column.dtype
    if is_plain_number(dtype):
        return Cells(column.to_numpy(), None)
    if isinstance(dtype, pd.CategoricalDtype):
        return _looked_up(list(dtype.categories), column.cat.codes.to_numpy(), code)
    if pd.api.types.is_numeric_dtype(dtype) and not (
        pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_complex_dtype(dtype)
    ):
        return Cells(column.to_numpy(dtype=np.float64, na_value=np.nan), None)
    values = column.astype(object).to_numpy()
    if all(issubclass(kind, _PLAIN) and kind is not bool for kind in set(map(type, values))):
        places, kinds = pd.factorize(values)
        return _looked_up(list(kinds), places, code)
    return _looked_up(list(values), np.arange(len(values)), code)


def is_plain_number(dtype: object) -> bool:
    """Whether a column of this type is a numpy array of real numbers, to be used as it is."""
    return isinstance(dtype, np.dtype) and dtype.kind in "iuf"


def _looked_up(kinds: Sequence[object], places: Whole, code: NotApplicable) -> Cells:
    """Cells that are given by their place in a list of the different ones; -1 is an empty cell."""
    said = [isinstance(kind, str) and kind == code.text for kind in kinds]
    numbers = [np.nan if no else _number(kind) for kind, no in zip(kinds, said, strict=True)]
    return Cells(np.array([*numbers, np.nan])[places], np.array([*said, False])[places])


def _number(cell: object) -> float:
    """A cell as a number: NaN where it is empty, infinite where it is no number at all."""
    if isinstance(cell, str) and cell:
        return float(cell) if _WHOLE_NUMBER.fullmatch(cell) else np.inf
    if cell is None or cell is pd.NA or cell is pd.NaT or isinstance(cell, str):
        return np.nan
    if isinstance(cell, _PLAIN) and not isinstance(cell, bool):
        try:
            return float(cell)  # type: ignore[arg-type]
        except (OverflowError, ValueError):
            return np.inf
    return np.inf


def at_fault(cells: Cells, scale: Scale, code: NotApplicable) -> Bools:
    """Which cells are neither an answer on the scale, nor "does not apply", nor empty."""
    numbers = np.asarray(cells.numbers, np.float64)
    answer = (np.rint(numbers) == numbers) & (scale.min <= numbers) & (numbers <= scale.max)
    fine: Bools = answer | np.isnan(numbers)
    return ~fine if code.number is None else ~(fine | (numbers == code.number))
