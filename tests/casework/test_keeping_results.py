"""Keeping a result: once, with every answer, whatever is pressed twice, in two tabs, or dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from quiz import casework
from quiz.casework import ConsentTo, Draft, FiledJournal, KeptJournal, Place, Sitting
from quiz.casework.seats import Role, pairings_in
from quiz.errors import StoreError
from quiz.store import Seat, Store
from quiz.vault import Keys, PrivateCode, Purpose, new_token
from tests.scripted import SCRIPTS, TRUST
from tests.stored import NOW, at_once, code_of, rows_of, some_bytes

pytest_plugins = ("tests.stores",)

SCRIPT = SCRIPTS["clear"]
BANK = TRUST.bank


@pytest.fixture
def secret() -> str:
    return new_token()


@pytest.fixture
def code() -> PrivateCode:
    return PrivateCode.new()


def answered(pages: int = 3) -> Draft:
    """A draft with these pages answered, in memory only."""
    draft = casework.begin(BANK, perspective="hurt", context=SCRIPT.context)
    for page in range(1, pages + 1):
        casework.open_page(BANK, draft, page)
    for item, answer in SCRIPT.answers(pages).items():
        casework.record(BANK, draft, item, answer, "en")
    return draft


def finished(draft: Draft) -> Sitting:
    return Sitting(casework.finish(draft, NOW), BANK, draft, draft.sitting)


@pytest.fixture
def draft(store: Store, secret: str) -> Draft:
    """A draft whose place is kept."""
    made = answered()
    assert casework.keep_place(store, secret, made, lambda: NOW)
    return made


@pytest.fixture
def other_tab(store: Store, secret: str) -> Callable[[], Draft]:
    """The same draft, as another tab has it."""

    def found() -> Draft:
        draft = casework.find_draft(store, secret, [BANK], lambda: NOW)
        assert draft is not None
        return draft

    return found


def keep(
    store: Store, sitting: Sitting, code: PrivateCode | None = None, held: str | None = None
) -> tuple[PrivateCode, KeptJournal]:
    code, journal, entry = casework.keep_new(
        store, code or PrivateCode.new(), sitting, lambda: NOW, held
    )
    assert entry in journal.entries
    return code, journal


def kept(store: Store, code: PrivateCode) -> KeptJournal:
    """What somebody with the code finds."""
    journal = casework.open_journal(store, code, lambda: NOW)
    assert journal is not None
    return journal


def lie_there(store: Store, secret: str, code: PrivateCode) -> dict[str, int]:
    """How many rows there are of somebody with this cookie and this code; the empty left out."""
    purposes = (Purpose.DRAFT, Purpose.DEVICE)
    theirs = {Keys.of_token(secret, purpose).lookup for purpose in purposes}
    theirs.add(code.keys(Purpose.HOLDER).lookup)
    found = {
        table: sum(1 for row in rows if theirs.intersection(it for it in row if type(it) is bytes))
        for table, rows in rows_of(store).items()
    }
    return {table: count for table, count in found.items() if count}


def test_a_draft_in_the_store_becomes_an_entry_and_is_no_draft_any_more(
    store: Store, draft: Draft, secret: str
) -> None:
    sitting = finished(draft)
    code, _ = keep(store, sitting)
    (entry,) = kept(store, code).entries
    assert (entry.id, entry.attempt) == (draft.sitting, sitting.attempt)
    assert lie_there(store, secret, code) == {"holder": 1, "record": 2}
    assert [it.to for it in kept(store, code).consents] == [ConsentTo.KEEP]


def test_a_draft_in_memory_is_kept_as_well(store: Store) -> None:
    sitting = finished(answered())
    code, _ = keep(store, sitting)
    assert [it.attempt for it in kept(store, code).entries] == [sitting.attempt]


def test_a_result_from_a_file_is_kept_once_however_often(store: Store) -> None:
    attempt = casework.finish(answered(), NOW)
    code, journal = keep(store, Sitting(attempt, BANK))
    casework.keep_in(journal, Sitting(attempt, BANK))
    assert len(kept(store, code).entries) == 1


def test_a_double_click_keeps_once(
    store: Store, draft: Draft, secret: str, code: PrivateCode
) -> None:
    sitting = finished(draft)
    for _ in range(3):
        keep(store, sitting, code)
    assert len(kept(store, code).entries) == 1
    assert lie_there(store, secret, code) == {"holder": 1, "record": 2}


def test_clicks_at_the_same_moment_keep_once(
    store: Store, draft: Draft, other_tab: Callable[[], Draft], secret: str, code: PrivateCode
) -> None:
    tabs = [finished(it) for it in (draft, *(other_tab() for _ in range(5)))]
    done = at_once([lambda tab=tab: keep(store, tab, code) for tab in tabs])  # type: ignore[misc]
    assert not any(isinstance(it, str) for it in done), done
    assert len(kept(store, code).entries) == 1
    assert lie_there(store, secret, code) == {"holder": 1, "record": 2}


def test_an_answer_that_another_tab_gave_is_in_it(
    store: Store, draft: Draft, other_tab: Callable[[], Draft]
) -> None:
    sitting, other = finished(draft), other_tab()
    last = BANK.pages[3][0].id
    casework.open_page(BANK, other, 4)
    casework.record(BANK, other, last, 2, "th")
    code, _ = keep(store, sitting)
    (entry,) = kept(store, code).entries
    assert entry.attempt.answers == {**SCRIPT.answers(3), last: 2}
    assert (entry.attempt.opened, entry.attempt.language) == (4, "en th")
    assert entry.attempt.finished_at == NOW, "it was finished in the tab in which it is kept"


def test_two_tabs_with_codes_of_their_own_give_one_entry(
    store: Store, draft: Draft, other_tab: Callable[[], Draft], secret: str
) -> None:
    second = finished(other_tab())
    code, _ = keep(store, finished(draft))
    late = PrivateCode.new()
    assert code_of(keep, store, second, late) == "draft_gone"
    assert casework.open_journal(store, late, lambda: NOW) is None
    assert len(kept(store, code).entries) == 1
    assert lie_there(store, secret, code) == {"holder": 1, "record": 2}


def test_two_tabs_of_a_device_that_holds_the_code_both_have_it(
    store: Store, draft: Draft, other_tab: Callable[[], Draft], secret: str
) -> None:
    second = finished(other_tab())
    code, _ = keep(store, finished(draft), held=secret)
    same, journal = keep(store, second, held=secret)
    assert same.shown() == code.shown()
    assert len(journal.entries) == 1


def test_a_code_that_nobody_saw_is_found_again_on_the_same_device(
    store: Store, draft: Draft, secret: str
) -> None:
    """The server dies, or the page is closed, before the code is on the screen."""
    code, _ = keep(store, finished(draft), held=secret)
    waits = casework.code_held(store, secret, lambda: NOW)
    assert waits is not None
    assert waits.shown() == code.shown()
    casework.let_go_of_code(store, secret)
    assert casework.code_held(store, secret, lambda: NOW) is None
    assert len(kept(store, code).entries) == 1, "what is kept stays"


def test_a_code_waits_for_a_quarter_of_an_hour(store: Store, draft: Draft, secret: str) -> None:
    keep(store, finished(draft), held=secret)
    soon, late = NOW + timedelta(minutes=14), NOW + timedelta(minutes=15)
    assert casework.code_held(store, secret, lambda: soon) is not None
    assert casework.code_held(store, secret, lambda: late) is None


class DiesError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("step", ["add", "remember", "keep_draft", "records"])
def test_after_a_run_that_died_halfway_the_next_one_keeps_it_once(
    store: Store, draft: Draft, secret: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sitting = finished(draft)
    target = store.devices if step == "remember" else store.holders
    done, first = getattr(target, step), True

    def dies_once(*arguments: object) -> object:
        nonlocal first
        found = done(*arguments)
        if first:
            first = False
            raise DiesError
        return found

    monkeypatch.setattr(target, step, dies_once)
    with pytest.raises(DiesError):
        keep(store, sitting, held=secret)
    draft_again = casework.find_draft(store, secret, [BANK], lambda: NOW)
    if draft_again is None:  # it was kept: the code waits
        code = casework.code_held(store, secret, lambda: NOW)
        assert code is not None
    else:
        code, _ = keep(store, finished(draft_again), held=secret)
    assert [it.attempt for it in kept(store, code).entries] == [sitting.attempt]
    assert lie_there(store, secret, code) == {"holder": 1, "record": 2, "device": 1}


def test_the_same_sitting_kept_again_with_more_answers_replaces_its_entry(
    store: Store, draft: Draft, secret: str
) -> None:
    code, journal = keep(store, finished(draft))
    (entry,) = journal.entries
    more = casework.reopen(entry.attempt, entry.id)
    assert casework.keep_place(store, secret, more, lambda: NOW)
    for item, answer in SCRIPT.answers(8).items():
        casework.record(BANK, more, item, answer, "en")
    # after a reload, in another tab
    found = casework.find_draft(store, secret, [BANK], lambda: NOW)
    assert found is not None
    found.opened = 8
    casework.keep_in(kept(store, code), finished(found))
    (kept_now,) = kept(store, code).entries
    assert kept_now.id == entry.id
    assert kept_now.attempt.answers == SCRIPT.answers(8)


def test_keeping_what_was_erased_in_another_tab_keeps_nothing(
    store: Store, draft: Draft, secret: str, code: PrivateCode
) -> None:
    sitting = finished(draft)
    casework.erase_place(store, secret)
    assert code_of(keep, store, sitting, code, secret) == "draft_gone"
    assert lie_there(store, secret, code) == {}


def test_an_open_journal_takes_the_draft_and_stays_what_it_was_if_it_cannot(
    store: Store, draft: Draft
) -> None:
    code, journal = keep(store, finished(answered()))
    sitting = finished(draft)
    casework.keep_in(journal, sitting)
    assert len(kept(store, code).entries) == 2
    second = replace(sitting, draft=answered())
    other = new_token()
    assert second.draft is not None
    casework.keep_place(store, other, second.draft, lambda: NOW)
    casework.erase_place(store, other)
    assert code_of(casework.keep_in, journal, second) == "draft_gone"
    assert len(kept(store, code).entries) == 2
    assert journal.until is not None


def test_a_store_that_fails_leaves_the_draft_where_it_was(
    store: Store, draft: Draft, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", code="store_full")

    sitting = finished(draft)
    with monkeypatch.context() as patch:
        patch.setattr(store.holders, "keep_draft", full)
        assert code_of(keep, store, sitting, None, secret) == "store_full"
    assert casework.find_draft(store, secret, [BANK], lambda: NOW) is not None
    code, _ = keep(store, sitting, held=secret)
    assert len(kept(store, code).entries) == 1


def test_what_could_not_be_written_before_is_written_first(
    store: Store, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreError("busy", code="store_busy")

    item = BANK.pages[0][0].id
    with monkeypatch.context() as patch:
        patch.setattr(store.drafts, "put_answer", busy)
        casework.record(BANK, draft, item, 1, "en")
    assert isinstance(draft.keeper, Place)
    assert draft.keeper.fault is not None
    code, _ = keep(store, finished(draft))
    assert kept(store, code).entries[0].attempt.answers[item] == 1


def test_into_a_journal_of_a_file_an_attempt_goes_in_memory(draft: Draft) -> None:
    journal = FiledJournal()
    sitting = finished(draft)
    entry = casework.keep_in(journal, sitting)
    assert casework.keep_in(journal, sitting) == entry
    assert (entry.id, journal.entries) == (draft.sitting, (entry,))


# -- an invitation that was answered --------------------------------------------------------------


@pytest.fixture
def invited(store: Store, secret: str) -> Iterator[Draft]:
    """A draft that answers an invitation, and sits in its pairing."""
    draft, invitation = answered(), PrivateCode.new()
    draft.invitation = invitation.shown()
    casework.keep_place(store, secret, draft, lambda: NOW)
    pair = invitation.keys(Purpose.PAIRING)
    store.pairings.invite(pair.lookup, Seat(some_bytes(), b"i"), NOW + timedelta(14), 202803)
    assert isinstance(draft.keeper, Place)
    store.pairings.accept(pair.lookup, Seat(draft.keeper.lookup, b"p"), NOW)
    yield draft
    pairing = store.pairings.find(pair.lookup)
    assert pairing is not None
    assert pairing.partner is not None
    if draft.keeper.gone:
        assert pairing.partner.member != draft.keeper.lookup


def test_whoever_answered_an_invitation_finds_it_in_what_they_kept(
    store: Store, invited: Draft
) -> None:
    code, journal = keep(store, finished(invited))
    (known,) = pairings_in(store, kept(store, code).keys)
    assert (known.secret, known.role) == (invited.invitation, Role.PARTNER)
    pair = PrivateCode.parse(known.secret).keys(Purpose.PAIRING)
    pairing = store.pairings.find(pair.lookup)
    assert pairing is not None
    assert pairing.partner is not None
    assert pairing.partner.member == journal.keys.lookup


def test_an_invitation_is_not_noted_where_nothing_could_be_kept(
    store: Store, invited: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", code="store_full")

    code, journal = keep(store, finished(answered()))
    with monkeypatch.context() as patch:
        patch.setattr(store.holders, "keep_draft", full)
        assert code_of(casework.keep_in, journal, finished(invited)) == "store_full"
    assert pairings_in(store, kept(store, code).keys) == ()


# -- devices --------------------------------------------------------------------------------------


def test_a_remembered_device_opens_what_is_kept_for_a_year(
    store: Store, secret: str, code: PrivateCode
) -> None:
    _, journal = keep(store, finished(answered()), code)
    casework.remember_device(journal, secret, lambda: NOW)
    found = casework.remembered_journal(store, secret, lambda: NOW + timedelta(days=364))
    assert found is not None
    assert found.entries == journal.entries
    later = NOW + timedelta(days=365)
    assert casework.remembered_journal(store, secret, lambda: later) is None
    assert casework.remembered_journal(store, new_token(), lambda: NOW) is None


def test_a_device_that_is_forgotten_opens_nothing_and_others_do(store: Store, secret: str) -> None:
    _, journal = keep(store, finished(answered()))
    other = new_token()
    for device in (secret, other):
        casework.remember_device(journal, device, lambda: NOW)
    for _ in range(2):
        casework.forget_device(journal, casework.device_of(secret))
    assert casework.remembered_journal(store, secret, lambda: NOW) is None
    assert casework.remembered_journal(store, other, lambda: NOW) is not None
    stands = {it.about for it in journal.consents if it.withdrawn_at is None}
    assert stands == {b"", casework.device_of(other)}
    casework.forget_all_devices(journal)
    assert casework.remembered_journal(store, other, lambda: NOW) is None
    assert {it.to for it in journal.consents if it.withdrawn_at is None} == {ConsentTo.KEEP}


def test_erasing_a_journal_forgets_its_devices_and_a_code_that_waits(
    store: Store, draft: Draft, secret: str
) -> None:
    code, journal = keep(store, finished(draft), held=secret)
    device = new_token()
    casework.remember_device(journal, device, lambda: NOW)
    journal.erase()
    assert casework.code_held(store, secret, lambda: NOW) is None
    assert casework.remembered_journal(store, device, lambda: NOW) is None
    assert lie_there(store, secret, code) == {}
    assert code_of(casework.remember_device, journal, device, lambda: NOW) == "holder_gone"


def test_a_waiting_code_looks_like_a_remembered_device(
    store: Store, draft: Draft, secret: str
) -> None:
    _, journal = keep(store, finished(draft), held=secret)
    casework.remember_device(journal, new_token(), lambda: NOW)
    rows = [row for row in rows_of(store)["device"] if row[1] == journal.keys.lookup]
    assert len(rows) == 2
    assert len({len(row[2]) for row in rows}) == 1
