"""A table of answers, checked and added up block by block: a row a person, a column an item.

A block is worked through one column at a time, in the narrowest whole numbers that hold the sums of
a step, so that what a block needs stays in the processor's cache and the table is read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from quiz.bank import Bank, Item, Scale
from quiz.errors import TableError
from quiz.scoring.cells import (
    Bools,
    Cells,
    NotApplicable,
    Whole,
    at_fault,
    is_plain_number,
    numbers_of,
)
from quiz.scoring.scorecard import ANSWERS_FOR_CAUTION

BLOCK: Final = 16_384  # rows: a column of a block fits the first cache, its sums the second
EXAMPLES: Final = 3  # cells shown of each faulty column


@dataclass(frozen=True)
class Sums:
    """What the answers of some rows add up to. Arrays have one row a step and one column a person.

    `totals` add up the values after keying, counted from the scale's lowest; `answered` and
    `not_applicable` count (None: nobody in the block said so). `one_answer` is what
    `Scorecard.one_answer_throughout` says of each row, where it was asked for.
    """

    rows: slice
    totals: Whole
    answered: Whole
    not_applicable: Whole | None
    one_answer: Bools


@dataclass(frozen=True)
class AnswerTable:
    """The item columns of a frame, in its order, and the other columns, which are carried along."""

    bank: Bank
    frame: pd.DataFrame
    items: tuple[Item, ...]
    places: tuple[int, ...]
    code: NotApplicable

    @classmethod
    def of(cls, bank: Bank, frame: pd.DataFrame, not_applicable: str | float) -> AnswerTable:
        """The frame as a table of answers to this bank; its cells are not looked at yet.

        Raises:
            TableError: no column is an item, a column stands twice, or the code for "does not
                apply" has another meaning.
        """
        names = [_name(label) for label in frame.columns]
        twice = [_quoted(name) for name, times in Counter(names).items() if times > 1]
        if twice:
            raise TableError(f"a column can stand only once; these stand twice: {', '.join(twice)}")
        found = {
            at: bank.item_by_id[name]
            for at, name in enumerate(names)
            if isinstance(name, str) and name in bank.item_by_id
        }
        if not found:
            raise TableError(
                f"no column is named for an item of {bank.id}, as {bank.items[0].id!r} is; the "
                "table needs one column an item, one row a person"
            )
        code = NotApplicable.read(bank, not_applicable)
        return cls(bank, frame, tuple(found.values()), tuple(found), code)

    def column(self, name: str) -> pd.Series[Any] | None:
        """The column of this name, or None."""
        places = [at for at, label in enumerate(self.frame.columns) if _name(label) == name]
        return self.frame.iloc[:, places[0]] if places else None

    def with_results(self, results: Mapping[str, Any]) -> pd.DataFrame:
        """The other columns of the frame, unchanged and in front, and the results; index kept.

        Raises:
            TableError: a column that is carried along has the name of a result.
        """
        others = sorted(set(range(self.frame.shape[1])) - set(self.places))
        carried = self.frame.iloc[:, others]
        clash = [_quoted(name) for name in results if name in carried.columns]
        if clash:
            raise TableError(f"the result has columns of these names; rename: {', '.join(clash)}")
        new = pd.DataFrame(dict(results), index=self.frame.index, copy=False)
        return pd.concat([carried, new], axis=1) if others else new

    def sums(self, *, quality: bool = False) -> Iterator[Sums]:
        """What each step's answers add up to, from the first row on, at most `BLOCK` at a time.

        Raises:
            TableError: once every cell was read, if any was at fault; it names each such column,
                its first faulty cells and what a cell may hold.
        """
        adder = _Adder(self.bank, self.items, self.code, quality)
        series = [self.frame.iloc[:, at] for at in self.places]
        plain = [s.to_numpy() if is_plain_number(s.dtype) else None for s in series]
        faults = [_Faults() for _ in self.places]
        for start in range(0, len(self.frame), BLOCK):
            rows = slice(start, min(start + BLOCK, len(self.frame)))
            columns = [
                numbers_of(s.iloc[rows], self.code) if p is None else Cells(p[rows], None)
                for s, p in zip(series, plain, strict=True)
            ]
            sums = adder.add(columns, rows)
            if sums is not None:
                yield sums
                continue
            for found, cells in zip(faults, columns, strict=True):
                found.note(np.flatnonzero(at_fault(cells, self.bank.scale, self.code)) + start)
        if any(found.count for found in faults):
            raise TableError(self._report(faults))

    def _report(self, faults: list[_Faults]) -> str:
        """Every faulty column with its first faulty cells, and what a cell may hold."""
        scale = self.bank.scale
        said = f", {self.code} (does not apply)" if self.code != NotApplicable() else ""
        allowed = f"a whole number from {scale.min} to {scale.max}{said}"
        lines = [f"nothing was scored: a cell must hold {allowed} or be empty"]
        for found, item, at in zip(faults, self.items, self.places, strict=True):
            column, index = self.frame.iloc[:, at], self.frame.index
            examples = [
                f"{_quoted(column.iloc[row])} in row {_quoted(index[row])}" for row in found.first
            ]
            more = f" and {found.count - EXAMPLES} more" if found.count > EXAMPLES else ""
            if examples:
                lines.append(f"column {item.id!r}: {', '.join(examples)}{more}")
        return "\n".join(lines)


@dataclass
class _Faults:
    """How many cells of a column are at fault, and the rows of the first ones."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def note(self, rows: npt.NDArray[np.int64]) -> None:
        """Counts these rows in."""
        self.count += len(rows)
        self.first += rows[: EXAMPLES - len(self.first)].tolist()


class _Adder:
    """Adds the columns of a block up, in arrays that are used again and again."""

    def __init__(
        self, bank: Bank, items: tuple[Item, ...], code: NotApplicable, quality: bool
    ) -> None:
        order = {step: at for at, step in enumerate(bank.items_by_step)}
        self.step_of = [order[item.step] for item in items]
        self.reverse = [item.key == "-" for item in items]
        self.steps, self.code, self.quality = len(order), code.number, quality
        most = max(Counter(self.step_of).values())
        signed, unsigned = _narrowest(bank.scale, most)
        self.lowest, self.span = signed(bank.scale.min), unsigned(bank.scale.max - bank.scale.min)
        self.whole, self.turned = np.empty(BLOCK, signed), np.empty(BLOCK, unsigned)
        self.good, self.filled = np.empty(BLOCK, np.bool_), np.empty(BLOCK, np.bool_)

    def add(self, columns: list[Cells], rows: slice) -> Sums | None:
        """The sums of a block; None where a cell of it is at fault."""
        size = rows.stop - rows.start
        counted, turned = self.whole[:size].view(self.span.dtype), self.turned[:size]
        one = self.good[:size].view(np.uint8)
        totals = np.zeros((self.steps, size), self.span.dtype)
        answered, said = np.zeros_like(totals), np.zeros_like(totals)
        highest, highest_turned = np.zeros_like(turned), np.zeros_like(turned)
        of_key = np.zeros((2, size), np.uint8)
        sound = True
        for cells, step, reverse in zip(columns, self.step_of, self.reverse, strict=True):
            applies_not, whole_numbers = self._read(cells, size)
            sound &= whole_numbers
            np.maximum(highest, counted, out=highest)
            if reverse or self.quality:
                np.subtract(np.multiply(one, self.span, out=turned), counted, out=turned)
            totals[step] += turned if reverse else counted
            answered[step] += one
            if applies_not is not None:
                said[step] += applies_not
            if self.quality:
                np.maximum(highest_turned, turned, out=highest_turned)
                of_key[int(reverse)] |= one
        if not sound or highest.max() > self.span:
            return None
        one_answer = np.zeros(size, np.bool_)
        if self.quality:
            enough = answered.sum(axis=0, dtype=np.int64) >= ANSWERS_FOR_CAUTION
            one_answer = (highest == self.span - highest_turned) & enough & of_key.all(axis=0)
        return Sums(rows, totals, answered, said if said.any() else None, one_answer)

    def _read(self, cells: Cells, size: int) -> tuple[Bools | None, bool]:
        """Which cells of a column do not apply, and whether all others are whole numbers or empty.

        Fills `good` with which cells are whole numbers, and `whole` with those, counted from the
        scale's lowest, and 0 elsewhere. Taken without a sign, what lies off the scale at either
        end is then above its span.
        """
        whole, good, filled = self.whole[:size], self.good[:size], self.filled[:size]
        numbers = np.ascontiguousarray(cells.numbers)
        with np.errstate(invalid="ignore"):  # what is empty has no whole part
            np.copyto(whole, numbers, casting="unsafe")
        np.equal(whole, numbers, out=good)
        np.equal(numbers, numbers, out=filled)  # NaN is not equal to itself
        applies_not = cells.not_applicable
        if self.code is not None:
            coded = numbers == self.code
            applies_not = coded if applies_not is None else coded | applies_not
        if applies_not is not None:
            good[applies_not] = filled[applies_not] = False
        np.subtract(whole, self.lowest, out=whole)
        np.multiply(whole, good.view(np.int8), out=whole)
        return applies_not, np.count_nonzero(good) == np.count_nonzero(filled)


def _quoted(value: object) -> str:
    """A cell or label as Python writes it, cut where it is long."""
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _name(label: Hashable) -> Hashable:
    """The id that a column's label means: a whole number is its digits, as in a bank's file."""
    if isinstance(label, int | np.integer) and not isinstance(label, bool):
        return str(label)
    return label


def _narrowest(scale: Scale, most: int) -> tuple[type[np.signedinteger], type[np.unsignedinteger]]:
    """The smallest whole numbers that hold the scale, and the total of `most` items, unsigned."""
    total = max(most * (scale.max - scale.min), most)
    for signed, unsigned in ((np.int8, np.uint8), (np.int16, np.uint16)):
        ends = np.iinfo(signed)
        if ends.min <= scale.min and scale.max <= ends.max and total <= np.iinfo(unsigned).max:
            return signed, unsigned
    return np.int32, np.uint32  # a scale ends at 1000: room for two million items
