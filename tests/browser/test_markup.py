"""Markup in the words of a bank: shown as it is written, never acted upon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from quiz.content import Edition, load
from tests.browser.serving import serve
from tests.browser.visitor import Visitor

MARKUP = (
    "<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> <b>bold</b> &amp; "
    "**bold** _slanted_ `code` ~~gone~~ $x^2$ :red[red] :material/home: :smile: "
    "[here](https://elsewhere.example/) ![](https://elsewhere.example/p.png) "
    "https://elsewhere.example/a www.elsewhere.example me@elsewhere.example {curly} back\\slash"
)
OPENINGS = ("1. ", "- ", "# ", "> ", "+ ", "* ", "--- ")


def marked(name: str) -> str:
    """Words full of what a page could take for markup; told apart by a name."""
    return f"{name} {MARKUP}"


def hostile_bank() -> tuple[dict[str, Any], dict[str, Any]]:
    """Structure and words of a bank that has markup in every text."""
    ids = [f"q{number}" for number in range(1, 1 + len(OPENINGS))]
    structure = {
        "id": "hostile",
        "version": "1.0.0",
        "languages": ["en"],
        "scale": {"min": 0, "max": 1},
        "perspectives": ["one", "two"],
        "steps": [{"id": "first"}, {"id": "second"}],
        "items": [
            {"id": it, "step": ("first", "second")[place % 2]} for place, it in enumerate(ids)
        ],
        "context": [{"id": "c", "name": "c", "required": True, "options": ["a", "b"]}],
        "bands": [{"id": "low", "from": 0}, {"id": "high", "from": 50}],
        "private_block": {"gate": "g", "paths": ["p"], "questions": [{"id": "s", "path": "p"}]},
    }
    words = {
        "language": "en",
        **{name: marked(name) for name in ("title", "tagline", "instructions", "time_frame")},
        **{name: marked(name) for name in ("not_applicable", "choose_perspective", "disclaimer")},
        "about": [marked("about")],
        "anchors": {0: marked("no"), 1: marked("yes")},
        "perspectives": {"one": marked("one"), "two": marked("two")},
        "steps": {
            step: {name: marked(f"{step} {name}") for name in ("title", "about", "focus", "note")}
            for step in ("first", "second")
        },
        "items": {it: f"{opening}{marked(it)}" for it, opening in zip(ids, OPENINGS, strict=True)},
        "context": {"c": {"text": marked("context"), "options": {"a": marked("a"), "b": "b"}}},
        "private_block": {
            **{name: marked(name) for name in ("intro", "gate", "help_general")},
            "questions": {"s": marked("danger")},
            "help": {"p": marked("help")},
        },
        "bands": {
            "low": {"name": marked("low"), "gloss": marked("low gloss")},
            "high": {"name": marked("high")},
        },
    }
    practice = {
        "first": {
            "name": marked("practice"),
            "intro": marked("intro"),
            "days": [{"alone": marked("day")}],
        }
    }
    return structure, {"text": words, "practice": practice}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the hostile bank, alone in its folder of banks."""
    folder = tmp_path_factory.mktemp("banks") / "hostile"
    folder.mkdir()
    structure, texts = hostile_bank()
    (folder / "bank.yaml").write_text(yaml.safe_dump(structure), encoding="utf-8")
    for name, words in texts.items():
        (folder / f"{name}.en.yaml").write_text(yaml.safe_dump(words), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile_url(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that offers the hostile bank alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZ_BANKS", str(hostile.parent))
        with serve(tmp_path_factory.mktemp("app") / "server.log") as url:
            yield url


# What stands on the page, to the letter; what breaks an address or an icon apart has no width.
SHOWN = """(text) => document.querySelector('#root').innerText
  .replace(/[\u200b\u2060]/g, '').replace(/\\s+/g, ' ').includes(text)"""


class Reader(Visitor):
    """Takes a bank without reading it: options are told by their place."""

    def pick(self, key: str, place: int) -> None:
        """Touch the option at this place, from 0."""
        self.choice(key).get_by_test_id("stRadioOption").nth(place).click()
        expect(self.choice(key).get_by_role("radio").nth(place)).to_be_checked()

    def expect_shown(self, *texts: str | None) -> None:
        """Each of these texts stands on the page to the letter, and none became a link."""
        self.settle()
        missing = [text for text in texts if not self.page.evaluate(SHOWN, text)]
        assert not missing, self.page.locator("#root").inner_text()
        expect(self.page.locator("#root a[href*=elsewhere]")).to_have_count(0)

    def expect_start(self) -> None:
        """Every text of Start; then the way into the questions."""
        said = self.said
        expect(self.button("begin")).to_be_visible()
        self.expect_shown(said.title, said.tagline, *said.about, said.disclaimer)
        self.expect_shown(said.choose_perspective, *said.perspectives.values())
        self.expect_shown(said.context["c"].text, *said.context["c"].options.values())
        self.pick("side", 0)
        self.pick("context-c", 0)
        self.button("begin").click()

    def expect_questions(self) -> None:
        """Every text of the questions and the private block; then the way to the result."""
        said, pages = self.said, self.edition.bank.pages
        for number, items in enumerate(pages, start=1):
            self.arrive(number)
            self.expect_shown(*(said.item(item.id, "one") for item in items))
            self.expect_shown(said.time_frame, said.not_applicable, *said.anchors.values())
            if number == 1:
                self.expect_shown(said.instructions)
            for item in items:
                self.pick(f"answer-{item.id}", 0 if item.step == "first" else 1)
            self.button("finish" if number == len(pages) else "next").click()
        self.land("private")
        self.pick("private-g", 0)
        expect(self.choice("private-s")).to_be_visible()
        self.expect_shown(self.private.intro, self.private.gate, self.private.questions["s"])
        self.button("private-done").click()

    def expect_whole_result(self) -> None:
        """Every text of the result, those of the chart and of the table too."""
        said, first = self.said, self.said.steps["first"]
        practice = self.edition.practice("en", "first", "one")
        assert practice is not None
        self.expect_result()
        table = self.page.locator("summary").filter(has_text=self.words("result.table_open"))
        table.click()
        expect(self.page.get_by_test_id("stExpanderDetails")).to_be_visible()
        self.expect_shown(self.private.help_general, said.disclaimer, said.bands["low"].name)
        self.expect_shown(first.title, str(first.focus), first.note, said.item("q1", "one"))
        self.expect_shown(practice.name, practice.intro, practice.days[0].alone)
        chart = self.part("chart").locator(".main-svg")
        expect(chart.filter(has_text="<b>bold</b>").first).to_be_attached()
        expect(chart.locator("a, image[href^=http]")).to_have_count(0)


def test_markup_in_the_words_of_a_bank_is_shown_as_it_is_written(
    open_page: Callable[..., Page], hostile_url: str, hostile: Path
) -> None:
    edition: Edition = load(hostile)
    page = open_page(f"{hostile_url}/")
    reader = Reader(page, side="one", edition=edition)
    reader.expect_start()
    reader.expect_questions()
    reader.expect_whole_result()
    reader.go_to("how")
    expect(page.get_by_role("heading", name=reader.words("how.title"))).to_be_visible()
    reader.expect_shown(reader.said.bands["low"].name, reader.said.bands["low"].gloss)
    assert page.evaluate("window.hacked") is None


def test_yes_shows_the_help_of_the_bank_as_it_is_written(
    open_page: Callable[..., Page], hostile_url: str, hostile: Path
) -> None:
    reader = Reader(open_page(f"{hostile_url}/"), side="one", edition=load(hostile))
    reader.pick("side", 1)
    reader.pick("context-c", 1)
    reader.button("begin").click()
    reader.arrive(1)
    reader.pick("answer-q1", 0)
    reader.button("finish").click()
    reader.land("private")
    reader.pick("private-g", 0)
    reader.pick("private-s", 0)
    reader.button("private-done").click()
    reader.expect_result()
    reader.expect_shown(reader.private.help["p"])
