"""One result as a file that a person keeps: written, and read again with distrust.

The file holds the raw answers with the bank's id and version; scores are computed anew when it is
opened. A digest over the content shows that it was not changed by hand or damaged; it is no proof
of who wrote it. Nothing of the private block is ever in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, check_answer
from quiz.bank import Bank
from quiz.casework import begin
from quiz.casework.entries import EARLIEST, LATEST
from quiz.errors import AnswerError, ResultFileError
from quiz.resultfile.strictly import read, shaped, written

FORMAT: Final = "check-in-result"
FORMAT_VERSION: Final = 1
LIMIT: Final = 256 * 1024
"""Bytes; a result with 500 answers takes about 10 KB."""

Name = Annotated[str, Field(max_length=80)]

FindBank = Callable[[str, str], Bank | None]
"""From an id and a version to the bank, None where it is not here."""


class _BankRef(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    id: Name
    version: Name


class ResultShape(BaseModel):
    """The shape of one result; its content is checked against the bank afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True)
    bank: _BankRef
    perspective: Name | None
    language: Name | None
    context: dict[Name, Name] = Field(max_length=50)
    pages_opened: int = Field(ge=1, le=10_000)
    answers: dict[Name, int | Literal["NA"]] = Field(max_length=10_000)
    finished_at: Name | None


class _File(ResultShape):
    format: Literal["check-in-result"]
    format_version: Literal[1]
    sha256: Name


def dump(attempt: Attempt) -> bytes:
    """The attempt as a JSON file (UTF-8)."""
    head = {"format": FORMAT, "format_version": FORMAT_VERSION}
    return written({**head, **result_content(attempt)})


def result_content(attempt: Attempt) -> dict[str, Any]:
    """The attempt as plain JSON."""
    return {
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


def load(data: bytes, banks: Iterable[Bank]) -> tuple[Bank, Attempt]:
    """The bank and the attempt that a file holds, every answer checked.

    Raises ResultFileError, with the `code` of a sentence for the reader, for a file that is too
    large, no JSON, of another shape, edited, of an unknown bank, or with an answer off the scale.
    """
    here = {(bank.id, bank.version): bank for bank in banks}
    return load_of(data, lambda id_, version: here.get((id_, version)))


def load_of(data: bytes, find_bank: FindBank) -> tuple[Bank, Attempt]:
    """The same, where a bank is looked for: an edition published before, for one."""
    file = shaped(read(data, LIMIT), _File, FORMAT, FORMAT_VERSION)
    bank = find_bank(file.bank.id, file.bank.version)
    if bank is None:
        raise ResultFileError(
            f"no bank {file.bank.id} {file.bank.version} here",
            code="result_other_bank",
            bank=file.bank.id,
            version=file.bank.version,
        )
    return bank, checked_attempt(bank, file)


def in_reach(day: date) -> date:
    """The day, where it is one on which somebody may have answered or noted something.

    Raises ValueError for any other: a made-up file may have one that no calendar here shows.
    """
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"no day between {EARLIEST} and {LATEST}: {day}")
    return day


def attempt_of(file: ResultShape) -> Attempt:
    """The attempt in a file, its shape checked and no more. Raises ResultFileError for no time."""
    answers: dict[str, Answer] = {
        item: answer if isinstance(answer, int) else NOT_APPLICABLE
        for item, answer in file.answers.items()
    }
    try:
        finished = datetime.fromisoformat(file.finished_at) if file.finished_at else None
        if finished is not None:
            finished = finished.astimezone(UTC)
            in_reach(finished.date())
    except (ValueError, OverflowError) as fault:
        raise ResultFileError(str(fault), code="result_content", what=str(fault)) from None
    return Attempt(
        bank_id=file.bank.id,
        version=file.bank.version,
        answers=answers,
        opened=file.pages_opened,
        perspective=file.perspective,
        language=file.language,
        context=file.context,
        finished_at=finished,
    )


def checked_attempt(bank: Bank, file: ResultShape) -> Attempt:
    """The attempt in a file, or ResultFileError naming what does not fit the bank."""
    attempt = attempt_of(file)
    try:
        begin(bank, perspective=attempt.perspective, context=attempt.context)
        for item, answer in attempt.answers.items():
            check_answer(bank, item, answer)
    except AnswerError as fault:
        raise ResultFileError(str(fault), code="result_content", what=str(fault)) from None
    shown = {item.id for item in bank.shown(attempt.opened)}
    if attempt.opened > len(bank.pages) or not set(attempt.answers) <= shown:
        what = f"pages_opened {attempt.opened}"
        raise ResultFileError(what, code="result_content", what=what)
    return attempt
