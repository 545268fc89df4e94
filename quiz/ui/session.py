"""One person's visit: a typed object under a single key of Streamlit's session state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import Draft, Journal
from quiz.content import Edition
from quiz.errors import QuizError
from quiz.ui import library
from quiz.words import Words, catalogue

KEY: Final = "visit"


@dataclass
class PrivateBlock:
    """Answers on safety, by question id: in this object only, gone with the visit."""

    answers: dict[str, str] = field(default_factory=dict)
    done: bool = False

    def yes_to(self, bank: Bank) -> tuple[str, ...]:
        """The help paths with a yes, in the bank's order; none unless the gate was opened."""
        block = bank.private_block
        if block is None or self.answers.get(block.gate) != "yes":
            return ()
        said = {q.path for q in block.questions if self.answers.get(q.id) == "yes"}
        return tuple(path for path in block.paths if path in said)

    def answered_all(self, bank: Bank) -> bool:
        """Whether every question of the block has a no; a skipped one or a "prefer not" is none."""
        block = bank.private_block
        return block is not None and all(self.answers.get(q.id) == "no" for q in block.questions)


@dataclass
class KeptPlace:
    """What one browser tab knows of the place that may be kept for it on this device.

    `token` is the cookie's secret as it was when the session began, None where there is none or
    no store. `said` names the sentence to say, `fault` is why a kept draft could not be opened.
    """

    token: str | None = None
    sought: bool = False
    wanted: bool = False  # the box on Start is ticked
    begun_here: bool = False  # so the cookie is to live as long as the draft
    used_up: bool = False  # the next attempt needs another secret
    said: str | None = None
    fault: QuizError | None = None


@dataclass
class Visit:
    """Everything that one browser tab knows. Lost on a reload, but for a draft that is kept."""

    language: str
    bank: str
    draft: Draft | None = None
    attempt: Attempt | None = None
    from_file: bool = False
    private: PrivateBlock = field(default_factory=PrivateBlock)
    side: str | None = None
    choices: dict[str, str] = field(default_factory=dict)
    ticks: set[str] = field(default_factory=set)
    country: str | None = None
    practice: str | None = None
    place: KeptPlace = field(default_factory=KeptPlace)
    journal: Journal | None = None  # what the person has kept, where they opened it
    redrawn: dict[str, int] = field(default_factory=dict)  # questions whose widget was replaced

    @property
    def edition(self) -> Edition:
        """The bank of this visit, with its words."""
        return library.editions()[self.bank]

    @property
    def words(self) -> Words:
        """The interface's words in the language of this visit."""
        return catalogue(self.language)

    def show(self, attempt: Attempt, *, from_file: bool = False) -> None:
        """Make this the attempt whose result is shown."""
        self.attempt, self.from_file = attempt, from_file
        self.practice = None

    def start_over(self) -> None:
        """Forget every answer of this visit, those of the private block too."""
        self.draft = self.attempt = None
        self.from_file = False
        self.private = PrivateBlock()
        self.ticks = set()
        self.practice = None
        self.redrawn = {}


def current() -> Visit | None:
    """This visit, begun on the first run of a session; None where no bank can be opened."""
    visit = st.session_state.get(KEY)
    if visit is None:
        bank = library.default_bank()
        if bank is None:
            return None
        visit = st.session_state[KEY] = Visit(_first_language(bank), bank)
    _follow_address(visit)
    return visit


def _follow_address(visit: Visit) -> None:
    """Take up `?bank=` and `?lang=` where they name something else than this visit has."""
    bank, language = st.query_params.get("bank"), st.query_params.get("lang")
    kept = visit.draft is not None and visit.draft.keeper is not None
    if bank and bank != visit.bank and bank in library.editions() and not kept:
        visit.start_over()
        visit.bank = bank
        visit.choices, visit.side = {}, None
        visit.language = fitting_language(bank, visit.language)
    if language in library.editions()[visit.bank].bank.languages:
        visit.language = language
        del st.query_params["lang"]


def fitting_language(bank: str, wanted: str | None) -> str:
    """The wanted language where the bank has it, else the bank's first."""
    languages = library.editions()[bank].bank.languages
    return wanted if wanted in languages else languages[0]


def _first_language(bank: str) -> str:
    """The language of the cookie, else of the browser, as far as the bank has it."""
    wanted = st.context.cookies.get("lang") or (st.context.locale or "").split("-")[0]
    return fitting_language(bank, wanted)


def visit() -> Visit:
    """This visit, for pages: the frame has made sure that there is one."""
    found: Visit = st.session_state[KEY]
    return found
