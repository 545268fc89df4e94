"""Two partners in the store: invited, accepted, released, withdrawn, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from quiz import casework
from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.bank import Bank
from quiz.casework import Bond, ConsentTo, Draft, Role
from quiz.casework.seats import SEAT_SIZE, fits, open_seat, sealed_seat
from quiz.findings import gaps
from quiz.findings.sides import share_of
from quiz.store import Acceptance, Seat, Store
from quiz.vault import PrivateCode, Purpose, new_token
from tests.banks_in_code import changed
from tests.couples import SIDES, Couple, House, couple_in, drawn, level
from tests.findings.test_couple import by_the_book
from tests.stored import at_once, rows_of

pytest_plugins = ("tests.stores",)

BOUND, ELSEWHERE, GONE = Acceptance.BOUND, Acceptance.ELSEWHERE, Acceptance.GONE


@pytest.fixture
def house(store: Store, trust: Bank) -> House:
    return House(store, trust)


@pytest.fixture
def couple(house: House) -> Couple:
    """An inviter with an open invitation."""
    return couple_in(house)


@pytest.fixture
def draft(house: House) -> Draft:
    """A partner's answers, finished and kept on their device."""
    return finished(house, house.draft("broke", level(house.bank, 3)))


def finished(house: House, draft: Draft) -> Draft:
    casework.finish(draft, house.clock())
    return draft


def seats_of(couple: Couple) -> dict[Role, Seat | None]:
    found = couple.house.store.pairings.find(couple.inviter.known.keys.lookup)
    assert found is not None
    return {Role.INVITER: found.inviter, Role.PARTNER: found.partner}


def sees(bond: Bond, house: House) -> bool:
    return bond.view(house.bank_of) is not None


# -- inviting -------------------------------------------------------------------------------------


def test_asking_again_shows_the_invitation_that_is_open(couple: Couple) -> None:
    again = casework.invite(couple.journal, couple.entry, couple.house.clock())
    assert again is not None
    assert again.known == couple.inviter.known
    assert [bond.known for bond in casework.bonds_of(couple.journal)] == [again.known]


def test_sixteen_tabs_that_invite_at_once_make_one_invitation(house: House) -> None:
    journal = house.journal()
    entry = journal.put(house.attempt())
    made = at_once([partial(casework.invite, journal, entry, house.clock())] * 16)
    assert len({bond.known.secret for bond in made if isinstance(bond, Bond)}) == 1
    [known] = [bond.known for bond in casework.bonds_of(journal)]
    pairings = [row[0] for row in rows_of(house.store)["pairing"]]
    mine = {row[0] for row in rows_of(house.store)["seat"] if row[2] == journal.keys.lookup}
    assert mine == {known.keys.lookup}
    assert known.keys.lookup in pairings


def test_each_attempt_has_an_invitation_of_its_own_until_it_is_withdrawn(couple: Couple) -> None:
    house = couple.house
    house.clock.later(days=1)
    second = couple.journal.put(house.attempt())
    other = casework.invite(couple.journal, second, house.clock())
    assert other is not None
    assert other.known.secret != couple.inviter.known.secret
    couple.inviter.end()
    couple.inviter.end()
    assert [bond.known for bond in casework.bonds_of(couple.journal)] == [other.known]
    anew = casework.invite(couple.journal, couple.entry, house.clock())
    assert anew is not None
    assert anew.known.secret != couple.inviter.known.secret
    assert couple.accept(house.draft()) is GONE


@pytest.mark.parametrize(
    ("after", "open_"), [(timedelta(days=14, seconds=-1), True), (timedelta(days=14), False)]
)
def test_an_invitation_can_be_made_and_accepted_for_14_times_24_hours_after_the_attempt(
    house: House, after: timedelta, open_: bool
) -> None:
    journal, draft = house.journal(), house.draft()
    entry = journal.put(house.attempt())
    casework.invite(journal, entry, house.clock())
    [made] = casework.bonds_of(journal)
    assert made.known.expires_at == house.clock() + timedelta(days=14)
    house.clock.moment += after
    late = journal.put(replace(house.attempt(), finished_at=house.clock() - after, language="th"))
    assert (casework.invite(journal, late, house.clock()) is not None) is open_
    code = PrivateCode.parse(made.known.secret)
    draft = house.draft()
    assert (casework.look(house.store, code, None, house.clock()) is not None) is open_
    wanted = BOUND if open_ else GONE
    assert casework.accept(house.store, code, draft, house.clock()) is wanted


def test_whoever_accepted_in_time_still_finds_the_invitation_and_nobody_else_does(
    couple: Couple, draft: Draft
) -> None:
    house = couple.house
    couple.partner(draft)
    assert draft.keeper is not None
    member = casework.bond_of(house.store, draft)._member  # type: ignore[union-attr]
    house.clock.later(days=15)
    assert casework.look(house.store, couple.code, member, house.clock()) is not None
    assert couple.accept(draft) is BOUND
    for stranger in (None, b"somebody"):
        assert casework.look(house.store, couple.code, stranger, house.clock()) is None
    other = house.draft()
    assert couple.accept(other) is GONE
    assert couple.accept(other, again=True) is GONE


# -- accepting ------------------------------------------------------------------------------------


def test_an_invitation_that_never_was_looks_like_one_that_was_withdrawn_or_expired(
    couple: Couple, house: House
) -> None:
    now = house.clock()
    never = PrivateCode.new()
    assert casework.look(house.store, never, None, now) is None
    assert casework.accept(house.store, never, house.draft(), now) is GONE
    couple.inviter.end()
    assert casework.look(house.store, couple.code, None, now) is None
    for again in (False, True):
        assert couple.accept(house.draft(), again=again) is GONE


def test_accepting_is_bound_to_one_and_a_second_click_is_no_fault(
    couple: Couple, draft: Draft
) -> None:
    house = couple.house
    found = casework.look(house.store, couple.code, None, house.clock())
    assert found is not None
    assert (found.bank_id, found.own, found.elsewhere) == (house.bank.id, False, False)
    assert [couple.accept(draft), couple.accept(draft)] == [BOUND, BOUND]
    assert draft.invitation == couple.code.shown()
    other = house.draft()
    assert couple.accept(other) is ELSEWHERE
    assert other.invitation is None
    found = casework.look(house.store, couple.code, None, house.clock())
    assert found is not None
    assert found.elsewhere


def test_of_sixteen_at_once_one_is_bound(couple: Couple) -> None:
    drafts = [couple.house.draft() for _ in range(16)]
    outcomes = at_once([partial(couple.accept, draft) for draft in drafts])
    assert sorted(map(str, outcomes)) == [str(BOUND)] + [str(ELSEWHERE)] * 15
    bound = drafts[outcomes.index(BOUND)]
    assert [d.invitation is not None for d in drafts] == [d is bound for d in drafts]


def test_beginning_again_on_another_device_erases_what_was_begun_on_the_first(
    couple: Couple, draft: Draft
) -> None:
    house = couple.house
    first = couple.partner(draft)
    couple.release(first, casework.attempt_of(draft))
    second = finished(house, house.draft("broke", level(house.bank, 1)))
    assert couple.accept(second) is ELSEWHERE
    assert couple.accept(second, again=True) is BOUND
    assert house.store.drafts.find(first._member, house.clock()) is None
    seat = seats_of(couple)[Role.PARTNER]
    assert seat is not None
    assert open_seat(couple.inviter.known.keys, Role.PARTNER, seat.sealed)[1] is None
    couple.release(couple.inviter)
    assert not sees(first, house)
    couple.release(couple.partner(second), casework.attempt_of(second))
    assert not sees(first, house)
    assert sees(couple.inviter, house)


def test_nobody_is_put_out_once_they_have_kept_theirs(couple: Couple, draft: Draft) -> None:
    house = couple.house
    couple.partner(draft)
    journal = house.journal()
    casework.keep_in(journal, casework.Sitting(casework.attempt_of(draft), house.bank, draft))
    assert couple.accept(house.draft(), again=True) is ELSEWHERE
    [kept] = casework.bonds_of(journal)
    assert (kept.known.secret, kept.known.role) == (couple.code.shown(), Role.PARTNER)


def test_a_draft_in_memory_or_at_another_questionnaire_accepts_nothing(couple: Couple) -> None:
    house = couple.house
    assert couple.accept(Draft(house.bank.id, house.bank.version, "hurt", {})) is GONE
    other = Draft("other", "1.0.0", None, {})
    assert casework.keep_place(house.store, new_token(), other, house.clock)
    assert couple.accept(other) is GONE
    answering = house.draft()
    assert couple_in(house).accept(answering) is BOUND
    assert couple.accept(answering) is GONE
    assert seats_of(couple)[Role.PARTNER] is None


def test_nobody_is_their_own_partner(couple: Couple) -> None:
    assert couple.accept(couple.journal) is ELSEWHERE
    found = casework.look(
        couple.house.store, couple.code, couple.journal.keys.lookup, couple.house.clock()
    )
    assert found is not None
    assert found.own


# -- releasing ------------------------------------------------------------------------------------


def test_the_view_is_open_to_both_once_both_have_released_and_is_one_and_the_same(
    couple: Couple, draft: Draft
) -> None:
    house = couple.house
    partner = couple.partner(draft)
    assert not sees(couple.inviter, house)
    couple.release(couple.inviter)
    assert not sees(couple.inviter, house)
    assert not sees(partner, house)
    couple.release(partner, casework.attempt_of(draft))
    mine, theirs = couple.inviter.view(house.bank_of), partner.view(house.bank_of)
    assert mine is not None
    assert theirs is not None
    assert mine.view == gaps(house.bank, couple.entry.attempt, casework.attempt_of(draft))
    turned = tuple(replace(gap, one=gap.other, other=gap.one) for gap in theirs.view.steps)
    assert mine.view == replace(theirs.view, steps=turned)
    assert (mine.mine, mine.theirs) == (theirs.theirs, theirs.mine)
    assert dict(mine.mine.answers) == dict(mine.theirs.answers) == {}


@pytest.mark.parametrize("kept", [False, True], ids=["on a device", "under a code"])
def test_a_release_is_one_size_and_holds_no_more_than_what_may_be_compared(
    couple: Couple, kept: bool
) -> None:
    house = couple.house
    whom = house.journal() if kept else house.draft()
    partner = couple.partner(whom)
    empty = seats_of(couple)
    answers = level(house.bank, 3) | {"S1-01": NOT_APPLICABLE}
    couple.release(couple.inviter, replace(couple.entry.attempt, answers=answers))
    couple.release(partner, replace(house.attempt("broke"), answers={}))
    full = seats_of(couple)
    lengths = {len(seat.sealed) for seats in (empty, full) for seat in seats.values() if seat}
    assert lengths == {SEAT_SIZE + 29}
    inviters = full[Role.INVITER]
    assert inviters is not None
    _, share = open_seat(couple.inviter.known.keys, Role.INVITER, inviters.sealed)
    assert share is not None
    private = {i.id for i in house.bank.items if i.sensitive or i.referent == "self"} | {"S1-01"}
    assert share.attempt.answers.keys() == house.bank.item_by_id.keys() - private
    assert not share.attempt.context
    assert share.scored == {"S1", "S2", "S3", "S4", "S5"}


def test_whoever_was_not_asked_or_did_not_say_yes_releases_nothing(couple: Couple) -> None:
    house, before = couple.house, seats_of(couple)
    unfinished = replace(couple.entry.attempt, finished_at=None)
    elsewhere = replace(couple.entry.attempt, bank_id="other")
    for attempt, said in [(couple.entry.attempt, False), (unfinished, True), (elsewhere, True)]:
        with pytest.raises(ValueError, match="not released"):
            couple.inviter.release(house.bank, attempt, house.clock(), free_and_safe=said)
    assert seats_of(couple) == before
    assert couple.inviter.known.released is None


def test_the_latest_release_of_each_counts(couple: Couple, draft: Draft) -> None:
    house = couple.house
    partner = couple.partner(draft)
    couple.release(partner, casework.attempt_of(draft))
    couple.release(couple.inviter)
    house.clock.later(days=3)
    newer = house.attempt("hurt", level(house.bank, 0))
    couple.journal.put(newer)
    couple.release(couple.inviter, newer)
    assert couple.inviter.known.released == newer.finished_at
    seen = partner.view(house.bank_of)
    assert seen is not None
    assert seen.view.steps[0].size == 75
    house.clock.later(days=12)
    latest = house.attempt()
    couple.release(couple.inviter, latest)  # now 15 days apart
    assert not sees(partner, house)


def test_consent_to_share_is_recorded_once_and_taken_back(couple: Couple) -> None:
    for _ in range(2):
        couple.release(couple.inviter)
    shared = [c for c in couple.journal.consents if c.to is ConsentTo.SHARE]
    assert [c.withdrawn_at for c in shared] == [None]
    for _ in range(2):
        couple.inviter.withdraw()
    shared = [c for c in couple.journal.consents if c.to is ConsentTo.SHARE]
    assert [c.withdrawn_at for c in shared] == [couple.house.clock()]


# -- withdrawing ----------------------------------------------------------------------------------

Act = Callable[[Couple, Bond, Draft], None]


def _inviter_erases(couple: Couple, _partner: Bond, _draft: Draft) -> None:
    couple.journal.erase()


def _inviter_deletes(couple: Couple, _partner: Bond, _draft: Draft) -> None:
    couple.journal.drop(couple.entry.id)


def _partner_erases(couple: Couple, partner: Bond, _draft: Draft) -> None:
    couple.house.store.drafts.erase(partner._member)


def _partner_expires(couple: Couple, _partner: Bond, _draft: Draft) -> None:
    couple.house.clock.later(hours=25)
    couple.house.store.purge(couple.house.clock())


ENDINGS: dict[str, Act] = {
    "the inviter withdraws": lambda couple, _partner, _draft: couple.inviter.withdraw(),
    "the partner withdraws": lambda _couple, partner, _draft: partner.withdraw(),
    "the inviter ends it": lambda couple, _partner, _draft: couple.inviter.end(),
    "the partner ends it": lambda _couple, partner, _draft: partner.end(),
    "the inviter takes back all": lambda couple, _p, _d: casework.withdraw_all(couple.journal),
    "the inviter deletes the attempt": _inviter_deletes,
    "the inviter erases everything": _inviter_erases,
    "the partner erases their place": _partner_erases,
    "the partner's place expires": _partner_expires,
}


@pytest.mark.parametrize("act", ENDINGS.values(), ids=ENDINGS.keys())
def test_at_any_moment_either_can_close_the_view(couple: Couple, draft: Draft, act: Act) -> None:
    house = couple.house
    partner = couple.partner(draft)
    couple.release(partner, casework.attempt_of(draft))
    couple.release(couple.inviter)
    assert sees(couple.inviter, house)
    assert sees(partner, house)
    act(couple, partner, draft)
    assert not sees(couple.inviter, house)
    assert not sees(partner, house)


@pytest.mark.parametrize("name", ["the inviter ends it", "the partner's place expires"])
def test_releasing_into_what_has_ended_looks_like_any_other_release(
    couple: Couple, draft: Draft, name: str
) -> None:
    house = couple.house
    partner = couple.partner(draft)
    ENDINGS[name](couple, partner, draft)
    for bond in (couple.inviter, partner):
        if name == "the inviter ends it" and bond is couple.inviter:
            continue  # they know
        couple.release(bond)
        assert bond.known.released == couple.entry.attempt.finished_at
        assert not sees(bond, house)
        bond.withdraw()
        assert bond.known.released is None


def test_deleting_another_attempt_leaves_what_was_released(couple: Couple) -> None:
    couple.house.clock.later(days=1)
    other = couple.journal.put(couple.house.attempt())
    couple.release(couple.inviter)
    couple.journal.drop(other.id)
    [bond] = casework.bonds_of(couple.journal)
    assert bond.known.released == couple.entry.attempt.finished_at
    couple.journal.drop(couple.entry.id)
    [bond] = casework.bonds_of(couple.journal)
    assert bond.known.released is None
    seat = seats_of(couple)[Role.INVITER]
    assert seat is not None
    assert open_seat(bond.known.keys, Role.INVITER, seat.sealed)[1] is None
    shared = [c.withdrawn_at for c in couple.journal.consents if c.to is ConsentTo.SHARE]
    assert None not in shared


def test_a_partner_who_keeps_their_result_takes_the_release_along(
    couple: Couple, draft: Draft
) -> None:
    house = couple.house
    couple.release(couple.partner(draft), casework.attempt_of(draft))
    couple.release(couple.inviter)
    journal = house.journal()
    casework.keep_in(journal, casework.Sitting(casework.attempt_of(draft), house.bank, draft))
    assert casework.bond_of(house.store, draft) is None
    [kept] = casework.bonds_of(journal)
    assert kept.known.released == draft.finished_at
    assert [c.to for c in journal.consents if c.to is ConsentTo.SHARE] == [ConsentTo.SHARE]
    assert sees(kept, house)
    assert sees(couple.inviter, house)
    kept.withdraw()
    assert not sees(couple.inviter, house)


def test_what_another_tab_released_or_withdrew_is_known_here(couple: Couple, house: House) -> None:
    token = new_token()
    one = casework.begin(house.bank, perspective="broke", context={"decision": "rebuild"})
    assert casework.keep_place(house.store, token, one, house.clock)
    two = casework.find_draft(house.store, token, [house.bank], house.clock)
    assert two is not None
    bond = couple.partner(one)
    couple.release(bond, finished_attempt(house, one))
    casework.open_page(house.bank, two, 2)  # written without knowing of it
    assert (two.invitation, two.released) == (couple.code.shown(), house.clock())
    found = casework.find_draft(house.store, token, [house.bank], house.clock)
    assert found is not None
    assert (found.invitation, found.released) == (couple.code.shown(), house.clock())


def finished_attempt(house: House, draft: Draft) -> Attempt:
    return casework.finish(draft, house.clock())


# -- the one answer -------------------------------------------------------------------------------


def test_what_is_damaged_or_of_an_edition_that_is_not_here_has_no_view(
    couple: Couple, draft: Draft
) -> None:
    house, keys = couple.house, couple.inviter.known.keys
    partner = couple.partner(draft)
    couple.release(couple.inviter)
    good = share_of(house.bank, casework.attempt_of(draft))
    put = partial(house.store.pairings.put_seat, keys.lookup)

    def put_share(**change: object) -> None:
        share = replace(good, attempt=replace(good.attempt, **change))  # type: ignore[arg-type]
        put(Seat(partner._member, sealed_seat(keys, Role.PARTNER, house.bank.id, share)))

    put_share()
    assert sees(couple.inviter, house)
    changes: tuple[dict[str, object], ...] = (
        {"version": "9.9.9"},
        {"bank_id": "other"},
        {"answers": {"S1-01": 9}},
        {"answers": {"S9-99": 1}},
        {"answers": {}},
        {"finished_at": house.clock() + timedelta(days=14, seconds=1)},
    )
    for change in changes:
        put_share(**change)
        assert not sees(couple.inviter, house)
        assert not sees(partner, house)
    other = sealed_seat(keys, Role.INVITER, house.bank.id, good)
    strange = sealed_seat(PrivateCode.new().keys(Purpose.PAIRING), Role.PARTNER, "b", good)
    for sealed in (b"", b"\x01" + bytes(60), other, strange):
        put(Seat(partner._member, sealed))
        assert not sees(couple.inviter, house)
    put_share()
    assert sees(couple.inviter, house)
    assert couple.inviter.view(lambda _attempt: None) is None


def test_the_figures_are_those_of_an_outside_implementation(store: Store, trust: Bank) -> None:
    draw = random.Random(20260302)
    house, open_, sides = House(store, trust), 0, set()
    for _ in range(60):
        one, other = (drawn(trust, draw)(house.clock()) for _ in range(2))
        wanted = by_the_book(trust, one, other)
        couple = couple_in(house, one)
        partner = couple.partner(house.journal())
        couple.release(couple.inviter, one)
        couple.release(partner, other)
        for bond, turn in ((couple.inviter, 1), (partner, -1)):
            found = bond.view(house.bank_of)
            if not wanted:
                assert found is None
                continue
            assert found is not None
            compared = {gap.step: gap for gap in found.view.steps if gap.why_not is None}
            assert compared.keys() == wanted.keys()
            for step, (shared, difference, label) in wanted.items():
                gap = compared[step]
                assert gap.one is not None
                assert gap.other is not None
                assert (gap.shared, gap.certainty) == (shared, label)
                exact = pytest.approx(turn * float(difference), abs=1e-9)
                assert gap.one.score - gap.other.score == exact
        open_ += bool(wanted)
        sides.add((one.perspective, other.perspective))
    assert open_ > 30
    assert len(sides) == len(SIDES) ** 2


# -- which banks ----------------------------------------------------------------------------------


def test_a_bank_without_a_couple_view_or_too_large_for_a_seat_offers_none(trust: Bank) -> None:
    assert casework.is_offered(trust)
    assert not casework.is_offered(changed(trust, couple=None))
    many = [
        trust.items[0].model_copy(update={"id": f"{'x' * 70}-{n}", "step": step.id})
        for step in trust.steps
        for n in range(30)
    ]
    unique = [it.model_copy(update={"id": f"{it.id}-{it.step}"}) for it in many]
    assert not fits(changed(trust, items=tuple(unique), private_block=None))


def test_nothing_of_the_two_can_be_read_in_the_tables(own_store: Store, trust: Bank) -> None:
    house = House(own_store, trust)
    couple, draft = couple_in(house), finished(house, house.draft("broke", level(trust, 3)))
    couple.release(couple.partner(draft), casework.attempt_of(draft))
    couple.release(couple.inviter)
    lies_there = repr(rows_of(own_store))
    for secret in (couple.code.shown(), "broke", "hurt", "S1-01", "inviter", "partner", "rebuild"):
        assert secret not in lies_there
