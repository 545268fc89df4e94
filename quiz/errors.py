"""The one tree of exceptions that this project raises on purpose.

    QuizError                 anything a person or operator can mend; its text may be shown
    ├── BankError             a bank was refused; carries every fault with its place
    ├── AnswerError           an answer that is not on the scale, or for an unknown item
    ├── TableError            a table of answers that cannot be scored
    ├── ResultFileError       a result file that cannot be opened
    ├── AccessError           somebody may not do this, or not now; nothing was changed
    ├── VaultError            something sealed that cannot be opened, or a code with a typing slip
    └── StoreError            the database cannot do what was asked; nothing was changed

Anything else that escapes is a bug: it is logged, and the page says only that something broke.
A `QuizError` for a page carries a `code`, by which the catalogue of words finds the sentence in
the reader's language; its own text is the English one, for logs and the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class QuizError(Exception):
    """Base of everything raised on purpose. `code` names a sentence under `errors` in the words."""

    code = "unknown"

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.details = details
        if code is not None:
            self.code = code


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of a bank: where it stands, what is wrong and what to do. Lines count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class BankError(QuizError):
    """A bank was refused whole; `faults` lists every fault found, in the order of the files."""

    code = "bank"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class AnswerError(QuizError):
    """An answer that is off its scale, of the wrong type, or for an item the bank does not have."""

    code = "answer"


class TableError(QuizError):
    """A table of answers with a column or value that cannot be scored; nothing was scored."""

    code = "table"


class ResultFileError(QuizError):
    """A result file that is damaged, was edited, is too large, or belongs to another bank."""

    code = "result_file"


class AccessError(QuizError):
    """Not signed in, the device in other hands, another's task, or a wrong passphrase or PIN."""

    code = "access"


class VaultError(QuizError):
    """Something sealed that does not open, or a code that cannot be right. Never tells a secret."""

    code = "vault"


class StoreError(QuizError):
    """The database cannot do what was asked, and what it holds is as it was before."""

    code = "store"
