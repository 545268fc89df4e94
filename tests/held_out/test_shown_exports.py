"""What stands in exported files, read back as a spreadsheet or a program reads them."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import openpyxl
import pytest

from quiz.export import csv_zip, tables_of, workbook
from quiz.words import catalogue
from tests.held_out import sentences
from tests.held_out.people import SEEDS, SHOWS_ALL, Person, people, seed_of
from tests.held_out.questions import ALL, NOT_APPLICABLE, STEPS, Taking
from tests.held_out.scores import counts, focus, one_answer, score_ranges

EN = catalogue("en")
ZONE = timezone(timedelta(hours=7))
Row = dict[str, Any]


def rows_of_workbook(data: bytes) -> dict[str, list[Row]]:
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return found


def rows_of_csv(data: bytes) -> dict[str, list[Row]]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
        )
        for name in archive.namelist()
    }


def attempt_row(person: Person, number: int) -> Row:
    """A row of the table of attempts, from the reference."""
    taking = person.history[number - 1]
    all_ = {step: counts(taking, step) for step in STEPS}
    found = focus(taking)
    row: Row = {
        "client": person.code,
        "attempt": number,
        "date": day_of(taking),
        "bank": "trust5",
        "edition": "0.1.0",
        "side": taking.side,
        "language": taking.language,
        "shown": sum(it.shown for it in all_.values()),
        "answered": len(taking.values),
        "one_answer": one_answer(taking),
        "context.decision": taking.decision,
        "context.time_since": None,
        "focus": found.verdict,
        "focus_reason": found.why or None,
        "focus_steps": " ".join(found.listed) or None,
        "begin_with": found.begin or None,
        "chance": 100 * found.chance if found.listed else None,
    }
    ranges = score_ranges(taking)
    for step, it in all_.items():
        x = ranges.get(step, (None,) * 3)
        row |= {f"{step}.{part}": at for part, at in zip(("score", "low", "high"), x, strict=True)}
        row[f"{step}.answered"] = it.answered
        why = it.why_not.replace("does not apply", "does_not_apply")
        row[f"{step}.status"] = "scored" if step in ranges else why.replace(" ", "_")
    return row


def answer_rows(person: Person) -> Iterator[Row]:
    """The rows of the table of answers."""
    for number, taking in enumerate(person.history, start=1):
        for it in ALL:
            if it not in taking.shown:
                continue
            given = taking.answers.get(it.id)
            answer = given if isinstance(given, int) else None
            other = "does_not_apply" if given == NOT_APPLICABLE else "skipped"
            yield {
                "client": person.code,
                "attempt": number,
                "date": day_of(taking),
                "item": it.id,
                "step": it.step,
                "question": sentences.question(it, taking.side),
                "given": other if answer is None else "answered",
                "answer": answer,
                "value": None if answer is None else it.value(answer),
                "sensitive": it.sensitive,
            }


def day_of(taking: Taking) -> datetime:
    """A day as a sheet has it."""
    return datetime.combine(taking.at.astimezone(ZONE).date(), datetime.min.time())


def as_text(cell: Any) -> str:
    """A cell of the reference as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return f"{float(cell):.2f}" if not isinstance(cell, int | str) else str(cell)


@pytest.mark.parametrize("sample", SEEDS)
def test_every_cell_of_the_workbook_and_of_the_csv_follows_from_the_rules(sample: str) -> None:
    seed = seed_of(sample)
    everybody = people(random.Random(seed), 60)
    tables = tables_of([it.file for it in everybody], EN, ZONE)
    sheets, texts = rows_of_workbook(workbook(tables)), rows_of_csv(csv_zip(tables))
    wanted = {
        "clients": [client_row(it) for it in everybody],
        "attempts": [attempt_row(it, n) for it in everybody for n, _ in enumerate(it.history, 1)],
        "answers": [row for it in everybody for row in answer_rows(it)],
        "plan": [row for it in everybody for row in practice_rows(it)],
    }
    seen: Counter[str] = Counter()
    for name, rows in wanted.items():
        assert len(rows) == len(sheets[name]) == len(texts[name])
        for row, cells, text in zip(rows, sheets[name], texts[name], strict=True):
            assert {column for column, cell in cells.items() if cell is not None} <= row.keys()
            for column, cell in row.items():
                exact = cell is None or isinstance(cell, bool | int | str | datetime)
                of = f"seed {seed}, {row['client']}, {column}"
                assert cells[column] == (cell if exact else pytest.approx(float(cell))), of
                assert text[column] == as_text(cell), of
            seen.update(str(row.get(column)) for column in ("focus", "focus_reason", "given"))
    if sample != SHOWS_ALL:
        return
    for word in ("clear", "likely", "too_close", "none_stands_out", "fewer_than_two_ranked"):
        assert seen[word], word
    assert min(seen[it] for it in ("skipped", "does_not_apply", "one_answer_throughout")) > 0


def client_row(person: Person) -> Row:
    return {
        "client": person.code,
        "archived": person.archived,
        "interval_days": person.agreed,
        "attempts": len(person.history),
        "last": day_of(person.history[-1]) if person.history else None,
    }


def practice_rows(person: Person) -> Iterator[Row]:
    for it in person.practices:
        yield {
            "client": person.code,
            "kind": "practice",
            "step": it.step,
            "date": datetime(2026, 10, 5),  # noqa: DTZ001 - as a sheet has it
            "done_days": " ".join(map(str, sorted(set(it.done_days)))) or None,
        }
