"""The pages of a counsellor's client without a browser: asked, answering, sending, taking back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from quiz import casework
from quiz.casework import KeptJournal, Place, counsel
from quiz.casework.counsel import Acceptance, Session
from quiz.casework.counsel.handing_over import PIN_TRIES
from quiz.casework.devices import hold_code
from quiz.store import Store, open_store
from quiz.ui import library, moment, storing
from quiz.ui.shell import CookieOrder
from quiz.ui.shell.visits import new_id
from quiz.ui.visit import desk, sign_in_cookie
from quiz.ui.visit.session import KEY, Visit
from quiz.ui.widgets import plain, radio_key
from quiz.vault import PrivateCode, new_token
from quiz.words import catalogue
from tests.counselled import Clock, client_of, edition_of
from tests.scripted import TRUST

pytest_plugins = ("tests.counselling",)

PAGES = Path(__file__).resolve().parents[2] / "quiz" / "pages"
BANK = TRUST.bank
WORDS = catalogue("en")
DECISION = next(it for it in BANK.context if it.required)
Link = Callable[..., str]


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The browser's cookies, which Streamlit's test runner lacks."""
    kept = {"place": new_token()}
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", kept)
    return kept


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the site."""
    opened = open_store(f"sqlite:///{tmp_path}/x.sqlite")
    monkeypatch.setattr(storing, "store", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The present moment: the pages have that of the machine."""
    return Clock(moment.now())


@pytest.fixture
def client(carl: Session) -> bytes:
    return client_of(carl, "A-1", perspective="hurt")


@pytest.fixture
def link(carl: Session, client: bytes, cookies: dict[str, str]) -> Link:
    """Opens a new link in this browser: its secret."""

    def opened(whom: bytes | None = None) -> str:
        secret = counsel.invite_client(carl, whom or client, BANK.id).secret
        cookies["asked"] = secret
        return secret

    return opened


def visit_of(app: AppTest) -> Visit:
    visit: Visit = app.session_state[KEY]
    return visit


def open_page(name: str = "answer", visit: Visit | None = None) -> AppTest:
    app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
    app.session_state[KEY] = visit or Visit("en", "trust")
    app.switch_page(str(PAGES / f"{name}.py"))
    return run(app)


def turn(app: AppTest, page: str) -> AppTest:
    app.switch_page(str(PAGES / f"{page}.py"))
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def says(app: AppTest, key: str, **values: object) -> bool:
    parts = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    alerts = (app.error, app.warning, app.success)
    sentence = WORDS(key, **values)
    return any(plain(sentence) in it.value for kind in (*parts, *alerts) for it in kind)


def buttons(app: AppTest) -> set[str]:
    return {str(it.key) for it in app.button}


def decide(app: AppTest) -> None:
    app.radio(key=radio_key(f"context-{DECISION.id}", "en")).set_value("rebuild")


def begun(app: AppTest | None = None) -> AppTest:
    """The page of the link with the questions begun."""
    app = app or open_page()
    decide(app)
    press(app, "begin-request")
    assert visit_of(app).draft is not None
    return app


def answered(app: AppTest, level: int = 3) -> Visit:
    """The visit with two pages answered, and its result asked for."""
    visit = visit_of(app)
    assert visit.draft is not None
    casework.open_page(BANK, visit.draft, 2)
    for item in BANK.shown(2):
        casework.record(BANK, visit.draft, item.id, BANK.scale.keyed(level, item.key))
    visit.show(casework.finish(visit.draft, moment.now()))
    return visit


def history(carl: Session) -> list[int]:
    """How many times each client has sent."""
    return [len(it.case.history) for it in counsel.caseload(carl, edition_of)]


# -- the invitation -------------------------------------------------------------------------------


def test_who_is_asked_reads_who_sees_what_before_anything(link: Link) -> None:
    link()
    app = open_page()
    assert says(app, "answer.lead", counsellor="Carl")
    for part in ("sent", "begun", "private", "sealed", "back"):
        assert says(app, f"answer.sees.{part}", counsellor="Carl"), part
    assert not says(app, "answer.sees.couple", counsellor="Carl")
    assert radio_key("side", "en") not in {it.key for it in app.radio}


def test_who_is_half_of_a_couple_reads_that_too(link: Link, carl: Session, client: bytes) -> None:
    counsel.pair_clients(carl, client, client_of(carl, "A-2", perspective="broke"))
    link()
    assert says(open_page(), "answer.sees.couple", counsellor="Carl")


def test_a_side_that_was_left_open_is_asked_for(link: Link, carl: Session) -> None:
    link(client_of(carl, "A-3"))
    app = open_page()
    decide(app)
    press(app, "begin-request")
    assert visit_of(app).draft is None, "the side is missing"
    app.radio(key=radio_key("side", "en")).set_value("broke")
    draft = visit_of(press(app, "begin-request")).draft
    assert draft is not None
    assert draft.perspective == "broke"


def test_the_language_that_was_agreed_on_is_taken_up_once(link: Link, carl: Session) -> None:
    link(client_of(carl, "A-4", language="th"))
    app = open_page()
    assert visit_of(app).language == "th"
    press(app, "language-en")
    assert visit_of(app).language == "en"


def test_a_code_is_typed_with_its_typos_told(link: Link, cookies: dict[str, str]) -> None:
    secret = link()
    del cookies["asked"]
    app = open_page()
    app.text_input(key="request-code").set_value(secret[:-1] + ("0" if secret[-1] != "0" else "1"))
    press(app, "open-request")
    assert says(app, "errors.code_typo")
    app.text_input(key="request-code").set_value(secret.lower().replace("-", " "))
    press(app, "open-request")
    run(app)
    assert says(app, "answer.lead", counsellor="Carl")


@pytest.mark.parametrize("how", ["never", "withdrawn", "expired", "sent elsewhere"])
def test_a_link_that_is_good_for_nothing_says_one_and_the_same(
    link: Link, carl: Session, client: bytes, cookies: dict[str, str], clock: Clock, how: str
) -> None:
    link()
    match how:
        case "never":
            cookies["asked"] = PrivateCode.new().shown()
        case "withdrawn":
            (asked,) = counsel.asked_of(carl, client)[client]
            counsel.withdraw_invitation(carl, asked.id)
        case "expired":
            clock.moment -= timedelta(days=15)
            link()
        case "sent elsewhere":
            app = begun()
            answered(app)
            run(app)
            app.switch_page(str(PAGES / "result.py"))
            press(run(app), "send-it")
            assert history(carl) == [1]
            cookies["place"] = new_token()
    app = open_page()
    texts = [it.value for it in app.info]
    assert texts == [plain(WORDS("answer.gone"))]
    assert "begin-request" not in buttons(app)


def test_what_was_begun_goes_on_and_is_bound_to_the_invitation(
    link: Link, carl: Session, client: bytes
) -> None:
    secret = link()
    app = begun()
    draft = visit_of(app).draft
    assert draft is not None
    assert draft.asked_by == secret
    assert draft.perspective == "hurt"
    (asked,) = counsel.asked_of(carl, client)[client]
    assert asked.state is counsel.State.BEGUN
    reloaded = open_page()
    assert says(reloaded, "answer.begun", counsellor="Carl")
    assert "continue" in buttons(reloaded)


def test_begun_in_another_browser_it_can_be_begun_again_which_erases_that(
    link: Link, cookies: dict[str, str], own_store: Store
) -> None:
    link()
    first = cookies["place"]
    begun()
    cookies["place"] = new_token()
    app = open_page()
    assert says(app, "answer.elsewhere")
    begun(app)
    assert casework.find_draft(own_store, first, [BANK], moment.now) is None
    cookies["place"] = first
    assert says(open_page(), "answer.elsewhere")


def test_answers_of_ones_own_can_be_used_where_they_fit(
    link: Link, cookies: dict[str, str]
) -> None:
    draft = casework.begin(BANK, perspective="hurt", context={"decision": "rebuild"})
    own = storing.store()
    assert own is not None
    assert casework.keep_place(own, cookies["place"], draft, moment.now)
    secret = link()
    app = open_page()
    assert says(app, "answer.under_way", answered=0)
    press(app, "begin-request")
    found = visit_of(app).draft
    assert found is not None
    assert found.asked_by == secret


def test_answers_from_another_side_are_not_sent(link: Link) -> None:
    link()
    visit = Visit("en", "trust")
    visit.draft = casework.begin(BANK, perspective="broke", context={"decision": "rebuild"})
    app = open_page(visit=visit)
    assert says(app, "answer.unfit")
    assert "begin-request" not in buttons(app)
    press(app, "erase")
    assert says(run(app), "answer.lead", counsellor="Carl")


def test_an_address_that_names_another_bank_does_not_turn_the_page_round_and_round(
    link: Link, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = PAGES.parents[1]
    folders = (root / "questions" / "trust", root / "tests" / "banks" / "valid" / "minimal")
    for folder in folders:
        (tmp_path / folder.name).symlink_to(folder, target_is_directory=True)
    monkeypatch.setenv("QUIZ_BANKS", str(tmp_path))
    library.editions.cache_clear()
    library._edition.cache_clear()
    link()
    try:
        app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=10)
        app.session_state[KEY] = Visit("en", "trust")
        app.query_params["bank"] = "minimal"
        app.switch_page(str(PAGES / "answer.py"))
        assert says(run(app), "answer.lead", counsellor="Carl")
        assert visit_of(app).bank == "trust"
    finally:
        library.editions.cache_clear()
        library._edition.cache_clear()


def test_having_answered_ticks_no_box_for_what_one_answers_next(link: Link) -> None:
    link()
    visit = visit_of(begun())
    assert not visit.place.wanted


# -- sending --------------------------------------------------------------------------------------


def at_result(link: Link) -> AppTest:
    """The result of what was asked for, not sent yet."""
    link()
    app = begun()
    answered(app)
    app.switch_page(str(PAGES / "result.py"))
    return run(app)


def test_nothing_is_sent_before_it_is_chosen_and_then_once(link: Link, carl: Session) -> None:
    app = at_result(link)
    assert says(app, "sending.not_yet")
    assert history(carl) == [0]
    press(app, "send-it")
    run(app)
    assert history(carl) == [1]
    assert says(app, "sending.sent", counsellor="Carl")
    visit = visit_of(app)
    assert visit.draft is None
    assert visit.attempt is not None
    assert not {"send-it", "surer", "change"} & buttons(app)
    code = visit.letter.code
    assert code is not None
    assert counsel.withdraw(carl.store, code, moment.now())
    assert history(carl) == [0]


def test_the_counsellors_name_is_text_wherever_it_stands(link: Link, carl: Session) -> None:
    carl.name = "C*a*rl :red[x]"
    app = open_page("result", visit_of(at_result(link)))
    assert app.button(key="send-it").label == plain(WORDS("sending.do", counsellor=carl.name))


def test_two_tabs_send_once_and_have_one_code(link: Link, carl: Session) -> None:
    one = at_result(link)
    other = open_page("result")
    assert "send-it" in buttons(other)
    press(one, "send-it")
    press(other, "send-it")
    assert history(carl) == [1]
    codes = {code.shown() for it in (one, other) if (code := visit_of(run(it)).letter.code)}
    assert len(codes) == 1


def test_after_a_reload_the_code_is_there_until_its_owner_has_it(link: Link) -> None:
    app = press(at_result(link), "send-it")
    code = visit_of(app).letter.code
    assert code is not None
    again = open_page()
    assert says(again, "sending.sent", counsellor="Carl")
    assert "".join(code.shown().split("-")) in "".join(
        it.proto.body for it in again.get("html")
    ).replace("</span> <span>", "")
    press(again, "have-withdrawal")
    assert not says(run(again), "sending.code_title")


def test_what_was_kept_under_a_private_code_first_is_sent_from_there(
    link: Link, carl: Session
) -> None:
    app = at_result(link)
    app.checkbox(key="agree-keep").check()
    press(app, "keep")
    visit = visit_of(app)
    assert isinstance(visit.journal, KeptJournal)
    assert history(carl) == [0]
    # After a reload, its journal opened again: by the page of the link.
    anew = Visit("en", "trust", journal=visit.journal)
    back = open_page(visit=anew)
    finished = visit.journal.entries[0].attempt.finished_at
    assert finished is not None
    assert says(back, "answer.kept", day=WORDS.day(moment.day_of(finished)))
    press(back, "continue")
    press(app, "send-it")
    assert history(carl) == [1]
    assert len(visit.journal.entries) == 1, "it stays kept"


def kept(app: AppTest) -> AppTest:
    """The result kept under a new private code."""
    app.checkbox(key="agree-keep").check()
    press(app, "keep")
    assert isinstance(visit_of(app).journal, KeptJournal)
    return app


def test_what_goes_on_from_a_kept_result_is_sent_as_it_is_shown_and_held_no_longer(
    link: Link, carl: Session, cookies: dict[str, str]
) -> None:
    app = kept(at_result(link))
    press(app, "surer")
    visit = visit_of(app)
    assert visit.draft is not None
    for item in BANK.shown(3):
        casework.record(BANK, visit.draft, item.id, BANK.scale.keyed(1, item.key))
    visit.show(casework.finish(visit.draft, moment.now()))
    press(turn(app, "result"), "send-it")
    assert history(carl) == [1]
    (case,) = counsel.caseload(carl, edition_of)
    assert visit.attempt is not None
    assert case.case.history[0].attempt.answers == visit.attempt.answers
    assert says(run(app), "sending.sent_result")
    assert casework.find_draft(carl.store, cookies["place"], [BANK], moment.now) is None
    press(app, "keep")
    assert isinstance(visit.journal, KeptJournal)
    (entry,) = visit.journal.entries
    assert entry.attempt.answers == visit.attempt.answers


def test_once_the_24_hours_are_over_nothing_is_offered_that_would_be_refused(
    link: Link, carl: Session, cookies: dict[str, str]
) -> None:
    app = at_result(link)
    draft = visit_of(app).draft
    assert draft is not None
    assert isinstance(draft.keeper, Place)
    draft.keeper.expires_at = moment.now() - timedelta(seconds=1)
    casework.erase_place(carl.store, cookies["place"])
    run(app)
    assert says(app, "place.expired")
    assert says(app, "answer.over")
    assert "send-it" not in buttons(app)
    assert visit_of(app).attempt is not None


def test_what_was_begun_again_elsewhere_is_not_said_to_be_sent_from_here(
    link: Link, carl: Session, cookies: dict[str, str]
) -> None:
    app = kept(at_result(link))
    cookies["place"] = new_token()
    other = begun()
    answered(other)
    press(turn(other, "result"), "send-it")
    assert history(carl) == [1]
    assert says(run(app), "sending.gone")
    assert "send-it" not in buttons(app)


def test_a_kept_result_is_found_again_after_a_reload(link: Link, carl: Session) -> None:
    app = at_result(link)
    visit = visit_of(app)
    app.checkbox(key="agree-keep").check()
    app.button(key="keep").click()
    run(app)
    assert isinstance(visit.journal, KeptJournal)
    if visit.keeping.held is False:  # its code was let go of: it waits as it did before
        code, token = visit.keeping.code, visit.place.token
        assert code is not None
        assert token is not None
        hold_code(carl.store, token, code, moment.now)
    back = open_page()
    assert "continue" in buttons(back)
    assert not says(back, "answer.elsewhere")
    press(back, "continue")
    press(turn(back, "result"), "send-it")
    assert history(carl) == [1]


def test_of_what_is_kept_only_the_side_that_was_asked_for_is_sent(link: Link) -> None:
    visit = visit_of(kept(at_result(link)))
    assert isinstance(visit.journal, KeptJournal)
    asked = visit.journal.entries[0].attempt
    visit.journal.put(replace(asked, perspective="broke", finished_at=moment.now()))
    back = press(open_page(visit=Visit("en", "trust", journal=visit.journal)), "continue")
    shown = visit_of(back).attempt
    assert shown is not None
    assert shown.perspective == "hurt"


def test_who_has_the_code_leaves_nothing_in_the_browser_that_finds_it(
    link: Link, cookies: dict[str, str]
) -> None:
    cookies["visit"] = new_id()
    app = press(press(at_result(link), "send-it"), "have-withdrawal")
    assert says(app, "sending.sent", counsellor="Carl")
    assert not says(app, "sending.code_title")
    assert not says(turn(app, "answer"), "sending.code_title")
    ticket = visit_of(app).keeping.ticket
    assert ticket is not None
    order: CookieOrder | None = ticket.order
    forgotten = {}
    while order is not None:
        forgotten[order.name] = order.value
        order = order.beside
    assert forgotten == {"asked": None, "place": None}


def test_the_code_of_what_is_kept_is_shown_until_its_owner_has_it(link: Link) -> None:
    app = press(kept(at_result(link)), "send-it")
    assert says(turn(app, "answer"), "sending.code_title")
    press(app, "have-withdrawal")
    assert not says(run(app), "sending.code_title")


def test_without_sending_the_counsellor_learns_that_it_was_begun_only(
    link: Link, carl: Session, client: bytes
) -> None:
    app = at_result(link)
    (asked,) = counsel.asked_of(carl, client)[client]
    assert asked.state is counsel.State.BEGUN
    press(app, "leave-nothing")
    (asked,) = counsel.asked_of(carl, client)[client]
    assert asked.state is counsel.State.OPEN
    assert history(carl) == [0]


def test_an_invitation_that_was_withdrawn_meanwhile_is_said_and_the_result_stays(
    link: Link, carl: Session, client: bytes
) -> None:
    app = at_result(link)
    (asked,) = counsel.asked_of(carl, client)[client]
    counsel.withdraw_invitation(carl, asked.id)
    app.button(key="send-it").click()  # the page was drawn before
    assert says(run(app), "sending.gone")
    assert "send-it" not in buttons(app)
    assert visit_of(app).attempt is not None
    assert history(carl) == [0]


def released(carl: Session) -> int:
    """How many attempts the couple page may use."""
    return sum(len(it.released) for it in counsel.caseload(carl, edition_of))


@pytest.mark.parametrize("free", ["yes", "no", None])
def test_the_couple_page_is_asked_for_apart_and_of_who_is_free(
    link: Link, carl: Session, client: bytes, free: str | None
) -> None:
    counsel.pair_clients(carl, client, client_of(carl, "A-2", perspective="broke"))
    app = at_result(link)
    assert "send-released" not in {it.key for it in app.checkbox}
    if free:
        app.radio(key=radio_key("free-to-send", "en")).set_value(free)
        run(app)
    if free == "yes":
        assert not app.checkbox(key="send-released").value, "unticked"
        app.checkbox(key="send-released").check()
        run(app)
    else:
        assert "send-released" not in {it.key for it in app.checkbox}
    press(app, "send-it")
    assert released(carl) == (free == "yes")


def test_after_a_yes_in_the_private_block_the_couple_page_is_not_offered(
    link: Link, carl: Session, client: bytes
) -> None:
    counsel.pair_clients(carl, client, client_of(carl, "A-2", perspective="broke"))
    app = at_result(link)
    visit_of(app).private.closed = True
    run(app)
    assert radio_key("free-to-send", "en") not in {it.key for it in app.radio}
    press(app, "send-it")
    assert history(carl).count(1) == 1
    assert released(carl) == 0


def test_a_partners_invitation_and_a_counsellors_are_not_answered_with_one_draft(
    link: Link,
) -> None:
    link()
    visit = Visit("en", "trust")
    visit.draft = casework.begin(BANK, perspective="hurt", context={"decision": "rebuild"})
    visit.draft.invitation = PrivateCode.new().shown()
    assert says(open_page(visit=visit), "answer.unfit")


# -- taking it back -------------------------------------------------------------------------------


def take_back(app: AppTest, code: str, way: str | None) -> AppTest:
    if "show-take-back" in buttons(app):
        press(app, "show-take-back")
    number = visit_of(app).letter.tries
    app.text_input(key=f"withdrawal-{number}").set_value(code)
    if way is not None:
        app.radio(key=radio_key(f"take-back-{number}", "en")).set_value(way)
    run(app)
    return press(app, "take-back")


@pytest.mark.parametrize("way", ["withdraw", "erase", "withhold"])
def test_with_its_code_each_right_is_had_on_any_device(
    link: Link, carl: Session, cookies: dict[str, str], way: str
) -> None:
    app = press(at_result(link), "send-it")
    code = visit_of(app).letter.code
    assert code is not None
    cookies.clear()
    cookies["place"] = new_token()
    app = take_back(open_page(), code.shown(), way)
    assert says(app, f"taking_back.done.{way}")
    (case,) = counsel.caseload(carl, edition_of)
    assert len(case.case.history) == (0 if way == "withdraw" else 1)
    assert (case.asked_erasure is not None) == (way == "erase")


def test_after_taking_it_back_nothing_says_that_it_is_there(link: Link, carl: Session) -> None:
    app = press(at_result(link), "send-it")
    code = visit_of(app).letter.code
    assert code is not None
    take_back(turn(app, "answer"), code.shown(), "withdraw")
    assert history(carl) == [0]
    for page in ("answer", "result"):
        turn(app, page)
        assert not says(app, "sending.sent", counsellor="Carl"), page
        assert not says(app, "sending.code_title"), page
    assert visit_of(app).attempt is not None, "their own result stays"
    assert says(open_page(), "answer.gone")


def test_what_no_code_finds_is_said_and_changes_nothing(link: Link, carl: Session) -> None:
    press(at_result(link), "send-it")
    app = take_back(open_page(), PrivateCode.new().shown(), "withdraw")
    assert says(app, "taking_back.nothing")
    assert says(take_back(app, "typo", "withdraw"), "errors.code_length", given=4, wanted=28)
    assert says(take_back(app, "typo", None), "errors.code_length", given=4, wanted=28)
    assert history(carl) == [1]


def test_the_bound_draft_is_the_one_that_is_sent(link: Link, carl: Session) -> None:
    """A server that died between keeping the place and binding: the page binds it once more."""
    secret = link()
    app = begun()
    visit = visit_of(app)
    assert visit.draft is not None
    assert counsel.accept(carl.store, secret, visit.draft, moment.now()) is Acceptance.BOUND
    answered(app)
    app.switch_page(str(PAGES / "result.py"))
    press(run(app), "send-it")
    assert history(carl) == [1]


# -- on the counsellor's device -------------------------------------------------------------------

PIN = "4711"


@pytest.fixture
def tab(carl: Session, client: bytes) -> AppTest:
    """A tab of Carl's device in the client's hands."""
    counsel.set_pin(carl, PIN)
    over = counsel.hand_over(carl, client, BANK.id)
    return in_other_hands(carl, over)


def in_other_hands(carl: Session, over: counsel.HandedOver) -> AppTest:
    """A tab of that device, just opened or loaded anew."""
    visit = Visit("en", "trust", desk=carl)
    visit.signing.sought = visit.signing.handed_over = True
    visit.place.token, visit.letter.opened = over.place, over.invitation
    return open_page(visit=visit)


def held(app: AppTest) -> str:
    """All that the session holds, as text."""
    return repr(app.session_state._state.filtered_state)


def test_in_other_hands_the_result_is_sent_or_kept_and_no_file_is_offered(
    tab: AppTest, carl: Session
) -> None:
    assert says(tab, "answer.lead_here", counsellor="Carl")
    answered(begun(tab))
    turn(tab, "result")
    assert [str(it.proto.id) for it in tab.get("download_button")] == []
    assert not {"leave-nothing", "show-file"} & buttons(tab)
    assert "agree-device" not in {it.key for it in tab.checkbox}
    tab.checkbox(key="agree-keep").check()
    press(tab, "keep")
    code = visit_of(tab).keeping.code
    assert code is not None
    assert [str(it.proto.id) for it in tab.get("download_button")] == []
    press(tab, "send-it")
    counsel.lift(carl, PIN)
    assert history(carl) == [1]
    assert casework.open_journal(carl.store, code, moment.now) is not None, "theirs to take home"


@pytest.mark.parametrize("sends", [True, False], ids=["sent", "not sent"])
def test_once_done_nothing_of_the_client_is_held_and_the_pin_gives_the_device_back(
    tab: AppTest, carl: Session, cookies: dict[str, str], *, sends: bool
) -> None:
    answered(begun(tab))
    turn(tab, "result")
    if sends:
        press(tab, "send-it")
    first = visit_of(tab)
    turn(tab, "give_back")
    press(tab, "done")
    visit = visit_of(tab)
    assert visit is not first
    assert (visit.draft, visit.attempt, visit.journal, visit.letter.code) == (None,) * 4
    assert visit.private.answers == {}
    assert "rebuild" not in held(tab)
    assert BANK.pages[0][0].id not in held(tab)
    for page in ("answer", "result", "questions", "private", "give_back"):
        assert says(turn(tab, page), "handing.back") or not buttons(tab) - {"language-th"}, page
    turn(tab, "give_back")
    tab.text_input(key="lift-pin").set_value("0000")
    press(tab, "lift")
    assert says(tab, "errors.pin_wrong", left=4)
    tab.text_input(key="lift-pin").set_value(PIN)
    tab.button(key="lift").click()
    tab.run()
    visit = visit_of(tab)
    assert not visit.signing.handed_over
    assert visit.desk is not None
    assert visit.place.token == cookies["place"], "the browser's own"
    assert history(carl) == [int(sends)]


def test_the_other_tab_forgets_too_once_the_client_is_done(tab: AppTest, carl: Session) -> None:
    answered(begun(tab))
    turn(tab, "result")
    assert visit_of(tab).attempt is not None
    counsel.finish(carl)
    run(tab)
    assert visit_of(tab).attempt is None
    assert visit_of(tab).signing.handed_over


def test_what_was_kept_in_other_hands_is_found_again_after_a_reload(
    tab: AppTest, carl: Session
) -> None:
    answered(begun(tab))
    code = visit_of(press(kept(turn(tab, "result")), "language-th")).keeping.code
    assert code is not None
    over = counsel.handed_over(carl)
    assert over is not None
    back = in_other_hands(carl, over)
    assert not says(back, "answer.elsewhere")
    press(back, "continue")
    found = visit_of(back).keeping.code
    assert found is not None
    assert found.shown() == code.shown()
    press(turn(back, "result"), "send-it")
    counsel.lift(carl, PIN)
    assert casework.code_held(carl.store, over.place, moment.now) is None
    assert history(carl) == [1]


def test_exit_in_other_hands_leaves_nothing_of_the_client_in_the_store(
    tab: AppTest, carl: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-in ends with it, and nobody could give the device back any more."""
    answered(begun(tab))
    over = counsel.handed_over(carl)
    assert over is not None
    monkeypatch.setattr(counsel, "resume", lambda *_: carl)
    headers = [(b"cookie", f"{sign_in_cookie.NAME}={new_token()}".encode())]
    asyncio.run(desk.left(Request({"type": "http", "headers": headers})))
    assert carl.peek() is None
    assert casework.find_draft(carl.store, over.place, [BANK], moment.now) is None
    run(tab)
    visit = visit_of(tab)
    assert (visit.desk, visit.draft, visit.attempt) == (None, None, None)


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_pin_costs_no_try_and_a_blank_around_it_no_harm(
    tab: AppTest, carl: Session, typed: str
) -> None:
    press(turn(tab, "give_back"), "done")
    tab.text_input(key="lift-pin").set_value(typed)
    press(tab, "lift")
    assert says(tab, "handing.missing.pin")
    over = counsel.handed_over(carl)
    assert over is not None
    assert over.tries_left == PIN_TRIES
    tab.text_input(key="lift-pin").set_value(f"{PIN} ")
    press(tab, "lift")
    assert not visit_of(tab).signing.handed_over
