"""Who waits after failed tries: whoever guesses, and not the owner as long as a stranger likes."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.casework import counsel
from quiz.casework.counsel import NewAccount, Session, What, known_browser
from quiz.casework.counsel.accounts import folded, names_of
from quiz.casework.counsel.throttling import FREE, LONGEST_WAIT, wait_after
from quiz.errors import AccessError, QuizError, VaultError
from quiz.store import Store
from quiz.vault import Keys, PrivateCode, Purpose
from tests.casework.test_counsel_accounts import counted
from tests.counselled import WORDS, Clock, client_of, code_of
from tests.scripted import TRUST
from tests.stored import rows_of

pytest_plugins = ("tests.stores", "tests.counselling")
pytestmark = pytest.mark.usefixtures("cheap")

WRONG = "wrong wrong wrong"
SPELLINGS = (
    "carl",
    " CARL ",
    "ｃａｒｌ",
    "Ca\u200drl",
    "carl\x00",
    "c\u00adarl",
    "CARL\n",
    "\ufeffcarl",
)
"""Ways to type one name."""


def fails(store: Store, clock: Clock, name: str = "Carl", browser: str | None = None) -> str:
    return code_of(counsel.sign_in, store, name, WRONG, clock, None, browser)


@pytest.fixture
def colleagues(administrator: Session, carl: Session, dora: Session) -> Store:
    """Ada, Carl and Dora's house."""
    assert carl.name != dora.name
    return administrator.store


def besieged(store: Store, clock: Clock, name: str = "Carl") -> None:
    """A stranger who has failed under a name so often that everybody waits for the longest time."""
    for _ in range(FREE + 7):
        fails(store, clock, name)
        clock.moment += LONGEST_WAIT
    assert fails(store, clock, name) == "sign_in_wrong"
    assert fails(store, clock, name) == "sign_in_wait"


@pytest.mark.usefixtures("counsellor")
def test_a_browser_that_was_in_before_does_not_wait_for_strangers(
    administrator: Session, clock: Clock
) -> None:
    store, mine = administrator.store, known_browser(administrator.store, "Carl")
    besieged(store, clock)
    assert code_of(counsel.sign_in, store, "Carl", WORDS, clock) == "sign_in_wait"
    assert counsel.sign_in(store, " CARL", WORDS, clock, browser=mine)[1].name == "Carl"
    assert fails(store, clock) == "sign_in_wait", "the stranger is not forgiven by that"


@pytest.mark.usefixtures("counsellor")
def test_such_a_browser_has_no_more_tries_than_any_other(
    administrator: Session, clock: Clock
) -> None:
    """And whoever copies what it keeps shares them."""
    store, mine = administrator.store, known_browser(administrator.store, "Carl")
    told = [fails(store, clock, browser=mine) for _ in range(FREE + 1)]
    assert told == ["sign_in_wrong"] * FREE + ["sign_in_wait"]
    assert code_of(counsel.sign_in, store, "Carl", WORDS, clock, None, mine) == "sign_in_wait"
    clock.moment += wait_after(FREE)
    assert counsel.sign_in(store, "Carl", WORDS, clock, browser=mine)
    failed = [it for it in store.audit.entries(9) if it.what is What.SIGN_IN_FAILED]
    assert [it.count for it in failed] == [FREE]


@pytest.mark.usefixtures("counsellor")
def test_what_a_stranger_makes_up_does_not_tell_whether_there_is_such_an_account(
    administrator: Session, clock: Clock
) -> None:
    """The same statements for either name, while it may be tried and while it waits."""
    store, made_up = administrator.store, ".".join(["x" * 44] * 9)
    for _ in range(FREE + 2):
        told = []
        for name in ("Carl", "Nobody"):
            with counted(store) as statements:
                told.append((fails(store, clock, name, made_up), dict(statements)))
        assert told[0] == told[1]


@pytest.mark.usefixtures("counsellor")
def test_what_a_browser_keeps_is_good_for_one_name_and_cannot_be_made_up(
    administrator: Session, clock: Clock
) -> None:
    store = administrator.store
    mine, hers = known_browser(store, "Carl"), known_browser(store, "Ada")
    besieged(store, clock)
    for at in range(len(mine)):
        turned = mine[:at] + ("A" if mine[at] != "A" else "B") + mine[at + 1 :]
        assert fails(store, clock, browser=turned) == "sign_in_wait", at
    for made_up in (hers, "x" * 44, "", "\x00", "ก" * 44, mine * 2, ".".join([hers] * 4 + [mine])):
        assert fails(store, clock, browser=made_up) == "sign_in_wait", made_up
    assert known_browser(store, "Carl") != mine
    assert b"carl" not in mine.lower().encode()


def test_colleagues_at_one_device_do_not_push_each_other_out(
    colleagues: Store, clock: Clock
) -> None:
    kept = ""
    for name in ("Carl", "Ada", "Carl", "Dora", "Carl"):
        kept = known_browser(colleagues, name, kept)
    assert kept.count(".") == 2
    assert known_browser(colleagues, "Nobody", kept) == kept
    for name in ("Carl", "Ada", "Dora"):
        besieged(colleagues, clock, name)
        assert fails(colleagues, clock, name, kept) == "sign_in_wrong", name


def test_what_was_laid_by_under_an_old_passphrase_is_good_for_nothing(
    carl: Session, clock: Clock
) -> None:
    """Whoever knew it once could have signed in a thousand times, for a thousand counts."""
    store = carl.store
    kept = [known_browser(store, "Carl") for _ in range(3)]
    counsel.change_passphrase(carl, WORDS, "another good passphrase")
    besieged(store, clock)
    assert [fails(store, clock, browser=it) for it in kept] == ["sign_in_wait"] * 3
    mine = known_browser(store, "Carl", ".".join(kept))
    assert fails(store, clock, browser=mine) == "sign_in_wrong"
    assert len(mine) < 200


def test_what_a_browser_keeps_tells_and_opens_nothing(
    administrator: Session, counsellor: NewAccount
) -> None:
    store, mine = administrator.store, known_browser(administrator.store, "Carl")
    kept = {str(value) for rows in rows_of(store).values() for row in rows for value in row}
    assert mine not in kept
    assert counsellor.id.hex() not in mine
    assert counsel.resume(store, mine, administrator.now) is None


def test_nobody_who_is_signed_in_waits_for_strangers(carl: Session, clock: Clock) -> None:
    """To come back from a hand-over, or to choose another passphrase because of all this."""
    counsel.set_pin(carl, "2468")
    client = client_of(carl)
    store = carl.store
    for _ in range(FREE):
        fails(store, clock)
    assert fails(store, clock) == "sign_in_wait"
    counsel.hand_over(carl, client, TRUST.bank.id)
    assert counsel.lift_with_passphrase(carl, WORDS).token
    counsel.change_recovery_code(carl, WORDS)
    assert counsel.change_passphrase(carl, WORDS, "another good passphrase")


def test_whoever_holds_the_device_has_five_tries_at_the_passphrase_before_waiting(
    carl: Session, clock: Clock
) -> None:
    counsel.set_pin(carl, "2468")
    counsel.hand_over(carl, client_of(carl), TRUST.bank.id)
    tries = [code_of(counsel.lift_with_passphrase, carl, WRONG) for _ in range(FREE + 1)]
    assert tries == ["sign_in_wrong"] * FREE + ["sign_in_wait"]
    assert counsel.sign_in(carl.store, "Carl", WORDS, clock), "elsewhere their owner comes in"


def test_the_recovery_code_stands_open_whatever_a_stranger_does(
    administrator: Session, counsellor: NewAccount, clock: Clock
) -> None:
    store, recover = administrator.store, partial(counsel.recover, administrator.store, "Carl")
    besieged(store, clock)
    for _ in range(40):
        wrong = partial(recover, PrivateCode.new(), WORDS, clock)
        assert code_of(wrong) == "recovery_wrong"
    clock.moment += timedelta(minutes=1)
    recover(counsellor.recovery, "another good passphrase", clock)
    told = [it for it in store.audit.entries(9) if it.at == clock.moment]
    assert {(it.what, it.count) for it in told} == {
        (What.RECOVERED, 1),
        (What.SIGN_IN_FAILED, 40),
    }


# -- one name, however it is typed ----------------------------------------------------------------


@pytest.mark.usefixtures("counsellor")
def test_another_spelling_of_a_name_wins_no_more_tries(
    administrator: Session, clock: Clock
) -> None:
    told = [fails(administrator.store, clock, name) for name in SPELLINGS]
    assert told == ["sign_in_wrong"] * FREE + ["sign_in_wait"] * (len(SPELLINGS) - FREE)


@pytest.mark.usefixtures("counsellor")
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_name_is_known_however_it_is_typed(
    administrator: Session, clock: Clock, name: str
) -> None:
    assert counsel.sign_in(administrator.store, name, WORDS, clock)[1].name == "Carl"


ODD = st.text(st.characters(), max_size=60)  # lone surrogates and NUL with them


@given(ODD)
def test_a_folded_name_folds_to_itself(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert "\x00" not in folded(name)
    folded(name).encode()


@given(ODD)
def test_what_can_be_a_name_can_be_signed_in_with(name: str) -> None:
    with suppress(AccessError):
        written, known = names_of(name)
        assert known == folded(written) == folded(name)
        assert known


@given(name=ODD, passphrase=ODD, second=ODD, browser=ODD)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
def test_whatever_is_typed_is_refused_in_words(
    administrator: Session, clock: Clock, name: str, passphrase: str, second: str, browser: str
) -> None:
    with pytest.raises(QuizError) as refused:
        counsel.sign_in(administrator.store, name, passphrase, clock, second, browser)
    assert refused.value.code in ("sign_in_wrong", "sign_in_wait")
    with pytest.raises(QuizError):
        counsel.sign_in(administrator.store, "Ada", WORDS + passphrase.strip() + "!", clock)
    with pytest.raises(QuizError) as refused:
        counsel.recover(administrator.store, name, PrivateCode.new(), WORDS, clock)
    assert refused.value.code == "recovery_wrong"


@given(typed=ODD)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
def test_no_pin_number_code_or_link_that_is_typed_breaks_anything(
    carl: Session, clock: Clock, typed: str
) -> None:
    number = partial(counsel.turn_on_second, carl, counsel.new_second(carl), typed, WORDS)
    assert code_of(number) == "second_wrong"
    for parse in (PrivateCode.parse, partial(Keys.of_token, purpose=Purpose.SIGN_IN)):
        with pytest.raises(VaultError) as refused:
            parse(typed)
        assert typed not in str(refused.value) or len(typed) < 3, "it is not repeated in a message"
    assert counsel.resume(carl.store, typed, clock) is None
    assert counsel.look(carl.store, typed, None, clock()) is None
    if not (typed.isascii() and typed.isdigit() and 4 <= len(typed) <= 12):
        assert code_of(counsel.set_pin, carl, typed) == "pin_shape"


@given(typed=ODD)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
def test_no_wrong_pin_that_is_typed_lifts_a_hand_over(carl: Session, typed: str) -> None:
    counsel.set_pin(carl, "2468")
    counsel.hand_over(carl, client_of(carl), TRUST.bank.id)
    if typed.strip() != "2468":
        assert code_of(counsel.lift, carl, typed) == "pin_wrong"
    assert counsel.lift(carl, "2468").token


# -- clocks ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("counsellor")
@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=4000)])
def test_a_clock_that_was_wrong_for_a_while_keeps_nobody_out(
    administrator: Session, clock: Clock, ahead: timedelta
) -> None:
    """A server that started with its clock ahead, and failures noted then."""
    right = clock.moment
    clock.moment += ahead
    for _ in range(FREE + 1):
        fails(administrator.store, clock)
    clock.moment = right
    assert counsel.sign_in(administrator.store, "Carl", WORDS, clock)
