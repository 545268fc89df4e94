"""The practice, made by the use cases themselves, each on its day: nothing is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from quiz import casework
from quiz.attempt import Answer, Attempt
from quiz.bank import Bank
from quiz.casework import Draft, counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import Details, Paper, Role, Session, Way
from quiz.casework.counsel.invitations import OPEN_FOR
from quiz.content import Edition, load
from quiz.demo.answers import answers_for
from quiz.demo.people import PEOPLE
from quiz.demo.person import MINUTE, Invited, Person, Sitting
from quiz.demo.written import NOTHING, WRITTEN
from quiz.errors import StoreError
from quiz.store import Acceptance, Store
from quiz.vault import PrivateCode, new_token

COUNSELLOR, COLLEAGUE, ADMINISTRATOR = "demo", "demo-colleague", "demo-admin"
PASSPHRASE: Final = "invented people only"  # noqa: S105 - printed on the console, and gone with it
PIN: Final = "2468"
OPENED: Final = 180
"""Days ago on which the practice opened."""
SOON: Final = timedelta(minutes=2)
"""Until the invitation that is to be seen as ended has ended; what ended before is purged."""
OLDER: Final = "0.0.1"
"""An edition that is not here any more."""
BANK: Final = Path(__file__).resolve().parents[2] / "questions" / "trust"

Event = tuple[float, Callable[[], object]]


@dataclass
class Clock:
    """A clock that is set from day to day."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment to which it is set."""
        return self.moment


def build(store: Store, now: datetime) -> None:
    """Everything of the practice as it is at the moment `now`, in a store in which nothing lies.

    `now` is aware; its time zone is that of the days. Raises StoreError where there is an account.
    """
    if store.accounts.count():
        raise StoreError("the demonstration needs a database in which nothing lies")
    clock = Clock(now)
    _accounts(store, clock, now - timedelta(days=OPENED))
    clock.moment = now  # a sign-in of now is good for every moment before
    _, session = counsel.sign_in(store, COUNSELLOR, PASSPHRASE, clock)
    counsel.set_pin(session, PIN)
    made = _Practice(store, load(BANK), clock, session, now)
    for ago, act in sorted(made.events(), key=lambda event: -event[0]):
        clock.moment = now - timedelta(days=ago)
        act()
    clock.moment = now
    session.sign_out()


def _accounts(store: Store, clock: Clock, opened: datetime) -> None:
    """An administrator and two counsellors, of whom one has no clients."""
    clock.moment = opened
    code = counsel.setup_code(store, opened)
    if code is None:
        raise StoreError("there is an account already")
    counsel.create_first(store, code, ADMINISTRATOR, PASSPHRASE, opened, Role.ADMINISTRATOR)
    _, session = counsel.sign_in(store, ADMINISTRATOR, PASSPHRASE, clock)
    for name in (COUNSELLOR, COLLEAGUE):
        counsel.set_up(store, counsel.add_account(session, name), PASSPHRASE, opened)
    session.sign_out()


@dataclass
class _Practice:
    """The counsellor's and the clients' doings, day by day."""

    store: Store
    edition: Edition
    clock: Clock
    session: Session
    now: datetime
    ids: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, list[PrivateCode]] = field(default_factory=dict)
    """By which each client takes back what they sent, the latest last."""

    @property
    def bank(self) -> Bank:
        return self.edition.bank

    def events(self) -> Iterator[Event]:
        """What happened, each with how many days ago; in order where that is the same."""
        for person in PEOPLE:
            yield person.since, partial(self._add, person)
        for person in PEOPLE:
            if person.partner:
                yield person.since, partial(self._pair, person)
            for number, sitting in enumerate(person.sittings):
                yield sitting.ago, partial(self._sit, person, sitting, number)
                if sitting.taken_back is not None:
                    yield sitting.taken_back, partial(self._take_back, person)
            yield from self._written(person)
            if person.asks_erasure is not None:
                yield person.asks_erasure, partial(self._ask_erasure, person)
            if person.archived is not None:
                yield person.archived, partial(self._archive, person)
            if person.invited is not None:
                yield _invited_on(person.invited), partial(self._invite, person, person.invited)

    # -- the counsellor ---------------------------------------------------------------------------

    def _add(self, person: Person) -> None:
        details = Details(person.code, person.label, person.side, person.language, person.interval)
        self.ids[person.code] = counsel.add_client(self.session, details)

    def _pair(self, person: Person) -> None:
        counsel.pair_clients(self.session, self.ids[person.code], self.ids[person.partner])

    def _archive(self, person: Person) -> None:
        counsel.archive_client(self.session, self.ids[person.code])

    def _look(self, person: Person) -> None:
        """Open a client's page, by which what was sent is filed."""
        counsel.open_client(self.session, self.ids[person.code], self._edition_of)

    def _edition_of(self, attempt: Attempt) -> Edition | None:
        return self.edition if attempt.version == self.bank.version else None

    def _written(self, person: Person) -> Iterator[Event]:
        """What was written down, each on its day; rows of a plan a minute after one another."""
        written = WRITTEN.get(person.code, NOTHING)
        for ago, name in written.phases:
            yield ago, partial(self._write, person, PhaseMark(self._day(ago), name))
        for ago, text in written.notes:
            yield ago, partial(self._write, person, CaseNote(self._day(ago), text))
        for ago, step, done in written.practices:
            yield ago, partial(self._write, person, AgreedPractice(step, self._day(ago), done))
        for place, it in enumerate(written.plan):
            on = None if it.review_in is None else self._day(-it.review_in)
            row = PlanRow(it.step, it.goal, it.behaviour, it.practice, on)
            yield written.planned - place * MINUTE, partial(self._write, person, row)

    def _write(
        self, person: Person, written: PhaseMark | CaseNote | AgreedPractice | PlanRow
    ) -> None:
        counsel.write(self.session, self.ids[person.code], written)

    def _day(self, ago: float) -> date:
        """The day so many days ago, or to come where that is below 0."""
        return (self.now - timedelta(days=ago)).date()

    # -- the clients ------------------------------------------------------------------------------

    def _sit(self, person: Person, sitting: Sitting, number: int) -> None:
        """One time of answering, and what became of it."""
        if sitting.way is Way.PAPER:
            self._on_paper(person, sitting, number)
        elif sitting.way is Way.HAND_OVER:
            given = counsel.hand_over(self.session, self.ids[person.code], self.bank.id)
            self._send(person, sitting, number, given.invitation, given.place)
            counsel.finish(self.session)
            counsel.lift(self.session, PIN)
        else:
            link = counsel.invite_client(self.session, self.ids[person.code], self.bank.id)
            self._send(person, sitting, number, link.secret, new_token())

    def _send(self, person: Person, sitting: Sitting, number: int, secret: str, place: str) -> None:
        """A draft of the client's own, kept and bound to the invitation, finished and sent."""
        draft = self._draft(person, sitting, number)
        self._bind(draft, secret, place)
        casework.finish(draft, self.clock())
        code = counsel.withdrawal_code(secret, place)
        counsel.send(self.store, draft, self.bank, code, self.clock, released=sitting.released)
        self.codes.setdefault(person.code, []).append(code)

    def _draft(self, person: Person, sitting: Sitting, number: int) -> Draft:
        """The client's answers, in the memory of their browser."""
        side, language = sitting.side or person.side, sitting.language or person.language
        context = {"decision": person.decision}
        draft = casework.begin(self.bank, perspective=side, context=context)
        for page in range(1, sitting.pages + 1):
            casework.open_page(self.bank, draft, page)
        for item, answer in self._answers(person, sitting, number).items():
            casework.record(self.bank, draft, item, answer, language)
        return draft

    def _answers(self, person: Person, sitting: Sitting, number: int) -> dict[str, Answer]:
        pages = [it for it in range(1, sitting.pages + 1) if it not in sitting.blank]
        if sitting.throughout is not None:
            shown = [item for page in pages for item in self.bank.pages[page - 1]]
            return {item.id: sitting.throughout for item in shown}
        scores = dict(zip((step.id for step in self.bank.steps), sitting.scores, strict=True))
        return answers_for(self.bank, scores, pages, person.code, number, person.apart)

    def _bind(self, draft: Draft, secret: str, place: str) -> None:
        """Keep the draft on the client's device, and accept the invitation with it."""
        casework.keep_place(self.store, place, draft, self.clock)
        if counsel.accept(self.store, secret, draft, self.clock()) is not Acceptance.BOUND:
            raise StoreError("an invitation could not be accepted", code="invitation_gone")

    def _on_paper(self, person: Person, sitting: Sitting, number: int) -> None:
        bank = self.bank
        if sitting.older:
            bank = bank.model_copy(update={"version": OLDER})
        paper = Paper(
            self._answers(person, sitting, number),
            self.clock(),
            sitting.pages,
            sitting.side or person.side,
            sitting.language or person.language,
            {"decision": person.decision},
            sitting.released,
        )
        counsel.enter_on_paper(self.session, self.ids[person.code], bank, paper)

    def _take_back(self, person: Person) -> None:
        """The client takes back what the counsellor has seen already."""
        self._look(person)
        counsel.withdraw(self.store, self.codes[person.code].pop(), self.clock())

    def _ask_erasure(self, person: Person) -> None:
        counsel.ask_erasure(self.store, self.codes[person.code][-1], self.clock())

    def _invite(self, person: Person, invited: Invited) -> None:
        """An invitation that nobody has answered."""
        link = counsel.invite_client(self.session, self.ids[person.code], self.bank.id)
        if invited is Invited.BEGUN:
            half = Sitting(0, (50.0,) * len(self.bank.steps), pages=2)
            self._bind(self._draft(person, half, 0), link.secret, new_token())


def _invited_on(invited: Invited) -> float:
    """How many days ago the invitation was made that is to stand like this now."""
    if invited is Invited.ENDING:
        return (OPEN_FOR - SOON) / timedelta(days=1)
    return 3.0 if invited is Invited.OPEN else 1 / 24
