"""Giving clients to a colleague, the audit, and backups that restore on either database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from quiz.casework import counsel
from quiz.casework.cases import CaseNote, PlanRow
from quiz.casework.counsel import NewAccount, Session, What
from quiz.errors import QuizError
from quiz.store import CaseKey, CaseKind, CaseRecord, Kind, Record, Seat, Store, open_store
from quiz.store.backup import LEFT_OUT, TABLES
from quiz.store.schema import METADATA, REVISION
from quiz.vault import new_id, seal_stream, stream
from tests.counselled import (
    WORDS,
    Clock,
    again,
    client_of,
    code_of,
    edition_of,
    invited,
    sent,
)
from tests.scripted import TRUST
from tests.stored import MakeUrl, rows_of

pytest_plugins = ("tests.stores", "tests.counselling")

BANK = TRUST.bank
COVER = "a passphrase for the backup"


def codes(session: Session) -> list[str]:
    return [it.case.code for it in counsel.caseload(session, edition_of)]


# -- given to a colleague -------------------------------------------------------------------------


def test_a_colleague_reads_what_was_given_and_the_giver_nothing_of_it(
    carl: Session, dora: Session, clock: Clock
) -> None:
    client = client_of(carl, "A", label="the two from May")
    code = sent(carl, client, 2)
    counsel.caseload(carl, edition_of)
    clock.moment += timedelta(minutes=1)
    sent(carl, client, 3)
    counsel.write(carl, client, CaseNote(clock().date(), "a note"))
    counsel.write(carl, client, PlanRow("S1", "goal", "seen", "done"))
    before = counsel.open_client(carl, client, edition_of)
    phone = invited(carl, client)
    phone.answer()
    assert counsel.move_clients(carl, dora.account) == 1
    assert codes(carl) == []
    assert code_of(counsel.open_client, carl, client, edition_of) == "client_gone"
    (listed,) = counsel.caseload(dora, edition_of)
    assert listed.case.attempts == 2
    after = counsel.open_client(dora, client, edition_of)
    assert after.file == before.file
    assert code_of(phone.send) == "invitation_gone"
    assert counsel.withdraw(carl.store, code, clock())
    assert counsel.caseload(dora, edition_of)[0].withdrawn == 1


def test_a_couple_moves_together_or_parts(carl: Session, dora: Session) -> None:
    one, two, three, four = (client_of(carl, code) for code in ("1", "2", "3", "4"))
    counsel.pair_clients(carl, one, two)
    counsel.pair_clients(carl, three, four)
    assert counsel.move_clients(carl, dora.account, [one, two, three]) == 3
    assert {it.case.code: it.case.partner for it in counsel.caseload(dora, edition_of)} == {
        "1": "2",
        "2": "1",
        "3": "",
    }
    assert [it.partner for it in counsel.caseload(carl, edition_of)] == [None]


def test_what_a_newer_version_sealed_is_not_lost_by_giving_its_client_away(
    carl: Session, dora: Session, clock: Clock
) -> None:
    """An older process beside a newer one; what is merely damaged does not hold a client back."""
    client = client_of(carl, "A")
    for text in ("one", "two"):
        counsel.write(carl, client, CaseNote(clock().date(), text))
    first, second = carl.store.clients.records(carl.account, client, CaseKind.NOTE)
    newer = replace(first, sealed=b"\x02" + first.sealed[1:])
    carl.store.clients.put_record(carl.account, newer)
    assert code_of(counsel.move_clients, carl, dora.account) == "sealed_newer"
    assert set(carl.store.clients.records(carl.account, client, CaseKind.NOTE)) == {newer, second}
    damaged = replace(first, sealed=first.sealed[:-1] + bytes([first.sealed[-1] ^ 1]))
    carl.store.clients.put_record(carl.account, damaged)
    assert counsel.move_clients(carl, dora.account) == 1
    assert len(counsel.open_client(dora, client, edition_of).file.notes) == 1


def test_clients_are_given_to_open_counsellors_only(
    administrator: Session, carl: Session, dora: Session
) -> None:
    client = client_of(carl)
    give = partial(counsel.move_clients, carl)
    counsel.close_account(administrator, dora.account)
    for to in (administrator.account, dora.account, carl.account, new_id()):
        assert code_of(give, to) == "account_gone"
    counsel.reopen_account(administrator, dora.account)
    assert code_of(give, dora.account, [client, new_id()]) == "client_gone"
    assert len(codes(carl)) == 1


def test_an_account_with_clients_is_closed_only_on_purpose(
    administrator: Session, carl: Session, dora: Session, counsellor: NewAccount
) -> None:
    client_of(carl, "A")
    close = partial(counsel.close_account, administrator, counsellor.id)
    assert code_of(close) == "account_has_clients"
    counsel.move_clients(carl, dora.account)
    close()
    assert codes(dora) == ["A"]
    assert [(it.name, it.clients) for it in counsel.all_accounts(administrator)] == [
        *(("Ada", 0), ("Carl", 0)),
        ("Dora", 1),
    ]
    counsel.close_account(administrator, dora.account, with_clients=True)
    counsel.reopen_account(administrator, dora.account)
    assert codes(again(dora)) == ["A"]


# -- the audit ------------------------------------------------------------------------------------


def test_an_administrator_sees_what_everybody_did_and_others_only_their_own(
    administrator: Session, carl: Session, clock: Clock
) -> None:
    clock.moment += timedelta(minutes=1)
    counsel.exported(carl, 12)
    done = counsel.audit(administrator)
    assert (done[0].name, done[0].what, done[0].count) == ("Carl", What.EXPORTED, 12)
    assert {it.name for it in done} == {"Ada", "Carl"}
    assert {it.name for it in counsel.audit(carl)} == {"Carl"}
    assert [it.what for it in counsel.audit(administrator, 1)] == [What.EXPORTED]
    assert What.EXPORTED not in {it.what for it in counsel.audit(administrator, before=clock())}


def test_the_audit_tells_of_codes_that_were_made_and_taken_back(
    administrator: Session, clock: Clock
) -> None:
    clock.moment += timedelta(minutes=1)
    counsel.add_account(administrator, "Dora")
    for _ in range(2):
        clock.moment += timedelta(minutes=1)
        counsel.take_back(administrator, "Dora")
    clock.moment += timedelta(minutes=1)
    counsel.administrator_code(administrator.store, clock())
    told = [(it.what, it.name) for it in counsel.audit(administrator, 3)]
    assert told == [
        (What.ACCOUNT_OFFERED, None),  # at the server's console
        (What.OFFER_TAKEN_BACK, "Ada"),
        (What.ACCOUNT_OFFERED, "Ada"),
    ]


def test_the_audit_tells_of_a_device_in_other_hands_and_of_pins_tried_there(
    carl: Session, clock: Clock
) -> None:
    counsel.set_pin(carl, "2468")
    client = client_of(carl)
    for pins in (("1111", "2468"), ("1",) * 5):
        clock.moment += timedelta(minutes=1)
        counsel.hand_over(carl, client, BANK.id)
        for pin in pins:
            clock.moment += timedelta(seconds=1)
            with suppress(QuizError):
                counsel.lift(carl, pin)
    clock.moment += timedelta(seconds=1)
    assert code_of(counsel.lift, carl, "2468") == "pin_spent"
    counsel.lift_with_passphrase(carl, WORDS)
    assert [(it.what, it.count) for it in counsel.audit(carl, 5)] == [
        (What.CAME_BACK, 1),
        (What.PIN_SPENT, 5),
        (What.HANDED_OVER, 1),
        (What.CAME_BACK, 1),
        (What.HANDED_OVER, 1),
    ]


def test_an_erased_account_stays_in_the_audit_without_its_name(
    administrator: Session, carl: Session
) -> None:
    counsel.close_account(administrator, carl.account)
    counsel.erase_account(administrator, carl.account)
    erased = [it for it in counsel.audit(administrator) if it.erased]
    assert erased
    assert {it.name for it in erased} == {None}


def test_the_audit_tells_no_client_and_nothing_they_said(
    administrator: Session, carl: Session, clock: Clock
) -> None:
    client = client_of(carl, "A-07", label="Märta")
    code = sent(carl, client)
    counsel.open_client(carl, client, edition_of)
    counsel.withdraw(carl.store, code, clock())
    counsel.erase_client(carl, client)
    columns = set(METADATA.tables["audit"].columns.keys())
    assert columns == {"at", "id", "account", "what", "count"}
    values = {value for row in rows_of(carl.store)["audit"] for value in row}
    assert client not in values
    assert not {"A-07", "Märta"} & values
    assert administrator.account in values


# -- backups --------------------------------------------------------------------------------------


@pytest.fixture
def full(administrator: Session, carl: Session, clock: Clock) -> Session:
    """Carl, in a store in which every table has something."""
    store = carl.store
    one, two = client_of(carl, "one", label="Märta ปลา"), client_of(carl, "two")
    counsel.pair_clients(carl, one, two)
    sent(carl, one, 2, released=True)
    counsel.caseload(carl, edition_of)
    sent(carl, one, 3)
    counsel.write(carl, one, CaseNote(clock().date(), "a note\nof two lines"))
    invited(carl, two).answer()
    counsel.add_account(administrator, "Later")
    code_of(counsel.sign_in, store, "Carl", "wrong wrong wrong", clock)
    store.holders.add(b"holder", 202712, Record(Kind.NOTE, b"id", bytes(range(256))))
    store.devices.remember(b"device", b"holder", b"wrapped", clock() + timedelta(days=1))
    store.pairings.invite(b"pair", Seat(b"holder", b""), clock() + timedelta(days=1), 202712)
    assert all(rows_of(store).values())
    return carl


def restored(source: Store, target: str, clock: Clock) -> Store:
    """A store at that URL, into which a backup of another was taken."""
    opened = open_store(target)
    counsel.setup_code(opened, clock())  # as a start-up makes it
    sealed = counsel.backup(source, COVER)
    rows = counsel.restore(opened, sealed, COVER, clock(), moved=True)
    kept = {table.name for table in TABLES}
    assert rows == sum(len(rows) for name, rows in rows_of(source).items() if name in kept)
    return opened


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_restores_every_row_on_either_database(
    full: Session, make_url: MakeUrl, to: str, clock: Clock
) -> None:
    other = restored(full.store, make_url(to), clock)
    before, after = rows_of(full.store), rows_of(other)
    for name in before:
        if name in LEFT_OUT:
            assert after[name] == [], "nobody is signed in by a backup"
            continue
        there, here = set(after[name]), set(before[name])
        assert there >= here
        assert len(there - here) == (name == "audit"), "that it was restored is noted"
    session = counsel.sign_in(other, "Carl", WORDS, clock)[1]
    assert counsel.caseload(session, edition_of) == counsel.caseload(full, edition_of)
    other.close()


def test_a_backup_goes_there_and_back_again(full: Session, make_url: MakeUrl, clock: Clock) -> None:
    away = restored(full.store, make_url("postgresql"), clock)
    back = restored(away, make_url("sqlite"), clock)
    for name, rows in rows_of(full.store).items():
        if name not in LEFT_OUT:
            assert set(rows) <= set(rows_of(back)[name])
    away.close()
    back.close()


def many_rows(session: Session, client: bytes, count: int) -> list[CaseRecord]:
    """Records of a client, each about as long as an attempt."""
    (head,) = session.store.clients.all(session.account)
    new = [
        CaseRecord(CaseKey(client, CaseKind.NOTE, new_id()), new_id() * 130) for _ in range(count)
    ]
    assert session.store.clients.put(session.account, [head], new=new)
    return new


def test_a_backup_of_many_rows_keeps_them_all(
    carl: Session, make_url: MakeUrl, clock: Clock
) -> None:
    client = client_of(carl)
    new = many_rows(carl, client, 1700)
    other = restored(carl.store, make_url("sqlite"), clock)
    assert set(other.clients.records(carl.account, client)) == set(new)
    other.close()


def test_a_backup_tells_nothing_to_whoever_has_no_passphrase(full: Session) -> None:
    sealed = b"".join(counsel.backup(full.store, COVER))
    for told in ("Carl", "account", "counsellor", COVER, WORDS, "Märta"):
        assert told.encode() not in sealed
    values = {value for rows in rows_of(full.store).values() for row in rows for value in row}
    assert not [it for it in values if isinstance(it, bytes) and len(it) > 8 and it in sealed]


@pytest.fixture
def empty(make_url: MakeUrl) -> Iterator[Store]:
    opened = open_store(make_url("sqlite"))
    yield opened
    opened.close()


def refused(store: Store, sealed: Iterable[bytes], clock: Clock, passphrase: str = COVER) -> str:
    """The code of the refusal, after which nothing has changed."""
    before = rows_of(store)
    code = code_of(partial(counsel.restore, moved=True), store, sealed, passphrase, clock())
    assert rows_of(store) == before
    return code


def test_what_does_not_restore_changes_nothing(full: Session, empty: Store, clock: Clock) -> None:
    sealed = b"".join(counsel.backup(full.store, COVER))
    assert refused(empty, [sealed], clock, WORDS) == "passphrase_wrong"
    assert refused(empty, [sealed[:-1]], clock) in ("backup_damaged", "passphrase_wrong")
    assert refused(empty, [b"no backup"], clock) == "backup_unknown"
    changed = bytearray(sealed)
    changed[len(sealed) // 2] ^= 1
    assert refused(empty, [bytes(changed)], clock) in ("backup_damaged", "passphrase_wrong")
    assert refused(full.store, [sealed], clock) == "store_not_empty"
    empty.drafts.begin(b"draft", b"head", clock() + timedelta(days=1))
    assert refused(empty, [sealed], clock) == "store_not_empty"


def test_a_backup_cut_off_between_two_chunks_changes_nothing(
    carl: Session, empty: Store, clock: Clock
) -> None:
    many_rows(carl, client_of(carl), 60)
    sealed = b"".join(counsel.backup(carl.store, COVER))
    chunk = stream.CHUNK + stream.TAG
    assert len(sealed) > stream.HEAD.size + 2 * chunk
    assert refused(empty, [sealed[: stream.HEAD.size + 2 * chunk]], clock) == "backup_damaged"


HEAD = {"format": 1, "tables": REVISION}
SETTING = ["setting", {"name": "a", "value": "b"}]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "backup_damaged"),
        ([{"format": 2, "tables": REVISION}], "backup_newer"),
        ([{"format": 1, "tables": "9999"}], "backup_newer"),
        ([[1]], "backup_damaged"),
        ([HEAD, SETTING, SETTING], "backup_damaged"),
        ([HEAD, ["setting", {"name": "a"}]], "backup_damaged"),
        ([HEAD, ["sign_in", {}]], "backup_damaged"),
        ([HEAD, ["nothing", {}]], "backup_damaged"),
        ([HEAD, ["setting", {"name": "a", "value": {"b": 1}}]], "backup_damaged"),
        ([HEAD, ["setting", {"name": "a", "value": ["???"]}]], "backup_damaged"),
        ([HEAD, ["setting", 7]], "backup_damaged"),
        ([HEAD, ["answer", {"lookup": ["eA=="], "item": ["eA=="], "sealed": ["eA=="]}]], None),
    ],
)
def test_rows_that_no_backup_of_ours_holds_are_refused(
    cheap: None,  # noqa: ARG001
    empty: Store,
    clock: Clock,
    lines: list[object],
    code: str | None,
) -> None:
    """Sealed with the right passphrase all the same; the last refers to a draft that is not."""
    plain = [json.dumps(line).encode() + b"\n" for line in lines]
    sealed = list(seal_stream(plain, COVER))
    assert refused(empty, sealed, clock) == (code or "backup_damaged")


def test_only_an_administrator_backs_up_and_that_is_noted(
    administrator: Session, carl: Session, clock: Clock
) -> None:
    clock.moment += timedelta(minutes=1)
    assert code_of(counsel.back_up, carl, COVER) == "not_allowed"
    assert code_of(counsel.back_up, administrator, "short") == "passphrase_short"
    assert b"".join(counsel.back_up(administrator, COVER))
    assert counsel.audit(administrator)[0].what is What.BACKED_UP
