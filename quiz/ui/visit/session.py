"""One person's visit: a typed object under a single key of Streamlit's session state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

import streamlit as st

from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import Draft, Journal
from quiz.casework.counsel import Session
from quiz.content import Edition
from quiz.errors import QuizError
from quiz.ui import library
from quiz.ui.shell import Ticket
from quiz.ui.visit.casebook import Casebook
from quiz.ui.visit.letter import Letter
from quiz.ui.visit.signing import SigningIn
from quiz.vault import PrivateCode
from quiz.words import Words, catalogue

KEY: Final = "visit"
T = TypeVar("T")


@dataclass
class PrivateBlock:
    """Answers on safety, by question id: in this object only, gone with the visit.

    `free` is the answer to whether one is free and safe to choose, asked before anything is shown
    to a partner; after a yes to any other, `closed`, it is not asked in this sitting any more.
    """

    answers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    free: str | None = None
    closed: bool = False

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
    sitting: bytes | None = None  # the one whose place was kept until its result was
    said: str | None = None
    fault: QuizError | None = None


@dataclass
class Keeping:
    """What one browser tab knows of what is kept, beside the journal itself.

    `code` is a new private code until its owner has it; `held` that it also waits under the place's
    secret, until the page has `drawn` it. `files` are sealed files that were made, each beside the
    content that it has; `saved` the content that the open file has. `device` is the secret by which
    this device opens the journal; `ticket` hands that cookie out or takes it away. `said` names a
    sentence to say once, `fault` what went wrong, to be said once. `asked` is what is deleted as
    soon as it is confirmed.
    """

    code: PrivateCode | None = field(default=None, repr=False)
    held: bool = False
    drawn: bool = False
    passphrase: str | None = field(default=None, repr=False)
    files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict, repr=False)
    saved: bytes | None = field(default=None, repr=False)
    device: str | None = field(default=None, repr=False)
    looked: bool = False  # whether this device's cookie was looked after
    ticket: Ticket | None = None
    said: str | None = None
    fault: QuizError | None = None
    asked: str | None = None
    listed: int = 0  # entries shown beyond the first
    note: str | None = None  # the note that is being written or changed


@dataclass
class Compared:
    """Which two times are held against each other, by their names in an address.

    `asked` is what the address last asked for, `chosen` what the person chose since.
    """

    asked: tuple[str, ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)


@dataclass
class Visit:
    """Everything that one browser tab knows. Lost on a reload, but for a draft that is kept."""

    language: str
    bank: str
    draft: Draft | None = None
    attempt: Attempt | None = None
    entry: bytes | None = None  # the id under which that attempt is kept, or would be
    from_file: bool = False
    private: PrivateBlock = field(default_factory=PrivateBlock)
    side: str | None = None
    choices: dict[str, str] = field(default_factory=dict)
    ticks: set[str] = field(default_factory=set)
    country: str | None = None
    practice: str | None = None
    place: KeptPlace = field(default_factory=KeptPlace)
    journal: Journal | None = None  # what the person has kept, where they opened it
    keeping: Keeping = field(default_factory=Keeping)
    redrawn: dict[str, int] = field(default_factory=dict)  # questions whose widget was replaced
    compared: Compared = field(default_factory=Compared)
    invitation: str | None = field(default=None, repr=False)  # a code that was typed; "": to be
    at: str = ""  # the page that was drawn last
    letter: Letter = field(default_factory=Letter)  # to a counsellor who asked for it
    made: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False)  # see `once`
    desk: Session | None = field(default=None, repr=False)  # who is signed in, see quiz.ui.desk
    signing: SigningIn = field(default_factory=SigningIn)
    book: Casebook = field(default_factory=Casebook)  # a counsellor's clients, in this tab only

    @property
    def edition(self) -> Edition:
        """The bank of this visit, with its words."""
        return library.editions()[self.bank]

    @property
    def shown(self) -> Edition:
        """The edition of the attempt that is shown: of now, or published before."""
        return (library.edition_of(self.attempt) if self.attempt else None) or self.edition

    @property
    def words(self) -> Words:
        """The interface's words in the language of this visit."""
        return catalogue(self.language)

    @property
    def is_of_draft(self) -> bool:
        """Whether the attempt that is shown was finished from the draft of this visit."""
        return self.draft is not None and self.entry == self.draft.sitting

    @property
    def is_kept(self) -> bool:
        """Whether the attempt that is shown lies in the journal that is open, as it is shown."""
        entries = self.journal.entries if self.journal else ()
        return any(it.id == self.entry and it.attempt == self.attempt for it in entries)

    def show(
        self, attempt: Attempt, *, from_file: bool = False, entry: bytes | None = None
    ) -> None:
        """Make this the attempt whose result is shown: the draft's, or that of an entry kept."""
        self.attempt, self.from_file = attempt, from_file
        self.entry = entry or (self.draft.sitting if self.draft and not from_file else None)
        self.practice = None

    def start_over(self) -> None:
        """Forget every answer of this visit, those of the private block too."""
        self.draft = self.attempt = self.entry = None
        self.from_file = False
        self.private = PrivateBlock()
        self.ticks = set()
        self.practice = None
        self.redrawn = {}

    def once(self, name: str, of: object, make: Callable[[], T]) -> T:
        """What `make` makes of this; made again only where it is of something else than before.

        For what takes long to make; only the latest under a name is held.
        """
        found = self.made.get(name)
        if found is None or found[0] != of:
            found = self.made[name] = (of, make())
        return cast("T", found[1])

    def close_journal(self) -> None:
        """Close what is kept, and what is shown of it. What is under way stays."""
        if self.is_kept and not self.is_of_draft:
            self.attempt = self.entry = None
        self.journal = None
        self.compared, self.made = Compared(), {}
        self.keeping = Keeping(looked=True, device=self.keeping.device, ticket=self.keeping.ticket)

    def forget(self) -> None:
        """Forget everything that was answered, chosen or opened in this visit."""
        self.start_over()
        self.close_journal()
        self.side, self.choices = None, {}


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
        turn_to(visit, bank)
    if language in library.editions()[visit.bank].bank.languages:
        visit.language = language
        del st.query_params["lang"]


def turn_to(visit: Visit, bank: str) -> None:
    """Be at another questionnaire, with nothing chosen yet."""
    visit.start_over()
    visit.bank, visit.choices, visit.side = bank, {}, None
    visit.language = fitting_language(bank, visit.language)


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
