"""A stolen database opens no client: all that lies there, searched and tried as a key."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import NewAccount, Session
from quiz.casework.counsel.accounts import recovery_place
from quiz.casework.counsel.answering import RECORD
from quiz.casework.counsel.heads import head_place, record_place
from quiz.casework.counsel.invitations import PLACE as INVITATION
from quiz.casework.counsel.invitations import invitation_keys
from quiz.casework.counsel.sessions import sign_in_place
from quiz.errors import VaultError
from quiz.store import CaseKey, CaseKind, Store, open_store
from quiz.vault import KeyPair, Keys, Place, PrivateCode, Purpose, unwrap_under
from tests.counselled import WORDS, Clock, Phone, client_of, edition_of, invited
from tests.scripted import TRUST
from tests.store.test_store_at_rest import on_disk
from tests.stored import rows_of

pytest_plugins = ("tests.stores", "tests.counselling")
pytestmark = pytest.mark.usefixtures("cheap")

BANK = TRUST.bank
PIN = "48291573"
SAID = {
    "code": "Kassiopeia-7",
    "label": "the two from the lighthouse",
    "note": "She told him about the letters at last",
    "phase": "ช่วงของการเปิดเผย",
    "goal": "a walk on Sundays without telephones",
}


@dataclass
class Practice:
    """A counsellor's whole practice, with every secret that anybody in it has."""

    session: Session
    account: NewAccount
    token: str
    client: bytes
    phones: list[Phone]
    open_link: str
    over: str

    @property
    def store(self) -> Store:
        return self.session.store

    def needles(self) -> Iterator[bytes]:
        """All that must not lie there, in each form in which it could."""
        words = [*SAID.values(), "perspective", "answers", "rebuild", "finished_at", BANK.id]
        words += [item.id for item in BANK.pages[0]]
        links = [self.open_link, self.over, *(phone.secret for phone in self.phones)]
        codes = [self.account.recovery, *map(PrivateCode.parse, links)]
        codes += [phone.code for phone in self.phones]
        tokens = [self.token, *(phone.cookie for phone in self.phones)]
        shown = [code.shown() for code in codes]
        for text in (*words, *shown, *(it.replace("-", "") for it in shown), *tokens, WORDS, PIN):
            yield from (text.encode(), text.encode("utf-16-le"), base64.b64encode(text.encode()))
        pair = self.pair()
        raw = [pair._secret, pair.own._seal]
        raw += [base64.urlsafe_b64decode(token + "=") for token in tokens]
        raw += [Keys.of_token(self.token, Purpose.SIGN_IN)._seal]
        raw += [bytes(code._symbols) for code in codes]
        for secret in raw:
            yield from (secret, secret.hex().encode(), base64.b64encode(secret))

    def pair(self) -> KeyPair:
        account = self.store.accounts.find(self.account.id)
        assert account is not None
        return KeyPair.unlocked(WORDS, account.by_passphrase, account.id)


def practice_in(store: Store, clock: Clock) -> Practice:
    """Clients who sent, who are answering and who were only asked; one has the device now."""
    code = counsel.setup_code(store, clock())
    assert code is not None
    account = counsel.create_first(store, code, "Carl", WORDS, clock(), counsel.Role.COUNSELLOR)
    token, session = counsel.sign_in(store, "Carl", WORDS, clock)
    counsel.set_pin(session, PIN)
    client = client_of(
        session, SAID["code"], label=SAID["label"], perspective="hurt", language="th"
    )
    partner = client_of(session)
    counsel.pair_clients(session, client, partner)
    phones = [invited(session, client) for _ in range(3)]
    for phone in phones:
        phone.answer()
    phones[0].send(released=True)
    counsel.caseload(session, edition_of)
    phones[1].send()
    counsel.ask_erasure(store, phones[1].code, clock())
    for record in (
        CaseNote(clock().date(), SAID["note"]),
        PhaseMark(clock().date(), SAID["phase"]),
        PlanRow("S1", SAID["goal"], "", ""),
        AgreedPractice("S2", clock().date(), (1, 2)),
    ):
        counsel.write(session, client, record)
    link = counsel.invite_client(session, partner, BANK.id)
    over = counsel.hand_over(session, partner, BANK.id).invitation
    return Practice(session, account, token, client, phones, link.secret, over)


@pytest.fixture
def practice(own_store: Store, clock: Clock) -> Practice:
    return practice_in(own_store, clock)


def test_nothing_that_anybody_said_or_holds_lies_on_the_disk(
    url: str, own_store: Store, clock: Clock
) -> None:
    """Beyond what a server's own catalogue says anyway. Names to sign in by do lie there."""
    before = on_disk(url)
    practice = practice_in(own_store, clock)
    lies_there = on_disk(url)
    assert practice.client in lies_there, "this is not where the database lies"
    assert b"Carl" in lies_there
    needles = list(practice.needles())
    assert len(needles) > 120
    found = [it for it in needles if it in lies_there]
    assert [it for it in found if lies_there.count(it) > before.count(it)] == []


def test_of_those_who_sent_no_column_tells_what_or_for_whom(practice: Practice) -> None:
    """Every column is random bytes, a time or a number, or a word that says nothing of a person."""
    words = {
        value
        for name, rows in rows_of(practice.store).items()
        for row in rows
        for value in row
        if isinstance(value, str) and name != "setting"
    }
    kinds = {str(kind.value) for kind in CaseKind}
    audited = {entry.what.value for entry in practice.store.audit.entries(999)}
    assert words == {"Carl", "carl", "counsellor"} | kinds | audited


# -- tried as a key -------------------------------------------------------------------------------

Lock = Callable[[bytes], object]
"""Tries a value as the secret of something that lies there; raises VaultError where it is not."""


def locks(practice: Practice) -> dict[str, tuple[Lock, bytes]]:
    """Each way of sealing, with the secret that does open it."""
    rows = rows_of(practice.store)
    (account,), (sign_in,) = rows["account"], rows["sign_in"]
    id_, pair = practice.account.id, practice.pair()
    by_passphrase, by_recovery, own = account[5], account[6], account[8]
    head = next(row for row in rows["client"] if row[0] == practice.client)
    records = {row[4]: row for row in rows["client_record"] if row[1] == CaseKind.ATTEMPT.value}
    fresh, filed = records[1], records[0]
    invitation = next(
        row
        for row in rows["client_invitation"]
        if row[0] == invitation_keys(practice.open_link).lookup
    )

    def place(row: tuple[bytes, str, bytes, bytes, int]) -> Place:
        return record_place(CaseKey(row[0], CaseKind(row[1]), row[2]))

    def with_keys(purpose: Purpose, at: Place, sealed: bytes, lookup: bytes | None) -> Lock:
        def open_(secret: bytes) -> object:
            keys = Keys.derive(secret, purpose)
            keys.lookup = lookup or keys.lookup
            return keys.open(at, sealed)

        return open_

    def token(secret: str) -> bytes:
        return base64.urlsafe_b64decode(secret + "=")

    over = Place("sign_in/hand_over", id_)
    recovery = bytes(practice.account.recovery._symbols)
    return {
        "recovery": (
            with_keys(Purpose.RECOVERY, recovery_place(id_), by_recovery, None),
            recovery,
        ),
        "sign-in": (
            with_keys(Purpose.SIGN_IN, sign_in_place(id_), sign_in[2], sign_in[0]),
            token(practice.token),
        ),
        "hand-over": (
            with_keys(Purpose.SIGN_IN, over, sign_in[3], sign_in[0]),
            token(practice.token),
        ),
        "invitation": (
            with_keys(Purpose.INVITATION, INVITATION, invitation[2], invitation[0]),
            bytes(PrivateCode.parse(practice.open_link)._symbols),
        ),
        "own": (
            lambda it: KeyPair(it).open(Place("account", id_, account[9]), own),
            pair._secret,
        ),
        "head": (
            lambda it: KeyPair(it).open(head_place(head[0], head[3]), head[2]),
            pair._secret,
        ),
        "filed": (lambda it: KeyPair(it).open(place(filed), filed[3]), pair._secret),
        "fresh": (lambda it: KeyPair(it).open(place(fresh), fresh[3]), pair._secret),
        "passphrase": (
            lambda it: unwrap_under(it.decode("latin-1"), by_passphrase, id_),
            WORDS.encode(),
        ),
    }


def opens(lock: Lock, secret: bytes) -> bool:
    try:
        lock(secret)
    except (VaultError, ValueError):
        return False
    return True


def test_nothing_that_lies_there_opens_anything(practice: Practice) -> None:
    """Every value of every column as a secret, and what is in it in the size of a key."""
    values = {
        value if isinstance(value, bytes) else str(value).encode()
        for rows in rows_of(practice.store).values()
        for row in rows
        for value in row
        if value is not None
    }
    pieces = values | {it[-32:] for it in values}
    pieces |= {it[at : at + 32] for it in values for at in range(0, len(it), 16)}
    pieces |= {it[at : at + 32] for it in values if len(it) < 120 for at in range(len(it))}
    assert len(pieces) > 1500
    for name, (lock, secret) in locks(practice).items():
        if name != "passphrase":
            assert opens(lock, secret), name
        tried = pieces if name != "passphrase" else values
        assert not [it for it in tried if opens(lock, it)], name
    account = practice.store.accounts.find(practice.account.id)
    assert account is not None
    assert unwrap_under(WORDS, account.by_passphrase, account.id) == practice.pair()._secret


def test_the_copy_with_the_passphrase_opens_everything(
    url: str, practice: Practice, clock: Clock
) -> None:
    """So the tests above fail for the right reason."""
    other = open_store(url)
    session = counsel.sign_in(other, "Carl", WORDS, clock)[1]
    found = counsel.open_client(session, practice.client, edition_of)
    assert (found.client.case.code, found.file.notes[0].text) == (SAID["code"], SAID["note"])
    assert found.client.case.attempts == 2
    other.close()


# -- rows put elsewhere ---------------------------------------------------------------------------


def test_a_row_put_in_anothers_place_is_refused(practice: Practice) -> None:
    """Somebody who may write to the database swaps rows, within a counsellor's clients."""
    pair, rows = practice.pair(), rows_of(practice.store)
    heads = [(head_place(row[0], row[3]), row[2]) for row in rows["client"]]
    records = [
        (record_place(CaseKey(row[0], CaseKind(row[1]), row[2])), row[3])
        for row in rows["client_record"]
    ]
    placed = heads + records
    assert len(placed) == 2 + 3 + 4
    for place, own in placed:
        for _, sealed in placed:
            assert opens(lambda it, at=place: pair.open(at, it), sealed) is (sealed == own)  # type: ignore[misc]


def test_a_head_rolled_back_to_an_older_state_is_refused(practice: Practice) -> None:
    before = practice.store.clients.find(practice.account.id, practice.client)
    counsel.lift(practice.session, PIN)
    counsel.archive_client(practice.session, practice.client)
    after = practice.store.clients.find(practice.account.id, practice.client)
    assert before is not None
    assert after is not None
    pair = practice.pair()
    assert pair.open(head_place(after.id, after.revision), after.sealed)
    assert not opens(lambda it: pair.open(head_place(after.id, after.revision), it), before.sealed)


def test_another_counsellors_wrapped_secret_opens_with_nobodys_passphrase(
    practice: Practice, clock: Clock
) -> None:
    """Somebody who may write puts what their own passphrase opens into another's account."""
    code = counsel.administrator_code(practice.store, clock())
    eve = counsel.set_up(practice.store, code, "eve's own passphrase", clock(), "Eve")
    theirs = practice.store.accounts.find(eve.id)
    assert theirs is not None
    mine = practice.store.accounts.find(practice.account.id)
    assert mine is not None
    practice.store.accounts.rewrap(mine, theirs.by_passphrase, theirs.by_recovery)
    for passphrase in ("eve's own passphrase", WORDS):
        with pytest.raises(Exception, match="wrong"):
            counsel.sign_in(practice.store, "Carl", passphrase, clock)
    with pytest.raises(Exception, match="wrong"):
        counsel.recover(practice.store, "Carl", eve.recovery, WORDS, clock)


# -- after erasure --------------------------------------------------------------------------------


def test_after_erasure_nothing_sealed_remains_in_free_pages_or_the_log(
    tmp_path: Path, clock: Clock
) -> None:
    """Neither of one client's rows, while another's stay and the store is open."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store = open_store(url)
    practice = practice_in(store, clock)
    counsel.lift(practice.session, PIN)
    practice.phones[2].send()
    rows = rows_of(store)
    theirs = [
        *((row[0], row[2]) for row in rows["client"] if row[0] == practice.client),
        *((row[2], row[3]) for row in rows["client_record"] if row[0] == practice.client),
        *((row[0], row[2]) for row in rows["client_invitation"] if row[1] == practice.client),
        *((row[0], row[2]) for row in rows["withdrawal"] if row[1] == practice.client),
    ]
    assert len(theirs) == 1 + 8 + 3 + 3
    pieces = [piece for id_, sealed in theirs for piece in (id_, sealed[:24], sealed[-24:])]
    before = on_disk(url)
    assert all(piece in before for piece in pieces)
    counsel.erase_client(practice.session, practice.client)
    after = on_disk(url)
    assert [piece for piece in pieces if piece in after] == []
    assert len(rows_of(store)["client"]) == 1
    store.close()
    with closing(sqlite3.connect(f"{tmp_path}/x.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _erased_attempt(practice: Practice, clock: Clock) -> list[bytes]:  # noqa: ARG001
    taken = counsel.open_client(practice.session, practice.client, edition_of).file.case.history[0]
    pieces = _pieces(practice, taken.id)
    counsel.erase_attempt(practice.session, practice.client, taken.id)
    return pieces


def _withdrawn_attempt(practice: Practice, clock: Clock) -> list[bytes]:
    code = practice.phones[0].code
    pieces = _pieces(practice, code.keys(Purpose.WITHDRAWAL).hash_item(RECORD))
    assert counsel.withdraw(practice.store, code, clock())
    return pieces


def _struck_note(practice: Practice, clock: Clock) -> list[bytes]:  # noqa: ARG001
    (note,) = counsel.open_client(practice.session, practice.client, edition_of).file.notes
    pieces = [note.id, *_pieces(practice, note.id)]
    assert counsel.strike(practice.session, practice.client, note)
    return pieces


def _erased_account(practice: Practice, clock: Clock) -> list[bytes]:
    code = counsel.administrator_code(practice.store, clock())
    counsel.set_up(practice.store, code, WORDS, clock(), "Eve")
    eve = counsel.sign_in(practice.store, "Eve", WORDS, clock)[1]
    rows = rows_of(practice.store)
    mine = next(row for row in rows["account"] if row[0] == practice.account.id)
    theirs = [*mine[5:9], *(row[2] for row in rows["client"])]
    theirs += [row[3] for row in rows["client_record"]]
    counsel.close_account(eve, practice.account.id, with_clients=True)
    counsel.erase_account(eve, practice.account.id)
    return [piece for it in theirs for piece in (it[:24], it[-24:])]


def _pieces(practice: Practice, record: bytes) -> list[bytes]:
    """Both ends of what is sealed of a record."""
    rows = rows_of(practice.store)["client_record"]
    sealed = next(row[3] for row in rows if row[2] == record)
    return [sealed[:24], sealed[-24:]]


@pytest.mark.parametrize(
    "erase", [_erased_attempt, _withdrawn_attempt, _struck_note, _erased_account]
)
def test_whatever_else_is_erased_is_gone_from_the_disk_too(
    tmp_path: Path, clock: Clock, erase: Callable[[Practice, Clock], list[bytes]]
) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    store = open_store(url)
    practice = practice_in(store, clock)
    counsel.lift(practice.session, PIN)
    counsel.open_client(practice.session, practice.client, edition_of)  # what was sent is filed
    before = on_disk(url)
    pieces = erase(practice, clock)
    assert all(piece in before for piece in pieces)
    after = on_disk(url)
    assert [piece for piece in pieces if piece in after] == []
    store.close()
