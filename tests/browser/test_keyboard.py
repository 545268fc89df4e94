"""The quiz by keyboard alone: everything is reached, seen to be reached, and works."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST

MOST_STOPS = 60

# Whether what has the focus looks otherwise than without it (itself, its label, what is in it).
FOCUS_SHOWS = """() => {
  const on = document.activeElement
  const places = [on, on.closest('label'), ...(on.closest('label')?.querySelectorAll('*') ?? [])]
    .filter(Boolean)
  const look = () => JSON.stringify(places.map((it) => {
    const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(it)
    return [outline, boxShadow, borderColor, backgroundColor]
  }))
  const focused = look()
  on.blur()
  const blurred = look()
  on.focus({ preventScroll: true })
  return focused !== blurred
}"""


def _has_focus(place: Locator) -> bool:
    """Whether the focus is at or in this part of the page."""
    return bool(place.evaluate("it => it.contains(document.activeElement)"))


def _tab_to(page: Page, place: Locator) -> None:
    """Tab on until the focus is there; fails where Tab never gets there."""
    expect(place).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if _has_focus(place):
            return
    raise AssertionError(f"{MOST_STOPS} times Tab did not reach {place}")


def _choose(visitor: Visitor, key: str, place: int) -> None:
    """Take the option at this place (from 0) of the choice under a key."""
    page, group = visitor.page, visitor.choice(key).get_by_role("radiogroup")
    _tab_to(page, group)
    if place == 0:
        page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    expect(group.get_by_role("radio").nth(place)).to_be_checked()
    assert _has_focus(group)


def _press(visitor: Visitor, key: str) -> None:
    _tab_to(visitor.page, visitor.button(key))
    visitor.page.keyboard.press("Enter")


def test_exit_is_reached_first_and_every_stop_shows_its_focus(page: Page) -> None:
    visitor = Visitor(page)
    expect(visitor.button("begin")).to_be_visible()
    visitor.settle()
    page.keyboard.press("Tab")
    expect(page.locator("#exit")).to_be_focused()
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        here = page.evaluate("() => document.activeElement.outerHTML.slice(0, 300)")
        if here.startswith("<body") or here in stops[:1]:
            break
        stops.append(here)
        assert page.evaluate(FOCUS_SHOWS), f"the focus cannot be seen at {here}"
        page.keyboard.press("Tab")
    assert any('type="radio"' in stop for stop in stops)


def test_quiz_is_taken_by_keyboard_alone(page: Page) -> None:
    visitor, way = Visitor(page, side="broke"), SCRIPTS["clear"]
    expect(visitor.button("begin")).to_be_visible()
    visitor.settle()
    _choose(visitor, "side", TRUST.bank.perspectives.index("broke"))
    _choose(visitor, "context-CX-1", 0)
    _press(visitor, "begin")
    for number in range(1, TRUST.bank.first_pages + 1):
        visitor.arrive(number)
        for item, answer in way.page(number).items():
            assert isinstance(answer, int)
            _choose(visitor, f"answer-{item}", TRUST.bank.scale.values.index(answer))
            assert page.evaluate(FOCUS_SHOWS), f"the focus cannot be seen at {item}"
        _press(visitor, "finish" if number == TRUST.bank.first_pages else "next")
    visitor.land("private")
    _press(visitor, "private-done")
    visitor.expect_result()
    visitor.land("result")
    visitor.expect_focus(*way.first.sentences(visitor.words, TRUST, "broke"))

    article = TRUST.article("en", "S2")
    assert article is not None
    _press_summary(page, article.title)
    expect(visitor.part("article-body")).to_be_visible()


def _press_summary(page: Page, title: str) -> None:
    summary = page.locator("summary").filter(has_text=title)
    _tab_to(page, summary)
    assert page.evaluate(FOCUS_SHOWS)
    page.keyboard.press("Enter")
