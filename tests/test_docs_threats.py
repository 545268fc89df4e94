"""The page on threats says what lies openly in the database: all of it, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa

from quiz.casework.counsel.sessions import IDLE, LASTS
from quiz.casework.counsel.throttling import FREE, LONGEST_WAIT
from quiz.store.schema import METADATA
from quiz.ui.visit.sign_in_cookie import KNOWN_FOR
from quiz.vault.stretching import COST

PAGE = Path(__file__).resolve().parents[1] / "docs" / "threat-model.md"
TEXT = PAGE.read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \|(.*)\|(.*)\|$", re.MULTILINE)
NAMES = re.compile(r"`(\w+)`")


def described() -> dict[str, tuple[set[str], set[str]]]:
    """Of each table the columns that lie openly, and those that are sealed."""
    return {
        name: (set(NAMES.findall(openly)), set(NAMES.findall(sealed)))
        for name, openly, sealed in ROW.findall(TEXT)
    }


def test_every_column_is_described_once_and_none_that_is_not_there() -> None:
    there = {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    assert {name: openly | sealed for name, (openly, sealed) in described().items()} == there
    assert not [name for name, (openly, sealed) in described().items() if openly & sealed]


def test_no_sealed_column_is_a_number_or_a_word() -> None:
    for name, (_, sealed) in described().items():
        for column in sealed:
            assert isinstance(METADATA.tables[name].columns[column].type, sa.LargeBinary)


def test_a_word_that_lies_openly_is_said_to() -> None:
    """Text could say something: each such column is thought of here."""
    words = {
        f"{name}.{column.name}"
        for name, table in METADATA.tables.items()
        for column in table.columns
        if isinstance(column.type, sa.String)
    }
    assert words == {
        *("record.kind", "client_record.kind", "setting.name", "setting.value", "audit.what"),
        *("account.name", "account.folded", "account.role"),
        *("set_up.name", "set_up.folded", "set_up.role"),
    }


def test_its_figures_are_those_of_the_code() -> None:
    assert (FREE, LONGEST_WAIT.total_seconds()) == (5, 900)
    assert (IDLE.total_seconds(), LASTS.total_seconds()) == (1800, 12 * 3600)
    assert (COST.memory, COST.passes) == (64 * 1024, 3)
    assert KNOWN_FOR == 182 * 24 * 60 * 60
    for said in ("after five failures", "quarter of an hour", "half an\nhour", "64 MiB, 3 passes"):
        assert said in TEXT


def test_every_test_file_it_names_is_there() -> None:
    for name in re.findall(r"`(tests/\w+\.py)`", TEXT):
        assert (PAGE.parents[1] / name).is_file()
