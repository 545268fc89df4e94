"""Nobody but a counsellor is shown what their clients sent or what they wrote down, at the app.

Carl is at his pages: two clients with everything there is, every file made. Others come, each with
what they may have in hand: nobody, a client of his with a link, one who is answering, one who has
sent, a colleague, the administrator, somebody whose sign-in ended, somebody whom Carl handed his
own device. They ask every page and every route, by his ids too. What is refused must look like
what never was, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.serving import our_app
from quiz.casework import counsel
from quiz.casework.counsel import Details, Role, Session
from quiz.store import CaseKey, CaseKind, CaseRecord, Store, open_store
from quiz.store.client_rows import record_row
from quiz.store.schema import client_record
from quiz.store.sql import SqlStore
from quiz.ui import frame
from quiz.ui.moment import now
from quiz.vault import new_id, stream, stretching, wrapping
from quiz.words import catalogue
from tests.counselled import WORDS, again
from tests.leaking import Owned, as_bytes, not_in
from tests.routed import DECIDED, ROUTES, Decision
from tests.settled import BANK, Ids, Settled, settle
from tests.test_isolation import METHODS, PAGES
from tests.walking import Reply, Socket, Walker, texts_of

SAID = catalogue("en")
NEVER = "never-was"
"""An address that no page has."""
DESK = tuple(sorted({name for names in frame.PAGES_OF.values() for name in names}))
E, C, A, H = "everybody", "counsellors", "administrators", "who was handed the device"
WHOSE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("start", "mine", "data", "compare", "trend"), frozenset({E})),
    **dict.fromkeys(("invited", "together", "read", "how", "sign-in"), frozenset({E})),
    **dict.fromkeys(("answer", "questions", "private", "result", "help"), frozenset({E, H})),
    "give-back": frozenset({H}),
    **dict.fromkeys(("caseload", "client", "pair", "paper"), frozenset({C})),
    "account": frozenset({C, A}),
    "accounts": frozenset({A}),
}
"""Every page, and who has it: a page that is new is a fault until it stands here."""
SIGNED_IN = ("a colleague", "the administrator")
CHANGING = ("/exit", "/start")
"""Routes that end the visit of whoever asks: asked last."""


def part(name: str) -> list[str]:
    """What chooses a part of a client's page."""
    return [SAID(f"client.part.{name}")]


@dataclass
class House:
    """The app with Carl at his pages.

    `closed` is a sign-in of an account that was closed, `shown` what some others are shown by
    right, and `files` the addresses of Carl's files by their buttons.
    """

    url: str
    store: Store
    log: Path
    carl: Settled
    sessions: dict[str, Session]
    browser: Walker
    socket: Socket
    owned: Owned
    closed: str
    shown: dict[str, frozenset[str]]
    files: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """A new sign-in of somebody's."""
        return counsel.sign_in(self.store, name, WORDS, now)[0]

    def walker(self, cookies: Mapping[str, str]) -> Walker:
        """A browser that has opened the page, with these cookies beside those it got."""
        walker = Walker(self.url)
        walker.load()
        walker.cookies |= cookies
        return walker

    def others(self) -> dict[str, Walker]:
        """Everybody who is not Carl, by what they have in hand."""
        carl, token = self.carl, self.token("Carl")
        ended, session = counsel.sign_in(self.store, "Carl", WORDS, now)
        session.sign_out()
        idle = counsel.sign_in(self.store, "Carl", WORDS, lambda: now() - timedelta(hours=1))[0]
        return {
            "nobody": Walker(self.url),
            "a stranger": self.walker({}),
            "a colleague": self.walker({"sign_in": self.token("Dora")}),
            "the administrator": self.walker({"sign_in": self.token("Ada")}),
            "who has a link": self.walker({"asked": carl.link.secret}),
            "who is answering": self.walker(
                {"asked": carl.begun.secret, "place": carl.begun.cookie}
            ),
            "who has sent": self.walker(
                {"asked": carl.sent[0].secret, "place": carl.sent[0].cookie}
            ),
            "a closed account": self.walker({"sign_in": self.closed}),
            "who signed out": self.walker({"sign_in": ended}),
            "who was idle": self.walker({"sign_in": idle}),
            "a forged sign-in": self.walker({"sign_in": "AB"[token[0] == "A"] + token[1:]}),
            "a link for a sign-in": self.walker({"sign_in": carl.begun.cookie}),
            "with his device": self.walker({"sign_in": self.handed()}),
            "at his browser": self.walker({"known": counsel.known_browser(self.store, "Carl")}),
        }

    def handed(self) -> str:
        """A sign-in of Carl's whose device is in a client's hands."""
        token, session = counsel.sign_in(self.store, "Carl", WORDS, now)
        counsel.hand_over(session, self.carl.ids.partner, BANK.id)
        return token

    def beside(self, who: str) -> frozenset[str]:
        """What is somebody's own of all that is looked for."""
        return self.shown.get(who, frozenset())

    def leaks(self, who: str, heard: bytes | list[ForwardMsg]) -> set[str]:
        """What of Carl's is in something that somebody was told."""
        asked = frozenset(own_ids(self.carl.ids))
        return self.owned.found_in(heard, self.beside(who) | asked)


def own_ids(ids: Ids) -> Iterator[str]:
    """The ids of Carl's that others ask by: they come back where an address is repeated."""
    for it in (ids.client, ids.partner, ids.attempt, ids.invitation, ids.note.id):
        yield it.hex()


def walk(socket: Socket, query: Mapping[str, str] = MappingProxyType({})) -> list[ForwardMsg]:
    """All that the pages of the site say."""
    return [message for page in PAGES for message in socket.show(page, query)]


def at_desk(socket: Socket, client: bytes) -> list[ForwardMsg]:
    """All that a counsellor's pages say with this client open, in all its parts."""
    name = client.hex()
    heard = [*socket.show("caseload"), *socket.press("show-export")]
    socket.show("caseload")
    heard += socket.press(f"open-{name}")
    for it in ("now", "time", "work", "ask", "file"):
        heard += socket.press("", part=part(it))
    for it in ("couple", "details", "times", "give-one"):
        if f"show-{it}" in socket.widgets:
            heard += socket.press(f"show-{it}", part=part("file"))
    for page in ("pair", "paper", "account"):
        heard += socket.show(page)
    return heard


def take_all(socket: Socket, client: bytes) -> dict[str, str]:
    """The addresses of all files of one client's and of the caseload, by their buttons."""
    files = {}

    def take(*keys: str) -> None:
        files.update({key: socket.fetch(socket.files[key]) for key in keys})

    socket.show("caseload")
    socket.press("show-export")
    take("take-caseload-xlsx", "take-caseload-csv")
    socket.press(f"open-{client.hex()}")
    take("sheet-en", "sheet-th")
    socket.press("", part=part("file"))
    take("take-client-xlsx", "take-client-csv")
    socket.show("pair")
    take("couple-sheet-en", "couple-sheet-th")
    return files


def back_up(walker: Walker) -> str:
    """The address of a backup that the administrator made."""
    with walker.at_socket() as socket:
        socket.show("accounts")
        socket.press("show-backup")
        typed = {"backup_passphrase": WORDS, "backup_again": WORDS}
        socket.press("make-backup", **typed)
        return socket.fetch(socket.files["take-backup"])


def people(store: Store) -> dict[str, Session]:
    """Ada, who administers, and Carl, Dora and Elsa, each signed in; Dora has a client."""
    code = counsel.setup_code(store, now())
    assert code is not None
    counsel.create_first(store, code, "Ada", WORDS, now())
    sessions = {"Ada": counsel.sign_in(store, "Ada", WORDS, now)[1]}
    for name in ("Carl", "Dora", "Elsa"):
        counsel.set_up(store, counsel.add_account(sessions["Ada"], name), WORDS, now())
        sessions[name] = counsel.sign_in(store, name, WORDS, now)[1]
    return sessions


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("isolation")
    database, log = f"sqlite:///{folder / 'store.sqlite'}", folder / "server.log"
    store = open_store(database)
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        for module in (wrapping, stream):
            patched.setattr(module, "COST", stretching.Cost(32, 1, 1))
        sessions = people(store)
        doras = settle(sessions["Dora"])
        closed = counsel.sign_in(store, "Elsa", WORDS, now)[0]
        counsel.close_account(sessions["Ada"], sessions["Elsa"].account)
        server = stack.enter_context(
            our_app("uvicorn", "tests.routed:app", database=database, printed_to=log)
        )

        def shown(cookies: Mapping[str, str], client: bytes | None = None) -> frozenset[str]:
            walker = Walker(server.url)
            walker.load()
            walker.cookies |= cookies
            with walker.at_socket() as socket:
                heard = [*walk(socket), *(at_desk(socket, client) if client else [])]
            return frozenset(texts_of(heard))

        def token(name: str) -> str:
            return counsel.sign_in(store, name, WORDS, now)[0]

        common = shown({})
        of_dora = shown({"sign_in": token("Dora")}, doras.ids.client)
        of_ada = shown({"sign_in": token("Ada")})
        carl = settle(sessions["Carl"])
        browser = Walker(server.url)
        browser.load()
        browser.cookies["sign_in"] = token("Carl")
        socket = stack.enter_context(browser.at_socket())
        his = not_in(common | of_dora, texts_of(at_desk(socket, carl.ids.client)))
        owned = Owned(his, carl.marks)
        of_others = {"the administrator": of_ada, "a colleague": of_dora}
        house = House(
            server.url, store, log, carl, sessions, browser, socket, owned, closed, of_others
        )
        house.files = take_all(socket, carl.ids.client)
        yield house
    store.close()


# -- what is looked for is there to be found ------------------------------------------------------


def test_carl_himself_is_shown_what_others_must_not_be(house: House) -> None:
    assert len(house.owned.shown) > 60
    heard = at_desk(house.socket, house.carl.ids.client)
    assert {text for text in house.carl.texts if text not in house.leaks("", heard)} == set()
    assert len(house.files) == 8
    for key, path in house.files.items():
        reply = house.browser.ask(path)
        assert (key, reply.status) == (key, 200)
        assert len(reply.body) > 500


def test_everybody_else_is_who_they_are_meant_to_be(house: House) -> None:
    others = house.others()
    told = {}
    for who, walker in others.items():
        with walker.at_socket() as socket:
            socket.show("start")
            told[who] = frozenset(texts_of(socket.show("answer")))
    assert any("Carl" in text for text in told["who has a link"])
    assert any("Carl" in text for text in told["who is answering"])
    signed_in = SAID("desk_ways.sign_out")
    assert {who for who, texts in told.items() if signed_in in texts} == set(SIGNED_IN)
    assert SAID("handing.way") in told["with his device"]


# -- every page -----------------------------------------------------------------------------------


def test_it_is_decided_for_every_page_who_has_it() -> None:
    told = {E: frame.NAMES, H: frame.HANDED_OVER}
    told |= {C: frame.PAGES_OF[Role.COUNSELLOR], A: frame.PAGES_OF[Role.ADMINISTRATOR]}
    assert set(frame.PAGES_OF) == set(Role) == {Role.COUNSELLOR, Role.ADMINISTRATOR}
    assert set(PAGES) == set(WHOSE)
    assert {who: set(pages) for who, pages in told.items()} == {
        who: {page for page, those in WHOSE.items() if who in those} for who in told
    }


def test_nobody_else_is_shown_anything_of_his_on_any_page(house: House) -> None:
    ids = house.carl.ids
    query = {"client": ids.client.hex(), "id": ids.client.hex(), "entry": ids.attempt.hex()}
    for who, walker in house.others().items():
        with walker.at_socket() as socket:
            heard = [*walk(socket), *walk(socket, query)]
        assert (who, house.leaks(who, heard)) == (who, set())


def test_a_page_that_is_not_for_somebody_is_as_an_address_that_no_page_has(house: House) -> None:
    kinds = {"a colleague": {E, C}, "the administrator": {E, A}, "with his device": {H}}
    for who, walker in house.others().items():
        kind = kinds.get(who, {E})
        not_theirs = [page for page, those in WHOSE.items() if not kind & those]
        assert {"accounts"} - {*not_theirs} == (
            {"accounts"} if who == "the administrator" else set()
        )
        with walker.at_socket() as socket:
            socket.show(NEVER)
            never = _drawn(socket, NEVER)
            for page in not_theirs:
                assert (who, page, _drawn(socket, page)) == (who, page, never)
        for page in {*PAGES} - {"start"}:  # whose address is empty: there, it is a route
            same = walker.ask(f"/{page}"), walker.ask(f"/{NEVER}")
            assert same[0].body == same[1].body, (who, page)


def _drawn(socket: Socket, page: str) -> list[str]:
    """All texts that are drawn on a page."""
    return list(texts_of(it.delta for it in socket.show(page)))


def test_buttons_and_files_of_his_pages_do_nothing_in_anothers_page(house: House) -> None:
    his = house.socket
    at_desk(his, house.carl.ids.client)
    his.show("caseload")
    his.files.clear()
    his.press(f"open-{house.carl.ids.client.hex()}")
    assert {"sheet-en", "sheet-th"} <= set(his.files), "what he could have just now"
    for who, walker in house.others().items():
        with walker.at_socket() as socket:
            for page in ("caseload", "client", "start"):
                socket.show(page)
                socket.widgets = {**his.widgets}
                heard = [it for key in _pressed(his) for it in socket.press(key)]
                assert (who, house.leaks(who, heard)) == (who, set())
            nowhere = "00000000-0000-4000-8000-000000000000"
            for session, never in ((his.session, nowhere), (socket.session, socket.session)):
                wanted = socket.fetched(new_id().hex(), never)
                for file in his.files.values():
                    assert (who, socket.fetched(file, session)) == (who, wanted)
    assert all(his.fetch(file).startswith("/media/") for file in his.files.values())


def _pressed(socket: Socket) -> list[str]:
    """The buttons that open, invite and take, by the ids that they have on his pages."""
    wanted = re.compile(r"open-[0-9a-f]{32}|hand-over|invite|archive|show-.*|reload|ask-.*")
    return [key for key in socket.widgets if wanted.fullmatch(key)]


# -- every route ----------------------------------------------------------------------------------


def routes(house: House) -> list[str]:
    """Every address that the server has a route for, with Carl's ids in it.

    A route that is not decided about, or one that is gone, is a fault.
    """
    told = json.loads(Walker(house.url).ask(ROUTES).body)
    assert {path for path, _ in told} == set(DECIDED)
    return [
        path
        for route, methods in told
        if methods is not None
        for path in _filled(route, [house.socket.session], list(house.files.values()))
    ]


def _filled(route: str, sessions: list[str], media: list[str]) -> list[str]:
    """A route's address with each of its parts filled."""
    fits = {
        "file_id:path": [path.removeprefix("/media/") for path in media],
        "session_id": sessions,
        "file_id": [new_id().hex()],
        "name": ["OFL.txt"],
        "path:path": ["store.sqlite"],
        "full_path:path": ["caseload", "client"],
        "path": ["client"],
    }
    filled = [route]
    for name in re.findall(r"{([^}]*)}", route):
        filled = [it.replace(f"{{{name}}}", value, 1) for it in filled for value in fits[name]]
    return filled


def test_no_route_by_any_method_tells_anybody_anything_of_his(house: House) -> None:
    addresses = sorted(routes(house), key=lambda path: path in CHANGING)
    others = house.others()
    for who in (*SIGNED_IN, "nobody", "who is answering", "with his device"):
        for path in addresses:
            for method in METHODS:
                reply = others[who].ask(path, method)
                assert (who, method, path, house.leaks(who, reply.all)) == (
                    *(who, method, path),
                    set(),
                )
                assert reply.status < 500
    # he is where he was, and so are his files
    assert house.leaks("", house.socket.show("caseload"))
    assert {house.browser.ask(path).status for path in house.files.values()} == {200}


UNROUTED = (
    *("/static/store.sqlite", "/static/%2e%2e/app.py", "/app/static/index.html", "/app.py"),
    *("/_stcore/script-health-check", "/_stcore/allowed-message-origins", "/_stcore/upload_file"),
    *("/healthz", "/stream", "/caseload/client", "//media/x", "/MEDIA/x", "/media"),
)
"""Addresses of Streamlit's elsewhere, and such as look like a way around."""


def test_what_is_no_route_says_the_same_to_everybody(house: House) -> None:
    others = house.others()
    his = next(iter(house.files.values()))
    for path in (*UNROUTED, f"/{his}", his.upper(), f"{his}/", f"/static/..{his}"):
        mine = house.browser.ask(path)
        for who, walker in others.items():
            reply = walker.ask(path)
            assert (path, who, reply.status, reply.body) == (path, who, mine.status, mine.body)
        assert house.leaks("", mine.all) == set()


def test_each_route_says_what_is_decided_of_it(house: House) -> None:
    others = house.others()
    for route, decision in DECIDED.items():
        for path in _filled(route, [house.socket.session], list(house.files.values())):
            if path in CHANGING:
                continue
            got = {who: walker.ask(path) for who, walker in others.items()}
            seen = {(it.status, it.body) for it in got.values()}
            if decision is Decision.SOCKET:
                continue
            assert (path, len(seen)) == (path, 1)
            ((status, _),) = seen
            match decision:
                case Decision.CLOSED | Decision.OWN:
                    assert status in (404, 405), path
                case Decision.POSTED:
                    assert status == 405, path
                case Decision.ALIKE:
                    mine = house.browser.ask(path)
                    assert (path, seen) == (path, {(mine.status, mine.body)})


def alike(reply: Reply) -> tuple[int, list[tuple[str, str]], bytes]:
    """All of a reply but the moment when it was sent."""
    return reply.status, [it for it in reply.headers if it[0].lower() != "date"], reply.body


def test_a_file_of_his_is_to_everybody_else_as_one_that_never_was(house: House) -> None:
    backup = back_up(house.walker({"sign_in": house.token("Ada")}))
    assert backup.startswith("/media/")
    for who, walker in house.others().items():
        for path in (*house.files.values(), backup):
            suffix = path.rpartition(".")[2]
            never = f"/media/{'0' * 56}.{suffix}"
            for method in METHODS:
                seen = [alike(walker.ask(it, method)) for it in (path, never)]
                assert (who, method, seen[0]) == (who, method, seen[1])
                assert seen[0][0] in (404, 405)
    assert house.browser.ask(backup).status == 404


def test_an_upload_into_his_session_is_as_into_one_that_never_was(house: House) -> None:
    for who, walker in house.others().items():
        walker.ask("/_stcore/health")
        token = walker.ask("/_stcore/health").cookies.get("_streamlit_xsrf", "")
        walker.cookies["_streamlit_xsrf"] = token
        for method in ("PUT", "DELETE", "POST"):
            seen = [
                alike(
                    walker.ask(
                        f"/_stcore/upload_file/{session}/file", method, {"X-Xsrftoken": token}, b""
                    )
                )
                for session in (house.socket.session, "00000000-0000-4000-8000-000000000000")
            ]
            assert (who, method, seen[0]) == (who, method, seen[1])
            assert seen[0][0] == 404


# -- sessions and tickets -------------------------------------------------------------------------


def test_nobody_else_takes_up_his_session_by_its_id(house: House) -> None:
    for who, walker in house.others().items():
        his = Walker(house.url, dict(house.browser.cookies))
        with his.at_socket() as socket:
            socket.show("caseload")
            socket.press(f"open-{house.carl.ids.client.hex()}")
            session = socket.session
        with walker.at_socket(again=session) as taken:
            heard = walk(taken)
            assert (who, house.leaks(who, heard)) == (who, set())
            assert taken.session != session


def test_a_ticket_of_his_gives_his_cookie_to_his_browser_alone(house: House) -> None:
    browser = house.walker({})
    with browser.at_socket() as socket:
        socket.show("sign-in")
        heard = socket.press("sign-in", name="Carl", passphrase=WORDS)
        (ticket,) = set(re.findall(rb'data-signing="([^"]+)"', _raw(heard)))
        for who, walker in house.others().items():
            seen = [
                alike(walker.ask("/ticket", "POST", {"X-Ticket": text}))
                for text in (ticket.decode(), "A" * 32)
            ]
            assert (who, seen[0]) == (who, seen[1])
            assert seen[0][0] == 410
        given = browser.ask("/ticket", "POST", {"X-Ticket": ticket.decode()})
    assert given.status == 204
    session = counsel.resume(house.store, given.cookies["sign_in"], now)
    assert session is not None
    assert session.name == "Carl"


def _raw(messages: list[ForwardMsg]) -> bytes:
    return b"".join(map(as_bytes, messages))


# -- his own browser, once it is not his any more -------------------------------------------------


@dataclass
class Tab:
    """A browser of Carl's with his client open and a file fetched."""

    walker: Walker
    socket: Socket
    session: Session
    path: str
    file: str


@pytest.fixture
def tab(house: House) -> Iterator[Tab]:
    token, session = counsel.sign_in(house.store, "Carl", WORDS, now)
    walker = house.walker({"sign_in": token})
    with walker.at_socket() as socket:
        socket.show("caseload")
        heard = socket.press(f"open-{house.carl.ids.client.hex()}")
        assert house.leaks("", heard)
        file = socket.files["sheet-en"]
        path = socket.fetch(file)
        assert walker.ask(path).status == 200
        yield Tab(walker, socket, session, path, file)


def test_where_his_sign_in_ended_elsewhere_his_tab_shows_and_gives_nothing(
    house: House, tab: Tab
) -> None:
    tab.session.sign_out()
    assert tab.socket.fetch(tab.file) == "", "not even before the tab has looked again"
    heard = [*tab.socket.press(""), *walk(tab.socket)]
    assert house.leaks("", heard) == set()
    assert tab.walker.ask(tab.path).status == 404


def test_who_signs_in_at_his_tab_after_him_finds_nothing_of_his(house: House, tab: Tab) -> None:
    tab.session.sign_out()
    with tab.walker.at_socket() as other:
        other.show("sign-in")
        heard = other.press("sign-in", name="Dora", passphrase=WORDS)
        heard += walk(other)
        assert house.leaks("a colleague", heard) == set()
        assert tab.walker.ask(tab.path).status == 404
        assert other.fetch(tab.file) == ""
    with tab.walker.at_socket(again=tab.socket.session) as again_:
        assert house.leaks("a colleague", walk(again_)) == set()


def test_in_other_hands_his_tabs_and_files_give_nothing(house: House, tab: Tab) -> None:
    with tab.walker.at_socket() as other:
        other.show("caseload")
        other.press(f"open-{house.carl.ids.partner.hex()}")
        other.press("", part=part("ask"))
        heard = other.press("hand-over", part=part("ask"))
        heard += [*walk(other), *tab.socket.press(""), *walk(tab.socket)]
        assert house.leaks("", heard) == set()
        assert tab.walker.ask(tab.path).status == 404
        for socket in (tab.socket, other):
            assert socket.fetch(tab.file) == ""
            socket.widgets |= house.socket.widgets
            pressed = [it for key in _pressed(house.socket) for it in socket.press(key)]
            assert house.leaks("", pressed) == set()
        for page in PAGES:
            assert house.leaks("", tab.walker.ask(f"/{page}").all) == set()


def test_in_other_hands_a_tab_makes_no_page_with_the_recovery_code(house: House, tab: Tab) -> None:
    tab.socket.show("account")
    tab.socket.press("show-recovery")
    tab.socket.press("make-recovery", recovery_passphrase=WORDS)
    file = tab.socket.files["take-recovery"]
    assert tab.socket.fetch(file).endswith(".pdf")
    counsel.hand_over(tab.session, house.carl.ids.client, BANK.id)
    assert tab.socket.fetch(file) == ""


# -- what is written down of it all ---------------------------------------------------------------


def test_a_colleague_finds_nothing_of_his_in_what_was_done(house: House) -> None:
    carl = house.sessions["Carl"]
    counsel.exported(carl, 7919)
    told = SAID("audit.what.exported", count=7919)
    walkers = house.others()
    seen = {}
    for who, page in (("a colleague", "account"), ("the administrator", "accounts")):
        with walkers[who].at_socket() as socket:
            seen[who] = "\n".join(texts_of(socket.show(page)))
    assert told in seen["the administrator"]
    assert "Carl" in seen["the administrator"]
    assert told not in seen["a colleague"]
    assert "Carl" not in seen["a colleague"]


def test_the_log_has_no_word_of_anybodys_whatever_goes_wrong(house: House) -> None:
    """What does not open, a client that is gone under an open page, a form that is refused."""
    session, broken = again(house.sessions["Carl"]), "Broken by the sea 77"
    client = counsel.add_client(session, Details(broken, f"{broken} label"))
    key = CaseKey(client, CaseKind.ATTEMPT, new_id())
    stored = house.store.clients.find(session.account, client)
    assert stored is not None
    with house.walker({"sign_in": house.token("Carl")}).at_socket() as socket:
        socket.show("caseload")
        socket.press(f"open-{client.hex()}")
        socket.press("", part=part("file"))
        file = socket.files["take-client-csv"]
        _lay(house.store, CaseRecord(key, b"\x01" + bytes(600), fresh=True))
        assert socket.fetch(file).endswith(".zip")
        counsel.erase_client(session, client)
        assert socket.fetch(file) == ""
    with house.walker({}).at_socket() as socket:
        socket.show("sign-in")
        socket.press("sign-in", name="Carl", passphrase="a wrong one, typed here")
    printed = house.log.read_text("utf-8", errors="replace")
    assert "what a client sent could not be opened" in printed
    assert "StoreError (client_gone)" in printed
    secret = (*house.carl.texts, *house.carl.secrets, broken, "a wrong one, typed here", WORDS)
    assert [text for text in secret if text in printed] == []
    assert house.browser.cookies["sign_in"] not in printed


def _lay(store: Store, record: CaseRecord) -> None:
    """A record put there as a client's sending does."""
    assert isinstance(store, SqlStore)
    with store._database.write() as connection:
        connection.execute(client_record.insert(), record_row(record))
