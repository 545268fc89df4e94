"""A counsellor's pages without a browser: the caseload, a client, a couple, paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.attempt import NOT_APPLICABLE
from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import ClientFile, Paper, Session, State, What
from quiz.errors import QuizError
from quiz.store import Store, open_store
from quiz.ui import frame, moment
from quiz.ui.clients import downloads, opening, paper_entry
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.visit.signing import SigningIn
from quiz.ui.widgets import plain, radio_key
from quiz.views.clients.couple_sheet import closed
from quiz.words import catalogue
from tests.case_files import taken
from tests.counselled import Clock, client_of, code_of, edition_of, phone_with, sent
from tests.reading_pdfs import said
from tests.scripted import TRUST

pytest_plugins = ("tests.counselling",)

PAGES = Path(__file__).resolve().parents[2] / "quiz" / "pages"
WORDS = catalogue("en")
BANK = TRUST.bank
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks."""
    kept: dict[str, str] = {}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own; that each kind of store does the same is shown elsewhere."""
    opened = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def visit(carl: Session) -> Visit:
    """Carl's tab."""
    return Visit("en", "trust", desk=carl, signing=SigningIn(sought=True))


@pytest.fixture
def open_page(visit: Visit) -> Open:
    """Opens a page of Carl's; `client` is the one that is open, `part` what of them is shown."""

    def opened(name: str, client: bytes | None = None, part: str | None = None) -> AppTest:
        app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
        visit.book.turn_to(client)
        app.session_state[KEY] = visit
        if part is not None:
            app.session_state["part"] = part
        app.switch_page(str(PAGES / f"{name}.py"))
        return run(app)

    return opened


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def buttons(app: AppTest) -> list[str]:
    return [str(it.key) for it in app.button]


def says(app: AppTest, sentence: str) -> bool:
    parts = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    alerts = (app.error, app.warning, app.success)
    return any(
        plain(sentence) in it.value or sentence in it.value
        for kind in (*parts, *alerts)
        for it in kind
    )


def drawn(app: AppTest) -> str:
    """The lines of signs and other tables of ours."""
    return "".join(it.proto.body for it in app.get("html"))


def rows(app: AppTest) -> list[str]:
    """The codes in the list, in its order."""
    return [it.label for it in app.button if str(it.key).startswith("open-")]


def lines(app: AppTest) -> list[str]:
    """The lines of signs, in their order, without their shapes."""
    found = re.findall(r"</span><span>(.*?)</span></li>", drawn(app))
    return [unescape(re.sub(r"<.*?>", "", it)) for it in found]


def on_paper(session: Session, client: bytes, levels: str, days_ago: int) -> None:
    """Answers of so many days ago, typed in: a digit a step."""
    at = moment.now() - timedelta(days=days_ago)
    paper = Paper(taken(levels).attempt.answers, at, len(BANK.pages), "hurt", "en")
    counsel.enter_on_paper(session, client, BANK, paper)


def file_of(session: Session, client: bytes) -> ClientFile:
    return counsel.open_client(session, client, edition_of)


# -- the caseload ---------------------------------------------------------------------------------


def test_an_empty_caseload_says_how_to_begin(open_page: Open) -> None:
    app = open_page("caseload")
    assert says(app, WORDS("clients.none_yet"))
    assert rows(app) == []


def test_a_client_is_added_once_and_opened(open_page: Open, visit: Visit, carl: Session) -> None:
    app = press(open_page("caseload"), "add-client")
    app.text_input(key="label-new-client").set_value("Tuesdays *at* ten")
    app.radio(key=radio_key("side-new-client", "en")).set_value("broke")
    app.selectbox(key="interval-new-client").set_value(14)
    submit(app)
    (found,) = counsel.caseload(carl, edition_of)
    assert found.case.code.startswith("C-")
    assert (found.case.label, found.case.perspective) == ("Tuesdays *at* ten", "broke")
    assert (found.case.language, found.case.interval_days) == ("en", 14)
    assert visit.book.open == found.id
    assert app.title[0].value == found.case.code
    assert says(app, "Tuesdays *at* ten")
    assert "?" not in str(app.query_params)
    assert dict(app.query_params) == {}


def submit(app: AppTest, place: int = 0) -> AppTest:
    """Press a form's button by its place among those of the page."""
    forms = [it for it in app.button if it.proto.is_form_submitter]
    forms[place].click()
    return run(app)


def test_a_code_that_is_taken_is_said_and_what_was_typed_stays(
    open_page: Open, carl: Session
) -> None:
    client_of(carl, "A-1")
    app = press(open_page("caseload"), "add-client")
    app.text_input(key="code-new-client").set_value("a-1")
    submit(app)
    assert says(app, WORDS("errors.client_code_taken"))
    assert app.text_input(key="code-new-client").value == "a-1"
    assert len(counsel.caseload(carl, edition_of)) == 1


def test_rows_are_searched_arranged_and_filtered(open_page: Open, carl: Session) -> None:
    low, none, away = client_of(carl, "A-2"), client_of(carl, "A-10"), client_of(carl, "B-1")
    sent(carl, low, 1)
    counsel.archive_client(carl, away)
    app = open_page("caseload")
    assert sorted(rows(app)) == ["A-10", "A-2"]
    app.selectbox(key="order").set_value("code")
    assert rows(run(app)) == ["A-2", "A-10"]
    app.text_input(key="search").set_value("a-1")
    assert rows(run(app)) == ["A-10"]
    app.text_input(key="search").set_value("nobody")
    assert says(run(app), WORDS("clients.no_hit"))
    app.text_input(key="search").set_value("")
    app.button_group(key="which").set_value("archived")
    assert rows(run(app)) == ["B-1"]
    assert none != away


def test_a_row_bears_its_findings_in_words(open_page: Open, carl: Session) -> None:
    client = client_of(carl, "A-2")
    on_paper(carl, client, "23132", 20)
    on_paper(carl, client, "33132", 10)
    app = open_page("caseload")
    assert lines(app)[-1].startswith(WORDS("clients.since_both"))
    on_paper(carl, client, "11332", 1)
    found = lines(run(press(app, "reload")))
    heads = [WORDS(f"clients.{it}") for it in ("since_start", "since_last", "last", "focus")]
    assert [line.startswith(head) for line, head in zip(found, heads, strict=True)] == [True] * 4


def test_first_answers_are_told_of_once(open_page: Open, carl: Session) -> None:
    on_paper(carl, client_of(carl, "A-1"), "23132", 1)
    assert lines(open_page("caseload")).count(WORDS("caseload.moved.no_earlier")) == 1


def test_who_asked_for_erasure_stands_before_all_with_that_first(
    open_page: Open, carl: Session
) -> None:
    overdue, asks = client_of(carl, "A-1"), client_of(carl, "B-2")
    on_paper(carl, overdue, "23132", 200)
    code = sent(carl, asks, 1)
    app = open_page("caseload")
    assert rows(app) == ["A-1", "B-2"]
    counsel.ask_erasure(carl.store, code, carl.now())
    app = press(app, "reload")
    assert rows(app) == ["B-2", "A-1"]
    assert lines(app)[0] == WORDS("clients.asked_erasure", day=WORDS.day(carl.now().date()))
    app.selectbox(key="order").set_value("code")
    assert rows(run(app)) == ["A-1", "B-2"]


def test_a_list_that_is_narrowed_says_so_and_shows_all_again(
    open_page: Open, carl: Session
) -> None:
    for code in ("A-1", "A-2", "B-1"):
        client_of(carl, code)
    app = open_page("caseload")
    assert "show-all" not in buttons(app)
    app.text_input(key="search").set_value("a-")
    assert says(run(app), WORDS("clients.hits", shown=2, of=3))
    app.button_group(key="needs").set_value(["nothing_sent"])
    assert len(rows(press(app, "show-all"))) == 3
    assert (app.text_input(key="search").value, app.button_group(key="needs").value) == ("", [])
    assert "show-all" not in buttons(app)


def test_a_label_is_never_read_as_markup(open_page: Open, carl: Session) -> None:
    label = "<b>Mo</b> [x](http://a.example) $y$"
    client_of(carl, "A-2", label=label)
    app = open_page("caseload")
    assert says(app, plain(label))
    assert "<b>Mo" not in drawn(app)


def test_more_than_a_page_of_clients_is_shown_on_demand(open_page: Open, carl: Session) -> None:
    for number in range(27):
        client_of(carl, f"A-{number}")
    app = open_page("caseload")
    assert len(rows(app)) == 25
    assert says(app, WORDS("clients.so_many", shown=25, of=27))
    assert len(rows(press(app, "more"))) == 27


def test_only_what_changed_is_worded_anew(open_page: Open, visit: Visit, carl: Session) -> None:
    one, other = client_of(carl, "A-1"), client_of(carl, "A-2")
    open_page("caseload")
    before = dict(visit.book.rows)
    sent(carl, one)
    visit.book.reload()
    open_page("caseload")
    assert visit.book.rows[other] is before[other]
    assert visit.book.rows[one].attempts == 1


def test_what_has_not_changed_is_not_read_again(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    one = client_of(carl, "A-1")
    link = counsel.invite_client(carl, one, BANK.id)
    app = open_page("caseload")
    before = visit.book.cases

    def read_again() -> bool:
        nonlocal before
        was, before = before, press(app, "reload").session_state[KEY].book.cases
        return before is not was

    assert not read_again()
    counsel.write(carl, one, CaseNote(carl.now().date(), "A note."))
    assert not read_again()
    counsel.accept(carl.store, link.secret, phone_with(carl.store, Clock(), "").draft, carl.now())
    assert read_again()
    sent(carl, one)
    assert read_again()
    read_again()  # what was filed just now was read, too
    assert not read_again()
    counsel.erase_client(carl, one)
    assert read_again()


def test_a_list_is_gone_on_with_for_a_minute_and_read_anew_on_demand(
    open_page: Open, carl: Session
) -> None:
    app = open_page("caseload")
    client_of(carl, "A-1")
    assert rows(run(app)) == []
    assert rows(press(app, "reload")) == ["A-1"]


def test_what_a_client_asked_for_stands_in_their_row(open_page: Open, carl: Session) -> None:
    client = client_of(carl, "A-1")
    code = sent(carl, client)
    counsel.ask_erasure(carl.store, code, carl.now())
    app = open_page("caseload")
    assert WORDS("clients.asked_erasure", day=WORDS.day(carl.now().date())) in drawn(app)
    app = press(open_page("client", client, "file"), "heard")
    assert file_of(carl, client).client.asked_erasure is None
    assert "heard" not in buttons(app)


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["caseload", "client", "pair", "paper"])
def test_to_others_these_are_no_pages(name: str, administrator: Session) -> None:
    for desk in (None, administrator):
        assert name not in frame.names(Visit("en", "trust", desk=desk))


@pytest.mark.parametrize("name", ["client", "pair", "paper"])
def test_without_an_open_client_the_page_leads_to_the_list(open_page: Open, name: str) -> None:
    assert says(open_page(name), WORDS("client.none_open"))


def test_a_client_of_somebody_else_is_as_one_that_never_was(
    open_page: Open, visit: Visit, dora: Session
) -> None:
    client = client_of(dora, "D-1")
    app = open_page("client", client)
    assert says(app, WORDS("client.none_open"))
    assert visit.book.open is None
    assert "D-1" not in drawn(app)


# -- one client -----------------------------------------------------------------------------------


def test_a_client_without_answers_has_no_sheet(open_page: Open, carl: Session) -> None:
    app = open_page("client", client_of(carl, "A-1"))
    assert app.title[0].value == "A-1"
    assert not app.get("download_button")


def test_a_client_is_opened_at_what_is_needed_first(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    one, other = client_of(carl, "A-1"), client_of(carl, "A-2")
    open_page("client", one, "file")
    app = open_page("caseload")
    app.session_state["part"] = "file"
    press(app, f"open-{other.hex()}")
    assert visit.book.open == other
    assert app.session_state["part"] == opening.FIRST_PART
    assert says(app, WORDS("client.now_none"))
    assert lines(app) == [WORDS("caseload.nothing_sent")]


def test_before_a_session_one_sees_where_it_was_left_off(open_page: Open, carl: Session) -> None:
    client, today = client_of(carl, "A-1"), carl.now().date()
    on_paper(carl, client, "23132", 1)
    assert not says(open_page("client", client), WORDS("client.left_title"))
    day = timedelta(days=1)
    for written in (
        AgreedPractice("S1", today - 30 * day, (1,)),
        AgreedPractice("S2", today - day, (1, 2)),
        PlanRow("S3", "Due *now*", "", "", today - day),
        PlanRow("S4", "Not yet", "", "", moment.today() + 30 * day),
        CaseNote(today - 9 * day, "An older note."),
        CaseNote(today - day, "The last note."),
    ):
        counsel.write(carl, client, written)
    app = open_page("client", client)
    assert says(app, "2 of 7 days done")
    assert not says(app, "1 of 7 days done")
    assert says(app, "Due *now*")
    assert says(app, "The last note.")
    assert not says(app, "Not yet")
    assert not says(app, "An older note.")


def test_topics_and_last_answers_come_from_that_client_alone(
    open_page: Open, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    sent(carl, client, 1)
    app = open_page("client", client)
    assert says(app, WORDS("client.topics_title"))
    assert TRUST.words("en").steps["S1"].title in drawn(app)
    assert len(app.get("download_button")) == len(BANK.languages)


def test_a_session_sheet_is_made_on_the_click_and_told_to_the_audit(
    carl: Session, visit: Visit, clock: Clock
) -> None:
    client = client_of(carl, "A-1")
    sent(carl, client, 1)
    made = downloads.sheet(visit, client, WORDS, clock().tzinfo or clock().astimezone().tzinfo)  # type: ignore[arg-type]
    assert "A-1" in said(made())
    assert What.EXPORTED in [it.what for it in counsel.audit(carl)]
    carl.sign_out()
    with pytest.raises(QuizError):
        made()


def test_an_export_has_all_that_was_asked_for_and_the_audit_knows_how_many(
    carl: Session, visit: Visit
) -> None:
    clients = [client_of(carl, code) for code in ("A-1", "A-2")]
    sent(carl, clients[0], 1)
    found = downloads.files(visit, clients)
    assert [(it.case.code, it.case.attempts) for it in found] == [("A-1", 1), ("A-2", 0)]
    (done,) = [it for it in counsel.audit(carl) if it.what is What.EXPORTED]
    assert done.count == 2
    carl.sign_out()
    assert code_of(downloads.files, visit, clients) == "signed_out"


def test_a_note_is_written_once_changed_and_deleted_after_one_more_question(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    app = press(open_page("client", client, "work"), "new-note")
    assert visit.book.writing is not None
    name = visit.book.writing[1].hex()
    submit(app)
    assert says(app, WORDS("records.note.blank"))
    app.text_area(key=f"text-{name}").set_value("Asked for *time*.")
    submit(app)
    (note,) = file_of(carl, client).file.notes
    assert (note.text, note.id.hex()) == ("Asked for *time*.", name)
    assert says(app, "Asked for *time*.")
    press(app, f"change-{name}")
    app.text_area(key=f"text-{name}").set_value("Asked for a week.")
    submit(app)
    assert [it.text for it in file_of(carl, client).file.notes] == ["Asked for a week."]
    press(app, f"delete-{name}")
    assert len(file_of(carl, client).file.notes) == 1
    press(app, f"sure-{name}")
    assert file_of(carl, client).file.notes == ()


def test_plan_rows_and_phases_are_kept(open_page: Open, visit: Visit, carl: Session) -> None:
    client = client_of(carl, "A-1")
    app = press(open_page("client", client, "work"), "new-plan")
    assert visit.book.writing is not None
    name = visit.book.writing[1].hex()
    app.selectbox(key=f"step-{name}").set_value("S3")
    app.text_input(key=f"goal-{name}").set_value("Kept promises")
    submit(app)
    (row,) = file_of(carl, client).file.plan
    assert (row.step, row.goal, row.review_on) == ("S3", "Kept promises", None)
    app = press(open_page("client", client, "time"), "new-phase")
    name = visit.book.writing[1].hex()
    app.text_input(key=f"text-{name}").set_value("Telling")
    submit(app)
    assert [it.name for it in file_of(carl, client).file.phases] == ["Telling"]


def test_plan_rows_go_up_and_down_by_one_and_a_second_click_does_nothing(
    open_page: Open, carl: Session, clock: Clock
) -> None:
    client, plan = client_of(carl), []
    for goal in ("one", "two", "three"):
        clock.moment += timedelta(seconds=1)
        plan.append(counsel.write(carl, client, PlanRow("S2", goal, "", "")))
    one, two, three = (it.id.hex() for it in plan)

    def goals() -> list[str]:
        return [it.goal for it in file_of(carl, client).file.plan]

    app = open_page("client", client, "work")
    moves = [key for key in buttons(app) if key.startswith("move-")]
    assert moves == [
        f"move-{it}" for it in (f"down-0-{one}", f"up-1-{two}", f"down-1-{two}", f"up-2-{three}")
    ]
    assert WORDS("records.plan.place", place=3, rows=3) in drawn(app)
    app.button(key=f"move-up-2-{three}").click()
    run(app)
    assert goals() == ["one", "three", "two"]
    assert f"move-up-2-{three}" not in buttons(app)
    press(app, f"move-down-0-{one}")
    assert goals() == ["three", "one", "two"]
    press(app, "new-plan")
    assert not [key for key in buttons(app) if key.startswith("move-")]


def test_a_plan_of_one_row_has_nothing_to_arrange(open_page: Open, carl: Session) -> None:
    client = client_of(carl)
    counsel.write(carl, client, PlanRow("S2", "one", "", ""))
    app = open_page("client", client, "work")
    assert says(app, "one")
    assert not [key for key in buttons(app) if key.startswith("move-")]
    assert "row-place" not in drawn(app)


def test_a_day_of_practice_is_kept_as_it_is_ticked_and_no_other_is_touched(
    open_page: Open, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    sent(carl, client, 1)
    agreed = counsel.write(carl, client, AgreedPractice("S2", carl.now().date(), (1,)))
    app = open_page("client", client, "work")
    counsel.write(carl, client, AgreedPractice("S2", agreed.since, (1, 2), agreed.id))  # elsewhere
    run(app)
    app.checkbox(key=f"done-{agreed.id.hex()}-S2-4").check()
    run(app)
    (kept,) = file_of(carl, client).file.practices
    assert kept.done_days == (1, 2, 4)


def test_what_was_written_shows_on_the_page(open_page: Open, carl: Session) -> None:
    client, today = client_of(carl, "A-1"), carl.now().date()
    for level in (1, 2, 3):
        sent(carl, client, level)
    counsel.write(carl, client, PhaseMark(today, "Telling"))
    counsel.write(carl, client, CaseNote(today, "A note."))
    counsel.write(carl, client, PlanRow("S2", "", "Says when late", "", today))
    work = open_page("client", client, "work")
    assert says(work, "A note.")
    assert says(work, "Says when late")
    assert says(open_page("client", client, "time"), "Telling")


# -- asking ---------------------------------------------------------------------------------------


def test_an_invitation_is_shown_until_it_was_passed_on_and_can_be_withdrawn(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    app = press(open_page("client", client, "ask"), "invite")
    assert visit.book.link is not None
    secret = visit.book.link[1].secret
    assert f"/answer#{secret}" in drawn(app)
    assert says(app, WORDS("client.private_head"))
    press(app, "link-done")
    assert secret not in drawn(app)
    (asked,) = file_of(carl, client).client.invitations
    assert asked.state is State.OPEN
    press(app, f"withdraw-{asked.id.hex()}")
    assert file_of(carl, client).client.invitations == ()


def test_a_link_is_not_shown_with_another_client(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    one, other = client_of(carl, "A-1"), client_of(carl, "A-2")
    press(open_page("client", one, "ask"), "invite")
    app = open_page("client", other, "ask")
    assert visit.book.link is None
    assert "/answer#" not in drawn(app)


def test_without_a_pin_no_device_is_handed_over(open_page: Open, carl: Session) -> None:
    app = open_page("client", client_of(carl, "A-1"), "ask")
    assert says(app, WORDS("errors.pin_missing"))
    assert "hand-over" not in buttons(app)


def test_handing_over_leaves_nothing_of_any_client_in_the_tab(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    counsel.set_pin(carl, "4711")
    client = client_of(carl, "A-1", label="Tuesdays")
    sent(carl, client)
    app = open_page("caseload")
    app = open_page("client", client, "ask")
    app.button(key="hand-over").click()
    app.run()
    now: Visit = app.session_state[KEY]
    assert now is not visit
    assert now.signing.handed_over
    assert carl.is_handed_over
    assert (now.book.cases, now.book.rows, now.book.open) == ({}, {}, None)
    held = app.session_state._state.filtered_state
    assert not any("Tuesdays" in repr(it) for it in held.values())
    assert code_of(opening.cases, Visit("en", "trust", desk=carl), carl) == "handed_over"


# -- the rest of the page -------------------------------------------------------------------------


def test_erasing_asks_once_more_and_leaves_nothing(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    sent(carl, client)
    app = press(open_page("client", client, "file"), f"ask-erase-{client.hex()}")
    assert len(counsel.caseload(carl, edition_of)) == 1
    press(app, f"leave-erase-{client.hex()}")
    press(app, f"ask-erase-{client.hex()}")
    press(app, f"do-erase-{client.hex()}")
    assert counsel.caseload(carl, edition_of) == ()
    assert visit.book.open is None
    assert says(app, WORDS("client.erased"))
    assert rows(open_page("caseload")) == []


def test_one_time_is_erased_by_itself(open_page: Open, carl: Session) -> None:
    client = client_of(carl, "A-1")
    sent(carl, client, 1)
    sent(carl, client, 2)
    first = file_of(carl, client).file.case.history[0].id
    app = press(open_page("client", client, "file"), "show-times")
    press(press(app, f"ask-erase_time-{first.hex()}"), f"do-erase_time-{first.hex()}")
    assert [it.id == first for it in file_of(carl, client).file.case.history] == [False]


def test_archiving_puts_a_client_away_and_takes_them_out_again(
    open_page: Open, carl: Session
) -> None:
    client = client_of(carl, "A-1")
    app = press(open_page("client", client, "file"), "archive")
    assert file_of(carl, client).file.case.archived
    assert says(app, WORDS("clients.is_archived"))
    press(app, "archive")
    assert not file_of(carl, client).file.case.archived


def test_details_are_changed(open_page: Open, carl: Session) -> None:
    client = client_of(carl, "A-1", perspective="hurt")
    app = press(open_page("client", client, "file"), "show-details")
    app.text_input(key=f"code-details-{client.hex()}").set_value("A-7")
    submit(app)
    case = file_of(carl, client).file.case
    assert (case.code, case.perspective) == ("A-7", "hurt")
    assert app.title[0].value == "A-7"


def test_two_clients_are_made_a_couple_and_none_again(open_page: Open, carl: Session) -> None:
    one, other = client_of(carl, "A-1"), client_of(carl, "A-2")
    app = press(open_page("client", one, "file"), "show-pair")
    app.selectbox(key="partner").set_value(other)
    submit(app)
    assert file_of(carl, other).client.partner == one
    assert says(app, WORDS("clients.couple_with", code="A-2"))
    press(press(app, f"ask-unpair-{one.hex()}"), f"do-unpair-{one.hex()}")
    assert file_of(carl, other).client.partner is None


@pytest.mark.parametrize("released", [(False, False), (True, False), (False, True), (True, True)])
def test_a_couple_is_seen_only_where_both_released_and_else_one_sentence(
    open_page: Open, carl: Session, released: tuple[bool, bool]
) -> None:
    one, other = client_of(carl, "A-1"), client_of(carl, "A-2")
    counsel.pair_clients(carl, one, other)
    for client, side, does in zip((one, other), ("hurt", "broke"), released, strict=True):
        answers = taken("23222").attempt.answers
        paper = Paper(answers, moment.now(), len(BANK.pages), side, "en", released=does)
        counsel.enter_on_paper(carl, client, BANK, paper)
    app = open_page("pair", one)
    assert says(app, closed(WORDS)) == (released != (True, True))
    assert bool(app.get("download_button")) == (released == (True, True))


# -- paper ----------------------------------------------------------------------------------------


def test_keys_are_read_as_answers_blanks_left_out_and_others_named() -> None:
    items = [item.id for page in BANK.pages for item in page][:8]
    typed = dict(zip(items, ("0", " 4 ", "n", "", "N", "๓", "5", "x"), strict=True))
    answers, wrong = paper_entry.read(BANK, typed)
    assert list(answers.values()) == [0, 4, NOT_APPLICABLE, NOT_APPLICABLE, 3]
    assert items[3] not in answers
    assert wrong == [7, 8]


def test_a_form_is_filled_up_to_the_page_of_its_last_answer() -> None:
    assert paper_entry.pages_filled(BANK, {BANK.pages[0][2].id: 1}) == 1
    assert paper_entry.pages_filled(BANK, {BANK.pages[4][0].id: 1, BANK.pages[1][0].id: 2}) == 5


def test_a_paper_form_becomes_an_attempt_of_its_client(
    open_page: Open, visit: Visit, carl: Session
) -> None:
    client = client_of(carl, "A-1", perspective="broke", language="th")
    app = open_page("paper", client)
    name = (visit.book.paper or b"").hex()
    shown = [it.key for it in app.text_input]
    printed = [f"typed-{item.id}-{name}" for page in BANK.pages for item in page]
    assert shown == printed
    for place, key in enumerate(printed[:13]):
        app.text_input(key=key).set_value("N" if place == 4 else str(place % 5))
    app.text_input(key=printed[12]).set_value("9")
    app.radio(key=radio_key(f"CX-1-{name}", "en")).set_value("rebuild")
    submit(app)
    assert says(app, WORDS("paper_entry.wrong", numbers="13"))
    assert file_of(carl, client).file.case.history == ()
    app.text_input(key=printed[12]).set_value("")
    submit(app)
    (entered,) = file_of(carl, client).file.case.history
    items = [item.id for page in BANK.pages for item in page]
    assert entered.attempt.answers == {
        item: NOT_APPLICABLE if place == 4 else place % 5 for place, item in enumerate(items[:12])
    }
    assert (entered.attempt.opened, entered.attempt.perspective) == (3, "broke")
    assert (entered.attempt.language, entered.attempt.context) == ("th", {"decision": "rebuild"})
    assert (visit.book.paper or b"").hex() != name
    assert app.title[0].value == "A-1"


def test_a_form_without_an_answer_is_not_saved(open_page: Open, carl: Session) -> None:
    client = client_of(carl, "A-1")
    app = submit(open_page("paper", client))
    assert says(app, WORDS("paper_entry.nothing"))
    assert file_of(carl, client).file.case.history == ()
