"""What is exported: clients, attempts, answers, notes and plans, and what each column means.

The names of columns and of what stands in them are the same in every language, so that one program
reads them all; the last table says in the reader's language what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from quiz.attempt import NOT_APPLICABLE
from quiz.bank import Bank
from quiz.casework.cases import CaseAttempt, CaseFile
from quiz.content import Edition
from quiz.findings import find_focus
from quiz.scoring import Scorecard, score
from quiz.views.sheet import day_of
from quiz.words import Words

Cell = str | int | float | bool | date | None
Row = Mapping[str, Cell]

CLIENTS = ("client", "label", "partner", "archived", "interval_days", "attempts", "last")
ATTEMPT = ("client", "attempt", "date")
EDITION = ("bank", "edition", "side", "language", "shown", "answered", "one_answer")
FOCUS = ("focus", "focus_reason", "focus_steps", "begin_with", "chance")
ANSWERS = (*ATTEMPT, "item", "step", "question", "given", "answer", "value", "sensitive")
NOTES = ("client", "kind", "date", "text")
PLAN = ("client", "kind", "step", "goal", "behaviour", "practice", "date", "done_days")
OF_STEP = ("score", "low", "high", "answered", "status")
COLUMNS = ("table", "column", "meaning")


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns, and rows with a cell a column (None: empty)."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Table:
        """A table from rows that name their cells; what a row does not name is empty."""
        return cls(name, tuple(columns), tuple(tuple(map(row.get, columns)) for row in rows))


def tables_of(
    files: Sequence[CaseFile], words: Words, zone: tzinfo = UTC, *, answers: bool = True
) -> tuple[Table, ...]:
    """The tables of these clients, each with the whole history; days are those of the zone.

    The table of single answers is by far the longest; it can be left out.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    editions = _editions(files)
    steps = _steps(editions)
    contexts = tuple(dict.fromkeys(f"context.{q.name}" for e in editions for q in e.bank.context))
    of_steps = tuple(f"{name}.{part}" for name in steps.values() for part in OF_STEP)
    attempts = (*ATTEMPT, *EDITION, *contexts, *of_steps, *FOCUS)
    tables = [
        Table.of("clients", CLIENTS, (_client(file, zone) for file in files)),
        Table.of("attempts", attempts, _attempts(files, steps, zone)),
        Table.of("notes", NOTES, _notes(files)),
        Table.of("plan", PLAN, _plan(files)),
    ]
    if answers:
        tables.insert(2, Table.of("answers", ANSWERS, _answers(files, words, zone)))
    meanings = _meanings(tables, editions, steps, words)
    return (*tables, Table.of("columns", COLUMNS, meanings))


Steps = Mapping[tuple[str, str], str]
"""The name in columns of each step, by bank and step id."""


def _editions(files: Sequence[CaseFile]) -> tuple[Edition, ...]:
    """Every edition that an attempt was taken in, once."""
    found = {
        (it.bank.id, it.bank.version): it.edition for file in files for it in file.case.history
    }
    return tuple(found[key] for key in sorted(found))


def _steps(editions: Sequence[Edition]) -> Steps:
    """The steps of all editions; the bank stands before its steps where there are several banks."""
    several = len({edition.bank.id for edition in editions}) > 1
    return {
        (e.bank.id, step.id): f"{e.bank.id}.{step.id}" if several else step.id
        for e in editions
        for step in e.bank.steps
    }


def _client(file: CaseFile, zone: tzinfo) -> Row:
    case = file.case
    return {
        "client": case.code,
        "label": case.label or None,
        "partner": case.partner or None,
        "archived": case.archived,
        "interval_days": case.interval_days,
        "attempts": case.attempts,
        "last": day_of(case.history[-1].attempt, zone) if case.history else None,
    }


def _numbered(files: Sequence[CaseFile], zone: tzinfo) -> Iterator[tuple[Row, CaseAttempt]]:
    """Every attempt with what names it: the client, its number from 1, and its day."""
    for file in files:
        for number, taken in enumerate(file.case.history, start=1):
            day = day_of(taken.attempt, zone)
            yield {"client": file.case.code, "attempt": number, "date": day}, taken


# -- attempts and answers -------------------------------------------------------------------------


def _attempts(files: Sequence[CaseFile], steps: Steps, zone: tzinfo) -> Iterator[Row]:
    """A row an attempt."""
    for named, taken in _numbered(files, zone):
        bank, attempt = taken.bank, taken.attempt
        card = score(bank, attempt)
        given = {f"context.{name}": said for name, said in attempt.context.items()}
        counts = {
            "bank": bank.id,
            "edition": bank.version,
            "side": attempt.perspective,
            "language": attempt.language,
            "shown": sum(step.shown for step in card.steps),
            "answered": sum(step.answered for step in card.steps),
            "one_answer": card.one_answer_throughout,
        }
        scores, focus = _scores(bank, card, steps), _focus(bank, card, taken)
        yield {**named, **counts, **given, **scores, **focus}


def _scores(bank: Bank, card: Scorecard, steps: Steps) -> Row:
    """The cells of the steps."""
    return {
        f"{steps[bank.id, step.step]}.{part}": cell
        for step in card.steps
        for part, cell in {
            "score": step.score,
            "low": step.low,
            "high": step.high,
            "answered": step.answered,
            "status": step.status.value,
        }.items()
    }


def _focus(bank: Bank, card: Scorecard, taken: CaseAttempt) -> Row:
    """The cells of the focus; the chance is that of the likeliest step, in 100."""
    focus = find_focus(bank, card, taken.attempt.context)
    chances = focus.probabilities.values() if focus.steps else ()
    return {
        "focus": focus.verdict.value,
        "focus_reason": focus.reason.value if focus.reason else None,
        "focus_steps": " ".join(focus.steps) or None,
        "begin_with": focus.begin_with,
        "chance": 100 * max(chances) if chances else None,
    }


def _answers(files: Sequence[CaseFile], words: Words, zone: tzinfo) -> Iterator[Row]:
    """A row a question shown, in the bank's order; `answer` is empty where there is no number."""
    for named, taken in _numbered(files, zone):
        bank, attempt = taken.bank, taken.attempt
        wording = taken.edition.words(words.language)
        shown = {item.id for item in bank.shown(attempt.opened)} | attempt.answers.keys()
        for item in bank.items:
            if item.id not in shown:
                continue
            answer = attempt.answers.get(item.id)
            number = answer if isinstance(answer, int) else None
            other = "does_not_apply" if answer is NOT_APPLICABLE else "skipped"
            yield {
                **named,
                "item": item.id,
                "step": item.step,
                "question": wording.item(item.id, attempt.perspective),
                "given": other if number is None else "answered",
                "answer": number,
                "value": None if number is None else bank.scale.keyed(number, item.key),
                "sensitive": item.sensitive,
            }


# -- the counsellor's own records -----------------------------------------------------------------


def _notes(files: Sequence[CaseFile]) -> Iterator[Row]:
    """A row a note or phase."""
    for file in files:
        code = file.case.code
        for note in file.notes:
            yield {"client": code, "kind": "note", "date": note.on, "text": note.text}
        for phase in file.phases:
            yield {"client": code, "kind": "phase", "date": phase.on, "text": phase.name}


def _plan(files: Sequence[CaseFile]) -> Iterator[Row]:
    """A row of the plan, or a practice agreed on."""
    for file in files:
        code = file.case.code
        for row in file.plan:
            yield {
                "client": code,
                "kind": "plan",
                "step": row.step,
                "goal": row.goal,
                "behaviour": row.behaviour,
                "practice": row.practice,
                "date": row.review_on,
            }
        for agreed in file.practices:
            yield {
                "client": code,
                "kind": "practice",
                "step": agreed.step,
                "date": agreed.since,
                "done_days": " ".join(map(str, sorted(set(agreed.done_days)))) or None,
            }


# -- what the columns mean ------------------------------------------------------------------------


def _meanings(
    tables: Sequence[Table], editions: Sequence[Edition], steps: Steps, words: Words
) -> Iterator[Row]:
    """A row a column of every table."""
    of_step = {}
    for edition in editions:
        said = edition.words(words.language).steps
        for step in edition.bank.steps:
            name = steps[edition.bank.id, step.id]
            for part in OF_STEP:
                meaning = words(f"export.step.{part}", step=words.quoted(said[step.id].title))
                of_step[f"{name}.{part}"] = meaning
    asked = {
        f"context.{id_}": words("export.context", question=words.quoted(text))
        for edition in editions
        for id_, text in _context(edition, words)
    }
    for table in tables:
        for column in table.columns:
            known = of_step.get(column) or asked.get(column)
            meaning = known or words(f"export.{table.name}.{column}")
            yield {"table": table.name, "column": column, "meaning": meaning}


def _context(edition: Edition, words: Words) -> Iterator[tuple[str, str]]:
    """The name of each context question, and its text."""
    said = edition.words(words.language).context
    for question in edition.bank.context:
        yield question.name, said[question.id].text
