"""Several processes, and killed ones: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.store import Seat, open_store
from tests.intact import faults_of
from tests.killing import ITEMS, ROOT, Outcome, kill_often
from tests.stored import LATER, NOW, MakeUrl, engine_of

pytest_plugins = ("tests.stores",)


WRITER = """
import sys
from quiz.store import Seat, open_store
from tests.stored import NOW
store, name = open_store(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
sys.stdin.readline()
print(store.pairings.accept(b"pair", Seat(name, name), NOW).value)
for n in range(25):
    store.drafts.put_answer(b"draft", name + b"%d" % n, b"x", NOW)
"""


def test_four_processes_at_once_lose_no_answer_and_one_gets_the_seat(url: str) -> None:
    store = open_store(url)
    store.drafts.begin(b"draft", b"head", LATER)
    store.pairings.invite(b"pair", Seat(b"inviter", b"x"), LATER, 202703)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    said = []
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        said.append(writer.communicate(timeout=60)[0].strip())
        assert writer.returncode == 0
    assert sorted(said) == ["bound", "elsewhere", "elsewhere", "elsewhere"]
    found, pairing = store.drafts.find(b"draft", NOW), store.pairings.find(b"pair")
    assert found is not None
    assert pairing is not None
    assert set(found.answers) == {b"%c%d" % (c, n) for c in b"abcd" for n in range(25)}
    assert pairing.partner == Seat(*["abcd"[said.index("bound")].encode()] * 2)
    store.close()


def test_ten_kills_lose_no_acknowledged_answer_and_double_none(url: str) -> None:
    outcome = kill_often(url, 10, random.Random(26))
    assert outcome.faults == []
    assert outcome.kills == 10
    assert outcome.acknowledged > 500
    assert any(taken.kept for taken in outcome.taken.values())
    assert faults_of(url) == []


@pytest.mark.parametrize("damage", ["answer lost", "answer older", "draft lost", "doubled"])
def test_the_check_would_tell_a_loss(url: str, damage: str) -> None:
    """The same check over a store from which something acknowledged was taken away."""
    store, draft, holder = open_store(url), b"d" * 20, b"h" * 20
    store.drafts.begin(draft, holder, LATER)
    told = f"begun {draft.hex()} {holder.hex()}\n"
    for number in range(7):
        store.drafts.put_answer(draft, b"%d" % (number % ITEMS), b"%d" % number, NOW)
        told += f"answered {draft.hex()} {number}\n"
    sound = Outcome()
    sound.hear(told)
    sound.check(store)
    assert sound.faults == []
    if damage == "answer lost":
        store.drafts.drop_answer(draft, b"4", NOW)
    elif damage == "answer older":
        store.drafts.put_answer(draft, b"1", b"1", NOW)
    elif damage == "draft lost":
        store.drafts.erase(draft)
    else:
        store.holders.keep_draft(draft, holder, 202703, b"id", lambda _found: b"")
        store.drafts.begin(draft, holder, LATER)
    sound.check(store)
    assert len(sound.faults) == 1
    store.close()


def fifty_drafts(url: str) -> None:
    """A store in which fifty drafts of one answer lie."""
    store = open_store(url)
    for number in range(50):
        store.drafts.begin(b"d%d" % number, b"head" * 100, LATER, {b"item": b"sealed"})
    store.close()
    assert faults_of(url) == []


def test_the_check_of_the_database_would_tell_an_answer_without_its_draft(url: str) -> None:
    fifty_drafts(url)
    engine = engine_of(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        else:
            name = "fk_answer_lookup_draft"
            connection.exec_driver_sql(f"ALTER TABLE answer DROP CONSTRAINT {name}")
        connection.exec_driver_sql(
            "DELETE FROM draft WHERE lookup IN (SELECT lookup FROM draft LIMIT 2)"
        )
        connection.commit()
    engine.dispose()
    assert faults_of(url) == ["2 rows of answer refer to none of draft"]


def test_the_check_of_the_database_would_tell_a_spoilt_page(make_url: MakeUrl) -> None:
    url = make_url("sqlite")
    fifty_drafts(url)
    file = Path(url.removeprefix("sqlite:///"))
    raw = bytearray(file.read_bytes())
    raw[-8192:-4096] = b"\xff" * 4096
    file.write_bytes(raw)
    assert faults_of(url)
