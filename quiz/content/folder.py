"""The names of a bank's files against its languages: none missing, none that is never read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.content.files import BankFiles
from quiz.content.names import Names
from quiz.content.near import joined, nearest
from quiz.content.source import Place
from quiz.content.structure import Structure
from quiz.errors import Fault

_OTHERS = ("bank.yaml", "golden.yaml")
_KNOWN = "bank.yaml, golden.yaml, text.<language>.yaml and practice.<language>.yaml"


def file_faults(files: BankFiles, s: Structure) -> Iterator[Fault]:
    """Languages without their file, files of languages not listed, YAML files never read.

    A file whose name is nearly that of a missing one is one fault, not two.
    """
    tags = [tag for tag, node in s.languages.places.items() if not node.refused]
    known = s.languages.complete and len(tags) == len(s.languages)
    stems = ("text", "practice") if files.practices else ("text",)
    wanted = {f"{stem}.{tag}.yaml": tag for stem in stems for tag in tags}
    present = _present(files)
    missing = [name for name in wanted if name not in present]
    for name, place in (present | files.strays).items():
        if name in wanted or (name in present and not known):
            continue
        close = _alike(name, missing) if name in present else nearest(name, missing)
        if close is not None:
            missing.remove(close)
        yield place.fault(_odd(name, name in present, close, s.languages))
    for name in missing:
        tag = wanted[name]
        place = s.languages.places[tag].place
        yield place.fault(f"{name} is missing; write it, or take {tag} out of the list")


def _present(files: BankFiles) -> dict[str, Place]:
    """The text and practice files that are there, by name."""
    texts = {f"text.{tag}.yaml": parsed.top for tag, parsed in files.texts.items()}
    practices = {f"practice.{tag}.yaml": parsed.top for tag, parsed in files.practices.items()}
    return texts | practices


def _alike(name: str, missing: list[str]) -> str | None:
    """The missing file that a file was meant for: one language, written otherwise (TH, en-GB)."""
    first = re.split("[-_]", name.lower().removesuffix(".yaml"))[0]
    return next((m for m in missing if re.split("[-_]", m.removesuffix(".yaml"))[0] == first), None)


def _odd(name: str, has_language: bool, close: str | None, languages: Names) -> str:
    """What is wrong with the name of a file, and how it should be called."""
    meant = close or (None if has_language else nearest(name, _OTHERS))
    if meant is not None:
        return f"no file of this bank is named so; did you mean {meant}?"
    if has_language:
        todo = 'add it to "languages" in bank.yaml or delete the file'
        return f"the bank lists {joined(languages)}, not the language of this file; {todo}"
    return f"no file of a bank is named so; it has {_KNOWN}"
