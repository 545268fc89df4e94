"""How long until Start can be used, with an empty cache, against an app of one radio group."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser

from bench.browser import open_browser, visit
from bench.figures import Figure, against
from bench.serving import one_radio_app, our_app


def measure(*, quick: bool) -> Iterator[Figure]:
    """Seconds until a click on the first option is answered, by `streamlit run` and by uvicorn."""
    rounds = 3 if quick else 9
    with open_browser() as browser:
        for way in ("streamlit run", "uvicorn"):
            with our_app(way) as ours, one_radio_app(way) as other:
                taken = _in_turn(browser, rounds, ours.url, other.url)
            (seen, answered), (other_seen, other_answered) = taken
            yield against(f"Start can be used, {way}", answered, other_answered, 1.1, "s")
            told = f"{seen:.4g} s against {other_seen:.4g} s"
            yield Figure("  its first option is seen", told, ratio=seen / other_seen)


def _in_turn(browser: Browser, rounds: int, *urls: str) -> list[tuple[float, float]]:
    """For each app the median seconds until its first option is seen, and until it answers."""
    taken: list[list[tuple[float, float]]] = [[] for _ in urls]
    for number in range(rounds + 1):  # the first is not counted
        for place, url in list(enumerate(urls))[:: 1 if number % 2 else -1]:
            with visit(browser, url) as it:
                moments = it.seconds("visible"), it.seconds("answered")
            if number:
                taken[place].append(moments)
    return [(median(s for s, _ in each), median(a for _, a in each)) for each in taken]
