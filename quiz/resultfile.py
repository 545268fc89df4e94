"""A result as a file that a person keeps: written, and read again with distrust.

The file holds the raw answers with the bank's id and version; scores are computed anew when it is
opened. A digest over the content shows that it was not changed by hand or damaged; it is no proof
of who wrote it. Nothing of the private block is ever in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, check_answer
from quiz.bank import Bank
from quiz.casework import begin
from quiz.errors import AnswerError, ResultFileError
from quiz.scoring import Scorecard

FORMAT: Final = "check-in-result"
FORMAT_VERSION: Final = 1
LIMIT: Final = 256 * 1024
"""Bytes; a result with 500 answers takes about 10 KB."""

Name = Annotated[str, Field(max_length=80)]


class _BankRef(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: Name
    version: Name


class _File(BaseModel):
    """The shape of the file; its content is checked against the bank afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True)
    format: Literal["check-in-result"]
    format_version: Literal[1]
    bank: _BankRef
    perspective: Name | None
    language: Name | None
    context: dict[Name, Name] = Field(max_length=50)
    pages_opened: int = Field(ge=1, le=10_000)
    answers: dict[Name, int | Literal["NA"]] = Field(max_length=10_000)
    finished_at: Name | None
    sha256: Name


def _digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of everything but the digest itself."""
    kept = {k: v for k, v in content.items() if k != "sha256"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def dump(attempt: Attempt) -> bytes:
    """The attempt as a JSON file (UTF-8)."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "bank": {"id": attempt.bank_id, "version": attempt.version},
        "perspective": attempt.perspective,
        "language": attempt.language,
        "context": dict(attempt.context),
        "pages_opened": attempt.opened,
        "answers": {
            item: "NA" if answer is NOT_APPLICABLE else answer
            for item, answer in attempt.answers.items()
        },
        "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
    }
    content["sha256"] = _digest(content)
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def load(data: bytes, banks: Iterable[Bank]) -> tuple[Bank, Attempt]:
    """The bank and the attempt that a file holds, every answer checked.

    Raises ResultFileError, with the `code` of a sentence for the reader, for a file that is too
    large, no JSON, of another shape, edited, of an unknown bank, or with an answer off the scale.
    """
    content = _read(data)
    file = _shaped(content)
    if file.sha256 != _digest(content):
        raise ResultFileError("the content does not match its digest", code="result_edited")
    for bank in banks:
        if (bank.id, bank.version) == (file.bank.id, file.bank.version):
            return bank, _attempt(bank, file)
    raise ResultFileError(
        f"no bank {file.bank.id} {file.bank.version} here",
        code="result_other_bank",
        bank=file.bank.id,
        version=file.bank.version,
    )


def _read(data: bytes) -> dict[str, Any]:
    """The JSON object in the file."""
    if len(data) > LIMIT:
        raise ResultFileError("too large", code="result_too_large", limit=LIMIT // 1024)
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError) as fault:
        raise ResultFileError(f"not JSON: {fault}", code="result_not_json") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ResultFileError("not a result file", code="result_not_json")
    if content.get("format_version") != FORMAT_VERSION:
        raise ResultFileError("another version of the format", code="result_format")
    return content


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict. Raises ValueError where a name stands twice."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands twice")
    return content


def _shaped(content: Mapping[str, Any]) -> _File:
    try:
        return _File.model_validate(content)
    except ValidationError as fault:
        place = ".".join(str(part) for part in fault.errors()[0]["loc"]) or "?"
        raise ResultFileError(f"{place} is not as it should be", code="result_edited") from None


def _attempt(bank: Bank, file: _File) -> Attempt:
    """The attempt in the file, or ResultFileError naming what does not fit the bank."""
    answers: dict[str, Answer] = {
        item: answer if isinstance(answer, int) else NOT_APPLICABLE
        for item, answer in file.answers.items()
    }
    try:
        begin(bank, perspective=file.perspective, context=file.context)
        for item, answer in answers.items():
            check_answer(bank, item, answer)
        finished = datetime.fromisoformat(file.finished_at) if file.finished_at else None
        if finished is not None:
            finished = finished.astimezone(UTC)
    except (AnswerError, ValueError, OverflowError) as fault:
        raise ResultFileError(str(fault), code="result_content", what=str(fault)) from None
    shown = {item.id for item in bank.shown(file.pages_opened)}
    if file.pages_opened > len(bank.pages) or not set(answers) <= shown:
        what = f"pages_opened {file.pages_opened}"
        raise ResultFileError(what, code="result_content", what=what)
    return Attempt(
        bank_id=bank.id,
        version=bank.version,
        answers=answers,
        opened=file.pages_opened,
        perspective=file.perspective,
        language=file.language,
        context=file.context,
        finished_at=finished,
    )


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
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(list(header.values()))
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
        writer.writerow([_cell(row[key]) for key in header])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """A cell: numbers rounded to 2 places, dangerous text defused, None empty."""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return "" if value is None else value
