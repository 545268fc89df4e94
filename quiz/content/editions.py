"""Published editions of a bank: frozen under `<bank>/editions/<version>/`, with a manifest.

The folder of a bank holds the edition of now. An attempt keeps the version it was taken in and is
scored by that edition for ever, so a published one never changes: its manifest holds a hash of
each file, and `check` reports a file that is no longer what was published. Hashes are SHA-256 over
the file with single line feeds, since version control may write line ends otherwise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from quiz.bank import FolderName, Model
from quiz.content.difference import diff
from quiz.content.edition import Edition
from quiz.content.files import BankFiles, display_name
from quiz.content.load import load
from quiz.content.near import joined
from quiz.content.source import LARGEST, Place, shown
from quiz.errors import BankError, Fault

EDITIONS: Final = "editions"
MANIFEST: Final = "manifest.json"
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Model):
    """`manifest.json`: which edition a folder holds, and the hash of each of its files.

    `scored_hash` and `wording_hash` are those of `Edition` as they were on the day of publishing.
    """

    format: Literal["bank-edition"] = "bank-edition"
    format_version: Literal[1] = 1
    id: FolderName
    version: str
    scored_hash: Sha256
    wording_hash: Sha256
    files: dict[str, Sha256]


def published(folder: Path) -> tuple[str, ...]:
    """The versions of a bank that are published, the lowest first."""
    inside = folder / EDITIONS
    if not inside.is_dir():
        return ()
    found = (p.name for p in inside.iterdir() if p.is_dir() and _VERSION.fullmatch(p.name))
    return tuple(sorted(found, key=rank))


def rank(version: str) -> tuple[tuple[int, str], ...]:
    """A version as what sorts by its numbers, however long they are."""
    return tuple((len(n), n) for n in (part.lstrip("0") for part in version.split(".")))


def load_edition(folder: Path, version: str) -> Edition:
    """The edition of a bank with this version: the published one, or else that of now.

    Raises:
        BankError: there is no such edition, it was changed since it was published, or it has
            faults.
    """
    versions = published(folder)
    if version in versions:
        path = folder / EDITIONS / version
        faults = frozen_faults(path)
        if faults:
            raise BankError(faults)
        return replace(load(path), folder=folder.resolve().name)
    edition = load(folder)
    if edition.bank.version == version:
        return edition
    has = joined(dict.fromkeys((*versions, edition.bank.version)))
    place = Place(display_name(folder), 1, 1)
    raise BankError([place.fault(f"there is no edition {shown(version)}; the bank has {has}")])


def digest(path: Path) -> str:
    """The SHA-256 of a file, its line ends as single line feeds."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def frozen_faults(path: Path) -> list[Fault]:
    """Every way in which the folder of a published edition is not as it was published."""
    manifest, faults = _manifest(path)
    if manifest is None:
        return faults
    if manifest.version != path.name:
        what = f"this is the manifest of {manifest.version}, not of {path.name}"
        faults.append(_place(path / MANIFEST).fault(f"{what}; restore the folder's name"))
    there = set(_files_in(path))
    for name in sorted(there | manifest.files.keys()):
        place = _place(path / name)
        if name not in manifest.files:
            faults.append(place.fault("this file was not published with the edition; delete it"))
        elif name not in there:
            faults.append(place.fault("this file of a published edition is gone; restore it"))
        elif digest(path / name) != manifest.files[name]:
            faults.append(
                place.fault(
                    "this file was changed after it was published, and attempts rest on it;"
                    " restore it, and make the change in the bank under a higher version"
                )
            )
    return faults


def stray_faults(folder: Path) -> Iterator[Fault]:
    """Folders among the editions that are named for no version."""
    inside = folder / EDITIONS
    for path in sorted(inside.iterdir()) if inside.is_dir() else ():
        if path.is_dir() and not path.name.startswith(".") and not _VERSION.fullmatch(path.name):
            yield _place(path).fault("an edition's folder is named for its version, such as 1.0.0")


def version_faults(folder: Path, edition: Edition, files: BankFiles) -> Iterator[Fault]:
    """The edition of now under a version that is taken by other content, or that is passed."""
    version, versions = edition.bank.version, published(folder)
    place = files.bank.node.get("version").place
    if not _VERSION.fullmatch(version):
        yield place.fault(f'"version" is {shown(version)}; write it in the digits 0 to 9')
    elif version in versions:
        found = diff(load(folder / EDITIONS / version), edition)
        if not found.same:
            what = joined(found.kinds or (*found.others, *found.marked))
            yield place.fault(
                f"{version} is published, and this is no longer what it says ({what});"
                ' raise "version"'
            )
    elif versions and rank(version) <= rank(versions[-1]):
        yield place.fault(f'{versions[-1]} is published; raise "version" above it')


def _manifest(path: Path) -> tuple[Manifest | None, list[Fault]]:
    """The manifest of an edition's folder, or why it cannot be read."""
    file = path / MANIFEST
    place = _place(file)
    if not file.is_file():
        return None, [place.fault("the manifest of this edition is gone; restore it")]
    try:
        raw = file.read_bytes() if file.stat().st_size <= LARGEST else b""
        return Manifest.model_validate_json(raw), []
    except OSError as error:
        return None, [place.fault(f"the file cannot be read: {error.strerror or error}")]
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        what = f"the manifest was changed ({shown(where)})" if where else "this is no manifest"
        return None, [place.fault(f"{what}; restore it")]


def _files_in(path: Path) -> Iterator[str]:
    """The files of an edition by their names within it; hidden ones are passed over."""
    for file in path.rglob("*"):
        name = file.relative_to(path)
        if file.is_file() and name.as_posix() != MANIFEST and name.name[0] != ".":
            yield name.as_posix()


def _place(path: Path) -> Place:
    return Place(display_name(path), 1, 1)
