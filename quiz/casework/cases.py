"""One client of a counsellor, as plain data: what was sent, and what the counsellor wrote down.

Nothing here is sealed or stored. A case is known by its code; a label is the counsellor's own and
may be empty. The private block is no part of any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.content import Edition


@dataclass(frozen=True)
class CaseAttempt:
    """An attempt that a client sent, with the edition that it was taken in."""

    edition: Edition
    attempt: Attempt
    id: bytes = b""

    @property
    def bank(self) -> Bank:
        """The structure that it is scored by."""
        return self.edition.bank


@dataclass(frozen=True)
class Case:
    """A client as the caseload reads them.

    `history` is in order, the oldest first: every attempt, or just the first, the last but one and
    the last, on which alone the caseload's findings rest. `sent` is how many there are in all,
    where not all were read. `interval_days` is how often the two agreed on answering, if they did;
    `partner` the code of the client with whom this one is a couple.
    """

    code: str
    label: str = ""
    perspective: str | None = None
    language: str | None = None
    interval_days: int | None = None
    archived: bool = False
    partner: str = ""
    history: tuple[CaseAttempt, ...] = ()
    sent: int = 0
    id: bytes = b""

    @property
    def attempts(self) -> int:
        """How many attempts were sent in all."""
        return max(self.sent, len(self.history))


@dataclass(frozen=True)
class Released:
    """The attempt that a client lets their counsellor hold against that of their partner."""

    code: str
    taken: CaseAttempt


@dataclass(frozen=True)
class PhaseMark:
    """The day on which a part of the work began, as the counsellor names it."""

    on: date
    name: str
    id: bytes = b""


@dataclass(frozen=True)
class CaseNote:
    """What the counsellor wrote down on a day."""

    on: date
    text: str
    id: bytes = b""


@dataclass(frozen=True)
class AgreedPractice:
    """The practice of a step, agreed on a day; `done_days` numbers its days done, from 1."""

    step: str
    since: date
    done_days: tuple[int, ...] = ()
    id: bytes = b""


@dataclass(frozen=True)
class PlanRow:
    """One row of the plan: from a step to what will be seen, and the day to look at it again."""

    step: str
    goal: str
    behaviour: str
    practice: str
    review_on: date | None = None
    id: bytes = b""


@dataclass(frozen=True)
class CaseFile:
    """Everything of one client: the case with its whole history, and the counsellor's own records.

    Each record stands in the order of its day; plan rows stand as they were arranged.
    """

    case: Case
    phases: tuple[PhaseMark, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    practices: tuple[AgreedPractice, ...] = ()
    plan: tuple[PlanRow, ...] = ()
