"""The files of a bank's folder, each parsed into a tree and, where its shape is right, a model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from quiz.bank import Bank
from quiz.content.articles import parse_article
from quiz.content.faults import validated
from quiz.content.golden import Golden
from quiz.content.nodes import Node
from quiz.content.positions import parse
from quiz.content.source import Place, read, shown
from quiz.errors import Fault
from quiz.wording import ArticleText, PracticeFile, Wording

T = TypeVar("T")

_BANK = TypeAdapter(Bank)
_TEXT = TypeAdapter(Wording)
_PRACTICE: TypeAdapter[PracticeFile] = TypeAdapter(PracticeFile)
_GOLDEN = TypeAdapter(Golden)
_NAMED = re.compile(r"(text|practice)\.([A-Za-z0-9-]+)\.yaml")
_ARTICLE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """One file: its name as shown, its tree (nothing if unreadable), its model if it is right."""

    name: str
    node: Node
    model: T | None

    @property
    def top(self) -> Place:
        """The beginning of the file."""
        return Place(self.name, 1, 1)


@dataclass
class BankFiles:
    """Every file of a bank's folder; texts and practices by language, articles by id and language.

    `strays` are YAML files under names that are never read. `faults` holds those of the single
    files; what the files say to each other is checked later.
    """

    name: str
    bank: Parsed[Bank]
    texts: dict[str, Parsed[Wording]] = field(default_factory=dict)
    practices: dict[str, Parsed[PracticeFile]] = field(default_factory=dict)
    articles: dict[tuple[str, str], Parsed[ArticleText]] = field(default_factory=dict)
    golden: Parsed[Golden] | None = None
    strays: dict[str, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def display_name(path: Path) -> str:
    """The path as a message shows it: as given, and shortened where it is below this folder."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def read_files(folder: Path) -> BankFiles:
    """Every file of the folder, read and parsed; nothing is raised for what a file holds."""
    faults: list[Fault] = []
    bank = parsed_file(folder / "bank.yaml", _BANK, Bank, faults)
    files = BankFiles(display_name(folder), bank, faults=faults)
    for path in sorted(folder.iterdir()):
        named = _NAMED.fullmatch(path.name)
        if named and named[1] == "text":
            files.texts[named[2]] = parsed_file(path, _TEXT, Wording, faults)
        elif named:
            files.practices[named[2]] = parsed_file(path, _PRACTICE, PracticeFile, faults)
        elif path.name == "golden.yaml":
            files.golden = parsed_file(path, _GOLDEN, Golden, faults)
        elif path.suffix.lower() in (".yaml", ".yml") and path.name != "bank.yaml":
            files.strays[path.name] = Place(display_name(path), 1, 1)
    _read_articles(folder / "articles", files)
    return files


def parsed_file(
    path: Path,
    adapter: TypeAdapter[T],
    expected: Any,
    faults: list[Fault],
    *,
    dates: bool = False,
) -> Parsed[T]:
    """One YAML file as tree and model; its faults are added to the list."""
    name = display_name(path)
    nothing = Node(Place(name, 1, 1))
    text, found = read(path, name)
    faults += found
    if text is None:
        return Parsed(name, nothing, None)
    node, found = parse(text, name, dates=dates)
    faults += found
    if node is None:
        return Parsed(name, nothing, None)
    model, found = validated(adapter, expected, node)
    faults += found
    return Parsed(name, node, model)


def _read_articles(folder: Path, files: BankFiles) -> None:
    """Read `articles/<id>.<language>.md`."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() not in (".md", ".markdown"):
            continue
        name = display_name(path)
        named = _ARTICLE.fullmatch(path.name)
        if named is None:
            message = f"an article is named <id>.<language>.md, not {shown(path.name)}; rename it"
            files.faults.append(Place(name, 1, 1).fault(message))
            continue
        text, found = read(path, name)
        files.faults += found
        node, model = Node(Place(name, 1, 1)), None
        if text is not None:
            node, model, found = parse_article(text, name)
            files.faults += found
        files.articles[named[1], named[2]] = Parsed(name, node, model)
