"""The store's operations: how many a second, and how long each takes, on both databases."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import psycopg

from bench.databases import of_each_kind
from bench.figures import Figure, percentile
from quiz.store import Kind, Record, Store, open_store
from quiz.store.engines import PRAGMAS

THREADS = 20
COUNT = 2_000
ITEMS = 40
ATTEMPTS = 100
SEALED_ANSWER, SEALED_DOCUMENT = 45, 2_077
"""Bytes: an answer, and a document of up to 2 KiB such as a head or an attempt."""
NOW = datetime(2026, 3, 14, tzinfo=UTC)
LATER, UNTIL = NOW + timedelta(days=1), 202703

Act = Callable[[], object]


def measure(*, quick: bool) -> Iterator[Figure]:
    """Each operation in one thread and in twenty; the ratio is to the driver's own durable insert.

    Both medians in one thread, of the same run: what the store puts on top of the disk's own time.
    """
    count = COUNT // 10 if quick else COUNT
    with of_each_kind() as make:
        for kind, url_of in make.items():
            url = url_of()
            store = open_store(url)
            bare = _timed(_bare_inserts(url, count), 1)
            yield Figure(f"{kind}: a row inserted by the driver alone", _told(bare))
            for name, prepare in operations(store).items():
                alone, together = (_timed(prepare(count), threads) for threads in (1, THREADS))
                ratio = percentile(alone.seconds, 50) / percentile(bare.seconds, 50)
                told = f"{_told(alone)}; {THREADS} at once {_told(together)}"
                yield Figure(f"  {name}", told, ratio=ratio)
            store.close()


class _Timed:
    """The seconds that each act took, and the acts a second of all threads together."""

    def __init__(self, seconds: list[float], wall: float) -> None:
        self.seconds = seconds
        self.rate = len(seconds) / wall


def _timed(acts: list[Act], threads: int) -> _Timed:
    """Run the acts in so many threads that begin at one moment; a tenth before is not counted."""
    warm, counted = acts[: len(acts) // 10], acts[len(acts) // 10 :]
    for act in warm:
        act()
    gate = threading.Barrier(threads + 1)

    def work(own: list[Act]) -> list[float]:
        taken = []
        gate.wait()
        for act in own:
            began = perf_counter()
            act()
            taken.append(perf_counter() - began)
        return taken

    with ThreadPoolExecutor(threads) as pool:
        working = [pool.submit(work, counted[first::threads]) for first in range(threads)]
        gate.wait()
        began = perf_counter()
        seconds = [taken for each in working for taken in each.result()]
        return _Timed(seconds, perf_counter() - began)


def _told(timed: _Timed) -> str:
    p50, p95 = (1000 * percentile(timed.seconds, percent) for percent in (50, 95))
    return f"{timed.rate:,.0f}/s, p50 {p50:.2f}, p95 {p95:.2f} ms"


def _bare_inserts(url: str, count: int) -> list[Act]:
    """A row of an answer's size, durable once inserted, with nothing of ours in between."""
    sealed = secrets.token_bytes(SEALED_ANSWER)
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            file.execute(f"PRAGMA {pragma}")
        file.execute("CREATE TABLE bare (sealed BLOB)")
        return [partial(file.execute, "INSERT INTO bare VALUES (?)", (sealed,))] * count
    server = psycopg.connect(url, autocommit=True)
    server.execute("CREATE TABLE bare (sealed BYTEA)")
    return [partial(server.execute, "INSERT INTO bare VALUES (%s)", (sealed,))] * count


# -- what is measured: for each operation, as many acts as are asked for, all prepared ------------


def operations(store: Store) -> Mapping[str, Callable[[int], list[Act]]]:
    """What prepares acts, by the name of the operation."""
    return {
        "an answer written": lambda count: _answers(store, count),
        "a head written": lambda count: _heads(store, count),
        "a draft of 40 answers found": lambda count: _finds(store, count),
        "a draft of 40 answers kept": lambda count: _keeps(store, count // 4),
        "a record put": lambda count: _puts(store, count),
        "100 records read": lambda count: _reads(store, count),
    }


def _draft(store: Store, answers: int) -> bytes:
    """The lookup of a new draft with so many answers."""
    lookup = secrets.token_bytes(20)
    rows = {b"item%d" % n: secrets.token_bytes(SEALED_ANSWER) for n in range(answers)}
    store.drafts.begin(lookup, _document(), LATER, rows)
    return lookup


def _document() -> bytes:
    return secrets.token_bytes(SEALED_DOCUMENT)


def _holder(store: Store, attempts: int) -> bytes:
    """The lookup of a new holder with so many attempts."""
    lookup = secrets.token_bytes(20)
    for _ in range(attempts):
        store.holders.add(lookup, UNTIL, _record())
    return lookup


def _record() -> Record:
    return Record(Kind.ATTEMPT, secrets.token_bytes(16), _document())


def _answers(store: Store, count: int) -> list[Act]:
    drafts = [_draft(store, 0) for _ in range(THREADS)]

    def put(number: int) -> Act:
        draft, item = drafts[number % THREADS], b"item%d" % (number // THREADS % ITEMS)
        sealed = secrets.token_bytes(SEALED_ANSWER)
        return lambda: store.drafts.put_answer(draft, item, sealed, NOW)

    return [put(number) for number in range(count)]


def _heads(store: Store, count: int) -> list[Act]:
    def put() -> Act:
        draft, head = _draft(store, 0), _document()
        return lambda: store.drafts.put_head(draft, head, 1, NOW)

    return [put() for _ in range(count)]


def _finds(store: Store, count: int) -> list[Act]:
    drafts = [_draft(store, ITEMS) for _ in range(THREADS)]
    return [partial(store.drafts.find, draft, NOW) for draft in _around(drafts, count)]


def _keeps(store: Store, count: int) -> list[Act]:
    def keep() -> Act:
        draft, holder, sealed = _draft(store, ITEMS), secrets.token_bytes(20), _document()
        id_ = secrets.token_bytes(16)
        return lambda: store.holders.keep_draft(draft, holder, UNTIL, id_, lambda _found: sealed)

    return [keep() for _ in range(count)]


def _puts(store: Store, count: int) -> list[Act]:
    holders = [_holder(store, 1) for _ in range(THREADS)]

    def put(holder: bytes) -> Act:
        record = _record()
        return lambda: store.holders.put(holder, record)

    return [put(holder) for holder in _around(holders, count)]


def _reads(store: Store, count: int) -> list[Act]:
    holders = [_holder(store, ATTEMPTS) for _ in range(THREADS)]
    return [partial(store.holders.records, holder) for holder in _around(holders, count)]


def _around(each: list[bytes], count: int) -> Iterator[bytes]:
    """So many of these, one after the other and again from the first."""
    return (each[number % len(each)] for number in range(count))
