"""The README keeps its word: its commands exist, and so does every file it names."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def offered(command: list[str]) -> str:
    """What a command says of itself."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_it_names_the_two_commands_before_anything_else_to_run() -> None:
    named = re.findall(r"^(python3 dev\.py \w+)", README, re.MULTILINE)
    assert named[:2] == ["python3 dev.py run", "python3 dev.py test"]


def test_every_command_of_dev_py_exists() -> None:
    named = set(re.findall(r"dev\.py (\w+)", README))
    known = offered([sys.executable, "dev.py", "--help"])
    assert named >= {"run", "test", "check", "bench"}
    assert not {name for name in named if name not in known}


def test_every_command_of_the_package_exists() -> None:
    named = set(re.findall(r"python -m quiz (\w+)", README))
    assert named >= {"check", "schema", "score"}
    for name in named:
        assert f"quiz {name}" in offered([sys.executable, "-m", "quiz", name, "--help"])


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("place", re.findall(r"^\| (`[^|]+`) \|", README, re.MULTILINE))
def test_every_place_in_the_table_is_there(place: str) -> None:
    for name in re.findall(r"`([^`]+)`", place):
        where = ROOT / "quiz" / name if name.startswith("ui/") else ROOT / name
        assert where.exists(), name


def test_the_bank_in_the_readme_can_be_checked() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quiz", "check", "questions/trust"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 steps, 40 items" in done.stdout
