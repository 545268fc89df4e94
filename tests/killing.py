"""Twenty people answering at once while the process is killed; what was acknowledged must be there.

As a program (`python -m tests.killing URL`) it is the process that is killed: each thread takes
one draft after the other and prints a line after every call that returned.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from quiz.store import Kind, Store, StoredDraft, open_store
from tests.stored import NOW, engine_of, rows_of

ROOT = Path(__file__).parents[1]
TAKERS = 20
ITEMS = 5
ANSWERS = 7
"""Given to each draft, so that every item is answered more than once."""
UNTIL = 202703
LATER = NOW + timedelta(days=1)


def sealed(found: StoredDraft) -> bytes:
    """What stands for a sealed attempt: item=number of the answer, for each item."""
    return b" ".join(b"%s=%s" % pair for pair in sorted(found.answers.items()))


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def take(store: Store) -> None:
    """One person after the other, for ever; every second one keeps theirs."""
    while True:
        draft, holder = secrets.token_bytes(20), secrets.token_bytes(20)
        store.drafts.begin(draft, holder, LATER)
        say("begun", draft.hex(), holder.hex())
        for number in range(ANSWERS):
            store.drafts.put_answer(draft, b"%d" % (number % ITEMS), b"%d" % number, NOW)
            say("answered", draft.hex(), number)
        if draft[0] % 2:
            store.holders.keep_draft(draft, holder, UNTIL, b"id", sealed)
            say("kept", draft.hex())


@dataclass
class Taken:
    """One draft as far as it was acknowledged."""

    holder: str
    last: int = -1
    kept: bool = False


@dataclass
class Outcome:
    """What twenty takers were told, over all kills, and what was found afterwards."""

    taken: dict[str, Taken] = field(default_factory=dict)
    kills: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)

    def hear(self, told: str) -> None:
        """Takes in what a killed process had printed; a last line cut short was not said."""
        for line in told.splitlines(keepends=True):
            verb, draft, *rest = line.split()
            if not line.endswith("\n"):
                continue
            self.acknowledged += 1
            if verb == "begun":
                self.taken[draft] = Taken(rest[0])
            elif verb == "answered":
                self.taken[draft].last = int(rest[0])
            else:
                self.taken[draft].kept = True

    def check(self, store: Store) -> None:
        """Notes as a fault each answer that is lost, doubled or was never given."""
        rows = rows_of(store)
        answers: dict[str, dict[bytes, bytes]] = {}
        for lookup, item, value in rows["answer"]:
            answers.setdefault(lookup.hex(), {})[item] = value
        drafts = {row[0].hex() for row in rows["draft"]}
        kept: dict[str, list[bytes]] = {}
        for holder, kind, _id, value in rows["record"]:
            assert kind == Kind.ATTEMPT.value
            kept.setdefault(holder.hex(), []).append(value)
        for draft, taken in self.taken.items():
            attempts = kept.get(taken.holder, [])
            if len(attempts) + (draft in drafts) != 1:
                self.faults.append(f"{draft}: {len(attempts)} attempts, draft: {draft in drafts}")
                continue
            if taken.kept and not attempts:
                self.faults.append(f"{draft}: kept, and no attempt is there")
            found = answers.get(draft, {})
            if attempts:
                pairs = (pair.split(b"=") for pair in attempts[0].split())
                found = {item: value for item, value in pairs}  # noqa: C416 - pairs are lists
            if found not in _possible(taken):
                self.faults.append(f"{draft}: {found} after answer {taken.last}")


def _possible(taken: Taken) -> list[dict[bytes, bytes]]:
    """The answers that may stand there: those acknowledged, and perhaps one that was under way."""
    return [
        {b"%d" % (number % ITEMS): b"%d" % number for number in range(count)}
        for count in {taken.last + 1, min(taken.last + 2, ANSWERS)}
    ]


def kill_often(
    url: str,
    kills: int,
    chance: random.Random,
    tell: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:
    """What came of it, after so many kills at instants that chance picks.

    Every draft is looked for again after each kill. `tell` is told of what there is so far.
    """
    outcome = Outcome()
    for _ in range(kills):
        told = _kill_one(url, chance.randrange(320), chance.uniform(0.0, 0.01))
        outcome.kills += 1
        outcome.hear(told)
        _await_end(url)
        store = open_store(url)
        outcome.check(store)
        store.close()
        tell(outcome)
    return outcome


def _await_end(url: str) -> None:
    """Waits until a server has noticed that the process is gone; a commit may be under way."""
    engine = engine_of(url)
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with engine.connect() as connection:
        while engine.dialect.name == "postgresql":
            if connection.exec_driver_sql(others).scalar() == 1:
                break
            connection.rollback()
            time.sleep(0.01)
    engine.dispose()


def _kill_one(url: str, lines: int, delay: float) -> str:
    """What one process said, killed a moment after it had said so many lines."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.killing", url], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == b"ready\n"
        told = [said.readline() for _ in range(lines)]
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        told.append(said.read())
    process.wait()
    return b"".join(told).decode()


def main(url: str) -> None:
    """Takes drafts until killed."""
    store = open_store(url)
    say("ready")
    for _ in range(TAKERS):
        threading.Thread(target=take, args=(store,)).start()


if __name__ == "__main__":
    main(sys.argv[1])
