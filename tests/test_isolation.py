"""Nobody but its owner is shown what somebody answered, kept or made: every route, every page.

Ada is at her pages, with all that the app can keep of somebody. Others come: with no cookies, with
their own, with forged, cut and swapped ones, with guessed addresses, from another site. They ask
every route that the server has, by every method, and every page that there is. What Ada alone was
shown must be in nothing that they get.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from bench.serving import our_app
from quiz.store import Store, open_store
from quiz.ui import frame
from quiz.ui.moment import now
from quiz.vault import PrivateCode, new_id, new_token
from tests.leaking import Owned, as_bytes, not_in
from tests.routed import DECIDED, ROUTES, Decision
from tests.scripted import TRUST
from tests.somebody import ADA, BEN, CY, Somebody, pair, settle
from tests.walking import Socket, Walker, texts_of

EVIL = "https://evil.example"
FILES = ("take-pdf", "take-json", "take-csv")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAGES = tuple(
    sorted({file.stem.replace("_", "-") for file in frame.PAGES.glob("[a-z]*.py")} - {"main"})
)
"""Every page that there is, for whomever."""
ARTICLES = tuple(article.id for article in TRUST.bank.articles)
GUESSES: tuple[Mapping[str, str], ...] = (
    {},
    {"p": "3", "then": "1", "now": "2", "entry": "1", "id": "1", "lang": "en"},
    {"p": "8", "then": "this", "now": "1", "bank": "trust", "a": "S2"},
    {"p": "-1", "then": "0", "now": "99999999999", "bank": "../trust", "a": "../bank", "e": "*"},
)
"""Addresses that anybody could think of."""


def walk(socket: Socket, guesses: tuple[Mapping[str, str], ...] = ({},)) -> list[ForwardMsg]:
    """All that the pages of the site say, each asked by each of the guesses; and every article."""
    asked = [(page, query) for query in guesses for page in PAGES]
    asked += [("read", {"a": article}) for article in ARTICLES] if len(guesses) > 1 else []
    return [message for page, query in asked for message in socket.show(page, query)]


def texts(walker: Walker, guesses: tuple[Mapping[str, str], ...] = ({},)) -> frozenset[str]:
    """All texts that somebody is shown."""
    with walker.at_socket() as socket:
        return frozenset(texts_of(walk(socket, guesses)))


@dataclass
class House:
    """The app with Ada at her pages, and Ben's things in the store.

    `common` is what somebody with nothing was shown before Ada was there, `of_ben` what Ben was.
    """

    url: str
    store: Store
    ada: Somebody
    ben: Somebody
    common: frozenset[str]
    of_ben: frozenset[str]
    browser: Walker
    socket: Socket
    hers: frozenset[str]
    owned: Owned
    files: dict[str, str] = field(default_factory=dict)

    def somebody(self, cookies: Mapping[str, str] | None = None) -> Walker:
        """Another browser that has opened the page, with these cookies beside those it got."""
        walker = Walker(self.url)
        walker.load()
        walker.cookies |= cookies or {}
        return walker

    def leaks(
        self, heard: bytes | list[ForwardMsg], beside: frozenset[str] = frozenset()
    ) -> set[str]:
        """What of Ada's is in something that the server said; `beside` is the hearer's own."""
        return self.owned.found_in(heard, beside)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    database = f"sqlite:///{tmp_path_factory.mktemp('isolation') / 'store.sqlite'}"
    store = open_store(database)
    ben = settle(store, now(), (33, 4), BEN)
    with our_app("uvicorn", "tests.routed:app", database=database) as server, ExitStack() as stack:
        fresh = Walker(server.url)
        common = texts(fresh, GUESSES)
        fresh.load()
        common |= texts(fresh, GUESSES)
        of_ben = texts(Walker(server.url, ben.cookies), GUESSES)
        ada = settle(store, now(), (40, 6), ADA)
        pair(store, ada, settle(store, now(), (12, 3), CY, "broke"), now())
        browser = Walker(server.url, ada.cookies)
        browser.load()
        socket = stack.enter_context(browser.at_socket())
        hers = not_in(common, texts_of(walk(socket)))
        owned = Owned(hers, ada.marks)
        found = House(server.url, store, ada, ben, common, of_ben, browser, socket, hers, owned)
        socket.show("result")
        found.files = {key: socket.fetch(socket.files[key]) for key in FILES}
        yield found
    store.close()


# -- what is looked for is there to be found ------------------------------------------------------


def test_ada_herself_is_shown_what_others_must_not_be(house: House) -> None:
    assert len(house.hers) > 20
    assert len(house.hers - house.of_ben) > 5
    assert house.ada.note in house.leaks(walk(house.socket))
    for page in ("result", "mine", "compare", "trend", "together"):
        assert len(house.leaks(house.socket.show(page, {"then": "1", "now": "2"}))) > 3, page
    assert house.browser.ask(house.files["take-pdf"]).body.startswith(b"%PDF")
    assert json.loads(house.browser.ask(house.files["take-json"]).body)
    assert house.browser.ask(house.files["take-csv"]).body.count(b"\n") > 5


def test_ben_is_shown_what_is_his(house: House) -> None:
    walker = Walker(house.url, house.ben.cookies)
    walker.load()
    heard = texts(walker)
    assert len(heard - house.common) > 20
    assert any(house.ben.note in text for text in heard)


# -- every page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cookies", ["none", "the page's", "only a visit"])
def test_a_stranger_is_shown_nothing_of_hers_on_any_page(house: House, cookies: str) -> None:
    walker = house.somebody() if cookies == "the page's" else Walker(house.url)
    if cookies == "only a visit":
        walker.cookies = {"visit": secrets.token_urlsafe(24)}
    with walker.at_socket() as socket:
        assert house.leaks(walk(socket, (*GUESSES, *_with_ids_of(house.ada)))) == set()


def test_another_person_is_shown_nothing_of_hers_on_any_page(house: House) -> None:
    walker = Walker(house.url, house.ben.cookies)
    walker.load()
    with walker.at_socket() as socket:
        heard = walk(socket, (*GUESSES, *_with_ids_of(house.ada)))
    asked = frozenset(entry.hex() for entry in house.ada.entries)
    assert house.leaks(heard, house.of_ben | asked) == set()


def _with_ids_of(person: Somebody) -> Iterator[Mapping[str, str]]:
    """Addresses by somebody who has seen an id of hers; ids alone open nothing."""
    for entry in person.entries:
        yield {"entry": entry.hex(), "then": entry.hex(), "now": "1", "id": entry.hex()}


def _forged(ada: Somebody) -> Iterator[tuple[str, dict[str, str]]]:
    """Cookies of each kind that are nearly hers, or hers in another's place; each with its name."""
    own = {"place": ada.place, "device": ada.device, "invited": ada.invitation}
    for kind, secret in own.items():
        other = "B" if secret[9] != "B" else "C"
        yield f"{kind} cut", {kind: secret[:-1]}
        yield f"{kind} longer", {kind: f"{secret}A"}
        yield f"{kind} changed", {kind: f"{secret[:9]}{other}{secret[10:]}"}
        yield f"{kind} turned", {kind: secret.swapcase()}
        yield f"{kind} new", {kind: new_token()}
        yield f"{kind} a new code", {kind: PrivateCode.new().shown()}
        yield f"{kind} empty", {kind: ""}
        for name, swapped in {**own, "code": ada.code.shown()}.items():
            if name != kind:
                yield f"{kind} is her {name}", {kind: swapped}
    yield "all changed about", dict(zip(own, [*list(own.values())[1:], ada.place], strict=True))


def test_forged_cut_and_swapped_cookies_open_nothing_of_hers(house: House) -> None:
    for number, (name, cookies) in enumerate(_forged(house.ada)):
        # every other one beside a visit and a place of its own
        walker = house.somebody(cookies) if number % 2 else Walker(house.url, cookies)
        page = walker.load("/result")
        with walker.at_socket() as socket:
            heard = walk(socket)
        own = frozenset(cookies.values())
        assert (name, house.leaks(heard, own)) == (name, set())
        assert (name, house.leaks(page.body, own)) == (name, set())


def test_whoever_has_her_invitation_is_shown_nothing_else_of_hers(house: House) -> None:
    code = house.ada.invitation
    invited = frozenset({code, code.replace("-", "")})
    for cookies in ({}, house.ben.cookies):
        walker = house.somebody({"invited": code, **cookies})
        beside = invited | (house.of_ben if cookies else frozenset())
        with walker.at_socket() as socket:
            assert house.leaks(walk(socket, GUESSES), beside) == set()


# -- every route ----------------------------------------------------------------------------------


def routes(house: House) -> list[tuple[str, bool]]:
    """Every address that the server has a route for, with Ada's ids in it; and if a socket's."""
    found = json.loads(Walker(house.url).ask(ROUTES).body)
    assert {path for path, _ in found} == set(DECIDED)
    return [(path, methods is None) for told, methods in found for path in _filled(house, told)]


def _filled(house: House, told: str) -> list[str]:
    """A route's address, each of its parts filled with what fits. A new kind of part is a fault."""
    session, file = house.socket.session, next(iter(house.socket.files.values()))
    media = [path.removeprefix("/media/") for path in house.files.values()]
    fits = {
        "file_id:path": [*media, "0" * 32, f"../{media[0]}"],
        "session_id": [session, "another"],
        "file_id": [file],
        "name": ["OFL.txt", "../../store.sqlite"],
        "path:path": ["", "index.html", house.ada.entries[0].hex(), "../store.sqlite"],
        "full_path:path": ["", "result"],
        "path": ["result"],
    }
    filled = [told]
    for part in re.findall(r"{([^}]*)}", told):
        filled = [it.replace(f"{{{part}}}", value, 1) for it in filled for value in fits[part]]
    return filled


def asking(house: House) -> dict[str, tuple[Walker, frozenset[str]]]:
    """Everybody who asks, by name, with what is theirs."""
    with_hers = Walker(house.url, dict(house.browser.cookies), EVIL)
    forged = {"place": house.ada.device, "device": house.ada.place, "visit": "A" * 32}
    nothing: frozenset[str] = frozenset()
    return {
        "nobody": (Walker(house.url), nothing),
        "a stranger": (house.somebody(), nothing),
        "Ben": (house.somebody(house.ben.cookies), house.of_ben),
        "forged": (Walker(house.url, forged), nothing),
        "another site, by her browser": (with_hers, nothing),
        "a page of this machine": (Walker(house.url, {}, "http://localhost:8501"), nothing),
    }


def test_no_route_by_any_method_tells_anybody_anything_of_hers(house: House) -> None:
    addresses = [path for path, is_socket in routes(house) if not is_socket]
    assert len(addresses) > 25
    asked = [(path, method) for path in addresses for method in METHODS]
    asked += [(f"/{page}?then=1&now=2", "GET") for page in PAGES]
    for name, (walker, beside) in asking(house).items():
        for path, method in asked:
            reply = walker.ask(path, method)
            leaks = house.leaks(reply.all, beside)
            assert (name, method, path, leaks) == (name, method, path, set())
            assert reply.status < 500
    # she is where she was: nobody closed her visit, or took her place
    assert house.leaks(house.socket.show("result"))


def test_another_site_and_a_stranger_change_nothing_of_hers(house: House) -> None:
    evil = Walker(house.url, dict(house.browser.cookies), EVIL)
    for path in (path for path, decision in DECIDED.items() if decision is Decision.POSTED):
        reply = evil.ask(path, "POST", {"X-Place": "not-guessed", "X-Ticket": "guessed"})
        assert reply.status == 403
        assert reply.cookies == {}
    assert house.leaks(house.socket.show("result"))


@pytest.mark.parametrize("origin", [EVIL, "http://localhost:8501", "null"])
def test_no_other_sites_page_opens_a_socket_with_her_cookies(house: House, origin: str) -> None:
    evil = Walker(house.url, dict(house.browser.cookies), origin)
    with pytest.raises(InvalidStatus) as refused, evil.at_socket():
        pass
    assert refused.value.response.status_code == 403


# -- files ----------------------------------------------------------------------------------------


def test_a_file_goes_only_to_the_browser_that_was_told_of_it(house: House) -> None:
    for key, path in house.files.items():
        for name, (walker, _) in asking(house).items():
            reply = walker.ask(path)
            assert (key, name, reply.status) == (key, name, 404)
        assert house.browser.ask(path).status == 200


def test_a_file_is_there_for_her_however_many_others_come_meanwhile(house: House) -> None:
    """Streamlit drops it once two sessions, of whomever, have run."""
    house.socket.show("result")
    path = house.socket.fetch(house.socket.files["take-pdf"])
    for _ in range(3):
        texts(house.somebody())
    assert house.browser.ask(path).body.startswith(b"%PDF")


def test_a_file_is_made_for_nobody_but_the_session_that_offers_it(house: House) -> None:
    house.socket.show("result")
    file = house.socket.files["take-pdf"]
    for _, (walker, _) in list(asking(house).items())[:4]:
        with walker.at_socket() as socket:
            socket.show("start")
            assert socket.fetch(file) == ""
            assert socket.fetch(file, house.socket.session) == ""
    assert house.socket.fetch(file).startswith("/media/")


def test_the_address_of_her_file_in_somebodys_own_text_opens_nothing(house: House) -> None:
    """What is told is known by where it stands in a message, not by its look."""
    walker = house.somebody(house.ben.cookies)
    assert house.ben.journal is not None
    house.socket.show("result")
    with walker.at_socket() as socket:
        path = house.socket.fetch(house.socket.files["take-pdf"])
        note = house.ben.journal.write(now().date(), f"See {path} and {path}")
        heard = socket.show("mine")
    house.ben.journal.strike(note.id)
    assert any(path.encode() in as_bytes(said) for said in heard), "the note is not shown"
    assert walker.ask(path).status == 404
    assert house.browser.ask(path).status == 200


def test_nobody_puts_a_file_into_her_session_or_takes_one_out(house: House) -> None:
    for name, (walker, _) in list(asking(house).items())[:4]:
        address = f"/_stcore/upload_file/{house.socket.session}/file"
        token = walker.ask("/_stcore/health").cookies.get("_streamlit_xsrf", "")
        walker.cookies["_streamlit_xsrf"] = token
        for method in ("PUT", "DELETE"):
            status = walker.ask(address, method, {"X-Xsrftoken": token}, b"").status
            assert (name, method, status) == (name, method, 404)


# -- sessions -------------------------------------------------------------------------------------


@contextmanager
def her_tab(house: House) -> Iterator[tuple[Walker, str]]:
    """Another tab of hers that has lost its connection: her browser, and the session's id."""
    walker = Walker(house.url, dict(house.browser.cookies))
    with walker.at_socket() as socket:
        socket.show("result", {"lang": "th"})
        session = socket.session
    yield walker, session


def test_her_browser_takes_up_a_session_again(house: House) -> None:
    with her_tab(house) as (walker, session), walker.at_socket(again=session) as socket:
        socket.show("result")
        assert socket.session == session


def test_nobody_else_takes_up_her_session_even_by_its_id(house: House) -> None:
    for name, (walker, beside) in list(asking(house).items())[:4]:
        with her_tab(house) as (_, session), walker.at_socket(again=session) as socket:
            heard = walk(socket)
            assert (name, house.leaks(heard, beside)) == (name, set())
            assert socket.session != session


# -- leaving --------------------------------------------------------------------------------------


def test_after_leaving_nothing_of_hers_is_at_any_address(house: House) -> None:
    browser = Walker(house.url, house.ada.cookies)
    browser.load()
    with browser.at_socket() as socket:
        assert house.leaks(walk(socket))
        socket.show("result")
        path = socket.fetch(socket.files["take-pdf"])
        session, before = socket.session, dict(browser.cookies)
        assert browser.ask(path).status == 200
        left = browser.ask("/exit", "POST")
        assert left.status == 204
    # with the cookies as they were, which somebody may have copied: no file, and no session
    copied = Walker(house.url, {"visit": before["visit"]})
    assert copied.ask(path).status == 404
    with copied.at_socket(again=session) as socket:
        assert house.leaks(walk(socket)) == set()
        assert socket.session != session
    # in the browser itself, which still has the cookies that were chosen to be kept
    browser.cookies |= left.cookies
    browser.cookies = {name: value for name, value in browser.cookies.items() if value.strip('"')}
    assert browser.cookies["left"] == "1"
    assert "visit" not in browser.cookies
    addresses = [found for found, is_socket in routes(house) if not is_socket]
    for address in (*addresses, path, *(f"/{page}" for page in PAGES)):
        reply = browser.ask(address)
        assert house.leaks(reply.all, frozenset(browser.cookies.values())) == set()
    assert browser.ask(path).status == 404
    with pytest.raises(InvalidStatus) as refused, browser.at_socket():
        pass
    assert refused.value.response.status_code == 403


def test_an_id_that_is_guessed_finds_nothing_in_the_store(house: House) -> None:
    for kind in ("place", "device"):
        walker = house.somebody({kind: new_token()})
        with walker.at_socket() as socket:
            assert house.leaks(walk(socket)) == set()
    assert house.store.holders.records(new_id()) == ()
