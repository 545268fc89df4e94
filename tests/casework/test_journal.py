"""A journal under a private code: what is kept, changed, agreed to and erased, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from quiz import casework
from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.casework import ConsentTo, FiledJournal, Journal, KeptJournal
from quiz.casework.entries import attempt_document, attempt_in
from quiz.errors import StoreError, VaultError
from quiz.store import Kind, Record, Store, month_of, open_store
from quiz.vault import Place, PrivateCode, Purpose, new_token
from tests.scripted import SCRIPTS, TRUST
from tests.store.test_store_at_rest import on_disk
from tests.stored import NOW, code_of, rows_of

pytest_plugins = ("tests.stores",)


def attempt_at(weeks: int, pages: int = 3, name: str = "clear") -> Attempt:
    """A scripted attempt, finished so many weeks after the first."""
    script = SCRIPTS[name]
    bank = TRUST.bank
    answers = script.answers(pages)
    finished = NOW + timedelta(weeks=weeks)
    return Attempt(bank.id, bank.version, answers, pages, "hurt", "en", script.context, finished)


@pytest.fixture
def code() -> PrivateCode:
    return PrivateCode.new()


@pytest.fixture
def journal(store: Store, code: PrivateCode) -> KeptJournal:
    """A new journal with nothing in it but the agreement to keep."""
    made = KeptJournal(store, code.keys(Purpose.HOLDER), lambda: NOW)
    made.begin()
    return made


def again(journal: KeptJournal) -> KeptJournal:
    """The journal as somebody else opens it, on another device."""
    found = casework.journal_of(journal.store, journal.keys, lambda: NOW)
    assert found is not None
    return found


def test_a_code_under_which_nothing_is_kept_opens_nothing(store: Store) -> None:
    assert casework.open_journal(store, PrivateCode.new(), lambda: NOW) is None


def test_whoever_has_the_code_finds_everything_the_oldest_first(
    journal: KeptJournal, code: PrivateCode
) -> None:
    late, early = attempt_at(4), attempt_at(0, 8)
    journal.put(late)
    journal.put(early)
    note = journal.write(date(2026, 3, 20), "  ไปเดินเล่นด้วยกัน ")
    typed = PrivateCode.parse(code.shown().lower().replace("-", " "))
    found = casework.open_journal(journal.store, typed, lambda: NOW)
    assert found is not None
    assert [entry.attempt for entry in found.entries] == [early, late]
    assert [(it.id, it.on, it.text) for it in found.notes] == [
        (note.id, date(2026, 3, 20), "ไปเดินเล่นด้วยกัน")
    ]


@pytest.mark.parametrize("answer", [0, 4, NOT_APPLICABLE])
def test_an_attempt_is_the_same_after_its_document(answer: int) -> None:
    attempt = replace(attempt_at(0), answers={"S1-01": answer}, language="th en", context={})
    assert attempt_in(attempt_document(attempt)) == attempt
    unfinished = replace(attempt, finished_at=None, perspective=None, language=None)
    assert attempt_in(attempt_document(unfinished)) == unfinished


def test_a_document_of_a_newer_version_is_not_guessed_at() -> None:
    assert code_of(attempt_in, {**attempt_document(attempt_at(0)), "format": 2}) == "entry_newer"


def test_the_same_attempt_kept_twice_is_kept_once(journal: KeptJournal) -> None:
    first, second = journal.put(attempt_at(0)), journal.put(attempt_at(0))
    assert first == second
    assert len(again(journal).entries) == 1


def test_an_attempt_replaces_the_entry_that_it_goes_on_from(journal: KeptJournal) -> None:
    entry = journal.put(attempt_at(0))
    journal.put(attempt_at(0, 8), entry.id)
    (kept,) = again(journal).entries
    assert (kept.id, kept.attempt) == (entry.id, attempt_at(0, 8))


def test_what_is_deleted_is_gone_and_deleting_twice_is_no_fault(journal: KeptJournal) -> None:
    entry, stays = journal.put(attempt_at(0)), journal.put(attempt_at(1))
    note = journal.write(date(2026, 3, 20), "a")
    for _ in range(2):
        journal.drop(entry.id)
        journal.strike(note.id)
    assert journal.entries == again(journal).entries == (stays,)
    assert journal.notes == again(journal).notes == ()


def test_a_note_can_be_changed_and_is_no_diary(journal: KeptJournal) -> None:
    note = journal.write(date(2026, 3, 20), "a")
    journal.write(date(2026, 3, 21), "b" * 900, note.id)
    (kept,) = again(journal).notes
    assert (kept.on, kept.text) == (date(2026, 3, 21), "b" * casework.LONGEST_NOTE)


def test_what_another_tab_did_is_seen(journal: KeptJournal) -> None:
    entry, stays = journal.put(attempt_at(0)), journal.put(attempt_at(1))
    other = again(journal)
    other.drop(entry.id)
    other.put(attempt_at(1, 8), stays.id)
    note = other.write(date(2026, 3, 20), "b")
    other.agree(ConsentTo.SHARE)
    journal.refresh()
    assert [it.attempt for it in journal.entries] == [attempt_at(1, 8)]
    assert journal.notes == (note,)
    assert standing(journal) == {(ConsentTo.KEEP, b""), (ConsentTo.SHARE, b"")}


def test_what_has_not_changed_is_not_opened_again(journal: KeptJournal) -> None:
    journal.put(attempt_at(0))
    (before,) = journal.entries
    journal.refresh()
    assert journal.entries[0] is before


def test_a_journal_erased_elsewhere_says_so_and_takes_nothing_more(journal: KeptJournal) -> None:
    journal.put(attempt_at(0))
    again(journal).erase()
    assert code_of(journal.refresh) == "holder_gone"
    assert code_of(journal.put, attempt_at(1)) == "holder_gone"
    assert code_of(journal.write, date(2026, 3, 20), "a") == "holder_gone"
    assert code_of(journal.touch) == "holder_gone"
    assert journal.until is None


def test_opening_prolongs_the_time_and_never_shortens_it(journal: KeptJournal) -> None:
    assert journal.until == journal.last_month == 202703
    later = NOW + timedelta(days=100)
    casework.journal_of(journal.store, journal.keys, lambda: later)
    assert journal.until == month_of(later, 12) == 202706
    casework.journal_of(journal.store, journal.keys, lambda: NOW)
    assert journal.until == 202706


# -- agreements -----------------------------------------------------------------------------------


def standing(journal: KeptJournal) -> set[tuple[ConsentTo, bytes]]:
    return {(it.to, it.about) for it in journal.consents if it.withdrawn_at is None}


def test_beginning_is_the_agreement_to_keep_however_often(journal: KeptJournal) -> None:
    again(journal).begin()
    journal.begin()
    journal.agree(ConsentTo.KEEP)
    assert standing(again(journal)) == {(ConsentTo.KEEP, b"")}
    assert len(again(journal).consents) == 1
    assert again(journal).consents[0].given_at == NOW


def test_agreements_are_taken_back_one_by_one_or_together(journal: KeptJournal) -> None:
    for device in (b"a", b"b", b"c"):
        journal.agree(ConsentTo.DEVICE, device)
    journal.withdraw(ConsentTo.DEVICE, b"b")
    left = {(ConsentTo.DEVICE, device) for device in (b"a", b"c")}
    assert standing(journal) == left | {(ConsentTo.KEEP, b"")}
    journal.withdraw(ConsentTo.DEVICE)
    assert standing(again(journal)) == {(ConsentTo.KEEP, b"")}
    assert all(it.withdrawn_at == NOW for it in journal.consents if it.to is ConsentTo.DEVICE)


def test_what_was_taken_back_can_be_agreed_to_anew_and_both_stay_on_record(
    journal: KeptJournal,
) -> None:
    journal.agree(ConsentTo.SHARE)
    journal.withdraw(ConsentTo.SHARE)
    journal.agree(ConsentTo.SHARE)
    shares = [it for it in again(journal).consents if it.to is ConsentTo.SHARE]
    assert sorted(it.withdrawn_at is None for it in shares) == [False, True]


def fault_of(journal: KeptJournal) -> str | None:
    return journal.fault.code if journal.fault else None


# -- at rest --------------------------------------------------------------------------------------


def test_a_record_moved_to_another_place_or_person_does_not_open(
    store: Store, journal: KeptJournal
) -> None:
    one, two = journal.put(attempt_at(0)), journal.put(attempt_at(1))
    records = {it.id: it.sealed for it in store.holders.records(journal.keys.lookup)}
    store.holders.put(journal.keys.lookup, Record(Kind.ATTEMPT, one.id, records[two.id]))
    found = again(journal)
    assert fault_of(found) == "sealed_damaged"
    assert [it.attempt for it in found.entries] == [attempt_at(1)], "the rest opens all the same"
    store.holders.put(journal.keys.lookup, Record(Kind.ATTEMPT, one.id, records[one.id]))
    found.refresh()
    assert fault_of(found) is None
    assert len(found.entries) == 2
    keys = PrivateCode.new().keys(Purpose.HOLDER)
    with pytest.raises(VaultError):
        keys.open_document(Place("record/attempt", two.id), records[two.id])


def test_erasing_leaves_nothing_in_any_table(own_store: Store, code: PrivateCode) -> None:
    journal = KeptJournal(own_store, code.keys(Purpose.HOLDER), lambda: NOW)
    journal.begin()
    journal.put(attempt_at(0))
    journal.write(date(2026, 3, 20), "a")
    casework.remember_device(journal, "A" * 43, lambda: NOW)
    assert any(rows_of(own_store).values())
    journal.erase()
    journal.erase()
    assert not any(rows_of(own_store).values())
    assert (journal.entries, journal.notes, journal.consents) == ((), (), ())


def test_of_what_is_deleted_no_sealed_byte_remains_in_the_file(
    tmp_path: Path, code: PrivateCode
) -> None:
    """Neither of one time nor of everything, while the store is open and another's data stay."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store = open_store(url)
    mine, other = (
        KeptJournal(store, it.keys(Purpose.HOLDER), lambda: NOW) for it in (code, PrivateCode.new())
    )
    for journal in (mine, other):
        journal.begin()
        for week in range(3):
            journal.put(attempt_at(week, 8))
        journal.write(date(2026, 3, 20), "ก" * 400)
        casework.remember_device(journal, new_token(), lambda: NOW)
    records = store.holders.records(mine.keys.lookup)
    first = next(it for it in records if it.id == mine.entries[0].id)

    def lies_there(sealed: bytes) -> bool:
        data = on_disk(url)
        return any(sealed[at : at + 24] in data for at in range(0, len(sealed) - 24, 100))

    assert all(lies_there(it.sealed) for it in records)
    mine.drop(first.id)
    assert not lies_there(first.sealed)
    mine.erase()
    assert not any(lies_there(it.sealed) for it in records)
    assert mine.keys.lookup not in on_disk(url)
    assert all(lies_there(it.sealed) for it in store.holders.records(other.keys.lookup))
    store.close()


def test_after_its_last_month_a_journal_is_deleted_by_itself(
    own_store: Store, code: PrivateCode
) -> None:
    journal = KeptJournal(own_store, code.keys(Purpose.HOLDER), lambda: NOW)
    journal.begin()
    journal.put(attempt_at(0))
    own_store.purge(NOW.replace(year=2027, month=3, day=31))
    assert journal.until is not None
    own_store.purge(NOW.replace(year=2027, month=4, day=1))
    assert not any(rows_of(own_store).values())


# -- in memory ------------------------------------------------------------------------------------


def test_a_journal_of_a_file_does_the_same_in_memory() -> None:
    journal: Journal = FiledJournal([attempt_at(4), attempt_at(0)], [(date(2026, 3, 20), "b")])
    assert [entry.attempt for entry in journal.entries] == [attempt_at(0), attempt_at(4)]
    first = journal.entries[0]
    assert journal.put(attempt_at(0)) == first
    journal.put(attempt_at(0, 8), first.id)
    assert (journal.entries[0].id, journal.entries[0].attempt.opened) == (first.id, 8)
    journal.drop(first.id)
    journal.drop(first.id)
    assert len(journal.entries) == 1
    note = journal.write(date(2026, 3, 1), " a ")
    assert [it.text for it in journal.notes] == ["a", "b"]
    journal.write(date(2026, 3, 30), "c", note.id)
    assert [it.text for it in journal.notes] == ["b", "c"]
    journal.strike(note.id)
    journal.strike(note.id)
    assert [it.text for it in journal.notes] == ["b"]


def test_store_errors_pass_through_and_change_nothing(journal: KeptJournal) -> None:
    entry = journal.put(attempt_at(0))
    again(journal).erase()
    with pytest.raises(StoreError):
        journal.put(attempt_at(0, 8), entry.id)
    assert journal.entries[0].attempt == attempt_at(0)
