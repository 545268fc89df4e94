"""The use cases of one person: taking a bank, keeping their place, and keeping results."""

from quiz.casework.bonds import (
    Bond,
    KeptBond,
    Together,
    bond_of,
    bonds_of,
    withdraw_all,
)
from quiz.casework.devices import (
    REMEMBERED_FOR,
    code_held,
    device_of,
    forget_all_devices,
    forget_device,
    let_go_of_code,
    remember_device,
    remembered_journal,
)
from quiz.casework.entries import LONGEST_NOTE, Consent, ConsentTo, Entry, Note
from quiz.casework.filed_journal import FiledJournal
from quiz.casework.journal import Journal, KeptJournal, journal_of, open_journal
from quiz.casework.keeping import Place, erase_place, find_draft, keep_place, lookup_of
from quiz.casework.keeping_results import Sitting, keep_in, keep_new
from quiz.casework.pairing import (
    Invitation,
    accept,
    can_answer,
    invite,
    is_offered,
    look,
    open_until,
)
from quiz.casework.seats import Role
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
    "LONGEST_NOTE",
    "REMEMBERED_FOR",
    "Bond",
    "Consent",
    "ConsentTo",
    "Draft",
    "Entry",
    "FiledJournal",
    "Invitation",
    "Journal",
    "Keeper",
    "KeptBond",
    "KeptJournal",
    "Note",
    "Place",
    "Role",
    "Sitting",
    "Together",
    "accept",
    "attempt_of",
    "begin",
    "bond_of",
    "bonds_of",
    "can_answer",
    "code_held",
    "device_of",
    "erase_place",
    "find_draft",
    "finish",
    "forget_all_devices",
    "forget_device",
    "invite",
    "is_offered",
    "journal_of",
    "keep_in",
    "keep_new",
    "keep_place",
    "let_go_of_code",
    "look",
    "lookup_of",
    "missing_context",
    "open_journal",
    "open_page",
    "open_until",
    "record",
    "remember_device",
    "remembered_journal",
    "reopen",
    "withdraw_all",
]
