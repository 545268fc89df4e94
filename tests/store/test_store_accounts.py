"""The contract of the store for accounts, sign-ins, failed tries and the audit."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from quiz.store import AuditEntry, Role, SetUp, Store, StoredAccount, StoredClient, Turn, What
from tests.stored import LATER, NOW, at_once, code_of, engine_of, rows_of, some_bytes

pytest_plugins = ("tests.stores",)

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FAR = NOW + timedelta(days=7)


def account_named(name: str = "", role: Role = Role.COUNSELLOR) -> StoredAccount:
    name = name or some_bytes(6).hex()
    wrapped = (b"by passphrase", b"by recovery", b"public")
    return StoredAccount(some_bytes(16), name, name.casefold(), role, *wrapped)


def kept(store: Store, account: StoredAccount | None = None) -> StoredAccount:
    """An account that lies there."""
    made, code = account or account_named(), some_bytes()
    assert store.accounts.offer(code, FAR, made.role)
    store.accounts.create(code, made, NOW)
    return made


def signed_in(store: Store, account: bytes, *, hours: int = 12) -> bytes:
    lookup, found = some_bytes(), store.accounts.find(account)
    assert found is not None
    store.sign_ins.begin(lookup, found, b"wrapped", NOW, NOW + HOUR, NOW + hours * HOUR)
    return lookup


# -- accounts -------------------------------------------------------------------------------------


def test_an_account_comes_back_by_its_id_and_its_folded_name(store: Store) -> None:
    made = kept(store, account_named("Märta " + some_bytes(4).hex()))
    assert store.accounts.find(made.id) == made
    assert store.accounts.named(made.folded) == made
    assert made in store.accounts.all()
    assert store.accounts.find(some_bytes()) is None
    assert store.accounts.named("nobody") is None


def test_the_first_account_is_made_once_however_many_ask_at_once(own_store: Store) -> None:
    """With codes that several processes printed at their start."""
    codes = [some_bytes() for _ in range(8)]
    for code in codes:
        assert own_store.accounts.offer(code, FAR)
    made = [account_named() for _ in codes]
    outcomes = at_once(
        [
            partial(own_store.accounts.create, code, account, NOW)
            for code, account in zip(codes, made, strict=True)
        ]
    )
    assert sorted(outcomes, key=str) == [None] + ["set_up_gone"] * 7
    assert own_store.accounts.count() == 1
    assert rows_of(own_store)["set_up"] == []
    assert own_store.accounts.offer(some_bytes(), FAR), "a start-up that is late"
    (late,) = rows_of(own_store)["set_up"]
    assert code_of(own_store.accounts.create, late[0], account_named(), NOW) == "set_up_gone"


def test_a_code_makes_one_account_of_its_role_and_name(store: Store) -> None:
    code, name = some_bytes(), some_bytes(6).hex()
    assert store.accounts.offer(code, FAR, Role.COUNSELLOR, (name.upper(), name))
    assert store.accounts.offered(code, NOW) == SetUp(Role.COUNSELLOR, name.upper(), FAR)
    assert [it.name for it in store.accounts.offers(NOW)].count(name.upper()) == 1
    wrong = account_named(name, Role.ADMINISTRATOR), account_named()
    for account in wrong:
        assert code_of(store.accounts.create, code, account, NOW) == "set_up_gone"
    made = account_named(name)
    outcomes = at_once([partial(store.accounts.create, code, made, NOW)] * 4)
    assert sorted(outcomes, key=str) == [None] + ["set_up_gone"] * 3
    assert store.accounts.offered(code, NOW) is None
    assert store.accounts.find(made.id) == made


def test_a_code_that_expired_was_withdrawn_or_never_was_makes_nothing(store: Store) -> None:
    expired, withdrawn, name = some_bytes(), some_bytes(), some_bytes(6).hex()
    store.accounts.offer(expired, NOW, Role.COUNSELLOR)
    store.accounts.offer(withdrawn, FAR, Role.COUNSELLOR, (name, name))
    assert [store.accounts.withdraw_offer(name) for _ in range(2)] == [True, False]
    for code in (expired, withdrawn, some_bytes()):
        assert store.accounts.offered(code, NOW) is None
        assert code_of(store.accounts.create, code, account_named(), NOW) == "set_up_gone"


def test_a_name_is_one_accounts_or_promised_once(store: Store) -> None:
    made, code = kept(store), some_bytes()
    taken = (made.name, made.folded)
    assert not store.accounts.offer(some_bytes(), FAR, Role.COUNSELLOR, taken)
    promised = (some_bytes(6).hex(),) * 2
    assert store.accounts.offer(some_bytes(), FAR, Role.COUNSELLOR, promised)
    assert not store.accounts.offer(some_bytes(), FAR, Role.COUNSELLOR, promised)
    store.accounts.offer(code, FAR, Role.COUNSELLOR)
    second = replace(account_named(), folded=made.folded)
    assert code_of(store.accounts.create, code, second, NOW) == "name_taken"
    store.accounts.create(code, account_named(), NOW)


def test_wrapping_anew_ends_every_sign_in_unless_told_otherwise(store: Store) -> None:
    made = kept(store)
    lookup = signed_in(store, made.id)
    assert store.accounts.rewrap(made, b"cheaper", end_sign_ins=False)
    assert store.sign_ins.find(lookup, NOW) is not None
    read = replace(made, by_passphrase=b"cheaper")
    assert store.accounts.rewrap(read, b"new", b"new recovery")
    assert store.sign_ins.find(lookup, NOW) is None
    found = store.accounts.find(made.id)
    assert found == replace(made, by_passphrase=b"new", by_recovery=b"new recovery")


def test_what_wraps_the_secret_is_not_replaced_from_an_old_state(store: Store) -> None:
    """Nor does a sign-in begin that rests on one."""
    made = kept(store)
    assert store.accounts.rewrap(made, b"new", b"new recovery")
    lookup = signed_in(store, made.id)
    for old in (
        made,
        replace(made, by_passphrase=b"new"),
        replace(made, by_recovery=b"new recovery"),
        account_named(),
    ):
        assert not store.accounts.rewrap(old, b"x")
    assert store.sign_ins.find(lookup, NOW) is not None
    for old in (made, account_named()):
        begin = partial(store.sign_ins.begin, some_bytes(), old, b"w", NOW, FAR, FAR)
        assert code_of(begin) == "account_gone"
    read = replace(made, by_passphrase=b"new", by_recovery=b"new recovery")
    outcomes = at_once([partial(store.accounts.rewrap, read, some_bytes()) for _ in range(8)])
    assert outcomes.count(True) == 1


def test_what_the_owner_sealed_is_not_overwritten_from_an_old_state(store: Store) -> None:
    made = kept(store)
    assert store.accounts.put_sealed(made.id, b"one", 0)
    assert not store.accounts.put_sealed(made.id, b"from another tab", 0)
    assert store.accounts.put_sealed(made.id, b"two", 1)
    assert store.accounts.find(made.id) == replace(made, sealed=b"two", revision=2)


def test_a_closed_account_is_signed_in_to_by_nobody_until_it_is_reopened(store: Store) -> None:
    made = kept(store)
    lookup = signed_in(store, made.id)
    store.accounts.close(made.id)
    assert store.sign_ins.find(lookup, NOW) is None
    begin = partial(store.sign_ins.begin, some_bytes(), made, b"w", NOW, FAR, FAR)
    assert code_of(begin) == "account_gone"
    store.accounts.reopen(made.id)
    begin()
    for change in (store.accounts.close, store.accounts.reopen, store.accounts.erase):
        assert code_of(change, some_bytes()) == "account_gone"


def test_somebody_always_administers(own_store: Store) -> None:
    kept(own_store)
    both = [kept(own_store, account_named(role=Role.ADMINISTRATOR)) for _ in range(2)]
    closed = at_once([partial(own_store.accounts.close, it.id) for it in both])
    assert sorted(closed, key=str) == [None, "last_administrator"]


def test_only_a_closed_account_is_erased_and_then_nothing_of_it_remains(own_store: Store) -> None:
    made = kept(own_store)
    signed_in(own_store, made.id)
    own_store.clients.add(made.id, StoredClient(b"client", b"head", 1))
    own_store.invitations.invite(made.id, b"client", b"link", b"sealed", LATER)
    assert own_store.accounts.clients_of(made.id) == 1
    assert code_of(own_store.accounts.erase, made.id) == "account_open"
    own_store.accounts.close(made.id)
    assert rows_of(own_store)["client_invitation"] == []
    own_store.accounts.erase(made.id)
    assert not any(rows_of(own_store).values())


def test_an_account_with_clients_stays_open_unless_that_is_meant(own_store: Store) -> None:
    made = kept(own_store)
    lookup = signed_in(own_store, made.id)
    own_store.clients.add(made.id, StoredClient(b"client", b"head", 1))
    assert code_of(partial(own_store.accounts.close, made.id, with_clients=False)) == (
        "account_has_clients"
    )
    assert own_store.sign_ins.find(lookup, NOW) is not None
    assert own_store.accounts.find(made.id) == made
    own_store.accounts.close(made.id, with_clients=True)
    assert own_store.sign_ins.find(lookup, NOW) is None


# -- sign-ins -------------------------------------------------------------------------------------


def test_a_sign_in_is_found_with_its_account_until_it_is_idle_or_old(store: Store) -> None:
    made = kept(store)
    lookup = signed_in(store, made.id, hours=2)
    found = store.sign_ins.find(lookup, NOW)
    assert found is not None
    assert (found.account, found.sealed, found.handed_over, found.tries) == (
        *(made, b"wrapped", None),
        0,
    )
    whole = NOW.replace(microsecond=0)
    assert (found.begun, found.idle_at, found.expires_at) == (
        *(whole, whole + HOUR),
        whole + 2 * HOUR,
    )
    assert store.sign_ins.find(lookup, NOW + HOUR - SECOND) is not None
    assert store.sign_ins.find(lookup, NOW + HOUR) is None
    store.sign_ins.touch(lookup, NOW + 3 * HOUR)
    assert store.sign_ins.find(lookup, NOW + HOUR) is not None
    assert store.sign_ins.find(lookup, NOW + 2 * HOUR) is None
    assert store.sign_ins.find(some_bytes(), NOW) is None


def test_a_sign_in_rotates_once_and_the_old_token_finds_nothing(store: Store) -> None:
    made = kept(store)
    old = signed_in(store, made.id)
    store.sign_ins.hand_over(old, b"in other hands")
    news = [some_bytes() for _ in range(8)]
    outcomes = at_once([partial(store.sign_ins.rotate, old, new, new, FAR) for new in news])
    assert outcomes.count(True) == 1
    assert store.sign_ins.find(old, NOW) is None
    found = [it for new in news if (it := store.sign_ins.find(new, NOW))]
    assert [it.sealed for it in found] == [news[outcomes.index(True)]]
    assert (found[0].handed_over, found[0].tries) == (None, 0)


def test_a_device_is_handed_over_once_and_five_of_sixteen_tries_are_let_in(store: Store) -> None:
    lookup = signed_in(store, kept(store).id)
    assert store.sign_ins.hand_over(lookup, b"first")
    assert not store.sign_ins.hand_over(lookup, b"second")
    assert not store.sign_ins.hand_over(some_bytes(), b"x")
    outcomes = at_once([partial(store.sign_ins.count_try, lookup, 5)] * 16)
    assert outcomes.count(True) == 5
    found = store.sign_ins.find(lookup, NOW)
    assert found is not None
    assert (found.handed_over, found.tries) == (b"first", 5)


def test_ending_ends_one_or_all_but_one_of_an_account(store: Store) -> None:
    made, other = kept(store), kept(store)
    mine, theirs = [signed_in(store, made.id) for _ in range(3)], signed_in(store, other.id)
    for _ in range(2):
        store.sign_ins.end(mine[0])
    assert store.sign_ins.end_all(made.id, but=mine[1]) == 1
    assert [store.sign_ins.find(it, NOW) is not None for it in (*mine, theirs)] == [
        *(False, True, False),
        True,
    ]
    assert store.sign_ins.end_all(made.id) == 1


# -- failed tries ---------------------------------------------------------------------------------


def wait_after(failures: int) -> timedelta:
    return SECOND * max(0, failures - 1)


def take(store: Store, key: bytes, now: datetime) -> Turn:
    return store.throttle.take(key, now, wait_after, 24 * HOUR)


def test_tries_wait_longer_the_more_have_failed(store: Store) -> None:
    key, whole = some_bytes(3), NOW.replace(microsecond=0)
    assert take(store, key, NOW) == Turn(0)
    assert take(store, key, NOW) == Turn(1)
    assert take(store, key, NOW) == Turn(2, whole + SECOND)
    assert take(store, key, NOW + SECOND) == Turn(2)
    assert take(store, key, NOW + 2 * SECOND) == Turn(3, whole + 3 * SECOND)
    assert take(store, some_bytes(3), NOW) == Turn(0), "another name waits for nobody"


def test_failures_are_forgotten_after_success_and_after_a_day(store: Store) -> None:
    key = some_bytes(3)
    for _ in range(2):
        take(store, key, NOW)
    assert take(store, key, NOW + 24 * HOUR) == Turn(0)
    assert take(store, key, NOW) == Turn(0), "by a clock that was ahead"
    assert store.throttle.clear(key) == 1
    assert store.throttle.clear(key) == 0
    assert take(store, key, NOW) == Turn(0)


def test_sixteen_at_once_get_no_more_tries_than_one_after_the_other(store: Store) -> None:
    key = some_bytes(3)
    turns = at_once([partial(take, store, key, NOW)] * 16)
    assert [isinstance(it, Turn) and it.wait_until is None for it in turns].count(True) == 2


# -- the audit ------------------------------------------------------------------------------------


def entry(number: int, account: bytes | None = None, what: What = What.SIGN_IN) -> AuditEntry:
    return AuditEntry(NOW + number * timedelta(microseconds=1), account, what, number)


def test_the_audit_tells_the_latest_first_of_one_or_of_all(own_store: Store) -> None:
    one, other = some_bytes(16), some_bytes(16)
    made = [entry(1, one), entry(2, other), entry(3), entry(4, one, What.EXPORTED)]
    for it in made:
        own_store.audit.note(it)
    assert own_store.audit.entries(9) == tuple(reversed(made))
    assert own_store.audit.entries(1) == (made[3],)
    assert own_store.audit.entries(9, one) == (made[3], made[0])
    assert own_store.audit.entries(9, before=made[2].at) == (made[1], made[0])


def test_nobody_changes_or_deletes_what_stands_in_the_audit(url: str, own_store: Store) -> None:
    own_store.audit.note(entry(1))
    tries = ["UPDATE audit SET count = 7", "DELETE FROM audit"]
    if url.startswith("postgresql"):
        tries.append("TRUNCATE audit")
    engine = engine_of(url)
    for statement in tries:
        with closing(engine.connect()) as connection:
            with pytest.raises(sa.exc.IntegrityError, match="only added to"):
                connection.execute(sa.text(statement))
            connection.rollback()
    engine.dispose()
    assert own_store.audit.entries(9) == (entry(1),)


# -- what has expired -----------------------------------------------------------------------------


def purged(store: Store, now: datetime) -> tuple[int, ...]:
    done = store.purge(now)
    return done.sign_ins, done.set_ups, done.invitations, done.throttles


def test_what_has_expired_goes_and_failed_tries_leave_their_number(own_store: Store) -> None:
    made = kept(own_store)
    for hours in (1, 2, 30):
        signed_in(own_store, made.id, hours=hours)
    (*_, last) = [row[0] for row in sorted(rows_of(own_store)["sign_in"], key=lambda row: row[-1])]
    own_store.sign_ins.touch(last, FAR)
    own_store.accounts.offer(b"old", LATER, Role.COUNSELLOR)
    own_store.accounts.offer(b"new", LATER + SECOND, Role.COUNSELLOR)
    for key, now in ((b"old", NOW), (b"old", NOW), (b"new", NOW + HOUR)):
        take(own_store, key, now)
    assert purged(own_store, LATER) == (2, 1, 0, 1)
    assert [row[0] for row in rows_of(own_store)["sign_in"]] == [last]
    (noted,) = own_store.audit.entries(9)
    assert (noted.account, noted.what, noted.count) == (None, What.SIGN_IN_FAILED, 2)
    assert purged(own_store, LATER) == (0, 0, 0, 0)
