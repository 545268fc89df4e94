"""Two at once: of two changes that rest on the same proof one is made, and no old one comes back.

What happens in between is done by the clock that is asked in between: so each race is run in the
one order in which it could go wrong, and no test waits for luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest

from quiz.casework import counsel
from quiz.casework.counsel import NewAccount, Session
from quiz.errors import QuizError
from quiz.store import Store
from quiz.vault import PrivateCode, stretching, wrapping
from tests.counselled import WORDS, Clock, client_of, code_of
from tests.stored import at_once

pytest_plugins = ("tests.stores", "tests.counselling")

ONE, OTHER = "the first new passphrase", "the second new passphrase"


@dataclass
class Meanwhile:
    """A clock; as it is asked for the so-manieth time something else happens first, once."""

    clock: Clock
    then: Callable[[], object]
    at: int = 1
    told: list[object] = field(default_factory=list)
    asked: int = 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked == self.at:
            self.told.append(self.then())
        return self.clock()


def moments(clock: Clock, then: Callable[[], object], act: Callable[[Meanwhile], object]) -> int:
    """How often an action asks for the time: in so many places something can come in between."""
    counting = Meanwhile(clock, then, at=0)
    act(counting)
    return counting.asked


def with_clock(session: Session, clock: Callable[[], datetime]) -> Session:
    """The same sign-in, by another clock."""
    return Session(session.store, session._keys, session.look(), clock)


def said(action: Callable[[], object]) -> str:
    try:
        action()
    except QuizError as fault:
        return fault.code
    return "done"


def enters(store: Store, clock: Clock, passphrase: str) -> bool:
    clock.moment += timedelta(hours=25)
    return said(partial(counsel.sign_in, store, "Carl", passphrase, clock)) == "done"


@pytest.fixture
def others(carl: Session, clock: Clock) -> Session:
    """Carl at another device."""
    return counsel.sign_in(carl.store, "Carl", WORDS, clock)[1]


AT = range(1, 7)
"""In each moment in which an action asks for the time."""


@pytest.mark.parametrize("at", AT)
def test_of_two_passphrases_chosen_at_once_one_counts_and_its_owner_is_told(
    carl: Session, others: Session, clock: Clock, at: int
) -> None:
    between = Meanwhile(
        clock, lambda: said(partial(counsel.change_passphrase, others, WORDS, ONE)), at
    )
    mine = said(partial(counsel.change_passphrase, with_clock(carl, between), WORDS, OTHER))
    done = {OTHER: mine == "done", ONE: between.told == ["done"]}
    assert sum(done.values()) == 1, "the other is not told that it is changed"
    assert not enters(carl.store, clock, WORDS)
    entered = [it for it in (ONE, OTHER) if enters(carl.store, clock, it)]
    assert len(entered) == 1
    assert done[entered[0]], "who was told that it is not changed was told the truth"
    if not done[OTHER]:
        assert mine in ("signed_out", "sign_in_wrong")


@pytest.mark.parametrize("at", AT)
def test_a_new_recovery_code_brings_no_old_passphrase_back(
    carl: Session, others: Session, clock: Clock, at: int
) -> None:
    """It wrote back what wrapped the secret when it was read: the passphrase from before."""
    between = Meanwhile(
        clock, lambda: said(partial(counsel.change_passphrase, others, WORDS, ONE)), at
    )
    said(partial(counsel.change_recovery_code, with_clock(carl, between), WORDS))
    changed = between.told == ["done"]
    assert enters(carl.store, clock, WORDS) is not changed
    assert enters(carl.store, clock, ONE) is changed


@pytest.mark.parametrize("at", AT)
def test_whoever_signs_in_with_the_old_passphrase_meanwhile_is_not_in_after_the_change(
    carl: Session, others: Session, clock: Clock, at: int
) -> None:
    """A thief who knows the old one and is quick."""
    store = carl.store
    between = Meanwhile(
        clock, lambda: said(partial(counsel.change_passphrase, others, WORDS, ONE)), at
    )
    thieves = list[Session]()
    told = said(lambda: thieves.append(counsel.sign_in(store, "Carl", WORDS, between)[1]))
    assert told in ("done", "sign_in_wrong")
    if between.told:
        assert between.told == ["done"]
        assert [it.peek() for it in thieves] in ([], [None]), "it ended with every other one"


@pytest.mark.parametrize("at", AT)
def test_signing_in_at_an_older_cost_brings_no_old_passphrase_back(
    carl: Session,
    others: Session,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
) -> None:
    """The secret is wrapped again at today's cost as somebody signs in."""
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(64, 1, 1))
    between = Meanwhile(
        clock, lambda: said(partial(counsel.change_passphrase, others, WORDS, ONE)), at
    )
    said(partial(counsel.sign_in, carl.store, "Carl", WORDS, between))
    if between.told:
        assert between.told == ["done"]
        assert enters(carl.store, clock, ONE)
        assert not enters(carl.store, clock, WORDS)


def test_two_tabs_that_sign_in_at_an_older_cost_are_both_in(
    carl: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(64, 1, 1))
    enter = partial(counsel.sign_in, carl.store, "Carl", WORDS)
    between = Meanwhile(clock, lambda: said(partial(enter, clock)))
    assert said(partial(enter, between)) == "done"
    assert between.told == ["done"]


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("at", AT)
def test_of_two_who_use_one_recovery_code_at_once_one_gets_another(
    carl: Session, counsellor: NewAccount, clock: Clock, at: int
) -> None:
    store, codes = carl.store, list[PrivateCode]()

    def recover(passphrase: str, now: Callable[[], datetime]) -> str:
        act = partial(counsel.recover, store, "Carl", counsellor.recovery, passphrase, now)
        return said(lambda: codes.append(act()))

    between = Meanwhile(clock, lambda: recover(ONE, clock), at)
    mine = recover(OTHER, between)
    if not between.told:
        return
    assert sorted([mine, *map(str, between.told)]) == ["done", "recovery_wrong"]
    (code,) = codes
    assert said(partial(counsel.recover, store, "Carl", code, WORDS, clock)) == "done"


def test_sixteen_who_use_one_recovery_code_at_once_get_one_new_code(
    carl: Session, counsellor: NewAccount, clock: Clock
) -> None:
    act = partial(counsel.recover, carl.store, "Carl", counsellor.recovery, ONE, clock)
    outcomes = at_once([partial(said, act)] * 16)
    assert sorted(map(str, outcomes)) == ["done"] + ["recovery_wrong"] * 15


def test_an_account_is_never_closed_while_a_colleague_gives_it_clients(
    administrator: Session, carl: Session, dora: Session, clock: Clock
) -> None:
    """Unless that is meant: whoever closes it has seen how many clients it has."""
    for _ in range(6):
        client = client_of(carl)
        give = partial(counsel.move_clients, carl, dora.account, [client])
        close = partial(counsel.close_account, administrator, dora.account)
        given, closed = at_once([partial(said, give), partial(said, close)])
        counted = {it.name: it for it in counsel.all_accounts(administrator)}["Dora"]
        if closed == "done":
            assert (given, counted.clients, counted.closed) == ("account_gone", 0, True)
            counsel.reopen_account(administrator, dora.account)
        else:
            assert (given, closed, counted.closed) == ("done", "account_has_clients", False)
            back = counsel.sign_in(dora.store, "Dora", WORDS, clock)[1]
            counsel.move_clients(back, carl.account)


def test_clients_who_came_while_it_was_looked_whether_there_are_any_are_seen(
    administrator: Session, carl: Session, dora: Session, clock: Clock
) -> None:
    client_of(carl, "A")
    give = partial(counsel.move_clients, carl, dora.account)
    for at in (1, 2, 3):
        between = Meanwhile(clock, give, at)
        told = said(
            partial(counsel.close_account, with_clock(administrator, between), dora.account)
        )
        closed = {it.name: it.closed for it in counsel.all_accounts(administrator)}["Dora"]
        if between.told:
            assert (told, closed) == ("account_has_clients", False)
            return
    pytest.fail("nothing came in between")


def test_the_last_administrator_cannot_leave_however_it_is_tried(
    administrator: Session, carl: Session, clock: Clock
) -> None:
    code = counsel.administrator_code(administrator.store, clock())
    counsel.set_up(administrator.store, code, WORDS, clock(), "Eve")
    eve = counsel.sign_in(administrator.store, "Eve", WORDS, clock)[1]
    tries = [
        partial(said, partial(counsel.close_account, by, whom))
        for by in (administrator, eve)
        for whom in (administrator.account, eve.account)
    ]
    told = at_once(tries)
    there = {it.name: it for it in counsel.all_accounts(_left(administrator, eve))}
    assert sum(not there[name].closed for name in ("Ada", "Eve")) == 1
    assert told.count("done") >= 1
    assert set(told) <= {"done", "last_administrator", "signed_out"}
    last = _left(administrator, eve)
    assert code_of(counsel.close_account, last, last.account) == "last_administrator"
    assert code_of(counsel.erase_account, last, last.account) == "account_open"
    assert not there["Carl"].closed
    assert carl.peek() is not None


def _left(*sessions: Session) -> Session:
    return next(it for it in sessions if it.peek() is not None)
