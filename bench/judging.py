"""What a counsellor waits for once the answers are open: a caseload judged, a sheet, an export."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from bench.figures import Figure, against, below, in_turn, milliseconds
from dev import ROOT
from quiz.attempt import Attempt
from quiz.casework.cases import Case, CaseAttempt, CaseFile
from quiz.content import Edition, load
from quiz.export import csv_zip, tables_of, workbook
from quiz.findings.standing import find_standing
from quiz.findings.standings import Client, find_standings
from quiz.report.session_sheet import session_sheet_pdf
from quiz.views.clients.caseload import Order, arranged, caseload, matching
from quiz.words import catalogue

CLIENTS, READ = 500, 3
"""Of each client the first attempt, the last but one and the last."""
EXPORTED = 40
EACH = 6
SEED = 500
NOW = datetime(2026, 3, 14, 19, 30, tzinfo=UTC)


def measure(*, quick: bool) -> Iterator[Figure]:
    """The caseload at once against one by one, its rows, a sheet of each language, an export."""
    rounds = 3 if quick else 15
    edition, words = load(ROOT / "questions" / "trust"), catalogue("en")
    cases = [case_of(edition, number, READ) for number in range(CLIENTS)]
    clients = [Client([(it.bank, it.attempt) for it in case.history]) for case in cases]
    rows = caseload(cases, NOW, words)
    at_once, alone, worded, found = map(
        milliseconds,
        in_turn(
            rounds,
            partial(find_standings, clients, NOW),
            lambda: [find_standing(client.history, NOW) for client in clients],
            partial(caseload, cases, NOW, words),
            lambda: arranged(matching(rows, "c-1"), Order.NEED),
        ),
    )
    yield against(f"{CLIENTS} clients judged at once, against one by one", at_once, alone, 1, "ms")
    yield below(f"{CLIENTS} clients judged and worded", worded, 500, "ms")
    yield below(f"{CLIENTS} rows searched and put in order", found, 50, "ms")
    file = CaseFile(case_of(edition, SEED, EACH))
    for language in edition.bank.languages:
        sheet = partial(session_sheet_pdf, file, NOW, catalogue(language))
        taken = milliseconds(in_turn(rounds, sheet)[0])
        yield below(f"a session sheet, {language}", taken, 2_000, "ms")
    files = [CaseFile(case_of(edition, number, EACH)) for number in range(EXPORTED)]
    for name, write in {"workbook": workbook, "CSV": csv_zip}.items():
        taken = milliseconds(in_turn(rounds, lambda: write(tables_of(files, words)))[0])  # noqa: B023
        yield below(f"{EXPORTED} clients with {EACH} attempts as {name}", taken, 10_000, "ms")


def case_of(edition: Edition, number: int, attempts: int) -> Case:
    """A client with so many attempts, four weeks apart."""
    rng, bank = random.Random(SEED + number), edition.bank
    context = {question.name: question.options[0] for question in bank.context}
    history = []
    for back in range(attempts, 0, -1):
        answers = {item.id: rng.choice(bank.scale.values) for item in bank.items}
        at = NOW - timedelta(weeks=4 * back, seconds=rng.randrange(86_400))
        made = Attempt(bank.id, bank.version, answers, len(bank.pages), "hurt", "en", context, at)
        history.append(CaseAttempt(edition, made))
    return Case(f"C-{number}", history=tuple(history))
