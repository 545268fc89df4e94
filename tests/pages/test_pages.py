"""The pages without a browser: what each shows and does in every state that a visit can be in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.casework import reopen
from quiz.ui import library
from quiz.ui.visit.session import KEY, PrivateBlock, Visit
from quiz.ui.widgets import plain, radio_key
from quiz.words import catalogue
from tests.at_pages import PAGES, page_of, press, run, says
from tests.scripted import SCRIPTS, TRUST, Expected, Script

BANK = TRUST.bank
LAST = len(BANK.pages)
DEFAULT = SCRIPTS["clear"]


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks."""
    kept: dict[str, str] = {}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


Open = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Open:
    """Opens a page of a visit; `address` is what stands behind the question mark."""
    return lambda name, visit=None, **address: run(page_of(name, visit, **address))


def _choose(app: AppTest, key: str, value: object, language: str = "en") -> AppTest:
    app.radio(key=radio_key(key, language)).set_value(value)
    return run(app)


def _visit(app: AppTest) -> Visit:
    visit: Visit = app.session_state[KEY]
    return visit


def _buttons(app: AppTest) -> list[str | None]:
    """The keys of the buttons on the page."""
    return [button.key for button in app.button]


def _days(app: AppTest) -> list[str | None]:
    """The keys of the days of practice on the page."""
    return [box.key for box in app.checkbox if (box.key or "").startswith("day-")]


def _attempt(
    script: Script = DEFAULT, pages: int = 3, side: str = "hurt", language: str = "en"
) -> Attempt:
    return Attempt(
        BANK.id, BANK.version, script.answers(pages), pages, side, language, script.context
    )


def _at_result(attempt: Attempt, language: str = "en", **said: str) -> Visit:
    """A visit at its result; `said` are answers to the private block, the gate opened."""
    block = BANK.private_block
    assert block is not None
    private = PrivateBlock({block.gate: "yes", **said} if said else {}, done=True)
    return Visit(language, "trust", reopen(attempt), attempt, private=private)


def _under_way(pages: int = 1, answers: dict[str, Answer] | None = None) -> Visit:
    """A visit in the questions, so many pages opened."""
    draft = reopen(Attempt(BANK.id, BANK.version, answers or {}, pages, "hurt", "en"))
    return Visit("en", "trust", draft)


# -- Start ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_start_names_the_choice_that_is_missing(
    open_page: Open, cookies: dict[str, str], language: str
) -> None:
    cookies["lang"] = language
    words, said = catalogue(language), TRUST.words(language)
    app = press(open_page("start"), "begin")
    assert says(app, words("start.missing", question=said.choose_perspective))
    press(_choose(app, "side", "broke", language), "begin")
    assert says(app, words("start.missing", question=said.context["CX-1"].text))
    assert _visit(app).draft is None


def test_start_opens_the_questions_with_what_was_chosen(open_page: Open) -> None:
    app = open_page("start")
    press(app, "show-more")
    _choose(app, "side", "both")
    _choose(app, "context-CX-1", "unsure")
    _choose(app, "context-CX-2", "m1_6")
    press(app, "begin")
    assert app.query_params["p"] == "1"
    draft = _visit(app).draft
    assert draft is not None
    assert (draft.perspective, draft.language, draft.answers) == ("both", None, {})
    assert draft.context == {"decision": "unsure", "time_since": "m1_6"}
    assert [f"answer-{item.id}-en" for item in BANK.pages[0]] == [it.key for it in app.radio]


def test_start_offers_to_go_on_or_to_erase_what_was_begun(open_page: Open) -> None:
    visit = _under_way(2, {"S1-01": 3})
    app = open_page("start", visit)
    assert says(app, catalogue("en")("start.under_way", answered=1))
    press(app, "continue")
    assert app.query_params["p"] == "2"
    app = press(open_page("start", visit), "erase")
    assert _visit(app).draft is None
    assert "begin" in _buttons(app)


def test_cookie_and_address_choose_the_language(open_page: Open, cookies: dict[str, str]) -> None:
    cookies["lang"] = "th"
    assert open_page("start").title[0].value == plain(TRUST.words("th").title)
    assert open_page("start", lang="en").title[0].value == plain(TRUST.words("en").title)
    assert open_page("start", lang="xx", bank="nowhere").title[0].value == plain(
        TRUST.words("th").title
    )


# -- Questions ------------------------------------------------------------------------------------


def test_answers_are_kept_as_they_are_given_and_cleared_by_their_button_alone(
    open_page: Open,
) -> None:
    app = open_page("questions", _under_way(), p="1")
    assert app.button(key="clear-S1-01").disabled
    _choose(app, "answer-S1-01", 4)
    _choose(app, "answer-S2-02", NOT_APPLICABLE)
    draft = _visit(app).draft
    assert draft is not None
    assert draft.answers == {"S1-01": 4, "S2-02": NOT_APPLICABLE}
    press(app, "next-1")
    assert app.query_params["p"] == "2"
    press(app, "back-2")
    assert [it.value for it in app.radio] == [4, NOT_APPLICABLE, None, None, None]
    press(app, "clear-S1-01")
    assert draft.answers == {"S2-02": NOT_APPLICABLE}
    assert [it.value for it in app.radio] == [None, NOT_APPLICABLE, None, None, None]


@pytest.mark.parametrize("number", range(1, LAST + 1))
def test_one_may_stop_after_any_page(open_page: Open, number: int) -> None:
    words, answers = catalogue("en"), DEFAULT.answers(number)
    visit = _under_way(number, answers)
    app = open_page("questions", visit, p=str(number))
    assert (f"back-{number}" in _buttons(app)) == (number > 1)
    assert (f"next-{number}" in _buttons(app)) == (number < LAST)
    press(app, "finish")
    assert app.title[0].value == plain(words("private.title"))
    app = press(open_page("private", visit), "private-done")
    assert app.title[0].value == plain(words("result.title"))
    assert visit.attempt is not None
    assert (visit.attempt.opened, dict(visit.attempt.answers)) == (number, answers)
    assert ("surer" in _buttons(app)) == (number < LAST)


def test_first_result_is_offered_after_the_short_questions(open_page: Open) -> None:
    words = catalogue("en")
    for page in (2, 3, 4):
        app = open_page("questions", _under_way(page, DEFAULT.answers(page)), p=str(page))
        label = app.button(key="finish").label
        assert (label == words("questions.first_result")) == (page == BANK.first_pages)
        assert app.button(key="finish").proto.type == ("primary" if page == 3 else "tertiary")


def test_nothing_answered_leads_to_no_result(open_page: Open) -> None:
    app = press(open_page("questions", _under_way(), p="1"), "finish")
    assert [it.value for it in app.warning] == [catalogue("en")("questions.nothing_yet")]
    assert _visit(app).attempt is None


@pytest.mark.parametrize(
    ("asked", "shown"), [("99", 3), ("3", 3), ("0", 1), ("abc", 2), ("-4", 2), ("1e1", 2)]
)
def test_page_asked_for_is_never_past_the_next_unopened_one(
    open_page: Open, asked: str, shown: int
) -> None:
    app = open_page("questions", _under_way(2), p=asked)
    assert app.query_params["p"] == str(shown)
    assert app.radio[0].key == f"answer-{BANK.pages[shown - 1][0].id}-en"


def test_language_is_switched_on_the_page_with_its_answers(open_page: Open) -> None:
    visit = _under_way(1, {"S1-01": 2})
    app = press(open_page("questions", visit, p="1"), "language-th")
    assert visit.language == "th"
    assert app.radio[0].label == plain(TRUST.words("th").item("S1-01", "hurt"))
    assert app.radio[0].value == 2
    press(app, "language-en")
    assert app.radio[0].value == 2


@pytest.mark.parametrize("name", ["questions", "private", "result"])
def test_page_without_answers_says_so_and_leads_to_start(open_page: Open, name: str) -> None:
    words = catalogue("en")
    app = open_page(name)
    key = "questions.no_attempt" if name == "questions" else "result.no_result"
    assert says(app, words(key))
    assert app.get("page_link")


# -- Result ---------------------------------------------------------------------------------------

RESULTS = [(name, "hurt", "en") for name in SCRIPTS]
RESULTS += [("prerequisite", side, "th") for side in BANK.perspectives]
RESULTS += [("too close", "broke", "en"), ("too close", "both", "th")]


@pytest.mark.parametrize(("name", "side", "language"), RESULTS)
@pytest.mark.parametrize("stage", ["first", "full"])
def test_result_says_the_focus_of_the_script(
    open_page: Open, name: str, side: str, language: str, stage: str
) -> None:
    script = SCRIPTS[name]
    expected: Expected = getattr(script, stage)
    pages = BANK.first_pages if stage == "first" else LAST
    attempt = _attempt(script, pages, side, language)
    app = open_page("result", _at_result(attempt, language))
    for sentence in expected.sentences(catalogue(language), TRUST, side):
        assert says(app, sentence), sentence
    week = TRUST.practice(language, expected.steps[0], side) if expected.steps else None
    assert len(_days(app)) == (len(week.days) if week else 0)
    if len(expected.steps) > 1:
        assert app.radio[0].options == [
            plain(TRUST.words(language).steps[step].title) for step in expected.steps
        ]


@pytest.mark.parametrize(
    ("said", "paths"),
    [
        ({"SF-1": "yes"}, ["partner_harm"]),
        ({"SF-6": "yes"}, ["self_harm"]),
        ({"SF-7": "yes", "SF-5": "yes"}, ["partner_harm", "harm_to_other"]),
        ({f"SF-{n}": "yes" for n in range(1, 8)}, ["self_harm", "partner_harm", "harm_to_other"]),
    ],
)
def test_yes_in_the_private_block_shows_help_and_no_focus(
    open_page: Open, said: dict[str, str], paths: list[str]
) -> None:
    words, private = catalogue("en"), TRUST.words("en").private_block
    assert private is not None
    app = open_page("result", _at_result(_attempt(), **said))
    order = [it.value for it in app.markdown]
    places = [order.index(plain(private.help[path])) for path in paths]
    assert places == sorted(places)
    for path in set(private.help) - set(paths):
        assert not says(app, private.help[path])
    assert says(app, words("result.no_focus_private"))
    assert not _days(app)
    for sentence in DEFAULT.first.sentences(words, TRUST, "hurt"):
        assert not says(app, sentence)
    for title in ("topics", "practice_title", "read_title"):
        assert plain(words(f"result.{title}")) not in [it.value for it in app.header]


@pytest.mark.parametrize("answer", ["no", "no_answer"])
def test_no_in_the_private_block_shows_the_focus(open_page: Open, answer: str) -> None:
    private = TRUST.words("en").private_block
    assert private is not None
    said = dict.fromkeys(private.questions, answer)
    app = open_page("result", _at_result(_attempt(), **said))
    for sentence in DEFAULT.first.sentences(catalogue("en"), TRUST, "hurt"):
        assert says(app, sentence)
    assert says(app, private.help_general) == (answer == "no_answer")


def test_sensitive_item_is_no_topic(open_page: Open) -> None:
    """S3-08 alone is as bad as can be, the rest as good."""
    best: dict[str, Answer] = {
        item.id: 4 if item.key == "+" else 0 for item in BANK.items if item.id != "S3-08"
    }
    attempt = Attempt(
        BANK.id, BANK.version, {**best, "S3-08": 4}, LAST, "hurt", "en", {"decision": "rebuild"}
    )
    app = open_page("result", _at_result(attempt))
    assert not says(app, TRUST.words("en").item("S3-08", "hurt"))
    assert says(app, catalogue("en")("result.topics_none"))


@pytest.mark.parametrize("decision", ["rebuild", "unsure", "separating", "no_answer"])
def test_extras_for_two_are_offered_only_to_one_who_wants_to_rebuild(
    open_page: Open, decision: str
) -> None:
    attempt = Attempt(
        BANK.id, BANK.version, DEFAULT.answers(3), 3, "hurt", "en", {"decision": decision}
    )
    app = open_page("result", _at_result(attempt))
    week = TRUST.practice("en", "S2", "hurt")
    assert week is not None
    extras = [day.together for day in week.days if day.together]
    assert extras
    for extra in extras:
        assert says(app, extra) == (decision == "rebuild")


def test_ticks_stay_while_other_weeks_are_looked_at(open_page: Open) -> None:
    app = open_page("result", _at_result(_attempt(SCRIPTS["too close"])))
    app.checkbox[0].check()
    run(app)
    _choose(app, "practice-step", "S3")
    assert not app.checkbox[0].value
    _choose(app, "practice-step", "S2")
    assert app.checkbox[0].value


def test_result_from_a_file_can_be_gone_on_with(open_page: Open) -> None:
    attempt = _attempt()
    visit = Visit("en", "trust", attempt=attempt, from_file=True)
    app = press(open_page("result", visit), "surer")
    assert app.query_params["p"] == "4"
    assert visit.draft is not None
    assert visit.draft.answers == attempt.answers
    assert visit.draft.perspective == "hurt"


@pytest.mark.parametrize(
    ("zone", "finished", "day"),
    [
        ("Asia/Bangkok", datetime(2026, 11, 2, 18, tzinfo=UTC), date(2026, 11, 3)),  # 1:00 there
        ("America/Lima", datetime(2026, 11, 3, 4, tzinfo=UTC), date(2026, 11, 2)),
        ("", datetime(2026, 11, 2, 18, tzinfo=UTC), date(2026, 11, 2)),  # none was told
    ],
)
def test_result_says_the_day_that_it_was_where_the_reader_is(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, zone: str, finished: datetime, day: date
) -> None:
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.timezone", zone)
    attempt = replace(_attempt(), finished_at=finished)
    app = open_page("result", Visit("en", "trust", attempt=attempt, from_file=True))
    words = catalogue("en")
    assert says(app, words("result.from_file", date=words.day(day)))


def test_none_stands_out_offers_the_page_on_long_relationships(open_page: Open) -> None:
    app = open_page("result", _at_result(_attempt(SCRIPTS["none stands out"], LAST)))
    assert says(app, TRUST.words("en").links["long_term"].title)


# -- Other pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_article_is_listed_and_opens(
    open_page: Open, cookies: dict[str, str], language: str
) -> None:
    cookies["lang"] = language
    listed = open_page("read", a="nowhere")
    for article in BANK.articles:
        text = TRUST.article(language, article.id)
        assert text is not None
        assert says(listed, text.title)
        app = open_page("read", a=article.id)
        assert app.title[0].value == plain(text.title)
        assert text.body.strip() in [it.value.strip() for it in app.markdown]
    app = press(press(listed, "read-S1"), "all-articles")
    assert "a" not in app.query_params


def _calls(app: AppTest, number: str) -> bool:
    """Whether the page offers to call this number."""
    return any(f"tel:{number}" in getattr(it, "value", "") for it in app.get("html"))


def test_help_lists_the_lines_of_the_country_that_is_chosen(open_page: Open) -> None:
    app = open_page("help")
    press(app, "show-country")
    _choose(app, "country", "TH")
    assert _calls(app, "191")
    _choose(app, "country", "GB")
    assert _calls(app, "999")
    assert not _calls(app, "191")


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("name", ["help", "how", "read"])
def test_way_back_to_the_result_stands_on_every_other_page(
    open_page: Open, name: str, language: str
) -> None:
    app = open_page(name, _at_result(_attempt(), language))
    labels = [it.proto.label for it in app.get("page_link")]
    assert catalogue(language)("nav.back_to_result") in labels


# -- When something is wrong ----------------------------------------------------------------------


def test_answer_off_its_scale_is_said_kindly_and_changes_nothing(open_page: Open) -> None:
    attempt = Attempt(BANK.id, BANK.version, {"S1-01": 99}, 1, "hurt", "en")
    visit = _at_result(attempt)
    app = open_page("result", visit)
    assert [it.value for it in app.error] == [catalogue("en")("errors.answer")]
    assert visit.attempt is attempt


def test_bug_is_said_kindly_and_logged_without_what_was_answered(
    open_page: Open, caplog: pytest.LogCaptureFixture
) -> None:
    """A side that the bank does not have: nothing on purpose is raised for it."""
    attempt = Attempt(BANK.id, BANK.version, DEFAULT.answers(3), 3, "a-secret-side", "en")
    with caplog.at_level(logging.ERROR):
        app = open_page("result", _at_result(attempt))
    assert [it.value for it in app.error] == [catalogue("en")("errors.unknown")]
    logged = caplog.text
    assert "result.py" in logged
    assert "a-secret-side" not in logged


@pytest.fixture
def no_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site whose only bank has faults."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "bank.yaml").write_text("id: broken\n", encoding="utf-8")
    monkeypatch.setenv("QUIZ_BANKS", str(tmp_path))
    library.editions.cache_clear()
    yield
    library.editions.cache_clear()


@pytest.mark.usefixtures("no_bank")
def test_site_without_a_good_bank_says_how_to_find_the_faults() -> None:
    app = run(AppTest.from_file(str(PAGES / "main.py"), default_timeout=60))
    assert [it.value for it in app.error] == [catalogue("en")("errors.bank")]
