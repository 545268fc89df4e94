"""Keeping a result without an account, and coming back to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from quiz import casework, resultfile
from quiz.casework import KeptJournal, Sitting
from quiz.store import Store, open_store
from quiz.store.engines import VARIABLE
from quiz.vault import PrivateCode, Purpose
from tests.browser.conftest import DESKTOP, LOCALES, PHONE
from tests.browser.serving import free_port
from tests.browser.test_access import faults_of
from tests.browser.test_place import House, secret, start
from tests.browser.test_result_file import attempt_of, payload
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST

SCRIPT = SCRIPTS["clear"]
FINISHED = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOTE = "วันที่เราเริ่มใหม่ *together*"
PASSPHRASE = "river stone lantern seven"


@pytest.fixture(scope="module")
def module_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("journal"), free_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, f"sqlite:///{house.file}")
        with house.up():
            yield house


@pytest.fixture
def store(module_house: House) -> Iterator[Store]:
    """The server's own store, from another process."""
    opened = open_store(f"sqlite:///{module_house.file}")
    yield opened
    opened.close()


@pytest.fixture
def house(module_house: House, store: Store) -> House:
    """The server of this module, nothing in its store."""
    store.purge(datetime(2199, 1, 1, tzinfo=UTC))
    assert module_house.rows() == {}
    return module_house


@pytest.fixture
def context_of(
    house: House, new_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """A phone's browser."""

    def make(language: str = "en", **options: Any) -> BrowserContext:
        url = f"http://127.0.0.1:{house.port}"
        options = {"viewport": PHONE, "locale": LOCALES[language], **options}
        return new_context(base_url=url, **options)

    return make


@pytest.fixture
def kept(store: Store, house: House) -> tuple[PrivateCode, KeptJournal]:
    """Somebody's journal: two times, four weeks apart, and a note between them."""
    code = PrivateCode.new()
    journal = KeptJournal(store, code.keys(Purpose.HOLDER), lambda: datetime.now(UTC))
    journal.begin()
    for weeks, name in ((0, "likely"), (4, "clear")):
        made = attempt_of(SCRIPTS[name], 3)
        journal.put(replace(made, finished_at=FINISHED + timedelta(weeks=weeks)))
    journal.write(date(2026, 11, 20), NOTE)
    house.expect(holder=1, record=4)
    return code, journal


def at(page: Page, path: str, language: str = "en") -> Visitor:
    page.goto(path)
    return Visitor(page, language)


def come_back(page: Page, code: str, language: str = "en") -> Visitor:
    """Somebody who has typed their code."""
    visitor = at(page, "/mine", language)
    visitor.part("typed-code").get_by_role("textbox").fill(code)
    visitor.button("open-code").click()
    expect(visitor.button("close")).to_be_visible()
    return visitor


def with_a_result(page: Page, language: str = "en") -> Visitor:
    """Somebody at a result that is kept nowhere; from a file, which is quicker than answering."""
    visitor = at(page, "/", language)
    visitor.upload(payload(resultfile.dump(attempt_of(SCRIPT, 3))))
    visitor.expect_result()
    return visitor


def choose(visitor: Visitor, content: bytes) -> None:
    """Choose a file on My results."""
    chooser = visitor.page.locator("input[type=file]")
    chooser.set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": content})


def tick(visitor: Visitor, key: str) -> None:
    visitor.part(key).locator("label").click()
    expect(visitor.part(key).get_by_role("checkbox")).to_be_checked()


def the_code(visitor: Visitor) -> str:
    """The code on the screen, as somebody copies it by hand."""
    expect(visitor.part("private-code")).to_be_visible()
    groups = visitor.page.locator(".private-code span").all_inner_texts()
    assert len(groups) == 7
    return " ".join(groups).lower()


def expect_times(visitor: Visitor, *weeks: int) -> None:
    """So many weeks after the first, each a heading, from the top."""
    times = visitor.page.locator("[class*=st-key-time-]").get_by_role("heading", level=3)
    days = [visitor.words.day(FINISHED + timedelta(weeks=week)) for week in weeks]
    expect(times).to_have_text(days)


@pytest.mark.parametrize(("language", "pages"), [("en", 3), ("th", 1)])
def test_a_result_is_kept_under_a_code_and_found_again_in_another_browser(
    house: House, context_of: Callable[..., BrowserContext], language: str, pages: int
) -> None:
    visitor = start(context_of(language), language)
    visitor.answer_pages(SCRIPT, 1, pages)
    visitor.see_result()
    words = visitor.words
    visitor.button("keep").click()
    expect(visitor.text(words("keep.tick_first"))).to_be_visible()
    house.expect(draft=1, answer=5 * pages)
    tick(visitor, "agree-keep")
    visitor.button("keep").dblclick()
    code = the_code(visitor)
    visitor.page.locator("[data-copy]").click()
    expect(visitor.page.locator(".copy [role=status], .private-code")).not_to_have_count(0)
    house.expect(holder=1, record=2)  # the draft is gone, and the code waits nowhere any more
    expect(visitor.text(words("keep.kept"))).to_be_visible()
    visitor.button("have-code").click()
    expect(visitor.part("private-code")).to_have_count(0)
    assert "device" not in {cookie["name"] for cookie in visitor.page.context.cookies()}
    visitor.page.reload()
    expect(visitor.text(words("result.no_result"))).to_be_visible()

    again = come_back(context_of(language).new_page(), code, language)
    again.page.get_by_role("button", name=words("mine.show"), exact=True).click()
    again.expect_result()
    if pages == 3:
        again.expect_focus(*SCRIPT.first.sentences(words, TRUST, "hurt"))
    expect(again.text(words("keep.kept"))).to_be_visible()


def test_going_on_after_keeping_replaces_what_was_kept(
    house: House, store: Store, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of())
    visitor.answer_page(SCRIPT, 1)
    visitor.see_result()
    tick(visitor, "agree-keep")
    visitor.button("keep").click()
    code = PrivateCode.parse(the_code(visitor))
    visitor.button("surer").click()
    visitor.arrive(2)
    visitor.answer_page(SCRIPT, 2)
    house.expect(holder=1, record=2, draft=1, answer=10)
    visitor.see_result()
    expect(visitor.text(visitor.words("keep.with_others"))).to_be_visible()
    visitor.button("keep").click()
    expect(visitor.text(visitor.words("keep.kept"))).to_be_visible()
    house.expect(holder=1, record=2)
    journal = casework.open_journal(store, code, lambda: datetime.now(UTC))
    assert journal is not None
    assert [it.attempt.answers for it in journal.entries] == [SCRIPT.answers(2)]


def test_two_tabs_keep_one_result(house: House, context_of: Callable[..., BrowserContext]) -> None:
    context = context_of()
    one = start(context)
    one.answer_page(SCRIPT, 1)
    one.see_result()
    two = at(context.new_page(), "/result")
    two.expect_result()
    for visitor in (one, two):
        tick(visitor, "agree-keep")
    one.button("keep").click()
    the_code(one)
    house.expect(holder=1, record=2)
    two.button("keep").click()
    expect(two.text(two.words("place.erased"))).to_be_visible()
    expect(two.text(two.words("result.no_result"))).to_be_visible()
    house.expect(holder=1, record=2)


def test_a_code_that_never_reached_the_screen_is_shown_on_the_same_device(
    house: House, store: Store, context_of: Callable[..., BrowserContext]
) -> None:
    """The server died between keeping and showing."""
    context = context_of()
    visitor = start(context)
    visitor.answer_page(SCRIPT, 1)
    house.expect(draft=1, answer=5)
    token = secret(context)
    draft = casework.find_draft(store, token, [TRUST.bank], lambda: datetime.now(UTC))
    assert draft is not None
    attempt = casework.finish(draft, datetime.now(UTC))
    code, *_ = casework.keep_new(
        store,
        PrivateCode.new(),
        Sitting(attempt, TRUST.bank, draft, draft.sitting),
        lambda: datetime.now(UTC),
        token,
    )
    house.expect(holder=1, record=2, device=1)
    visitor.go_to("help")
    expect(visitor.text(visitor.words("place.erased"))).to_be_visible()
    visitor.go_to("mine")
    assert PrivateCode.parse(the_code(visitor)).shown() == code.shown()
    house.expect(holder=1, record=2)
    visitor.page.reload()
    expect(visitor.button("open-code")).to_be_visible()


def test_leaving_nothing_deletes_the_draft_at_once(
    house: House, context_of: Callable[..., BrowserContext]
) -> None:
    visitor = start(context_of())
    visitor.answer_page(SCRIPT, 1)
    visitor.see_result()
    house.expect(draft=1, answer=5)
    visitor.button("leave-nothing").click()
    expect(visitor.text(visitor.words("keep.left"))).to_be_visible()
    expect(visitor.text(visitor.words("result.no_result"))).to_be_visible()
    house.expect()
    visitor.go_to("start")
    expect(visitor.button("begin")).to_be_visible()
    expect(visitor.choice("side").get_by_role("radio", checked=True)).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_sealed_file_opens_in_another_browser_and_is_saved_anew(
    house: House, context_of: Callable[..., BrowserContext], tmp_path: Path, language: str
) -> None:
    visitor = with_a_result(context_of(language).new_page(), language)
    words = visitor.words
    visitor.button("show-file").click()
    for key, typed in (("pass-result", PASSPHRASE), ("again-result", PASSPHRASE + "!")):
        visitor.part(key).get_by_role("textbox").fill(typed)
    visitor.button("make-result").click()
    expect(visitor.text(words("keep.passphrases_differ"))).to_be_visible()
    visitor.part("again-result").get_by_role("textbox").fill(PASSPHRASE)
    visitor.button("make-result").click()
    file = visitor.download("take-result", tmp_path)
    assert re.fullmatch(r"check-in-\d{4}-\d\d-\d\d\.sealed", file.name)
    house.expect()

    again = at(context_of(language).new_page(), "/mine", language)
    again.page.locator("input[type=file]").set_input_files(file)
    again.part("pass-open").get_by_role("textbox").fill("something else")
    again.button("open-file").click()
    expect(again.text(words("errors.passphrase_wrong"))).to_be_visible()
    again.part("pass-open").get_by_role("textbox").fill(PASSPHRASE)
    again.button("open-file").click()
    expect(again.text(words("mine.file_saved"))).to_be_visible()
    again.button("note-new").click()
    again.page.locator("textarea").fill(NOTE)
    again.page.locator("[class*=st-key-save-]").get_by_role("button").click()
    expect(again.text(words("mine.file_unsaved"))).to_be_visible()
    anew = again.download("take-journal", tmp_path)
    expect(again.text(words("mine.file_saved"))).to_be_visible()
    found = resultfile.read_journal([anew.read_bytes()], PASSPHRASE, lambda *_: TRUST.bank)
    assert [it.attempt for it in found.entries] == [attempt_of(SCRIPT, 3)]
    assert [it.text for it in found.notes] == [NOTE]
    house.expect()


def test_a_file_that_is_none_of_ours_is_refused_and_changes_nothing(
    context_of: Callable[..., BrowserContext],
) -> None:
    page = context_of().new_page()
    whole = resultfile.dump_journal(casework.FiledJournal([attempt_of(SCRIPT, 3)]))
    forged = whole.replace(b'"hurt"', b'"both"')
    for content, sentence in ((b"\x00\xff", "result_not_json"), (forged, "result_edited")):
        visitor = at(page, "/mine")
        choose(visitor, content)
        expect(visitor.text(visitor.words(f"errors.{sentence}"))).to_be_visible()
    visitor = at(page, "/mine")
    choose(visitor, whole)
    expect(visitor.text(visitor.words("mine.file_unsaved"))).to_be_visible()
    assert visitor.page.locator("[class*=st-key-time-]").count() == 1


@pytest.mark.parametrize("language", ["en", "th"])
def test_what_is_wrong_with_a_typed_code_is_said_kindly(
    context_of: Callable[..., BrowserContext], language: str
) -> None:
    visitor = at(context_of(language).new_page(), "/mine", language)
    words, code = visitor.words, PrivateCode.new().shown()
    other = "3" if code[0] != "3" else "4"
    for typed, sentence in (
        ("ABCD", words("errors.code_length", given=4, wanted=28)),
        (other + code[1:], words("errors.code_typo")),
        (code, words("errors.code_unknown")),
    ):
        visitor.part("typed-code").get_by_role("textbox").fill(typed)
        visitor.button("open-code").click()
        expect(visitor.text(sentence)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_device_remembers_where_it_was_chosen_and_forgets_again(
    house: House,
    kept: tuple[PrivateCode, KeptJournal],
    context_of: Callable[..., BrowserContext],
    language: str,
) -> None:
    context = context_of(language)
    visitor = come_back(context.new_page(), kept[0].shown(), language)
    words = visitor.words
    expect(visitor.text(words("mine.device_off"))).to_be_visible()
    with visitor.page.expect_response("**/ticket") as given:
        visitor.button("remember-device").click()
    assert given.value.status == 204
    expect(visitor.text(words("mine.device_on"))).to_be_visible()
    house.expect(holder=1, record=5, device=1)
    (cookie,) = [it for it in context.cookies() if it["name"] == "device"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    visitor.page.close()

    again = at(context.new_page(), "/", language)
    expect(again.button("begin")).to_be_visible()
    assert again.words("mine.device_on") not in again.page.inner_text("body")
    again.page.get_by_role("link", name=words("start.come_back"), exact=True).click()
    expect_times(again, 4, 0)
    again.button("close").click()
    expect(again.text(words("mine.closed_here"))).to_be_visible()
    again.button("open-again").click()
    expect_times(again, 4, 0)
    with again.page.expect_response("**/ticket"):
        again.button("forget-device").click()
    expect(again.text(words("mine.device_off"))).to_be_visible()
    house.expect(holder=1, record=5)
    again.page.reload()
    expect(again.button("open-code")).to_be_visible()
    assert "device" not in {it["name"] for it in context.cookies()}


def test_one_time_is_deleted_and_another_tab_sees_it(
    house: House,
    kept: tuple[PrivateCode, KeptJournal],
    context_of: Callable[..., BrowserContext],
) -> None:
    context, code = context_of(), kept[0].shown()
    one, two = (come_back(context.new_page(), code) for _ in range(2))
    expect_times(one, 4, 0)
    newest = kept[1].entries[-1].id.hex()
    one.button(f"delete-{newest}").click()
    one.button(f"not-{newest}").click()
    one.button(f"delete-{newest}").click()
    one.button(f"sure-{newest}").dblclick()
    expect_times(one, 0)
    house.expect(holder=1, record=3)
    two.button(f"delete-{newest}").click()
    expect_times(two, 0)


def test_notes_are_written_changed_and_deleted(
    kept: tuple[PrivateCode, KeptJournal], context_of: Callable[..., BrowserContext]
) -> None:
    visitor = come_back(context_of().new_page(), kept[0].shown())
    expect(visitor.page.get_by_text(NOTE)).to_be_visible()
    note = kept[1].notes[0].id.hex()
    visitor.button(f"change-{note}").click()
    visitor.page.locator("textarea").fill("<b>changed</b> $x$")
    visitor.button(f"save-{note}").dblclick()
    expect(visitor.button(f"change-{note}")).to_be_visible()
    expect(visitor.page.get_by_text("<b>changed</b> $x$")).to_be_visible()
    kept[1].refresh()
    assert [it.text for it in kept[1].notes] == ["<b>changed</b> $x$"]
    visitor.button(f"delete-{note}").click()
    visitor.button(f"sure-{note}").click()
    expect(visitor.part(f"note-{note}")).to_have_count(0)
    kept[1].refresh()
    assert kept[1].notes == ()


@pytest.mark.parametrize("language", ["en", "th"])
def test_everything_is_taken_along_and_then_deleted_for_good(
    house: House,
    kept: tuple[PrivateCode, KeptJournal],
    context_of: Callable[..., BrowserContext],
    tmp_path: Path,
    language: str,
) -> None:
    visitor = come_back(context_of(language).new_page(), kept[0].shown(), language)
    words = visitor.words
    day = visitor.download("take-day", tmp_path)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.ics", day.name)
    visitor.page.get_by_role("link", name=words("mine.to_data"), exact=True).click()
    whole = visitor.download("take-all-json", tmp_path)
    found = resultfile.read_journal([whole.read_bytes()], "", lambda *_: TRUST.bank)
    assert [it.attempt for it in found.entries] == [it.attempt for it in kept[1].entries]
    assert visitor.download("take-all-csv", tmp_path).read_text("utf-8-sig").count("\n") == 31

    visitor.button("revoke-keep").click()
    visitor.button("no-revoke-keep").click()
    visitor.button("delete-all").click()
    house.expect(holder=1, record=4)
    visitor.button("yes-delete-all").dblclick()
    expect(visitor.text(words("data.erased"))).to_be_visible()
    expect(visitor.text(words("data.held_nothing"))).to_be_visible()
    house.expect()
    visitor.go_to("mine")
    visitor.part("typed-code").get_by_role("textbox").fill(kept[0].shown())
    visitor.button("open-code").click()
    expect(visitor.text(words("errors.code_unknown"))).to_be_visible()


def test_what_was_erased_on_another_device_is_closed_here_with_one_sentence(
    kept: tuple[PrivateCode, KeptJournal], context_of: Callable[..., BrowserContext]
) -> None:
    visitor = come_back(context_of().new_page(), kept[0].shown())
    kept[1].erase()
    visitor.button("note-new").click()
    expect(visitor.text(visitor.words("errors.holder_gone"))).to_be_visible()
    expect(visitor.button("open-code")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "dark", "size"), [("th", True, PHONE), ("en", False, DESKTOP)], ids=["th", "en"]
)
def test_the_pages_are_for_everybody(
    kept: tuple[PrivateCode, KeptJournal],
    context_of: Callable[..., BrowserContext],
    language: str,
    dark: bool,
    size: ViewportSize,
) -> None:
    context = context_of(
        language, viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    faults: dict[str, list[str]] = {}

    def look(name: str, place: str) -> None:
        expect(page.locator(f"[data-place={place}]").first).to_be_attached()
        visitor.settle()
        assert page.get_by_role("heading", level=1).count() == 1
        if found := faults_of(page, size):
            faults[name] = found

    visitor = at(page, "/mine", language)
    expect(visitor.button("open-code")).to_be_visible()
    look("closed", "mine")
    visitor = come_back(page, kept[0].shown(), language)
    visitor.button("note-new").click()
    expect(page.locator("textarea")).to_be_visible()
    visitor.button(f"delete-{kept[1].entries[-1].id.hex()}").click()
    expect(visitor.text(visitor.words("mine.delete_sure"))).to_be_visible()
    look("open", "mine-open")
    page.get_by_role("link", name=visitor.words("mine.to_data"), exact=True).click()
    visitor.button("show-all-sealed").click()
    visitor.button("delete-all").click()
    expect(visitor.text(visitor.words("data.delete_sure"))).to_be_visible()
    look("data", "data-open")
    visitor = with_a_result(page, language)
    visitor.button("show-file").click()
    expect(visitor.part("again-result")).to_be_visible()
    look("choices", "result")
    tick(visitor, "agree-keep")
    visitor.button("keep").click()
    expect(visitor.part("private-code")).to_be_visible()
    page.locator(".st-key-private-code summary").click()
    expect(page.locator("img.qr")).to_be_visible()
    look("code", "result")
    assert not faults, "\n".join(f"{name}: {it}" for name in faults for it in faults[name])
