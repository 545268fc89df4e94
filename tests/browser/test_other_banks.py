"""Other questionnaires: any scale, ids and languages are taken in the browser and scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz import resultfile
from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.content import Edition, load
from quiz.content.golden import GoldenCase
from tests.browser.serving import serve
from tests.browser.test_result_file import payload
from tests.browser.visitor import Visitor

VALID = Path(__file__).resolve().parents[1] / "banks" / "valid"


@pytest.fixture(scope="module")
def banks_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that offers the valid banks of the tests, not the five steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZ_BANKS", str(VALID))
        with serve(tmp_path_factory.mktemp("app") / "server.log") as url:
            yield url


def _take(visitor: Visitor, edition: Edition, case: GoldenCase) -> None:
    """Take a bank as a golden case has it; a first option where the case leaves a choice open."""
    context = {q.name: q.options[0] for q in edition.bank.context if q.required}
    visitor.begin({**context, **case.context})
    for number, items in enumerate(edition.bank.pages, start=1):
        visitor.arrive(number)
        for item in items:
            answer = case.answers.get(item.id, case.fill)
            if answer is not None:
                visitor.give(item.id, NOT_APPLICABLE if answer == "NA" else answer)
        if number < len(edition.bank.pages):
            visitor.button("next").click()
    visitor.see_result()


@pytest.mark.parametrize(
    ("folder", "place"),
    [("six_points", 1), ("odd_ids", 0), ("two_points", 0), ("negative_scale", 0), ("sides", 2)],
)
def test_bank_of_another_kind_is_taken_and_scored_as_its_golden_case_says(
    open_page: Callable[..., Page], banks_url: str, folder: str, place: int
) -> None:
    edition = load(VALID / folder)
    case = edition.golden[place]
    page = open_page(f"{banks_url}/?bank={folder}")
    visitor = Visitor(page, side=case.perspective, edition=edition)
    _take(visitor, edition, case)
    page.locator("summary").filter(has_text=visitor.words("result.table_open")).click()
    table = page.get_by_test_id("stExpanderDetails").get_by_role("paragraph")
    for step, expected in case.expect.steps.items():
        assert expected.score is not None
        row = table.filter(has_text=visitor.said.steps[step].title)
        figures = visitor.words("result.score_line", score=round(expected.score), low="|", high="")
        expect(row).to_contain_text(figures.split("|")[0])
    expect(visitor.part("surer")).to_have_count(0)  # every question was asked


def test_ranges_of_a_bank_rest_on_its_own_constants(
    open_page: Callable[..., Page], banks_url: str
) -> None:
    """Of two answers each, with a spread of 20: 1.28 * 20 / sqrt(2) is 18.1 to either side."""
    edition = load(VALID / "six_points")
    page = open_page(f"{banks_url}/?bank=six_points")
    visitor = Visitor(page, side=None, edition=edition)
    _take(visitor, edition, edition.golden[1])
    page.locator("summary").filter(has_text=visitor.words("result.table_open")).click()
    for score, low, high in ((100, 82, 100), (0, 0, 18), (70, 52, 88)):
        line = visitor.words("result.score_line", score=score, low=low, high=high)
        expect(page.get_by_text(line)).to_be_visible()


def test_result_of_a_bank_in_one_language_opens_for_a_reader_of_another(
    open_page: Callable[..., Page], banks_url: str
) -> None:
    edition = load(VALID / "six_points")
    bank = edition.bank
    attempt = Attempt(bank.id, bank.version, dict.fromkeys(bank.item_by_id, 3), len(bank.pages))
    page = open_page(f"{banks_url}/?bank=sides", language="th")
    visitor = Visitor(page, "th")
    visitor.upload(payload(resultfile.dump(attempt)))
    visitor.expect_result()
    for step in bank.steps:
        title = edition.words("en").steps[step.id].title
        expect(page.get_by_text(title).filter(visible=True).first).to_be_visible()


def test_other_questionnaires_can_be_chosen_on_start(
    open_page: Callable[..., Page], banks_url: str
) -> None:
    edition = load(VALID / "two_points")
    page = open_page(f"{banks_url}/")
    visitor = Visitor(page, side=None, edition=edition)
    visitor.button("show-others").click()
    visitor.button("bank-two_points").click()
    title = page.get_by_role("heading", name=edition.words("en").title, exact=True, level=1)
    expect(title).to_be_visible()
    visitor.begin({})
