"""A visitor with a real browser and an empty cache: when the page answers, and what it asks for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import browsers

PATIENCE, GLANCE = 60_000, 50  # milliseconds

CLOCK = """
(() => {
  // Milliseconds since the page was asked for: when the first option could be seen, when a click on
  // it had been answered by a whole run of the script, and when a question could be seen.
  const seen = {visible: 0, answered: 0, question: 0};
  window.seen = seen;
  const inSight = (selector) => {
    const label = document.querySelector(selector + ' input[type=radio]')?.closest('label');
    const box = label?.getBoundingClientRect();
    return box && box.width > 0 && box.height > 0 ? label : null;
  };
  const runs = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  let clicks = 0;
  let next = Infinity;
  const look = () => {
    const option = seen.answered ? null : inSight('[data-testid="stRadio"]');
    const now = performance.now();
    if (option && !seen.visible) {
      seen.visible = now;
      next = now + 50;  // nobody is faster, and Streamlit may lose a click in the first ones
    }
    if (option && now > next && (clicks || runs() === 'notRunning')) {
      const group = option.closest('[data-testid="stRadio"]');
      group.querySelectorAll('label:has(input)')[clicks % 2].click();
      clicks += 1;
      next = now + 1000;  // another option, if that one was lost
    }
    if (seen.answered && !seen.question && inSight('[class*="st-key-answer-"]')) {
      seen.question = performance.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new MutationObserver(() => {  // told of changes alone: the first one after the click is a run
    if (clicks && runs() === 'notRunning' && !seen.answered) seen.answered = performance.now();
  }).observe(document, {subtree: true, attributeFilter: ['data-test-script-state']});
})();
"""


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """The browser that the tests find."""
    browsers.use_a_node_that_starts()
    with sync_playwright() as playwright:
        browser = browsers.open_browser(playwright)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Traffic:
    """What a page has asked for so far: addresses, and bytes on the line, sockets included."""

    asked: list[str] = field(default_factory=list)
    bytes: float = 0

    def follow(self, line: Any) -> None:
        """Count what this session of the browser's own protocol tells."""
        line.on("Network.requestWillBeSent", lambda it: self.asked.append(it["request"]["url"]))
        line.on("Network.loadingFinished", lambda it: self._add(it["encodedDataLength"]))
        for way in ("Sent", "Received"):
            line.on(f"Network.webSocketFrame{way}", self._add_frame)

    def _add(self, count: float) -> None:
        self.bytes += max(0, count)

    def _add_frame(self, event: dict[str, Any]) -> None:
        """A frame of a socket: its data is told in base 64."""
        self.bytes += 0.75 * len(event["response"]["payloadData"])


@dataclass(frozen=True)
class Visit:
    """A page on the way, with its clock in it and its traffic counted."""

    page: Page
    traffic: Traffic

    def seconds(self, moment: str) -> float:
        """Seconds from asking for the page to one of the clock's moments, waited for.

        Raises TimeoutError with the moments so far. The page is asked again and again, since its
        policy lets no text be run as a script, which playwright's own waiting would do.
        """
        for _ in range(PATIENCE // GLANCE):
            seen = self.page.evaluate("() => window.seen ?? {}")
            if seen.get(moment):
                return float(seen[moment]) / 1000
            self.page.wait_for_timeout(GLANCE)
        raise TimeoutError(f"{moment}: {seen}")


@contextlib.contextmanager
def visit(browser: Browser, url: str, line: dict[str, float] | None = None) -> Iterator[Visit]:
    """Someone who was never here opens a page: a phone's size, English, on a line if one is given.

    `line` is what `Network.emulateNetworkConditions` takes: latency in milliseconds, throughputs
    in bytes a second.
    """
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.add_init_script(CLOCK)
        session = context.new_cdp_session(page)
        traffic = Traffic()
        traffic.follow(session)
        session.send("Network.enable")
        if line:
            session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        page.goto(url, wait_until="commit")
        yield Visit(page, traffic)
    finally:
        context.close()
