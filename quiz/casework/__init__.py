"""The use cases of one person: taking a bank, keeping their place, and keeping results."""

from quiz.casework.journal import (
    Consent,
    ConsentTo,
    Entry,
    Journal,
    KeptJournal,
    Note,
    journal_of,
    open_journal,
)
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
    "Consent",
    "ConsentTo",
    "Draft",
    "Entry",
    "Journal",
    "Keeper",
    "KeptJournal",
    "Note",
    "Place",
    "attempt_of",
    "begin",
    "erase_place",
    "find_draft",
    "finish",
    "journal_of",
    "keep_place",
    "missing_context",
    "open_journal",
    "open_page",
    "record",
    "reopen",
]
