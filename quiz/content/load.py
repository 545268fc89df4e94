"""From a folder to an Edition, or to every fault of its files at once."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from quiz.bank import Bank
from quiz.content.checks import cross_faults
from quiz.content.edition import Edition
from quiz.content.files import BankFiles, display_name, read_files
from quiz.content.source import Place
from quiz.errors import BankError, Fault
from quiz.wording import Wording


def load(folder: Path) -> Edition:
    """The edition that the folder holds. Golden cases are read, but not worked: see `check`.

    Raises:
        BankError: with every fault of every file, in the order of the files.
    """
    return read_bank(folder)[0]


def read_bank(folder: Path) -> tuple[Edition, BankFiles]:
    """The edition with the files it was made from. Raises BankError as `load` does."""
    name = display_name(folder)
    if not folder.is_dir():
        what = "this is a file, not a" if folder.exists() else "there is no"
        raise BankError([Place(name, 1, 1).fault(f"{what} folder with a bank.yaml")])
    try:
        if not (folder / "bank.yaml").exists():
            message = "the folder has no bank.yaml; a bank begins with one"
            raise BankError([Place(f"{name}/bank.yaml", 1, 1).fault(message)])
        files = read_files(folder)
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror or error}"
        raise BankError([Place(name, 1, 1).fault(message)]) from None
    faults = [*files.faults, *cross_faults(files)]
    edition = _edition(folder, files) if not faults else None
    if edition is None:
        raise BankError(_in_order(faults, files))
    return edition, files


def find_banks(root: Path) -> tuple[Path, ...]:
    """The folders directly below that hold a `bank.yaml`, by name."""
    if not root.is_dir():
        return ()
    return tuple(sorted(p for p in root.iterdir() if (p / "bank.yaml").is_file()))


def _edition(folder: Path, files: BankFiles) -> Edition | None:
    """The edition, once nothing is wrong."""
    bank = files.bank.model
    if bank is None:
        return None
    return Edition(
        folder=folder.resolve().name,
        bank=bank,
        wordings=MappingProxyType(
            {t: _every_answer(bank, p.model) for t, p in files.texts.items() if p.model}
        ),
        practices=MappingProxyType(
            {tag: p.model for tag, p in files.practices.items() if p.model is not None}
        ),
        articles=MappingProxyType({key: p.model for key, p in files.articles.items() if p.model}),
        golden=files.golden.model.cases if files.golden and files.golden.model else (),
    )


def _every_answer(bank: Bank, wording: Wording) -> Wording:
    """The wording with an anchor for each answer: its number, where the author gave no word."""
    anchors = {v: wording.anchors.get(v, str(v)) for v in bank.scale.values}
    return wording.model_copy(update={"anchors": anchors})


def _in_order(faults: list[Fault], files: BankFiles) -> list[Fault]:
    """The faults by file (bank, text, practice, articles, golden), line and column; none twice."""
    names = [files.bank.name]
    for group in (files.texts, files.practices, files.articles):
        names += [parsed.name for parsed in group.values()]
    rank = {name: n for n, name in enumerate(names)}
    return sorted(set(faults), key=lambda f: (rank.get(f.file, len(rank)), f))
