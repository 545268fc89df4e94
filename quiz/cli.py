"""The command line: check banks, print their JSON Schemas, score a table of answers, and more.

What can go wrong with what was given is said in a line or more on standard error, with exit status
2; a bank with faults is what `check` is for, which prints them to standard output and exits with 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quiz import operating
from quiz.content import (
    Edition,
    check,
    diff,
    display_name,
    find_banks,
    load,
    load_helplines,
    publish,
    told,
)
from quiz.content.schema import NAMES, schema
from quiz.errors import BankError, QuizError, TableError

if TYPE_CHECKING:
    import pandas as pd

QUESTIONS: Final = Path(__file__).resolve().parents[1] / "questions"
GOOD, FAULTS, MISUSED = 0, 1, 2
TABLES: Final = (".csv", ".parquet")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of one command: 0 good, 1 a bank has faults, 2 it cannot be done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except QuizError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except OSError as error:
        print(f"{error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m quiz", description="Question banks; and what is kept."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    made = command("check", _check, "Print every fault of each bank as file:line:column.")
    made.add_argument("banks", nargs="*", type=Path, metavar="BANK", help="a folder (all)")
    made = command("schema", _schema, "Print the JSON Schema of a bank's files, for editors.")
    made.add_argument("name", nargs="?", choices=NAMES, help="the kind of file (bank)")
    made.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="write <name>.json here")
    made = command("publish", _publish, "Freeze the bank as it is under editions/<version>.")
    made.add_argument("bank", type=Path, metavar="BANK", help="the bank's folder")
    made = command("diff", _diff, "Say what changed between two editions, and what it breaks.")
    made.add_argument("old", type=Path, metavar="OLD", help="the folder of the older edition")
    made.add_argument("new", type=Path, metavar="NEW", help="the folder of the newer one")
    made = command("score", _score, "Score a table: a row a person, a column an item.")
    made.add_argument("bank", type=Path, metavar="BANK", help="the bank's folder")
    made.add_argument("answers", type=Path, metavar="ANSWERS", help="a .csv or .parquet file")
    made.add_argument("-o", "--output", type=Path, metavar="FILE", help=".csv or .parquet")
    made.add_argument("--id", metavar="COLUMN", help="the column that names a row; put first")
    made.add_argument("--na", default="NA", metavar="CODE", help="says “does not apply” (NA)")
    operating.add_commands(command)
    return parser


def _check(options: argparse.Namespace) -> int:
    """Check the banks that are named, or all there are and the help lines."""
    status = GOOD
    for folder in _folders(options.banks):
        try:
            print(_summary(folder, check(folder)))
        except BankError as error:
            print(error)
            status = FAULTS
    if not options.banks and (QUESTIONS / "help.yaml").exists():
        try:
            lines = load_helplines(QUESTIONS / "help.yaml")
            name = display_name(QUESTIONS / "help.yaml")
            print(f"{name}: help lines of {_count(len(lines.countries), 'country')}: good")
        except BankError as error:
            print(error)
            status = FAULTS
    return status


def _folders(given: Sequence[Path]) -> Iterator[Path]:
    """The folders of banks that were meant: a folder of banks stands for all of them."""
    if not given and not find_banks(QUESTIONS):
        raise QuizError(f"{display_name(QUESTIONS)}: there is no folder with a bank.yaml in it")
    for path in given or (QUESTIONS,):
        folder = path.parent if path.name == "bank.yaml" and path.is_file() else path
        inside = () if (folder / "bank.yaml").exists() else find_banks(folder)
        yield from inside or (folder,)


def _summary(folder: Path, edition: Edition) -> str:
    """One line on a bank that is good."""
    bank = edition.bank
    counts = [_count(len(bank.steps), "step"), _count(len(bank.items), "item")]
    if bank.perspectives:
        counts.append(_count(len(bank.perspectives), "perspective"))
    counts += [" ".join(bank.languages), _count(len(edition.golden), "golden case")]
    return f"{display_name(folder)}: {bank.id} {bank.version}, {', '.join(counts)}: good"


def _count(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def _schema(options: argparse.Namespace) -> int:
    """Print one schema, or write that one or all of them into a folder."""
    if options.output is None:
        print(_schema_text(options.name or "bank"), end="")
        return GOOD
    options.output.mkdir(parents=True, exist_ok=True)
    for name in [options.name] if options.name else NAMES:
        path = options.output / f"{name}.json"
        path.write_text(_schema_text(name), encoding="utf-8", newline="\n")
    return GOOD


def _schema_text(name: str) -> str:
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _publish(options: argparse.Namespace) -> int:
    """Freeze the edition of now."""
    try:
        made = publish(options.bank)
    except BankError as error:
        print(error)
        return FAULTS
    print(f"{display_name(made)}: published")
    return GOOD


def _diff(options: argparse.Namespace) -> int:
    """Say what differs from one edition to another."""
    try:
        found = diff(load(options.old), load(options.new))
    except BankError as error:
        print(error)
        return FAULTS
    print("\n".join(told(found)))
    return GOOD


def _score(options: argparse.Namespace) -> int:
    """Score every row of a table and find its focus."""
    import pandas as pd  # noqa: PLC0415 - pandas loads for this command only

    from quiz.findings import focus_table  # noqa: PLC0415
    from quiz.scoring import score_table  # noqa: PLC0415

    out: Path | None = options.output
    if out is not None and (out.suffix.lower() not in TABLES or _same(out, options.answers)):
        raise TableError(f"{out}: the output must be a new .csv or .parquet file")
    bank = load(options.bank).bank
    frame = _read_table(options.answers, set(bank.item_by_id))
    if options.id is not None and options.id not in frame.columns:
        listed = ", ".join(map(str, frame.columns[:12]))
        raise TableError(f"{options.answers}: there is no column {options.id!r}; it has {listed}")
    frame.index = frame.index + 1 if options.id is None else frame.pop(options.id)
    scores = score_table(bank, frame, not_applicable=options.na)
    focus = focus_table(bank, frame, not_applicable=options.na)
    findings = focus[[name for name in focus.columns if name not in scores.columns]]
    result = pd.concat([scores, findings], axis=1)
    if options.id in result.columns:
        raise TableError(f"the result has a column {options.id!r} of its own; rename that of --id")
    _write_table(result.reset_index(drop=options.id is None), out)
    return GOOD


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _read_table(path: Path, items: set[str]) -> pd.DataFrame:
    """A table from a file. Cells of a CSV file stay text, so that NA is NA; blanks are cut off."""
    import pandas as pd  # noqa: PLC0415

    if path.suffix.lower() not in TABLES:
        raise TableError(f"{path}: answers are read from a .csv or a .parquet file")
    try:
        if path.suffix.lower() == ".parquet":
            table = pd.read_parquet(path)
            return table.rename(columns=str).reset_index(drop=table.index.name is None)
        frame = _read_csv(path)
    except pd.errors.EmptyDataError:
        raise TableError(f"{path}: the file is empty; its first line must name columns") from None
    except pd.errors.ParserWarning:
        raise TableError(f"{path}: a row has more cells than the first line names") from None
    except UnicodeDecodeError:
        raise TableError(f"{path}: the file is not UTF-8; save it as CSV UTF-8") from None
    except (ValueError, NotImplementedError, csv.Error) as error:
        reason = (str(error).strip() or "it is damaged").splitlines()[0]
        raise TableError(f"{path}: it cannot be read as a table: {reason}") from None
    for name in items & set(frame.columns):
        cells = frame[name]
        frame[name] = cells.map({cell: _trimmed(cell) for cell in cells.unique()})
    return frame


def _read_csv(path: Path) -> pd.DataFrame:
    """A CSV file as text cells, with comma, semicolon or tab, whichever its header has most of."""
    import pandas as pd  # noqa: PLC0415

    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    mark = max(",;\t", key=line.count)
    header = [name.strip() for name in next(csv.reader([line], delimiter=mark), [])]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise TableError(
            f"{path}: a column can stand only once; these stand twice: {', '.join(twice)}"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            path,
            sep=mark,
            names=header,
            header=0,
            index_col=False,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
        )


def _trimmed(cell: object) -> object:
    """A cell without blanks about it; 3.0, as a program may write a whole number, is 3."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", cell.strip()) if isinstance(cell, str) else cell


def _write_table(result: pd.DataFrame, path: Path | None) -> None:
    """Write the result as CSV (steps parted by |) or Parquet; without a path to standard output."""
    if path is not None and path.suffix.lower() == ".parquet":
        try:
            result.to_parquet(path, index=False)
        except (ValueError, TypeError) as error:
            path.unlink(missing_ok=True)
            raise TableError(f"{path}: a column does not fit: {error}; write .csv") from None
        return
    flat = result.assign(steps=result["steps"].map("|".join))
    flat.to_csv(path or sys.stdout, index=False, lineterminator="\n", encoding="utf-8")
