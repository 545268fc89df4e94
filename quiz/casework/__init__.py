"""The use cases of one person taking a bank, and of keeping their place between two visits."""

from quiz.casework.keeping import Place, erase_place, find_draft, keep_place
from quiz.casework.taking import (
    Draft,
    Keeper,
    attempt_of,
    begin,
    finish,
    missing_context,
    open_page,
    record,
    reopen,
)

__all__ = [
    "Draft",
    "Keeper",
    "Place",
    "attempt_of",
    "begin",
    "erase_place",
    "find_draft",
    "finish",
    "keep_place",
    "missing_context",
    "open_page",
    "record",
    "reopen",
]
