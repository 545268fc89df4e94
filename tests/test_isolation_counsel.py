"""Nothing of a counsellor's clients is opened, changed or confirmed to be there by anybody else.

Carl has clients with everything that there can be. Each function of `counsel` is asked about them
by whoever else there is, and about clients that never were: the two must be told alike, after the
same statements to the database. A function that is new is a fault here until it is decided who may
ask it, and how that is tried.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import quiz.ui
from quiz import casework
from quiz.casework import KeptJournal, counsel
from quiz.casework.counsel import IDLE, LASTS, Details, Paper, Role, Session
from quiz.casework.counsel.throttling import LONGEST_WAIT
from quiz.errors import QuizError
from quiz.store import Store
from quiz.store.sql import SqlStore
from quiz.vault import PrivateCode, Purpose, new_id, new_token
from tests.case_files import taken
from tests.counselled import WORDS, Clock, client_of, code_of, edition_of, phone_with
from tests.settled import BANK, PIN, Ids, Settled, masked, settle
from tests.stored import rows_of

pytest_plugins = ("tests.stores", "tests.counselling")

C, A = Role.COUNSELLOR, Role.ADMINISTRATOR
Act = Callable[[Session, Ids], object]
ENDS = frozenset({"finish", "handed_over", "lift", "lift_with_passphrase"})
"""What is there for a device that is in other hands, and for nothing else."""


def _paper(clock: Callable[[], Any]) -> Paper:
    given = taken("22222").attempt
    return Paper(given.answers, clock(), len(BANK.pages), "hurt", "en", given.context)


def _added(session: Session, ids: Ids) -> bool:
    """Whether a client was added under an id that is given."""
    return counsel.add_client(session, Details(), ids.client) == ids.client


# Who may ask each function that is for a session (None: whoever is signed in), and how it is asked
# about somebody's clients.
ACTS: Mapping[str, tuple[Role | None, list[Act]]] = {
    # -- accounts
    "all_accounts": (A, [lambda s, _: counsel.all_accounts(s)]),
    "promised": (A, [lambda s, _: counsel.promised(s)]),
    "add_account": (A, [lambda s, _: type(counsel.add_account(s, new_id().hex()))]),
    "take_back": (A, [lambda s, _: counsel.take_back(s, "Carl")]),
    "close_account": (A, [lambda s, ids: counsel.close_account(s, ids.account)]),
    "reopen_account": (A, [lambda s, ids: counsel.reopen_account(s, ids.account)]),
    "erase_account": (A, [lambda s, ids: counsel.erase_account(s, ids.account)]),
    "back_up": (A, [lambda s, _: len(b"".join(counsel.back_up(s, WORDS))) > 1000]),
    "colleagues": (C, [lambda s, _: counsel.colleagues(s)]),
    # -- one's own account
    "audit": (None, [lambda s, _: {it.name for it in counsel.audit(s)}]),
    "change_passphrase": (None, [lambda s, _: counsel.change_passphrase(s, WORDS, WORDS)]),
    "change_recovery_code": (
        None,
        [lambda s, _: type(counsel.change_recovery_code(s, WORDS))],
    ),
    "has_pin": (None, [lambda s, _: counsel.has_pin(s)]),
    "set_pin": (None, [lambda s, _: counsel.set_pin(s, PIN)]),
    "has_second": (None, [lambda s, _: counsel.has_second(s)]),
    "new_second": (None, [lambda s, _: type(counsel.new_second(s))]),
    "turn_on_second": (
        None,
        [lambda s, _: counsel.turn_on_second(s, counsel.new_second(s), "no number", WORDS)],
    ),
    "turn_off_second": (None, [lambda s, _: counsel.turn_off_second(s, WORDS)]),
    # -- clients
    "caseload": (C, [lambda s, _: [it.case.code for it in counsel.caseload(s, edition_of)]]),
    "stamp": (C, [lambda s, _: type(counsel.stamp(s))]),
    "open_client": (C, [lambda s, ids: counsel.open_client(s, ids.client, edition_of)]),
    "released_pair": (C, [lambda s, ids: counsel.released_pair(s, ids.client, edition_of)]),
    "add_client": (C, [_added]),
    "change_client": (C, [lambda s, ids: counsel.change_client(s, ids.client, Details("x"))]),
    "archive_client": (C, [lambda s, ids: counsel.archive_client(s, ids.client)]),
    "heard_erasure": (C, [lambda s, ids: counsel.heard_erasure(s, ids.client)]),
    "erase_client": (C, [lambda s, ids: counsel.erase_client(s, ids.client)]),
    "erase_attempt": (
        C,
        [
            lambda s, ids: counsel.erase_attempt(s, ids.client, ids.attempt),
            lambda s, ids: counsel.erase_attempt(s, ids.own, ids.attempt),
        ],
    ),
    "pair_clients": (
        C,
        [
            lambda s, ids: counsel.pair_clients(s, ids.own, ids.client),
            lambda s, ids: counsel.pair_clients(s, ids.client, ids.own),
            lambda s, ids: counsel.pair_clients(s, ids.client, ids.partner),
        ],
    ),
    "unpair_client": (C, [lambda s, ids: counsel.unpair_client(s, ids.client)]),
    "move_clients": (
        C,
        [
            lambda s, ids: counsel.move_clients(s, ids.account, [ids.client]),
            lambda s, ids: counsel.move_clients(s, ids.account, [ids.own, ids.client]),
            lambda s, ids: counsel.move_clients(s, ids.account, []),
            lambda s, ids: counsel.move_clients(s, ids.partner, [ids.client]),
        ],
    ),
    "enter_on_paper": (
        C,
        [
            lambda s, ids: counsel.enter_on_paper(s, ids.client, BANK, _paper(s.now)),
            lambda s, ids: counsel.enter_on_paper(
                s, ids.client, BANK, replace(_paper(s.now), id=ids.attempt)
            ),
            lambda s, ids: counsel.enter_on_paper(
                s, ids.own, BANK, replace(_paper(s.now), id=ids.attempt)
            ),
        ],
    ),
    "write": (
        C,
        [
            lambda s, ids: [counsel.write(s, ids.client, it) for it in ids.written],
            lambda s, ids: counsel.write(s, ids.client, replace(ids.note, id=b"", text="mine")),
            lambda s, ids: counsel.write(s, ids.own, replace(ids.note, text="mine")),
        ],
    ),
    "strike": (
        C,
        [
            *(
                lambda s, ids, at=at: counsel.strike(s, ids.client, ids.written[at])
                for at in range(4)
            ),
            lambda s, ids: counsel.strike(s, ids.own, ids.plan),
        ],
    ),
    "arrange": (
        C,
        [
            lambda s, ids: counsel.arrange(s, ids.client, [ids.plan]),
            lambda s, ids: counsel.arrange(s, ids.own, [ids.plan]),
        ],
    ),
    "exported": (C, [lambda s, _: counsel.exported(s, 1)]),
    # -- invitations, and the device in other hands
    "invite_client": (C, [lambda s, ids: counsel.invite_client(s, ids.client, BANK.id)]),
    "asked_of": (
        C,
        [lambda s, ids: counsel.asked_of(s, ids.client), lambda s, _: counsel.asked_of(s)],
    ),
    "withdraw_invitation": (C, [lambda s, ids: counsel.withdraw_invitation(s, ids.invitation)]),
    "hand_over": (C, [lambda s, ids: counsel.hand_over(s, ids.client, BANK.id)]),
    "handed_over": (None, [lambda s, _: counsel.handed_over(s)]),
    "finish": (None, [lambda s, _: counsel.finish(s)]),
    "lift": (None, [lambda s, _: counsel.lift(s, "0000")]),
    "lift_with_passphrase": (None, [lambda s, _: counsel.lift_with_passphrase(s, "wrong" * 4)]),
}

CONSOLE = frozenset({"setup_code", "administrator_code", "backup", "restore"})
"""For whoever runs the server: no page asks them."""
BY_SECRET = frozenset(
    {
        *("offered", "create_first", "set_up", "sign_in", "resume", "recover"),
        *("look", "accept", "take_over", "send", "send_kept"),
        *("withdraw", "ask_erasure", "withhold"),
    }
)
"""By what somebody knows: tried below, each with secrets of every other kind."""
OF_ONES_OWN = frozenset({"fits", "withdrawal_code", "known_browser"})
"""They open nothing: what they tell follows from what is given, or from what was just proved."""
METHODS: Mapping[str, Callable[[Session], object] | None] = {
    "look": lambda it: it.look(),
    "check": lambda it: it.check(),
    "keys": lambda it: it.keys(),
    "is_handed_over": lambda it: it.is_handed_over,
    "sign_out_everywhere": lambda it: it.sign_out_everywhere(),
    "sign_out_elsewhere": lambda it: it.sign_out_elsewhere(),
    **dict.fromkeys(("peek", "sign_out", "note", "hand_over", "opened", "count_try", "rotate")),
}
"""What a session can be asked, and raises where it ended; None for what only `counsel` calls."""


def test_it_is_decided_for_every_function_who_may_ask_it() -> None:
    functions = {name for name in counsel.__all__ if inspect.isfunction(getattr(counsel, name))}
    first = {name: _first_parameter(getattr(counsel, name)) for name in functions}
    assert {name for name, kind in first.items() if kind == "Session"} == set(ACTS)
    others = {name for name, kind in first.items() if kind != "Session"}
    assert others == CONSOLE | BY_SECRET | OF_ONES_OWN
    public = {name for name in vars(Session) if not name.startswith("_")} - set(Session.__slots__)
    assert public == set(METHODS)


def _first_parameter(function: Callable[..., object]) -> str:
    return str(next(iter(inspect.signature(function).parameters.values())).annotation)


def test_no_page_asks_what_is_for_the_console() -> None:
    ui = Path(inspect.getfile(quiz.ui)).parent
    sources = [file.read_text("utf-8") for file in (*ui.rglob("*.py"), *ui.parent.glob("pages/*"))]
    asked = {found for text in sources for found in re.findall(r"\bcounsel\.(\w+)\(", text)}
    assert len(asked) > 40
    assert asked & CONSOLE == {"setup_code"}, "printed at the start, see quiz.ui.startup"


# -- what is told ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What came of asking, ids by their names, and the statements that it took."""

    said: str
    statements: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The code of the error, None where there was none."""
        found = re.match(r"raised \w+ (\w+)", self.said)
        return found and found[1]


@contextmanager
def listening(store: Store) -> Iterator[list[str]]:
    """The statements that a store sends to its database."""
    assert isinstance(store, SqlStore)
    engine, seen = store._database.engine, list[str]()

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def told(store: Store, act: Callable[[], object], ids: Ids | None = None) -> Told:
    """What comes of an act: its value or its error, with all that can be read of either."""
    with listening(store) as statements:
        try:
            said = f"returned {act()!r}"
        except QuizError as fault:
            said = f"raised {type(fault).__name__} {fault.code} {fault} {fault.details}"
    return Told(ids.told(said) if ids else said, tuple(statements))


def untouched(store: Store, settled: Settled) -> dict[str, object]:
    """All rows of a counsellor's: account, sign-ins, clients with all that is theirs; drafts."""
    rows = rows_of(store)
    account, clients = settled.ids.account, {settled.ids.client, settled.ids.partner}
    return {
        "account": [row for row in rows["account"] if account in row],
        "sign_in": [row for row in rows["sign_in"] if account in row],
        **{
            name: sorted(map(repr, (row for row in rows[name] if clients & set(row))))
            for name in ("client", "client_record", "client_invitation", "withdrawal")
        },
        **{name: sorted(map(repr, rows[name])) for name in ("draft", "answer")},
    }


def leaks(settled: Settled, said: str) -> set[str]:
    """What of a counsellor's is in something that was said."""
    return {mark for mark in settled.marks if mark in said}


@pytest.fixture
def settled(carl: Session) -> Settled:
    """Carl, with clients."""
    return settle(carl)


def fresh(session: Session) -> Session:
    """The same person, signed in anew."""
    return counsel.sign_in(session.store, session.name, WORDS, session.now)[1]


def still(session: Session) -> Session:
    """The session, or another one of the same person: some functions end what they are asked by."""
    return session if session.peek() is not None else fresh(session)


def test_carl_himself_is_told_and_his_rows_are_those_that_are_looked_at(settled: Settled) -> None:
    session, ids = settled.session, settled.ids
    assert len(settled.texts) == 9
    opened = repr(counsel.open_client(session, ids.client, edition_of))
    assert {ids.client, ids.partner} <= {it.id for it in counsel.caseload(session, edition_of)}
    missing = {text for text in settled.texts[:2] + settled.texts[4:] if text not in opened}
    assert missing == set()
    before = untouched(session.store, settled)
    assert all(before.values())
    counsel.archive_client(session, ids.client)
    assert untouched(session.store, settled) != before


# -- a colleague, an administrator ----------------------------------------------------------------


def test_another_counsellor_is_told_of_his_clients_as_of_clients_that_never_were(
    settled: Settled, dora: Session
) -> None:
    store = dora.store
    before = untouched(store, settled)
    counsel.set_pin(dora, PIN)
    for name, (role, acts) in ACTS.items():
        for number, act in enumerate(acts):
            seen = []
            for ids in (settled.ids.never(), settled.ids):
                session = dora = still(dora)
                asked = replace(ids, own=client_of(session, "own"))
                seen.append(told(store, lambda s=session, a=act, i=asked: a(s, i), asked))  # type: ignore[misc]
                dora = still(dora)
                for it in counsel.caseload(dora, edition_of):
                    counsel.erase_client(dora, it.id)
            never, his = seen
            assert (name, number, masked(his.said)) == (name, number, masked(never.said))
            assert (name, number, his.statements) == (name, number, never.statements)
            assert (name, leaks(settled, his.said)) == (name, set())
            assert (name, his.code == "not_allowed") == (name, role is A)
            assert (name, untouched(store, settled)) == (name, before)


def test_an_administrator_is_refused_whatever_is_a_counsellors(
    settled: Settled, administrator: Session
) -> None:
    store = administrator.store
    before = untouched(store, settled)
    for name, (role, acts) in ACTS.items():
        for act in acts:
            session = administrator = still(administrator)
            said = told(store, lambda s=session, a=act: a(s, settled.ids))  # type: ignore[misc]
            assert (name, said.code == "not_allowed") == (name, role is C)
            assert (name, leaks(settled, said.said)) == (name, set())
            assert (name, untouched(store, settled)) == (name, before)


def test_of_a_counsellor_an_administrator_learns_name_kind_and_how_many_clients(
    settled: Settled, administrator: Session
) -> None:
    assert settled.ids.account
    (carl,) = [it for it in counsel.all_accounts(administrator) if it.name == "Carl"]
    assert carl == counsel.Account(settled.ids.account, "Carl", C, False, 2)
    assert code_of(counsel.close_account, administrator, carl.id) == "account_has_clients"
    said = {(it.name, it.what, it.count) for it in counsel.audit(administrator)}
    columns = {name for name, *_ in counsel.Done.__dataclass_fields__.items()}
    assert columns == {"at", "what", "count", "name", "erased"}
    assert {name for name, *_ in said} == {"Ada", "Carl"}
    sealed = b"".join(counsel.back_up(administrator, WORDS))
    assert [mark for mark in settled.marks if mark.encode() in sealed] == []


# -- who is out -----------------------------------------------------------------------------------


def _later(session: Session, moment: timedelta) -> Session:
    """A tab that is looked at again after so long."""
    found = session.look()
    return Session(session.store, session._keys, found, lambda: session.now() + moment)


def _refuse(settled: Settled, session: Session, code: str, but: frozenset[str]) -> None:
    """Every function says so, for its owner's own clients too, and nothing in the store changes."""
    store = session.store
    before = rows_of(store)
    for name, (_, acts) in ACTS.items():
        if name in but:
            continue
        for act in acts:
            said = told(store, lambda a=act: a(session, settled.ids))  # type: ignore[misc]
            assert (name, said.code) == (name, code)
            assert (name, leaks(settled, said.said)) == (name, set())
    for name, ask in METHODS.items():
        if ask is not None and name not in but:
            assert (name, code_of(ask, session)) == (name, code)
    assert rows_of(store) == before


@pytest.mark.parametrize("how", ["signed out", "idle", "over", "closed", "erased", "new words"])
def test_a_sign_in_that_ended_asks_nothing_any_more(
    settled: Settled, administrator: Session, how: str
) -> None:
    session, ids = fresh(settled.session), replace(settled.ids, own=settled.ids.partner)
    settled = replace(settled, ids=ids)
    match how:
        case "signed out":
            session.sign_out()
        case "idle":
            session = _later(session, IDLE)
        case "over":
            session = _later(session, LASTS)
        case "closed" | "erased":
            counsel.close_account(administrator, ids.account, with_clients=True)
            if how == "erased":
                counsel.erase_account(administrator, ids.account)
        case "new words":
            counsel.change_passphrase(fresh(session), WORDS, WORDS)
    assert session.peek() is None
    _refuse(settled, session, "signed_out", frozenset())


def test_in_other_hands_nothing_is_asked_but_how_to_end_it(settled: Settled) -> None:
    session, ids = fresh(settled.session), replace(settled.ids, own=settled.ids.partner)
    over = counsel.hand_over(session, ids.client, BANK.id)
    other_tab = Session(session.store, session._keys, session.look(), session.now)
    own = ENDS | {"look", "is_handed_over"}
    for tab in (session, other_tab):
        _refuse(replace(settled, ids=ids), tab, "handed_over", own)
    assert other_tab.is_handed_over
    # what is told there is what the client themself has in hand
    said = repr((counsel.handed_over(other_tab), over.invitation, over.place))
    assert leaks(settled, said) == set()
    assert code_of(counsel.lift, other_tab, "0000") == "pin_wrong"
    assert code_of(counsel.lift_with_passphrase, other_tab, "wrong" * 4) == "sign_in_wrong"
    counsel.finish(other_tab)
    _refuse(replace(settled, ids=ids), other_tab, "handed_over", own)


# -- by a secret ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What somebody may have in hand that opens nothing here: texts by what they are."""

    codes: dict[str, PrivateCode]
    tokens: dict[str, str]


@pytest.fixture
def known(settled: Settled, administrator: Session, clock: Clock) -> Known:
    """Secrets that were good once, or are good for something else; the first never was."""
    store, session = settled.session.store, settled.session
    used = counsel.add_account(administrator, "Used")
    recovery = counsel.set_up(store, used, WORDS, clock()).recovery
    back = counsel.add_account(administrator, "Taken back")
    counsel.take_back(administrator, "Taken back")
    withdrawn = counsel.invite_client(session, settled.ids.partner, BANK.id)
    latest = counsel.asked_of(session, settled.ids.partner)[settled.ids.partner]
    gone = [it for it in latest if it.state is counsel.State.OPEN]
    assert [counsel.withdraw_invitation(session, it.id) for it in gone] == [True]
    erased = client_of(session)
    link = counsel.invite_client(session, erased, BANK.id)
    counsel.erase_client(session, erased)
    taken_back = settled.sent[1].code
    assert counsel.withdraw(store, taken_back, clock())
    signed_out, tab = counsel.sign_in(store, "Carl", WORDS, clock)
    tab.sign_out()
    handed = counsel.hand_over(fresh(session), settled.ids.client, BANK.id)
    return Known(
        codes={
            "never": PrivateCode.new(),
            "set-up, used": used,
            "set-up, taken back": back,
            "recovery of another": recovery,
            "withdrawal, used": taken_back,
            "withdrawn": PrivateCode.parse(withdrawn.secret),
            "of an erased client": PrivateCode.parse(link.secret),
        },
        tokens={
            "never": new_token(),
            "a sign-in that ended": signed_out,
            "of a client's place": settled.begun.cookie,
            "of a place on this device": handed.place,
        },
    )


def by_code(store: Store, clock: Clock, journal: KeptJournal) -> dict[str, Callable[..., object]]:
    """Each function that is asked by a code, as somebody asks it who has a wrong one."""

    def sending(code: PrivateCode, act: Callable[..., object]) -> object:
        phone = phone_with(store, clock, code.shown())
        phone.answer()
        phone.draft.asked_by = code.shown()
        return act(phone)

    now, attempt = clock(), taken("22222").attempt
    return {
        "offered": lambda code: counsel.offered(store, code, now),
        "create_first": lambda code: counsel.create_first(store, code, "Eve", WORDS, now),
        "set_up": lambda code: counsel.set_up(store, code, WORDS, now, "Eve"),
        "look": lambda code: counsel.look(store, code.shown(), None, now),
        "accept": lambda code: sending(
            code, lambda it: counsel.accept(store, it.secret, it.draft, now)
        ),
        "take_over": lambda code: sending(
            code, lambda it: counsel.take_over(store, it.secret, it.draft, now)
        ),
        "send": lambda code: sending(code, lambda it: it.send()),
        "send_kept": lambda code: counsel.send_kept(
            store, code.shown(), journal.keys.lookup, attempt, PrivateCode.new(), clock
        ),
        "withdraw": lambda code: counsel.withdraw(store, code, now),
        "ask_erasure": lambda code: counsel.ask_erasure(store, code, now),
        "withhold": lambda code: counsel.withhold(store, code, now),
    }


def test_every_secret_that_is_not_good_is_told_alike(
    settled: Settled, known: Known, clock: Clock
) -> None:
    store = settled.session.store
    journal = KeptJournal(store, PrivateCode.new().keys(Purpose.HOLDER), clock)
    asked = by_code(store, clock, journal)
    before = untouched(store, settled) | {"draft": [], "answer": []}
    # what is good for one thing is tried for all others
    good = {
        "an open invitation's": (PrivateCode.parse(settled.link.secret), "look accept take_over"),
        "a good withdrawal's": (settled.sent[0].code, "withdraw ask_erasure withhold"),
    }
    for name, act in asked.items():
        codes = known.codes | {
            kind: code
            for kind, (code, own) in good.items()
            if name not in (*own.split(), "send", "send_kept")
        }
        seen = {kind: told(store, lambda c=code, a=act: a(c)) for kind, code in codes.items()}  # type: ignore[misc]
        for kind, found in seen.items():
            assert (name, kind, found) == (name, kind, seen["never"])
            assert leaks(settled, found.said) == set()
    assert untouched(store, settled) | {"draft": [], "answer": []} == before
    assert set(asked) | {"sign_in", "resume", "recover"} == BY_SECRET


def test_a_token_that_is_not_good_is_nobodys(settled: Settled, known: Known, clock: Clock) -> None:
    store = settled.session.store
    tokens = known.tokens | {"a code": settled.link.secret, "a client's code": known.codes["never"]}
    for kind, token in tokens.items():
        found = told(store, lambda t=token: counsel.resume(store, str(t), clock))  # type: ignore[misc]
        assert (kind, found.said) == (kind, "returned None")


def test_who_has_an_account_or_had_one_is_told_to_nobody(
    settled: Settled, administrator: Session, known: Known, clock: Clock
) -> None:
    """That signing in is the same work too is shown in test_counsel_accounts.py."""
    store, other = settled.session.store, known.codes["recovery of another"]
    shut = counsel.set_up(store, counsel.add_account(administrator, "Shut"), WORDS, clock())
    counsel.close_account(administrator, shut.id)
    clock.moment += LONGEST_WAIT
    asked = {
        "unknown": ("Nobody", PrivateCode.new()),
        "another's": ("Carl", other),
        "a wrong one": ("Carl", PrivateCode.new()),
        "closed, the right one": ("Shut", shut.recovery),
        "closed": ("Shut", other),
    }
    for kind, (name, code) in asked.items():
        recovering = lambda n=name, c=code: counsel.recover(store, n, c, WORDS, clock)  # noqa: E731
        wrong = lambda n=name: counsel.sign_in(store, n, WORDS + "!", clock)  # noqa: E731
        assert (kind, code_of(recovering), code_of(wrong)) == (
            *(kind, "recovery_wrong"),
            "sign_in_wrong",
        )
        clock.moment += LONGEST_WAIT


def test_an_invitation_says_who_asks_for_what_and_nothing_of_the_client(
    settled: Settled, clock: Clock
) -> None:
    store = settled.session.store
    found = counsel.look(store, settled.link.secret, None, clock())
    assert found is not None
    assert found.terms.counsellor == "Carl"
    assert set(vars(found.terms)) == {
        *("bank_id", "perspective", "language", "counsellor", "public", "in_couple", "way")
    }
    assert leaks(settled, repr(found)) == set()


def test_a_clients_draft_is_not_sent_by_anothers_invitation(settled: Settled, clock: Clock) -> None:
    """What is bound to one browser is of no use in another, whoever has the secret."""
    store, mine, theirs = settled.session.store, settled.begun, settled.sent[0]
    before = untouched(store, settled)
    stranger = phone_with(store, clock, mine.secret)
    stranger.answer()
    stranger.draft.asked_by = mine.secret
    assert code_of(stranger.send) == "invitation_elsewhere"
    attempt, holder = taken("22222").attempt, new_id()
    sending = partial(counsel.send_kept, store, mine.secret, holder, attempt, PrivateCode.new())
    assert code_of(sending, clock) == "invitation_elsewhere"
    found = counsel.look(store, mine.secret, stranger.member, clock())
    assert found is not None
    assert (found.begun_elsewhere, found.sent) == (True, False)
    casework.erase_place(store, stranger.cookie)
    assert untouched(store, settled) == before
    assert theirs.reloaded() is None


def test_what_happens_to_his_clients_changes_nothing_that_a_colleague_is_told(
    settled: Settled, dora: Session
) -> None:
    before = counsel.stamp(dora), counsel.audit(dora), counsel.colleagues(dora)
    counsel.archive_client(settled.session, settled.ids.client)
    counsel.erase_attempt(settled.session, settled.ids.client, settled.ids.attempt)
    counsel.erase_client(settled.session, settled.ids.partner)
    assert (counsel.stamp(dora), counsel.audit(dora), counsel.colleagues(dora)) == before
