"""Start and the first question on a slow line: seconds, bytes, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench.browser import Visit, open_browser, visit
from bench.figures import Figure, below, held
from bench.serving import our_app

MEGABIT = 1_000_000 / 8  # bytes a second
LINE = {"latency": 80, "downloadThroughput": 4 * MEGABIT, "uploadThroughput": 4 * MEGABIT}
QUIET = 3_000  # milliseconds to wait for what a page may fetch ahead


@dataclass(frozen=True)
class Way:
    """One visitor's way from nothing to the first question: seconds, bytes, addresses."""

    usable: float
    question: float
    bytes: float
    asked: tuple[str, ...]


def measure(*, quick: bool) -> Iterator[Figure]:
    """Medians over some visitors with an empty cache, one after the other."""
    with our_app("streamlit run") as server, open_browser() as browser:
        ways = [_go(browser, server.url) for _ in range(2 if quick else 6)][1:]
    usable, question = median(way.usable for way in ways), median(way.question for way in ways)
    yield below("4 Mbit/s, 80 ms: Start can be used", usable, 3, "s")
    yield below("  the first question is seen, clicks included", question, 3, "s")
    yield below("  bytes until then", median(way.bytes for way in ways) / 1e6, 1.2, "MB")
    plotly = sorted(
        {urlsplit(url).path for way in ways for url in way.asked if "plotly" in url.lower()}
    )
    hosts = {urlsplit(url).hostname for way in ways for url in way.asked if url[:4] == "http"}
    told = (
        f"{median(len(way.asked) for way in ways):g} requests; {', '.join(plotly) or 'no plotly'}"
    )
    yield held("  asked for until then", told, limit="no plotly.js", met=not plotly)
    others = sorted(str(host) for host in hosts - {"127.0.0.1"})
    yield held("  other hosts asked", ", ".join(others) or "none", limit="none", met=not others)


def _go(browser: Browser, url: str) -> Way:
    """A new visitor makes every choice of Start, begins, and waits whether more is fetched."""
    with visit(browser, url, LINE) as it:
        usable = it.seconds("answered")
        _begin(it)
        question = it.seconds("question")
        it.page.wait_for_timeout(QUIET)
        return Way(usable, question, it.traffic.bytes, tuple(it.traffic.asked))


def _begin(it: Visit) -> None:
    """The first option of every choice still open (the clock has made the first one), and Begin."""
    groups = it.page.get_by_test_id("stRadio")
    for place in range(1, groups.count()):
        groups.nth(place).locator("label:has(input)").first.click()
    it.page.locator(".st-key-begin button").click()
