#!/usr/bin/env python3
"""Sets Five Steps up and runs it, with nothing but Python 3.11 or newer.

python3 dev.py run   [options of streamlit run]   the app, in your browser
python3 dev.py demo  [options of streamlit run]   the app with invented clients, gone at its end
python3 dev.py test  [arguments of pytest]        all checks and tests; with arguments: pytest alone
python3 dev.py check                              lint, types, import layers, dependencies and banks
python3 dev.py bench [arguments]                  the figures of bench/
python3 dev.py pin   [--upgrade]                  requirements*.in -> requirements*.txt

The first time makes .venv and installs into it; later only a changed pin installs again.
With all tests a red browser test is tried once more, at most three in a run; the run says which.
On Windows: py dev.py run
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be able to read on to here
    sys.exit("dev.py: Python 3.11 or newer is needed; this is Python " + sys.version.split()[0])

import contextlib
import ctypes
import functools
import hashlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent
COMMANDS = ("run", "demo", "test", "check", "bench", "pin")
RUN, DEV = "requirements.txt", "requirements-dev.txt"
COVERS = {RUN: (RUN,), DEV: (DEV, RUN)}  # the second repeats the pins of the first
GRACE = 5.0  # seconds that a child has to end by itself

LINT_IMPORTS = "import importlinter.cli as cli; cli.lint_imports_command()"
CHECKS: dict[str, tuple[str, ...]] = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "import layers": ("-c", LINT_IMPORTS, "--no-logo"),
    "dependencies": ("-m", "deptry", "."),
    "banks": ("-m", "quiz", "check"),
}
TESTS: dict[str, tuple[str, ...]] = {
    "tests": (
        *("-m", "pytest", "tests", "--ignore=tests/browser"),
        *("-n", "auto", "--maxprocesses=4"),
    ),
    # These mostly wait: two at once take little more than half the time, each with its own app. One
    # that fails is tried once more, since a machine may be busy, three in a run; each is named at
    # the end.
    "browser tests": (
        *("-m", "pytest", "tests/browser", "-n", "auto", "--maxprocesses=4"),
        *("--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks"),
    ),
}

# What pip's long account of a failure means, in one line; the first that fits. The network comes
# first: without one pip ends by saying that no version of the package exists.
PIP_FAILURES = {
    r"ConnectionError|NameResolutionError|ProxyError|ConnectTimeout|ReadTimeout"
    r"|Connection (refused|reset)|Network is unreachable|getaddrinfo failed": (
        "No network: pip cannot reach the package index; connect and run the same command again"
    ),
    r"CERTIFICATE_VERIFY": "The package index cannot be trusted: its certificate was not accepted",
    r"No space left on device|not enough space on the disk": "The disk is full",
    r"Permission denied|Access is denied|Read-only file": "Files in .venv cannot be written",
    r"from versions: none": "No network, or an index that lacks one of the packages",
}


class SetUpError(Exception):
    """What keeps a command from going on, in one line for the person who gave it."""


class Ended(BaseException):
    """This program was told to end by a signal other than Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


# -- children ---------------------------------------------------------------------------------


def start(
    command: Sequence[str | Path], *, output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """A child that does not outlive this program; `output` takes what it prints and its errors.

    Linux ends it with its parent, Windows through the job that `main` opens; on macOS it relies
    on `end`, so there a SIGKILL of this program leaves it behind.
    """
    follow = None
    if sys.platform == "linux":
        follow = functools.partial(ctypes.CDLL(None).prctl, 1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        preexec_fn=follow,  # noqa: PLW1509 - it runs no Python
    )


def end(child: subprocess.Popen[bytes], *, already_told: bool = False) -> None:
    """Ends a child: it is asked, given five seconds, then killed.

    `already_told`: Ctrl-C in a terminal reaches the child too, and a second one would cut its
    tidying short; it is asked only if it does not end by itself.
    """
    try:
        if already_told:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GRACE)
        if child.poll() is None:
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GRACE)
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def run(command: Sequence[str | Path], *, output: IO[bytes] | None = None) -> int:
    """Exit status of a command; it is ended when this program is ended."""
    child = start(command, output=output)
    try:
        return child.wait()
    except BaseException as reason:
        end(child, already_told=isinstance(reason, KeyboardInterrupt))
        raise


def _raise_ended(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(number)


def heed_signals() -> None:
    """Lets every signal that ends this program end its children first; ignored ones stay so."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise_ended)


def share_windows_job() -> None:
    """On Windows puts this program and its children into a job that ends with this program."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        # JOBOBJECT_EXTENDED_LIMIT_INFORMATION as 32-bit words: LimitFlags follows two 64-bit
        # times; the whole takes 144 bytes in a 64-bit process, 112 in a 32-bit one.
        limits = (ctypes.c_uint32 * (36 if sys.maxsize > 2**32 else 28))()
        limits[4] = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
        kernel.SetInformationJobObject(job, 9, limits, ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))


# -- the environment --------------------------------------------------------------------------


@contextlib.contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Holds off every other dev.py of this folder: two pips in one environment break it."""
    cache.mkdir(exist_ok=True)
    with (cache / "dev.lock").open("w") as handle:
        while True:
            try:
                _lock(handle.fileno())
                break
            except (BlockingIOError, PermissionError):
                time.sleep(0.2)
        yield


def _lock(file: int) -> None:
    """Takes a file's lock, held until the file is closed. Raises OSError where another has it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only Windows has it

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - only Windows lacks it

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def pip_failure(log: str) -> str:
    """One line that says why pip failed, from all that it printed."""
    for sign, meaning in PIP_FAILURES.items():
        if re.search(sign, log):
            return meaning
    errors = [line for line in log.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else "pip failed without a word"


class Environment:
    """The project's own Python in `.venv`, and what is installed in it.

    `.venv/installed.json` is written last, so that it is there only after a whole installation;
    `.venv/unfinished` is there while pip works, so that one cut short is made again from nothing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = self.folder / "installed.json"
        self.unfinished = self.folder / "unfinished"

    def _answer(self, *arguments: str) -> str | None:
        """What the environment's Python prints, or None where it does not work."""
        with contextlib.suppress(OSError):
            done = subprocess.run(
                [self.python, "-I", *arguments], capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                return done.stdout.strip()
        return None

    def _version(self) -> str | None:
        """Major and minor ("3.11"), or None where there is no working Python, or too old a one."""
        told = (
            "import sys; v = sys.version_info[:2]; v < (3, 11) and sys.exit(1); print('%d.%d' % v)"
        )
        return self._answer("-S", "-c", told)

    def _pins(self, name: str) -> str:
        return hashlib.sha256((self.root / name).read_bytes()).hexdigest()

    def _read_stamp(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            read = json.loads(self.stamp.read_text(encoding="utf-8"))
            return read if isinstance(read, dict) else {}
        return {}

    def has(self, name: str) -> bool:
        """Whether the pins of a requirements file are installed, just as it stands now."""
        stamp = self._read_stamp()
        return stamp.get(name) == self._pins(name) and stamp.get("python") == self._version()

    def _is_sound(self) -> bool:
        """Whether pip can go on from what is there."""
        version = self._version()
        known = self._read_stamp().get("python", version)
        if version is None or version != known or self.unfinished.exists():
            return False
        return self._answer("-m", "pip", "--version") is not None

    def _make(self) -> None:
        """Makes the environment anew. Raises SetUpError with what Python lacks."""
        for module in ("venv", "ensurepip"):
            if importlib.util.find_spec(module) is None:
                package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
                raise SetUpError(
                    f"Python's {module} is missing; on Debian or Ubuntu: apt install {package}"
                )
        print("Making .venv", flush=True)
        base = getattr(sys, "_base_executable", None) or sys.executable
        done = subprocess.run(
            [base, "-m", "venv", "--clear", self.folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
            raise SetUpError(f".venv could not be made: {last}")

    def _install(self, name: str) -> None:
        """Installs what a requirements file pins. Raises SetUpError with pip's reason."""
        print(f"Installing what {name} pins; this takes a minute or two", flush=True)
        self.stamp.unlink(missing_ok=True)
        self.unfinished.touch()
        log = self.root / ".cache" / "pip.log"
        pip = (self.python, "-m", "pip", "--disable-pip-version-check", "--no-input")
        with log.open("wb") as output:
            status = run([*pip, "install", "--no-user", "-r", self.root / name], output=output)
        told = log.read_text(encoding="utf-8", errors="replace")
        if status == 0:
            pins = {covered: self._pins(covered) for covered in COVERS[name]}
            fresh = self.stamp.with_suffix(".new")
            fresh.write_text(json.dumps({"python": self._version(), **pins}), encoding="utf-8")
            fresh.replace(self.stamp)
        if status == 0 or "Installing collected packages" not in told:
            self.unfinished.unlink()
        if status:
            raise SetUpError(f"{pip_failure(told)}. (All that pip said: {log})")

    def ensure(self, name: str) -> None:
        """Has the pins of a requirements file installed. Raises SetUpError with what hinders."""
        try:
            if self.has(name):
                return
            with alone(self.root / ".cache"):
                if self.has(name):
                    return
                if not self._is_sound():
                    self._make()
                self._install(name)
        except OSError as reason:
            raise SetUpError(f"Cannot work in {self.root}: {reason}") from reason


# -- commands ---------------------------------------------------------------------------------


def run_stages(python: Path, stages: Mapping[str, Sequence[str]]) -> int:
    """0 if every stage passed, else 1. Each runs, whatever became of those before it.

    A check speaks only when it fails, a test stage as it goes.
    """
    lines, failed = [], 0
    for name, arguments in stages.items():
        began = time.monotonic()
        if name in TESTS:
            print(f"== {name}", flush=True)
            status = run([python, *arguments])
        else:
            with tempfile.TemporaryFile() as output:
                status = run([python, *arguments], output=output)
                output.seek(0)
                told = output.read().decode(errors="replace")
            if status:
                print(f"== {name}\n{told}")
        failed += status != 0
        verdict = f"FAILED ({status})" if status else "passed"
        lines.append(f"{name:15} {verdict:12} {time.monotonic() - began:6.1f} s")
        print(lines[-1], flush=True)
    if len(stages) > 1:
        print("", "== all stages", *lines, sep="\n")
    print(f"stages: {len(stages) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def demo(python: Path, rest: Sequence[str]) -> int:
    """Exit status of the app on a practice of invented clients, of which nothing is left then.

    Its database lies in a folder of its own, whatever the environment names.
    """
    with tempfile.TemporaryDirectory(prefix="check-in-", ignore_cleanup_errors=True) as folder:
        file = Path(folder, "store.sqlite").as_posix()
        os.environ["FIVE_STEPS_DATABASE_URL"] = f"sqlite:///{file}"
        os.environ["FIVE_STEPS_DEMONSTRATION"] = "1"
        os.environ.pop("QUIZ_BANKS", None)  # the clients answered the questions of this project
        print("Making a practice of invented clients; this takes a few seconds", flush=True)
        made = run([python, "-m", "quiz.demo"])
        return made or run([python, "-m", "streamlit", "run", ROOT / "app.py", *rest])


def pin(python: Path, arguments: Sequence[str]) -> int:
    """0 once both requirements files say what their .in files ask for, on every platform."""
    common = (
        *("pip", "compile", "--quiet", "--universal", "--python-version=3.11"),
        *("--fork-strategy=fewest", "--no-emit-index-url", "--no-annotate"),
        *("--custom-compile-command=python3 dev.py pin", *arguments),
    )
    for name in (RUN, DEV):
        held = ("--constraint", RUN) if name == DEV else ()
        source = Path(name).with_suffix(".in").name
        status = run([python, "-m", "uv", *common, *held, source, "--output-file", name])
        if status:
            return status
    return 0


def carry_out(command: str, rest: Sequence[str]) -> int:
    """Exit status of one of the commands above. Raises SetUpError with what is in its way."""
    environment = Environment(ROOT)
    environment.ensure(RUN if command in ("run", "demo") else DEV)
    python = environment.python
    if command == "run":
        return run([python, "-m", "streamlit", "run", ROOT / "app.py", *rest])
    if command == "demo":
        return demo(python, rest)
    if command == "pin":
        return pin(python, rest)
    if command == "bench" or (command == "test" and rest):
        return run([python, "-m", "bench" if command == "bench" else "pytest", *rest])
    return run_stages(python, CHECKS | (TESTS if command == "test" else {}))


def main(arguments: Sequence[str]) -> int:
    """Exit status of this program."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__.strip())
        return 0 if arguments and arguments[0] in ("-h", "--help", "help") else 2
    heed_signals()
    share_windows_job()
    try:
        return carry_out(arguments[0], arguments[1:])
    except SetUpError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except Ended as ended:
        return ended.status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
