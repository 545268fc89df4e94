"""The person's place on this device: kept where they chose so, through whatever happens."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from quiz.attempt import Answer
from quiz.store.engines import VARIABLE
from quiz.ui.shell import WORDS
from tests.browser.conftest import LOCALES, PHONE
from tests.browser.serving import Server, free_port, server_at
from tests.browser.test_exit import NEUTRAL, keep_off_the_net, press_shift
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
FIRST, SECOND, THIRD, *_ = (item.id for item in TRUST.bank.pages[0])
OFFLINE = (
    "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket"
    "|reaching server endpoint|server is not responding|DoInitPings|Connection timed out"
)
PATIENCE = 90.0  # seconds until a browser has found a server that was started again
PEOPLE = ("draft", "answer", "holder", "record", "device", "pairing", "seat")


@dataclass
class House:
    """A server with a database of its own, which can be killed and started again."""

    folder: Path
    port: int

    @property
    def file(self) -> Path:
        return self.folder / "store.sqlite"

    def up(self) -> contextlib.AbstractContextManager[Server]:
        return server_at(self.port, self.folder / "server.log")

    def rows(self) -> dict[str, int]:
        """How many rows lie in each table that holds something of people; the empty left out."""
        with contextlib.closing(sqlite3.connect(self.file)) as base:
            tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
            assert set(PEOPLE) <= tables
            counted = {t: base.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in PEOPLE}  # noqa: S608
        return {table: count for table, count in counted.items() if count}

    def sealed(self) -> frozenset[bytes]:
        """The answers as they lie there."""
        with contextlib.closing(sqlite3.connect(self.file)) as base:
            return frozenset(sealed for (sealed,) in base.execute("SELECT sealed FROM answer"))

    def expect(self, **rows: int) -> None:
        """So many rows lie in each table, and none in any other, within a short while."""
        deadline = time.monotonic() + PATIENCE
        while self.rows() != rows:
            assert time.monotonic() < deadline, f"{self.rows()}, not {rows}"
            time.sleep(0.1)

    @contextlib.contextmanager
    def writes(self) -> Iterator[None]:
        """What is done here makes an answer be written or cleared; left once it is."""
        before = self.sealed()
        yield
        deadline = time.monotonic() + PATIENCE
        while self.sealed() == before:
            assert time.monotonic() < deadline, "nothing was written"
            time.sleep(0.1)

    def make_old(self) -> None:
        """Every draft is past its time."""
        with contextlib.closing(sqlite3.connect(self.file)) as base, base:
            base.execute("UPDATE draft SET expires_at = 1")


@pytest.fixture(scope="module")
def module_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"), free_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, f"sqlite:///{house.file}")
        with house.up():
            yield house


@pytest.fixture
def house(module_house: House) -> House:
    """The server of this module, its database empty."""
    with contextlib.closing(sqlite3.connect(module_house.file)) as base, base:
        base.execute("DELETE FROM answer")
        base.execute("DELETE FROM draft")
    assert module_house.rows() == {}
    return module_house


@pytest.fixture
def context_of(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """A phone's browser on a house."""

    def make(house: House, language: str = "en") -> BrowserContext:
        url = f"http://127.0.0.1:{house.port}"
        context = new_context(base_url=url, viewport=PHONE, locale=LOCALES[language])
        keep_off_the_net(context)
        return context

    return make


def start(context: BrowserContext, language: str = "en", *, keep: bool = True) -> Visitor:
    """Somebody on the first page of questions, their place kept."""
    page = context.new_page()
    page.goto("/")
    visitor = Visitor(page, language)
    visitor.begin(SCRIPT.context, keep=keep)
    return visitor


def secret(context: BrowserContext) -> str:
    """What the browser has in its cookie, which no script can read."""
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "place")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    return cookie["value"]


def expect_answers(visitor: Visitor, answers: dict[str, Answer]) -> None:
    for item, answer in answers.items():
        expect(visitor.answer_to(item, answer)).to_be_checked()


def page_answers(number: int) -> dict[str, Answer]:
    return {item: a for item, a in SCRIPT.page(number).items() if a is not None}


def test_where_nobody_chose_nothing_is_written(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of(house), keep=False)
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.see_result()
    assert house.rows() == {}
    assert "place" in {cookie["name"] for cookie in visitor.page.context.cookies()}
    visitor.page.reload()
    expect(visitor.text(visitor.words("result.no_result"))).to_be_visible()
    visitor.go_to("start")
    expect(visitor.part("keep-place").get_by_role("checkbox")).not_to_be_checked()
    assert house.rows() == {}


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_reload_and_a_closed_tab_lose_nothing(
    house: House, context_of: Callable[..., BrowserContext], language: str
) -> None:
    context = context_of(house, language)
    visitor = start(context, language)
    visitor.answer_pages(SCRIPT, 1, 2)
    house.expect(draft=1, answer=10)
    visitor.page.reload()
    visitor.expect_page(2)
    expect_answers(visitor, page_answers(2))
    expect(visitor.text(visitor.words("place.until", hours=24))).to_be_visible()
    visitor.page.close()

    again = Visitor(context.new_page(), language)
    again.page.goto("/")
    expect(again.text(again.words("start.under_way", answered=10))).to_be_visible()
    for key in ("begin", "keep-place", "choices-side", "show-saved"):
        expect(again.part(key)).to_have_count(0)
    again.settle()
    again.button("continue").click()
    again.expect_page(2)
    expect_answers(again, page_answers(2))
    again.button("back").click()
    again.expect_page(1)
    expect_answers(again, page_answers(1))

    again.button("next").click()
    again.arrive(2)
    again.button("next").click()
    again.arrive(3)
    again.answer_page(SCRIPT, 3)
    again.see_result()
    again.page.reload()
    again.expect_result()
    again.expect_focus(*SCRIPT.first.sentences(again.words, TRUST, "hurt"))
    again.go_to("start")
    again.land("start")
    again.button("continue").click()
    again.expect_result()


def test_the_private_questions_are_never_among_what_is_kept(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of(house))
    visitor.answer_pages(SCRIPT, 1, 3)
    visitor.button("finish").click()
    house.expect(draft=1, answer=15)
    block = TRUST.bank.private_block
    assert block is not None
    visitor.answer_private("yes", dict.fromkeys((q.id for q in block.questions), "yes"))
    expect(visitor.text(visitor.words("result.help_first"))).to_be_visible()
    house.expect(draft=1, answer=15)
    visitor.page.reload()
    visitor.expect_result()
    visitor.expect_focus(*SCRIPT.first.sentences(visitor.words, TRUST, "hurt"))


def test_two_tabs_answer_side_by_side_and_neither_undoes_the_other(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(house)
    one = start(context)
    with house.writes():
        one.give(FIRST, 1)
    two = Visitor(context.new_page())
    two.page.goto("/questions?p=1")
    two.expect_page(1)
    expect(two.answer_to(FIRST, 1)).to_be_checked()
    two.give(SECOND, 3)
    house.expect(draft=1, answer=2)
    with house.writes():
        two.give(FIRST, 4)  # a change of mind, there
    one.give(THIRD, 2)
    everything: dict[str, Answer] = {FIRST: 4, SECOND: 3, THIRD: 2}
    expect_answers(one, everything)
    two.button("next").click()
    two.expect_page(2)
    with house.writes():
        one.give(FIRST, 0)
    two.button("back").click()
    expect_answers(two, everything | {FIRST: 0})
    one.button(f"clear-{SECOND}").click()
    house.expect(draft=1, answer=2)
    one.page.reload()
    expect_answers(one, {FIRST: 0, THIRD: 2})
    expect(one.answer_to(SECOND, 3)).not_to_be_checked()
    assert house.rows() == {"draft": 1, "answer": 2}


def test_erasing_in_one_tab_erases_in_all_and_the_next_attempt_has_another_secret(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(house)
    one = start(context)
    before = secret(context)
    one.answer_page(SCRIPT, 1)
    house.expect(draft=1, answer=5)
    two = Visitor(context.new_page())
    two.page.goto("/")
    two.button("erase").click()
    expect(two.button("begin")).to_be_visible()
    expect(two.part("keep-place")).to_be_visible()
    assert house.rows() == {}
    after = secret(context)
    assert after != before
    one.choice(f"answer-{FIRST}").locator("label").last.click()
    expect(one.text(one.words("place.erased"))).to_be_visible()
    expect(one.text(one.words("questions.no_attempt"))).to_be_visible()
    one.go_to("start")
    expect(one.part("keep-place")).to_be_visible()  # the page was loaded anew
    assert secret(context) == after
    two.begin(SCRIPT.context, keep=True)
    two.give(FIRST, 2)
    house.expect(draft=1, answer=1)
    assert secret(context) == after
    two.page.reload()
    expect_answers(two, {FIRST: 2})


def test_a_switch_of_language_keeps_every_answer(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of(house))
    visitor.answer_page(SCRIPT, 1)
    visitor.button("language-th").click()
    visitor.language = "th"
    expect_answers(visitor, page_answers(1))
    with house.writes():
        visitor.give(FIRST, 0)
    visitor.page.reload()
    expect_answers(visitor, page_answers(1) | {FIRST: 0})
    expect(visitor.text(visitor.words("place.until", hours=24))).to_be_visible()


@pytest.mark.allow_host("www.bbc.com")
def test_leaving_by_the_exit_keeps_what_was_chosen_to_be_kept(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of(house))
    visitor.answer_page(SCRIPT, 1)
    visitor.expect_kept(*page_answers(1))  # leaving waits for nothing, not even for an answer
    press_shift(visitor.page, 3)
    visitor.page.wait_for_url(NEUTRAL["en"])
    visitor.page.go_back()
    visitor.page.get_by_role("button", name=WORDS["en"].again).click()
    expect(visitor.button("continue")).to_be_visible()
    visitor.settle()
    visitor.button("continue").click()
    visitor.expect_page(1)
    expect_answers(visitor, page_answers(1))


def test_after_its_time_a_draft_is_found_no_more_and_a_new_one_can_be_kept(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(house)
    visitor = start(context)
    visitor.answer_page(SCRIPT, 1)
    house.expect(draft=1, answer=5)
    house.make_old()
    other = Visitor(context.new_page())
    other.page.goto("/")
    expect(other.button("begin")).to_be_visible()
    expect(other.part("under-way")).to_have_count(0)
    other.begin(SCRIPT.context, keep=True)  # under the secret of the expired one
    other.give(FIRST, 3)
    house.expect(draft=1, answer=1)


@pytest.mark.allow_console("409")
def test_a_page_whose_cookie_is_gone_from_the_browser_does_not_pretend_to_keep(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(house)
    page = context.new_page()
    page.goto("/")
    visitor = Visitor(page)
    expect(visitor.button("begin")).to_be_visible()
    context.clear_cookies(name="place")
    visitor.choose("side", visitor.said.perspectives["hurt"])
    for question in TRUST.bank.context:
        if question.name in SCRIPT.context:
            said = visitor.said.context[question.id].options[SCRIPT.context[question.name]]
            visitor.choose(f"context-{question.id}", said)
    visitor.part("keep-place").locator("label").click()
    visitor.button("begin").click()
    expect(visitor.part("keep-place").get_by_role("checkbox")).not_to_be_checked()
    visitor.begin(SCRIPT.context, keep=True)
    with house.writes():
        visitor.give(FIRST, 1)
    page.reload()
    expect_answers(visitor, {FIRST: 1})


@pytest.mark.allow_console(OFFLINE)
@pytest.mark.parametrize("language", ["en", "th"])
def test_a_killed_server_loses_no_answer_not_even_one_given_while_it_was_dead(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    context_of: Callable[..., BrowserContext],
    language: str,
) -> None:
    house = House(tmp_path, free_port())
    monkeypatch.setenv(VARIABLE, f"sqlite:///{house.file}")
    with house.up() as server:
        visitor = start(context_of(house, language), language)
        visitor.answer_pages(SCRIPT, 1, 2)
        house.expect(draft=1, answer=10)
        # Deaf from here on, and then dead: a page that knows of it takes no clicks.
        server.process.send_signal(signal.SIGSTOP)
        meanwhile = next(iter(page_answers(2)))
        visitor.give(meanwhile, 2)
        server.process.kill()
        server.process.wait()
    assert len(house.sealed()) == 10
    expected = page_answers(2) | {meanwhile: 2}
    with contextlib.ExitStack() as stack:
        with house.writes():
            stack.enter_context(house.up())
        visitor.expect_page(2)
        expect_answers(visitor, expected)
        visitor.page.reload()
        visitor.expect_page(2)
        expect_answers(visitor, expected)
        visitor.button("back").click()
        expect_answers(visitor, page_answers(1))
        assert house.rows() == {"draft": 1, "answer": 10}
