"""My results, the part on keeping, and the rights page, without a browser, on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz import casework
from quiz.attempt import Attempt
from quiz.casework import ConsentTo, FiledJournal, KeptJournal, reopen
from quiz.content import Edition
from quiz.errors import StoreError
from quiz.store import Kind, Record, Store, open_store
from quiz.ui import shell, storing
from quiz.ui.visit.session import PrivateBlock, Visit
from quiz.vault import PrivateCode, Purpose, new_token
from quiz.views.keeping import history
from quiz.views.results.result import ResultView, result
from quiz.words import Words, catalogue
from tests.at_pages import page_of, press, run, says
from tests.scripted import SCRIPTS, TRUST
from tests.stored import rows_of

BANK = TRUST.bank
FIRST = datetime(2025, 1, 6, 9, tzinfo=UTC)
WORDS = catalogue("en")

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks: those of a visit."""
    kept = {"visit": "v" * 32}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own, as the site's."""
    opened = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    monkeypatch.setattr(storing, "store", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def open_page() -> Open:
    """Opens a page of a visit."""

    return lambda name, visit: run(page_of(name, visit))


def buttons(app: AppTest) -> list[str]:
    return [button.key or "" for button in app.button]


def attempt_at(week: int, pages: int = 3) -> Attempt:
    script = SCRIPTS["clear"]
    when = FIRST + timedelta(weeks=week)
    answers = script.answers(pages)
    return Attempt(BANK.id, BANK.version, answers, pages, "hurt", "en", script.context, when)


@pytest.fixture
def journal(store: Store) -> KeptJournal:
    made = KeptJournal(store, PrivateCode.new().keys(Purpose.HOLDER), lambda: datetime.now(UTC))
    made.begin()
    return made


def visit_with(journal: casework.Journal | None, attempt: Attempt | None = None) -> Visit:
    """A visit with what is kept open, at the result of an attempt that is not kept."""
    visit = Visit("en", "trust", journal=journal)
    if attempt is not None:
        visit.draft = reopen(attempt)
        visit.show(attempt)
    return visit


# -- keeping --------------------------------------------------------------------------------------


def test_nothing_is_kept_without_a_tick(open_page: Open, store: Store) -> None:
    visit = visit_with(None, attempt_at(0))
    app = press(open_page("result", visit), "keep")
    assert says(app, WORDS("keep.tick_first"))
    assert visit.journal is None
    assert not any(rows_of(store).values())


def test_keeping_and_remembering_are_agreed_to_apart_and_unticked(
    open_page: Open, cookies: dict[str, str]
) -> None:
    visit = visit_with(None, attempt_at(0))
    app = open_page("result", visit)
    boxes = {box.key: box.value for box in app.checkbox if "agree" in (box.key or "")}
    assert boxes == {"agree-keep": False, "agree-device": False}
    app.checkbox(key="agree-keep").check()
    app = press(app, "keep")
    assert isinstance(visit.journal, KeptJournal)
    assert [it.to for it in visit.journal.consents] == [ConsentTo.KEEP]
    assert says(app, WORDS("keep.kept"))
    assert visit.keeping.device is None
    cookies.clear()
    other = open_page("result", visit_with(None, attempt_at(0)))
    keys = [box.key for box in other.checkbox]
    assert "agree-keep" in keys
    assert "agree-device" not in keys, "a browser without cookies cannot be remembered"


def test_with_both_ticks_the_device_is_remembered_by_a_ticket(open_page: Open) -> None:
    visit = visit_with(None, attempt_at(0))
    app = open_page("result", visit)
    for key in ("agree-keep", "agree-device"):
        app.checkbox(key=key).check()
    press(app, "keep")
    assert isinstance(visit.journal, KeptJournal)
    assert {it.to for it in visit.journal.consents} == {ConsentTo.KEEP, ConsentTo.DEVICE}
    assert visit.keeping.ticket is not None
    order = visit.keeping.ticket.order
    assert (order.name, order.value, order.lives) == ("device", visit.keeping.device, 31536000)


def test_nothing_of_the_private_block_is_in_what_is_kept(open_page: Open, store: Store) -> None:
    block = BANK.private_block
    assert block is not None
    said = {block.gate: "yes", **{question.id: "yes" for question in block.questions}}
    kept = []
    for private in (PrivateBlock(), PrivateBlock(said, done=True)):
        visit = visit_with(None, attempt_at(0))
        visit.private = private
        app = open_page("result", visit)
        app.checkbox(key="agree-keep").check()
        press(app, "keep")
        assert isinstance(visit.journal, KeptJournal)
        records = store.holders.records(visit.journal.keys.lookup)
        kept.append((visit.journal.entries[0].attempt, sorted(len(it.sealed) for it in records)))
    assert kept[0] == kept[1]


def test_a_result_goes_with_the_others_where_these_are_open(
    open_page: Open, journal: KeptJournal
) -> None:
    journal.put(attempt_at(0))
    visit = visit_with(journal, attempt_at(4))
    app = open_page("result", visit)
    assert not [box for box in app.checkbox if box.key == "agree-keep"]
    app = press(app, "keep")
    assert says(app, WORDS("keep.kept"))
    assert visit.keeping.code is None
    assert [it.attempt for it in journal.entries] == [attempt_at(0), attempt_at(4)]


def test_a_result_goes_into_a_file_in_memory_and_can_be_gone_on_with(open_page: Open) -> None:
    visit = visit_with(FiledJournal([attempt_at(0)]), attempt_at(4))
    draft = visit.draft
    app = press(open_page("result", visit), "keep")
    assert says(app, WORDS("keep.in_file"))
    assert visit.journal is not None
    assert [it.attempt for it in visit.journal.entries] == [attempt_at(0), attempt_at(4)]
    assert visit.draft is draft
    assert "surer" in buttons(app)


def test_one_damaged_record_hides_nothing_but_itself(
    open_page: Open, store: Store, journal: KeptJournal
) -> None:
    broken, stays = journal.put(attempt_at(0)), journal.put(attempt_at(4))
    sealed = store.holders.records(journal.keys.lookup, Kind.ATTEMPT)[0].sealed
    damaged = Record(Kind.ATTEMPT, broken.id, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    store.holders.put(journal.keys.lookup, damaged)
    app = open_page("mine", visit_with(journal))
    assert says(app, WORDS("errors.sealed_damaged"))
    assert [key for key in buttons(app) if key.startswith("show-")] == [f"show-{stays.id.hex()}"]


def test_an_older_time_is_looked_at_and_not_gone_on_with(
    open_page: Open, journal: KeptJournal
) -> None:
    entry = journal.put(attempt_at(0))
    visit = visit_with(journal, attempt_at(4))
    draft = visit.draft
    app = press(open_page("mine", visit), f"show-{entry.id.hex()}")
    assert says(app, WORDS("keep.kept"))
    assert "surer" not in buttons(app)
    assert "change" not in buttons(app)
    assert visit.draft is draft, "what is under way stays"


def test_a_store_that_fails_says_so_and_the_result_stays(
    open_page: Open, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", code="store_full")

    visit = visit_with(None, attempt_at(0))
    app = open_page("result", visit)
    app.checkbox(key="agree-keep").check()
    with monkeypatch.context() as patch:
        patch.setattr(store.holders, "add", full)
        app = press(app, "keep")
    assert says(app, WORDS("errors.store_full"))
    assert visit.attempt == attempt_at(0)
    app.checkbox(key="agree-keep").check()
    app = press(app, "keep")
    assert says(app, WORDS("keep.kept"))


def test_without_a_store_a_file_is_offered_and_a_code_is_not(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "store", lambda: None)
    app = open_page("result", visit_with(None, attempt_at(0)))
    assert "keep" not in buttons(app)
    assert {"show-file", "leave-nothing"} <= set(buttons(app))


def test_leaving_nothing_forgets_the_visit_and_what_is_kept_stays(
    open_page: Open, journal: KeptJournal
) -> None:
    journal.put(attempt_at(0))
    visit = visit_with(journal, attempt_at(4))
    visit.side, visit.choices = "hurt", {"decision": "rebuild"}
    app = press(open_page("result", visit), "leave-nothing")
    assert says(app, WORDS("keep.left"))
    left = [visit.attempt, visit.draft, visit.journal, visit.side, visit.choices]
    assert not any(left)
    journal.refresh()
    assert len(journal.entries) == 1


# -- My results -----------------------------------------------------------------------------------


def test_of_a_hundred_times_ten_are_scored_and_listed_and_then_ten_more(
    open_page: Open, journal: KeptJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for week in range(100):
        journal.put(attempt_at(week))
    scored: list[Attempt] = []

    def counted(edition: Edition, attempt: Attempt, words: Words) -> ResultView:
        scored.append(attempt)
        return result(edition, attempt, words)

    monkeypatch.setattr(history, "result", counted)
    app = open_page("mine", visit_with(journal))
    assert [it.finished_at for it in scored] == [
        FIRST + timedelta(weeks=week) for week in range(99, 89, -1)
    ]
    app = press(app, "more-10")
    shown = [key for key in buttons(app) if key.startswith("show-")]
    assert len(shown) == 20
    assert "more-20" in buttons(app)


def test_after_a_yes_in_the_private_block_the_list_points_to_no_step(
    open_page: Open, journal: KeptJournal
) -> None:
    journal.put(attempt_at(0))
    focus = WORDS("result.focus_title.clear", step=TRUST.words("en").steps["S2"].title)
    visit = visit_with(journal)
    assert says(open_page("mine", visit), focus)
    block = BANK.private_block
    assert block is not None
    visit.private = PrivateBlock({block.gate: "yes", block.questions[0].id: "yes"})
    assert not says(open_page("mine", visit), focus)


def test_a_note_is_text_and_no_markup(open_page: Open, journal: KeptJournal) -> None:
    journal.write(date(2026, 3, 20), "**bold** :material/home: [a](http://x.example) $x$")
    app = open_page("mine", visit_with(journal))
    note = next(it.value for it in app.markdown if "bold" in it.value)
    assert "\\*\\*bold" in note
    assert "\\[a\\]" in note
    assert "\\$x" in note


def test_what_cannot_be_deleted_just_now_stays_and_that_is_said(
    open_page: Open, store: Store, journal: KeptJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreError("busy", code="store_busy")

    name = journal.put(attempt_at(0)).id.hex()
    app = press(open_page("mine", visit_with(journal)), f"delete-{name}")
    with monkeypatch.context() as patch:
        patch.setattr(store.holders, "drop", busy)
        app = press(app, f"sure-{name}")
    assert says(app, WORDS("errors.store_busy"))
    assert len(journal.entries) == 1
    app = press(app, f"sure-{name}")
    assert says(app, WORDS("mine.dropped"))
    assert store.holders.records(journal.keys.lookup, Kind.ATTEMPT) == ()


def test_a_device_opens_my_results_and_no_other_page(
    open_page: Open, journal: KeptJournal, cookies: dict[str, str]
) -> None:
    journal.put(attempt_at(0))
    cookies["device"] = new_token()
    casework.remember_device(journal, cookies["device"], lambda: datetime.now(UTC))
    for name in ("start", "read", "help", "how"):
        visit = Visit("en", "trust")
        open_page(name, visit)
        assert visit.journal is None
    open_page("mine", visit := Visit("en", "trust"))
    assert visit.journal is not None
    assert visit.journal.entries == journal.entries


@pytest.mark.parametrize("secret", ["x", "A" * 43])
def test_a_cookie_that_opens_nothing_is_taken_away_or_passed_over(
    open_page: Open, cookies: dict[str, str], secret: str
) -> None:
    cookies["device"] = secret
    app = open_page("mine", visit := Visit("en", "trust"))
    assert "open-code" in [button.key for button in app.button] or app.text_input
    assert visit.journal is None
    ordered = visit.keeping.ticket.order if visit.keeping.ticket else None
    assert ordered == (None if secret == "x" else shell.CookieOrder("device", None))
    assert not app.error


def test_a_journal_of_a_file_has_no_device_and_is_held_nowhere(open_page: Open) -> None:
    visit = visit_with(FiledJournal([attempt_at(0)]))
    app = open_page("mine", visit)
    assert says(app, WORDS("mine.file_unsaved"))
    assert "remember-device" not in buttons(app)
    app = open_page("data", visit)
    assert says(app, WORDS("data.held_file"))
    assert not says(app, WORDS("data.consents_title"))


def test_closing_hides_what_was_kept_and_the_result_of_it(
    open_page: Open, journal: KeptJournal
) -> None:
    entry = journal.put(attempt_at(0))
    visit = visit_with(journal)
    visit.show(entry.attempt, entry=entry.id)
    press(open_page("mine", visit), "close")
    assert not any([visit.journal, visit.attempt])


# -- rights ---------------------------------------------------------------------------------------


def test_the_page_says_what_is_held_and_until_when(open_page: Open, journal: KeptJournal) -> None:
    journal.put(attempt_at(0))
    app = open_page("data", visit_with(journal))
    until = WORDS.month(journal.last_month)
    assert says(app, WORDS("data.held_code", until=until, what="one result and no note"))


def test_taking_back_the_agreement_to_keep_deletes_everything_once_confirmed(
    open_page: Open, store: Store, journal: KeptJournal
) -> None:
    journal.put(attempt_at(0))
    visit = visit_with(journal)
    app = press(open_page("data", visit), "revoke-keep")
    assert says(app, WORDS("data.delete_sure"))
    assert any(rows_of(store).values())
    app = press(app, "yes-revoke-keep")
    assert says(app, WORDS("data.erased"))
    assert not any(rows_of(store).values())
    assert visit.journal is None


def test_a_device_is_forgotten_where_its_agreement_is_taken_back(
    open_page: Open, store: Store, journal: KeptJournal
) -> None:
    visit, this, other = visit_with(journal), new_token(), new_token()
    visit.keeping.device = this
    for secret in (this, other):
        casework.remember_device(journal, secret, lambda: datetime.now(UTC))
    consents = {it.about: it.id.hex() for it in journal.consents}
    app = open_page("data", visit)
    app = press(app, f"revoke-{consents[casework.device_of(other)]}")
    assert says(app, WORDS("mine.forgotten_other"))
    assert visit.keeping.device == this
    app = press(app, f"revoke-{consents[casework.device_of(this)]}")
    assert says(app, WORDS("mine.forgotten"))
    assert not visit.keeping.device
    assert rows_of(store)["device"] == []


def test_deleting_everything_deletes_a_draft_that_is_kept_as_well(
    open_page: Open, store: Store, journal: KeptJournal
) -> None:
    visit = visit_with(journal, attempt_at(0))
    assert visit.draft is not None
    casework.keep_place(store, new_token(), visit.draft, lambda: datetime.now(UTC))
    app = press(open_page("data", visit), "delete-all")
    app = press(app, "yes-delete-all")
    assert says(app, WORDS("data.erased"))
    assert not any(rows_of(store).values())


def test_without_anything_the_page_has_nothing_to_delete(open_page: Open) -> None:
    app = open_page("data", Visit("en", "trust"))
    assert says(app, WORDS("data.held_nothing"))
    assert "delete-all" not in buttons(app)
