"""The contract of the store, over SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from quiz.store import Kind, Purged, Record, Seat, Store, StoredDraft, month_of
from tests.stored import LATER, NOW, at_once, code_of, rows_of, some_bytes

pytest_plugins = ("tests.stores",)

UNTIL = 202703
NOBODY = b"nobody's lookup here"


@pytest.fixture
def draft(store: Store) -> bytes:
    """The lookup of a new draft."""
    lookup = some_bytes()
    assert store.drafts.begin(lookup, b"head", LATER)
    return lookup


@pytest.fixture
def holder(store: Store) -> bytes:
    """The lookup of a holder who keeps one attempt."""
    lookup = some_bytes()
    store.holders.add(lookup, UNTIL, Record(Kind.ATTEMPT, b"first", b"sealed"))
    return lookup


def answers(store: Store, lookup: bytes) -> dict[bytes, bytes]:
    found = store.drafts.find(lookup, NOW)
    assert found is not None
    return dict(found.answers)


# -- drafts ---------------------------------------------------------------------------------------


def test_a_draft_comes_back_with_head_expiry_and_answers(store: Store) -> None:
    lookup = some_bytes()
    assert store.drafts.begin(lookup, b"head", LATER, {b"a": b"1", b"b": b"2"})
    store.drafts.put_answer(lookup, b"c", b"3", NOW)
    found = store.drafts.find(lookup, NOW)
    assert found == StoredDraft(
        b"head", 1, LATER.replace(microsecond=0), found.answers if found else {}
    )
    assert dict(found.answers) == {b"a": b"1", b"b": b"2", b"c": b"3"}
    assert store.drafts.find(NOBODY, NOW) is None


def test_a_draft_without_answers_is_a_draft(store: Store, draft: bytes) -> None:
    assert answers(store, draft) == {}


def test_beginning_twice_leaves_the_first_as_it_was(store: Store, draft: bytes) -> None:
    store.drafts.put_answer(draft, b"a", b"1", NOW)
    assert not store.drafts.begin(draft, b"other", LATER, {b"b": b"2"})
    assert answers(store, draft) == {b"a": b"1"}


def test_the_last_answer_to_an_item_stands_and_others_are_untouched(
    store: Store, draft: bytes
) -> None:
    for item, sealed in ((b"a", b"1"), (b"b", b"2"), (b"a", b"3"), (b"a", b"3")):
        store.drafts.put_answer(draft, item, sealed, NOW)
    assert answers(store, draft) == {b"a": b"3", b"b": b"2"}


def test_an_answer_can_be_cleared_twice_and_given_again(store: Store, draft: bytes) -> None:
    store.drafts.put_answer(draft, b"a", b"1", NOW)
    store.drafts.drop_answer(draft, b"a", NOW)
    store.drafts.drop_answer(draft, b"a", NOW)
    assert answers(store, draft) == {}
    store.drafts.put_answer(draft, b"a", b"2", NOW)
    assert answers(store, draft) == {b"a": b"2"}


def test_a_head_written_from_an_old_state_is_refused(store: Store, draft: bytes) -> None:
    assert store.drafts.put_head(draft, b"second", 1, NOW)
    assert not store.drafts.put_head(draft, b"from another tab", 1, NOW)
    found = store.drafts.find(draft, NOW)
    assert found is not None
    assert (found.sealed, found.revision) == (b"second", 2)


@pytest.mark.parametrize("why", ["never begun", "erased", "expired"])
def test_nothing_is_written_to_a_draft_that_is_gone(store: Store, draft: bytes, why: str) -> None:
    lookup, now = draft, NOW
    store.drafts.put_answer(draft, b"a", b"1", NOW)
    if why == "never begun":
        lookup = some_bytes()
    elif why == "erased":
        store.drafts.erase(draft)
    else:
        now = LATER
    before = rows_of(store)
    assert store.drafts.find(lookup, now) is None
    for write in (
        lambda: store.drafts.put_answer(lookup, b"a", b"2", now),
        lambda: store.drafts.put_answer(lookup, b"new", b"2", now),
        lambda: store.drafts.drop_answer(lookup, b"a", now),
        lambda: store.drafts.put_head(lookup, b"new", 1, now),
    ):
        assert code_of(write) == "draft_gone"
    assert rows_of(store) == before


def test_a_draft_erased_leaves_no_row_and_erasing_twice_is_no_fault(own_store: Store) -> None:
    own_store.drafts.begin(b"mine", b"head", LATER, {b"a": b"1"})
    own_store.drafts.erase(b"mine")
    own_store.drafts.erase(b"mine")
    assert not any(rows_of(own_store).values())


def test_sixteen_tabs_at_once_lose_no_answer(store: Store, draft: bytes) -> None:
    def tab(number: int) -> Callable[[], object]:
        def write() -> None:
            for item in range(5):
                store.drafts.put_answer(draft, b"%d-%d" % (number, item), b"%d" % item, NOW)
                store.drafts.put_answer(draft, b"shared", b"%d" % number, NOW)

        return write

    assert at_once([tab(n) for n in range(16)]) == [None] * 16
    found = answers(store, draft)
    assert found.pop(b"shared") in {b"%d" % n for n in range(16)}
    assert found == {b"%d-%d" % (n, i): b"%d" % i for n in range(16) for i in range(5)}


def test_an_answer_that_races_an_erasure_is_refused_or_erased(store: Store) -> None:
    for _ in range(8):
        lookup = some_bytes()
        store.drafts.begin(lookup, b"head", LATER)
        puts = [partial(store.drafts.put_answer, lookup, b"%d" % n, b"x", NOW) for n in range(6)]
        outcomes = at_once([*puts, partial(store.drafts.erase, lookup)])
        assert set(outcomes) <= {None, "draft_gone"}
        assert not [row for row in rows_of(store)["answer"] if row[0] == lookup]


def test_a_moment_without_a_time_zone_is_refused(store: Store, draft: bytes) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.drafts.find(draft, datetime(2026, 1, 1))  # noqa: DTZ001 - that is the test


# -- keeping --------------------------------------------------------------------------------------


def joined(found: StoredDraft) -> bytes:
    return found.sealed + b"|" + b",".join(sorted(found.answers.values()))


def test_a_kept_draft_becomes_an_attempt_and_is_gone(store: Store, draft: bytes) -> None:
    holder = some_bytes()
    for item in (b"a", b"b"):
        store.drafts.put_answer(draft, item, item.upper(), NOW)
    for _ in range(2):  # a double click
        store.holders.keep_draft(draft, holder, UNTIL, b"id", joined)
    assert store.holders.records(holder) == (Record(Kind.ATTEMPT, b"id", b"head|A,B"),)
    assert store.holders.until(holder) == UNTIL
    assert store.drafts.find(draft, NOW) is None
    assert code_of(store.drafts.put_answer, draft, b"c", b"C", NOW) == "draft_gone"


def test_a_draft_is_kept_once_whoever_asks(store: Store, draft: bytes) -> None:
    holders = [some_bytes() for _ in range(8)]
    asked = [
        partial(store.holders.keep_draft, draft, holder, UNTIL, b"id", joined) for holder in holders
    ]
    outcomes = at_once(asked)
    assert sorted(outcomes, key=str) == [None] + ["draft_gone"] * 7
    assert sum(len(store.holders.records(holder)) for holder in holders) == 1


def test_keeping_that_fails_leaves_the_draft_as_it_was(store: Store, draft: bytes) -> None:
    holder = some_bytes()
    store.drafts.put_answer(draft, b"a", b"1", NOW)

    def fail(_found: StoredDraft) -> bytes:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        store.holders.keep_draft(draft, holder, UNTIL, b"id", fail)
    assert answers(store, draft) == {b"a": b"1"}
    assert store.holders.until(holder) is None


def test_every_answer_acknowledged_while_keeping_is_in_the_attempt(store: Store) -> None:
    for _ in range(6):
        lookup, holder, acknowledged = some_bytes(), some_bytes(), set[bytes]()
        store.drafts.begin(lookup, b"head", LATER, {b"old%d" % n: b"o%d" % n for n in range(4)})

        def tab(number: int, lookup: bytes = lookup, seen: set[bytes] = acknowledged) -> None:
            for n in range(40):
                item, sealed = b"%d.%d" % (number, n % 3), b"%d:%d" % (number, n)
                store.drafts.put_answer(lookup, item, sealed, NOW)
                seen.difference_update({b"%d:%d" % (number, n - 3)})
                seen.add(sealed)

        def keep(lookup: bytes = lookup, holder: bytes = holder) -> None:
            store.holders.keep_draft(lookup, holder, UNTIL, b"id", joined)

        outcomes = at_once([*[partial(tab, n) for n in range(4)], keep])
        assert outcomes[-1] is None
        assert set(outcomes[:-1]) <= {None, "draft_gone"}
        (record,) = store.holders.records(holder)
        kept = set(record.sealed.partition(b"|")[2].split(b","))
        assert acknowledged <= kept


# -- holders --------------------------------------------------------------------------------------


def test_records_come_back_by_kind_and_the_same_id_replaces(store: Store, holder: bytes) -> None:
    note = Record(Kind.NOTE, b"n", b"sealed note")
    store.holders.put(holder, note)
    store.holders.put(holder, Record(Kind.ATTEMPT, b"second", b"x"))
    store.holders.put(holder, Record(Kind.ATTEMPT, b"second", b"y"))
    assert store.holders.records(holder, Kind.NOTE) == (note,)
    attempts = {record.id: record.sealed for record in store.holders.records(holder, Kind.ATTEMPT)}
    assert attempts == {b"first": b"sealed", b"second": b"y"}
    assert len(store.holders.records(holder)) == 3


def test_one_record_is_dropped_and_the_others_stay(store: Store, holder: bytes) -> None:
    store.holders.put(holder, Record(Kind.NOTE, b"first", b"a note with an attempt's id"))
    assert store.holders.drop(holder, Kind.ATTEMPT, b"first")
    assert not store.holders.drop(holder, Kind.ATTEMPT, b"first")
    assert [record.kind for record in store.holders.records(holder)] == [Kind.NOTE]


def test_the_time_that_records_are_kept_grows_and_never_shrinks(
    store: Store, holder: bytes
) -> None:
    store.holders.touch(holder, UNTIL + 1)
    store.holders.touch(holder, UNTIL)
    store.holders.add(holder, UNTIL - 1, Record(Kind.NOTE, b"n", b"x"))
    assert store.holders.until(holder) == UNTIL + 1


def test_a_holder_erased_is_gone_and_nothing_can_be_kept_for_them(own_store: Store) -> None:
    own_store.holders.add(b"mine", UNTIL, Record(Kind.ATTEMPT, b"1", b"x"))
    own_store.devices.remember(b"device", b"mine", b"wrapped", LATER)
    own_store.pairings.invite(b"pair", seat(b"mine"), LATER, UNTIL)
    own_store.holders.erase(b"mine")
    own_store.holders.erase(b"mine")
    assert not any(rows_of(own_store).values())
    assert own_store.holders.records(b"mine") == ()
    assert own_store.holders.until(b"mine") is None
    for write in (
        lambda: own_store.holders.put(b"mine", Record(Kind.NOTE, b"n", b"x")),
        lambda: own_store.holders.touch(b"mine", UNTIL),
        lambda: own_store.devices.remember(b"device", b"mine", b"wrapped", LATER),
    ):
        assert code_of(write) == "holder_gone"
    assert not any(rows_of(own_store).values())


def test_a_device_is_remembered_until_its_hour_or_until_forgotten(
    store: Store, holder: bytes
) -> None:
    one, two = some_bytes(), some_bytes()
    store.devices.remember(one, holder, b"wrapped", LATER)
    store.devices.remember(two, holder, b"wrapped too", LATER)
    assert store.devices.find(one, NOW) == b"wrapped"
    assert store.devices.find(one, LATER) is None
    store.devices.forget(one)
    store.devices.forget(one)
    assert store.devices.find(one, NOW) is None
    assert store.devices.find(two, NOW) == b"wrapped too"
    store.devices.forget_all(holder)
    assert store.devices.find(two, NOW) is None


def test_settings_come_back_and_are_replaced(store: Store) -> None:
    assert store.setting("greeting") is None
    for value in ("hello", "สวัสดี"):
        store.put_setting("greeting", value)
        assert store.setting("greeting") == value


# -- what has expired -----------------------------------------------------------------------------


def fill(store: Store) -> None:
    """Two of everything: one that has expired at LATER, and one that has not."""
    after = LATER + timedelta(days=1)
    store.drafts.begin(b"old draft", b"h", LATER, {b"a": b"1"})
    store.drafts.begin(b"new draft", b"h", after, {b"a": b"1"})
    for name, until in ((b"old", month_of(LATER, -1)), (b"new", month_of(LATER))):
        store.holders.add(name, until, Record(Kind.NOTE, b"n", b"x"))
    store.devices.remember(b"old device", b"new", b"w", LATER)
    store.devices.remember(b"new device", b"new", b"w", after)
    store.devices.remember(b"device of old", b"old", b"w", after)
    for name, expires, until in (
        (b"untaken", LATER, UNTIL),
        (b"taken", LATER, UNTIL),
        (b"open", after, UNTIL),
        (b"past its month", LATER, month_of(LATER, -1)),
    ):
        store.pairings.invite(name, seat(b"new"), expires, until)
    store.pairings.invite(b"of old", seat(b"old"), after, UNTIL)
    store.pairings.invite(b"of old draft", seat(b"old draft"), after, UNTIL)
    store.pairings.accept(b"taken", seat(b"partner"), NOW)
    store.pairings.accept(b"open", seat(b"old draft"), NOW)


def seat(member: bytes, sealed: bytes = b"withheld") -> Seat:
    return Seat(member, sealed)


def test_what_has_expired_is_deleted_and_nothing_else(own_store: Store) -> None:
    fill(own_store)
    assert own_store.purge(LATER) == Purged(drafts=1, devices=1, pairings=4, holders=1)
    left = {
        name: sorted(bytes(row[0]).decode() for row in rows)
        for name, rows in rows_of(own_store).items()
        if rows
    }
    assert left == {
        "draft": ["new draft"],
        "answer": ["new draft"],
        "holder": ["new"],
        "record": ["new"],
        "device": ["new device"],
        "pairing": ["open", "taken"],
        "seat": ["open", "taken", "taken"],
    }
    assert own_store.purge(LATER) == Purged()


def test_purging_eight_times_at_once_is_harmless(own_store: Store) -> None:
    fill(own_store)
    outcomes = at_once([lambda: own_store.purge(LATER)] * 8)
    assert sum(done != Purged() for done in outcomes) == 1
    assert len(rows_of(own_store)["draft"]) == 1


def test_months_count_over_the_turn_of_the_year() -> None:
    assert month_of(NOW) == 202603
    assert month_of(NOW, 12) == 202703
    assert month_of(NOW, 10) == 202701
    assert month_of(NOW, -3) == 202512


def test_the_first_record_of_an_id_stands_where_it_is_put_first(store: Store) -> None:
    holder = some_bytes()
    one, two = (Record(Kind.PAIRING, b"the same", sealed) for sealed in (b"one", b"two"))
    assert code_of(store.holders.put_first, holder, one) == "holder_gone"
    store.holders.add(holder, 202703, Record(Kind.NOTE, b"n", b"x"))
    outcomes = at_once([partial(store.holders.put_first, holder, it) for it in (one, two) * 4])
    assert sorted(map(str, outcomes)) == ["False"] * 7 + ["True"]
    [kept] = store.holders.records(holder, Kind.PAIRING)
    assert kept in (one, two)
    assert not store.holders.put_first(holder, two)
    assert store.holders.records(holder, Kind.PAIRING) == (kept,)
