"""The real app, served for the tests as `dev.py run` serves it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dev

PATIENCE = 90.0  # seconds for a cold start on a busy machine


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_health(url: str, server: subprocess.Popen[bytes]) -> None:
    """Returns once the app is well. Raises TimeoutError, or ChildProcessError if it ended."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ChildProcessError(f"the app ended with status {server.returncode}")
        with contextlib.suppress(OSError):  # nobody listens yet, or it says it is not ready
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()  # noqa: S310
            return
        time.sleep(0.1)
    raise TimeoutError(f"the app did not come up in {PATIENCE:.0f} s")


@dataclass(frozen=True)
class Server:
    """The app, up: its address without a slash at its end, and its process."""

    url: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def serve(log: Path, *options: str) -> Iterator[str]:
    """The app's address, without a slash at its end; the app is ended after.

    What the server prints goes to `log`. Raises RuntimeError with it if the app does not come up.
    """
    with server_at(free_port(), log, *options) as server:
        yield server.url


@contextlib.contextmanager
def server_at(port: int, log: Path, *options: str) -> Iterator[Server]:
    """The app on this port, as `serve` serves it."""
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(dev.ROOT / "app.py")]
    command += ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    with log.open("ab") as output:
        server = dev.start([*command, *options], output=output)
        try:
            try:
                await_health(url, server)
            except OSError as reason:
                told = log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{reason}; it said:\n{told}") from reason
            yield Server(url, server)
        finally:
            dev.end(server)
