"""Accounts and sign-ins of counsellors: who gets in, who does not, and that nobody can tell why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from quiz.casework import counsel
from quiz.casework.counsel import IDLE, LASTS, Session, resume, sign_in
from quiz.casework.counsel.accounts import CODE_LASTS
from quiz.casework.counsel.throttling import FREE, LONGEST_WAIT, wait_after
from quiz.errors import QuizError
from quiz.store import Role, Store, What, open_store
from quiz.store.sql import SqlStore
from quiz.vault import PrivateCode, new_token, stretching, wrapping
from tests.counselled import WORDS, Clock, code_of
from tests.stored import at_once, rows_of

pytest_plugins = ("tests.stores", "tests.counselling")
pytestmark = pytest.mark.usefixtures("cheap")

SECOND = timedelta(seconds=1)


def done_in(store: Store) -> Counter[str]:
    return Counter(str(entry.what.value) for entry in store.audit.entries(999))


# -- making accounts ------------------------------------------------------------------------------


def test_the_first_account_needs_a_code_from_the_console(own_store: Store, clock: Clock) -> None:
    code = counsel.setup_code(own_store, clock())
    assert code is not None
    first = partial(counsel.create_first, own_store)
    guess = PrivateCode.new()
    assert code_of(first, guess, "Ada", WORDS, clock()) == "set_up_gone"
    assert code_of(first, code, "  ", WORDS, clock()) == "name_shape"
    assert code_of(first, code, "Ada", "too short", clock()) == "passphrase_short"
    assert code_of(first, code, "Ada", "x" * 201, clock()) == "passphrase_long"
    assert code_of(counsel.set_up, own_store, code, WORDS, clock(), "Ada") == "set_up_gone"
    made = first(code, " Ada  Lovelace ", WORDS, clock())
    assert (made.name, made.role) == ("Ada Lovelace", Role.ADMINISTRATOR)
    assert code_of(first, code, "Eve", WORDS, clock()) == "set_up_gone"
    assert counsel.setup_code(own_store, clock()) is None


def test_two_who_set_up_at_once_make_one_account(own_store: Store, clock: Clock) -> None:
    """Both with codes that two processes printed when they started."""
    codes = [counsel.setup_code(own_store, clock()) for _ in range(2)]
    made = at_once(
        [
            partial(counsel.create_first, own_store, code, name, WORDS, clock())
            for code, name in zip(codes, ("Ada", "Eve"), strict=True)
            if code is not None
        ]
    )
    assert sorted(type(it).__name__ for it in made) == ["NewAccount", "str"]
    assert own_store.accounts.count() == 1


def test_a_setup_code_is_good_for_a_week(own_store: Store, clock: Clock) -> None:
    code = counsel.setup_code(own_store, clock())
    assert code is not None
    late = clock() + CODE_LASTS
    assert code_of(counsel.create_first, own_store, code, "Ada", WORDS, late) == "set_up_gone"
    own_store.purge(late)
    assert rows_of(own_store)["set_up"] == []


def test_a_counsellor_alone_needs_no_administrator(own_store: Store, clock: Clock) -> None:
    code = counsel.setup_code(own_store, clock())
    assert code is not None
    counsel.create_first(own_store, code, "Ada", WORDS, clock(), Role.COUNSELLOR)
    session = sign_in(own_store, "Ada", WORDS, clock)[1]
    assert session.keys() is not None
    assert code_of(counsel.all_accounts, session) == "not_allowed"
    later = counsel.administrator_code(own_store, clock())
    assert counsel.set_up(own_store, later, WORDS, clock(), "Root").role is Role.ADMINISTRATOR


def test_an_administrator_adds_a_counsellor_who_sets_their_own_passphrase(
    administrator: Session, clock: Clock
) -> None:
    store = administrator.store
    code = counsel.add_account(administrator, "Carl")
    assert [it.name for it in counsel.promised(administrator)] == ["Carl"]
    assert counsel.offered(store, code, clock()).name == "Carl"
    for taken in ("carl", "ＣＡＲＬ", " Ada "):
        assert code_of(counsel.add_account, administrator, taken) == "name_taken"
    made = counsel.set_up(store, code, WORDS, clock())
    assert (made.name, made.role) == ("Carl", Role.COUNSELLOR)
    assert code_of(counsel.set_up, store, code, WORDS, clock()) == "set_up_gone"
    assert [(it.name, it.clients) for it in counsel.all_accounts(administrator)] == [
        ("Ada", 0),
        ("Carl", 0),
    ]
    assert done_in(store)["account_made"] == 2


def test_a_promised_account_can_be_taken_back(administrator: Session, clock: Clock) -> None:
    code = counsel.add_account(administrator, "Carl")
    counsel.take_back(administrator, "CARL")
    assert code_of(counsel.set_up, administrator.store, code, WORDS, clock()) == "set_up_gone"
    assert counsel.promised(administrator) == ()


@pytest.mark.usefixtures("counsellor")
def test_only_an_administrator_handles_accounts_and_none_has_keys_to_clients(
    administrator: Session, clock: Clock
) -> None:
    carl = sign_in(administrator.store, "Carl", WORDS, clock)[1]
    for act in (
        counsel.all_accounts,
        counsel.promised,
        partial(counsel.add_account, name="x"),
        partial(counsel.take_back, name="x"),
        partial(counsel.close_account, account=administrator.account),
        partial(counsel.reopen_account, account=administrator.account),
        partial(counsel.erase_account, account=administrator.account),
    ):
        assert code_of(act, carl) == "not_allowed"
    assert code_of(administrator.keys) == "not_allowed"
    assert code_of(counsel.colleagues, administrator) == "not_allowed", "they have none to give"
    assert counsel.colleagues(carl) == ()


def test_a_closed_account_is_out_at_once_and_can_come_back(
    administrator: Session, counsellor: counsel.NewAccount, clock: Clock
) -> None:
    store = administrator.store
    carl = sign_in(store, "Carl", WORDS, clock)[1]
    counsel.close_account(administrator, counsellor.id)
    assert code_of(carl.keys) == "signed_out"
    assert code_of(sign_in, store, "Carl", WORDS, clock) == "sign_in_wrong"
    assert code_of(counsel.close_account, administrator, administrator.account) == (
        "last_administrator"
    )
    counsel.reopen_account(administrator, counsellor.id)
    assert sign_in(store, "Carl", WORDS, clock)[1].keys() is not None
    assert code_of(counsel.erase_account, administrator, counsellor.id) == "account_open"
    counsel.close_account(administrator, counsellor.id)
    counsel.erase_account(administrator, counsellor.id)
    assert store.accounts.find(counsellor.id) is None
    assert done_in(store)["account_erased"] == 1


# -- signing in -----------------------------------------------------------------------------------


def test_a_sign_in_lasts_over_reloads_and_processes(
    url: str, administrator: Session, counsellor: counsel.NewAccount, clock: Clock
) -> None:
    token, session = sign_in(administrator.store, " CARL ", WORDS, clock)
    other = open_store(url)
    again = resume(other, token, clock)
    assert again is not None
    assert (again.account, again.name, again.role) == (counsellor.id, "Carl", Role.COUNSELLOR)
    assert again.keys().public.raw == session.keys().public.raw
    other.close()


def test_each_sign_in_has_a_new_token(administrator: Session, clock: Clock) -> None:
    tokens = {sign_in(administrator.store, "Ada", WORDS, clock)[0] for _ in range(3)}
    assert len(tokens) == 3


@pytest.mark.parametrize(
    "token", ["", "guess", "x" * 43, new_token()], ids=["none", "short", "shaped", "made"]
)
def test_a_guessed_token_is_nobodys(own_store: Store, clock: Clock, token: str) -> None:
    assert resume(own_store, token, clock) is None


def test_a_sign_in_ends_when_idle_and_after_half_a_day_in_any_case(
    administrator: Session, clock: Clock
) -> None:
    token, session = sign_in(administrator.store, "Ada", WORDS, clock)
    clock.moment += IDLE - SECOND
    session.check()
    clock.moment += IDLE - SECOND
    session.check()
    clock.moment += IDLE
    assert code_of(session.check) == "signed_out"
    assert resume(session.store, token, clock) is None
    session = sign_in(administrator.store, "Ada", WORDS, clock)[1]
    ends = clock.moment + LASTS
    while clock.moment < ends - 2 * IDLE / 3:
        session.check()
        clock.moment += IDLE / 2
    clock.moment = ends - SECOND
    session.check()
    clock.moment = ends
    assert code_of(session.check) == "signed_out"


def test_being_in_use_costs_at_most_a_write_a_minute(administrator: Session, clock: Clock) -> None:
    with counted(administrator.store) as statements:
        for _ in range(59):
            clock.moment += SECOND
            administrator.check()
    assert statements["UPDATE"] == 0
    clock.moment += timedelta(minutes=2)
    with counted(administrator.store) as statements:
        administrator.check()
        administrator.check()
    assert statements["UPDATE"] == 1


def test_signing_out_ends_this_one_and_everywhere_ends_all(
    administrator: Session, clock: Clock
) -> None:
    one, two, three = (sign_in(administrator.store, "Ada", WORDS, clock)[1] for _ in range(3))
    for _ in range(2):
        one.sign_out()
    assert code_of(one.check) == "signed_out"
    two.check()
    assert two.sign_out_elsewhere() == 2
    assert code_of(three.check) == code_of(administrator.check) == "signed_out"
    two.sign_out_everywhere()
    assert code_of(two.check) == "signed_out"


# -- wrong, unknown and closed look alike ---------------------------------------------------------


@contextmanager
def counted(store: Store) -> Iterator[Counter[str]]:
    """How many statements of each kind a store is asked for."""
    assert isinstance(store, SqlStore)
    engine, seen = store._database.engine, Counter[str]()

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen[statement.split(maxsplit=1)[0]] += 1

    sa.event.listen(engine, "before_cursor_execute", count)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", count)


@contextmanager
def stretched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The settings of every Argon2id that is computed."""
    seen: list[Any] = []
    real = Argon2id

    def spied(**settings: Any) -> Any:
        seen.append({name: value for name, value in settings.items() if name != "salt"})
        return real(**settings)

    with monkeypatch.context() as patched:
        patched.setattr(stretching, "Argon2id", spied)
        yield seen


@pytest.mark.usefixtures("counsellor")
def test_unknown_wrong_and_closed_are_told_alike_after_the_same_work(
    administrator: Session, clock: Clock, monkeypatch: Any
) -> None:
    store = administrator.store
    counsel.set_up(store, counsel.add_account(administrator, "Shut"), WORDS, clock())
    (shut,) = [it.id for it in counsel.all_accounts(administrator) if it.name == "Shut"]
    counsel.close_account(administrator, shut)
    seen = []
    for tries in range(FREE + 3):
        clock.moment += LONGEST_WAIT
        for name, passphrase in (("Carl", WORDS + "!"), ("Nobody", WORDS), ("Shut", WORDS)):
            with (
                counted(store) as statements,
                stretched(monkeypatch) as work,
                pytest.raises(QuizError) as refused,
            ):
                sign_in(store, name, passphrase, clock)
            told = (refused.value.code, str(refused.value), refused.value.details)
            seen.append((tries, told, dict(statements), work))
    assert {told[0] for _, told, _, _ in seen} == {"sign_in_wrong"}
    assert all(len(work) == 1 for *_, work in seen)
    for tries in range(FREE + 3):
        carl, nobody, closed = (it for it in seen if it[0] == tries)
        assert carl == nobody == closed


@pytest.mark.usefixtures("counsellor")
def test_after_five_failures_a_name_waits_whether_there_is_such_an_account_or_not(
    administrator: Session, clock: Clock, monkeypatch: Any
) -> None:
    store, told = administrator.store, {}
    for name in ("Carl", "Nobody"):
        for _ in range(FREE):
            assert code_of(sign_in, store, name, "wrong wrong wrong", clock) == "sign_in_wrong"
        with stretched(monkeypatch) as work, pytest.raises(QuizError) as refused:
            sign_in(store, name, WORDS, clock)
        told[name] = (refused.value.code, refused.value.details, len(work))
    assert told["Carl"] == told["Nobody"] == ("sign_in_wait", {"seconds": 30}, 0)
    clock.moment += wait_after(FREE)
    assert sign_in(store, "Carl", WORDS, clock)[1].name == "Carl"
    assert sign_in(store, "Ada", WORDS, clock)[1].name == "Ada", "another name waits for nobody"


def test_waits_grow_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 7, 10, 1000)]
    assert waits == [0, 0, 30, 60, 120, 900, 900]


def test_two_processes_together_let_no_more_tries_in_than_one(
    url: str, administrator: Session, clock: Clock
) -> None:
    stores = [administrator.store, open_store(url)]
    tries = [
        partial(sign_in_told, store, "Ada", "wrong wrong wrong", clock)
        for store in stores
        for _ in range(8)
    ]
    outcomes = Counter(map(str, at_once(tries)))
    assert outcomes == {"sign_in_wrong": FREE, "sign_in_wait": 16 - FREE}
    clock.moment += wait_after(FREE) - SECOND
    for store in stores:
        assert sign_in_told(store, "Ada", WORDS, clock) == "sign_in_wait"
    clock.moment += SECOND
    assert sign_in_told(stores[1], "Ada", WORDS, clock) == "in"
    stores[1].close()


def sign_in_told(store: Store, name: str, passphrase: str, clock: Clock) -> str:
    try:
        sign_in(store, name, passphrase, clock)
    except QuizError as error:
        return error.code
    return "in"


def test_failures_are_in_the_audit_as_numbers(
    administrator: Session, counsellor: counsel.NewAccount, clock: Clock
) -> None:
    store = administrator.store
    for _ in range(3):
        code_of(sign_in, store, "Carl", "wrong wrong wrong", clock)
    code_of(sign_in, store, "my passphrase typed as a name", WORDS, clock)
    sign_in(store, "Carl", WORDS, clock)
    store.purge(clock() + timedelta(days=1))
    failed = [it for it in store.audit.entries(99) if it.what is What.SIGN_IN_FAILED]
    assert [(it.account, it.count) for it in failed] == [(None, 1), (counsellor.id, 3)]


# -- another passphrase, another code, the way back -----------------------------------------------


@pytest.mark.usefixtures("counsellor")
def test_what_is_typed_beyond_all_reason_is_no_passphrase(
    administrator: Session, clock: Clock
) -> None:
    session = sign_in(administrator.store, "Carl", WORDS, clock)[1]
    for longer in (WORDS + " " * 900, "long " * 2_000_000):
        change = partial(counsel.change_passphrase, session, WORDS)
        assert code_of(change, longer) == "passphrase_long"
    assert code_of(sign_in, administrator.store, "Carl", "long " * 2_000_000, clock) == (
        "sign_in_wrong"
    )


@pytest.mark.usefixtures("counsellor")
def test_another_passphrase_wraps_the_same_secret_and_ends_other_sign_ins(
    administrator: Session, clock: Clock
) -> None:
    store, new = administrator.store, "another good passphrase"
    one, two = (sign_in(store, "Carl", WORDS, clock)[1] for _ in range(2))
    public = one.keys().public.raw
    for passphrase, code in ((WORDS + "!", "sign_in_wrong"), (WORDS, "passphrase_short")):
        chosen = new if code == "sign_in_wrong" else "short"
        assert code_of(counsel.change_passphrase, one, passphrase, chosen) == code
    token = counsel.change_passphrase(one, WORDS, new)
    assert code_of(one.keys) == code_of(two.keys) == "signed_out"
    session = resume(store, token, clock)
    assert session is not None
    assert session.keys().public.raw == public
    assert code_of(sign_in, store, "Carl", WORDS, clock) == "sign_in_wrong"
    assert sign_in(store, "Carl", new, clock)[1].keys().public.raw == public


def test_a_recovery_code_opens_once_and_gives_another(
    administrator: Session, counsellor: counsel.NewAccount, clock: Clock
) -> None:
    store, new = administrator.store, "another good passphrase"
    session = sign_in(store, "Carl", WORDS, clock)[1]
    public = session.keys().public.raw
    recover = partial(counsel.recover, store, now=clock)
    wrong: list[tuple[str, PrivateCode]] = [
        ("Carl", PrivateCode.new()),
        ("Nobody", counsellor.recovery),
        ("Ada", counsellor.recovery),
    ]
    for name, code in wrong:
        act = partial(recover, name=name, code=code, new_passphrase=new)
        assert code_of(act) == "recovery_wrong"
    printed = PrivateCode.parse(counsellor.recovery.shown().lower())
    following = recover(name="carl", code=printed, new_passphrase=new)
    assert code_of(session.keys) == "signed_out"
    again = partial(recover, name="Carl", code=counsellor.recovery, new_passphrase=new)
    assert code_of(again) == "recovery_wrong"
    assert sign_in(store, "Carl", new, clock)[1].keys().public.raw == public
    recover(name="Carl", code=following, new_passphrase=WORDS)
    assert sign_in(store, "Carl", WORDS, clock)[1].keys().public.raw == public


def test_another_recovery_code_takes_the_place_of_the_first(
    administrator: Session, counsellor: counsel.NewAccount, clock: Clock
) -> None:
    store = administrator.store
    session = sign_in(store, "Carl", WORDS, clock)[1]
    code = counsel.change_recovery_code(session, WORDS)
    session.keys()
    act = partial(counsel.recover, store, "Carl", counsellor.recovery, WORDS, clock)
    assert code_of(act) == "recovery_wrong"
    counsel.recover(store, "Carl", code, WORDS, clock)


@pytest.mark.usefixtures("counsellor")
def test_nobody_waits_for_a_recovery_code_which_nobody_guesses(
    administrator: Session, clock: Clock
) -> None:
    act = partial(counsel.recover, administrator.store, "Carl", PrivateCode.new(), WORDS, clock)
    assert {code_of(act) for _ in range(3 * FREE)} == {"recovery_wrong"}


def test_a_passphrase_wrapped_at_an_older_cost_is_wrapped_again_at_sign_in(
    administrator: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = administrator.store
    before = store.accounts.find(administrator.account)
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(64, 1, 1))
    sign_in(store, "Ada", WORDS, clock)
    after = store.accounts.find(administrator.account)
    assert before is not None
    assert after is not None
    assert (wrapping._cost(before.by_passphrase).memory, wrapping._cost(after.by_passphrase)) == (
        32,
        stretching.Cost(64, 1, 1),
    )
    administrator.check()


# -- a second factor ------------------------------------------------------------------------------


def number_of(made: counsel.NewSecond, clock: Clock, steps: int = 0) -> str:
    at = int(clock().timestamp()) + 30 * steps
    totp = TOTP(made.secret, 6, SHA1(), 30)  # noqa: S303 - what such apps compute
    return totp.generate(at).decode()


@pytest.fixture
def protected(
    administrator: Session,
    counsellor: counsel.NewAccount,  # noqa: ARG001
    clock: Clock,
) -> tuple[counsel.NewSecond, tuple[str, ...]]:
    """Carl's second factor, and his spare codes."""
    carl = sign_in(administrator.store, "Carl", WORDS, clock)[1]
    made = counsel.new_second(carl)
    assert code_of(counsel.turn_on_second, carl, made, "000 00", WORDS) == "second_wrong"
    assert not counsel.has_second(carl)
    wrong = partial(counsel.turn_on_second, carl, made, number_of(made, clock))
    assert code_of(wrong, WORDS + "!") == "sign_in_wrong"
    assert not counsel.has_second(carl)
    spare = counsel.turn_on_second(carl, made, number_of(made, clock), WORDS)
    assert counsel.has_second(carl)
    clock.moment += timedelta(minutes=1)
    return made, spare


def test_a_second_factor_is_asked_for_and_each_number_is_good_once(
    administrator: Session,
    protected: tuple[counsel.NewSecond, tuple[str, ...]],
    clock: Clock,
) -> None:
    store, (made, _) = administrator.store, protected
    enter = partial(sign_in, store, "Carl", WORDS, clock)
    assert code_of(enter) == code_of(enter, " ") == "second_needed"
    assert code_of(enter, "12345a") == code_of(enter, number_of(made, clock, -9)) == "second_wrong"
    assert enter(f" {number_of(made, clock)} ")[1].name == "Carl"
    assert code_of(enter, number_of(made, clock)) == "second_wrong", "it was used"
    assert enter(number_of(made, clock, 1))[1].name == "Carl", "a clock that is half a minute fast"


def test_a_clock_that_was_far_ahead_keeps_nobody_out_for_good(
    administrator: Session,
    protected: tuple[counsel.NewSecond, tuple[str, ...]],
    clock: Clock,
) -> None:
    """The last number used would be one of years to come."""
    enter = partial(sign_in, administrator.store, "Carl", WORDS, clock)
    made, right = protected[0], clock.moment
    clock.moment += timedelta(days=4000)
    enter(number_of(made, clock))
    clock.moment = right
    enter(number_of(made, clock))
    assert code_of(enter, number_of(made, clock)) == "second_wrong", "it was used"
    assert code_of(enter, number_of(made, clock, -1)) == "second_wrong", "older than one used"


def test_of_eight_who_use_one_number_at_once_one_gets_in(
    administrator: Session,
    protected: tuple[counsel.NewSecond, tuple[str, ...]],
    clock: Clock,
) -> None:
    made, _ = protected
    number = number_of(made, clock)

    def enter() -> str:
        try:
            sign_in(administrator.store, "Carl", WORDS, clock, number)
        except QuizError as error:
            return error.code
        return "in"

    assert at_once([enter] * 4).count("in") == 1


def test_spare_codes_are_good_once_each_and_wrong_numbers_wait(
    administrator: Session,
    protected: tuple[counsel.NewSecond, tuple[str, ...]],
    clock: Clock,
) -> None:
    _, spare = protected
    enter = partial(sign_in, administrator.store, "Carl", WORDS, clock)
    assert len(set(spare)) == 10
    enter(spare[0].upper())
    assert code_of(enter, spare[0]) == "second_wrong"
    enter(spare[1])
    wrong = [code_of(enter, "000000") for _ in range(FREE)]
    assert wrong == ["second_wrong"] * FREE
    assert code_of(enter, spare[2]) == "sign_in_wait"


def test_a_second_factor_goes_by_turning_it_off_or_by_the_recovery_code(
    administrator: Session,
    counsellor: counsel.NewAccount,
    protected: tuple[counsel.NewSecond, tuple[str, ...]],
    clock: Clock,
) -> None:
    store, (made, spare) = administrator.store, protected
    counsel.recover(store, "Carl", counsellor.recovery, WORDS, clock)
    carl = sign_in(store, "Carl", WORDS, clock)[1]
    clock.moment += timedelta(minutes=1)
    counsel.turn_on_second(carl, made, number_of(made, clock), WORDS)
    assert code_of(sign_in, store, "Carl", WORDS, clock) == "second_needed"
    assert code_of(sign_in, store, "Carl", WORDS, clock, spare[3]) == "second_wrong"
    assert code_of(counsel.turn_off_second, carl, WORDS + "!") == "sign_in_wrong"
    assert counsel.has_second(carl)
    counsel.turn_off_second(carl, WORDS)
    sign_in(store, "Carl", WORDS, clock)


def test_the_address_for_the_app_names_secret_and_account(administrator: Session) -> None:
    made = counsel.new_second(administrator)
    address = made.address("Five Steps", "Ada & Co")
    assert address.startswith(f"otpauth://totp/Five%20Steps:Ada%20%26%20Co?secret={made.text}&")
    assert made.secret.hex() not in repr(administrator)
