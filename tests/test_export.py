"""Exports: read back as a spreadsheet reads them, and made safe."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from quiz.attempt import NOT_APPLICABLE
from quiz.casework.cases import AgreedPractice, CaseFile, CaseNote, PhaseMark, PlanRow
from quiz.export import Table, csv_zip, tables_of, workbook
from quiz.words import catalogue
from tests.case_files import NOW, at_random, case_of, file_of, taken
from tests.scripted import TRUST

EN = catalogue("en")
BANK = TRUST.bank
DANGEROUS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+cmd",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "﹢1+1",
    "\N{MINUS SIGN}1+1",
    "\N{ZERO WIDTH SPACE}=1+1",
    "\x00=1+1",
    "\N{RIGHT-TO-LEFT OVERRIDE}=1+1",
    "\N{BYTE ORDER MARK}@SUM(1+1)",
    '=HYPERLINK("https://a.example","x")',
)
HARMLESS = (
    "https://a.example",
    "mailto:a@b.example",
    "a\tb\nc",
    "'quoted",
    "1+1",
    "ก=ข",
    " ",
    "007",
)


def files() -> list[CaseFile]:
    """Three clients: one with everything, one with nothing sent, one at another time of life."""
    history = [at_random(seed, 60 - 10 * seed, pages=3 if seed == 0 else 8) for seed in range(4)]
    return [
        file_of(*history),
        CaseFile(case_of(code="B-08", label="", partner="A-07", archived=True)),
        CaseFile(case_of(at_random(9, 5, perspective="broke", language="th"), code="C-09")),
    ]


def read(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Every sheet of a workbook as rows by column."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        lines: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head, *rows = lines
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def read_csv(data: bytes) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
        )
        for name in archive.namelist()
    }


# -- what is in it --------------------------------------------------------------------------------


def test_there_is_a_row_an_answer_and_scores_follow_from_them() -> None:
    given = files()
    sheets = read(workbook(tables_of(given, EN)))
    rows = sheets["answers"]
    made = given[0].case.history[1].attempt
    mine = [row for row in rows if (row["client"], row["attempt"]) == ("A-07", 2)]
    assert [row["item"] for row in mine] == [item.id for item in BANK.items]
    for row in mine:
        item = BANK.item_by_id[row["item"]]
        answer = made.answers.get(item.id)
        assert row["question"] == TRUST.words("en").item(item.id, "hurt")
        assert row["sensitive"] is item.sensitive
        if isinstance(answer, int):
            keyed = answer if item.key == "+" else 4 - answer
            assert (row["given"], row["answer"], row["value"]) == ("answered", answer, keyed)
        else:
            word = "does_not_apply" if answer is NOT_APPLICABLE else "skipped"
            assert (row["given"], row["answer"], row["value"]) == (word, None, None)
    assert {row["given"] for row in rows} == {"answered", "does_not_apply", "skipped"}
    for score in sheets["attempts"]:
        for step in BANK.steps:
            of_step = [
                row["value"]
                for row in rows
                if (row["client"], row["attempt"], row["step"])
                == (score["client"], score["attempt"], step.id)
                and row["value"] is not None
            ]
            if score[f"{step.id}.score"] is not None:
                assert score[f"{step.id}.score"] == pytest.approx(25 * sum(of_step) / len(of_step))


def test_clients_notes_and_plans_have_their_rows_with_days_as_days() -> None:
    sheets = read(workbook(tables_of(files(), EN)))
    last = NOW.date() - timedelta(days=30)
    assert sheets["clients"][0] == {
        "client": "A-07",
        "label": "Tuesdays at ten",
        "partner": None,
        "archived": False,
        "interval_days": 14,
        "attempts": 4,
        "last": datetime.combine(last, datetime.min.time()),
    }
    assert sheets["clients"][1]["archived"] is True
    assert sheets["clients"][1]["last"] is None
    assert [(row["kind"], row["text"]) for row in sheets["notes"]] == [
        ("note", "Asked for time."),
        ("phase", "Telling"),
        ("phase", "Limits"),
    ]
    assert sheets["notes"][0]["date"] == datetime(2026, 10, 1)  # noqa: DTZ001 - as a sheet has it
    plan, _, practice = sheets["plan"]
    assert (plan["kind"], plan["goal"], plan["behaviour"]) == (
        "plan",
        "Kept promises",
        "Says when late",
    )
    assert plan["date"] == datetime(2026, 12, 7)  # noqa: DTZ001
    assert (practice["kind"], practice["step"], practice["done_days"]) == (
        "practice",
        "S2",
        "1 2 4",
    )


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_column_is_explained_in_the_readers_language(language: str) -> None:
    tables = tables_of(files(), catalogue(language))
    explained = {(row[0], row[1]): row[2] for row in tables[-1].rows}
    there = {(table.name, column) for table in tables[:-1] for column in table.columns}
    assert explained.keys() == there
    assert all(isinstance(text, str) and len(text) > 3 for text in explained.values())
    title = TRUST.words(language).steps["S2"].title
    assert title in str(explained["attempts", "S2.score"])


def test_columns_are_the_same_in_every_language() -> None:
    english, thai = (tables_of(files(), catalogue(it)) for it in ("en", "th"))
    assert [t.columns for t in english] == [t.columns for t in thai]
    assert english[1] == thai[1]


def test_steps_of_several_banks_stand_apart() -> None:
    other = replace(TRUST, bank=BANK.model_copy(update={"id": "other"}))
    given = [*files(), CaseFile(case_of(taken("01234", edition=other), code="D-10"))]
    rows = read(workbook(tables_of(given, EN)))["attempts"]
    assert rows[-1]["other.S2.score"] == 25
    assert rows[-1]["trust5.S2.score"] is None
    assert rows[0]["other.S2.score"] is None


def test_single_answers_can_be_left_out() -> None:
    names = [table.name for table in tables_of(files(), EN, answers=False)]
    assert names == ["clients", "attempts", "notes", "plan", "columns"]


def test_an_empty_caseload_has_its_heads() -> None:
    sheets = read(workbook(tables_of([], EN)))
    assert sheets["clients"] == sheets["attempts"] == []
    assert read_csv(csv_zip(tables_of([], EN)))["answers"] == []


def test_days_are_those_of_the_readers_time_zone() -> None:
    late = taken("12333", finished_at=NOW.replace(hour=20))
    tables = tables_of([CaseFile(case_of(late))], EN, timezone(timedelta(hours=7)))
    assert dict(zip(tables[1].columns, tables[1].rows[0], strict=True))["date"] == date(
        2026, 11, 24
    )


def test_the_csv_says_the_same_as_the_workbook() -> None:
    tables = tables_of(files(), EN)
    sheets, texts = read(workbook(tables)), read_csv(csv_zip(tables))
    assert list(sheets) == list(texts)
    for name, rows in sheets.items():
        for row, text in zip(rows, texts[name], strict=True):
            for column, cell in row.items():
                expected = "" if cell is None else str(cell)
                if isinstance(cell, bool):
                    expected = str(cell).upper()
                elif isinstance(cell, datetime):
                    expected = cell.date().isoformat()
                elif isinstance(cell, float | int) and "." in text[column]:
                    expected = f"{cell:.2f}"
                assert text[column].removeprefix("'") == expected.removeprefix("'")


# -- made safe ------------------------------------------------------------------------------------


def written(*texts: str) -> CaseFile:
    """A client for whom these texts stand wherever the counsellor can write."""
    return CaseFile(
        case_of(at_random(1), code=texts[0], label=texts[0], partner=texts[0]),
        phases=tuple(PhaseMark(date(2026, 7, 1), it) for it in texts),
        notes=tuple(CaseNote(date(2026, 7, 1), it) for it in texts),
        practices=tuple(AgreedPractice(it, date(2026, 7, 1)) for it in texts),
        plan=tuple(PlanRow(it, it, it, it) for it in texts),
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_in_a_workbook_nothing_that_was_written_is_a_formula_or_a_link(text: str) -> None:
    data = workbook(tables_of([written(text)], EN))
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    same = [cell for cell in cells if unescape(str(cell.value)) == text]
    assert len(same) >= 3 + 2 + 5
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in same)
    sheets = [
        zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 7)
    ]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", DANGEROUS)
def test_in_a_csv_what_could_act_stands_behind_an_apostrophe(text: str) -> None:
    tables = read_csv(csv_zip(tables_of([written(text)], EN)))
    assert tables["notes"][0]["text"] == f"'{text}"
    assert tables["clients"][0]["client"] == f"'{text}"
    for row in tables["plan"]:
        assert row["step"] == f"'{text}"
    cells = [cell for rows in tables.values() for row in rows for cell in row.values()]
    acting = [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@＝")]
    assert not acting


@pytest.mark.parametrize("text", HARMLESS)
def test_what_cannot_act_stays_as_it_was_typed(text: str) -> None:
    tables = tables_of([written(text)], EN)
    assert read(workbook(tables))["notes"][0]["text"] == text
    assert read_csv(csv_zip(tables))["notes"][0]["text"] == text


def test_texts_that_no_cell_can_hold_are_cut_and_never_lost() -> None:
    long = "x" * 40_000
    notes = tuple(CaseNote(date(2026, 7, 1), it) for it in (long, "half \ud83d", "\x00\x07 bell"))
    tables = tables_of([CaseFile(case_of(), notes=notes)], EN)
    rows = read(workbook(tables))["notes"]
    assert rows[0]["text"] == "x" * 32_766 + "…"
    assert rows[1]["text"] == "half ?"
    assert "bell" in rows[2]["text"]
    assert read_csv(csv_zip(tables))["notes"][0]["text"] == long


def test_more_rows_than_a_sheet_holds_go_on_in_another() -> None:
    table = Table("many", ("n",), tuple((n,) for n in range(25)))
    sheets = read(workbook([table], most_rows=10))
    assert {name: len(rows) for name, rows in sheets.items()} == {
        "many": 10,
        "many 2": 10,
        "many 3": 5,
    }
    assert [row["n"] for rows in sheets.values() for row in rows] == list(range(25))


def test_every_head_and_short_text_has_room_and_long_ones_wrap() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(tables_of(files(), EN, UTC))))
    seen = set()
    for sheet in book:
        widths = dict[int, float]()
        for it in sheet.column_dimensions.values():  # equal ones side by side are one entry
            widths |= dict.fromkeys(range(it.min or 0, (it.max or 0) + 1), it.width)
        for at, column in enumerate(sheet.columns, start=1):
            head, *cells = (cell.value for cell in column)
            texts = [len(cell) for cell in cells if isinstance(cell, str)]
            assert widths[at] > min(60, max([len(str(head)) + 3, *texts])), (sheet.title, head)
            assert widths[at] < 62
            if any(length > 60 for length in texts):
                seen.add(head)
                assert all(cell.alignment.wrap_text for cell in column[1:] if cell.value)
    assert {"question", "meaning"} <= seen


def test_nothing_is_written_to_a_file_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    tables = tables_of(files(), EN)
    assert workbook(tables)
    assert csv_zip(tables)


def test_the_same_clients_give_the_same_bytes_without_author_or_time() -> None:
    tables = tables_of(files(), EN)
    data = workbook(tables)
    assert data == workbook(tables)
    assert csv_zip(tables) == csv_zip(tables)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not book.properties.creator
    assert book.properties.created == datetime(2000, 1, 1)  # noqa: DTZ001


def test_the_private_block_is_nowhere() -> None:
    private = BANK.private_block
    assert private is not None
    text = "".join(str(table) for table in tables_of(files(), EN))
    for id_ in private.ids:
        assert id_ not in text


def test_xlsxwriter_is_loaded_by_the_first_workbook_and_not_before() -> None:
    code = "import sys, quiz.export; assert 'xlsxwriter' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
