"""A caseload of 500 clients with 20 attempts each, opened: alone, and among 10,000 counsellors."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from bench.databases import of_each_kind
from bench.figures import Figure, against, below, in_turn, milliseconds
from dev import ROOT
from quiz.attempt import Attempt
from quiz.bank import Bank
from quiz.casework import counsel
from quiz.casework.counsel.heads import (
    Filed,
    find_head,
    in_order,
    open_head,
    record_place,
    written_over,
)
from quiz.casework.counsel.sent import Sent, Way, sent_document
from quiz.content import Edition, load
from quiz.store import CaseKey, CaseKind, CaseRecord, Store, open_store
from quiz.store.schema import METADATA
from quiz.store.sql import SqlStore
from quiz.vault import new_id

CLIENTS = 500
ATTEMPTS = 20
FEW, MANY = 10, 10_000
"""Counsellors beside the one who looks."""
WORDS = "a passphrase for the bench"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def measure(*, quick: bool) -> Iterator[Figure]:
    """The caseload after sign-in on each database, with few and with many other counsellors."""
    edition = load(ROOT / "questions" / "trust")
    clients, rounds = (CLIENTS // 5, 3) if quick else (CLIENTS, 9)
    with of_each_kind() as make:
        for kind, url_of in make.items():
            url = url_of()
            store = open_store(url)
            session = a_counsellor(store)
            filled(session, edition.bank, clients)
            others(store, FEW)
            few = opened(session, edition, rounds)
            others(store, MANY - FEW)
            many = opened(session, edition, rounds)
            told = f"{clients} clients with {ATTEMPTS} attempts"
            yield below(f"a caseload of {told}, {kind}", few, 1000, "ms")
            yield against(f"  among {MANY:,} counsellors against {FEW}", many, few, 1.25, "ms")
            store.close()
            yield below("  the first time after a start", at_first(url, edition), 1000, "ms")
            yield from the_rest(url, edition, rounds)


def a_counsellor(store: Store) -> counsel.Session:
    """Somebody who has just signed in."""
    code = counsel.setup_code(store, NOW)
    if code is None:
        raise AssertionError("there are accounts already")
    counsel.create_first(store, code, "Carl", WORDS, NOW, counsel.Role.COUNSELLOR)
    return counsel.sign_in(store, "Carl", WORDS, lambda: NOW)[1]


def filled(session: counsel.Session, bank: Bank, clients: int) -> None:
    """Clients with attempts that were read and filed, as they are after a day of work."""
    rng, pair = random.Random(4), session.keys()
    for _ in range(clients):
        id_ = counsel.add_client(session, counsel.Details(new_id().hex()[:12], "a label"))
        stored, records, filed = find_head(session, id_), [], []
        for number in range(ATTEMPTS):
            key = CaseKey(id_, CaseKind.ATTEMPT, new_id())
            sent = Sent(an_attempt(bank, rng, number), Way.INVITATION)
            sealed = pair.own.seal_document(record_place(key), sent_document(sent))
            records.append(CaseRecord(key, sealed))
            filed.append(Filed(key.id, int((NOW - timedelta(weeks=number)).timestamp())))
        head = replace(open_head(pair, stored), filed=in_order(tuple(filed)))
        session.store.clients.put(session.account, [written_over(pair, stored, head)], new=records)


def an_attempt(bank: Bank, rng: random.Random, weeks: int) -> Attempt:
    """All questions answered, so many weeks ago."""
    answers = {item.id: rng.choice(bank.scale.values) for item in bank.items}
    context = {question.name: question.options[0] for question in bank.context}
    return Attempt(
        bank.id,
        bank.version,
        MappingProxyType(answers),
        len(bank.pages),
        "hurt",
        "en",
        context,
        NOW - timedelta(weeks=weeks),
    )


def others(store: Store, counsellors: int) -> None:
    """Rows of so many other counsellors, each with two clients who sent one attempt."""
    if not isinstance(store, SqlStore):
        raise TypeError("not a store on a database")
    accounts = [new_id() for _ in range(counsellors)]
    clients = [(new_id(), account) for account in accounts for _ in range(2)]
    rows: dict[str, list[dict[str, Any]]] = {
        "account": [
            {
                "id": account,
                "name": account.hex(),
                "folded": account.hex(),
                "role": "counsellor",
                "closed": 0,
                "by_passphrase": os.urandom(88),
                "by_recovery": os.urandom(62),
                "public": os.urandom(32),
                "sealed": None,
                "revision": 0,
            }
            for account in accounts
        ],
        "client": [
            {"id": id_, "account": account, "sealed": os.urandom(2077), "revision": 1}
            for id_, account in clients
        ],
        "client_record": [
            {
                "client": id_,
                "kind": "attempt",
                "id": new_id(),
                "sealed": os.urandom(2077),
                "fresh": 0,
            }
            for id_, _ in clients
        ],
    }
    with store._database.write() as connection:
        for table, of_table in rows.items():
            connection.execute(sa.insert(METADATA.tables[table]), of_table)


def opened(session: counsel.Session, edition: Edition, rounds: int) -> float:
    """Milliseconds until a caseload is open: read, unsealed, and as attempts to be scored."""
    (taken,) = in_turn(rounds, lambda: counsel.caseload(session, lambda _: edition))
    return milliseconds(taken)


def at_first(url: str, edition: Edition) -> float:
    """Milliseconds of the first time, with nothing in this process's memory yet."""
    store = open_store(url)
    session = counsel.sign_in(store, "Carl", WORDS, lambda: NOW)[1]
    began = perf_counter()
    counsel.caseload(session, lambda _: edition)
    taken = perf_counter() - began
    store.close()
    return 1000 * taken


def the_rest(url: str, edition: Edition, rounds: int) -> Iterator[Figure]:
    """One client with all attempts, an attempt that has just come, and signing in."""
    store = open_store(url)
    session = counsel.sign_in(store, "Carl", WORDS, lambda: NOW)[1]
    client = counsel.caseload(session, lambda _: edition)[0].id
    public, rng = session.keys().public, random.Random(5)

    def one_more() -> None:
        key = CaseKey(client, CaseKind.ATTEMPT, new_id())
        sent = Sent(an_attempt(edition.bank, rng, 0), Way.INVITATION)
        sealed = public.seal_document(record_place(key), sent_document(sent))
        store.clients.put_record(session.account, CaseRecord(key, sealed, fresh=True))
        counsel.caseload(session, lambda _: edition)

    acts = {
        "one client with everything": lambda: counsel.open_client(
            session, client, lambda _: edition
        ),
        "the caseload, after one more was sent": one_more,
        "signing in, nearly all of it Argon2id": lambda: counsel.sign_in(
            store, "Carl", WORDS, lambda: NOW
        ),
    }
    for name, taken in zip(acts, in_turn(rounds, *acts.values()), strict=True):
        yield Figure(f"  {name}", f"{milliseconds(taken):.3g} ms")
    store.close()
