"""The compare and trend pages without a browser: in every state that a visit can be in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.attempt import Attempt
from quiz.casework import reopen
from quiz.store import Store, open_store
from quiz.ui import library
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import radio_key
from quiz.views.results.comparison import comparison
from quiz.views.sheet import Sheet
from quiz.words import catalogue
from tests.at_pages import page_of, says
from tests.kept import keep, opened, taken
from tests.scripted import TRUST

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "th")
EN = catalogue("en")

HISTORY = (
    taken(0, {"S1": 1}),
    taken(4, {"S1": 2}, perspective="broke"),
    taken(8, {"S1": 3}),
    taken(12, {"S1": 4}, pages=3),
)


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser without cookies, which Streamlit's test runner cannot tell."""
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield found
    found.close()


Visiting = Callable[..., Visit]


@pytest.fixture
def visiting(store: Store) -> Visiting:
    """A visit in which what was kept is open, read from the store."""

    def visit(
        *attempts: Attempt, language: str = "en", notes: dict[date, str] | None = None
    ) -> Visit:
        journal = opened(store, keep(store, attempts, notes))
        return Visit(language, "trust", journal=journal)

    return visit


def page(name: str, visit: Visit | None = None, **address: str) -> AppTest:
    return run(page_of(name, visit, **address))


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    assert not app.error
    return app


def chosen(app: AppTest) -> tuple[str, str]:
    """The names of the two times that are chosen."""
    return str(app.selectbox[0].value), str(app.selectbox[1].value)


def compares(app: AppTest, then: Attempt, now: Attempt, language: str = "en") -> bool:
    """Whether the page says everything about these two, in this order."""
    view = comparison(Sheet(TRUST, then), Sheet(TRUST, now), catalogue(language))
    said = [view.headline, view.lead, *view.findings, *view.cautions, *view.sizes]
    said += [it for it in (view.refused, view.basis, view.chances) if it]
    return all(says(app, sentence) for sentence in said)


def links(app: AppTest) -> list[str]:
    return [it.proto.page for it in app.get("page_link")]


# -- comparing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_latest_is_compared_with_the_one_before_from_the_same_side(
    visiting: Visiting, language: str
) -> None:
    app = page("compare", visiting(*HISTORY, language=language))
    assert chosen(app) == ("3", "4")
    assert compares(app, HISTORY[2], HISTORY[3], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_names_the_two(visiting: Visiting, language: str) -> None:
    app = page("compare", visiting(*HISTORY, language=language), then="1", now="3")
    assert chosen(app) == ("1", "3")
    assert compares(app, HISTORY[0], HISTORY[2], language)
    assert len(app.get("plotly_chart")) == 1
    (take,) = app.get("download_button")
    assert take.proto.label == catalogue(language)("compare.pdf.take")


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("3", "1", ("3", "1")),  # told in the order of time all the same
        ("0", "99", ("3", "4")),
        ("-1", "1e1", ("3", "4")),
        ("<b>", "../../mine", ("3", "4")),
        ("2", "", ("2", "4")),
        ("", "3", ("1", "3")),
        ("4", "", ("4", "3")),
        ("2", "2", ("1", "2")),
        ("4", "4", ("3", "4")),
        ("1", "1", ("2", "1")),
        ("this", "4", ("3", "4")),
    ],
)
def test_nonsense_in_the_address_is_harmless(
    visiting: Visiting, then: str, now: str, expected: tuple[str, str]
) -> None:
    app = page("compare", visiting(*HISTORY), then=then, now=now)
    assert chosen(app) == expected
    early, late = sorted(int(name) - 1 for name in expected)
    assert compares(app, HISTORY[early], HISTORY[late])


def test_another_one_is_chosen_and_stays_in_another_language(visiting: Visiting) -> None:
    app = page("compare", visiting(*HISTORY), then="1", now="3")
    app.selectbox(key=radio_key("compare-now", "en")).set_value("4")
    run(app)
    assert compares(app, HISTORY[0], HISTORY[3])
    app.button(key="language-th").click()
    run(app)
    assert chosen(app) == ("1", "4")
    assert compares(app, HISTORY[0], HISTORY[3], "th")


def test_one_and_the_same_twice_is_said_kindly(visiting: Visiting) -> None:
    app = page("compare", visiting(*HISTORY))
    app.selectbox(key=radio_key("compare-now", "en")).set_value("3")
    run(app)
    assert says(app, EN("compare.same"))
    assert not app.get("plotly_chart")
    app.selectbox(key=radio_key("compare-then", "en")).set_value("1")
    run(app)
    assert compares(app, HISTORY[0], HISTORY[2])


def test_what_another_tab_deletes_is_gone_from_the_lists(visiting: Visiting) -> None:
    visit = visiting(*HISTORY)
    app = page("compare", visit)
    for name, value in (("then", "1"), ("now", "4")):
        app.selectbox(key=radio_key(f"compare-{name}", "en")).set_value(value)
        run(app)
    assert visit.journal is not None
    visit.journal.drop(visit.journal.entries[3].id)
    run(app)
    assert [it[:2] for it in app.selectbox[1].options] == ["1.", "2.", "3."]
    assert compares(app, HISTORY[0], HISTORY[2])
    visit.journal.drop(visit.journal.entries[0].id)
    run(app)
    early, late = sorted(int(name) for name in chosen(app))
    assert compares(app, HISTORY[early], HISTORY[late])


def test_the_list_tells_day_answers_and_side(visiting: Visiting) -> None:
    app = page("compare", visiting(*HISTORY))
    assert app.selectbox[0].options == [
        "1. 3 March 2026 · 40 answered · My trust was broken",
        "2. 31 March 2026 · 40 answered · I broke my partner's trust",
        "3. 28 April 2026 · 40 answered · My trust was broken",
        "4. 26 May 2026 · 15 answered · My trust was broken",
    ]


def test_what_cannot_be_compared_says_why_and_has_no_chart(visiting: Visiting) -> None:
    app = page("compare", visiting(*HISTORY), then="1", now="2")
    assert compares(app, HISTORY[0], HISTORY[1])
    assert not app.get("plotly_chart")
    assert not app.get("download_button")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", [0, 1])
def test_fewer_than_two_say_so_and_lead_to_what_is_kept(
    visiting: Visiting, kept: int, language: str
) -> None:
    words = catalogue(language)
    for name in ("compare", "trend"):
        app = page(name, visiting(*HISTORY[:kept], language=language))
        assert says(app, words(f"{name}.too_few"))
        assert "mine" in links(app)
        assert not app.selectbox


@pytest.mark.parametrize("name", ["compare", "trend"])
def test_without_a_journal_the_page_says_so(name: str) -> None:
    app = page(name)
    assert says(app, EN(f"{name}.no_journal"))
    assert "mine" in links(app)


def test_the_attempt_of_this_visit_is_compared_before_it_is_kept(visiting: Visiting) -> None:
    visit = visiting(*HISTORY[:1])
    visit.attempt = taken(5, {"S1": 4})
    app = page("compare", visit)
    assert chosen(app) == ("1", "this")
    assert app.selectbox[0].options[1].startswith("Not kept yet · 7 April 2026 · 40 answered")
    assert compares(app, HISTORY[0], visit.attempt)
    assert visit.journal is not None
    visit.journal.put(visit.attempt)
    app = page("compare", visit, then="1", now="this")
    assert chosen(app) == ("1", "2")


def test_what_goes_on_from_a_kept_one_stands_for_it(visiting: Visiting) -> None:
    """Fifteen questions were kept, then the same sitting went on to forty."""
    first = taken(5, {"S1": 4}, pages=3)
    visit = visiting(HISTORY[0], first)
    assert visit.journal is not None
    visit.attempt = taken(5.001, {"S1": 4})
    visit.entry = visit.journal.entries[1].id
    app = page("compare", visit)
    assert [it.split(" · ")[0] for it in app.selectbox[0].options] == [
        "1. 3 March 2026",
        "Not kept yet",
    ]
    assert says(page("trend", visit), EN("trend.unkept"))


def test_an_unfinished_attempt_of_this_visit_is_not_offered(visiting: Visiting) -> None:
    visit = visiting(*HISTORY)
    visit.draft = reopen(HISTORY[0])
    visit.attempt = replace(taken(5, 4), finished_at=None)
    assert len(page("compare", visit).selectbox[0].options) == len(HISTORY)


def test_an_edition_that_is_not_here_is_said_kindly(visiting: Visiting) -> None:
    gone = replace(taken(6, 3), version="0.0.9")
    for journal_of in ((*HISTORY, gone), (gone, *HISTORY)):
        visit = visiting(*journal_of)
        place = str(sorted(journal_of, key=lambda it: str(it.finished_at)).index(gone) + 1)
        app = page("compare", visit, then="1", now=place)
        assert says(app, EN("compare.not_here"))
        assert not app.get("plotly_chart")
        app = page("trend", visit)
        assert says(app, EN("trend.not_here", days="14 April 2026"))
        assert len(app.get("plotly_chart")) == 1


def test_a_bug_in_one_answer_is_said_kindly(visiting: Visiting) -> None:
    broken = replace(HISTORY[2], answers={"S1-01": 99})
    for name in ("compare", "trend"):
        app = page_of(name, visiting(HISTORY[0], broken))
        app.run()
        assert [it.value for it in app.error] == [EN("errors.answer")]


# -- over time ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trend_has_a_chart_its_breaks_notes_and_tables(
    visiting: Visiting, language: str
) -> None:
    words = catalogue(language)
    notes = {date(2026, 3, 20): "We **moved** apart", date(2020, 1, 1): "[far](https://x.example)"}
    app = page("trend", visiting(*HISTORY, language=language, notes=notes))
    assert len(app.get("plotly_chart")) == 1
    for key in ("trend.sentence", "trend.no_line", "trend.breaks_title", "trend.notes_title"):
        assert says(app, words(key))
    first, last = words.day(date(2026, 3, 3)), words.day(date(2026, 5, 26))
    assert says(app, words("trend.lead", count=4, first=first, last=last))
    day = words.day(date(2026, 3, 20))
    assert says(app, words("trend.note", mark="1", day=day, text="We **moved** apart"))
    assert says(app, "[far](https://x.example)")
    for markup in ("**moved**", "[far]"):
        assert not any(markup in it.value for it in app.markdown), "a note is no markup"
    tables = [it.proto.body for it in app.get("html") if "figures" in it.proto.body]
    assert len(tables) == 5
    assert tables[0].count("<tr>") == 1 + len(HISTORY)
    assert "moved" not in "".join(tables)
    assert {"compare", "mine"} <= set(links(app))


def test_only_one_bank_is_followed_at_a_time(
    visiting: Visiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banks = Path(__file__).parents[1] / "banks" / "valid"
    (tmp_path / "banks").mkdir()
    for name, folder in (("trust", ROOT / "questions" / "trust"), ("minimal", banks / "minimal")):
        (tmp_path / "banks" / name).symlink_to(folder, target_is_directory=True)
    monkeypatch.setenv("QUIZ_BANKS", str(tmp_path / "banks"))
    library.editions.cache_clear()
    library._edition.cache_clear()
    small = library.editions()["minimal"].bank
    others = [
        Attempt(
            small.id, small.version, dict.fromkeys(small.item_by_id, week), 1, None, "en",
            finished_at=taken(week, 2).finished_at,
        )
        for week in (1, 2)
    ]  # fmt: skip
    try:
        visit = visiting(*HISTORY, *others)
        app = page("trend", visit)
        assert says(app, EN("trend.lead", count=4, first="3 March 2026", last="26 May 2026"))
        app.radio(key=radio_key("trend-bank", "en")).set_value(small.id)
        run(app)
        assert says(app, EN("trend.lead", count=2, first="10 March 2026", last="17 March 2026"))
        app = page("compare", visit, then="1", now="2")
        assert says(app, EN("compare.refused.other_bank"))
        assert app.selectbox[0].options[0].endswith("Five Steps")
    finally:
        library.editions.cache_clear()
        library._edition.cache_clear()


def test_what_was_drawn_is_made_anew_only_where_something_changed(visiting: Visiting) -> None:
    visit = visiting(*HISTORY)
    app = page("trend", visit)
    made = {name: it for name, (_, it) in visit.made.items() if name.startswith("trend")}
    assert made.keys() == {"trend", "trend figure"}
    run(app)
    assert all(visit.made[name][1] is it for name, it in made.items())
    assert visit.journal is not None
    visit.journal.write(date(2026, 5, 5), "something happened")
    run(app)
    assert all(visit.made[name][1] is not it for name, it in made.items())
    assert says(app, EN("trend.note", mark="1", day="5 May 2026", text="something happened"))


def test_only_the_two_that_are_compared_are_scored(visiting: Visiting) -> None:
    """Every other one could not be: it would raise."""
    others = [replace(taken(20 + n, 2), answers={"S1-01": 99}) for n in range(3)]
    app = page("compare", visiting(*HISTORY, *others), then="1", now="3")
    assert compares(app, HISTORY[0], HISTORY[2])


def test_closing_what_is_kept_forgets_what_was_made_of_it(visiting: Visiting) -> None:
    visit = visiting(*HISTORY)
    page("trend", visit)
    page("compare", visit)
    assert visit.made
    visit.close_journal()
    assert not visit.made
    assert not visit.compared.chosen
