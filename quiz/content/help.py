"""The help lines of a site, from its `help.yaml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from quiz.content.files import parsed_file
from quiz.errors import BankError, Fault
from quiz.helplines import HelpLines

_HELP = TypeAdapter(HelpLines)


def load_helplines(path: Path) -> HelpLines:
    """The help lines that the file holds.

    Raises:
        BankError: with every fault of the file.
    """
    faults: list[Fault] = []
    parsed = parsed_file(path, _HELP, HelpLines, faults, dates=True)
    if parsed.model is None or faults:
        raise BankError(sorted(set(faults)))
    return parsed.model
