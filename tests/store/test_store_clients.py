"""The contract of the store for counsellors' clients, their invitations and what they send."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from quiz.store import (
    Acceptance,
    CaseKey,
    CaseKind,
    CaseRecord,
    Moved,
    Sending,
    Store,
    StoredClient,
    StoredDraft,
    StoredInvitation,
    open_store,
)
from quiz.store.sql import SqlStore
from tests.store.test_store_accounts import kept
from tests.stored import LATER, NOW, MakeUrl, at_once, code_of, rows_of, some_bytes

pytest_plugins = ("tests.stores",)

BOUND, ELSEWHERE, GONE = Acceptance.BOUND, Acceptance.ELSEWHERE, Acceptance.GONE
ATTEMPT, NOTE, MARK = CaseKind.ATTEMPT, CaseKind.NOTE, CaseKind.MARK
WHOLE = LATER.replace(microsecond=0)


def client_of(store: Store, account: bytes) -> StoredClient:
    made = StoredClient(some_bytes(16), b"head", 1)
    store.clients.add(account, made)
    return made


def record_of(client: bytes, kind: CaseKind = NOTE, sealed: bytes = b"sealed") -> CaseRecord:
    return CaseRecord(CaseKey(client, kind, some_bytes(16)), sealed)


def draft_of(store: Store) -> bytes:
    lookup = some_bytes()
    store.drafts.begin(lookup, b"head", LATER, {b"a": b"1"})
    return lookup


@pytest.fixture
def mine(store: Store) -> bytes:
    """The id of a counsellor."""
    return kept(store).id


@pytest.fixture
def theirs(store: Store) -> bytes:
    """The id of another counsellor."""
    return kept(store).id


@pytest.fixture
def client(store: Store, mine: bytes) -> StoredClient:
    """A client of mine."""
    return client_of(store, mine)


# -- clients --------------------------------------------------------------------------------------


def test_a_counsellor_finds_their_own_clients_and_nobody_elses(
    store: Store, mine: bytes, theirs: bytes, client: StoredClient
) -> None:
    second = client_of(store, mine)
    client_of(store, theirs)
    assert {it.id for it in store.clients.all(mine)} == {client.id, second.id}
    assert store.clients.find(mine, client.id) == client
    assert store.clients.find(theirs, client.id) is None
    assert code_of(store.clients.add, some_bytes(), client) == "account_gone"


def test_nothing_of_anothers_client_is_read_changed_or_confirmed_to_be_there(
    store: Store, mine: bytes, theirs: bytes, client: StoredClient
) -> None:
    """What is said of another's client is what is said of one that never was."""
    record = record_of(client.id)
    store.clients.put_record(mine, record)
    store.invitations.invite(mine, client.id, link := some_bytes(), b"sealed", LATER)
    nowhere = some_bytes(16)
    for id_ in (client.id, nowhere):
        key = replace(record.key, client=id_)
        head = StoredClient(id_, b"x", 1)
        assert store.clients.fetch(theirs, [key]) == store.clients.records(theirs, id_) == ()
        assert not store.clients.put(theirs, [head])
        assert not store.invitations.withdraw(theirs, link)
        assert store.invitations.of(theirs, id_) == ()
        for act in (
            partial(store.clients.put_record, theirs, replace(record, key=key)),
            partial(store.clients.drop_record, theirs, key),
            partial(store.clients.erase, theirs, id_),
            partial(store.clients.move, theirs, theirs, id_, lambda moved: moved),
            partial(store.invitations.invite, theirs, id_, some_bytes(), b"sealed", LATER),
        ):
            assert code_of(act) == "client_gone"
    assert store.clients.keys(theirs) == ()
    assert store.clients.records(mine, client.id) == (record,)
    assert store.invitations.find(link, NOW) is not None


def test_heads_and_records_are_written_together_or_not_at_all(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    other = client_of(store, mine)
    old, new = record_of(client.id), record_of(client.id, ATTEMPT)
    store.clients.put_record(mine, old)
    heads = [replace(client, sealed=b"1"), replace(other, sealed=b"2", revision=7)]
    assert not store.clients.put(mine, heads, new=[new], dropped=[old.key])
    assert store.clients.find(mine, client.id) == client
    assert store.clients.records(mine, client.id) == (old,)
    heads[1] = replace(other, sealed=b"2")
    assert store.clients.put(mine, heads, new=[new], dropped=[old.key])
    assert store.clients.find(mine, other.id) == replace(other, sealed=b"2", revision=2)
    assert store.clients.records(mine, client.id) == (new,)
    with pytest.raises(ValueError, match="another client"):
        store.clients.put(mine, [client], new=[record_of(other.id)])


def test_one_of_sixteen_tabs_writes_a_head(store: Store, mine: bytes, client: StoredClient) -> None:
    heads = [replace(client, sealed=b"%d" % n) for n in range(16)]
    outcomes = at_once([partial(store.clients.put, mine, [head]) for head in heads])
    assert outcomes.count(True) == 1
    found = store.clients.find(mine, client.id)
    assert found == StoredClient(client.id, heads[outcomes.index(True)].sealed, 2)


def test_filing_never_brings_back_what_is_gone(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    fresh = replace(record_of(client.id, ATTEMPT, b"to the public key"), fresh=True)
    store.clients.put_record(mine, fresh)
    assert store.clients.keys(mine) == ((fresh.key, True),)
    filed = replace(fresh, sealed=b"with own keys", fresh=False)
    assert store.clients.put(mine, [client], filed=[filed])
    assert store.clients.keys(mine, ATTEMPT) == ((fresh.key, False),)
    assert store.clients.fetch(mine, [fresh.key]) == (filed,)
    store.clients.drop_record(mine, fresh.key)
    assert not store.clients.put(mine, [replace(client, revision=2)], filed=[filed])
    assert store.clients.keys(mine) == ()
    found = store.clients.find(mine, client.id)
    assert found is not None
    assert found.revision == 2


def test_a_stamp_is_another_one_after_whatever_a_caseload_shows(
    store: Store, mine: bytes, theirs: bytes, client: StoredClient
) -> None:
    fresh = replace(record_of(client.id, ATTEMPT), fresh=True)
    filed = replace(fresh, fresh=False)
    second = client_of(store, mine)
    acts: list[Callable[[], object]] = [
        lambda: store.clients.put(mine, [client]),
        lambda: store.clients.put_record(mine, fresh),
        lambda: store.clients.put(mine, [replace(client, revision=2)], filed=[filed]),
        lambda: store.clients.put_record(mine, record_of(client.id, MARK)),
        lambda: store.clients.drop_record(mine, fresh.key),
        lambda: store.clients.erase(mine, second.id),
        lambda: client_of(store, mine),
    ]
    stamps = [store.clients.stamp(mine)]
    for act in acts:
        act()
        stamps.append(store.clients.stamp(mine))
        assert stamps.count(stamps[-1]) == 1
    store.clients.put_record(mine, record_of(client.id, NOTE))
    client_of(store, theirs)
    assert store.clients.stamp(mine) == stamps[-1]
    assert store.clients.stamp(some_bytes()) != stamps[-1]


def test_records_come_by_kind_and_only_those_wanted(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    notes = [record_of(client.id) for _ in range(3)]
    attempts = [record_of(client.id, ATTEMPT) for _ in range(5000)]
    assert store.clients.put(mine, [client], new=[*notes, *attempts])
    assert set(store.clients.records(mine, client.id, NOTE)) == set(notes)
    wanted = [notes[0].key, *(it.key for it in attempts[:4500]), record_of(client.id).key]
    assert set(store.clients.fetch(mine, wanted)) == {notes[0], *attempts[:4500]}
    assert store.clients.fetch(mine, []) == ()
    assert store.clients.drop_record(mine, notes[0].key)
    assert not store.clients.drop_record(mine, notes[0].key)
    assert len(store.clients.keys(mine, NOTE)) == 2


def test_an_erased_client_leaves_nothing_and_a_partners_head_changes_with_it(
    own_store: Store,
) -> None:
    mine = kept(own_store).id
    client, partner = client_of(own_store, mine), client_of(own_store, mine)
    case = sent(own_store, mine, client)
    own_store.clients.put_record(mine, record_of(client.id))
    own_store.invitations.invite(mine, client.id, b"another", b"sealed", LATER)
    unpaired = replace(partner, sealed=b"alone")
    stale = replace(unpaired, revision=9)
    assert not own_store.clients.erase(mine, client.id, [stale])
    assert own_store.clients.find(mine, client.id) == client
    assert own_store.clients.erase(mine, client.id, [unpaired])
    left = {name: rows for name, rows in rows_of(own_store).items() if rows}
    assert set(left) == {"account", "client"}
    assert [row[0] for row in left["client"]] == [partner.id]
    assert own_store.clients.find(mine, partner.id) == replace(unpaired, revision=2)
    assert own_store.sendings.withdraw(case.withdrawal) is None
    assert code_of(own_store.clients.erase, mine, client.id) == "client_gone"


# -- moving to a colleague ------------------------------------------------------------------------


def resealed(moved: Moved) -> Moved:
    head, records = moved
    return replace(head, sealed=b"for another", revision=head.revision + 1), [
        replace(it, sealed=b"re " + it.sealed, fresh=True) for it in records if it.key.kind != MARK
    ]


def test_a_client_moves_with_all_records_and_without_open_invitations(
    store: Store, mine: bytes, theirs: bytes, client: StoredClient
) -> None:
    case = sent(store, mine, client)
    note, mark = record_of(client.id), record_of(client.id, MARK)
    for record in (note, mark):
        store.clients.put_record(mine, record)
    store.invitations.invite(mine, client.id, link := some_bytes(), b"sealed", LATER)
    store.clients.move(mine, theirs, client.id, resealed)
    assert store.clients.find(mine, client.id) is None
    assert store.clients.find(theirs, client.id) == StoredClient(client.id, b"for another", 2)
    found = {it.key.kind: it for it in store.clients.records(theirs, client.id)}
    assert set(found) == {ATTEMPT, NOTE}
    assert found[NOTE] == replace(note, sealed=b"re sealed", fresh=True)
    assert store.invitations.find(link, NOW) is None
    assert store.sendings.withdraw(case.withdrawal) == theirs, "the client's code goes along"


def test_a_move_that_fails_or_goes_to_nobody_changes_nothing(
    store: Store, mine: bytes, theirs: bytes, client: StoredClient
) -> None:
    record = record_of(client.id)
    store.clients.put_record(mine, record)

    def fail(_moved: Moved) -> Moved:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        store.clients.move(mine, theirs, client.id, fail)
    store.accounts.close(theirs)
    for to in (theirs, some_bytes()):
        assert code_of(store.clients.move, mine, to, client.id, resealed) == "account_gone"
    assert store.clients.records(mine, client.id) == (record,)


def test_what_is_sent_while_a_client_moves_moves_along_or_is_refused(
    store: Store, mine: bytes, theirs: bytes
) -> None:
    for _ in range(6):
        client = client_of(store, mine)
        case = invited(store, mine, client)
        moving = partial(store.clients.move, mine, theirs, client.id, resealed)
        outcomes = at_once([moving, partial(store.sendings.send, case)])
        assert outcomes[0] is None
        found = store.clients.records(theirs, client.id)
        assert outcomes[1] in (mine, "invitation_gone")
        assert [it.sealed for it in found] == ([b"re head|1"] if outcomes[1] == mine else [])
        assert case.draft is not None
        assert (store.drafts.find(case.draft, NOW) is None) is (outcomes[1] == mine)


# -- invitations ----------------------------------------------------------------------------------


def link_of(store: Store, account: bytes, client: StoredClient) -> bytes:
    lookup = some_bytes()
    store.invitations.invite(account, client.id, lookup, b"sealed", LATER)
    return lookup


def test_an_invitation_is_found_by_its_lookup_and_by_its_account(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link = link_of(store, mine, client)
    found = StoredInvitation(link, client.id, b"sealed", WHOLE)
    assert store.invitations.find(link, NOW) == found
    assert store.invitations.of(mine) == store.invitations.of(mine, client.id) == (found,)
    assert store.invitations.of(mine, client_of(store, mine).id) == ()
    assert store.invitations.find(link, LATER) is None
    assert store.invitations.withdraw(mine, link)
    assert not store.invitations.withdraw(mine, link)
    assert store.invitations.find(link, NOW) is None


def test_one_of_sixteen_browsers_is_bound_and_a_second_click_is_no_fault(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link, members = link_of(store, mine, client), [some_bytes() for _ in range(16)]
    outcomes = at_once([partial(store.invitations.accept, link, it, NOW) for it in members])
    assert sorted(map(str, outcomes)) == [str(BOUND)] + [str(ELSEWHERE)] * 15
    bound = members[outcomes.index(BOUND)]
    assert store.invitations.accept(link, bound, LATER) is BOUND
    found = store.invitations.find(link, LATER)
    assert found is not None
    assert found.member == bound


def test_an_invitation_that_expired_or_never_was_binds_nobody(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link = link_of(store, mine, client)
    for act in (store.invitations.accept, store.invitations.take_over):
        assert act(link, some_bytes(), LATER) is GONE
        assert act(some_bytes(), some_bytes(), NOW) is GONE


def test_starting_again_elsewhere_erases_the_draft_begun_before(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link, first, second = link_of(store, mine, client), draft_of(store), draft_of(store)
    store.invitations.accept(link, first, NOW)
    assert store.invitations.take_over(link, second, LATER) is GONE
    assert store.drafts.find(first, NOW) is not None, "nothing is erased for nothing"
    for _ in range(2):
        assert store.invitations.take_over(link, second, NOW) is BOUND
    assert store.drafts.find(first, NOW) is None
    assert store.drafts.find(second, NOW) is not None
    assert store.invitations.accept(link, first, NOW) is ELSEWHERE


def test_sixteen_that_start_again_at_once_leave_one_bound(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link, drafts = link_of(store, mine, client), [draft_of(store) for _ in range(16)]
    store.invitations.accept(link, draft_of(store), NOW)
    outcomes = at_once([partial(store.invitations.take_over, link, it, NOW) for it in drafts])
    assert set(outcomes) <= {BOUND, ELSEWHERE}
    found = store.invitations.find(link, NOW)
    assert found is not None
    assert found.member in drafts
    assert store.drafts.find(found.member, NOW) is not None
    assert outcomes[drafts.index(found.member)] is BOUND


def test_an_invitation_is_free_again_when_its_draft_is_erased_or_expires(
    own_store: Store,
) -> None:
    mine = kept(own_store).id
    client = client_of(own_store, mine)
    erased, expired = link_of(own_store, mine, client), some_bytes()
    own_store.invitations.invite(mine, client.id, expired, b"s", LATER + timedelta(days=3))
    for link in (erased, expired):
        own_store.invitations.accept(link, draft := draft_of(own_store), NOW)
        if link == erased:
            own_store.drafts.erase(draft)
    assert own_store.invitations.accept(erased, some_bytes(), NOW) is BOUND
    own_store.purge(LATER)
    assert own_store.invitations.accept(expired, some_bytes(), LATER) is BOUND


def test_keeping_the_draft_under_a_code_takes_the_invitation_along(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    link, draft, holder = link_of(store, mine, client), draft_of(store), some_bytes()
    store.invitations.accept(link, draft, NOW)
    store.holders.keep_draft(draft, holder, 202703, b"id", lambda _found: b"sealed")
    assert store.invitations.accept(link, holder, NOW) is BOUND
    sending = Sending(link, holder, some_bytes(16), some_bytes(), lambda _client, _draft: b"x")
    assert store.sendings.send(sending) == mine
    assert store.holders.records(holder), "what they kept stays theirs"


def test_what_nobody_can_use_any_more_is_purged(own_store: Store) -> None:
    mine = kept(own_store).id
    client = client_of(own_store, mine)
    links = [link_of(own_store, mine, client) for _ in range(3)]
    own_store.drafts.begin(b"draft", b"head", LATER + timedelta(hours=1))
    own_store.invitations.accept(links[0], b"draft", NOW)
    own_store.invitations.accept(links[1], b"holder", NOW)
    assert own_store.purge(LATER - timedelta(seconds=1)).invitations == 0
    assert own_store.purge(LATER).invitations == 1
    assert own_store.purge(LATER + timedelta(hours=1)).invitations == 1
    assert {it.lookup for it in own_store.invitations.of(mine)} == {links[1]}
    assert own_store.purge(LATER + timedelta(days=2)).invitations == 1


# -- sending --------------------------------------------------------------------------------------


def joined(_client: bytes, draft: StoredDraft | None) -> bytes:
    assert draft is not None
    return b"|".join([draft.sealed, *draft.answers.values()])


def invited(store: Store, account: bytes, client: StoredClient) -> Sending:
    """What a client is about to send, by an invitation that their draft is bound to."""
    link, draft = link_of(store, account, client), draft_of(store)
    assert store.invitations.accept(link, draft, NOW) is BOUND
    return Sending(link, draft, some_bytes(16), some_bytes(), joined, draft)


def sent(store: Store, account: bytes, client: StoredClient) -> Sending:
    case = invited(store, account, client)
    assert store.sendings.send(case) == account
    return case


def test_a_sent_draft_is_a_fresh_attempt_and_is_gone(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    case = sent(store, mine, client)
    assert case.draft is not None
    assert store.sendings.send(case) is None, "a double click"
    key = CaseKey(client.id, ATTEMPT, case.record)
    assert store.clients.records(mine, client.id) == (CaseRecord(key, b"head|1", fresh=True),)
    assert store.drafts.find(case.draft, NOW) is None
    (found,) = store.invitations.of(mine, client.id)
    assert found.record == case.record


def test_of_sixteen_clicks_one_sends(store: Store, mine: bytes, client: StoredClient) -> None:
    case = invited(store, mine, client)
    outcomes = at_once([partial(store.sendings.send, case)] * 16)
    assert outcomes.count(mine) == 1
    assert set(outcomes) == {mine, None}
    assert len(store.clients.records(mine, client.id)) == 1


def other_record(case: Sending) -> Sending:
    return replace(case, record=some_bytes(16), withdrawal=some_bytes())


def test_nothing_else_is_sent_by_an_invitation_that_was_used(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    case = sent(store, mine, client)
    draft = draft_of(store)
    again = replace(other_record(case), draft=draft)
    assert code_of(store.sendings.send, again) == "invitation_gone"
    assert store.drafts.find(draft, NOW) is not None


Refusal = tuple[str, Callable[[Store, bytes, Sending], Sending]]


def withdrawn(store: Store, account: bytes, case: Sending) -> Sending:
    store.invitations.withdraw(account, case.invitation)
    return case


def erased(store: Store, _account: bytes, case: Sending) -> Sending:
    assert case.draft is not None
    store.drafts.erase(case.draft)
    store.invitations.accept(case.invitation, case.member, NOW)
    return case


def closed(store: Store, account: bytes, case: Sending) -> Sending:
    store.accounts.close(account)
    return case


REFUSED: dict[str, Refusal] = {
    "withdrawn": ("invitation_gone", withdrawn),
    "account closed": ("invitation_gone", closed),
    "draft erased": ("draft_gone", erased),
    "another member": (
        "invitation_elsewhere",
        lambda _store, _account, case: replace(case, member=some_bytes()),
    ),
    "never invited": (
        "invitation_gone",
        lambda _store, _account, case: replace(case, invitation=some_bytes()),
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_changes_nothing(
    store: Store, mine: bytes, client: StoredClient, why: str
) -> None:
    code, spoil = REFUSED[why]
    case = spoil(store, mine, invited(store, mine, client))
    before = rows_of(store)
    assert code_of(store.sendings.send, case) == code
    assert rows_of(store) == before


def test_sending_that_fails_leaves_the_draft_as_it_was(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    def fail(_client: bytes, _draft: StoredDraft | None) -> bytes:
        raise ArithmeticError

    case = invited(store, mine, client)
    before = rows_of(store)
    with pytest.raises(ArithmeticError):
        store.sendings.send(replace(case, seal=fail))
    assert rows_of(store) == before


def test_every_answer_acknowledged_while_sending_is_in_what_was_sent(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    for _ in range(4):
        case, acknowledged = invited(store, mine, client), set[bytes]()
        assert case.draft is not None

        def tab(draft: bytes, seen: set[bytes]) -> None:
            for n in range(60):
                store.drafts.put_answer(draft, b"item%d" % n, b"n%d" % n, NOW)
                seen.add(b"n%d" % n)

        outcomes = at_once(
            [partial(tab, case.draft, acknowledged), partial(store.sendings.send, case)]
        )
        assert outcomes[1] == mine
        (record,) = [
            it for it in store.clients.records(mine, client.id) if it.key.id == case.record
        ]
        assert acknowledged <= set(record.sealed.split(b"|"))


def test_a_code_withdraws_what_was_sent_once(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    case = sent(store, mine, client)
    outcomes = at_once([partial(store.sendings.withdraw, case.withdrawal)] * 4)
    assert outcomes.count(mine) == 1
    assert set(outcomes) == {mine, None}
    assert store.clients.records(mine, client.id) == ()
    assert store.sendings.withdraw(some_bytes()) is None


def test_a_code_leaves_a_mark_that_only_the_owner_can_open(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    case, mark, told = sent(store, mine, client), some_bytes(16), list[Sequence[bytes]]()

    def seal(*about: bytes) -> bytes:
        told.append(about)
        return b"sealed mark"

    for _ in range(2):
        assert store.sendings.mark(case.withdrawal, seal, mark)
    assert told == [(b"public", client.id, case.record, mark)] * 2
    key = CaseKey(client.id, MARK, mark)
    (found,) = store.clients.records(mine, client.id, MARK)
    assert found == CaseRecord(key, b"sealed mark", fresh=True)
    assert not store.sendings.mark(some_bytes(), seal, mark)


def test_a_dropped_attempt_takes_its_code_along(own_store: Store) -> None:
    mine = kept(own_store).id
    client = client_of(own_store, mine)
    case = sent(own_store, mine, client)
    assert own_store.clients.drop_record(mine, CaseKey(client.id, ATTEMPT, case.record))
    assert rows_of(own_store)["withdrawal"] == []


def test_withdrawing_dropping_erasing_and_sending_at_once_leave_no_half(store: Store) -> None:
    mine = kept(store).id
    for _ in range(6):
        client = client_of(store, mine)
        first, second = sent(store, mine, client), invited(store, mine, client)
        at_once(
            [
                partial(store.sendings.withdraw, first.withdrawal),
                partial(store.clients.drop_record, mine, CaseKey(client.id, ATTEMPT, first.record)),
                partial(store.sendings.send, second),
                partial(store.sendings.mark, first.withdrawal, lambda *_: b"m", some_bytes(16)),
                partial(store.drafts.erase, second.member),
                partial(store.clients.erase, mine, client.id),
            ]
        )
        left = rows_of(store)
        for table, column in (("client_record", 0), ("client_invitation", 1), ("withdrawal", 1)):
            assert not [row for row in left[table] if row[column] == client.id]


def test_a_hand_over_that_ends_erases_the_draft_unless_it_was_sent(
    store: Store, mine: bytes, client: StoredClient
) -> None:
    unsent, was_sent = invited(store, mine, client), sent(store, mine, client)
    assert unsent.draft is not None
    assert not store.invitations.cancel(unsent.invitation)
    assert store.drafts.find(unsent.draft, NOW) is None
    assert store.invitations.cancel(was_sent.invitation)
    assert not store.invitations.cancel(was_sent.invitation)
    assert store.invitations.of(mine, client.id) == ()
    assert len(store.clients.records(mine, client.id)) == 1


# -- cost -----------------------------------------------------------------------------------------


@dataclass
class Plans:
    """The plans that SQLite has for the statements of one act."""

    said: list[str]


@contextmanager
def planned(store: Store) -> Iterator[Plans]:
    assert isinstance(store, SqlStore)
    engine, plans = store._database.engine, Plans([])

    def explain(
        connection: sa.Connection,
        _cursor: object,
        statement: str,
        parameters: Sequence[object],
        *_more: object,
    ) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            asked = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.said.extend(row[3] for row in asked)

    sa.event.listen(engine, "before_cursor_execute", explain)
    yield plans
    sa.event.remove(engine, "before_cursor_execute", explain)


def test_no_statement_for_one_counsellor_walks_through_anothers_rows(make_url: MakeUrl) -> None:
    """SQLite tells how it would go about it; the indexes are the same on PostgreSQL."""
    own_store = open_store(make_url("sqlite"))
    mine = kept(own_store).id
    client = client_of(own_store, mine)
    case = sent(own_store, mine, client)
    record = record_of(client.id)
    acts: list[Callable[[], object]] = [
        lambda: own_store.clients.all(mine),
        lambda: own_store.clients.keys(mine, ATTEMPT),
        lambda: own_store.clients.stamp(mine),
        lambda: own_store.clients.fetch(mine, [record.key, record_of(client.id).key]),
        lambda: own_store.clients.records(mine, client.id),
        lambda: own_store.clients.put(mine, [client], filed=[], dropped=[record.key]),
        lambda: own_store.invitations.of(mine),
        lambda: own_store.sendings.withdraw(case.withdrawal),
        lambda: own_store.sign_ins.find(b"x", NOW),
        lambda: own_store.accounts.named("x"),
        lambda: own_store.audit.entries(5, mine),
        lambda: own_store.clients.erase(mine, client.id),
    ]
    with planned(own_store) as plans:
        for act in acts:
            act()
    own_store.close()
    assert len(plans.said) > 20
    walks = {said for said in plans.said if said.startswith("SCAN") and "CONSTANT ROW" not in said}
    assert walks == {"SCAN wanted"}, "the list of what is wanted, and nothing else"
    assert any("COVERING INDEX ix_client_record_fresh" in said for said in plans.said)
