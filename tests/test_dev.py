"""dev.py: an environment of its own, children that end with it, refusals in one line."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

import dev

REQUIREMENTS = [dev.ROOT / dev.RUN, dev.ROOT / dev.DEV]
PIN = re.compile(r"[a-z0-9-]+==[^ ;]+( ; .+)?")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals between processes")


def pins(file: Path) -> set[str]:
    """Each line of a requirements file that is no comment."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert all(map(PIN.fullmatch, lines)), "every line pins one version and says nothing else"
    return set(lines)


# -- the pins ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_requirements_pin_all_that_is_asked_for_and_name_no_index(file: Path) -> None:
    asked = file.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = {re.split("[^A-Za-z0-9-]", line)[0].lower() for line in asked if line[:1].isalpha()}
    assert names
    assert names <= {pin.split("==")[0] for pin in pins(file)}
    assert not re.search(r"https?:|file:|--", file.read_text(encoding="utf-8"))


def test_requirements_for_tests_hold_every_pin_of_the_app() -> None:
    run, with_tests = map(pins, REQUIREMENTS)
    assert run
    assert run <= with_tests


# -- Python itself ----------------------------------------------------------------------------


def test_python_too_old_is_told_so_in_one_line() -> None:
    source = Path(dev.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))  # it must be read before it can say anything
    pretend = "import sys, runpy; sys.version_info = (3, 10, 0); runpy.run_path('dev.py')"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=dev.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"dev\.py: Python 3\.11 or newer is needed; this is .+\n", done.stderr)


def test_command_that_is_unknown_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tset"]) == 2
    assert "python3 dev.py test" in capsys.readouterr().out


# -- the environment --------------------------------------------------------------------------


def wheel(folder: Path, version: str) -> None:
    """Puts a tiny package `fivesteps_sample` into a folder; `NUMBER` is its version."""
    info = f"fivesteps_sample-{version}.dist-info"
    files = {
        "fivesteps_sample.py": f"NUMBER = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: fivesteps-sample\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"fivesteps_sample-{version}-py3-none-any.whl", "w") as archive:
        for name, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(name, text)


class House:
    """A folder with requirements files, whose only package index is a folder of two wheels."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = dev.Environment(root)
        for version in ("1", "2"):
            wheel(root, version)
        self.ask("1")

    def ask(self, version: str) -> None:
        """Pins another version, in both files."""
        for name in (dev.RUN, dev.DEV):
            comment = f"# {name}\n"
            (self.root / name).write_text(f"{comment}fivesteps-sample=={version}\n")

    def installed(self) -> str:
        """The version that the environment imports."""
        told = "import fivesteps_sample as it; print(it.NUMBER)"
        return subprocess.check_output([self.environment.python, "-c", told], text=True).strip()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with its environment made; the tests of this module share it."""
    house = House(tmp_path_factory.mktemp("house"))
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, house.root)
        house.environment.ensure(dev.RUN)
    return house


def settle(patch: pytest.MonkeyPatch, index: Path) -> None:
    """Leaves pip without the network and without the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        patch.delenv(name)
    patch.setenv("PIP_CONFIG_FILE", os.devnull)
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", str(index))


@pytest.fixture(autouse=True)
def _settled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "house" in request.fixturenames:
        house = request.getfixturevalue("house")
        house.ask("1")
        settle(monkeypatch, house.root)


def test_nothing_is_installed_again_until_a_pin_changes(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.environment.ensure(dev.RUN)
    assert capsys.readouterr().out == ""
    house.ask("2")
    assert not house.environment.has(dev.RUN)
    house.environment.ensure(dev.RUN)
    assert "Making" not in capsys.readouterr().out
    assert house.installed() == "2"


def test_what_the_tests_need_covers_what_the_app_needs(house: House) -> None:
    house.environment.ensure(dev.DEV)
    assert house.environment.has(dev.RUN)
    assert house.environment.has(dev.DEV)


def test_pin_that_cannot_be_had_leaves_no_stamp_and_the_next_try_goes_on(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.ask("3")
    with pytest.raises(dev.SetUpError, match=r"No matching distribution found for .*==3"):
        house.environment.ensure(dev.RUN)
    assert not house.environment.has(dev.RUN)
    house.ask("2")
    house.environment.ensure(dev.RUN)
    assert house.installed() == "2"
    assert "Making" not in capsys.readouterr().out


def test_installation_cut_short_is_made_again_from_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.environment.ensure(dev.RUN)
    house.environment.stamp.unlink()
    house.environment.unfinished.touch()
    remains = next(house.environment.folder.rglob("fivesteps_sample.py"))
    remains.write_text("half a fi")
    house.environment.ensure(dev.RUN)
    assert "Making .venv" in capsys.readouterr().out
    assert house.environment.has(dev.RUN)
    assert house.installed() == "1"


def test_environment_whose_python_is_gone_is_not_taken_for_installed(house: House) -> None:
    house.environment.ensure(dev.RUN)
    python = house.environment.python
    kept = python.rename(python.with_name("kept"))
    try:
        assert not house.environment.has(dev.RUN)
    finally:
        kept.rename(python)
    assert house.environment.has(dev.RUN)


def test_without_network_one_line_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.ask("4")
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens there
    monkeypatch.setenv("PIP_RETRIES", "1")  # pip tells of a failed connection before a retry
    with pytest.raises(dev.SetUpError, match=r"^No network: .+\)$"):
        house.environment.ensure(dev.RUN)


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED]\nERROR: No matching distribution", "certificate"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching version (from versions: none)", "No network, or an index that lacks"),
        ("ERROR: first\nERROR: second\nnotice: a new pip", "second"),
        ("", "pip failed without a word"),
    ],
)
def test_failure_of_pip_is_told_in_one_line(log: str, line: str) -> None:
    told = dev.pip_failure(log)
    assert line in told
    assert "\n" not in told


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_python_without_a_module_names_the_package_that_brings_it(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / dev.RUN).write_text("")
    monkeypatch.setitem(sys.modules, module, None)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(dev.SetUpError, match=rf"{module} is missing.+apt install python{version}"):
        dev.Environment(tmp_path).ensure(dev.RUN)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / dev.RUN).write_text("")
    (tmp_path / ".cache").write_text("a file where a folder must be")
    with pytest.raises(dev.SetUpError, match=re.escape(f"Cannot work in {tmp_path}")):
        dev.Environment(tmp_path).ensure(dev.RUN)


def test_second_dev_waits_for_the_first(tmp_path: Path) -> None:
    told = f"import dev, pathlib\nwith dev.alone(pathlib.Path({str(tmp_path)!r})): print('in')"
    with dev.alone(tmp_path):
        other = subprocess.Popen(
            [sys.executable, "-c", told], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True
        )
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.7)
    assert other.communicate(timeout=10)[0] == "in\n"


# -- children ---------------------------------------------------------------------------------

PARENT = """
import sys, dev
dev.GRACE = 0.3
dev.heed_signals()
try:
    dev.run([sys.executable, "-c", {child!r}])
except dev.Ended as ended:
    sys.exit(ended.status)
except KeyboardInterrupt:
    sys.exit(130)
"""
MEEK = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + MEEK


def is_gone(pid: int) -> bool:
    """Whether a process ended, waiting up to five seconds for it."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@posix
@pytest.mark.parametrize(
    ("child", "number", "status"),
    [
        pytest.param(MEEK, "SIGTERM", 143, id="asked"),
        pytest.param(MEEK, "SIGHUP", 129, id="terminal closed"),
        pytest.param(MEEK, "SIGINT", 130, id="interrupted"),
        pytest.param(DEAF, "SIGTERM", 143, id="deaf child"),
        pytest.param(
            MEEK,
            "SIGKILL",
            -9,
            id="killed",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux can do this"),
        ),
    ],
)
def test_child_ends_with_its_parent(child: str, number: str, status: int) -> None:
    command = [sys.executable, "-c", PARENT.format(child=child)]
    parent = subprocess.Popen(command, cwd=dev.ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as told:
        pid = int(told.readline())
        parent.send_signal(getattr(signal, number))
        assert parent.wait(10) == status
        assert is_gone(pid)


# -- stages -----------------------------------------------------------------------------------


def test_every_stage_runs_and_one_failure_fails_the_whole(
    capfd: pytest.CaptureFixture[str],
) -> None:
    stages: dict[str, tuple[str, ...]] = {
        "broken": ("-c", "print('what is wrong'); raise SystemExit(3)"),
        "good": ("-c", "print('nothing to say')"),
    }
    assert dev.run_stages(Path(sys.executable), stages) == 1
    told = capfd.readouterr().out
    assert "what is wrong" in told
    assert "nothing to say" not in told
    assert re.search(r"^broken +FAILED \(3\) +\d+\.\d s$", told, re.MULTILINE)
    assert re.search(r"^good +passed +\d+\.\d s$", told, re.MULTILINE)
    assert told.endswith("stages: 1 passed, 1 failed\n")


def test_stages_that_all_pass_are_a_success(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.run_stages(Path(sys.executable), {"good": ("-c", "pass")}) == 0
    assert capfd.readouterr().out.endswith("stages: 1 passed, 0 failed\n")


FLAKY = """
from pathlib import Path
TRIED = Path(__file__).with_name("tried")
def test_shaky():
    first = not TRIED.exists()
    TRIED.touch()
    assert not first, "the machine was busy"
def test_broken():
    raise AssertionError("broken for good")
"""


@pytest.mark.parametrize(("name", "status"), [("shaky", 0), ("broken", 1)])
def test_a_browser_test_is_tried_once_more_and_named_with_its_reason(
    tmp_path: Path, name: str, status: int
) -> None:
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "test_it.py").write_text(FLAKY, encoding="utf-8")
    options = [it for it in dev.TESTS["browser tests"] if it != "tests/browser"]
    command = [sys.executable, *options, f"test_it.py::test_{name}", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status
    named = done.stdout[done.stdout.index("rerun test summary info") :]
    assert f"RERUN test_it.py::test_{name}" in named
    assert ("the machine was busy" if name == "shaky" else "broken for good") in named
    assert "1 rerun" in named


def test_only_the_browser_stage_tries_a_red_test_again_once_and_three_in_a_run() -> None:
    options = {
        name: [word for word in words if "rerun" in word]
        for name, words in (dev.CHECKS | dev.TESTS).items()
    }
    tried_again = ["--reruns=1", "--max-suite-reruns=3", "--rerun-show-tracebacks"]
    assert options.pop("browser tests") == tried_again
    assert set(options) >= {"tests"}
    assert not any(options.values())
    settings = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "rerun" not in str(settings["tool"]["pytest"])
    marked = re.compile(r"mark\.flaky")
    tests = (dev.ROOT / "tests").rglob("*.py")
    assert not [it for it in tests if marked.search(it.read_text(encoding="utf-8"))]


def test_ci_calls_the_one_command_for_tests() -> None:
    script = dev.ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "python3 dev.py test"
