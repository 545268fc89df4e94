"""Publishing: the edition of now, frozen for ever."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from quiz.content.edition import Edition
from quiz.content.editions import EDITIONS, MANIFEST, Manifest, digest, published
from quiz.content.files import BankFiles
from quiz.content.load import load
from quiz.content.verify import checked
from quiz.errors import BankError


def publish(folder: Path) -> Path:
    """The new folder `editions/<version>`: the bank's files, byte for byte, and their manifest.

    Everything that loading reads is copied, golden cases too. The folder appears whole or not at
    all. A version once published is never written again.

    Raises:
        BankError: the bank has faults, a published edition was changed, or the version is published
            already or not above the last one.
        OSError: the folder cannot be written.
    """
    edition, files = checked(folder)
    version = edition.bank.version
    target = folder / EDITIONS / version
    if version in published(folder) or target.exists():
        place = files.bank.node.get("version").place
        raise BankError([place.fault(f'{version} is published already; raise "version"')])
    made = target.with_name(f".{version}.new")
    shutil.rmtree(made, ignore_errors=True)
    try:
        _copy(folder, made, edition, files)
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _copy(folder: Path, made: Path, edition: Edition, files: BankFiles) -> None:
    """Copy the files, see that they say what was checked, and write their manifest."""
    for name in _names(files):
        copy = made / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((folder / name).read_bytes())
    copied = load(made)
    if (copied.bank, copied.wording_hash) != (edition.bank, edition.wording_hash):
        place = files.bank.node.get("version").place
        raise BankError([place.fault("the bank was changed while it was published; publish again")])
    manifest = Manifest(
        id=edition.bank.id,
        version=edition.bank.version,
        scored_hash=edition.scored_hash,
        wording_hash=edition.wording_hash,
        files={name: digest(made / name) for name in _names(files)},
    )
    text = json.dumps(manifest.model_dump(), indent=2, ensure_ascii=False) + "\n"
    (made / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _names(files: BankFiles) -> Iterator[str]:
    """The files that a bank was read from, by their names within its folder."""
    yield "bank.yaml"
    yield from (f"text.{tag}.yaml" for tag in files.texts)
    yield from (f"practice.{tag}.yaml" for tag in files.practices)
    yield from (f"articles/{id_}.{tag}.md" for id_, tag in files.articles)
    if files.golden is not None:
        yield "golden.yaml"
