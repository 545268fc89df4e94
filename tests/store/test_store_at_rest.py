"""A stolen database opens nothing: all that lies on the disk, searched and tried as a key."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from quiz.errors import VaultError
from quiz.store import Kind, Record, Seat, Store, StoredDraft, open_store
from quiz.store.schema import METADATA
from quiz.vault import Keys, Place, PrivateCode, Purpose, new_id, new_token
from tests.stored import LATER, NOW, engine_of, rows_of

pytest_plugins = ("tests.stores",)

UNTIL = 202703
HEAD = {"bank": "trust5", "perspective": "hurt", "decision": "rebuild", "lang": "th", "opened": 3}
NOTE = {"label": "วันที่เราเริ่มใหม่", "text": "He told me about the money at last"}
FIGURES = {"released": True, "S1": 56.25, "S2": 37.5}
ANSWERS = {f"S{step}-{n:02}": ("NA" if n == 8 else str(n % 5)) for step in (1, 2) for n in range(9)}


@dataclass
class Person:
    """Somebody with every secret they have, and what the database may know of them."""

    code: PrivateCode = field(default_factory=PrivateCode.new)
    cookie: str = field(default_factory=new_token)
    device: str = field(default_factory=new_token)
    invitation: str = field(default_factory=new_token)
    note_id: bytes = field(default_factory=new_id)

    @property
    def draft(self) -> Keys:
        return Keys.of_token(self.cookie, Purpose.DRAFT)

    @property
    def keys(self) -> Keys:
        return self.code.keys(Purpose.HOLDER)

    @property
    def pair(self) -> Keys:
        return Keys.of_token(self.invitation, Purpose.PAIRING)

    @property
    def remembered(self) -> Keys:
        return Keys.of_token(self.device, Purpose.DEVICE)

    def begin(self, store: Store) -> None:
        """A draft with answers."""
        keys = self.draft
        head = keys.seal_document(Place("draft", version=1), HEAD)
        store.drafts.begin(keys.lookup, head, LATER)
        for item, answer in ANSWERS.items():
            row = keys.hash_item(item)
            sealed = keys.seal_answer(Place("answer", row), answer)
            store.drafts.put_answer(keys.lookup, row, sealed, NOW)

    def keep(self, store: Store) -> None:
        """The draft kept as an attempt, a note, a device and an invitation; then a new draft."""
        keys, record_id = self.keys, new_id()

        def seal(found: StoredDraft) -> bytes:
            head = self.draft.open_document(Place("draft", version=found.revision), found.sealed)
            answers = {
                item: self.draft.open_answer(
                    Place("answer", self.draft.hash_item(item)),
                    found.answers[self.draft.hash_item(item)],
                )
                for item in ANSWERS
            }
            return keys.seal_document(Place("attempt", record_id), head | {"answers": answers})

        store.holders.keep_draft(self.draft.lookup, keys.lookup, UNTIL, record_id, seal)
        note = keys.seal_document(Place("note", self.note_id), NOTE)
        store.holders.put(keys.lookup, Record(Kind.NOTE, self.note_id, note))
        wrapped = self.remembered.wrap(Place("device"), keys)
        store.devices.remember(self.remembered.lookup, keys.lookup, wrapped, LATER)
        seat = Seat(keys.lookup, self.pair.seal_document(Place("seat", b"0"), FIGURES))
        store.pairings.invite(self.pair.lookup, seat, LATER, UNTIL)
        self.cookie = new_token()
        self.begin(store)

    def erase(self, store: Store) -> None:
        store.drafts.erase(self.draft.lookup)
        store.holders.erase(self.keys.lookup)

    def needles(self) -> Iterator[bytes]:
        """All that must not lie there, in each form in which it could."""
        words = [*HEAD.values(), *NOTE.values(), *ANSWERS, "56.25", "answers", "perspective"]
        texts = [str(word) for word in words if len(str(word)) > 2]
        secrets = [self.code.shown(), self.cookie, self.device, self.invitation]
        secrets += [self.code.shown().replace("-", "")]
        for text in texts + secrets:
            yield from (text.encode(), text.encode("utf-16-le"), base64.b64encode(text.encode()))
        raw = [base64.urlsafe_b64decode(token + "=") for token in secrets[1:4]]
        raw += [keys._seal for keys in (self.draft, self.keys, self.pair, self.remembered)]
        for secret in (*raw, bytes(self.code._symbols)):
            yield from (secret, secret.hex().encode(), base64.b64encode(secret))


@pytest.fixture
def person(own_store: Store) -> Person:
    someone = Person()
    someone.begin(own_store)
    someone.keep(own_store)
    return someone


def on_disk(url: str) -> bytes:
    """Every byte of the files in which the database lies, its log with them."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in sorted(file.parent.iterdir()))
    engine = engine_of(url)
    with closing(engine.connect()) as connection:
        connection.execute(sa.text("CHECKPOINT"))
        folder = Path(str(connection.execute(sa.text("SHOW data_directory")).scalar()))
        number = connection.execute(
            sa.text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar()
    engine.dispose()
    if not folder.is_dir():
        pytest.fail(f"the server's files must be within reach of the tests: {folder}")
    files = [*(folder / "base" / str(number)).iterdir(), *(folder / "pg_wal").glob("0*")]
    return b"".join(path.read_bytes() for path in files)


def test_nothing_that_somebody_said_or_holds_lies_on_the_disk(url: str, own_store: Store) -> None:
    """Beyond what a server's own catalogue says anyway."""
    before, person = on_disk(url), Person()
    person.begin(own_store)
    cookie = person.cookie
    person.keep(own_store)
    lies_there = on_disk(url)
    assert person.keys.lookup in lies_there, "this is not where the database lies"
    needles = [*person.needles(), cookie.encode()]
    assert len(needles) > 100
    found = [needle for needle in needles if needle in lies_there]
    assert [needle for needle in found if lies_there.count(needle) > before.count(needle)] == []


def sealed_rows(store: Store) -> list[tuple[bytes, Place, bytes]]:
    """Each sealed thing with its lookup and place."""
    rows = rows_of(store)
    return [
        *((r[0], Place("draft", version=r[2]), r[1]) for r in rows["draft"]),
        *((r[0], Place("answer", r[1]), r[2]) for r in rows["answer"]),
        *((r[0], Place(r[1], r[2]), r[3]) for r in rows["record"]),
        *((r[0], Place("device"), r[2]) for r in rows["device"]),
        *((r[0], Place("seat", b"%d" % r[1]), r[3]) for r in rows["seat"]),
    ]


def opens(keys: Keys, place: Place, sealed: bytes) -> bool:
    try:
        keys.open(place, sealed)
    except VaultError:
        return False
    return True


def test_nothing_that_lies_there_opens_anything(url: str, own_store: Store, person: Person) -> None:
    """Every value in every column as a secret, and every 32 bytes of the file as a key."""
    rows = sealed_rows(own_store)
    assert {place.table for _, place, _ in rows} == {
        *("draft", "answer", "attempt", "note", "device", "seat")
    }
    values = {
        value if isinstance(value, bytes) else str(value).encode()
        for table in rows_of(own_store).values()
        for row in table
        for value in row
    }
    kinds = [next(row for row in rows if row[1].table == name) for name in ("attempt", "answer")]
    for lookup, place, sealed in kinds:
        for value in values:
            for purpose in Purpose:
                derived = Keys.derive(value, purpose)
                derived.lookup = lookup
                assert not opens(derived, place, sealed)
            assert not opens(Keys(lookup, value[:32]), place, sealed)
    lookup, place, sealed = kinds[0]
    assert opens(person.keys, place, sealed)
    if url.startswith("sqlite"):
        data = on_disk(url)
        for window in {data[at : at + 32] for at in range(len(data))}:
            assert not opens(Keys(lookup, window), place, sealed)


def test_answers_look_alike_and_no_two_attempts_can_be_linked(
    own_store: Store, person: Person
) -> None:
    second = Person()
    second.begin(own_store)
    rows = rows_of(own_store)["answer"]
    assert len(rows) == 2 * len(ANSWERS)
    assert {(len(item), len(sealed)) for _, item, sealed in rows} == {(16, 45)}
    assert len({item for _, item, _ in rows}) == len({sealed for *_, sealed in rows}) == len(rows)
    lookups = {keys.lookup for keys in (person.draft, person.keys, person.pair, person.remembered)}
    assert len(lookups) == 4


def test_a_row_put_in_anothers_place_is_refused(own_store: Store, person: Person) -> None:
    """Somebody who may write to the database swaps rows, within a person and between two."""
    other = Person()
    other.begin(own_store)
    other.keep(own_store)
    rows = sealed_rows(own_store)
    everybody = (person.draft, person.keys, person.pair, person.remembered)
    mine = [
        (keys, place, sealed)
        for lookup, place, sealed in rows
        for keys in everybody
        if keys.lookup == lookup
    ]
    assert len(mine) == len(rows) / 2
    for keys, place, own in mine:
        for _, _, sealed in rows:
            assert opens(keys, place, sealed) is (sealed == own)


def test_a_head_rolled_back_to_an_older_state_is_refused(own_store: Store, person: Person) -> None:
    keys = person.draft
    old = own_store.drafts.find(keys.lookup, NOW)
    assert old is not None
    sealed = keys.seal_document(Place("draft", version=2), HEAD | {"opened": 4})
    assert own_store.drafts.put_head(keys.lookup, sealed, 1, NOW)
    new = own_store.drafts.find(keys.lookup, NOW)
    assert new is not None
    assert keys.open_document(Place("draft", version=new.revision), new.sealed)["opened"] == 4
    assert not opens(keys, Place("draft", version=new.revision), old.sealed)


def test_what_was_kept_comes_back_to_whoever_has_the_code_or_the_device(
    own_store: Store, person: Person
) -> None:
    keys = PrivateCode.parse(person.code.shown()).keys(Purpose.HOLDER)
    (attempt,) = own_store.holders.records(keys.lookup, Kind.ATTEMPT)
    opened = keys.open_document(Place("attempt", attempt.id), attempt.sealed)
    assert opened == HEAD | {"answers": ANSWERS}
    wrapped = own_store.devices.find(person.remembered.lookup, NOW)
    assert wrapped is not None
    keys = person.remembered.unwrap(Place("device"), wrapped)
    (note,) = own_store.holders.records(keys.lookup, Kind.NOTE)
    assert keys.open_document(Place("note", note.id), note.sealed) == NOTE


def test_after_erasure_nothing_remains_in_any_table(own_store: Store, person: Person) -> None:
    assert sum(map(len, rows_of(own_store).values())) > len(ANSWERS)
    person.erase(own_store)
    assert not any(rows_of(own_store).values())


def test_after_erasure_nothing_sealed_remains_in_free_pages_or_the_log(tmp_path: Path) -> None:
    """Neither of one person's rows, while another's stay and the store is open."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store, person, other = open_store(url), Person(), Person()
    for someone in (person, other):
        someone.begin(store)
        someone.keep(store)
    theirs = {keys.lookup for keys in (person.draft, person.keys, person.pair, person.remembered)}
    sealed = [sealed for lookup, _, sealed in sealed_rows(store) if lookup in theirs]
    assert len(sealed) == len(ANSWERS) + 5
    pieces = [piece for one in sealed for piece in (one[:24], one[-24:])]
    pieces += [*theirs, *(person.draft.hash_item(item) for item in ANSWERS), person.note_id]
    before = on_disk(url)
    assert all(piece in before for piece in pieces)
    person.erase(store)
    after = on_disk(url)
    assert [piece for piece in pieces if piece in after] == []
    assert other.keys.lookup in after
    assert rows_of(store)["record"]
    store.close()
    with closing(sqlite3.connect(f"{tmp_path}/x.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_every_table_is_searched() -> None:
    """A new table must be thought of here too."""
    here = {"draft", "answer", "holder", "record", "device", "pairing", "seat", "setting"}
    in_test_counsel_at_rest = {
        *("account", "set_up", "sign_in", "throttle", "audit"),
        *("client", "client_record", "client_invitation", "withdrawal"),
    }
    assert set(METADATA.tables) == here | in_test_counsel_at_rest
