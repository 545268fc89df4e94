"""Every page once, in all its parts, for tests that look at each."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from quiz import resultfile
from tests.browser.test_result_file import attempt_of, payload
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS


def tour(visitor: Visitor) -> Iterator[str]:
    """The names of the places, each open while its name is at hand. Begins at the Start page."""
    page = visitor.page
    expect(visitor.button("begin")).to_be_visible()
    visitor.button("show-saved").click()
    visitor.button("show-more").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    yield "start"

    # Two steps listed, the notes of both, an article and a week to choose.
    visitor.upload(payload(resultfile.dump(attempt_of(SCRIPTS["prerequisite"], 3, "both"))))
    visitor.expect_result()
    visitor.land("result")
    expect(visitor.part("chart").locator(".js-plotly-plot .xtick").first).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    expect(visitor.part("article-body").first).to_be_visible()
    yield "result"

    for name, title in (("help", "help.title"), ("how", "how.title"), ("read", "nav.read")):
        visitor.go_to(name)
        heading = page.get_by_role("heading", name=visitor.words(title), exact=True)
        expect(heading).to_be_visible()
        visitor.land("read-" if name == "read" else name)
        yield name
    visitor.button("read-S3").click()
    expect(visitor.part("article-body")).to_be_visible()
    visitor.land("read-S3")
    yield "article"
    yield from _on_from_the_result(visitor)


def _on_from_the_result(visitor: Visitor) -> Iterator[str]:
    """The private block, what stands above the result then, and a question more."""
    visitor.go_to("back_to_result")
    visitor.expect_result()
    visitor.land("result")
    again = visitor.words("private.again")
    visitor.page.get_by_role("link", name=again, exact=True).click()
    visitor.land("private")
    visitor.choose("private-SF-0", visitor.words("private.answers.yes"))
    visitor.choose("private-SF-1", visitor.words("private.answers.yes"))
    yield "private"

    visitor.button("private-done").click()
    expect(visitor.part("help-first")).to_be_visible()
    visitor.expect_result()
    visitor.land("result")
    yield "result-help-first"

    visitor.button("surer").click()
    visitor.arrive(4)
    for item, answer in SCRIPTS["clear"].page(4).items():
        assert answer is not None
        visitor.give(item, answer)
        break
    yield "questions"
