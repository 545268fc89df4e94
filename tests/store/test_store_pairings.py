"""The contract of the store for two partners, over SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from quiz.store import Acceptance, Kind, Pairing, Record, Seat, Store
from tests.stored import LATER, NOW, at_once, code_of, some_bytes

pytest_plugins = ("tests.stores",)

UNTIL = 202703
BOUND, ELSEWHERE, GONE = Acceptance.BOUND, Acceptance.ELSEWHERE, Acceptance.GONE


def draft_of(store: Store) -> bytes:
    lookup = some_bytes()
    store.drafts.begin(lookup, b"head", LATER, {b"a": b"1"})
    return lookup


def holder_of(store: Store) -> bytes:
    lookup = some_bytes()
    store.holders.add(lookup, UNTIL, Record(Kind.ATTEMPT, b"id", b"sealed"))
    return lookup


@pytest.fixture
def inviter(store: Store) -> Seat:
    return Seat(holder_of(store), b"inviter withholds")


@pytest.fixture
def partner(store: Store) -> Seat:
    return Seat(draft_of(store), b"partner withholds")


@pytest.fixture
def lookup(store: Store, inviter: Seat) -> bytes:
    """The lookup of an invitation."""
    made = some_bytes()
    assert store.pairings.invite(made, inviter, LATER, UNTIL)
    return made


def partner_in(store: Store, lookup: bytes) -> Seat | None:
    found = store.pairings.find(lookup)
    assert found is not None
    return found.partner


def test_an_invitation_comes_back_with_an_empty_seat(
    store: Store, lookup: bytes, inviter: Seat
) -> None:
    assert store.pairings.find(lookup) == Pairing(LATER, UNTIL, inviter, None)
    assert not store.pairings.invite(lookup, Seat(b"somebody else", b""), LATER, UNTIL)
    assert store.pairings.find(lookup) == Pairing(LATER, UNTIL, inviter, None)
    assert store.pairings.find(some_bytes()) is None


def test_accepting_is_bound_to_one_browser_and_a_second_click_is_no_fault(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    assert store.pairings.accept(lookup, partner, NOW) is BOUND
    assert store.pairings.accept(lookup, partner, LATER) is BOUND
    assert store.pairings.accept(lookup, Seat(draft_of(store), b"x"), NOW) is ELSEWHERE
    assert partner_in(store, lookup) == partner


def test_one_of_sixteen_at_once_gets_the_seat(store: Store, lookup: bytes) -> None:
    seats = [Seat(some_bytes(), b"%d" % n) for n in range(16)]
    outcomes = at_once([partial(store.pairings.accept, lookup, seat, NOW) for seat in seats])
    assert sorted(map(str, outcomes)) == [str(BOUND)] + [str(ELSEWHERE)] * 15
    assert partner_in(store, lookup) == seats[outcomes.index(BOUND)]


def test_an_invitation_that_expired_or_never_was_binds_nobody(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    assert store.pairings.accept(lookup, partner, LATER) is GONE
    assert store.pairings.accept(some_bytes(), partner, NOW) is GONE
    assert partner_in(store, lookup) is None


def test_nobody_accepts_their_own_invitation(store: Store, lookup: bytes, inviter: Seat) -> None:
    assert store.pairings.accept(lookup, inviter, NOW) is ELSEWHERE
    assert store.pairings.take_over(lookup, inviter, NOW) is ELSEWHERE
    assert partner_in(store, lookup) is None


def test_starting_again_on_another_device_erases_the_draft_begun_on_the_first(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    store.pairings.accept(lookup, partner, NOW)
    second = Seat(draft_of(store), b"second device")
    assert store.pairings.take_over(lookup, second, NOW) is BOUND
    assert store.drafts.find(partner.member, NOW) is None
    assert store.drafts.find(second.member, NOW) is not None
    assert partner_in(store, lookup) == second
    assert store.pairings.take_over(lookup, second, NOW) is BOUND
    assert store.drafts.find(second.member, NOW) is not None


def test_nobody_is_put_out_once_they_kept_theirs_or_once_it_expired(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    store.pairings.accept(lookup, partner, NOW)
    other = Seat(draft_of(store), b"other")
    assert store.pairings.take_over(lookup, other, LATER) is GONE
    assert store.drafts.find(partner.member, NOW) is not None
    holder = some_bytes()
    store.holders.keep_draft(partner.member, holder, UNTIL, b"id", lambda _found: b"sealed")
    assert store.pairings.take_over(lookup, other, NOW) is ELSEWHERE
    assert partner_in(store, lookup) == Seat(holder, partner.sealed)


def test_sixteen_devices_that_start_again_at_once_leave_one_in_the_seat(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    store.pairings.accept(lookup, partner, NOW)
    seats = [Seat(draft_of(store), b"%d" % n) for n in range(16)]
    outcomes = at_once([partial(store.pairings.take_over, lookup, seat, NOW) for seat in seats])
    assert set(outcomes) == {BOUND}
    left = [seat for seat in seats if store.drafts.find(seat.member, NOW)]
    assert partner_in(store, lookup) in left
    assert store.drafts.find(partner.member, NOW) is None


def test_a_release_and_its_withdrawal_replace_only_ones_own_seat(
    store: Store, lookup: bytes, inviter: Seat, partner: Seat
) -> None:
    store.pairings.accept(lookup, partner, NOW)
    for sealed in (b"released", b"withheld"):
        store.pairings.put_seat(lookup, Seat(partner.member, sealed))
        found = store.pairings.find(lookup)
        assert found is not None
        assert (found.inviter, found.partner) == (inviter, Seat(partner.member, sealed))
    stranger = Seat(some_bytes(), b"x")
    assert code_of(store.pairings.put_seat, lookup, stranger) == "pairing_gone"
    assert code_of(store.pairings.put_seat, some_bytes(), partner) == "pairing_gone"


Ending = Callable[[Store, bytes, Seat, Seat], None]


@pytest.mark.parametrize(
    "ending",
    [
        lambda store, lookup, _inviter, _partner: store.pairings.end(lookup),
        lambda store, _lookup, inviter, _partner: store.holders.erase(inviter.member),
        lambda store, _lookup, _inviter, partner: store.holders.erase(partner.member),
    ],
    ids=["ended", "inviter erased", "partner erased"],
)
def test_what_ends_a_pairing_ends_it_for_both(
    store: Store, lookup: bytes, inviter: Seat, ending: Ending
) -> None:
    partner = Seat(holder_of(store), b"released")
    store.pairings.accept(lookup, partner, NOW)
    ending(store, lookup, inviter, partner)
    store.pairings.end(lookup)
    assert store.pairings.find(lookup) is None
    assert store.pairings.accept(lookup, partner, NOW) is GONE
    for seat in (inviter, partner):
        assert code_of(store.pairings.put_seat, lookup, seat) == "pairing_gone"


def test_the_partners_seat_is_free_again_when_their_draft_is_erased(
    store: Store, lookup: bytes, partner: Seat
) -> None:
    store.pairings.accept(lookup, partner, NOW)
    store.drafts.erase(partner.member)
    assert partner_in(store, lookup) is None
    again = Seat(draft_of(store), b"again")
    assert store.pairings.accept(lookup, again, NOW) is BOUND


def test_an_inviter_who_erases_their_draft_ends_the_pairing(store: Store, partner: Seat) -> None:
    inviter, lookup = Seat(draft_of(store), b"x"), some_bytes()
    store.pairings.invite(lookup, inviter, LATER, UNTIL)
    store.pairings.accept(lookup, partner, NOW)
    store.drafts.erase(inviter.member)
    assert store.pairings.find(lookup) is None
    assert store.drafts.find(partner.member, NOW) is not None


def test_keeping_a_draft_takes_its_seats_along_on_either_side(store: Store, partner: Seat) -> None:
    inviter, lookup = Seat(draft_of(store), b"x"), some_bytes()
    store.pairings.invite(lookup, inviter, LATER, UNTIL)
    store.pairings.accept(lookup, partner, NOW)
    holders = some_bytes(), some_bytes()
    for seat, holder in zip((inviter, partner), holders, strict=True):
        store.holders.keep_draft(seat.member, holder, UNTIL, b"id", lambda _found: b"sealed")
    found = store.pairings.find(lookup)
    assert found is not None
    assert found.partner is not None
    assert (found.inviter.member, found.partner.member) == holders
    assert (found.inviter.sealed, found.partner.sealed) == (inviter.sealed, partner.sealed)


def test_accepting_while_the_invitation_is_withdrawn_leaves_no_half(
    store: Store, inviter: Seat
) -> None:
    for _ in range(6):
        lookup, member = some_bytes(), some_bytes()
        store.pairings.invite(lookup, inviter, NOW + timedelta(hours=1), UNTIL)
        accept = partial(store.pairings.accept, lookup, Seat(member, b"x"), NOW)
        outcomes = at_once([accept, partial(store.pairings.end, lookup)])
        assert outcomes[0] in (BOUND, GONE)
        assert store.pairings.find(lookup) is None
        assert store.pairings.accept(lookup, Seat(member, b"x"), NOW) is GONE
