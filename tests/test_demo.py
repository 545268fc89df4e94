"""The demonstration: every state of the caseload occurs, everybody in it says they are invented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.casework import counsel
from quiz.casework.cases import CaseFile
from quiz.casework.counsel import ClientCase, ClientFile, Session, State, What
from quiz.demo.answers import answers_for
from quiz.demo.mark import VARIABLE
from quiz.demo.people import PEOPLE
from quiz.demo.practice import ADMINISTRATOR, COLLEAGUE, COUNSELLOR, PASSPHRASE, PIN, build
from quiz.demo.states import STATES
from quiz.demo.written import WRITTEN
from quiz.errors import StoreError
from quiz.export import tables_of
from quiz.findings import Certainty, compare, find_standing
from quiz.findings.change import Caution, NotComparable
from quiz.findings.focus import NoFocus, Verdict
from quiz.findings.standing import Interval, Moved, Movement, Standing
from quiz.scoring import Status, score
from quiz.store import Store, open_store
from quiz.ui import library, moment
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.visit.signing import SigningIn
from quiz.vault import stream, stretching, wrapping
from quiz.views.clients import caseload as listing
from quiz.views.clients.client import client as client_view
from quiz.views.clients.session_sheet import session_sheet
from quiz.views.clients.standing import Need
from quiz.words import Words, catalogue
from tests.scripted import TRUST

NOW = datetime(2026, 11, 23, 15, tzinfo=timezone(timedelta(hours=7)))
LOOKED = NOW + timedelta(minutes=3)
CODES = [person.code for person in PEOPLE]
PAGES = Path(__file__).resolve().parents[1] / "quiz" / "pages"

ONE_EDITION = {"other_bank", "other_scale", "other_time_frame"}
"""Why two times are not comparable where there are several questionnaires or editions."""
UNSAID = {
    *(f"caseload.why_not.{why}" for why in ONE_EDITION),
    "caseload.last.undated",  # whatever is sent has its time
    "caseload.summary.none",
    "caseload.summary.one",
}
"""What the list of a practice with many clients at one edition cannot say."""


@dataclass(frozen=True)
class Recorded(Words):
    """A catalogue that remembers what was said."""

    said: set[str] = field(default_factory=set)

    def __call__(self, key: str, /, **values: object) -> str:
        self.said.add(key)
        return super().__call__(key, **values)


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Passphrases are stretched at the least cost there is."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (wrapping, stream):
            patch.setattr(module, "COST", stretching.Cost(32, 1, 1))
        yield


def practice_at(file: Path, now: datetime) -> Store:
    store = open_store(f"sqlite:///{file}")
    build(store, now)
    return store


@pytest.fixture(scope="module")
def store(cheap: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:  # noqa: ARG001
    """The practice, purged as the app does at its start."""
    opened = practice_at(tmp_path_factory.mktemp("demo") / "x.sqlite", NOW)
    opened.purge(NOW + timedelta(seconds=30))
    yield opened
    opened.close()


def signed_in(store: Store, name: str = COUNSELLOR, now: datetime = LOOKED) -> Session:
    return counsel.sign_in(store, name, PASSPHRASE, lambda: now)[1]


@pytest.fixture(scope="module")
def session(store: Store) -> Session:
    return signed_in(store)


@pytest.fixture(scope="module")
def clients(session: Session) -> Mapping[str, ClientCase]:
    found = counsel.caseload(session, library.edition_of)
    return {it.case.code: it for it in found}


@pytest.fixture(scope="module")
def files(session: Session, clients: Mapping[str, ClientCase]) -> Mapping[str, ClientFile]:
    return {
        code: counsel.open_client(session, it.id, library.edition_of)
        for code, it in clients.items()
    }


# -- every state ----------------------------------------------------------------------------------


def expected_states() -> set[str]:
    """All that a list or a client's page can show, from the findings themselves."""
    movements = [*(it.value for it in Movement), "first"]
    reasons = {it.value for it in NoFocus} - {NoFocus.PRIVATE.value}
    verdicts = {it.value for it in Verdict} - {Verdict.NONE.value}
    return {
        *(f"need.{it}" for it in Need),
        *(f"{since}.{it}" for since in ("since_start", "since_last") for it in movements),
        *(f"not_comparable.{it}" for it in {*NotComparable} - ONE_EDITION),
        "not_comparable.too_few",
        *(f"caution.{it}" for it in Caution),
        *(f"step.{it}" for it in Certainty),
        *(f"focus.{it}" for it in verdicts | reasons),
        "focus.prerequisite",
        "step.not_ranked",
        *(f"last.{it}" for it in ("today", "yesterday", "ago")),
        *(f"due.{it}" for it in {*Interval} - {Interval.OTHERWISE}),  # this bank advises
        *(f"overdue.{it}" for it in ("today", "one", "many")),
        *(f"couple.{it}_released" for it in ("both", "one")),
        *(f"invitation.{it}" for it in State),
        *("asked_erasure", "withdrawn", "unread", "archived", "trend.slopes"),
        *(f"practice.{it}" for it in ("none", "some", "all")),
        *(f"plan.{it}" for it in ("due", "review", "none")),
    }


def test_the_table_names_every_state_and_only_clients_there_are() -> None:
    assert set(STATES) == expected_states()
    assert set(STATES.values()) <= set(CODES)


@pytest.mark.parametrize("state", STATES)
def test_the_client_named_for_a_state_shows_it(
    state: str,
    session: Session,
    clients: Mapping[str, ClientCase],
    files: Mapping[str, ClientFile],
) -> None:
    code = STATES[state]
    assert state in set(shown(session, clients, files[code]))


def shown(session: Session, clients: Mapping[str, ClientCase], found: ClientFile) -> Iterator[str]:
    """The states that a client shows, from the findings."""
    client, history = clients[found.file.case.code], found.file.case.history
    standing = find_standing(
        [(it.bank, it.attempt) for it in history], LOOKED, client.case.interval_days
    )
    (row,) = listing.caseload([client.case], LOOKED, catalogue("en"))
    yield from (f"need.{it}" for it in row.standing.needs)
    if standing is not None:
        yield from _by_answers(standing)
        yield from _by_steps(found.file, standing)
    yield from _beside(session, client)
    yield from _work(found.file)


def _by_answers(standing: Standing) -> Iterator[str]:
    moved: Mapping[str, Moved | None] = {
        "since_start": standing.since_start,
        "since_last": standing.since_last,
    }
    for since, it in moved.items():
        yield f"{since}.{it.movement if it else 'first'}"
        if it is not None:
            yield from (f"caution.{caution}" for caution in it.cautions)
            if it.movement is Movement.NOT_COMPARABLE:
                yield f"not_comparable.{it.why_not or 'too_few'}"
    yield f"focus.{standing.focus.reason or standing.focus.verdict}"
    if standing.focus.prerequisite:
        yield "focus.prerequisite"
    assert standing.last_at is not None
    assert standing.due is not None
    days = (LOOKED.date() - standing.last_at.astimezone(LOOKED.tzinfo).date()).days
    yield f"last.{('today', 'yesterday')[days] if days < 2 else 'ago'}"
    yield f"due.{standing.due.source}"
    if standing.due.overdue:
        late = (LOOKED.date() - standing.due.at.astimezone(LOOKED.tzinfo).date()).days
        yield f"overdue.{('today', 'one')[late] if late < 2 else 'many'}"


def _by_steps(file: CaseFile, standing: Standing) -> Iterator[str]:
    history = file.case.history
    last = history[-1]
    for then in (history[0], history[-2]) if len(history) > 1 else ():
        found = compare(then.bank, then.attempt, last.bank, last.attempt)
        yield from (f"step.{it.certainty}" for it in found.steps if it.certainty)
    scored = {it.step for it in score(last.bank, last.attempt).steps if it.status is Status.SCORED}
    if scored - set(standing.focus.ranked):
        yield "step.not_ranked"


def _beside(session: Session, client: ClientCase) -> Iterator[str]:
    if client.partner is not None:
        both = counsel.released_pair(session, client.id, library.edition_of) is not None
        yield "couple.both_released" if both else "couple.one_released" if client.released else ""
    yield from (f"invitation.{it.state}" for it in client.invitations)
    marks = {
        "asked_erasure": client.asked_erasure is not None,
        "withdrawn": client.withdrawn > 0,
        "unread": client.unread > 0,
        "archived": client.case.archived,
    }
    yield from (mark for mark, holds in marks.items() if holds)


def _work(file: CaseFile) -> Iterator[str]:
    words = catalogue("en")
    view = client_view(file, TRUST, LOOKED, words)
    if any("a week" in sentence for sentence in view.slopes):
        yield "trend.slopes"
    for agreed in view.practices:
        done = len(agreed.done)
        yield f"practice.{'none' if not done else 'all' if done == len(agreed.days) else 'some'}"
    for row in view.plan:
        yield "plan.due" if row.due else "plan.review" if row.day else "plan.none"


def test_the_list_says_every_sentence_that_it_has(clients: Mapping[str, ClientCase]) -> None:
    words = Recorded("en", catalogue("en").entries)
    rows = listing.caseload([it.case for it in clients.values()], LOOKED, words)
    listing.summary(rows, words)
    listing.order_names(words)
    sentences = {
        key
        for key in words.entries
        if key.startswith("caseload.") and not key.startswith("caseload.rules.")
    }
    assert sentences - words.said == UNSAID


def test_every_need_can_be_filtered_by_and_every_step_is_somebodys_focus(
    clients: Mapping[str, ClientCase],
) -> None:
    rows = listing.caseload([it.case for it in clients.values()], LOOKED, catalogue("en"))
    assert list(listing.counted(rows)) == list(Need)
    focused = {step for row in rows for step in row.standing.steps}
    assert focused == set(TRUST.bank.items_by_step)


# -- who they are ---------------------------------------------------------------------------------


def test_every_code_and_label_says_that_it_is_invented(clients: Mapping[str, ClientCase]) -> None:
    assert sorted(clients) == sorted(CODES)
    for code, client in clients.items():
        assert code.startswith("DEMO-")
        assert client.case.label.startswith(("Invented: ", "สมมติ: "))


def test_sheets_and_exports_bear_a_code_that_says_so(files: Mapping[str, ClientFile]) -> None:
    words = catalogue("en")
    for code, found in files.items():
        if found.file.case.history:
            assert code in session_sheet(found.file, LOOKED, words).title
    for table in tables_of([it.file for it in files.values()], words):
        if table.name != "columns":
            assert table.columns[0] == "client"
            assert {row[0] for row in table.rows} <= set(CODES)


def test_both_languages_and_every_side_occur(files: Mapping[str, ClientFile]) -> None:
    taken = [it.attempt for found in files.values() for it in found.file.case.history]
    assert {it.language for it in taken} == set(TRUST.bank.languages)
    assert {it.perspective for it in taken} == set(TRUST.bank.perspectives)
    thai = [text for it in WRITTEN.values() for _, text in it.notes if re.search("[ก-๙]", text)]
    assert len(thai) >= 3
    assert set(WRITTEN) <= set(CODES)


def test_answers_span_months_and_vary_as_peoples_do(files: Mapping[str, ClientFile]) -> None:
    for code, found in files.items():
        for taken in found.file.case.history:
            of_step: dict[str, set[object]] = {}
            for item, answer in taken.attempt.answers.items():
                of_step.setdefault(TRUST.bank.item_by_id[item].step, set()).add(answer)
            if code != "DEMO-10" and len(taken.attempt.answers) > 10:
                assert sum(len(it) > 1 for it in of_step.values()) >= 3, code
    firsts = [it.file.case.history[0] for it in files.values() if it.file.case.history]
    oldest = min(it.attempt.finished_at for it in firsts if it.attempt.finished_at)
    assert timedelta(days=150) < NOW - oldest < timedelta(days=190)


def test_the_scores_are_those_asked_for_as_near_as_answers_come() -> None:
    bank, scores = TRUST.bank, {"S1": 17.0, "S2": 66.0, "S3": 50.0, "S4": 100.0, "S5": 0.0}
    for pages in (range(1, 4), range(1, 9)):
        given = answers_for(bank, scores, pages, "somebody", 1)
        for step, asked in scores.items():
            values = [
                bank.scale.keyed(answer, item.key)
                for item in bank.items_by_step[step]
                if isinstance(answer := given.get(item.id), int)
            ]
            found = 100 * sum(values) / (4 * len(values))
            assert abs(found - asked) <= 50 / (4 * len(values)) + 1e-9


def test_it_is_the_same_practice_each_time(tmp_path: Path, files: Mapping[str, ClientFile]) -> None:
    later = NOW + timedelta(days=400, hours=5)
    again = practice_at(tmp_path / "again.sqlite", later)
    try:
        mine = signed_in(again, now=later)
        for client in counsel.caseload(mine, library.edition_of):
            before = files[client.case.code].file
            after = counsel.open_client(mine, client.id, library.edition_of).file
            assert [it.attempt.answers for it in after.case.history] == [
                it.attempt.answers for it in before.case.history
            ]
            assert [it.text for it in after.notes] == [it.text for it in before.notes]
            assert [it.goal for it in after.plan] == [it.goal for it in before.plan]
    finally:
        again.close()


def test_plan_rows_stand_as_they_were_written(files: Mapping[str, ClientFile]) -> None:
    for code, written in WRITTEN.items():
        rows = [(row.step, row.goal) for row in files[code].file.plan]
        assert rows == [(row.step, row.goal) for row in written.plan]


# -- the accounts ---------------------------------------------------------------------------------


def test_the_pin_brings_the_device_back_and_the_device_was_handed_over_before(
    store: Store,
) -> None:
    done = [it.what for it in counsel.audit(signed_in(store, ADMINISTRATOR), 500)]
    assert {What.HANDED_OVER, What.RELEASED, What.WITHDRAWN} <= set(done)
    mine = signed_in(store)
    client = counsel.caseload(mine, library.edition_of)[0]
    counsel.hand_over(mine, client.id, TRUST.bank.id)
    assert counsel.lift(mine, PIN).token is not None


def test_a_colleague_has_no_clients_and_nobody_is_left_signed_in(store: Store) -> None:
    assert counsel.caseload(signed_in(store, COLLEAGUE), library.edition_of) == ()


def test_it_is_made_only_where_nothing_lies(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing lies"):
        build(store, NOW)


# -- on the pages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_now(cheap: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:  # noqa: ARG001
    """The practice as it was made just now."""
    opened = practice_at(tmp_path_factory.mktemp("demo") / "now.sqlite", moment.now())
    yield opened
    opened.close()


@pytest.fixture
def visit(of_now: Store) -> Visit:
    """The counsellor's tab."""
    session = counsel.sign_in(of_now, COUNSELLOR, PASSPHRASE, moment.now)[1]
    return Visit("en", "trust", desk=session, signing=SigningIn(sought=True))


def opened(visit: Visit, name: str) -> AppTest:
    app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
    app.session_state[KEY] = visit
    app.switch_page(str(PAGES / f"{name}.py"))
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.caption, app.markdown, app.error, app.warning)
    return "\n".join(it.value for kind in kinds for it in kind)


@pytest.fixture(autouse=True)
def _no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's test runner has none."""
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_page_of_a_demonstration_says_that_all_is_invented(
    visit: Visit, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit.language, words = language, catalogue(language)
    assert words("demonstration.invented") not in said(opened(visit, "caseload"))
    monkeypatch.setenv(VARIABLE, "1")
    for name in ("caseload", "account", "start", "help", "read"):
        told = said(opened(visit, name))
        assert words("demonstration.invented") in told, name
        assert words("demonstration.names") not in told, "whoever is signed in needs none"
    stranger = Visit(language, "trust", signing=SigningIn(sought=True))
    for name in ("start", "sign_in", "help"):
        told = said(opened(stranger, name))
        assert words("demonstration.invented") in told
        assert words("demonstration.names") in told


FULL = ("DEMO-01", "DEMO-03", "DEMO-13", "DEMO-14")
"""A full page, one in Thai, one with answers that cannot be opened, one without any."""


def test_every_client_and_every_couple_opens(visit: Visit) -> None:
    app = opened(visit, "caseload")
    listed = {it.label for it in app.button if str(it.key).startswith("open-")}
    assert listed == {it.code for it in PEOPLE if it.archived is None}
    drawn = unescape("".join(it.proto.body for it in app.get("html")))
    for key in ("asked_erasure", "unread", "withdrawn", "invited.open", "invited.begun"):
        sentence = re.sub(r"\\{\w+\\}", ".+", re.escape(catalogue("en")(f"clients.{key}")))
        assert re.search(sentence, drawn), key
    for client in list(visit.book.cases.values()):
        visit.book.turn_to(client.id)
        for part in ("now", "time", "work", "file") if client.case.code in FULL else ("now",):
            page = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
            page.session_state[KEY], page.session_state["part"] = visit, part
            page.switch_page(str(PAGES / "client.py"))
            page.run()
            assert not page.exception
            assert not page.error, (client.case.code, part)
        if client.partner is not None:
            assert not opened(visit, "pair").error
