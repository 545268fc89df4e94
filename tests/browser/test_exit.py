"""Exit this page, in a real browser: leaving at any moment, and what a way back then shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, ViewportSize, expect

from quiz.ui.shell import WORDS
from tests.browser.conftest import DESKTOP, PHONE, TABLET

pytestmark = [pytest.mark.allow_host("www.bbc.com"), pytest.mark.allow_host("www.tmd.go.th")]

NEUTRAL = {"en": "https://www.bbc.com/weather", "th": "https://www.tmd.go.th/"}
RADIO = "[data-testid=stRadio]"


def keep_off_the_net(context: BrowserContext) -> None:
    """The neutral sites are played here, so that no test asks them."""

    def play(route: Route) -> None:
        route.fulfill(body="<title>Weather</title><p>Rain later.", content_type="text/html")

    for site in ("https://www.bbc.com/**", "https://www.tmd.go.th/**"):
        context.route(site, play)


@pytest.fixture
def visitor(open_page: Callable[..., Page]) -> Callable[..., Page]:
    def visit(path: str = "/", **options: object) -> Page:
        page = open_page(path, **options)
        keep_off_the_net(page.context)
        expect(page.locator(RADIO).first).to_be_visible()
        return page

    return visit


def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def expect_neutral_start(page: Page) -> None:
    """Nothing but a neutral title and a button, at an address that tells nothing."""
    expect(page.get_by_role("button")).to_have_text(WORDS["en"].again)
    assert page.url.endswith("/")
    assert page.title() == WORDS["en"].title
    assert page.locator("body").inner_text().split() == [WORDS["en"].title, WORDS["en"].again]


@pytest.mark.parametrize("viewport", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("language", ["en", "th"])
def test_the_button_is_first_large_and_covers_nothing(
    visitor: Callable[..., Page], viewport: ViewportSize, language: str
) -> None:
    page = visitor(viewport=viewport, language=language)
    button = page.get_by_role("button", name=WORDS[language].exit, exact=True)
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    box, app = button.bounding_box(), page.locator("#root").bounding_box()
    assert box is not None
    assert app is not None
    assert box["height"] >= 48
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= app["y"]
    page.mouse.wheel(0, 2000)
    assert button.bounding_box() == box
    expect(button).to_have_accessible_description(
        f"{WORDS[language].exit_how} {WORDS[language].exit_history}"
    )


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("way", ["click", "Enter", "Space", "Shift"])
def test_every_way_of_leaving_leads_to_the_neutral_site(
    visitor: Callable[..., Page], way: str, language: str
) -> None:
    page = visitor(language=language)
    button = page.get_by_role("button", name=WORDS[language].exit, exact=True)
    if way == "click":
        button.click()
    elif way == "Shift":
        page.locator(RADIO).first.locator("input").first.focus()
        press_shift(page, 3)
    else:
        button.press(way)
    page.wait_for_url(NEUTRAL[language])


def test_presses_of_shift_are_counted_aloud_and_forgotten(visitor: Callable[..., Page]) -> None:
    page = visitor()
    count = page.locator("#exit-count")
    press_shift(page, 1)
    expect(count).to_have_text(WORDS["en"].press_twice)
    press_shift(page, 1)
    expect(count).to_have_text(WORDS["en"].press_once)
    page.keyboard.press("ArrowDown")
    expect(count).to_be_empty()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    for _ in range(3):
        page.keyboard.press("Alt+Shift")
    press_shift(page, 1)
    expect(count).to_have_text(WORDS["en"].press_twice)
    expect(count).to_have_text(WORDS["en"].exit_stopped, timeout=8000)
    expect(count).to_be_empty(timeout=8000)


def test_every_way_back_shows_a_neutral_start(visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.locator(RADIO).first.locator("label[data-testid=stRadioOption]").first.click()
    for place in ("/help", "/read", "/how"):
        page.goto(place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name=WORDS["en"].exit, exact=True).click()
    page.wait_for_url(NEUTRAL["en"])
    for _ in range(3):
        page.go_back()
        expect_neutral_start(page)
    page.reload()
    expect_neutral_start(page)
    page.get_by_role("button").click()
    expect(page.locator(RADIO).first).to_be_visible()
    expect(page.locator(f"{RADIO} input:checked")).to_have_count(0)


def test_leaving_works_before_the_app_is_up(new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(locale="en-GB")
    keep_off_the_net(context)
    page = context.new_page()
    page.route("**/static/js/index.*", lambda route: route.fulfill(content_type="text/javascript"))
    page.goto("/")
    expect(page.get_by_text(WORDS["en"].wait)).to_be_visible()
    press_shift(page, 3)
    page.wait_for_url(NEUTRAL["en"])


@pytest.mark.allow_console("ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket")
def test_leaving_works_offline_and_is_remembered(visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/help")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name=WORDS["en"].exit, exact=True).click(no_wait_after=True)
    page.wait_for_url(NEUTRAL["en"])
    page.context.set_offline(False)
    page.go_back()
    expect_neutral_start(page)


def test_other_tabs_leave_as_well(visitor: Callable[..., Page]) -> None:
    page = visitor()
    other = page.context.new_page()
    other.goto("/help")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name=WORDS["en"].exit, exact=True).click()
    other.wait_for_url(NEUTRAL["en"])
    other.go_back()
    expect(other).to_have_title("")  # the tab was opened with this page: nothing lies behind it


def test_a_page_kept_alive_by_the_browser_does_not_come_back(visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.evaluate(
        "document.cookie = 'left=1; Path=/';"
        "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    )
    expect_neutral_start(page)


def test_the_button_follows_the_language_of_the_page(visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.evaluate("document.documentElement.lang = 'th'")
    button = page.get_by_role("button", name=WORDS["th"].exit, exact=True)
    expect(button).to_have_attribute("title", WORDS["th"].exit_history)
    button.click()
    page.wait_for_url(NEUTRAL["th"])


def test_without_scripts_help_and_the_way_out_are_there(
    new_context: Callable[..., BrowserContext],
) -> None:
    context = new_context(java_script_enabled=False)
    keep_off_the_net(context)
    page = context.new_page()
    page.goto("/")
    for language, words in WORDS.items():  # by their place: text and roles pass over <noscript>
        said = page.locator(f".no-script [lang={language}]")
        expect(said).to_be_visible()
        assert words.danger in (said.text_content() or "")
        expect(said.locator("a")).to_have_attribute("href", words.directory_site)
    page.get_by_role("button", name=WORDS["en"].exit, exact=True).click()
    page.wait_for_url(NEUTRAL["en"])
