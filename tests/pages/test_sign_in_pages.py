"""Signing in without a browser: who comes in, who sees which page, and what is left after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element
from streamlit.util import calc_hash

from quiz.casework import counsel
from quiz.casework.counsel import IDLE, Role, Session, What
from quiz.casework.counsel.throttling import FREE
from quiz.errors import StoreError
from quiz.store import Store, open_store
from quiz.ui import frame, moment, storing
from quiz.ui.visit import desk
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.widgets import plain
from quiz.vault import PrivateCode, stretching, wrapping
from quiz.words import catalogue
from tests.counselled import WORDS, client_of
from tests.scripted import TRUST

MAIN = Path(__file__).resolve().parents[2] / "quiz" / "pages" / "main.py"
EN = catalogue("en")
OTHER_WORDS = "another long enough one"
DESK = sorted({name for names in frame.PAGES_OF.values() for name in names})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the site; passphrases are stretched at the least cost."""
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(32, 1, 1))
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setattr(storing, "store", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks."""
    kept: dict[str, str] = {}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands in the browser's address line."""

    def stands(path: str) -> None:
        url = f"https://site.example/{path}"
        monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", url)

    return stands


@pytest.fixture
def administrator(store: Store) -> Session:
    """Ada, signed in on another device."""
    code = counsel.setup_code(store, moment.now())
    assert code is not None
    counsel.create_first(store, code, "Ada", WORDS, moment.now())
    return counsel.sign_in(store, "Ada", WORDS, moment.now)[1]


@pytest.fixture
def carl(administrator: Session) -> Session:
    """Carl, a counsellor, signed in on another device."""
    return member(administrator, "Carl")


def member(administrator: Session, name: str) -> Session:
    """A counsellor, signed in."""
    code = counsel.add_account(administrator, name)
    counsel.set_up(administrator.store, code, WORDS, moment.now())
    return counsel.sign_in(administrator.store, name, WORDS, moment.now)[1]


def token_of(store: Store, name: str) -> str:
    return counsel.sign_in(store, name, WORDS, moment.now)[0]


# -- at the page ----------------------------------------------------------------------------------


def opened(name: str, visit: Visit | None = None) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    if visit is not None:
        app.session_state[KEY] = visit
    app._page_hash = calc_hash(name)  # an address that was typed, whatever pages there are
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def fill(app: AppTest, **typed: str) -> AppTest:
    for key, text in typed.items():
        app.text_input(key=key.replace("_", "-")).set_value(text)
    return app


def visit_of(app: AppTest) -> Visit:
    visit: Visit = app.session_state[KEY]
    return visit


def texts(app: AppTest) -> list[str]:
    """All that the page says, and the labels of what can be pressed or typed."""
    said = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    alerts = (app.error, app.warning, app.success)
    pressed = (app.button, app.text_input, app.radio, app.checkbox)
    return [it.value for kind in (*said, *alerts) for it in kind] + [
        it.label for kind in pressed for it in kind
    ]


def html_of(app: AppTest) -> str:
    """What the page shows as HTML: codes."""
    return "\n".join(str(it.value) for it in app.get("html") if isinstance(it, Element))


def says(app: AppTest, key: str, **values: object) -> bool:
    return any(plain(EN(key, **values)) in text for text in texts(app))


def type_in(app: AppTest, name: str, passphrase: str) -> AppTest:
    return press(fill(app, name=name, passphrase=passphrase), "sign-in")


# -- the first account ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_first_account_is_made_with_the_codes_words_and_leads_to_its_pages(
    store: Store, role: Role
) -> None:
    code = counsel.setup_code(store, moment.now())
    assert code is not None
    app = opened("sign-in")
    assert says(app, "sign_in.none_yet")
    press(fill(app, set_up_code=code.shown().lower()), "try-set-up")
    assert says(app, "set_up.loses")
    app.radio(key="kind-en").set_value(role)
    press(fill(app, new_name="Ada", new_passphrase=WORDS, new_again=WORDS), "set-up")
    assert says(app, "recovery.new_about")
    recovery = visit_of(app).signing.recovery
    assert recovery is not None
    assert recovery.shown() in html_of(app)
    press(app, "have-recovery")
    session = visit_of(app).desk
    assert session is not None
    assert (session.name, session.role) == ("Ada", role)
    assert visit_of(app).signing.recovery is None
    assert "sign-out" in {it.key for it in app.button}
    assert not says(app, "sign_in.title")
    assert counsel.recover(store, "Ada", recovery, OTHER_WORDS, moment.now) != recovery


def test_stranger_without_the_code_makes_no_account(store: Store) -> None:
    assert counsel.setup_code(store, moment.now()) is not None
    for typed in (PrivateCode.new().shown(), "", "1234", "x" * 100):
        app = press(fill(opened("sign-in"), set_up_code=typed), "try-set-up")
        assert len(app.error) == 1
        assert "new-name" not in {it.key for it in app.text_input}
    assert not store.accounts.count()


def test_two_who_use_the_code_at_once_make_one_account(store: Store) -> None:
    code = counsel.setup_code(store, moment.now())
    assert code is not None
    apps = [press(fill(opened("sign-in"), set_up_code=code.shown()), "try-set-up") for _ in "ab"]
    for app, name in zip(apps, ("Ada", "Eve"), strict=True):
        app.radio(key="kind-en").set_value(Role.COUNSELLOR)
        press(fill(app, new_name=name, new_passphrase=WORDS, new_again=WORDS), "set-up")
    assert says(apps[0], "recovery.new_about")
    assert says(apps[1], "errors.set_up_gone")
    assert [it.name for it in store.accounts.all()] == ["Ada"]


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        ("short", "short", "errors.passphrase_short"),
        (WORDS, OTHER_WORDS, "set_up.differ"),
        ("x" * 201, "x" * 201, "errors.passphrase_long"),
    ],
)
def test_passphrase_that_will_not_do_is_refused_and_the_code_stays_good(
    administrator: Session, first: str, again: str, said: str
) -> None:
    code = counsel.add_account(administrator, "Carl")
    app = opened("sign-in")
    press(app, "show-set-up")
    press(fill(app, set_up_code=code.shown()), "try-set-up")
    assert says(app, "set_up.for_name", name="Carl")
    press(fill(app, new_passphrase=first, new_again=again), "set-up")
    assert says(app, said, least=12, most=200)
    press(fill(app, new_passphrase=WORDS, new_again=WORDS), "set-up")
    session = visit_of(app).desk
    assert session is not None
    assert (session.name, session.role) == ("Carl", Role.COUNSELLOR)


def test_whoever_sets_up_or_recovers_is_in_whatever_a_stranger_tries(
    administrator: Session,
) -> None:
    code = counsel.add_account(administrator, "Carl")
    for _ in range(FREE):  # the name that is promised
        type_in(opened("sign-in"), "Carl", OTHER_WORDS)
    assert says(type_in(opened("sign-in"), "Carl", OTHER_WORDS), "sign_in.waiting")
    app = press(opened("sign-in"), "show-set-up")
    press(fill(app, set_up_code=code.shown()), "try-set-up")
    press(fill(app, new_passphrase=WORDS, new_again=WORDS), "set-up")
    assert visit_of(app).desk is not None
    recovery = visit_of(app).signing.recovery
    assert recovery is not None
    app = press(opened("sign-in"), "show-recover")
    fill(app, recover_name="Carl", recovery_code=recovery.shown())
    press(fill(app, recover_passphrase=OTHER_WORDS, recover_again=OTHER_WORDS), "recover")
    assert visit_of(app).desk is not None
    assert says(type_in(opened("sign-in"), "Carl", OTHER_WORDS), "sign_in.waiting")


def test_browser_that_signed_in_before_does_not_wait_for_strangers(
    carl: Session, cookies: dict[str, str]
) -> None:
    """In the same tab too, whose cookies are those that it was opened with."""
    app = type_in(opened("sign-in"), "Carl", WORDS)
    known = visit_of(app).signing.known
    assert known is not None
    press(app, "sign-out")
    for _ in range(FREE):
        type_in(opened("sign-in"), "Carl", OTHER_WORDS)
    assert says(type_in(opened("sign-in"), "Carl", WORDS), "sign_in.waiting")
    assert visit_of(type_in(app, "Carl", WORDS)).desk is not None
    cookies["known"] = known
    again = type_in(opened("sign-in"), "Carl", WORDS)
    assert visit_of(again).desk is not None
    assert visit_of(again).signing.known != known
    assert carl.peek() is not None


def test_recovery_code_is_shown_even_where_one_cannot_sign_in_yet(
    administrator: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, store = counsel.add_account(administrator, "Carl"), administrator.store

    def fails(*_: object) -> None:
        raise StoreError("no", code="store_busy")

    app = press(opened("sign-in"), "show-set-up")
    press(fill(app, set_up_code=code.shown()), "try-set-up")
    monkeypatch.setattr(store.sign_ins, "begin", fails)
    press(fill(app, new_passphrase=WORDS, new_again=WORDS), "set-up")
    recovery = visit_of(app).signing.recovery
    assert recovery is not None
    assert recovery.shown() in html_of(app)
    assert says(app, "errors.store_busy")
    press(app, "have-recovery")
    assert says(app, "sign_in.lead")
    assert [it.name for it in store.accounts.all()] == ["Ada", "Carl"]


# -- signing in -----------------------------------------------------------------------------------


def test_wrong_passphrase_and_unknown_name_are_answered_by_the_same_words(carl: Session) -> None:
    wrong = texts(type_in(opened("sign-in"), "Carl", OTHER_WORDS))
    assert texts(type_in(opened("sign-in"), "Nobody", OTHER_WORDS)) == wrong
    counsel.close_account(counsel.sign_in(carl.store, "Ada", WORDS, moment.now)[1], carl.account)
    assert texts(type_in(opened("sign-in"), "Carl", WORDS)) == wrong


def test_after_many_tries_one_has_to_wait_and_the_right_passphrase_too(carl: Session) -> None:
    app = opened("sign-in")
    for _ in range(FREE):
        assert says(type_in(app, "carl ", OTHER_WORDS), "errors.sign_in_wrong")
    type_in(app, "Carl", WORDS)
    assert visit_of(app).desk is None
    assert any("30" in it.value for it in app.error)
    assert visit_of(type_in(opened("sign-in"), "Ada", WORDS)).desk is not None
    assert carl.peek() is not None


def test_sign_in_knows_nothing_of_who_was_at_the_tab_before(carl: Session) -> None:
    before = Visit("th", "trust", side="hurt", choices={"decision": "rebuild"})
    app = type_in(opened("sign-in", before), "Carl", WORDS)
    visit = visit_of(app)
    assert visit.desk is not None
    assert visit.desk.account == carl.account
    assert (visit.language, visit.side, visit.choices) == ("th", None, {})
    assert "passphrase" not in app.session_state


def test_sign_in_ends_the_one_that_the_browser_had(carl: Session, cookies: dict[str, str]) -> None:
    cookies["sign_in"] = token_of(carl.store, "Ada")
    app = opened("sign-in")
    assert says(app, "sign_in.as", name="Ada")
    press(app, "sign-out")
    assert counsel.resume(carl.store, cookies["sign_in"], moment.now) is None
    type_in(app, "Carl", WORDS)
    assert visit_of(app).desk is not None


def test_sign_in_is_taken_up_after_a_reload_and_in_a_second_tab(
    carl: Session, cookies: dict[str, str]
) -> None:
    cookies["sign_in"] = token_of(carl.store, "Carl")
    for _ in range(2):
        app = opened("account")
        assert says(app, "account.title")
        assert any("Carl" in text for text in texts(app))


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "../../etc"])
def test_forged_token_is_nobodys(carl: Session, cookies: dict[str, str], forged: str) -> None:
    cookies["sign_in"] = forged
    assert visit_of(opened("start")).desk is None
    assert carl.peek() is not None


# -- which pages there are ------------------------------------------------------------------------


def seen_by(name: str | None, page: str, store: Store, cookies: dict[str, str]) -> list[str]:
    """The texts of a page as somebody sees it."""
    cookies.clear()
    if name is not None:
        cookies["sign_in"] = token_of(store, name)
    return texts(opened(page))


@pytest.mark.parametrize("name", DESK)
def test_page_that_is_not_for_ones_role_is_as_an_address_that_no_page_has(
    carl: Session, cookies: dict[str, str], name: str
) -> None:
    for who, role in ((None, None), ("Carl", Role.COUNSELLOR), ("Ada", Role.ADMINISTRATOR)):
        there = role is not None and name in frame.PAGES_OF[role]
        start = seen_by(who, "start", carl.store, cookies)
        assert (seen_by(who, name, carl.store, cookies) == start) is not there, who


def test_who_is_not_signed_in_finds_one_quiet_way_in_at_the_foot_of_start(store: Store) -> None:
    assert store is not None
    for name in frame.NAMES:
        ways = [it.proto.page for it in opened(name).get("page_link")]
        assert ways.count("sign-in") == (name == "start"), name


# -- the end --------------------------------------------------------------------------------------


def at_account(carl: Session, cookies: dict[str, str]) -> AppTest:
    cookies["sign_in"] = token_of(carl.store, "Carl")
    return opened("account")


def ways_to_end(carl: Session, token: str, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    own = counsel.resume(carl.store, token, moment.now)
    assert own is not None
    if way == "elsewhere":
        carl.sign_out_everywhere()
    elif way == "closed":
        ada = counsel.sign_in(carl.store, "Ada", WORDS, moment.now)[1]
        counsel.close_account(ada, carl.account)
    else:
        later = moment.now() + IDLE + timedelta(seconds=1)
        monkeypatch.setattr(carl.store.sign_ins, "find", _at(carl.store.sign_ins.find, later))


def _at(find: Callable[..., object], when: object) -> Callable[..., object]:
    return lambda lookup, _now: find(lookup, when)


@pytest.mark.parametrize("way", ["elsewhere", "closed", "idle"])
def test_tab_whose_sign_in_ended_is_led_to_sign_in_and_keeps_nothing(
    carl: Session,
    cookies: dict[str, str],
    address: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    address("account")
    app = at_account(carl, cookies)
    app.text_input(key="pin").set_value("123456")
    run(app)
    visit_of(app).choices = {"of": "a client"}
    ways_to_end(carl, cookies["sign_in"], monkeypatch, way)
    run(app)
    visit = visit_of(app)
    assert says(app, "sign_in.ended")
    assert says(app, "sign_in.do")
    assert (visit.desk, visit.choices) == (None, {})
    assert "pin" not in app.session_state


def test_sign_out_leaves_nothing_and_ends_it_for_every_tab(
    carl: Session, cookies: dict[str, str], address: Callable[[str], None]
) -> None:
    app, other = at_account(carl, cookies), opened("account")
    address("account")
    press(app, "sign-out")
    assert says(app, "sign_in.signed_out")
    assert visit_of(app).desk is None
    assert says(run(other), "sign_in.ended")
    assert carl.peek() is not None, "another device stays signed in"


def test_sign_out_everywhere_ends_every_device(carl: Session, cookies: dict[str, str]) -> None:
    press(at_account(carl, cookies), "sign-out-everywhere")
    assert carl.peek() is None
    assert counsel.resume(carl.store, cookies["sign_in"], moment.now) is None


def test_store_that_fails_lets_nothing_be_drawn(
    carl: Session, cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = at_account(carl, cookies)

    def fails(*_: object) -> None:
        raise StoreError("no", code="store_busy")

    monkeypatch.setattr(carl.store.sign_ins, "find", fails)
    run(app)
    assert texts(app) == [EN("errors.title"), EN("errors.store_busy")]


def test_exit_ends_the_sign_in_of_the_browser(carl: Session) -> None:
    token = token_of(carl.store, "Carl")

    def leaves(cookie: str) -> None:
        headers = [(b"cookie", f"sign_in={cookie}".encode())]
        asyncio.run(desk.left(Request({"type": "http", "headers": headers})))

    leaves("x" * 43)
    leaves("no token")
    assert counsel.resume(carl.store, token, moment.now) is not None
    leaves(token)
    assert counsel.resume(carl.store, token, moment.now) is None
    leaves(token)


def test_looking_on_does_not_keep_a_sign_in_alive(carl: Session) -> None:
    before = carl.peek()
    later = Session(carl.store, carl._keys, carl.look(), lambda: moment.now() + IDLE / 2)
    assert later.peek() == before
    later.look()
    found = carl.peek()
    assert before is not None
    assert found is not None
    assert found.idle_at > before.idle_at


# -- in a client's hands --------------------------------------------------------------------------


@pytest.fixture
def handed(carl: Session, cookies: dict[str, str]) -> AppTest:
    """Carl's tab at his account, of a sign-in that was handed over in another tab."""
    app = at_account(carl, cookies)
    visit_of(app).choices = {"of": "a client"}
    other = counsel.resume(carl.store, cookies["sign_in"], moment.now)
    assert other is not None
    counsel.set_pin(other, "2468")
    counsel.hand_over(other, client_of(other, "K-1"), TRUST.bank.id)
    return app


def test_in_other_hands_only_the_quiz_opens_in_every_tab(handed: AppTest) -> None:
    run(handed)
    assert visit_of(handed).signing.handed_over
    assert visit_of(handed).choices == {}
    first = texts(opened(frame.HANDED_OVER[0]))
    for page in {*frame.NAMES, *DESK, *frame.HANDED_OVER}:
        app = opened(page)
        assert {it.proto.page for it in app.get("page_link")} <= {"", *frame.HANDED_OVER}, page
        assert "sign-out" not in {it.key for it in app.button}
        assert not says(app, "account.title")
        if page not in frame.HANDED_OVER:
            assert texts(app) == first, page


def test_device_that_came_back_is_another_visit_with_another_token(
    handed: AppTest, carl: Session, cookies: dict[str, str]
) -> None:
    run(handed)
    session = visit_of(handed).desk
    assert session is not None
    lifted = counsel.lift(session, "2468")
    assert lifted.token is not None
    assert counsel.resume(carl.store, cookies["sign_in"], moment.now) is None
    run(handed)
    assert not visit_of(handed).signing.handed_over
    cookies["sign_in"] = lifted.token
    assert says(opened("account"), "account.title")


# -- one's own account ----------------------------------------------------------------------------


def test_pin_is_set_once_it_was_typed_twice(carl: Session, cookies: dict[str, str]) -> None:
    app = at_account(carl, cookies)
    assert says(app, "account.pin_none")
    for first, again, said in (
        ("1234", "1243", "account.pins_differ"),
        ("12", "12", "errors.pin_shape"),
        ("2468", "2468", "account.pin_saved"),
    ):
        app.text_input(key="pin").set_value(first)
        app.text_input(key="pin_again").set_value(again)
        press(app, "save-pin")
        assert says(app, said, least=4, most=12)
    assert says(app, "account.pin_set")
    assert counsel.has_pin(carl)


def test_changed_passphrase_keeps_this_tab_and_ends_the_others(
    carl: Session, cookies: dict[str, str]
) -> None:
    app = at_account(carl, cookies)
    press(app, "show-passphrase")
    fill(app, old_passphrase=WORDS, change_passphrase=OTHER_WORDS, change_again=OTHER_WORDS)
    press(app, "save-passphrase")
    assert says(app, "account.passphrase_saved")
    assert says(app, "account.title")
    assert "show-passphrase" in {it.key for it in app.button}
    assert carl.peek() is None
    assert says(type_in(opened("sign-in"), "Carl", WORDS), "errors.sign_in_wrong")
    assert counsel.sign_in(carl.store, "Carl", OTHER_WORDS, moment.now)


def test_new_recovery_code_needs_the_passphrase_and_is_shown_once(
    carl: Session, cookies: dict[str, str]
) -> None:
    app = at_account(carl, cookies)
    press(app, "show-recovery")
    press(fill(app, recovery_passphrase=OTHER_WORDS), "make-recovery")
    assert says(app, "errors.sign_in_wrong")
    press(fill(app, recovery_passphrase=WORDS), "make-recovery")
    code = visit_of(app).signing.recovery
    assert code is not None
    press(app, "have-recovery")
    assert code.shown() not in html_of(app)
    assert counsel.recover(carl.store, "Carl", code, OTHER_WORDS, moment.now) != code


def test_recovery_code_lets_in_with_a_new_passphrase_and_another_code(store: Store) -> None:
    code = counsel.setup_code(store, moment.now())
    assert code is not None
    made = counsel.create_first(store, code, "Ada", WORDS, moment.now())
    app = opened("sign-in")
    press(app, "show-recover")
    fill(app, recover_name="Ada", recovery_code=PrivateCode.new().shown())
    press(fill(app, recover_passphrase=OTHER_WORDS, recover_again=OTHER_WORDS), "recover")
    assert says(app, "errors.recovery_wrong")
    press(fill(app, recovery_code=made.recovery.shown()), "recover")
    assert visit_of(app).desk is not None
    assert visit_of(app).signing.recovery not in (None, made.recovery)
    assert says(app, "recovery.loses")
    assert counsel.sign_in(store, "Ada", OTHER_WORDS, moment.now)


def test_second_factor_is_asked_for_once_it_is_on_until_it_is_off(
    carl: Session, cookies: dict[str, str]
) -> None:
    app = at_account(carl, cookies)
    press(app, "second-begin")
    made = visit_of(app).signing.second
    assert made is not None
    press(fill(app, second_number="000000", second_passphrase=WORDS), "second-on")
    assert says(app, "errors.second_wrong")
    right = number_of(made.secret)
    press(fill(app, second_number=right, second_passphrase=OTHER_WORDS), "second-on")
    assert says(app, "errors.sign_in_wrong"), "whoever found the device open keeps nobody out"
    press(fill(app, second_number=right, second_passphrase=WORDS), "second-on")
    spare = visit_of(app).signing.spare
    assert len(spare) == 10
    assert all(code in html_of(app) for code in spare)
    press(app, "have-spare")
    cookies.clear()
    other = type_in(opened("sign-in"), "Carl", WORDS)
    assert visit_of(other).desk is None
    assert says(other, "sign_in.second_needed")
    press(fill(other, second="111111"), "sign-in")
    assert says(other, "errors.second_wrong")
    press(fill(other, second=spare[0].upper()), "sign-in")
    assert visit_of(other).desk is not None
    press(app, "show-second-off")
    press(fill(app, second_passphrase=OTHER_WORDS), "second-off")
    assert says(app, "errors.sign_in_wrong")
    press(fill(app, second_passphrase=WORDS), "second-off")
    assert says(app, "account.second_turned_off")
    assert visit_of(type_in(opened("sign-in"), "Carl", WORDS)).desk is not None


def number_of(secret: bytes) -> str:
    """The number of a second factor now, by the book (RFC 4226, 5.3)."""
    import hashlib
    import hmac
    import struct

    at = struct.pack(">Q", int(moment.now().timestamp()) // 30)
    digest = hmac.digest(secret, at, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def test_all_clients_are_given_to_a_colleague_once_that_is_meant(
    administrator: Session, carl: Session, cookies: dict[str, str]
) -> None:
    app = at_account(carl, cookies)
    assert not says(app, "account.give_title"), "there is no colleague yet"
    dora = member(administrator, "Dora")
    client_of(carl, "K-1")
    run(app)
    press(app, "show-give")
    app.selectbox(key="colleague").select_index(0)
    press(app, "give")
    assert says(app, "account.give_tick")
    app.checkbox(key="give-sure").check()
    press(app, "give")
    assert says(app, "account.given", name="Dora", count=1)
    assert [it.case.code for it in counsel.caseload(dora, _edition)] == ["K-1"]
    assert not counsel.caseload(carl, _edition)


def _edition(_attempt: object) -> None:
    return None


# -- the administrator ----------------------------------------------------------------------------


def at_accounts(administrator: Session, cookies: dict[str, str]) -> AppTest:
    cookies["sign_in"] = token_of(administrator.store, "Ada")
    return opened("accounts")


def test_administrator_gives_a_set_up_code_once_and_can_take_it_back(
    administrator: Session, cookies: dict[str, str]
) -> None:
    app = at_accounts(administrator, cookies)
    press(fill(app, add_name="Carl"), "add")
    given = visit_of(app).signing.given
    assert given is not None
    assert says(app, "accounts.code_title", name="Carl")
    press(app, "code-given")
    assert visit_of(app).signing.given is None
    press(fill(app, add_name="carl"), "add")
    assert says(app, "errors.name_taken")
    press(app, "take-back-0-Carl")
    assert says(app, "accounts.taken_back")
    assert not counsel.promised(administrator)


def test_account_with_clients_is_closed_opened_and_erased_only_when_that_is_meant(
    administrator: Session, carl: Session, cookies: dict[str, str]
) -> None:
    client_of(carl, "K-1")
    app, name = at_accounts(administrator, cookies), carl.account.hex()
    press(app, f"close-{name}")
    assert says(app, "accounts.close_with", name="Carl", clients=1)
    press(app, f"leave-{name}")
    assert carl.peek() is not None
    press(press(app, f"close-{name}"), f"do_close-{name}")
    assert says(app, "accounts.was_closed")
    assert carl.peek() is None
    press(app, f"reopen-{name}")
    assert counsel.sign_in(carl.store, "Carl", WORDS, moment.now)
    press(press(app, f"close-{name}"), f"do_close-{name}")
    press(press(app, f"erase-{name}"), f"do_erase-{name}")
    assert says(app, "accounts.was_erased")
    assert [it.name for it in counsel.all_accounts(administrator)] == ["Ada"]


def test_client_who_came_meanwhile_is_asked_for_again(
    administrator: Session, carl: Session, cookies: dict[str, str]
) -> None:
    app, name = at_accounts(administrator, cookies), carl.account.hex()
    press(app, f"close-{name}")
    client_of(carl, "K-1")
    press(app, f"do_close-{name}")
    assert says(app, "errors.account_has_clients", clients=1)
    assert carl.peek() is not None


def test_backup_that_was_made_restores_in_an_empty_store(
    administrator: Session, cookies: dict[str, str], tmp_path: Path
) -> None:
    app = at_accounts(administrator, cookies)
    press(app, "show-backup")
    fill(app, backup_passphrase=OTHER_WORDS, backup_again=OTHER_WORDS)
    press(app, "make-backup")
    made = visit_of(app).signing.backup
    assert made is not None
    other = open_store(f"sqlite:///{tmp_path}/other.sqlite")
    try:
        assert counsel.restore(other, [made], OTHER_WORDS, moment.now())
        assert counsel.sign_in(other, "Ada", WORDS, moment.now)
    finally:
        other.close()


def test_administrator_is_shown_nothing_of_a_client(
    administrator: Session, carl: Session, cookies: dict[str, str]
) -> None:
    client_of(carl, "K-secret", label="the one with the dog")
    said = "\n".join(texts(at_accounts(administrator, cookies)))
    assert "Carl" in said
    assert "secret" not in said
    assert "dog" not in said


@pytest.mark.parametrize("language", ["en", "th"])
def test_audit_has_words_for_everything_that_is_done(language: str) -> None:
    words = catalogue(language)
    assert {it.value for it in What} == {
        key.removeprefix("audit.what.") for key in words.entries if key.startswith("audit.what.")
    }


def test_audit_shows_the_latest_first_and_more_on_a_press(
    administrator: Session, cookies: dict[str, str]
) -> None:
    for _ in range(25):
        administrator.note(What.PIN_CHANGED)
    app = at_accounts(administrator, cookies)
    lines = EN("audit.what.pin_changed")
    shown = sum(it.value.count(lines) for it in app.markdown)
    press(app, "more-done-20")
    assert shown < 25 == sum(it.value.count(lines) for it in app.markdown)
