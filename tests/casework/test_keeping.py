"""A kept place: what lies in the store after every step, through tabs, failures and time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz import casework
from quiz.attempt import NOT_APPLICABLE
from quiz.bank import Bank
from quiz.casework import Draft, Place
from quiz.errors import StoreError, VaultError
from quiz.store import Store, open_store
from quiz.vault import new_token

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that a test sets."""

    moment: datetime = BEGAN

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def secret() -> str:
    return new_token()


@pytest.fixture
def draft(trust: Bank, store: Store, secret: str, clock: Clock) -> Draft:
    """A new draft, kept."""
    made = new(trust)
    assert casework.keep_place(store, secret, made, clock)
    return made


@pytest.fixture
def found(trust: Bank, store: Store, secret: str, clock: Clock) -> Callable[[], Draft | None]:
    """What another tab, visit or process finds."""
    return lambda: casework.find_draft(store, secret, [trust], clock)


def new(trust: Bank) -> Draft:
    return casework.begin(trust, perspective="hurt", context={"decision": "rebuild"})


def place(draft: Draft) -> Place:
    assert isinstance(draft.keeper, Place)
    return draft.keeper


def lie_there(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as base:
        return {
            table: base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("draft", "answer")
        }


def move(file: Path, *, away: bool) -> None:
    """Take the tables away, so that nothing can be read or written; or bring them back."""
    with closing(sqlite3.connect(file)) as base, base:
        for table in ("draft", "answer"):
            there, then = (table, f"{table}_away") if away else (f"{table}_away", table)
            base.execute(f"ALTER TABLE {there} RENAME TO {then}")


def test_a_draft_that_nobody_chose_to_keep_is_in_no_table(
    trust: Bank, store: Store, file: Path
) -> None:
    draft = new(trust)
    casework.record(trust, draft, "S1-01", 3)
    casework.open_page(trust, draft, 2)
    casework.finish(draft, BEGAN)
    assert store.purge(BEGAN).drafts == 0
    assert lie_there(file) == {"draft": 0, "answer": 0}


def test_whoever_comes_back_finds_everything_as_it_was(
    trust: Bank, draft: Draft, found: Callable[[], Draft | None]
) -> None:
    assert found() == draft
    casework.record(trust, draft, "S1-01", 3)
    assert found() == draft
    casework.record(trust, draft, "S1-01", 1)
    casework.record(trust, draft, "S2-02", NOT_APPLICABLE)
    casework.record(trust, draft, "S3-01", 4)
    casework.record(trust, draft, "S3-01", None)
    casework.open_page(trust, draft, 2)
    casework.finish(draft, BEGAN)
    again = found()
    assert again == draft
    assert again is not None
    assert casework.attempt_of(again) == casework.attempt_of(draft)
    assert again.answers == {"S1-01": 1, "S2-02": NOT_APPLICABLE}


def test_an_answer_lies_in_the_store_before_the_draft_shows_it(
    trust: Bank, draft: Draft, found: Callable[[], Draft | None]
) -> None:
    class Watched(dict[str, object]):
        def __setitem__(self, item: str, answer: object) -> None:
            other = found()
            assert other is not None
            seen.append(other.answers.get(item) == answer)
            super().__setitem__(item, answer)

    seen: list[bool] = []
    draft.answers = Watched()  # type: ignore[assignment]
    casework.record(trust, draft, "S1-01", 3)
    assert seen == [True]


def test_a_draft_begun_elsewhere_and_then_kept_takes_its_answers_along(
    trust: Bank, store: Store, secret: str, clock: Clock, found: Callable[[], Draft | None]
) -> None:
    draft = new(trust)
    casework.record(trust, draft, "S1-01", 3)
    assert casework.keep_place(store, secret, draft, clock)
    assert found() == draft


def test_changing_something_after_the_result_makes_the_draft_unfinished(
    trust: Bank, draft: Draft, found: Callable[[], Draft | None]
) -> None:
    for change in (
        lambda: casework.record(trust, draft, "S1-01", 2),
        lambda: casework.open_page(trust, draft, 2),
    ):
        casework.finish(draft, BEGAN)
        assert _finished(found) == BEGAN
        change()
        assert draft.finished_at is None
        assert _finished(found) is None


def _finished(found: Callable[[], Draft | None]) -> datetime | None:
    draft = found()
    assert draft is not None
    return draft.finished_at


def test_two_tabs_see_each_others_answers_and_neither_overwrites(
    trust: Bank, draft: Draft, found: Callable[[], Draft | None]
) -> None:
    other = found()
    assert other is not None
    casework.record(trust, draft, "S1-01", 3)
    casework.record(trust, draft, "S1-02", 2)
    casework.record(trust, other, "S2-01", 1)
    assert place(other).refresh(trust, other) == {"S1-01", "S1-02"}
    assert place(other).refresh(trust, other) == frozenset()
    assert place(draft).refresh(trust, draft) == {"S2-01"}
    casework.record(trust, other, "S1-02", None)
    assert place(draft).refresh(trust, draft) == {"S1-02"}
    assert draft == other == found()
    assert draft.answers == {"S1-01": 3, "S2-01": 1}


def test_two_tabs_that_turn_pages_keep_the_furthest(
    trust: Bank, draft: Draft, found: Callable[[], Draft | None]
) -> None:
    other = found()
    assert other is not None
    casework.open_page(trust, draft, 2)
    casework.open_page(trust, draft, 3)
    casework.open_page(trust, other, 2)
    assert other.opened == 3
    casework.finish(other, BEGAN)
    assert place(draft).refresh(trust, draft) == frozenset()
    assert draft.finished_at == BEGAN
    assert place(draft).fault is None
    assert draft == other == found()


def test_where_the_store_fails_the_answer_stays_and_is_written_later(
    trust: Bank, draft: Draft, file: Path, found: Callable[[], Draft | None]
) -> None:
    move(file, away=True)
    casework.record(trust, draft, "S1-01", 3)
    casework.open_page(trust, draft, 2)
    assert (draft.answers, draft.opened) == ({"S1-01": 3}, 2)
    assert place(draft).fault is not None
    assert place(draft).refresh(trust, draft) == frozenset()
    assert draft.answers == {"S1-01": 3}
    move(file, away=False)
    casework.record(trust, draft, "S1-02", 4)
    assert place(draft).refresh(trust, draft) == frozenset()
    assert place(draft).fault is None
    assert found() == draft
    assert draft.answers == {"S1-01": 3, "S1-02": 4}


def test_a_draft_lives_24_hours_and_not_a_second_longer(
    trust: Bank, draft: Draft, clock: Clock, found: Callable[[], Draft | None]
) -> None:
    assert place(draft).expires_at == BEGAN + timedelta(hours=24)
    clock.moment = BEGAN + timedelta(hours=24, seconds=-1)
    casework.record(trust, draft, "S1-01", 3)
    assert found() == draft
    assert not place(draft).is_over
    clock.moment = BEGAN + timedelta(hours=24)
    assert found() is None
    casework.record(trust, draft, "S1-02", 2)
    assert place(draft).is_over
    assert place(draft).gone
    assert draft.answers == {"S1-01": 3, "S1-02": 2}


def test_an_expired_draft_that_was_not_purged_stands_in_nobodys_way(
    trust: Bank, store: Store, secret: str, draft: Draft, clock: Clock, file: Path
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    clock.moment = BEGAN + timedelta(hours=25)
    following = new(trust)
    assert casework.keep_place(store, secret, following, clock)
    assert lie_there(file) == {"draft": 1, "answer": 0}


def test_a_second_draft_under_one_secret_changes_nothing(
    trust: Bank, store: Store, secret: str, draft: Draft, clock: Clock
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    second = new(trust)
    assert not casework.keep_place(store, secret, second, clock)
    assert second.keeper is None
    assert casework.find_draft(store, secret, [trust], clock) == draft


def test_erasing_leaves_nothing_and_other_tabs_learn_of_it(
    trust: Bank, draft: Draft, file: Path, found: Callable[[], Draft | None]
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    other = found()
    assert other is not None
    place(draft).erase()
    assert lie_there(file) == {"draft": 0, "answer": 0}
    assert not place(other).gone
    casework.record(trust, other, "S1-02", 3)
    assert place(other).gone
    assert not place(other).is_over
    assert lie_there(file) == {"draft": 0, "answer": 0}


def test_another_secret_finds_nothing_and_a_misshapen_one_is_refused(
    trust: Bank, store: Store, draft: Draft, clock: Clock
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    assert casework.find_draft(store, new_token(), [trust], clock) is None
    with pytest.raises(VaultError):
        casework.find_draft(store, "guess", [trust], clock)


def test_a_draft_of_another_edition_is_not_opened_but_can_be_erased(
    trust: Bank, store: Store, secret: str, draft: Draft, clock: Clock, file: Path
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    newer = trust.model_copy(update={"version": "9.0.0"})
    with pytest.raises(StoreError) as told:
        casework.find_draft(store, secret, [newer], clock)
    assert told.value.code == "draft_other_edition"
    casework.erase_place(store, secret)
    assert lie_there(file) == {"draft": 0, "answer": 0}


def test_an_answer_moved_to_another_question_does_not_open(
    trust: Bank, store: Store, secret: str, draft: Draft, clock: Clock, file: Path
) -> None:
    casework.record(trust, draft, "S1-01", 3)
    casework.record(trust, draft, "S1-02", 0)
    with closing(sqlite3.connect(file)) as base, base:
        one, two = base.execute("SELECT item, sealed FROM answer").fetchall()
        base.execute("UPDATE answer SET sealed = ? WHERE item = ?", (one[1], two[0]))
    with pytest.raises(VaultError):
        casework.find_draft(store, secret, [trust], clock)


def test_what_lies_there_tells_no_answer_item_side_or_decision(
    trust: Bank, draft: Draft, store: Store, file: Path
) -> None:
    for item in trust.pages[0]:
        casework.record(trust, draft, item.id, 3)
    casework.finish(draft, BEGAN)
    store.close()
    lying = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert len(lying) > 10_000
    for told in ("S1-01", "hurt", "rebuild", "trust5", BEGAN.isoformat()):
        assert told.encode() not in lying
