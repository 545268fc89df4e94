"""Golden cases worked: each case scored anew and held against what its author expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.content.edition import Edition
from quiz.content.editions import (
    EDITIONS,
    MANIFEST,
    frozen_faults,
    published,
    stray_faults,
    version_faults,
)
from quiz.content.files import BankFiles
from quiz.content.golden import ExpectedFocus, ExpectedStep, GoldenAnswer, GoldenCase
from quiz.content.load import read_bank
from quiz.content.nodes import Node
from quiz.content.source import shown
from quiz.errors import BankError, Fault
from quiz.findings import Focus, find_focus
from quiz.scoring import StepScore, score

TOLERANCE = 1e-6
"""Points of the 0-100 axis: hand-worked scores may be rounded to six decimals."""


def check(folder: Path) -> Edition:
    """The edition that the folder holds, every golden case of it worked.

    Its published editions are checked, too: that none was changed, that their golden cases come out
    to this day, and that the edition of now has a version of its own.

    Raises:
        BankError: with every fault of the files, or every golden case that does not come out.
    """
    return checked(folder)[0]


def checked(folder: Path) -> tuple[Edition, BankFiles]:
    """The edition with the files it was made from. Raises BankError as `check` does."""
    old = list(_published_faults(folder))
    try:
        edition, files = read_bank(folder)
    except BankError as error:
        raise BankError([*error.faults, *old]) from None
    faults = [*old, *_golden_faults(edition, files)]
    if (folder / MANIFEST).exists():
        faults += frozen_faults(folder)
    elif not old:
        faults += version_faults(folder, edition, files)
    if faults:
        raise BankError(sorted(faults))
    return edition, files


def _published_faults(folder: Path) -> Iterator[Fault]:
    """The faults of the published editions: changed files first, as nothing else counts then."""
    yield from stray_faults(folder)
    for version in published(folder):
        path = folder / EDITIONS / version
        found: Sequence[Fault] = frozen_faults(path)
        try:
            yield from found or _golden_faults(*read_bank(path))
        except BankError as error:
            yield from error.faults


def _golden_faults(edition: Edition, files: BankFiles) -> Iterator[Fault]:
    """The golden cases that do not come out."""
    if files.golden is not None:
        places = files.golden.node.get("cases").elements
        for case, node in zip(edition.golden, places, strict=True):
            yield from _case_faults(edition.bank, case, node)


def attempt_of(bank: Bank, case: GoldenCase) -> Attempt:
    """The attempt that a golden case describes."""
    opened = len(bank.pages) if case.opened is None else case.opened
    given = {item.id: case.fill for item in bank.shown(opened)} | dict(case.answers)
    answers = {id_: _answer(value) for id_, value in given.items() if value is not None}
    return Attempt(
        bank_id=bank.id,
        version=bank.version,
        answers=MappingProxyType(answers),
        opened=opened,
        perspective=case.perspective,
        context=case.context,
    )


def _answer(value: GoldenAnswer) -> Answer:
    return value if isinstance(value, int) else NOT_APPLICABLE


def _case_faults(bank: Bank, case: GoldenCase, node: Node) -> Iterator[Fault]:
    attempt = attempt_of(bank, case)
    card = score(bank, attempt)
    expected = node.get("expect")
    for step, wanted in case.expect.steps.items():
        for key, message in _step_differences(wanted, card.of(step)):
            place = expected.at("steps", step, key).place
            yield place.fault(f"case {shown(case.name)}, {step}: {message}")
    if case.expect.focus is not None:
        focus = find_focus(bank, card, attempt.context)
        for key, message in _focus_differences(case.expect.focus, focus):
            place = expected.at("focus", key).place
            yield place.fault(f"case {shown(case.name)}: {message}")


def _step_differences(wanted: ExpectedStep, found: StepScore) -> Iterator[tuple[str, str]]:
    """The key that differs, and what was expected and found."""
    if wanted.status is not None and wanted.status != found.status:
        yield "status", f'"status" is expected to be {wanted.status}, but is {found.status}'
    if wanted.answered is not None and wanted.answered != found.answered:
        yield "answered", f'"answered" is expected to be {wanted.answered}, but is {found.answered}'
    if wanted.score is None:
        return
    if found.score is None:
        yield "score", f'"score" is expected to be {wanted.score:g}, but the step is {found.status}'
    elif abs(found.score - wanted.score) > TOLERANCE:
        yield "score", f'"score" is expected to be {wanted.score:.9g}, but is {found.score:.9g}'


def _focus_differences(wanted: ExpectedFocus, found: Focus) -> Iterator[tuple[str, str]]:
    pairs = {
        "verdict": (wanted.verdict, found.verdict),
        "reason": (wanted.reason, found.reason),
        "steps": (wanted.steps, found.steps),
        "begin_with": (wanted.begin_with, found.begin_with),
    }
    for key, (expected, actual) in pairs.items():
        if expected is not None and expected != actual:
            message = f'"{key}" is expected to be {_named(expected)}, but is {_named(actual)}'
            yield key, message


def _named(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none at all"
    return "none at all" if value is None else str(value)
