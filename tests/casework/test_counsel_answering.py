"""Clients who answer: by a link, on the counsellor's device, and what they take back."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from quiz import casework
from quiz.casework import counsel
from quiz.casework.counsel import Acceptance, Session, State, Way
from quiz.casework.counsel.sent import sent_in
from quiz.casework.counsel.sessions import IDLE_IN_OTHER_HANDS
from quiz.casework.counsel.throttling import FREE
from quiz.errors import StoreError
from quiz.store import CaseKind, Store, What
from quiz.store.sql import SqlStore
from quiz.vault import KeyPair, Place, PrivateCode, new_token
from tests.counselled import (
    WORDS,
    Clock,
    again,
    client_of,
    code_of,
    edition_of,
    invited,
    phone_with,
)
from tests.scripted import TRUST
from tests.stored import at_once, rows_of

pytest_plugins = ("tests.stores", "tests.counselling")

BANK = TRUST.bank
BOUND, ELSEWHERE, GONE = Acceptance.BOUND, Acceptance.ELSEWHERE, Acceptance.GONE
PIN = "482915"


def states(session: Session, client: bytes) -> list[State]:
    return [it.state for it in counsel.asked_of(session, client).get(client, ())]


def attempts_of(session: Session, client: bytes) -> int:
    return counsel.open_client(session, client, edition_of).client.case.attempts


# -- an invitation --------------------------------------------------------------------------------


def test_a_client_sees_who_asks_for_what_before_anything_is_used_up(
    carl: Session, clock: Clock
) -> None:
    client, partner = client_of(carl, perspective="broke", language="th"), client_of(carl)
    counsel.pair_clients(carl, client, partner)
    link = counsel.invite_client(carl, client, BANK.id)
    look = partial(counsel.look, carl.store, link.secret, None)
    assert look(clock()) == look(clock())
    found = look(clock())
    assert found is not None
    terms = found.terms
    assert (terms.bank_id, terms.perspective, terms.language) == (BANK.id, "broke", "th")
    assert (terms.counsellor, terms.in_couple, terms.way) == ("Carl", True, Way.INVITATION)
    assert (found.begun_elsewhere, found.sent) == (False, False)
    assert found.expires_at == link.expires_at == clock() + timedelta(days=14)
    assert states(carl, client) == [State.OPEN]
    clock.moment = link.expires_at
    assert look(clock()) is None
    assert states(again(carl), client) == [State.EXPIRED]


@pytest.mark.parametrize(
    "secret", ["", "guess", "x" * 43, new_token()], ids=["none", "short", "shaped", "made"]
)
def test_a_guessed_link_is_no_invitation(carl: Session, clock: Clock, secret: str) -> None:
    assert counsel.look(carl.store, secret, None, clock()) is None


def test_what_is_answered_and_sent_is_what_the_counsellor_reads(carl: Session) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    assert states(carl, client) == [State.BEGUN]
    phone.answer()
    expected = casework.attempt_of(phone.draft)
    phone.send()
    (entry,) = counsel.open_client(carl, client, edition_of).client.case.history
    assert entry.attempt == expected
    assert states(carl, client) == [State.SENT]
    assert rows_of(carl.store)["draft"] == rows_of(carl.store)["answer"] == []
    found = phone.look()
    assert found is not None
    assert found.sent


def test_a_second_click_and_a_second_tab_send_nothing_more(carl: Session) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    phone.answer()
    other = phone.reloaded()
    for _ in range(2):
        phone.send()
    assert other is not None
    assert other.asked_by == phone.secret, "the draft knows after a reload whom it answers"
    late = replace(phone, draft=other, code=PrivateCode.new())
    assert code_of(late.send) == "invitation_gone"
    assert attempts_of(carl, client) == 1


def test_what_another_tab_answered_meanwhile_is_sent_along(carl: Session, clock: Clock) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    phone.answer()
    other = phone.reloaded()
    assert other is not None
    first = BANK.pages[0][0].id
    casework.record(BANK, other, first, 0)
    clock.moment += timedelta(minutes=1)
    phone.send()
    (entry,) = counsel.open_client(carl, client, edition_of).client.case.history
    assert entry.attempt.answers[first] == 0
    assert entry.attempt.finished_at == clock() - timedelta(minutes=1)


def test_of_sixteen_browsers_one_is_bound_and_the_others_are_told(
    carl: Session, clock: Clock
) -> None:
    link = counsel.invite_client(carl, client_of(carl), BANK.id)
    phones = [phone_with(carl.store, clock, link.secret) for _ in range(16)]
    outcomes = at_once(
        [partial(counsel.accept, carl.store, link.secret, phone.draft, clock()) for phone in phones]
    )
    assert sorted(map(str, outcomes)) == [str(BOUND)] + [str(ELSEWHERE)] * 15
    bound = phones[outcomes.index(BOUND)]
    for phone in phones:
        found = phone.look()
        assert found is not None
        assert found.begun_elsewhere is (phone is not bound)
        assert phone.draft.asked_by == (link.secret if phone is bound else None)
    assert counsel.accept(carl.store, link.secret, bound.draft, clock()) is BOUND


def test_starting_again_on_another_device_erases_the_first_and_sends_from_the_second(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    first = invited(carl, client)
    first.answer(1)
    second = phone_with(carl.store, clock, first.secret)
    assert counsel.accept(carl.store, first.secret, second.draft, clock()) is ELSEWHERE
    assert counsel.take_over(carl.store, first.secret, second.draft, clock()) is BOUND
    assert first.reloaded() is None
    second.answer(2)
    second.send()
    assert code_of(first.send) in ("invitation_gone", "invitation_elsewhere", "draft_gone")
    assert attempts_of(carl, client) == 1


def test_a_draft_in_memory_only_is_bound_to_nothing(carl: Session, clock: Clock) -> None:
    link = counsel.invite_client(carl, client_of(carl), BANK.id)
    draft = casework.begin(BANK, perspective="hurt", context={"decision": "rebuild"})
    accept = partial(counsel.accept, carl.store, link.secret, draft, clock())
    assert code_of(accept) == "draft_gone"


def test_a_withdrawn_invitation_binds_and_sends_nothing_and_the_draft_stays(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    phone.answer()
    (asked,) = counsel.asked_of(carl)[client]
    assert counsel.withdraw_invitation(carl, asked.id)
    assert not counsel.withdraw_invitation(carl, asked.id)
    assert phone.look() is None
    assert counsel.accept(carl.store, phone.secret, phone.draft, clock()) is GONE
    assert code_of(phone.send) == "invitation_gone"
    assert phone.reloaded() == phone.draft


def test_who_kept_their_result_first_sends_it_from_their_journal(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    phone.answer()
    attempt = casework.attempt_of(phone.draft)
    sitting = casework.Sitting(attempt, BANK, phone.draft)
    journal, entry = casework.keep_new(carl.store, PrivateCode.new(), sitting, clock)[-2:]
    send = partial(
        counsel.send_kept, carl.store, phone.secret, journal.keys.lookup, attempt, phone.code, clock
    )
    for _ in range(2):
        send()
    (sent,) = counsel.open_client(carl, client, edition_of).client.case.history
    assert sent.attempt == attempt
    journal.refresh()
    assert journal.entries == (entry,)


def test_beginning_again_elsewhere_takes_nothing_from_who_kept_their_result_first(
    carl: Session, clock: Clock
) -> None:
    """Least of all what they share with a partner by the same journal."""
    phone = invited(carl, client_of(carl))
    phone.answer()
    sitting = casework.Sitting(casework.attempt_of(phone.draft), BANK, phone.draft)
    journal, entry = casework.keep_new(carl.store, PrivateCode.new(), sitting, clock)[-2:]
    bond = casework.invite(journal, entry, clock())
    assert bond is not None
    second = phone_with(carl.store, clock, phone.secret)
    assert counsel.take_over(carl.store, phone.secret, second.draft, clock()) is BOUND
    assert carl.store.pairings.find(bond.known.keys.lookup) is not None
    journal.refresh()
    assert journal.entries == (entry,)


def test_what_was_taken_back_was_not_sent_by_its_invitation_any_more(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    phone.answer()
    phone.send()
    found = phone.look()
    assert found is not None
    assert found.sent
    assert counsel.withdraw(carl.store, phone.code, clock())
    assert phone.look() is None
    assert states(carl, client) == []
    assert code_of(phone.send) == "invitation_gone", "a tab that was left open"


def test_the_invitation_and_not_the_database_says_to_whose_key_answers_are_sealed(
    carl: Session,
) -> None:
    """Somebody who may write to the database puts a key of their own into the account."""
    client, intruder = client_of(carl), KeyPair.new()
    phone = invited(carl, client)
    phone.answer()
    account = carl.store.accounts.find(carl.account)
    assert account is not None
    _write(carl.store, "UPDATE account SET public = :raw", raw=intruder.public.raw)
    phone.send()
    (record,) = carl.store.clients.records(carl.account, client)
    place = Place("client_record/attempt", client + record.key.id)
    assert code_of(intruder.open, place, record.sealed) == "sealed_damaged"
    assert sent_in(carl.keys().open_document(place, record.sealed)).way is Way.INVITATION


def _write(store: Store, statement: str, **values: object) -> None:
    assert isinstance(store, SqlStore)
    with store._database.write() as connection:
        connection.execute(sa.text(statement), values)


def test_a_release_is_in_the_audit_and_a_withdrawal_too(carl: Session, clock: Clock) -> None:
    client, partner = client_of(carl), client_of(carl)
    counsel.pair_clients(carl, client, partner)
    phone = invited(carl, client)
    phone.answer()
    for _ in range(2):
        phone.send(released=True)
    counsel.withdraw(carl.store, phone.code, clock())
    noted = [it.what for it in carl.store.audit.entries(99, carl.account)]
    assert noted.count(What.RELEASED) == noted.count(What.WITHDRAWN) == 1


# -- the device in other hands --------------------------------------------------------------------


@pytest.fixture
def client(carl: Session) -> bytes:
    """A client of Carl's, who has a PIN."""
    counsel.set_pin(carl, PIN)
    return client_of(carl)


def other_tab(session: Session) -> Session:
    """What another tab or process has of the same sign-in."""
    found = session.look()
    return Session(session.store, session._keys, found, session.now)


def test_in_other_hands_no_tab_of_that_sign_in_opens_anything(carl: Session, client: bytes) -> None:
    tabs = [carl, other_tab(carl), other_tab(carl)]
    assert not carl.is_handed_over
    over = counsel.hand_over(tabs[1], client, BANK.id)
    acts: list[Callable[[Session], object]] = [
        lambda it: it.keys(),
        lambda it: it.check(),
        lambda it: it.sign_out_everywhere(),
        lambda it: counsel.caseload(it, edition_of),
        lambda it: counsel.open_client(it, client, edition_of),
        lambda it: counsel.invite_client(it, client, BANK.id),
        lambda it: counsel.erase_client(it, client),
        lambda it: counsel.set_pin(it, "0000"),
        lambda it: counsel.hand_over(it, client, BANK.id),
        lambda it: counsel.change_passphrase(it, WORDS, WORDS + "!"),
        lambda it: counsel.change_recovery_code(it, WORDS),
        counsel.audit,
        counsel.colleagues,
        counsel.new_second,
        counsel.asked_of,
    ]
    counsel.handed_over(carl)
    before = rows_of(carl.store)  # in use from now on for longer than before
    for tab in tabs:
        assert tab.is_handed_over
        assert counsel.handed_over(tab) == over
        for act in acts:
            assert code_of(act, tab) == "handed_over"
    assert rows_of(carl.store) == before
    assert again(carl).keys() is not None, "another sign-in of the same person goes on"


def test_what_is_answered_in_other_hands_is_sealed_to_the_counsellor(
    carl: Session, client: bytes, clock: Clock
) -> None:
    over = counsel.hand_over(carl, client, BANK.id)
    phone = phone_with(carl.store, clock, over.invitation)
    assert counsel.accept(carl.store, over.invitation, phone.draft, clock()) is BOUND
    phone.answer()
    phone.send()
    counsel.lift(carl, PIN)
    (record,) = carl.store.clients.records(carl.account, client, CaseKind.ATTEMPT)
    assert record.fresh
    assert attempts_of(carl, client) == 1
    assert counsel.asked_of(carl) == {}


def test_the_pin_lifts_it_and_the_browser_has_another_token(
    carl: Session, client: bytes, clock: Clock
) -> None:
    token, session = counsel.sign_in(carl.store, "Carl", WORDS, clock)
    tab = other_tab(session)
    counsel.hand_over(session, client, BANK.id)
    assert code_of(counsel.lift, session, "000000") == "pin_wrong"
    lifted = counsel.lift(session, PIN)
    assert lifted.token not in (None, token)
    session.keys()
    assert counsel.lift(session, "whatever") == counsel.Lifted(None)
    assert counsel.resume(carl.store, token, clock) is None, "whoever copied it has nothing"
    assert code_of(tab.keys) == "signed_out"
    assert lifted.token is not None
    resumed = counsel.resume(carl.store, lifted.token, clock)
    assert resumed is not None
    assert resumed.keys().public.raw == session.keys().public.raw


def test_nothing_that_was_not_sent_is_left_when_the_device_is_back(
    carl: Session, client: bytes, clock: Clock
) -> None:
    over = counsel.hand_over(carl, client, BANK.id)
    phone = phone_with(carl.store, clock, over.invitation)
    counsel.accept(carl.store, over.invitation, phone.draft, clock())
    phone.answer()
    counsel.lift_with_passphrase(carl, WORDS)
    left = rows_of(carl.store)
    assert left["draft"] == left["answer"] == left["client_invitation"] == []
    assert code_of(phone.send) in ("draft_gone", "invitation_gone")


def test_after_five_wrong_pins_only_the_passphrase_lifts_it(
    carl: Session, client: bytes, clock: Clock
) -> None:
    counsel.hand_over(carl, client, BANK.id)
    tabs = [other_tab(carl) for _ in range(4)]
    wrong = at_once([partial(lift_told, tab, "000000") for tab in tabs for _ in range(4)])
    assert wrong.count("pin_wrong") == 5
    assert wrong.count("pin_spent") == 11
    found = counsel.handed_over(carl)
    assert found is not None
    assert found.tries_left == 0
    assert code_of(counsel.lift, carl, PIN) == "pin_spent"
    lift = partial(counsel.lift_with_passphrase, carl)
    assert [code_of(lift, "wrong wrong wrong") for _ in range(FREE)] == ["sign_in_wrong"] * FREE
    assert code_of(lift, WORDS) == "sign_in_wait"
    assert code_of(carl.keys) == "handed_over"
    clock.moment += timedelta(seconds=30)
    assert lift(WORDS).token is not None
    carl.keys()
    counsel.hand_over(carl, client, BANK.id)
    assert counsel.lift(carl, PIN).token is not None, "five tries again"


def lift_told(session: Session, pin: str) -> str:
    try:
        counsel.lift(session, pin)
    except Exception as error:  # noqa: BLE001 - whatever it is
        return str(getattr(error, "code", error))
    return "lifted"


def test_without_a_pin_no_device_is_handed_over(carl: Session) -> None:
    mine = client_of(carl)
    assert not counsel.has_pin(carl)
    assert code_of(counsel.hand_over, carl, mine, BANK.id) == "pin_missing"
    for pin in ("123", "1" * 13, "12a4", "๑๒๓๔", ""):
        assert code_of(counsel.set_pin, carl, pin) == "pin_shape"
    counsel.set_pin(carl, "0042")
    assert counsel.has_pin(carl)
    counsel.hand_over(carl, mine, BANK.id)
    assert counsel.handed_over(carl) is not None


def test_a_device_is_handed_over_once_by_two_tabs_at_once(carl: Session, client: bytes) -> None:
    def over(tab: Session) -> str:
        try:
            return counsel.hand_over(tab, client, BANK.id).invitation
        except Exception as error:  # noqa: BLE001 - whatever it is
            return str(getattr(error, "code", error))

    told = [str(it) for it in at_once([partial(over, other_tab(carl)) for _ in range(6)])]
    found = counsel.handed_over(carl)
    assert found is not None
    assert told.count("handed_over") == 5
    assert found.invitation in told
    assert len(rows_of(carl.store)["client_invitation"]) == 1


def test_in_other_hands_a_sign_in_lasts_while_the_quiz_is_used_and_ends_as_ever(
    carl: Session, client: bytes, clock: Clock
) -> None:
    counsel.hand_over(carl, client, BANK.id)
    for _ in range(4):
        clock.moment += timedelta(minutes=20)
        assert counsel.handed_over(carl) is not None
    clock.moment += IDLE_IN_OTHER_HANDS
    assert code_of(counsel.lift, carl, PIN) == "signed_out"


def test_no_client_is_asked_in_the_last_hour_of_a_sign_in(
    carl: Session, client: bytes, clock: Clock
) -> None:
    """It would end under their hands, and with it what they answered."""
    begun = clock.moment
    for minutes in range(0, 11 * 60, 25):
        clock.moment = begun + timedelta(minutes=minutes)
        assert carl.look() is not None
    counsel.hand_over(carl, client, BANK.id)
    counsel.lift(carl, PIN)
    clock.moment = begun + timedelta(hours=11, seconds=1)
    assert code_of(counsel.hand_over, carl, client, BANK.id) == "sign_in_short"
    assert counsel.asked_of(carl, client) == {}


def test_an_error_while_lifting_leaves_the_device_in_other_hands(
    carl: Session, client: bytes, kind: str
) -> None:
    counsel.hand_over(carl, client, BANK.id)
    refuse, allow = REFUSE[kind]
    for statement in refuse:
        _write(carl.store, statement)
    with pytest.raises((StoreError, sa.exc.IntegrityError)):
        counsel.lift(carl, PIN)
    for statement in allow:
        _write(carl.store, statement)
    assert code_of(carl.keys) == "handed_over"
    assert counsel.lift(carl, PIN).token is not None


REFUSE = {
    "sqlite": (
        [
            (
                "CREATE TRIGGER refuse BEFORE UPDATE OF lookup ON sign_in "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        ],
        ["DROP TRIGGER refuse"],
    ),
    "postgresql": (
        [
            (
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'no'; END $$"
            ),
            (
                "CREATE TRIGGER refuse BEFORE UPDATE OF lookup ON sign_in "
                "FOR EACH ROW EXECUTE FUNCTION refuse()"
            ),
        ],
        ["DROP TRIGGER refuse ON sign_in", "DROP FUNCTION refuse"],
    ),
}
"""Statements that let no token be replaced, and that allow it again."""


def test_no_secret_is_in_a_repr_or_a_copy(carl: Session, client: bytes) -> None:
    link = counsel.invite_client(carl, client, BANK.id)
    second = counsel.new_second(carl)
    over = counsel.hand_over(carl, client, BANK.id)
    lifted = counsel.lift(carl, PIN)
    said = f"{link!r} {second!r} {over!r} {lifted!r} {carl!r} {carl.look()!r}"
    assert lifted.token is not None
    for secret in (link.secret, second.text, over.invitation, lifted.token):
        assert secret not in said
    assert second.secret.hex() not in said
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(carl)


@pytest.mark.parametrize("sends", [True, False], ids=["sent", "not sent"])
def test_once_the_client_is_done_only_what_was_sent_is_left(
    carl: Session, client: bytes, clock: Clock, *, sends: bool
) -> None:
    over = counsel.hand_over(carl, client, BANK.id)
    phone = phone_with(carl.store, clock, over.invitation)
    counsel.accept(carl.store, over.invitation, phone.draft, clock())
    phone.answer()
    if sends:
        phone.send()
    for _ in range(2):
        counsel.finish(other_tab(carl))
        found = counsel.handed_over(carl)
        assert found is not None
        assert found.is_done
        assert code_of(carl.keys) == "handed_over", "the PIN is still needed"
    assert phone.look() is None
    assert phone.reloaded() is None
    counsel.lift(carl, PIN)
    counsel.finish(carl)  # the device is back: no fault
    assert attempts_of(carl, client) == sends


@pytest.mark.parametrize("keeps", [True, False], ids=["kept", "not kept"])
def test_nothing_of_the_client_waits_for_who_withdrew_the_invitation_meanwhile(
    carl: Session, client: bytes, clock: Clock, *, keeps: bool
) -> None:
    """In another browser of theirs, which is in nobody else's hands."""
    owner = again(carl)
    over = counsel.hand_over(carl, client, BANK.id)
    draft = casework.begin(BANK, perspective="hurt", context={"decision": "rebuild"})
    assert casework.keep_place(carl.store, over.place, draft, clock)
    counsel.accept(carl.store, over.invitation, draft, clock())
    code = PrivateCode.new()
    if keeps:
        sitting = casework.Sitting(casework.attempt_of(draft), BANK, draft)
        casework.keep_new(carl.store, code, sitting, clock, over.place)
        assert casework.code_held(carl.store, over.place, clock) is not None
    (asked,) = counsel.asked_of(owner, client)[client]
    assert counsel.withdraw_invitation(owner, asked.id)
    counsel.lift(carl, PIN)
    assert casework.find_draft(carl.store, over.place, [BANK], clock) is None
    assert casework.code_held(carl.store, over.place, clock) is None
    assert (casework.open_journal(carl.store, code, clock) is not None) is keeps


def test_the_withdrawal_code_is_one_for_every_tab_and_another_for_every_invitation(
    carl: Session, client: bytes
) -> None:
    phone = invited(carl, client)
    code = counsel.withdrawal_code(phone.secret, phone.cookie)
    assert code.shown() == counsel.withdrawal_code(phone.secret, phone.cookie).shown()
    other = invited(carl, client)
    texts = {
        counsel.withdrawal_code(secret, cookie).shown()
        for secret in (phone.secret, other.secret)
        for cookie in (phone.cookie, other.cookie)
    }
    assert len(texts) == 4


def test_a_draft_fits_by_its_questions_its_side_and_no_other_invitation(
    carl: Session, client: bytes
) -> None:
    phone = invited(carl, client)
    found = phone.look()
    assert found is not None
    terms, draft = found.terms, phone.draft
    assert counsel.fits(draft, phone.secret, terms)
    assert counsel.fits(draft, phone.secret, replace(terms, perspective="hurt"))
    assert not counsel.fits(draft, phone.secret, replace(terms, perspective="broke"))
    assert not counsel.fits(draft, phone.secret, replace(terms, bank_id="another"))
    assert not counsel.fits(draft, PrivateCode.new().shown(), terms)
    draft.invitation = PrivateCode.new().shown()
    assert not counsel.fits(draft, phone.secret, terms)
