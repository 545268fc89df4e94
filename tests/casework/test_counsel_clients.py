"""A counsellor's clients: the caseload, what is written down, and what erasing leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import ClientCase, Details, Paper, Session
from quiz.store import CaseKey, CaseKind, CaseRecord, What
from quiz.vault import Place, PublicKey, new_id
from tests.counselled import Clock, again, client_of, code_of, edition_of, invited, sent
from tests.scripted import TRUST
from tests.stored import at_once, rows_of

pytest_plugins = ("tests.stores", "tests.counselling")

DAY = timedelta(days=1)
BANK = TRUST.bank


def case_of(session: Session, client: bytes) -> ClientCase:
    return next(it for it in counsel.caseload(session, edition_of) if it.id == client)


def values(client: ClientCase) -> list[int]:
    """What the first item was answered in each attempt of the history."""
    first = BANK.pages[0][0].id
    return [it.attempt.answers[first] for it in client.case.history]  # type: ignore[misc]


# -- clients --------------------------------------------------------------------------------------


def test_a_client_is_a_code_and_what_the_counsellor_chose_to_say(carl: Session) -> None:
    details = Details(" A-07 ", "the  two from May", "hurt", "th", 14)
    client = counsel.add_client(carl, details)
    found = case_of(carl, client)
    assert (found.case.code, found.case.label) == ("A-07", "the two from May")
    assert (found.case.perspective, found.case.language) == ("hurt", "th")
    assert (found.case.interval_days, found.case.archived) == (14, False)
    assert (found.added_on, found.case.attempts) == (carl.now().date(), 0)
    counsel.change_client(carl, client, Details("a-07", "another label"))
    found = case_of(carl, client)
    assert (found.case.code, found.case.label, found.case.language) == (
        *("a-07", "another label"),
        None,
    )


def test_a_code_is_made_where_none_is_given_and_is_one_clients_only(carl: Session) -> None:
    made = [case_of(carl, client_of(carl)).case.code for _ in range(20)]
    assert len(set(made)) == 20
    assert all(len(code) == 7 and code.startswith("C-") for code in made)
    client = client_of(carl, "A-07")
    for taken in ("A-07", "a-07", "Ａ-07"):
        assert code_of(client_of, carl, taken) == "client_code_taken"
    other = client_of(carl, "B")
    change = partial(counsel.change_client, carl, other)
    assert code_of(change, Details("A-07")) == "client_code_taken"
    assert code_of(change, Details()) == code_of(change, Details("x" * 25)) == "client_code"
    counsel.change_client(carl, client, Details("A-07", "its own"))


def test_adding_twice_by_a_double_click_adds_once(carl: Session) -> None:
    key = new_id()
    ids = {counsel.add_client(carl, Details("A"), key) for _ in range(2)}
    assert ids == {it.id for it in counsel.caseload(carl, edition_of)}
    assert len(ids) == 1


def test_an_archived_client_says_so_and_comes_back(carl: Session) -> None:
    client = client_of(carl)
    counsel.archive_client(carl, client)
    assert case_of(carl, client).case.archived
    counsel.archive_client(carl, client, archived=False)
    assert not case_of(carl, client).case.archived


def test_a_caseload_is_sorted_by_code_and_ones_own(carl: Session, dora: Session) -> None:
    for code in ("b", "C", "a"):
        client_of(carl, code)
    theirs = client_of(dora, "a")
    assert [it.case.code for it in counsel.caseload(carl, edition_of)] == ["a", "b", "C"]
    assert [it.id for it in counsel.caseload(dora, edition_of)] == [theirs]


def test_two_tabs_that_change_a_client_at_once_lose_nothing(carl: Session) -> None:
    client, other = client_of(carl), client_of(carl)
    outcomes = at_once(
        [
            partial(counsel.archive_client, carl, client),
            partial(counsel.pair_clients, carl, client, other),
            partial(counsel.change_client, carl, client, Details("Z")),
        ]
    )
    assert set(outcomes) == {None}
    found = case_of(carl, client)
    assert (found.case.archived, found.partner, found.case.code) == (True, other, "Z")


# -- what clients sent ----------------------------------------------------------------------------


def test_the_caseload_opens_the_first_the_last_but_one_and_the_last(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    for count in range(1, 6):
        clock.moment += DAY
        carl = again(carl)
        sent(carl, client, level=count % 5)
        found = case_of(carl, client)
        assert found.case.attempts == count
        assert (found.withdrawn, found.unread) == (0, 0)
        every = [number % 5 for number in range(1, count + 1)]
        assert values(found) == (every if count <= 3 else [every[0], *every[-2:]])
    whole = counsel.open_client(carl, client, edition_of)
    assert values(whole.client) == [1, 2, 3, 4, 0]
    assert whole.file.case == whole.client.case


def test_what_was_read_once_is_sealed_with_the_own_keys_and_reads_the_same(
    carl: Session,
) -> None:
    client = client_of(carl)
    sent(carl, client)
    (before,) = carl.store.clients.records(carl.account, client)
    first = case_of(carl, client)
    (after,) = carl.store.clients.records(carl.account, client)
    assert (before.fresh, after.fresh) == (True, False)
    assert len(before.sealed) - len(after.sealed) == 20, "another way of sealing"
    assert case_of(carl, client) == first
    assert carl.store.clients.records(carl.account, client) == (after,)


def test_two_tabs_that_open_a_caseload_at_once_file_everything_once(carl: Session) -> None:
    clients = [client_of(carl) for _ in range(3)]
    for client in clients:
        for level in (1, 2):
            sent(carl, client, level)
    opened = at_once([lambda: counsel.caseload(carl, edition_of)] * 6)
    assert all(isinstance(it, tuple) for it in opened)
    assert all(it == opened[0] for it in opened)
    assert [it.case.attempts for it in counsel.caseload(carl, edition_of)] == [2, 2, 2]


def test_what_a_client_withdrew_is_off_the_list_and_counted(carl: Session, clock: Clock) -> None:
    client, codes = client_of(carl), []
    for level in (1, 2, 3, 4):
        clock.moment += timedelta(minutes=10)
        codes.append(sent(carl, client, level))
    assert values(case_of(carl, client)) == [1, 3, 4]
    assert counsel.withdraw(carl.store, codes[3], clock())
    assert not counsel.withdraw(carl.store, codes[3], clock())
    found = case_of(carl, client)
    assert values(found) == [1, 2, 3]
    assert (found.case.attempts, found.withdrawn) == (3, 1)
    assert counsel.withdraw(carl.store, codes[0], clock())
    assert case_of(carl, client).withdrawn == 2


def test_what_was_withdrawn_before_it_was_read_never_was(carl: Session, clock: Clock) -> None:
    client = client_of(carl)
    counsel.withdraw(carl.store, sent(carl, client), clock())
    found = case_of(carl, client)
    assert (found.case.attempts, found.withdrawn) == (0, 0)


def test_an_attempt_that_does_not_open_hides_no_other(carl: Session) -> None:
    """As after somebody has put bytes of their own into the database."""
    client = client_of(carl)
    sent(carl, client, 2)
    key = CaseKey(client, CaseKind.ATTEMPT, new_id())
    for sealed in (
        b"no such thing",
        PublicKey(_public(carl)).seal_document(Place("elsewhere"), {}),
    ):
        forged = CaseRecord(replace(key, id=new_id()), sealed, fresh=True)
        carl.store.clients.put_record(carl.account, forged)
    for _ in range(2):
        found = case_of(carl, client)
        assert (values(found), found.unread, found.case.attempts) == ([2], 2, 1)
    assert counsel.open_client(carl, client, edition_of).client.unread == 2


def _public(session: Session) -> bytes:
    account = session.store.accounts.find(session.account)
    assert account is not None
    return account.public


def test_an_attempt_of_an_edition_that_is_not_here_is_counted_and_not_shown(
    carl: Session,
) -> None:
    client = client_of(carl)
    sent(carl, client)

    def nowhere(_attempt: Attempt) -> None:
        return None

    for found in (
        counsel.caseload(carl, nowhere)[0],
        counsel.open_client(carl, client, nowhere).client,
    ):
        assert (found.case.history, found.unread, found.case.attempts) == ((), 1, 1)


def test_asking_for_erasure_is_seen_until_it_was_talked_about(carl: Session, clock: Clock) -> None:
    client = client_of(carl)
    code = sent(carl, client)
    for _ in range(2):
        assert counsel.ask_erasure(carl.store, code, clock())
    assert case_of(carl, client).asked_erasure == clock()
    assert {it.key.kind for it in carl.store.clients.records(carl.account, client)} == {
        CaseKind.ATTEMPT
    }
    assert case_of(carl, client).asked_erasure == clock()
    counsel.heard_erasure(carl, client)
    assert case_of(carl, client).asked_erasure is None
    counsel.withdraw(carl.store, code, clock())
    assert not counsel.ask_erasure(carl.store, code, clock())


# -- erasing --------------------------------------------------------------------------------------


def test_an_erased_client_leaves_nothing_in_any_table(carl: Session, clock: Clock) -> None:
    before = {name: rows for name, rows in rows_of(carl.store).items() if name != "audit"}
    client, partner = client_of(carl, "one"), client_of(carl, "two")
    counsel.pair_clients(carl, client, partner)
    code = sent(carl, client, released=True)
    counsel.caseload(carl, edition_of)
    sent(carl, client)
    counsel.ask_erasure(carl.store, code, clock())
    counsel.write(carl, client, CaseNote(clock().date(), "a note"))
    counsel.invite_client(carl, client, BANK.id)
    counsel.erase_client(carl, client)
    assert case_of(carl, partner).partner is None
    counsel.erase_client(carl, partner)
    after = {name: rows for name, rows in rows_of(carl.store).items() if name != "audit"}
    assert after == before
    for act in (
        partial(counsel.open_client, carl, client, edition_of),
        partial(counsel.erase_client, carl, client),
        partial(counsel.invite_client, carl, client, BANK.id),
        partial(counsel.write, carl, client, CaseNote(clock().date(), "x")),
    ):
        assert code_of(act) == "client_gone"
    erased = [it for it in carl.store.audit.entries(99) if it.what is What.CLIENT_ERASED]
    assert [it.account for it in erased] == [carl.account] * 2


def test_one_attempt_is_erased_with_the_code_that_would_withdraw_it(
    carl: Session, clock: Clock
) -> None:
    client = client_of(carl)
    code = sent(carl, client, 1)
    clock.moment += timedelta(minutes=1)
    sent(carl, client, 2)
    (first, _) = case_of(carl, client).case.history
    for _ in range(2):
        counsel.erase_attempt(carl, client, first.id)
    found = case_of(carl, client)
    assert (values(found), found.withdrawn) == ([2], 0)
    assert not counsel.withdraw(carl.store, code, clock())


# -- couples --------------------------------------------------------------------------------------


def test_two_clients_are_one_couple_and_part_again(carl: Session) -> None:
    one, two, three = (client_of(carl, code) for code in ("one", "two", "three"))
    for _ in range(2):
        counsel.pair_clients(carl, one, two)
    assert (case_of(carl, one).case.partner, case_of(carl, two).case.partner) == ("two", "one")
    assert counsel.open_client(carl, one, edition_of).client.case.partner == "two"
    for pair in ((one, three), (three, two), (three, three)):
        assert code_of(counsel.pair_clients, carl, *pair) == "client_paired"
    for _ in range(2):
        counsel.unpair_client(carl, two)
    assert case_of(carl, one).partner is case_of(carl, two).partner is None
    counsel.pair_clients(carl, one, three)


def test_a_couples_page_opens_only_once_both_released(carl: Session, clock: Clock) -> None:
    one, two = client_of(carl, "one"), client_of(carl, "two")
    counsel.pair_clients(carl, one, two)
    released = partial(counsel.released_pair, carl, edition_of=edition_of)
    sent(carl, one, 1, released=True)
    sent(carl, two, 2)
    assert released(one) is released(two) is None
    clock.moment += timedelta(minutes=1)
    code = sent(carl, two, 3, released=True)
    clock.moment += timedelta(minutes=1)
    sent(carl, two, 4)
    both = released(one)
    assert both is not None
    assert (both.mine[0].code, both.partners[0].code) == ("one", "two")
    first = BANK.pages[0][0].id
    assert [it[1].attempt.answers[first] for it in (both.mine, both.partners)] == [1, 3]
    assert counsel.withhold(carl.store, code, clock())
    assert released(one) is released(two) is None
    assert case_of(carl, two).case.attempts == 3, "what was sent stays"


def test_to_withhold_ends_every_release_until_then_and_none_that_is_given_later(
    carl: Session, clock: Clock
) -> None:
    one, two = client_of(carl, "one"), client_of(carl, "two")
    counsel.pair_clients(carl, one, two)
    released = partial(counsel.released_pair, carl, edition_of=edition_of)
    sent(carl, two, released=True)
    for _ in range(2):
        clock.moment += timedelta(minutes=1)
        code = sent(carl, one, released=True)
    assert released(one) is not None
    clock.moment += timedelta(minutes=1)
    assert counsel.withhold(carl.store, code, clock())
    clock.moment += timedelta(minutes=1)
    assert released(one) is None, "what was released before it is not shown in its place"
    sent(carl, one, released=True)
    assert released(one) is not None


def test_what_was_released_for_one_partner_is_not_shown_beside_another(carl: Session) -> None:
    one, two, three = (client_of(carl) for _ in range(3))
    counsel.pair_clients(carl, one, two)
    sent(carl, one, released=True)
    counsel.unpair_client(carl, two)
    counsel.pair_clients(carl, one, three)
    sent(carl, three, released=True)
    assert counsel.released_pair(carl, one, edition_of) is None
    counsel.erase_client(carl, one)
    counsel.pair_clients(carl, three, two)
    assert case_of(carl, three).released == frozenset()


def test_who_is_half_of_no_couple_releases_nothing(carl: Session) -> None:
    client, other = client_of(carl), client_of(carl)
    sent(carl, client, released=True)
    counsel.pair_clients(carl, client, other)
    assert case_of(carl, client).released == frozenset()
    assert counsel.released_pair(carl, client, edition_of) is None


def test_a_couple_that_parted_is_shown_no_more(carl: Session) -> None:
    one, two = client_of(carl), client_of(carl)
    counsel.pair_clients(carl, one, two)
    for client in (one, two):
        sent(carl, client, released=True)
    assert counsel.released_pair(carl, one, edition_of) is not None
    counsel.unpair_client(carl, one)
    assert counsel.released_pair(carl, one, edition_of) is None


# -- what the counsellor writes down --------------------------------------------------------------


def test_notes_phases_practice_and_plan_come_back_in_order(carl: Session, clock: Clock) -> None:
    client, today = client_of(carl), clock().date()
    keep = partial(counsel.write, carl, client)
    late, early = keep(CaseNote(today, " later ")), keep(CaseNote(today - DAY, "earlier"))
    phase = keep(PhaseMark(today, "ช่วงที่สอง"))
    practice = keep(AgreedPractice("S2", today, (3, 1, 3)))
    plan = []
    for step in ("S3", "S1", "S2"):
        clock.moment += timedelta(seconds=1)
        plan.append(keep(PlanRow(step, "a goal", "what is seen", "what is done", today)))
    file = counsel.open_client(carl, client, edition_of).file
    assert file.notes == (early, replace(late, text="later"))
    assert file.phases == (phase,)
    assert file.practices == (replace(practice, done_days=(1, 3)),)
    assert file.plan == tuple(plan)
    changed = keep(replace(plan[0], goal="another goal", review_on=None))
    counsel.arrange(carl, client, [plan[2], changed, plan[1]])
    file = counsel.open_client(carl, client, edition_of).file
    assert file.plan == (plan[2], changed, plan[1])
    assert counsel.strike(carl, client, plan[2])
    assert not counsel.strike(carl, client, plan[2])
    counsel.arrange(carl, client, [plan[2], plan[1], changed])
    assert counsel.open_client(carl, client, edition_of).file.plan == (plan[1], changed)


def test_arranging_changes_the_order_alone(carl: Session) -> None:
    """The rows bear what they said when they were drawn; another tab has written since."""
    client = client_of(carl)
    drawn = [counsel.write(carl, client, PlanRow("S1", goal, "", "")) for goal in "abc"]
    drawn.sort(key=lambda row: row.id)  # written at one and the same moment
    counsel.write(carl, client, replace(drawn[0], goal="changed elsewhere"))
    assert counsel.strike(carl, client, drawn[1])
    last = counsel.write(carl, client, PlanRow("S2", "written elsewhere", "", ""))
    for _ in range(2):
        counsel.arrange(carl, client, [drawn[2], drawn[1], drawn[0]])
        plan = counsel.open_client(carl, client, edition_of).file.plan
        order = [it.id for it in plan if it.id != last.id]
        assert order == [drawn[2].id, drawn[0].id]
        assert {it.goal for it in plan} == {
            drawn[2].goal,
            "changed elsewhere",
            "written elsewhere",
        }


def test_rows_that_are_not_named_keep_their_places(carl: Session, clock: Clock) -> None:
    client, plan = client_of(carl), []
    for goal in "abcd":
        clock.moment += timedelta(seconds=1)
        plan.append(counsel.write(carl, client, PlanRow("S1", goal, "", "")))
    counsel.arrange(carl, client, [plan[2], plan[0]])
    found = counsel.open_client(carl, client, edition_of).file.plan
    assert [it.goal for it in found] == ["c", "b", "a", "d"]


def test_a_note_that_is_changed_keeps_its_place_and_a_long_one_is_cut(carl: Session) -> None:
    client, on = client_of(carl), date(2026, 5, 1)
    first, second = (counsel.write(carl, client, CaseNote(on, text)) for text in "ab")
    changed = counsel.write(carl, client, replace(first, text="c" * 9000))
    notes = counsel.open_client(carl, client, edition_of).file.notes
    assert {it.id for it in notes} == {changed.id, second.id}
    assert {len(it.text) for it in notes} == {1, 4000}


# -- paper ----------------------------------------------------------------------------------------


def form(**changes: Any) -> Paper:
    shown = [item for page in BANK.pages[:3] for item in page]
    usual: dict[str, Any] = {
        "answers": {item.id: 2 for item in shown[:-1]} | {shown[1].id: NOT_APPLICABLE},
        "finished_at": changes.pop("finished_at", None),
        "pages": 3,
        "perspective": "hurt",
        "language": "th",
        "context": {"decision": "rebuild"},
    }
    return Paper(**(usual | changes))


def test_a_form_filled_in_with_a_pen_is_an_attempt_like_any_other(
    carl: Session, clock: Clock
) -> None:
    client, paper = client_of(carl), form(finished_at=clock() - DAY)
    for _ in range(2):
        assert counsel.enter_on_paper(carl, client, BANK, paper) == paper.id
    (entry,) = case_of(carl, client).case.history
    attempt = entry.attempt
    assert (entry.id, attempt.answers, attempt.opened) == (paper.id, paper.answers, 3)
    assert (attempt.finished_at, attempt.language) == (paper.finished_at, "th")
    assert (attempt.bank_id, attempt.version) == (BANK.id, BANK.version)


def test_answers_from_paper_stand_by_the_day_they_were_given(carl: Session, clock: Clock) -> None:
    client = client_of(carl)
    sent(carl, client, 4)
    counsel.enter_on_paper(carl, client, BANK, form(finished_at=clock() - DAY))
    assert values(case_of(carl, client)) == [2, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {"S1-01": 9}},
        {"answers": {"nothing": 1}},
        {"answers": {BANK.pages[5][0].id: 1}},
        {"pages": 0},
        {"pages": 99},
        {"perspective": "neither"},
        {"context": {"decision": "perhaps"}},
        {"context": {"nothing": "rebuild"}},
    ],
)
def test_what_no_form_could_say_is_refused(
    carl: Session, clock: Clock, wrong: dict[str, Any]
) -> None:
    client, paper = client_of(carl), form(finished_at=clock(), **wrong)
    assert code_of(counsel.enter_on_paper, carl, client, BANK, paper) == "answer"
    assert case_of(carl, client).case.attempts == 0


# -- nobody else's --------------------------------------------------------------------------------


def test_nothing_of_anothers_client_opens_or_is_confirmed_to_exist(
    carl: Session, dora: Session, administrator: Session, clock: Clock
) -> None:
    client = client_of(carl)
    phone = invited(carl, client)
    note = counsel.write(carl, client, CaseNote(clock().date(), "a note"))
    mine, nowhere = client_of(dora), new_id()
    acts: list[Callable[[Session, bytes], object]] = [
        lambda session, id_: counsel.open_client(session, id_, edition_of),
        lambda session, id_: counsel.released_pair(session, id_, edition_of),
        lambda session, id_: counsel.change_client(session, id_, Details("x")),
        counsel.archive_client,
        counsel.erase_client,
        lambda session, id_: counsel.erase_attempt(session, id_, new_id()),
        counsel.heard_erasure,
        lambda session, id_: counsel.pair_clients(session, mine, id_),
        counsel.unpair_client,
        lambda session, id_: counsel.write(session, id_, replace(note, text="mine now")),
        lambda session, id_: counsel.strike(session, id_, note),
        lambda session, id_: counsel.arrange(session, id_, [PlanRow("S1", "", "", "", id=note.id)]),
        lambda session, id_: counsel.invite_client(session, id_, BANK.id),
        lambda session, id_: counsel.hand_over(session, id_, BANK.id),
        lambda session, id_: counsel.move_clients(session, carl.account, [id_]),
        lambda session, id_: counsel.enter_on_paper(session, id_, BANK, form(finished_at=clock())),
    ]
    counsel.set_pin(dora, "4829")
    before = rows_of(carl.store)
    for act in acts:
        told = set()
        for id_ in (client, nowhere):
            with pytest.raises(Exception, match=r".") as refused:
                act(dora, id_)
            told.add((type(refused.value), str(refused.value), refused.value.code))  # type: ignore[attr-defined]
        assert {it[2] for it in told} == {"client_gone"}
        assert len(told) == 1
        assert code_of(act, administrator, client) in ("not_allowed", "client_gone")
    assert counsel.asked_of(dora, client) == {}
    assert not counsel.withdraw_invitation(dora, counsel.asked_of(carl)[client][0].id)
    assert rows_of(carl.store) == before
    assert phone.look() is not None


def test_an_administrator_opens_no_caseload(administrator: Session) -> None:
    for act in (
        lambda: counsel.caseload(administrator, edition_of),
        lambda: client_of(administrator),
        lambda: counsel.exported(administrator, 1),
    ):
        assert code_of(act) == "not_allowed"
