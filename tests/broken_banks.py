"""The corpus of broken banks: each is a valid one with one change.

A folder of `banks/invalid` holds `expected.txt`, the lines that loading must report, and the fault:
`change.diff`, files that stand in for those of the valid bank, or both. In `change.diff`, a line
`*** sides` names the valid bank (else it is `minimal`), `--- text.en.yaml` the file, `-` and `+`
lines what is replaced by what; `--- text.en.yaml (deleted)` takes a file away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

BANKS = Path(__file__).parent / "banks"
VALID = sorted(path for path in (BANKS / "valid").iterdir() if path.is_dir())
INVALID = sorted(path for path in (BANKS / "invalid").iterdir() if path.is_dir())


def build(fault: Path, bank: Path) -> None:
    """Make the broken bank in the (new) folder `bank`."""
    change = fault / "change.diff"
    lines = change.read_text(encoding="utf-8").splitlines() if change.exists() else []
    base = lines.pop(0)[4:] if lines and lines[0].startswith("*** ") else "minimal"
    shutil.copytree(BANKS / "valid" / base, bank)
    for name, old, new in _changes(lines):
        if name.endswith(" (deleted)"):
            (bank / name.removesuffix(" (deleted)")).unlink()
        else:
            replace(bank / name, old, new)
    for path in fault.rglob("*"):
        if path.is_file() and path.name not in ("change.diff", "expected.txt"):
            target = bank / path.relative_to(fault)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)


def replace(path: Path, old: str, new: str) -> None:
    """Replace whole lines of a file, which must hold them exactly once."""
    text = "\n" + path.read_text(encoding="utf-8")
    assert text.count("\n" + old) == 1, f"{path}: not there once: {old}"
    path.write_text(text.replace("\n" + old, "\n" + new)[1:], encoding="utf-8", newline="\n")


def _changes(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """File, old lines and new lines of each change."""
    name, old, new = "", "", ""
    for line in [*lines, "--- "]:
        if (old or new) and (line.startswith("--- ") or (line.startswith("-") and new)):
            yield name, old, new
            old = new = ""
        if line.startswith("--- "):
            name = line[4:]
            if name.endswith("(deleted)"):
                yield name, "", ""
        elif line.startswith("-"):
            old += line[1:] + "\n"
        elif line.startswith("+"):
            new += line[1:] + "\n"
