"""Everything that somebody kept as one file, plain or sealed, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from quiz import vault
from quiz.attempt import Attempt
from quiz.casework import LONGEST_NOTE, Consent, FiledJournal, Journal
from quiz.errors import ResultFileError
from quiz.resultfile import plain
from quiz.resultfile.plain import FindBank, Name, ResultShape, checked_attempt, result_content
from quiz.resultfile.strictly import read, shaped, written
from quiz.vault.passphrase import MAGIC

FORMAT: Final = "check-in-results"
FORMAT_VERSION: Final = 1
LIMIT: Final = 1024 * 1024
"""Bytes; a result of 40 answers takes about 1 KB."""
MOST: Final = 2000
"""Attempts, and notes, in one file."""

Line = Annotated[str, Field(max_length=LONGEST_NOTE)]


class _Note(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    on: Name
    text: Line


class _Consent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    to: Name
    given_at: Name
    withdrawn_at: Name | None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    format: Literal["check-in-results"]
    format_version: Literal[1]
    results: list[ResultShape] = Field(max_length=MOST)
    notes: list[_Note] = Field(max_length=MOST)
    consents: list[_Consent] = Field(max_length=MOST)
    sha256: Name


def dump_journal(journal: Journal, consents: Iterable[Consent] = ()) -> bytes:
    """All attempts and notes as one JSON file (UTF-8), the oldest first; what was agreed to too."""
    return written(
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "results": [result_content(entry.attempt) for entry in journal.entries],
            "notes": [{"on": it.on.isoformat(), "text": it.text} for it in journal.notes],
            "consents": [_consent(it) for it in consents],
        }
    )


def _consent(consent: Consent) -> dict[str, Any]:
    taken_back = consent.withdrawn_at
    return {
        "to": consent.to.value,
        "given_at": consent.given_at.isoformat(),
        "withdrawn_at": taken_back.isoformat() if taken_back else None,
    }


def seal_journal(journal: Journal, passphrase: str) -> bytes:
    """The same as a file that opens with this passphrase only.

    Raises VaultError: `passphrase_short`, or `file_large` where it could not be read again.
    """
    return vault.seal_file(dump_journal(journal), passphrase)


def read_journal(files: Sequence[bytes], passphrase: str, find_bank: FindBank) -> FiledJournal:
    """All that files hold together: sealed ones, whole ones, and single results.

    Every answer is checked against its bank; where that is not here, the attempt is taken as it is,
    so that nothing is lost by opening a file and saving it anew.

    Raises ResultFileError or VaultError, with the `code` of a sentence, for the first that does not
    open.
    """
    attempts: list[Attempt] = []
    notes: list[tuple[date, str]] = []
    for data in files:
        content = vault.open_file(data, passphrase) if is_sealed(data) else data
        found = read(content, LIMIT)
        if found.get("format") == plain.FORMAT:
            attempts.append(plain.load_of(content, find_bank)[1])
            continue
        file = shaped(found, _File, FORMAT, FORMAT_VERSION)
        attempts += [_attempt(result, find_bank) for result in file.results]
        notes += [(_day(note.on), note.text) for note in file.notes]
    return FiledJournal(attempts, notes)


def is_sealed(data: bytes) -> bool:
    """Whether a file begins as sealed ones do."""
    return data.startswith(MAGIC)


def _attempt(result: ResultShape, find_bank: FindBank) -> Attempt:
    bank = find_bank(result.bank.id, result.bank.version)
    return plain.attempt_of(result) if bank is None else checked_attempt(bank, result)


def _day(text: str) -> date:
    try:
        return plain.in_reach(date.fromisoformat(text))
    except ValueError as fault:
        raise ResultFileError(str(fault), code="result_content", what=str(fault)) from None
