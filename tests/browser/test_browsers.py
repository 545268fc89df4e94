"""The finder of browsers and the watch over pages: what the other tests here stand on."""

from __future__ import annotations

import io
import os
import sys
import tarfile
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser import browsers
from tests.browser.conftest import OWN_HOSTS, Watch


def test_installed_browsers_come_first_then_playwrights_then_npms() -> None:
    names = [name for name, _ in browsers.ways("")]
    assert names[:2] == ["chrome", "msedge"]
    assert names[-2:] == ["playwright", "npm"]


@pytest.mark.parametrize("choice", ["playwright", "npm", "/a/browser"])
def test_choice_leaves_one_way(choice: str) -> None:
    assert [name for name, _ in browsers.ways(choice)] == [choice]


def test_without_a_browser_all_that_was_tried_is_said(
    playwright: Playwright, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "no-browser")
    monkeypatch.setenv("FIVE_STEPS_BROWSER", nowhere)
    with pytest.raises(browsers.NoBrowserError, match=rf"(?s)Tried.+{nowhere}: .+exist"):
        browsers.open_browser(playwright)


@pytest.mark.skipif(sys.platform != "linux", reason="the package is for Linux")
def test_package_is_unpacked_with_its_libraries_and_fonts(tmp_path: Path) -> None:
    def tar(**files: bytes) -> bytes:
        with io.BytesIO() as made, tarfile.open(fileobj=made, mode="w") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
            archive.close()
            return made.getvalue()

    members = {
        "chromium": b"#!",
        "swiftshader.tar": tar(**{"libEGL.so": b"gl"}),
        "al2023.tar": tar(**{"lib/libnss3.so": b"nss"}),
        "fonts.tar": tar(**{"fonts/a.ttf": b"font"}),
    }
    packed = {f"package/bin/{name}.br": brotli.compress(it) for name, it in members.items()}
    archive = tmp_path / "package.tgz"
    archive.write_bytes(tar(**packed))
    browsers._unpack(archive, tmp_path)
    assert os.access(tmp_path / "chromium", os.X_OK)
    files = {str(it.relative_to(tmp_path)) for it in tmp_path.rglob("*") if it.is_file()}
    assert files == {"chromium", "libEGL.so", "lib/libnss3.so", "fonts/a.ttf"}


@pytest.mark.parametrize(
    ("page_source", "fault"),
    [
        ("<img src='http://elsewhere.invalid/pixel.png'>", "asked another host: http://elsewhere"),
        ("<script>new WebSocket('ws://elsewhere.invalid/')</script>", "asked another host: ws://"),
        ("<script>console.error('a shout')</script>", "console error: a shout"),
        ("<script>setTimeout(() => { throw new Error('a slip') })</script>", "script error: "),
    ],
)
def test_watch_sees_what_no_page_may_do(browser: Browser, page_source: str, fault: str) -> None:
    watch = Watch(OWN_HOSTS, ())
    with browser.new_context() as context:
        watch.follow(context)
        page = context.new_page()
        page.set_content(page_source)
        for _ in range(50):
            if watch.faults:
                break
            page.wait_for_timeout(100)
    assert any(fault in told for told in watch.faults), watch.faults


def test_watch_lets_pass_what_is_allowed(browser: Browser) -> None:
    watch = Watch(OWN_HOSTS | {"elsewhere.invalid"}, ("a shout", "ERR_"))
    with browser.new_context() as context:
        watch.follow(context)
        page = context.new_page()
        page.set_content("<img src='http://elsewhere.invalid/pixel.png'>")
        page.evaluate("console.error('a shout'); console.log('a word')")
        page.wait_for_timeout(500)
    assert watch.faults == []
