"""Coming back and looking: two times compared, all of them over time, and the page to take home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from quiz.report import comparison_pdf
from quiz.store import Store, open_store
from quiz.vault import PrivateCode
from quiz.views.results.comparison import comparison
from quiz.views.sheet import Sheet
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_access import (
    CUT_OFF,
    LEAST_TARGET,
    NAMES,
    SIDEWAYS,
    SMALL,
    _make_tall,
    _serious,
)
from tests.browser.visitor import Visitor
from tests.kept import keep, taken
from tests.scripted import TRUST

SCROLLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
BANGKOK = ZoneInfo("Asia/Bangkok")
NOTE = "We **moved** apart, <b>for</b> a while"
HISTORY = (
    taken(0, {"S1": 1, "S2": 2, "S3": 3}),
    taken(4, {"S1": 2}, perspective="broke"),
    taken(8, {"S1": 3, "S2": 3, "S3": 3}),
    taken(12, {"S1": 4, "S2": 2, "S3": 3}, pages=3, language="th"),
)


@pytest.fixture
def store() -> Iterator[Store]:
    """The store that the app has open, too."""
    found = open_store()
    yield found
    found.close()


@pytest.fixture
def code(store: Store) -> PrivateCode:
    """The code of somebody who kept four times and a note."""
    return keep(store, HISTORY, {date(2026, 3, 20): NOTE})


def come_back(visitor: Visitor, code: PrivateCode) -> None:
    """Open what is kept under a code."""
    visitor.part("typed-code").get_by_role("textbox").fill(code.shown())
    visitor.button("open-code").click()
    title = visitor.words("mine.times")
    expect(visitor.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    visitor.settle()


def choose(visitor: Visitor, name: str, option: str) -> None:
    """Choose a time in one of the two lists."""
    label = visitor.words(f"compare.choose.{name}")
    field = visitor.page.get_by_role("combobox", name=label, exact=True)
    field.scroll_into_view_if_needed()
    visitor.page.evaluate(SCROLLED)  # a list that is open shuts where the page scrolls
    visitor.part(f"compare-{name}-{visitor.language}").locator("button").click()
    visitor.page.get_by_role("option", name=re.compile(rf"^{re.escape(option)}")).click()
    expect(field).to_have_value(re.compile(rf"^{re.escape(option)}"))
    visitor.settle()


def drawn(visitor: Visitor) -> None:
    """The chart stands on the page."""
    expect(visitor.part("chart").locator(".js-plotly-plot .main-svg").first).to_be_visible()
    visitor.settle()


def faults(visitor: Visitor, size: ViewportSize) -> list[str]:
    """What is wrong with the page for somebody: by axe, by size, by names."""
    page = visitor.page
    for summary in page.locator("summary").all():
        summary.click()
    page.wait_for_function(f"() => {{ const wide = {SIDEWAYS}; return wide().length === 0 }}")
    found = [*page.evaluate(SIDEWAYS), *page.evaluate(CUT_OFF)]
    found += page.evaluate(SMALL, LEAST_TARGET)
    found += [f"name: {it}" for it in page.evaluate(NAMES) if "\\" in it or "**" in it]
    _make_tall(page, size["width"])
    found += _serious(page)
    page.set_viewport_size(size)
    return found


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("en", PHONE, False), ("th", PHONE, True), ("en", DESKTOP, True), ("th", DESKTOP, False)],
    ids=["en-phone", "th-phone-dark", "en-desktop-dark", "th-desktop"],
)
def test_somebody_comes_back_compares_and_looks_at_all_of_it(
    open_page: Callable[..., Page],
    code: PrivateCode,
    tmp_path: Path,
    language: str,
    size: ViewportSize,
    dark: bool,
) -> None:
    page = open_page(
        "/mine", viewport=size, language=language, dark=dark, timezone_id="Asia/Bangkok"
    )
    visitor = Visitor(page, language)
    words = visitor.words
    come_back(visitor, code)

    page.get_by_role("button", name=words("mine.compare"), exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/compare\?then=3&now=4$"))
    sheets = [Sheet(TRUST, it) for it in HISTORY]
    view = comparison(sheets[2], sheets[3], words, BANGKOK)
    visitor.expect_focus(view.headline, *view.findings)
    expect(visitor.text(view.basis)).to_be_visible()
    expect(visitor.text(view.chances)).to_be_visible()
    expect(visitor.part("cautions")).to_contain_text(view.cautions[0])
    drawn(visitor)
    assert not faults(visitor, size)

    choose(visitor, "then", "1. ")
    view = comparison(sheets[0], sheets[3], words, BANGKOK)
    visitor.expect_focus(view.headline, *view.findings)
    drawn(visitor)
    file = visitor.download("take-pdf", tmp_path)
    assert file.name == "check-in-compare-2026-05-26.pdf"
    wanted = comparison_pdf(sheets[0], sheets[3], words, date(2026, 5, 26), BANGKOK)
    assert file.read_bytes() == wanted
    choose(visitor, "then", "2. ")
    visitor.expect_focus(words("compare.headline.refused"))
    expect(visitor.part("chart")).to_have_count(0)

    page.get_by_role("link", name=words("compare.to_trend"), exact=True).click()
    expect(page.get_by_role("heading", name=words("trend.title"), exact=True)).to_be_visible()
    drawn(visitor)
    expect(visitor.text(words("trend.breaks_title"))).to_be_visible()
    day = words.day(date(2026, 3, 20))
    expect(visitor.text(words("trend.note", mark="1", day=day, text=NOTE))).to_be_visible()
    assert not faults(visitor, size)
    expect(page.locator("table.figures")).to_have_count(len(TRUST.bank.steps))
    assert page.locator("table.figures").first.locator("tbody tr").count() == len(HISTORY)

    page.reload()
    expect(visitor.text(words("trend.no_journal"))).to_be_visible()
