"""What is told of an invented client: who they are, and each time that they answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from quiz.casework.counsel import Way

MINUTE: Final = 1 / (24 * 60)
"""In days, in which times are counted here."""
EVERY_PAGE: Final = 8
FIRST_PAGES: Final = 3


@dataclass(frozen=True)
class Sitting:
    """One time of answering, so many days ago, with about these scores of the steps (0-100).

    `pages` are those opened and `blank` those on which nothing was answered; `throughout` is one
    raw answer to everything, in the place of scores. `side` and `language` are the client's own
    unless given. `taken_back` says how many days ago the client took it back; `older` that the
    edition is not here any more.
    """

    ago: float
    scores: tuple[float, ...] = ()
    pages: int = EVERY_PAGE
    blank: tuple[int, ...] = ()
    throughout: int | None = None
    side: str | None = None
    language: str | None = None
    way: Way = Way.INVITATION
    released: bool = False
    taken_back: float | None = None
    older: bool = False


class Invited(Enum):
    """How an invitation stands that nobody has answered."""

    OPEN = "open"
    BEGUN = "begun"
    ENDING = "ending"


@dataclass(frozen=True)
class Person:
    """An invented client, known to the counsellor since so many days ago.

    `decision` is what they say they want; `interval` how many days between answers were agreed;
    `apart` the questions that do not apply to them. `archived` and `asks_erasure` are days ago.
    """

    code: str
    label: str
    side: str
    since: float
    sittings: tuple[Sitting, ...] = ()
    language: str = "en"
    decision: str = "rebuild"
    interval: int | None = None
    partner: str = ""
    apart: tuple[str, ...] = ()
    invited: Invited | None = None
    archived: float | None = None
    asks_erasure: float | None = None
