"""Tables as one workbook (XLSX), or each as CSV in one ZIP. The same tables give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from quiz.export.tables import Cell, Table
from quiz.resultfile import csv_of, defused

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

MOST_ROWS: Final = 1_048_575
"""Rows that a sheet of a workbook holds beside its head; a longer table goes on in another."""
LONGEST: Final = 32_767
"""Characters that a cell of a workbook holds."""
NEVER: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a file says nothing of when it was made
NARROWEST: Final = 10
"""Characters that a column has room for at least: those of a day."""
WIDEST: Final = 60
"""The most characters that a column has room for; longer texts wrap."""
BESIDE: Final = 4
"""Characters that the button to filter by takes beside a head."""


def workbook(tables: Sequence[Table], *, most_rows: int = MOST_ROWS) -> bytes:
    """The tables as a workbook, a sheet each; days are days, and a text is never a formula.

    What is longer than a cell can be is cut and ends with "…".
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - for an export only

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(out, options) as book:
        book.set_properties({"created": NEVER})
        sheets = _Sheets(book)
        for table in tables:
            for number, start in enumerate(range(0, max(len(table.rows), 1), most_rows), start=1):
                name = table.name if number == 1 else f"{table.name} {number}"
                sheets.add(name, table.columns, table.rows[start : start + most_rows])
    return out.getvalue()


class _Sheets:
    """The sheets of one workbook, all in one hand."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1})
        top = {"valign": "top"}
        self.plain = book.add_format(top)
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.points = book.add_format({**top, "num_format": "0.00"})
        self.text = book.add_format({**top, "text_wrap": True})
        self.quoted = book.add_format({**top, "text_wrap": True, "quote_prefix": True})

    def add(self, name: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> None:
        """One sheet: the head stays in sight and can be filtered by; long texts wrap."""
        sheet = self.book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self.head)
            sheet.set_column(at, at, _width(column, [row[at] for row in rows]))
        for line, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                if cell is not None:
                    self._write(sheet, line, at, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _write(self, sheet: Any, line: int, at: int, cell: Cell) -> None:
        """One cell by its type."""
        if isinstance(cell, str):
            sheet.write_string(line, at, _held(cell), self._format(cell))
        elif isinstance(cell, bool):
            sheet.write_boolean(line, at, cell, self.plain)
        elif isinstance(cell, date):
            sheet.write_datetime(line, at, datetime.combine(cell, time()), self.day)
        else:
            style = self.points if isinstance(cell, float) else self.plain
            sheet.write_number(line, at, cell, style)

    def _format(self, text: str) -> Format:
        """What looks like a formula stays text even after somebody edits its cell."""
        return self.quoted if defused(text) != text else self.text


def _width(head: str, cells: Sequence[Cell]) -> int:
    """Characters that a column has room for: its head and the texts in it, as far as may be."""
    texts = (len(cell) + 1 for cell in cells if isinstance(cell, str))
    return min(WIDEST, max(NARROWEST, len(head) + BESIDE, *texts, 0))


def _held(text: str) -> str:
    """The text as a cell can hold it: not too long, and without halves of letters."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def csv_zip(tables: Sequence[Table]) -> bytes:
    """The tables as CSV, one file each in a ZIP: UTF-8 with a mark, formulas defused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(f"{table.name}.csv")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, csv_of(table.columns, _plain(table)))
    return out.getvalue()


def _plain(table: Table) -> Iterator[list[object]]:
    """The rows as CSV has them: days as 2026-11-23, and TRUE or FALSE."""
    for row in table.rows:
        yield [str(cell).upper() if isinstance(cell, bool) else _sound(cell) for cell in row]


def _sound(cell: Cell) -> object:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
