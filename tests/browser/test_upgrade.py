"""A page that was open while a newer server took the older's place: one outcome, nothing lost."""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import dev
from quiz.store.engines import VARIABLE
from quiz.ui.shell import EDITION
from tests.browser.serving import free_port
from tests.browser.test_place import (
    OFFLINE,
    PATIENCE,
    SCRIPT,
    House,
    context_of,
    expect_answers,
    page_answers,
    start,
)
from tests.browser.visitor import Visitor

__all__ = ["context_of"]  # a fixture

pytestmark = pytest.mark.allow_console(OFFLINE)
NEWER_STREAMLIT = """
import streamlit.runtime.app_session as told
told.STREAMLIT_VERSION_STRING = "99.0.0"
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A server of its own, and a database that outlives it."""
    made = House(tmp_path, free_port())
    monkeypatch.setenv(VARIABLE, f"sqlite:///{made.file}")
    return made


def newer_app(folder: Path, *, with_streamlit: bool) -> Path:
    """A copy of the app in which widgets have other keys and the page another look."""
    new = folder / "newer"
    for name in ("quiz", "questions", ".streamlit"):
        shutil.copytree(dev.ROOT / name, new / name)
    app = (dev.ROOT / "app.py").read_text(encoding="utf-8")
    (new / "app.py").write_text(app + NEWER_STREAMLIT * with_streamlit, encoding="utf-8")
    widgets = new / "quiz" / "ui" / "widgets.py"
    code, there = widgets.read_text(encoding="utf-8"), 'return f"{key}-{language}"'
    assert there in code
    widgets.write_text(code.replace(there, 'return f"{key}-in-{language}"'), encoding="utf-8")
    with (new / "quiz/ui/shell/assets/look.css").open("a", encoding="utf-8") as look:
        look.write("#root{--newer:1}\n")
    return new


def expect_newer(page: Page) -> None:
    """The page is the newer server's, and shows no error."""
    body = page.locator("body:not([data-edition=''])")
    expect(body).not_to_have_attribute("data-edition", EDITION, timeout=1000 * PATIENCE)
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
    for fault in ("dialog", "alert"):
        expect(page.get_by_role(fault)).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("touch", "with_streamlit"), [("next", False), ("answer", True)])
def test_a_touch_of_an_old_page_loses_no_kept_answer(
    house: House,
    context_of: Callable[..., BrowserContext],
    monkeypatch: pytest.MonkeyPatch,
    touch: str,
    with_streamlit: bool,
) -> None:
    with house.up() as server:
        visitor = start(context_of(house))
        visitor.answer_pages(SCRIPT, 1, 2)
        house.expect(draft=1, answer=10)
        # Deaf from here on, and then dead: a page that knows of it takes no clicks.
        server.process.send_signal(signal.SIGSTOP)
        if touch == "next":
            visitor.button("next").click()
        else:
            visitor.give(next(iter(page_answers(2))), 2)
        server.process.kill()
        server.process.wait()
    kept = house.sealed()
    monkeypatch.setattr(dev, "ROOT", newer_app(house.folder, with_streamlit=with_streamlit))
    with contextlib.ExitStack() as stack:
        stack.enter_context(house.up())
        expect_newer(visitor.page)
        visitor.page.goto("/questions?p=2")
        expect_answers(visitor, page_answers(2))
        visitor.button("back").click()
        visitor.arrive(1)
        expect_answers(visitor, page_answers(1))
        assert house.sealed() == kept


def test_an_old_page_at_rest_is_renewed_by_the_first_touch(
    house: House, context_of: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.up():
        page = context_of(house).new_page()
        page.goto("/")
        visitor = Visitor(page)
        expect(visitor.button("begin")).to_be_visible()
    monkeypatch.setattr(dev, "ROOT", newer_app(house.folder, with_streamlit=False))
    with house.up():
        side = visitor.said.perspectives["hurt"]
        expect(visitor.option("side", side)).to_be_enabled(timeout=1000 * PATIENCE)
        visitor.choice("side").locator("label").get_by_text(side, exact=True).click()
        expect_newer(page)
        visitor.begin(SCRIPT.context)
        visitor.answer_page(SCRIPT, 1)
        expect_answers(visitor, page_answers(1))
