"""The apps that are measured, each started as a process of its own on a free port of loopback."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dev
from quiz.store.engines import VARIABLE

PATIENCE = 90.0  # seconds for a start on a busy machine

ONE_RADIO = """\
import streamlit as st

st.radio("How are you today?", ["Well", "So-so", "Not well"], index=None, key="one")
"""
ONE_RADIO_APP = """\
import streamlit as st

app = st.App("radio.py")
"""


@dataclass(frozen=True)
class Server:
    """A server that is up: its address without a slash at its end, and its process."""

    url: str
    pid: int


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(way: str, app: str, port: int) -> list[str]:
    """What Python is told to start `app` (`module:name`): "streamlit run" or "uvicorn"."""
    if way == "uvicorn":
        return ["-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    options = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}")
    return ["-m", "streamlit", "run", f"{app.partition(':')[0]}.py", *options]


@contextlib.contextmanager
def _serve(
    arguments: Sequence[str],
    port: int,
    folder: Path,
    database: str | None = None,
    printed_to: Path | None = None,
) -> Iterator[Server]:
    """A server started in a folder. Raises RuntimeError if it does not come up.

    Whatever is raised while it runs gets a note of what the server printed. The server has no
    settings but those of its folder: neither those of a user nor those of the environment. What it
    stores is gone with it, unless a database is named by its URL; what it prints too, unless a file
    is named.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STREAMLIT_")}
    with (
        tempfile.TemporaryDirectory() as home,
        printed_to.open("w+b") if printed_to is not None else tempfile.TemporaryFile() as log,
    ):
        store = database or f"sqlite:///{home}/store.sqlite"
        environment = {**kept, "HOME": home, "USERPROFILE": home, VARIABLE: store}
        child = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            if not _comes_up(url, child):
                raise RuntimeError(f"the server did not come up: {' '.join(arguments)}")
            yield Server(url, child.pid)
        except Exception as reason:
            log.seek(0)
            printed = log.read().decode(errors="replace").strip()
            reason.add_note(f"The server printed:\n{printed[-4000:] or 'nothing'}")
            raise
        finally:
            dev.end(child)


def _comes_up(url: str, child: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()  # noqa: S310
            return True
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def our_app(
    way: str,
    app: str = "app:app",
    *,
    database: str | None = None,
    printed_to: Path | None = None,
) -> Iterator[Server]:
    """The project's app, or another one of the project, with a database of its own if not named."""
    port = free_port()
    with _serve(started(way, app, port), port, dev.ROOT, database, printed_to) as server:
        yield server


@contextlib.contextmanager
def one_radio_app(way: str) -> Iterator[Server]:
    """An app of one radio group with Streamlit's defaults, started in the same way as ours."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "config.toml").touch()
        (folder / "radio.py").write_text(ONE_RADIO, encoding="utf-8")
        (folder / "asgi.py").write_text(ONE_RADIO_APP, encoding="utf-8")
        app = "asgi:app" if way == "uvicorn" else "radio"
        with _serve(started(way, app, port), port, folder) as server:
            yield server


def resident(pid: int) -> float | None:
    """The memory of a process in MB that is in the machine's; None where it cannot be told."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(it for it in status.read_text().splitlines() if it.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    told = _ps(pid, "rss")
    return int(told) / 1024 if told else None


def processor_seconds(pid: int) -> float | None:
    """The seconds of processor that a process has used so far; None where it cannot be told."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    told = _ps(pid, "time")
    if not told:
        return None
    days, _, clock = told.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = 60 * seconds + float(part)
    return 86_400 * int(days or 0) + seconds


def machine_seconds() -> float | None:
    """The seconds that all processors together have been busy; None where it cannot be told."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    user, nice, system, _, _, irq, softirq, *_ = map(int, stat.read_text().split()[1:9])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _ps(pid: int, column: str) -> str:
    """What `ps` says of a process; empty where there is no `ps`."""
    with contextlib.suppress(OSError):
        done = subprocess.run(
            ["ps", "-o", f"{column}=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()
    return ""
