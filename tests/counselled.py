"""Small things that tests of the counsellors' part share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from quiz import casework
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import Draft, Place, counsel
from quiz.casework.counsel import Acceptance, Details, Session
from quiz.content import Edition
from quiz.errors import QuizError
from quiz.store import Store
from quiz.vault import PrivateCode, new_token
from tests.scripted import TRUST

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDS = "correct horse สีฟ้า"


@dataclass
class Clock:
    """A clock that a test sets."""

    moment: datetime = BEGAN

    def __call__(self) -> datetime:
        return self.moment


def code_of(action: Callable[..., object], *arguments: object) -> str:
    """The code of the error that an action raises."""
    with pytest.raises(QuizError) as refused:
        action(*arguments)
    return refused.value.code


def edition_of(_attempt: Attempt) -> Edition:
    """The edition of every attempt here."""
    return TRUST


def again(session: Session) -> Session:
    """The same person, signed in anew."""
    return counsel.sign_in(session.store, session.name, WORDS, session.now)[1]


def client_of(session: Session, code: str = "", **details: object) -> bytes:
    """The id of a new client."""
    return counsel.add_client(session, Details(code, **details))  # type: ignore[arg-type]


@dataclass
class Phone:
    """A client's browser: an invitation's secret, a draft, and the cookie that finds it."""

    store: Store
    clock: Callable[[], datetime]
    secret: str
    draft: Draft
    code: PrivateCode
    cookie: str

    @property
    def bank(self) -> Bank:
        return TRUST.bank

    @property
    def member(self) -> bytes:
        assert isinstance(self.draft.keeper, Place)
        return self.draft.keeper.lookup

    def look(self) -> counsel.Invitation | None:
        return counsel.look(self.store, self.secret, self.member, self.clock())

    def reloaded(self) -> Draft | None:
        """The draft as a reload or another tab finds it."""
        return casework.find_draft(self.store, self.cookie, [self.bank], self.clock)

    def answer(self, level: int = 3) -> None:
        """The first page, and the result asked for."""
        for item in self.bank.pages[0]:
            casework.record(self.bank, self.draft, item.id, self.bank.scale.keyed(level, item.key))
        casework.finish(self.draft, self.clock())

    def send(self, *, released: bool = False) -> None:
        counsel.send(self.store, self.draft, self.bank, self.code, self.clock, released=released)


def phone_with(store: Store, clock: Callable[[], datetime], secret: str) -> Phone:
    """A browser that has a link and a draft of its own, not bound to one another yet."""
    draft = casework.begin(TRUST.bank, perspective="hurt", context={"decision": "rebuild"})
    cookie = new_token()
    assert casework.keep_place(store, cookie, draft, clock)
    return Phone(store, clock, secret, draft, PrivateCode.new(), cookie)


def invited(session: Session, client: bytes) -> Phone:
    """The browser of a client who accepted an invitation."""
    link = counsel.invite_client(session, client, TRUST.bank.id)
    phone = phone_with(session.store, session.now, link.secret)
    bound = counsel.accept(session.store, link.secret, phone.draft, session.now())
    assert bound is Acceptance.BOUND
    return phone


def sent(session: Session, client: bytes, level: int = 3, *, released: bool = False) -> PrivateCode:
    """The code to withdraw what a client has just answered and sent."""
    phone = invited(session, client)
    phone.answer(level)
    phone.send(released=released)
    return phone.code
