"""Measures, and prints the figures as one table: `python -m bench [--quick] [name ...]`."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import sys
import traceback

import dev
from bench.figures import Figure, table

PACKAGES = ("streamlit", "numpy", "pandas")
PARTS = {
    "engine": "one attempt, and tables of a million",
    "click": "a click on the questions page against an app of one radio",
    "kept": "a click whose answer is made durable against one that stays in memory",
    "people": "150 people at once",
    "store": "the store's operations a second, on both databases",
    "history": "what is kept, with 100 attempts against 2",
    "caseload": "500 clients with 20 attempts each, opened, among 10 and 10,000 counsellors",
    "judging": "a caseload of 500 judged and worded; a session sheet; an export",
    "crash": "kills at random instants under 20 people, on both databases",
    "start": "until Start can be used, against an app of one radio",
    "line": "Start and the first question on a slow line",
    "modules": "what is loaded before the result",
    "memory": "10,000 answers",
}
OPTIONS = {"crash": ("kills",), "people": ("kept",)}
"""The options that a part takes beside `quick`."""


def machine() -> str:
    """One line on where the figures come from, and how busy it was."""
    parts = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        *(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES),
    ]
    if hasattr(os, "getloadavg"):
        parts.append(f"load {os.getloadavg()[0]:.1f}")
    return "; ".join(parts)


def main() -> int:
    """0 once everything asked for was measured, whether or not a limit is met; 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py bench",
        description="Measures, and prints the figures as one table.",
        epilog="names: " + "; ".join(f"{name}: {what}" for name, what in PARTS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="name", help="what to measure; all if none")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a first impression")
    parser.add_argument("--kills", type=int, default=200, help="so many for crash, a database")
    parser.add_argument("--kept", action="store_true", help="people: everybody keeps their place")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in PARTS]:
        parser.error(f"no such name: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    dev.heed_signals()  # so that servers are ended when this program is
    print(machine(), flush=True)
    figures: list[Figure] = []
    failed = []
    for name in asked.names or PARTS:
        print(f"measuring {name}: {PARTS[name]}", file=sys.stderr, flush=True)
        try:
            options = {option: getattr(asked, option) for option in OPTIONS.get(name, ())}
            part = importlib.import_module(f"bench.{name}")
            figures.extend(part.measure(quick=asked.quick, **options))
        except Exception:  # noqa: BLE001 - the other figures are still wanted
            traceback.print_exc()
            failed.append(name)
    print(machine(), table(figures), sep="\n\n")
    if failed:
        print(f"\nnot measured: {', '.join(failed)} (the reasons are above)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
