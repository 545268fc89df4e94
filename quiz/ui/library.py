"""The banks this site offers: loaded once a process, on first use."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.content import Edition, find_banks, load, load_edition, load_helplines, published
from quiz.errors import BankError
from quiz.helplines import HelpLines

ROOT: Final = Path(__file__).resolve().parents[2] / "questions"
DEFAULT: Final = "trust"
"""The folder of the flagship; the first by name where it is not there."""

log = logging.getLogger("quiz")


def root() -> Path:
    """The folder of banks; `QUIZ_BANKS` names another one."""
    return Path(os.environ.get("QUIZ_BANKS") or ROOT)


@cache
def editions() -> Mapping[str, Edition]:
    """Every bank that loads, by folder name. One with faults is left out, its faults logged."""
    found: dict[str, Edition] = {}
    for folder in find_banks(root()):
        try:
            found[folder.name] = load(folder)
        except BankError as fault:
            log.error("bank %s is not offered:\n%s", folder.name, fault)
    return found


def folder_of(bank_id: str) -> str | None:
    """The folder of the bank of this id, None where it is not here."""
    return next((name for name, it in editions().items() if it.bank.id == bank_id), None)


def edition_of(attempt: Attempt) -> Edition | None:
    """The edition that an attempt was taken in, of now or published; None where it is not here."""
    return _edition(attempt.bank_id, attempt.version)


def bank_of(bank_id: str, version: str) -> Bank | None:
    """The bank of an edition, of now or published; None where it is not here."""
    edition = _edition(bank_id, version)
    return edition.bank if edition else None


@lru_cache(maxsize=64)
def _edition(bank_id: str, version: str) -> Edition | None:
    """The same, remembered; bounded, since a file may name any version."""
    for name, edition in editions().items():
        if edition.bank.id != bank_id:
            continue
        if edition.bank.version == version:
            return edition
        if version in published(root() / name):
            try:
                return load_edition(root() / name, version)
            except BankError as fault:
                log.error("edition %s of bank %s cannot be opened:\n%s", version, name, fault)
    return None


def default_bank() -> str | None:
    """The folder name of the bank that Start opens, or None where no bank loads."""
    names = list(editions())
    return DEFAULT if DEFAULT in names else next(iter(names), None)


@cache
def help_lines() -> HelpLines:
    """The help lines of this site (`help.yaml` beside the banks, else the project's own)."""
    own = root() / "help.yaml"
    return load_helplines(own if own.is_file() else ROOT / "help.yaml")
