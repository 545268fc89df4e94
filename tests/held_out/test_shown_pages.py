"""From what lies sealed in a store to what stands on a counsellor's pages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice
from quiz.casework.counsel import Paper, Session, What
from quiz.store import Store, open_store
from quiz.ui import moment
from quiz.ui.clients import downloads, figures, opening
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.visit.signing import SigningIn
from quiz.ui.widgets import plain
from quiz.views.clients.audit import audit_line
from quiz.views.clients.caseload import Order, arranged, caseload
from quiz.words import catalogue
from tests.counselled import client_of, edition_of
from tests.held_out import sentences
from tests.held_out.pairs import side_by_side
from tests.held_out.people import NOW, SEEDS, Person, attempt_of, people, seed_of
from tests.held_out.questions import STEPS, Taking
from tests.held_out.scores import focus
from tests.held_out.sentences import TITLES, three
from tests.held_out.test_shown_caseload import expected_of, row_said
from tests.held_out.test_shown_client import change_said
from tests.held_out.times import dots, lowest, moved, runs, since, slope
from tests.scripted import TRUST

pytest_plugins = ("tests.counselling",)

PAGES = Path(__file__).resolve().parents[2] / "quiz" / "pages"
ZONE = ZoneInfo("Asia/Bangkok")
LOCAL = NOW.astimezone(ZONE)
EN = catalogue("en")


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    opened = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Streamlit's test runner lacks: cookies and a time zone; and a clock that stands."""
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.timezone", ZONE.key)
    for module in (moment, opening, figures):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def visit(carl: Session) -> Visit:
    """Carl's tab."""
    return Visit("en", "trust", desk=carl, signing=SigningIn(sought=True))


def entered(session: Session, everybody: list[Person], rng: random.Random) -> dict[str, bytes]:
    """The ids of all these clients, once what they took was typed in, in whatever order."""
    ids = {}
    for it in everybody:
        ids[it.code] = client_of(session, it.code, interval_days=it.agreed)
        for taking_ in rng.sample(it.history, len(it.history)):
            counsel.enter_on_paper(session, ids[it.code], TRUST.bank, paper(taking_))
        for agreed in it.practices:
            counsel.write(session, ids[it.code], replace(agreed, id=rng.randbytes(16)))
        if it.archived:
            counsel.archive_client(session, ids[it.code])
    return ids


def paper(taking_: Taking, *, released: bool = False) -> Paper:
    made = attempt_of(taking_)
    return Paper(
        made.answers,
        taking_.at,
        taking_.opened,
        taking_.side,
        taking_.language,
        made.context,
        released,
    )


def page_of(visit: Visit, name: str, client: bytes | None = None, part: str = "now") -> AppTest:
    """A page of Carl's, with the client that is open and what of them is shown."""
    app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
    visit.book.turn_to(client)
    app.session_state[KEY] = visit
    app.session_state["part"] = part
    app.switch_page(str(PAGES / f"{name}.py"))
    app.run()
    assert not app.exception
    return app


def said_on(app: AppTest) -> str:
    """All that is written on a page, one part a line; our tables with a bar after each cell."""
    tables = (re.sub(r"</t[dh]>", "|", it.proto.body) for it in app.get("html"))
    texts = [re.sub("<[^>]*>", "", it) for it in tables]
    for kind in (app.title, app.header, app.subheader, app.markdown, app.caption, app.info):
        texts += [it.value for it in kind]
    return "\n".join(texts)


def tell_all(app: AppTest, wanted: list[str], of: str) -> None:
    """A page must say all of these."""
    page = said_on(app)
    for sentence in wanted:
        assert sentence in page or plain(sentence) in page, f"{of}: {sentence}"


# -- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SEEDS)
def test_what_was_sealed_in_any_order_is_opened_and_stands_in_the_list(
    sample: str, carl: Session, visit: Visit
) -> None:
    seed = seed_of(sample)
    rng = random.Random(seed)
    everybody = people(rng, 40)
    ids = entered(carl, everybody, rng)
    cases = {it.case.code: it.case for it in counsel.caseload(carl, edition_of)}
    rows = caseload([cases[it.code] for it in everybody], LOCAL, EN)
    for person, row in zip(everybody, rows, strict=True):
        assert row_said(row) == expected_of(person, LOCAL), f"seed {seed}, {person.code}"
    assert arranged(rows, Order.CODE) == rows
    current = {ids[it.code]: it for it in everybody if not it.archived}
    lines = drawn_in_the_list(page_of(visit, "caseload"))
    assert len(lines) == min(25, len(current))
    for id_, text in lines.items():
        said = expected_of(current[id_], LOCAL)
        parts = (
            [said["last"], said["focus"], said["start"], said["before"]] if said["times"] else []
        )
        for sentence in (*parts, *marks_of(said)):
            assert str(sentence) in text, f"seed {seed}, {current[id_].code}"


def marks_of(said: dict[str, object]) -> list[object]:
    marks = said["marks"]
    assert isinstance(marks, list)
    return marks


def drawn_in_the_list(app: AppTest) -> dict[bytes, str]:
    """What stands under each client in the list, by the client's id."""
    opened = [it for it in app.button if str(it.key).startswith("open-")]
    drawn = [it.proto.body for it in app.get("html") if "signs" in it.proto.body]
    return {
        bytes.fromhex(str(it.key).removeprefix("open-")): body
        for it, body in zip(opened, drawn, strict=True)
    }


# -- a client -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SEEDS)
def test_a_clients_page_bears_the_figures_worked_out_apart(
    sample: str, carl: Session, visit: Visit
) -> None:
    seed = seed_of(sample)
    rng = random.Random(seed)
    many = (it for it in people(rng, 80) if len(it.history) > 4)
    some = [it for it in many if len(it.history[-1].values) > 12][:3]
    ids = entered(carl, some, rng)
    for person in some:
        of, client = f"seed {seed}, {person.code}", ids[person.code]
        tell_all(page_of(visit, "client", client, "now"), before_a_session(person), of)
        tell_all(page_of(visit, "client", client, "time"), over_time(person), of)
        tell_all(page_of(visit, "client", client, "work"), done(person.practices, person), of)


def before_a_session(person: Person) -> list[str]:
    """What stands first on a client's page."""
    last, said = person.history[-1], expected_of(person, LOCAL)
    line = "{} of 100, likely between {} and {}"
    wanted = [
        *(str(said[part]) for part in ("last", "due", "focus", "start", "before")),
        f"{sentences.day_of(last, ZONE)} · {sentences.answered_said(last)}",
        *(f"{TITLES[step]}|{sentences.score_said(last, step, line)}|" for step in STEPS),
    ]
    for then in (person.history[0], person.history[-2]):
        found = since(then, last)
        wanted += [
            f"**{plain(TITLES[step])}**  \n{plain(it.verdict)}  \n{plain(change_said(it))}"
            for step, it in found.steps.items()
        ]
    low = lowest(last, focus(last).listed)
    wanted += [f"Answered: {sentences.answer(last.answers[it.id])}" for it in low]
    then = person.history[-2]
    far = moved(then, last) if then.side == last.side else []
    return wanted + [sentences.moved_answer(then, last, it) for it in far]


def over_time(person: Person) -> list[str]:
    """What all times in a row show."""
    history = person.history
    wanted = [sentences.slope_said(step, slope(history, step)) for step in STEPS]
    wanted += [f"{sentences.day_of(it, ZONE)}|{sentences.mean_said(it)}|" for it in history]
    for step in STEPS:
        for run in runs(history):
            for dot in dots(run, step):
                if isinstance(dot, str):
                    wanted.append(f"|{dot}||")
                else:
                    wanted.append("|{} ({}–{})|{}|".format(*three(dot[0]), dot[1]))
    return wanted


def done(agreed: tuple[AgreedPractice, ...], person: Person) -> list[str]:
    """How many days of each practice are done."""
    side = person.history[-1].side
    return [sentences.practice_said(it.step, side, it.done_days)[1] for it in agreed]


# -- a couple, and what the audit counts ----------------------------------------------------------


def test_the_couple_page_bears_the_figures_worked_out_apart(carl: Session, visit: Visit) -> None:
    seed = seed_of("others each time")
    rng = random.Random(seed)
    taken = [it.history[-1] for it in people(rng, 60) if it.history]
    pairs = [
        (one, near)
        for one, other in zip(taken[::2], taken[1::2], strict=False)
        for near in [replace(other, at=one.at - timedelta(days=rng.randrange(14)))]
    ]
    open_ones = [(one, other, it) for one, other in pairs if (it := side_by_side(one, other))]
    for number, (one, other, found) in enumerate(open_ones[:3]):
        names = (f"A-{number}", f"B-{number}")
        clients = [client_of(carl, name) for name in names]
        counsel.pair_clients(carl, *clients)
        for client, taking_ in zip(clients, (one, other), strict=True):
            counsel.enter_on_paper(carl, client, TRUST.bank, paper(taking_, released=True))
        wanted = [f"{names[0]} and {names[1]}"]
        for gap in found.gaps.values():
            ends = ["{} (likely {} to {})".format(*three(it)) for it in (gap.one, gap.other)]
            wanted += [gap.verdict, f"{names[0]}: {ends[0]} · {names[1]}: {ends[1]}"]
        tell_all(page_of(visit, "pair", clients[0]), wanted, f"seed {seed}, couple {number}")


def test_the_audit_tells_how_many_clients_were_exported(carl: Session, visit: Visit) -> None:
    everybody = people(random.Random(1), 7)
    ids = entered(carl, everybody, random.Random(2))
    counted = [len(downloads.files(visit, list(ids.values())[:count])) for count in (7, 3, 1)]
    told = [it for it in counsel.audit(carl) if it.what is What.EXPORTED]
    assert counted == [7, 3, 1]
    assert sorted(audit_line(it, EN, ZONE).split(" · ")[2] for it in told) == [
        f"exported clients: {count}" for count in (1, 3, 7)
    ]
