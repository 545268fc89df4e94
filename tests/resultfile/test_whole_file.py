"""Everything kept as one file: what is written opens again, and nothing else is believed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import resultfile
from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.bank import Bank
from quiz.casework import LONGEST_NOTE, Consent, ConsentTo, FiledJournal, Journal
from quiz.errors import QuizError, ResultFileError
from quiz.vault import seal_file
from tests.scripted import SCRIPTS, TRUST

BANK = TRUST.bank
PASSPHRASE = "river stone ตะเกียง seven"
WHEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
GIVEN = Consent(b"x", ConsentTo.KEEP, WHEN)


def attempt(pages: int = 3, **other: Any) -> Attempt:
    script = SCRIPTS["too few"]
    answers = script.answers(pages)
    made = Attempt(BANK.id, BANK.version, answers, pages, "hurt", "en th", script.context, WHEN)
    return replace(made, **other)


@pytest.fixture
def journal() -> Journal:
    return FiledJournal(
        [attempt(), attempt(8, finished_at=WHEN.replace(year=2027), perspective="both")],
        [(date(2026, 12, 1), "=เราคุยกัน *ครั้งแรก*\n<b>")],
    )


def find_bank(bank_id: str, version: str) -> Bank | None:
    return BANK if (bank_id, version) == (BANK.id, BANK.version) else None


def read(*files: bytes, passphrase: str = "") -> FiledJournal:
    return resultfile.read_journal(files, passphrase, find_bank)


def code_of(*files: bytes, passphrase: str = "") -> str:
    with pytest.raises(QuizError) as refused:
        read(*files, passphrase=passphrase)
    return refused.value.code


def content(journal: Journal) -> tuple[list[Attempt], list[tuple[date, str]]]:
    return [it.attempt for it in journal.entries], [(it.on, it.text) for it in journal.notes]


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with a change, its digest made to fit: what a patient forger would send."""
    found = json.loads(data)
    change(found)
    found["sha256"] = resultfile.digest(found)
    return json.dumps(found).encode()


def test_everything_comes_back_as_it_was(journal: Journal) -> None:
    assert content(read(resultfile.dump_journal(journal, [GIVEN]))) == content(journal)


def test_a_sealed_file_opens_with_its_passphrase_only(journal: Journal) -> None:
    sealed = resultfile.seal_journal(journal, PASSPHRASE)
    assert resultfile.is_sealed(sealed)
    assert not resultfile.is_sealed(resultfile.dump_journal(journal))
    assert content(read(sealed, passphrase=f" {PASSPHRASE} ")) == content(journal)
    for wrong in ("", PASSPHRASE.upper(), PASSPHRASE[:-1]):
        assert code_of(sealed, passphrase=wrong) == "passphrase_wrong"
    for word in ("answers", "hurt", BANK.id, "เราคุยกัน"):
        assert word.encode() not in sealed


def test_files_of_every_kind_open_together_and_the_same_result_is_there_once(
    journal: Journal,
) -> None:
    single = attempt(1, finished_at=WHEN.replace(year=2025))
    files = [
        resultfile.dump(single),
        resultfile.dump(single),
        resultfile.dump_journal(journal),
        resultfile.seal_journal(FiledJournal([attempt()]), PASSPHRASE),
    ]
    found = read(*files, passphrase=PASSPHRASE)
    assert [it.attempt for it in found.entries] == [single, *content(journal)[0]]


def test_one_file_that_does_not_open_keeps_all_closed(journal: Journal) -> None:
    assert code_of(resultfile.dump_journal(journal), b"{}") == "result_not_json"


def test_an_attempt_of_a_bank_that_is_not_here_is_not_lost(journal: Journal) -> None:
    elsewhere = attempt(bank_id="other", answers={"Q1": 17, "Q2": NOT_APPLICABLE})
    journal.put(elsewhere)
    found = read(resultfile.dump_journal(journal))
    assert elsewhere in [it.attempt for it in found.entries]
    assert code_of(resultfile.dump(elsewhere)) == "result_other_bank"


def test_a_short_passphrase_and_too_much_for_one_file_are_refused(journal: Journal) -> None:
    with pytest.raises(QuizError) as refused:
        resultfile.seal_journal(journal, "short  ")
    assert refused.value.code == "passphrase_short"
    for year in range(1500, 2300):
        journal.put(attempt(8, finished_at=WHEN.replace(year=year)))
    with pytest.raises(QuizError) as refused:
        resultfile.seal_journal(journal, PASSPHRASE)
    assert refused.value.code == "file_large"


def test_a_hundred_results_with_notes_fit_into_a_sealed_file() -> None:
    times = [attempt(8, finished_at=WHEN.replace(year=year)) for year in range(2000, 2100)]
    notes = [(date(year, 1, 1), "ก" * LONGEST_NOTE) for year in range(2000, 2100)]
    sealed = resultfile.seal_journal(FiledJournal(times, notes), PASSPHRASE)
    assert len(read(sealed, passphrase=PASSPHRASE).entries) == 100


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another format": (lambda c: c.update(format="x"), "result_not_json"),
    "a newer version": (lambda c: c.update(format_version=2), "result_format"),
    "a key too many": (lambda c: c.update(extra=1), "result_edited"),
    "no notes": (lambda c: c.pop("notes"), "result_edited"),
    "a result too many keys": (lambda c: c["results"][0].update(x=1), "result_edited"),
    "results that are none": (lambda c: c.update(results={"a": 1}), "result_edited"),
    "an answer of another type": (
        lambda c: c["results"][0]["answers"].update({"S1-01": "3"}),
        "result_edited",
    ),
    "an answer off the scale": (
        lambda c: c["results"][0]["answers"].update({"S1-01": 5}),
        "result_content",
    ),
    "an answer to nothing": (lambda c: c["results"][0]["answers"].update(X=1), "result_content"),
    "an answer on a page not opened": (
        lambda c: c["results"][0].update(pages_opened=1),
        "result_content",
    ),
    "a side that is none": (lambda c: c["results"][0].update(perspective="x"), "result_content"),
    "a time that is none": (lambda c: c["results"][0].update(finished_at="x"), "result_content"),
    "a time without end": (
        lambda c: c["results"][0].update(finished_at="0001-01-01T00:00:00+14:00"),
        "result_content",
    ),
    "a time beyond every calendar": (
        lambda c: c["results"][0].update(finished_at="9999-12-31T23:00:00+00:00"),
        "result_content",
    ),
    "a day beyond every calendar": (
        lambda c: c["notes"][0].update(on="2200-01-02"),
        "result_content",
    ),
    "a day that is none": (lambda c: c["notes"][0].update(on="2026-02-30"), "result_content"),
    "a note too long": (
        lambda c: c["notes"][0].update(text="x" * (LONGEST_NOTE + 1)),
        "result_edited",
    ),
    "too many notes": (lambda c: c.update(notes=c["notes"] * 2001), "result_edited"),
}


@pytest.mark.parametrize("fault", CHANGES)
def test_a_file_that_somebody_made_up_is_refused_with_one_sentence(
    journal: Journal, fault: str
) -> None:
    change, expected = CHANGES[fault]
    forged = changed(resultfile.dump_journal(journal), change)
    assert code_of(forged) == expected


def test_that_a_file_is_sealed_is_no_reason_to_believe_what_is_in_it(journal: Journal) -> None:
    change, expected = CHANGES["an answer off the scale"]
    forged = seal_file(changed(resultfile.dump_journal(journal), change), PASSPHRASE)
    assert code_of(forged, passphrase=PASSPHRASE) == expected


def test_a_file_that_was_changed_by_hand_or_cut_off_is_refused(journal: Journal) -> None:
    data = resultfile.dump_journal(journal)
    assert code_of(data.replace(b'"hurt"', b'"both"', 1)) == "result_edited"
    assert code_of(data[:-20]) == "result_not_json"
    sealed = bytearray(resultfile.seal_journal(journal, PASSPHRASE))
    sealed[-1] ^= 1
    assert code_of(bytes(sealed), passphrase=PASSPHRASE) == "passphrase_wrong"
    assert code_of(bytes(sealed[:40]), passphrase=PASSPHRASE) == "file_unknown"


def test_a_key_twice_and_a_deep_nest_and_a_huge_file_are_refused() -> None:
    assert code_of(b'{"format": "check-in-results", "format": "x"}') == "result_not_json"
    assert code_of(b'{"a":' * 100_000) == "result_not_json"
    assert code_of(b" " * (1024 * 1024 + 1)) == "result_too_large"


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_whatever_is_sent_is_refused_kindly_or_opens(data: bytes) -> None:
    for sent in (data, b"\x89SEALED\n" + data):
        with pytest.raises(QuizError):
            read(sent, passphrase=PASSPHRASE)


def test_nothing_of_the_private_block_or_of_ids_is_in_a_file(journal: Journal) -> None:
    said = json.loads(resultfile.dump_journal(journal, [GIVEN]))
    assert set(said) == {"format", "format_version", "results", "notes", "consents", "sha256"}
    assert set(said["results"][0]) == {
        *("bank", "perspective", "language", "context", "pages_opened", "answers", "finished_at"),
    }
    assert said["consents"] == [{"to": "keep", "given_at": WHEN.isoformat(), "withdrawn_at": None}]
    block = BANK.private_block
    assert block is not None
    assert not any(question.id in json.dumps(said) for question in block.questions)


# -- the table ------------------------------------------------------------------------------------


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_for_each_attempt_and_item_shown() -> None:
    header = {column: column for column in resultfile.ANSWER_COLUMNS}
    short, other = attempt(), attempt(bank_id="=1+1", perspective=None, answers={"-Q": 3})
    rows = rows_of(resultfile.dump_answers_csv([(short, BANK), (other, None)], header))
    assert len(rows) == 15 + 1
    by_item = {row["item"]: row for row in rows[:15]}
    assert list(by_item) == [item.id for item in BANK.shown(3)]
    answers = {item: row["answer"] for item, row in by_item.items() if row["answer"]}
    assert answers == {
        item: "NA" if given is NOT_APPLICABLE else str(given)
        for item, given in short.answers.items()
    }
    assert len(answers) < 15, "a blank is an empty cell"
    first = rows[0]
    assert (first["attempt"], first["step"], first["perspective"]) == ("1", "S1", "hurt")
    assert first["finished_at"] == WHEN.isoformat()
    last = rows[-1]
    assert (last["attempt"], last["bank"], last["item"]) == ("2", "'=1+1", "'-Q")
    assert (last["step"], last["perspective"], last["answer"]) == ("", "", "3")


def test_what_does_not_open_is_a_fault_of_the_file() -> None:
    with pytest.raises(ResultFileError):
        read(b"")
