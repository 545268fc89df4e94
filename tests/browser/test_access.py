"""Every page for everybody: axe, names as they are read aloud, sizes, no scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET
from tests.browser.tour import tour
from tests.browser.visitor import Visitor

TALLEST = 12_000
LEAST_TARGET = 44  # CSS pixels: the least that WCAG 2.5.5 asks; 48 are aimed at

# Rule and the element it is about, each of a part that Streamlit alone can mend, with the reason.
ALLOWED: dict[tuple[str, str], str] = {}

WHOLE_HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight + 80"
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
  .filter((it) => it.scrollWidth > it.clientWidth)
  .map((it) => `${it.tagName}: ${it.scrollWidth} in ${it.clientWidth}`)"""
CUT_OFF = """() => [...document.querySelectorAll(
    '#root :is(button, a, label, p, h1, h2, h3, summary)')]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.offsetParent)
  .map((it) => [it.getBoundingClientRect().right, it.textContent.slice(0, 60)])
  .filter(([right]) => right > innerWidth + 0.5)
  .map(([right, text]) => `${Math.round(right)} of ${innerWidth}: ${text}`)"""
SMALL = """(least) => [...document.querySelectorAll(
    'button, summary, #exit, .help-line a, [data-testid=stPageLink] a, ' +
    '[data-testid=stLinkButton] a, [data-testid=stRadioOption], [data-testid=stCheckbox] label')]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }))
  .map((it) => [it.getBoundingClientRect(), it])
  .filter(([box]) => box.height > 0 && (box.height < least || box.width < least))
  .map(([box, it]) => `${Math.round(box.width)}x${Math.round(box.height)}: ` +
    `${it.textContent.slice(0, 40) || it.getAttribute('aria-label')}`)"""
NAMES = """() => [...document.querySelectorAll('[aria-label], [alt], [title]')]
  .flatMap((it) => ['aria-label', 'alt', 'title'].map((name) => it.getAttribute(name) ?? ''))"""


def _make_tall(page: Page, width: int) -> None:
    """A window that shows the whole page: axe passes over what is below the fold."""
    height = min(TALLEST, page.evaluate(WHOLE_HEIGHT))
    page.set_viewport_size({"width": width, "height": height})


def _serious(page: Page) -> list[str]:
    """What axe holds to be serious or critical on the page as it stands."""
    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:200]} {node['failureSummary']}"
        for fault in response["violations"]
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical")
        and (fault["id"], str(node["target"][-1])) not in ALLOWED
    ]


def _too_wide(page: Page) -> list[str]:
    """What scrolls sideways or is cut off, once the chart has followed a new width."""
    found: list[str] = []
    for _ in range(50):
        page.wait_for_timeout(150)
        found = [*page.evaluate(SIDEWAYS), *page.evaluate(CUT_OFF)]
        if not found:
            break
    return found


def faults_of(page: Page, size: ViewportSize) -> list[str]:
    """All that is wrong with a page as it stands in a window of this size."""
    found = _too_wide(page)
    _make_tall(page, size["width"])
    found += [*_serious(page), *page.evaluate(SMALL, LEAST_TARGET)]
    found += [f"name: {it}" for it in page.evaluate(NAMES) if "\\" in it or "**" in it]
    page.set_viewport_size(size)
    return found


@pytest.mark.parametrize(
    ("language", "dark", "size"),
    [("en", False, PHONE), ("th", True, PHONE), ("th", False, DESKTOP), ("en", True, DESKTOP)],
    ids=["en-light-phone", "th-dark-phone", "th-light-desktop", "en-dark-desktop"],
)
def test_axe_finds_nothing_serious_and_names_hold_no_markup(
    open_page: Callable[..., Page], language: str, dark: bool, size: ViewportSize
) -> None:
    page = open_page(viewport=size, language=language, dark=dark, timezone_id="Asia/Bangkok")
    faults = {}
    for place in tour(Visitor(page, language, "both")):
        _make_tall(page, size["width"])
        found = _serious(page)
        found += [f"name: {it}" for it in page.evaluate(NAMES) if "\\" in it or "**" in it]
        if found:
            faults[place] = found
        page.set_viewport_size(size)
    assert not faults, "\n".join(f"{place}: {it}" for place in faults for it in faults[place])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_main_button_can_be_read_while_it_cannot_be_pressed(
    open_page: Callable[..., Page], dark: bool
) -> None:
    """As it is while the connection is gone: Streamlit then takes its ground away."""
    visitor = Visitor(open_page(dark=dark))
    button = visitor.button("begin")
    expect(button).to_be_enabled()
    visitor.settle()
    seen = button.evaluate(
        """(it) => {
          it.disabled = true
          it.style.transition = 'none'
          const { color } = getComputedStyle(it.querySelector('p'))
          return [color, ...[it, document.body].map((of) => getComputedStyle(of).backgroundColor)]
        }"""
    )
    words, own, page = seen
    assert words not in (own, page)


@pytest.mark.parametrize("language", ["en", "th"])
def test_nothing_scrolls_sideways_or_is_too_small_and_pages_tell_their_language(
    open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(viewport=PHONE, language=language, timezone_id="Asia/Bangkok")
    visitor, faults = Visitor(page, language, "both"), []
    for place in tour(visitor):
        assert page.locator("html").get_attribute("lang") == language
        assert page.title() == visitor.said.neutral_title
        assert page.get_by_role("heading", level=1).count() == 1, place
        for size in (DESKTOP, TABLET, PHONE):
            page.set_viewport_size(size)
            found = _too_wide(page)
            faults += [f"{place} at {size['width']}: {it}" for it in found]
        faults += [f"{place}: {it}" for it in page.evaluate(SMALL, LEAST_TARGET)]
    assert not faults, "\n".join(faults)
