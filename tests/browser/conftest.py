"""Journeys in a real browser: the browser, the app, pages of a size and language, and their watch.

A test asks for `open_page` (or `page`, an English phone at the start page). Whatever it does, it
fails if a page asked another host than the app's, logged an error, or raised one in its scripts.
No test is skipped for want of a browser: it fails and says what was tried.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from quiz.casework import counsel
from quiz.casework.counsel import Session
from quiz.store import open_store
from quiz.store.engines import VARIABLE
from quiz.ui import moment
from quiz.vault import new_id
from tests.browser import browsers
from tests.browser.counsellor import PASSPHRASE, Counsellor, House
from tests.browser.serving import free_port, serve, server_at

PHONE: Final[ViewportSize] = {"width": 360, "height": 780}
TABLET: Final[ViewportSize] = {"width": 768, "height": 1024}
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 900}
LOCALES: Final = {"en": "en-GB", "th": "th-TH"}

OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost"})
# Console messages that are not the app's fault, as regular expressions, each with its reason.
CONSOLE_ALLOWED: Final[tuple[str, ...]] = ()

expect.set_options(timeout=30_000)  # milliseconds; the machine may be busy


class Watch:
    """What the pages of one test did that no page of the app may do."""

    def __init__(self, hosts: frozenset[str], console: tuple[str, ...]) -> None:
        self.hosts = hosts
        self.console = console
        self.faults: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listens to every page of a context from now on."""
        context.on("request", lambda request: self._visit(request.url))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda it: self._visit(it.url)))

    def _visit(self, url: str) -> None:
        host = urlsplit(url).hostname  # none for data: and blob:
        if host and host not in self.hosts:
            self.faults.append(f"asked another host: {url}")

    def _hear(self, message: ConsoleMessage) -> None:
        heard = f"{message.text} ({message.location.get('url', '')})"
        allowed = any(re.search(pattern, heard) for pattern in self.console)
        if message.type == "error" and not allowed:
            self.faults.append(f"console error: {heard}")


def _failure(told: str) -> BaseException:
    """A failure that shows its reason alone, without a traceback."""
    return pytest.fail.Exception(told, pytrace=False)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, with a Node.js that starts here."""
    try:
        browsers.use_a_node_that_starts()
    except browsers.NoBrowserError as error:
        raise _failure(f"Playwright's Node.js does not start here: {error}") from None
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, pytestconfig: pytest.Config) -> Iterator[Browser]:
    """A Chromium, found or brought. `--headed` shows it."""
    try:
        found = browsers.open_browser(playwright, headless=not pytestconfig.getoption("--headed"))
    except browsers.NoBrowserError as error:
        raise _failure(str(error)) from None
    yield found
    found.close()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, without a slash at its end; one server for all tests."""
    log: Path = tmp_path_factory.mktemp("app") / "server.log"
    with serve(log) as url:
        yield url


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Watch:
    """The watch over this test, widened by its marks `allow_host` and `allow_console`."""
    hosts = {str(name) for mark in request.node.iter_markers("allow_host") for name in mark.args}
    console = [str(it) for mark in request.node.iter_markers("allow_console") for it in mark.args]
    return Watch(OWN_HOSTS | hosts, (*CONSOLE_ALLOWED, *console))


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], app_url: str, watch: Watch
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of one's own (cookies, language, size), watched; the test fails by its faults.

    Its pages are named by their path alone; another `base_url` leads to another server.
    """

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**{"base_url": app_url, **options})
        watch.follow(context)
        return context

    yield watched
    if watch.faults:
        raise _failure("\n".join(dict.fromkeys(watch.faults)))


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens a page as a new visitor: path, viewport, language ("en", "th"), dark, and the rest
    as Playwright's new_context takes it."""

    def visit(
        path: str = "/",
        *,
        viewport: ViewportSize = PHONE,
        language: str = "en",
        dark: bool = False,
        **options: Any,
    ) -> Page:
        context = new_context(
            viewport=viewport,
            locale=LOCALES[language],
            color_scheme="dark" if dark else "light",
            **options,
        )
        page = context.new_page()
        page.goto(path)
        return page

    return visit


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The start page on an English phone."""
    return open_page()


@pytest.fixture
def session(app_url: str) -> Session:
    """A counsellor with an account of their own in the server's database."""
    assert app_url
    store = open_store(os.environ[VARIABLE])
    name = f"Carl {new_id().hex()[:9]}"  # another one where the test is tried again
    administrator = f"Ada {name}"
    code = counsel.administrator_code(store, moment.now())
    counsel.set_up(store, code, PASSPHRASE, moment.now(), administrator)
    ada = counsel.sign_in(store, administrator, PASSPHRASE, moment.now)[1]
    counsel.set_up(store, counsel.add_account(ada, name), PASSPHRASE, moment.now())
    return counsel.sign_in(store, name, PASSPHRASE, moment.now)[1]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path}/store.sqlite")
    log = tmp_path / "server.log"
    with server_at(free_port(), log) as server:
        yield House(server.url, log)


@pytest.fixture
def at(new_context: Callable[..., BrowserContext], house: House) -> Callable[..., Counsellor]:
    """Opens the page for counsellors in a new browser."""

    def opened(language: str = "en", path: str = "/sign-in", **options: object) -> Counsellor:
        context = new_context(
            base_url=house.url, locale=LOCALES[language], **{"viewport": PHONE, **options}
        )
        page = context.new_page()
        page.goto(path)
        return Counsellor(page, language)

    return opened
