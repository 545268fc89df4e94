"""Scores and answers as CSV, safe to open with a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.bank import Bank
from quiz.scoring import Scorecard


def dump_csv(
    scorecard: Scorecard,
    titles: Mapping[str, str],
    header: Mapping[str, str],
    status: Mapping[str, str],
) -> bytes:
    """The scores as CSV, one row a step (UTF-8 with a mark, so that spreadsheets read Thai).

    `titles` are the steps' names, `header` the columns' names by key, `status` the words for each
    status; an unscored step has empty cells. Text that a spreadsheet would take for a formula is
    defused with an apostrophe.
    """
    rows: list[list[object]] = []
    for s in scorecard.steps:
        row: dict[str, object] = {
            "step": s.step,
            "title": titles.get(s.step, s.step),
            "score": s.score,
            "low": s.low,
            "high": s.high,
            "status": status[s.status.value],
            "answered": s.answered,
            "shown": s.shown,
        }
        rows.append([row[key] for key in header])
    return csv_of(list(header.values()), rows)


ANSWER_COLUMNS = (
    *("attempt", "finished_at", "bank", "version", "perspective", "language"),
    *("item", "step", "answer"),
)


def dump_answers_csv(
    attempts: Iterable[tuple[Attempt, Bank | None]], header: Mapping[str, str]
) -> bytes:
    """The raw answers of many attempts as CSV, one row an attempt and item, as `dump_csv` writes.

    Each with its bank, None where that is not here. `header` are the columns' names by key
    (`ANSWER_COLUMNS`). Attempts are numbered from 1 in the order given. Items are those shown, in
    the bank's order; "NA" is "does not apply", an empty cell a question left blank.
    """
    rows: list[list[object]] = []
    for number, (attempt, bank) in enumerate(attempts, start=1):
        finished = attempt.finished_at.isoformat() if attempt.finished_at else None
        head = [number, finished, attempt.bank_id, attempt.version]
        head += [attempt.perspective, attempt.language]
        rows += [[*head, item, step, answer] for item, step, answer in _answers(attempt, bank)]
    return csv_of([header[column] for column in ANSWER_COLUMNS], rows)


def _answers(attempt: Attempt, bank: Bank | None) -> Iterable[tuple[str, str | None, object]]:
    steps = {item.id: item.step for item in bank.shown(attempt.opened)} if bank else {}
    for item in steps or attempt.answers:
        answer = attempt.answers.get(item)
        yield item, steps.get(item), "NA" if answer is NOT_APPLICABLE else answer


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV: UTF-8 with a mark, numbers to 2 places, text that could act defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """A cell: numbers rounded to 2 places, dangerous text defused, None empty."""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, str):
        return defused(value)
    return "" if value is None else value


def defused(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet might take it for a formula.

    Blanks before it and what cannot be seen are looked through, and other forms of its signs
    count, for some programs leave out the one and read the other.
    """
    first = next((it for it in text if it.isprintable() and not it.isspace()), "")
    plain = unicodedata.normalize("NFKC", first)[:1]
    acts = text[:1] in ("\t", "\r", "\n") or (plain != "" and plain in "=+-@\N{MINUS SIGN}")
    return "'" + text if acts else text
