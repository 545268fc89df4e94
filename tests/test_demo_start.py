"""`dev.py demo`: the app on a practice of its own, of which nothing is left at its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import dev
from quiz.demo.practice import COUNSELLOR, PASSPHRASE, PIN
from quiz.store.engines import VARIABLE
from quiz.words import catalogue
from tests.browser.serving import await_health, free_port
from tests.walking import Walker, texts_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals between processes")


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`dev.py demo` with this folder for all that is temporary; what it prints goes to `told`."""
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        VARIABLE: f"sqlite:///{folder}/own.sqlite",
        "QUIZ_BANKS": str(folder),
    }
    with (folder / "told").open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, dev.ROOT / "dev.py", "demo", *options],
            env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield child
    finally:
        dev.end(child)


def left(folder: Path) -> list[str]:
    return sorted(it.name for it in folder.iterdir() if it.name != "told")


def told(folder: Path) -> str:
    return (folder / "told").read_text(encoding="utf-8", errors="replace")


def wait_until_begun(folder: Path, child: subprocess.Popen[bytes]) -> None:
    """Until the practice's database is there."""
    deadline = time.monotonic() + 60
    while not list(folder.glob("*/store.sqlite")):
        assert child.poll() is None, told(folder)
        assert time.monotonic() < deadline, told(folder)
        time.sleep(0.02)


def test_it_serves_a_marked_practice_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    port = free_port()
    options = (f"--server.port={port}", "--server.headless=true")
    with demo(tmp_path, *options) as child:
        await_health(f"http://127.0.0.1:{port}", child)
        for name in (COUNSELLOR, PASSPHRASE, PIN, "/sign-in"):
            assert name in told(tmp_path)
        (folder,) = left(tmp_path)
        assert (tmp_path / folder / "store.sqlite").is_file()
        stranger = Walker(f"http://127.0.0.1:{port}")
        stranger.load()
        with stranger.at_socket() as socket:
            texts = list(texts_of(socket.show("start")))
        words = catalogue("en")
        for key in ("demonstration.invented", "demonstration.names"):
            assert any(words(key) in text for text in texts)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to every process at once
        assert child.wait(20) == 130
    assert left(tmp_path) == []


def test_told_to_end_while_the_practice_is_made_it_leaves_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as child:
        wait_until_begun(tmp_path, child)
        child.terminate()
        assert child.wait(20) == 143
    assert left(tmp_path) == []


def test_the_practice_is_made_by_that_command_alone(tmp_path: Path) -> None:
    environment = {**os.environ, VARIABLE: f"sqlite:///{tmp_path}/own.sqlite"}
    done = subprocess.run(
        [sys.executable, "-m", "quiz.demo"],
        cwd=dev.ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "dev.py demo" in done.stderr
    assert list(tmp_path.iterdir()) == []
