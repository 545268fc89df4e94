"""Whatever a file holds, loading it ends in an edition or in located faults: nothing else."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank import Bank
from quiz.content import Edition, check
from quiz.content.golden import Golden
from quiz.errors import BankError
from quiz.wording import Wording
from tests.broken_banks import BANKS, VALID

MUTATIONS = 60
"""A bank; nine banks make 540."""

VALUES = (
    "null", "~", "''", "[]", "{}", "yes", "no", "true", "1", "-1", "1.5", "1e999", "0x10", "1_000",
    "2024-01-31", "12:30", "*x", "&x y", "!!set {}", "!x", "[a, b]", "{a: b}", "9" * 400, "- a",
    '"\\u0000"', '"\\ud800"', '"\\x85"', "|", ">-", "? a", "<<", "S1", "{name}", "{", ".inf",
    ".nan", "ข", "a: b", "# c", "%TAG", "---", "...", "\t", "@", "`", "'", '"',
)  # fmt: skip


def outcome(folder: Path) -> Edition | BankError:
    """The edition, or an error whose every fault has a place and words."""
    try:
        return check(folder)
    except BankError as error:
        refused = error
    assert refused.faults
    for fault in refused.faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert re.search(r"\w{3}", fault.message)
        assert fault.message.isprintable(), fault
    return refused


def mutated(text: bytes, dice: random.Random) -> bytes:
    """The text with one to three random changes: of bytes, lines, or values."""
    for _ in range(dice.randint(1, 3)):
        text = dice.choice((_bytes_changed, _line_changed, _value_changed, _value_changed))(
            text, dice
        )
    return text


def _bytes_changed(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    new = bytes(dice.choice((dice.randrange(256), *b" \n:-{}[]'\"#&*!|>%@")) for _ in range(2))
    return text[:at] + new[: dice.randint(0, 2)] + text[at + dice.randint(0, 2) :]


def _line_changed(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True) or [b""]
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = dice.choice((b" ", b"  ", b"\t", b"- ")) + lines[at]
        case _:
            lines[at] = lines[at].removeprefix(b"  ")
    return b"".join(lines)


def _value_changed(text: bytes, dice: random.Random) -> bytes:
    found = list(re.finditer(rb"(?<=[ :,\[{])[^ :,\[\]{}\n]+|^[^ :\n]+(?=:)", text, re.MULTILINE))
    if not found:
        return text
    place = dice.choice(found)
    return text[: place.start()] + dice.choice(VALUES).encode() + text[place.end() :]


@pytest.mark.parametrize("bank", VALID, ids=lambda path: path.name)
def test_a_damaged_file_is_loaded_or_refused_with_located_faults(
    bank: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(bank, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    dice = random.Random(bank.name)
    refused = 0
    for _ in range(MUTATIONS):
        path = dice.choice(files)
        sound = path.read_bytes()
        path.write_bytes(mutated(sound, dice))
        refused += isinstance(outcome(folder), BankError)
        path.write_bytes(sound)
    assert refused > MUTATIONS / 4, "the changes are too small to be noticed"
    assert isinstance(outcome(folder), Edition)


KEYS = sorted(
    {name for model in (Bank, Wording, Golden) for name in model.model_fields}
    | {"id", "step", "steps", "from", "for", "if", "title", "options", "expect", "focus", "water"}
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 200) | st.floats() | st.sampled_from(VALUES)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=25,
)


@given(
    st.sampled_from(("bank.yaml", "text.en.yaml", "golden.yaml", "practice.en.yaml")),
    st.dictionaries(st.sampled_from(KEYS), TREES, max_size=12),
    st.booleans(),
)
def test_a_file_of_any_shape_is_loaded_or_refused_with_located_faults(
    tmp_path_factory: pytest.TempPathFactory, name: str, tree: dict[str, Any], over: bool
) -> None:
    folder = tmp_path_factory.mktemp("bank") / "bank"
    shutil.copytree(BANKS / "valid" / "minimal", folder)
    if over and (folder / name).exists():
        tree = yaml.safe_load((folder / name).read_text(encoding="utf-8")) | tree
    (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    outcome(folder)


@given(st.text(max_size=200))
def test_an_article_of_any_text_is_loaded_or_refused_with_located_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("bank") / "bank"
    shutil.copytree(BANKS / "valid" / "three_languages", folder)
    body = text.encode("utf-8", "surrogatepass")
    (folder / "articles" / "why.en.md").write_bytes(b"---\ntitle: Why\n---\n" + body)
    outcome(folder)
