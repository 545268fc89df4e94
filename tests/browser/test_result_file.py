"""Result files: a good one shows its result again, a bad one a sentence, and changes nothing."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from quiz import resultfile
from quiz.attempt import Attempt
from tests.browser.visitor import Visitor
from tests.scripted import SCRIPTS, TRUST, Script


def attempt_of(script: Script, pages: int, side: str = "hurt") -> Attempt:
    """The script as somebody took it, up to a page."""
    return Attempt(
        TRUST.bank.id,
        TRUST.bank.version,
        script.answers(pages),
        pages,
        side,
        "en",
        script.context,
        datetime(2026, 11, 2, 18, 30, tzinfo=UTC),
    )


def payload(data: bytes, name: str = "check-in.json") -> FilePayload:
    """A file as a browser hands it over."""
    kind = "application/json" if name.endswith(".json") else "image/png"
    return {"name": name, "mimeType": kind, "buffer": data}


def _changed(change: Callable[[dict[str, Any]], Any], *, reseal: bool = True) -> bytes:
    """A good file with something changed, its digest worked out anew unless told not to."""
    content = json.loads(resultfile.dump(attempt_of(SCRIPTS["clear"], 3)))
    change(content)
    if reseal:
        kept = {name: value for name, value in content.items() if name != "sha256"}
        text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
        content["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps(content).encode()


BAD: dict[str, tuple[str, bytes]] = {
    "edited": ("edited", _changed(lambda it: it["answers"].update({"S1-01": 0}), reseal=False)),
    "off the scale": ("content", _changed(lambda it: it["answers"].update({"S1-01": 9}))),
    "unknown item": ("content", _changed(lambda it: it["answers"].update({"S9-99": 1}))),
    "unknown side": ("content", _changed(lambda it: it.update(perspective="<script>"))),
    "unknown bank": ("other_bank", _changed(lambda it: it["bank"].update(id="**elsewhere**"))),
    "other version": ("other_bank", _changed(lambda it: it["bank"].update(version="9.9.9"))),
    "huge number": ("content", _changed(lambda it: it["answers"].update({"S1-01": 10**400}))),
    "newer format": ("format", _changed(lambda it: it.update(format_version=2))),
    "no JSON": ("not_json", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "empty": ("not_json", b""),
    "a list": ("not_json", b"[1, 2, 3]"),
    "deeply nested": ("not_json", b"[" * 100_000),
    "nested in an answer": ("not_json", b'{"a":' * 30_000 + b"1" + b"}" * 30_000),
    "too large": ("too_large", b" " * (300 * 1024)),
}


def test_downloaded_result_opens_again_elsewhere(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    way = SCRIPTS["prerequisite"]
    first = Visitor(open_page(), side="both")
    first.begin(way.context)
    first.answer_pages(way, 1, 3)
    first.see_result()
    shown = first.part("focus").inner_text()
    file = first.download("take-json", tmp_path)
    table = first.download("take-csv", tmp_path)
    for name in (file.name, table.name):
        assert not {"trust", "step", "hurt", "couple"} & set(name.replace(".", "-").split("-"))

    second = Visitor(open_page(), side="both")
    second.upload(file)
    second.expect_result()
    assert second.part("focus").inner_text() == shown
    again = second.download("take-json", tmp_path)
    assert json.loads(again.read_bytes())["answers"] == way.answers(3)

    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == [step.id for step in TRUST.bank.steps]
    assert [row[2] for row in rows[1:]] == ["16.67", "100.00", "100.00", "0.00", "100.00"]

    second.button("surer").click()  # and the way goes on from there
    second.expect_page(4)


def test_file_that_does_not_fit_gets_a_sentence_and_changes_nothing(page: Page) -> None:
    visitor = Visitor(page, side="broke")
    visitor.upload(payload(resultfile.dump(attempt_of(SCRIPTS["clear"], 3))))
    visitor.expect_result()
    focus = visitor.part("focus").inner_text()
    visitor.go_to("start")
    visitor.land("start")
    visitor.choose("side", visitor.said.perspectives["broke"])
    alert = page.get_by_role("alert")
    for name, (reason, data) in BAD.items():
        visitor.upload(payload(data))
        sentence = visitor.words(f"errors.result_{reason}").split("{")[0]
        expect(alert, name).to_have_count(1)
        expect(alert, name).to_contain_text(sentence)
        expect(alert, name).to_contain_text("Nothing was changed.")
        expect(page, name).to_have_url(page.url.split("?")[0])
        page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").click()
        expect(alert, name).to_have_count(0)
    expect(visitor.option("side", visitor.said.perspectives["broke"])).to_be_checked()
    for data, ending in ((b"{}", "png"), (b" " * (10 * 1024 * 1024), "json")):
        visitor.upload(payload(data, f"file.{ending}"))  # neither comes as far as the app
        expect(alert).to_have_count(1)
        page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").click()
        expect(alert).to_have_count(0)
    page.go_back()
    visitor.expect_result()
    assert visitor.part("focus").inner_text() == focus


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_file_is_chosen_in_the_language_of_the_page(
    open_page: Callable[..., Page], language: str
) -> None:
    visitor = Visitor(open_page(language=language), language)
    visitor.button("show-saved").click()
    chooser = visitor.page.get_by_test_id("stFileUploader")
    for tag in (language, "en", "th"):
        if tag != visitor.language:
            visitor.button(f"language-{tag}").click()
            visitor.language = tag
        button = chooser.locator("button")
        expect(button).to_have_accessible_name(visitor.words("file.choose"))


def test_file_of_an_unfinished_taking_opens_as_well(page: Page) -> None:
    visitor = Visitor(page)
    visitor.upload(payload(resultfile.dump(attempt_of(SCRIPTS["too few"], 1))))
    visitor.expect_result()
    visitor.expect_focus(visitor.words("result.no_focus.fewer_than_two_ranked"))
