"""What a restored backup brings back, and what it must not; and where a house only moves."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pytest

from quiz import casework
from quiz.casework import counsel
from quiz.casework.cases import CaseNote
from quiz.casework.counsel import Session, What
from quiz.store import Store, open_store
from quiz.store.backup import LEFT_OUT, PASSING
from quiz.vault import PrivateCode, Purpose, stream
from tests.counselled import WORDS, Clock, Phone, client_of, code_of, edition_of, invited, sent
from tests.somebody import ADA, BEN, Somebody, pair, settle
from tests.stored import MakeUrl, rows_of

pytest_plugins = ("tests.stores", "tests.counselling")

COVER = "a passphrase for the backup"
OTHER = "another good passphrase"


@pytest.fixture
def empty(make_url: MakeUrl) -> Iterator[Store]:
    opened = open_store(make_url("sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def persons(carl: Session, clock: Clock) -> tuple[Somebody, Somebody]:
    """Two who keep results and released one to each other."""
    now = clock()
    two = settle(carl.store, now, (9, 2), ADA), settle(carl.store, now, (9, 3), BEN, "broke")
    pair(carl.store, *two, now)
    return two


@pytest.fixture
def phone(carl: Session) -> Phone:
    """A client who is answering."""
    phone = invited(carl, client_of(carl, "one"))
    phone.answer()
    return phone


def taken(store: Store) -> list[bytes]:
    return list(counsel.backup(store, COVER))


# -- after a loss ---------------------------------------------------------------------------------


def test_what_may_have_been_taken_back_since_does_not_come_back(
    administrator: Session,
    carl: Session,
    persons: tuple[Somebody, Somebody],
    phone: Phone,
    empty: Store,
    clock: Clock,
) -> None:
    """A backup knows nothing of what was ended, withdrawn or used up after it was made."""
    code = counsel.add_account(administrator, "Dora")
    console = counsel.administrator_code(carl.store, clock())
    link = counsel.invite_client(carl, client_of(carl, "two"), "trust5")
    sealed = taken(carl.store)
    counsel.restore(empty, sealed, COVER, clock())
    rows = rows_of(empty)
    assert {name for name in rows if not rows[name]} >= {*LEFT_OUT, *PASSING}
    for each in (code, console):
        assert code_of(counsel.offered, empty, each, clock()) == "set_up_gone"
    for secret in (link.secret, phone.secret):
        assert counsel.look(empty, secret, phone.member, clock()) is None
    assert casework.find_draft(empty, phone.cookie, [phone.bank], clock) is None
    for person in persons:
        assert casework.remembered_journal(empty, person.device, clock) is None
        journal = casework.open_journal(empty, person.code, clock)
        assert journal is not None
        assert [it.id for it in journal.entries] == person.entries, "what they kept is theirs"
        assert casework.bonds_of(journal) == (), "so that they can invite each other anew"


def test_what_was_kept_for_one_reader_is_all_there(
    carl: Session, persons: tuple[Somebody, Somebody], empty: Store, clock: Clock
) -> None:
    client = client_of(carl, "one", label="Märta ปลา")
    withdrawal = sent(carl, client)
    counsel.restore(empty, taken(carl.store), COVER, clock())
    session = counsel.sign_in(empty, "Carl", WORDS, clock)[1]
    assert counsel.open_client(session, client, edition_of) == counsel.open_client(
        carl, client, edition_of
    )
    assert counsel.withdraw(empty, withdrawal, clock())
    assert casework.open_journal(empty, persons[0].code, clock)
    assert What.RESTORED in {it.what for it in empty.audit.entries(9)}


def test_an_invitation_that_was_answered_stays_known_as_such(
    carl: Session, empty: Store, clock: Clock
) -> None:
    client = client_of(carl, "one")
    sent(carl, client)
    counsel.invite_client(carl, client, "trust5")
    counsel.restore(empty, taken(carl.store), COVER, clock())
    session = counsel.sign_in(empty, "Carl", WORDS, clock)[1]
    (asked,) = counsel.asked_of(session, client)[client]
    assert asked.state is counsel.State.SENT


@pytest.mark.parametrize("moved", [True, False])
def test_nobody_is_in_by_a_token_from_before(
    carl: Session, empty: Store, clock: Clock, moved: bool
) -> None:
    token, _ = counsel.sign_in(carl.store, "Carl", WORDS, clock)
    counsel.restore(empty, taken(carl.store), COVER, clock(), moved=moved)
    assert counsel.resume(empty, token, clock) is None


# -- where a house only moves ---------------------------------------------------------------------


@pytest.mark.usefixtures("persons", "phone")
@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_house_that_moves_takes_everything_along(
    administrator: Session, carl: Session, make_url: MakeUrl, to: str, clock: Clock
) -> None:
    counsel.add_account(administrator, "Dora")
    before = rows_of(carl.store)
    other = open_store(make_url(to))
    counsel.restore(other, taken(carl.store), COVER, clock(), moved=True)
    after = rows_of(other)
    for name in set(before) - LEFT_OUT:
        assert set(after[name]) >= set(before[name]), name
    other.close()


@pytest.mark.usefixtures("persons", "phone")
@pytest.mark.parametrize("moved", [True, False])
def test_there_and_back_again_over_the_other_database_is_the_same(
    carl: Session, make_url: MakeUrl, moved: bool, clock: Clock
) -> None:
    away, back = open_store(make_url("postgresql")), open_store(make_url("sqlite"))
    counsel.restore(away, taken(carl.store), COVER, clock(), moved=moved)
    counsel.restore(back, taken(away), COVER, clock(), moved=True)
    there, here = rows_of(away), rows_of(back)
    for name in there:
        added = set(here[name]) - set(there[name])
        assert set(there[name]) <= set(here[name])
        assert len(added) == (name == "audit"), "that it was restored once more"
    away.close()
    back.close()


# -- what is no whole backup ----------------------------------------------------------------------


def refused(store: Store, sealed: Iterable[bytes], clock: Clock) -> str:
    code = code_of(counsel.restore, store, sealed, COVER, clock())
    assert not any(rows_of(store).values())
    return code


def test_a_backup_with_any_bit_turned_or_any_end_cut_off_changes_nothing(
    carl: Session, empty: Store, clock: Clock
) -> None:
    """Every byte of the head, and some hundred others; every cut in the head, and others."""
    client = client_of(carl)
    for _ in range(40):
        counsel.write(carl, client, CaseNote(clock().date(), "a note " * 400))
    sealed = b"".join(taken(carl.store))
    assert len(sealed) > 2 * stream.CHUNK
    head, rng = stream.HEAD.size, random.Random(4)
    places = [*range(head), *(rng.randrange(head, len(sealed)) for _ in range(150))]
    told = set()
    for at in places:
        turned = bytearray(sealed)
        turned[at] ^= 1 << rng.randrange(8)
        told.add(refused(empty, [bytes(turned)], clock))
    cuts = [*range(head), *(rng.randrange(head, len(sealed)) for _ in range(100))]
    told |= {refused(empty, [sealed[:at]], clock) for at in cuts}
    told |= {refused(empty, [sealed, b"\x00"], clock), refused(empty, [sealed, sealed], clock)}
    assert told <= {"backup_unknown", "backup_newer", "backup_damaged", "passphrase_wrong"}
    assert len(told) == 4
    assert counsel.restore(empty, [sealed], COVER, clock()), "so it was the bit"


def test_a_backup_is_read_in_pieces_of_any_length(
    carl: Session, empty: Store, clock: Clock
) -> None:
    sealed = b"".join(taken(carl.store))
    pieces = (sealed[at : at + 7] for at in range(0, len(sealed), 7))
    assert counsel.restore(empty, pieces, COVER, clock())


def test_a_recovery_code_changed_since_is_the_old_one_again(
    carl: Session, empty: Store, clock: Clock
) -> None:
    """As it must be: what is sealed was sealed by then. So it is said after restoring."""
    before = counsel.change_recovery_code(carl, WORDS)
    sealed = taken(carl.store)
    after = counsel.change_recovery_code(carl, WORDS)
    counsel.restore(empty, sealed, COVER, clock())
    assert code_of(counsel.recover, empty, "Carl", after, OTHER, clock) == "recovery_wrong"
    counsel.recover(empty, "Carl", before, OTHER, clock)


def test_a_code_to_withdraw_is_still_good(carl: Session, empty: Store, clock: Clock) -> None:
    client = client_of(carl)
    code = sent(carl, client)
    assert isinstance(code, PrivateCode)
    counsel.restore(empty, taken(carl.store), COVER, clock())
    lookup = code.keys(Purpose.WITHDRAWAL).lookup
    assert lookup in {row[0] for row in rows_of(empty)["withdrawal"]}
