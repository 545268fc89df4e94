"""`python -m quiz`: what is printed where, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import yaml

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.cli import main
from quiz.content import load
from quiz.content.schema import NAMES, schema
from quiz.findings import find_focus
from quiz.scoring import score
from tests.broken_banks import BANKS, INVALID, VALID, build

ROOT = Path(__file__).parents[1]
MINIMAL = BANKS / "valid" / "minimal"
Output = pytest.CaptureFixture[str]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person starts it."""
    return subprocess.run(
        [sys.executable, "-m", "quiz", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_check_says_in_one_line_that_a_bank_is_good() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    first = done.stdout.splitlines()[0]
    assert re.fullmatch(
        r"questions/trust: trust5 \d+\.\d+\.\d+, 5 steps, 40 items, 3 perspectives, en th,"
        r" \d+ golden cases: good",
        first,
    )
    assert "questions/help.yaml: help lines of " in done.stdout


def test_check_takes_one_bank_several_or_a_folder_of_them(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BANKS)
    assert main(["check", "valid/minimal", "valid/sides/bank.yaml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "valid/minimal: plants 1.0.0, 2 steps, 6 items, en, 3 golden cases: good",
        "valid/sides: flat 0.2.0, 3 steps, 9 items, 2 perspectives, en th, 3 golden cases: good",
    ]
    assert main(["check", "valid"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(VALID)


def test_check_prints_each_fault_to_standard_output_and_fails(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MINIMAL, tmp_path / "good")
    fault = next(path for path in INVALID if path.name == "unknown_step")
    build(fault, tmp_path / "bad")
    assert main(["check", "bad", "good", "gone"]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        'bad/bank.yaml:11:20: there is no step "watre"; did you mean "water"?',
        "good: plants 1.0.0, 2 steps, 6 items, en, 3 golden cases: good",
        "gone:1:1: there is no folder with a bank.yaml",
    ]
    assert output.err == ""


def test_a_reader_that_closes_early_ends_the_command_quietly() -> None:
    done = subprocess.Popen(
        [sys.executable, "-m", "quiz", "schema"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.stdout is not None
    assert done.stderr is not None
    done.stdout.close()
    errors = done.stderr.read()
    done.stderr.close()
    assert (done.wait(60), errors) == (0, b"")


def test_output_is_utf8_whatever_the_console_is(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "ปลูก")
    code = "from quiz.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(tmp_path / "ปลูก")],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert "ปลูก: plants 1.0.0" in done.stdout.decode("utf-8")


def answers_of(name: str, bank: Path) -> Any:
    return yaml.safe_load((bank / name).read_text(encoding="utf-8"))


def as_json(tree: Any) -> Any:
    """The tree with text keys, as an editor's checker sees it."""
    if isinstance(tree, dict):
        return {str(key): as_json(child) for key, child in tree.items()}
    return [as_json(child) for child in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("bank", [*VALID, ROOT / "questions" / "trust"], ids=lambda path: path.name)
def test_a_valid_bank_is_valid_by_the_schema_that_an_editor_reads(bank: Path) -> None:
    for path in bank.glob("*.yaml"):
        rules = schema(path.name.split(".")[0])
        jsonschema.Draft202012Validator.check_schema(rules)
        jsonschema.Draft202012Validator(rules).validate(as_json(answers_of(path.name, bank)))
    for path in bank.glob("articles/*.md"):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        jsonschema.Draft202012Validator(schema("article")).validate(front)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "one"},
        {"scale": {"min": "zero", "max": 4}},
        {"items": [{"id": "a", "step": "b", "key": "*"}]},
        {"colour": "green"},
        {"links": [{"id": "a", "urls": {"en": "http://example.org"}}]},
    ],
)
def test_the_schema_refuses_what_loading_refuses(change: dict[str, Any]) -> None:
    tree = as_json(answers_of("bank.yaml", MINIMAL)) | change
    assert not jsonschema.Draft202012Validator(schema("bank")).is_valid(tree)


def test_every_key_is_explained_to_an_editor() -> None:
    for name in NAMES:
        rules = schema(name)
        for part in (rules, *rules.get("$defs", {}).values()):
            for key, value in part.get("properties", {}).items():
                assert value["description"], (name, key)


def test_schemas_are_printed_and_written(tmp_path: Path, capsys: Output) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "bank.yaml"
    assert main(["schema", "text"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "text.<language>.yaml"
    assert main(["schema", "-o", str(tmp_path / "schema")]) == 0
    assert {path.stem for path in (tmp_path / "schema").iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_beside_the_banks_are_those_of_the_models(name: str) -> None:
    kept = (ROOT / "questions" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(kept) == schema(name), "run: python -m quiz schema -o questions/schema"


ANSWERS = """\
person;w1; w2;w3;l1;l2;l3;note
อัน;4;4;0;4; 2;0;"a;b"
bob;NA;3.0;;2.0;1;0;
bob;;;;;;;z
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8-sig")
    return path


def scored(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def test_a_table_is_scored_as_its_rows_are(answers: Path, tmp_path: Path) -> None:
    assert main(["score", str(MINIMAL), str(answers), "-o", str(tmp_path / "out.csv")]) == 0
    found = scored(tmp_path / "out.csv")
    bank = load(MINIMAL).bank
    rows: list[dict[str, Answer]] = [
        {"w1": 4, "w2": 4, "w3": 0, "l1": 4, "l2": 2, "l3": 0},
        {"w1": NOT_APPLICABLE, "w2": 3, "l1": 2, "l2": 1, "l3": 0},
        {},
    ]
    for at, row in enumerate(rows):
        expect_row(found.iloc[at], bank, Attempt(bank.id, bank.version, row, len(bank.pages)))
    assert list(found["person"]) == ["อัน", "bob", "bob"]


def expect_row(found: pd.Series, bank: Bank, attempt: Attempt) -> None:
    """The row of the table says what scoring the attempt says."""
    card = score(bank, attempt)
    focus = find_focus(bank, card)
    for step in card.steps:
        assert found[f"{step.step}.status"] == step.status
        assert found[f"{step.step}.answered"] == step.answered
        assert found[f"{step.step}.score"] == pytest.approx(step.score or float("nan"), nan_ok=True)
    assert found["verdict"] == focus.verdict
    assert (found["steps"] if pd.notna(found["steps"]) else "") == "|".join(focus.steps)


def test_the_id_column_names_the_rows_and_may_repeat(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["score", str(MINIMAL), str(answers), "--id", "person", "-o", str(out)]) == 0
    found = scored(out)
    assert list(found.columns[:3]) == ["person", "note", "water.score"]
    assert list(found["person"]) == ["อัน", "bob", "bob"]


def test_parquet_goes_in_and_comes_out(tmp_path: Path) -> None:
    table = tmp_path / "answers.parquet"
    pd.DataFrame({"who": ["a", "b"], "w1": [4, None], "w2": ["NA", "2"], "l1": [0, 1]}).to_parquet(
        table
    )
    out = tmp_path / "out.parquet"
    assert main(["score", str(MINIMAL), str(table), "-o", str(out)]) == 0
    found = pd.read_parquet(out)
    assert list(found["who"]) == ["a", "b"]
    assert list(found["water.answered"]) == [1, 1]
    assert list(map(list, found["steps"])) == [[], []]


def test_without_an_output_file_the_result_is_printed(answers: Path) -> None:
    done = run("score", str(MINIMAL), str(answers))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("person,note,water.score,water.answered,")
    assert done.stdout.splitlines()[1].startswith("อัน,a;b,100.0,3,")


def test_another_code_may_say_does_not_apply(tmp_path: Path, capsys: Output) -> None:
    table = tmp_path / "answers.csv"
    table.write_text("w1,w2,w3\n-9,-9,4\n", encoding="utf-8")
    assert main(["score", str(MINIMAL), str(table), "--na", "-9"]) == 0
    assert "does_not_apply" in capsys.readouterr().out
    assert main(["score", str(MINIMAL), str(table)]) == 2
    assert "'-9' in row 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\n", "column"),
        (b"w1,w1\n1,2\n", "stand twice: w1"),
        (b"w1,w2\n1,2,3\n", "more cells than the first line"),
        (b"w1,w2\n1,2\n1,2,3\n", "cannot be read as a table"),
        (b"w1,w2\n1,9\n", "column 'w2': '9' in row 1"),
        (b"w1,w2\n1,2.5\n", "column 'w2': '2.5' in row 1"),
        (b"w1,w2\n1,=HYPERLINK(1)\n", "column 'w2'"),
        (b"a,b\n1,2\n", "no column is named for an item"),
        (b"w1\n\xff\n", "not UTF-8"),
        (b'w1,w2\n"1,2\n', "cannot be read as a table"),
        (b"w1,verdict\n1,2\n", "rename"),
        (b"\x00\x01\x02", "column"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_in_words(
    content: bytes, words: str, tmp_path: Path, capsys: Output
) -> None:
    table = tmp_path / "answers.csv"
    table.write_bytes(content)
    out = tmp_path / "out.csv"
    assert main(["score", str(MINIMAL), str(table), "-o", str(out)]) == 2
    output = capsys.readouterr()
    assert words in output.err
    assert output.out == ""
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone", "answers.csv"], "gone:1:1: there is no folder with a bank.yaml"),
        (["minimal", "gone.csv"], "gone.csv: No such file or directory"),
        (["minimal", "minimal"], "a .csv or a .parquet file"),
        (["minimal", "damaged.parquet"], "cannot be read as a table"),
        (["minimal", "answers.csv", "--id", "who"], "there is no column 'who'; it has person"),
        (["minimal", "answers.csv", "-o", "out.xlsx"], "a new .csv or .parquet file"),
        (["minimal", "answers.csv", "-o", "answers.csv"], "a new .csv or .parquet file"),
        (["minimal", "answers.csv", "-o", "gone/out.csv"], "gone"),
        (["minimal", "answers.csv", "--na", "2"], "lies on the scale"),
    ],
)
def test_what_cannot_be_done_is_said_on_standard_error(
    arguments: list[str], words: str, answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(answers.parent)
    shutil.copytree(MINIMAL, "minimal")
    Path("damaged.parquet").write_bytes(b"PAR1 and then nothing of it PAR1")
    assert main(["score", *arguments]) == 2
    output = capsys.readouterr()
    assert words in output.err
    assert output.out == ""
    assert answers.read_text(encoding="utf-8-sig") == ANSWERS


def test_a_misspelt_command_is_refused_with_the_usage() -> None:
    done = run("chekc")
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr
