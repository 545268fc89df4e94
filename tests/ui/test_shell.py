"""The shell around the pages, asked over HTTP as a browser would ask it."""

from __future__ import annotations

import base64
import gc
import gzip
import hashlib
import re
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import config, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app import app
from quiz.ui import shell
from quiz.ui.shell.bundle import read_bundle, with_own_fonts
from quiz.ui.shell.compress import Encodings, encoding_for
from quiz.ui.shell.files import FONTS
from quiz.ui.shell.places import ANOTHER, known_place, mark_of
from quiz.ui.shell.visits import COOKIE, LEFT, Visits, known_id, new_id

ROOT = Path(__file__).resolve().parents[2]
HOST = "quiz.test"
SOCKET = f"ws://{HOST}/_stcore/stream"
OWN = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def server() -> Iterator[TestClient]:
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(server: TestClient) -> TestClient:
    """A browser that was never here."""
    server.cookies.clear()
    return server


# --- the page


@pytest.mark.parametrize(
    ("asked", "cookie", "wish", "language"),
    [
        ("", "", "", "en"),
        ("", "", "th-TH,th;q=0.9,en;q=0.8", "th"),
        ("", "", "de-DE, en;q=0.5, th;q=0.7", "th"),
        ("", "", "fr, th;q=0", "en"),
        ("", "th", "en-GB", "th"),
        ("en", "th", "th", "en"),
        ("xx", "yy", "nonsense;q=?", "en"),
    ],
)
def test_the_page_is_in_the_language_asked_for(
    client: TestClient, asked: str, cookie: str, wish: str, language: str
) -> None:
    if cookie:
        client.cookies.set("lang", cookie)
    reply = client.get(
        "/", params={"lang": asked} if asked else {}, headers={"accept-language": wish}
    )
    assert reply.headers["content-language"] == language
    words = shell.WORDS[language]
    assert f'<html lang="{language}">' in reply.text
    assert f"<title>{words.title}</title>" in reply.text
    assert f">{words.exit}</a>" in reply.text
    assert words.exit_site in reply.text


def test_a_language_in_the_address_is_kept_for_this_browser_session(client: TestClient) -> None:
    cookie = client.get("/?lang=th").headers.get_list("set-cookie")
    kept = next(each for each in cookie if each.startswith("lang="))
    assert kept.startswith("lang=th;")
    assert "max-age" not in kept.lower()
    assert not any(
        each.startswith("lang=") for each in client.get("/?lang=xx").headers.get_list("set-cookie")
    )


@pytest.mark.parametrize(
    "path", ["/", "/read", "/questions?p=3", "/index.html", "/_stcore/unknown"]
)
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_every_page_is_the_apps_own_and_never_streamlits(
    client: TestClient, path: str, accept: str
) -> None:
    reply = client.get(path, headers={"accept": accept, "accept-encoding": "gzip"})
    assert reply.status_code == 200
    assert 'id="exit"' in reply.text
    assert "openapi.json" not in reply.text
    assert "noindex" in reply.text
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers


def test_only_the_head_is_sent_where_only_the_head_is_asked_for(client: TestClient) -> None:
    whole = client.get("/", headers={"accept-encoding": "identity"})
    head = client.head("/", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


def test_the_page_says_nothing_of_its_subject_and_names_no_foreign_source(
    client: TestClient,
) -> None:
    page = client.get("/").text
    said = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    said = " ".join(re.sub(r'<[^>]*?(?:title="([^"]*)"[^>]*)?>', r" \1 ", said).split())
    assert shell.WORDS["en"].exit in said
    assert shell.WORDS["en"].exit_history in said
    assert not re.search(r"trust|partner|affair|couple|relationship|streamlit", said, re.IGNORECASE)
    sources = re.findall(r'<(?:script|link|img)\b[^>]*\b(?:src|href)="([^"]+)"', page)
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


def test_every_file_that_the_page_loads_is_served(client: TestClient) -> None:
    page = client.get("/?lang=th").text
    sources = re.findall(r'<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"', page)
    assert len(sources) == len(set(sources))
    assert any("/Radio." in source for source in sources)
    assert any("sarabun-thai" in source for source in sources)
    for source in sources:
        reply = client.get(source)
        assert reply.status_code == 200, source
        assert "max-age=" in reply.headers["cache-control"], source
        assert "text/html" not in reply.headers["content-type"], source


def test_without_scripts_the_page_gives_the_way_to_help_in_every_language(
    client: TestClient,
) -> None:
    no_script = re.search(r"<noscript>(.*?)</noscript>", client.get("/").text, re.DOTALL)
    assert no_script is not None
    for words in shell.WORDS.values():
        for sentence in (words.no_script, words.danger, words.directory):
            assert sentence in no_script[1]


def test_the_shell_has_every_word_in_every_language() -> None:
    for language, words in shell.WORDS.items():
        for field in fields(words):
            assert getattr(words, field.name).strip(), f"{language}: {field.name}"
    thai = shell.WORDS["th"]
    assert re.search(r"[ก-๛]", thai.exit_how + thai.danger)


# --- compression and caching


def test_files_of_the_bundle_go_out_compressed_and_are_kept_for_good(client: TestClient) -> None:
    bundle = read_bundle()
    raw = bundle.files[bundle.script].read_bytes()
    seen = {}
    for encoding in ("br", "gzip", "identity"):
        with client.stream(
            "GET", f"/{bundle.script}", headers={"accept-encoding": encoding}
        ) as reply:
            body = b"".join(reply.iter_raw())
        seen[encoding] = reply.headers["etag"]
        plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(body)
        assert plain == raw
        assert reply.headers.get("content-encoding", "identity") == encoding
        assert "immutable" in reply.headers["cache-control"]
        assert reply.headers["vary"] == "Accept-Encoding"
        assert encoding == "identity" or len(body) < len(raw) / 3
    assert len(set(seen.values())) == 3
    again = client.get(
        f"/{bundle.script}", headers={"accept-encoding": "br", "if-none-match": seen["br"]}
    )
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("path", ["/static/js/none.js", "/static/", "/static/%2e%2e/index.html"])
def test_what_is_not_in_the_bundle_is_not_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("", "identity"),
        ("br;q=x", "identity"),
        ("deflate", "identity"),
    ],
)
def test_the_best_encoding_that_is_accepted_is_used(accepted: str, encoding: str) -> None:
    assert encoding_for(Headers({"accept-encoding": accepted})) == encoding


def test_a_file_is_compressed_once_however_many_ask_for_it() -> None:
    reads: list[str] = []
    door = threading.Event()

    def read(name: str) -> bytes:
        reads.append(name)
        door.wait(5)
        return name.encode() * 100

    copies = Encodings(read)
    assert copies.ready("a.js", "gzip") is None
    askers = [threading.Thread(target=copies.make, args=("a.js", "gzip")) for _ in range(8)]
    for asker in askers:
        asker.start()
    door.set()
    for asker in askers:
        asker.join(5)
    assert reads == ["a.js"]
    assert gzip.decompress(copies.ready("a.js", "gzip") or b"") == b"a.js" * 100


def test_warming_up_passes_over_a_file_that_has_gone(tmp_path: Path) -> None:
    (tmp_path / "here.js").write_text("1")
    copies = Encodings(lambda name: (tmp_path / name).read_bytes())
    copies.warm(["gone.js", "here.js"], ["gzip"]).join(5)
    assert copies.ready("here.js", "gzip")
    assert copies.ready("gone.js", "gzip") is None


def test_the_small_fonts_take_the_place_of_streamlits(client: TestClient) -> None:
    bundle = read_bundle()
    for sheet in bundle.styles:
        css = client.get(f"/{sheet}").text
        assert "Source Sans" in bundle.files[sheet].read_text(encoding="utf-8")
        assert "Source Sans" not in css
        assert "MaterialSymbols" not in css
        assert "url(/fonts/material-symbols.woff2)" in css
        assert "KaTeX_Main" in css
        assert "immutable" not in client.get(f"/{sheet}").headers["cache-control"]


def test_a_style_sheet_without_those_fonts_is_left_as_it_is() -> None:
    css = "@font-face{font-family:Other;src:url(a.woff2)}p{color:red}"
    assert with_own_fonts(css) == css


def test_fonts_are_small_woff2_with_their_licences(client: TestClient) -> None:
    weights: dict[str, int] = {}
    for name in FONTS:
        reply = client.get(f"/fonts/{name}")
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
        if name.endswith(".woff2"):
            assert reply.headers["content-type"] == "font/woff2"
            assert reply.content[:4] == b"wOF2"
            family = name.rsplit("-", 1)[0]
            weights[family] = weights.get(family, 0) + len(reply.content)
    assert set(weights) == {"sarabun-latin", "sarabun-thai", "material"}
    assert max(weights.values()) < 60_000
    assert "SIL OPEN FONT LICENSE" in client.get("/fonts/OFL.txt").text
    assert client.get("/fonts/other.woff2").status_code == 404


def test_every_icon_that_the_app_names_is_in_its_icon_font() -> None:
    there = set(FONTS["material-symbols.txt"].read_text(encoding="utf-8").split())
    assert {"keyboard_arrow_down", "upload"} <= there
    used = {
        icon
        for path in [*ROOT.glob("quiz/**/*.py"), *ROOT.glob("quiz/**/*.yaml"), ROOT / "app.py"]
        for icon in re.findall(r":material/(\w+):", path.read_text(encoding="utf-8"))
    }
    assert used <= there


# --- who may ask, and what replies say


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/nowhere"), ("POST", "/exit"), ("GET", "/_stcore/metrics")],
)
def test_every_reply_carries_the_security_headers(
    client: TestClient, method: str, path: str
) -> None:
    headers = client.request(method, path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_the_policy_lets_the_pages_own_scripts_run_and_no_other(client: TestClient) -> None:
    reply = client.get("/")
    directives = dict(
        part.strip().partition(" ")[::2]
        for part in reply.headers["content-security-policy"].split(";")
    )
    inline = re.findall(r"<script>(.*?)</script>", reply.text, re.DOTALL)
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in directives["script-src"]
    assert "unsafe" not in directives["script-src"]
    assert not re.search(r"<[^>]+\son\w+=", reply.text)
    assert "http" not in reply.headers["content-security-policy"]


def test_no_reply_is_opened_to_another_origin(client: TestClient) -> None:
    paths = ("/", "/_stcore/health", "/_stcore/host-config", "/fonts/OFL.txt")
    for path in paths:
        reply = client.get(path, headers={"origin": "http://localhost:3000"})
        assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/auth/login",
     "/oauth2callback", "/component/any/index.html"],
)  # fmt: skip
def test_doors_that_nobody_needs_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, headers=OWN).status_code == 404


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        (OWN, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"origin": f"http://{HOST}"}, True),
        ({"origin": f"https://{HOST.upper()}"}, True),
        ({"origin": "http://localhost"}, False),
        ({"origin": f"http://{HOST}.evil.example"}, False),
        ({"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"}, False),
        ({"origin": f"http://{HOST}", "sec-fetch-site": "same-site"}, False),
        ({"origin": "http://[broken"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_what_changes_something_must_come_from_this_site(
    client: TestClient, headers: dict[str, str], *, allowed: bool
) -> None:
    for method, path in (("POST", "/exit"), ("PUT", "/_stcore/upload_file/a/b")):
        refused = client.request(method, path, headers=headers).text == "cross-site request refused"
        assert refused is not allowed


@pytest.mark.parametrize("origin", [f"http://{HOST}", None])
def test_a_socket_from_this_site_or_from_no_page_is_let_in(
    client: TestClient, origin: str | None
) -> None:
    headers = {"origin": origin} if origin else {}
    with client.websocket_connect(SOCKET, headers=headers):
        pass


@pytest.mark.parametrize("origin", ["http://localhost:8501", "http://evil.example", "null", ""])
def test_a_socket_from_another_page_is_refused(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(SOCKET, headers={"origin": origin}),
    ):
        pass
    assert refused.value.code == 1008


# --- leaving


def test_a_first_page_opens_a_visit_that_no_script_can_read(client: TestClient) -> None:
    given = client.get("/").headers.get_list("set-cookie")
    first = next(each for each in given if each.startswith(f"{COOKIE}="))
    assert known_id(client.cookies)
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in first
    assert "max-age" not in first.lower()
    assert "secure" not in first.lower()
    assert "set-cookie" not in client.get("/read").headers
    client.cookies.clear()
    assert "Secure" in client.get("/", headers={"x-forwarded-proto": "https"}).headers["set-cookie"]


def test_a_misshapen_visit_is_replaced(client: TestClient) -> None:
    client.cookies.set(COOKIE, "guessable")
    assert COOKIE in client.get("/").headers["set-cookie"]


def test_a_first_page_brings_a_secret_for_24_hours_that_no_script_can_read(
    client: TestClient,
) -> None:
    given = client.get("/").headers.get_list("set-cookie")
    place = next(each for each in given if each.startswith("place="))
    assert known_place(client.cookies) == place.partition(";")[0].removeprefix("place=")
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=86400"):
        assert attribute in place
    client.cookies.clear()
    client.cookies.set(LEFT, "1")
    assert "place" not in client.get("/").cookies, "nothing is given to somebody who left"


def test_a_place_that_is_kept_has_its_cookie_live_24_hours_from_then(client: TestClient) -> None:
    client.get("/")
    secret = client.cookies["place"]
    headers = {**OWN, "X-Place": mark_of(secret)}
    renewed = client.post("/place", headers=headers)
    assert renewed.status_code == 204
    assert "Max-Age=86400" in renewed.headers["set-cookie"]
    assert client.cookies["place"] == secret
    other = client.post("/place", headers={**OWN, "X-Place": mark_of("another")})
    assert other.status_code == 409
    assert "set-cookie" not in other.headers


def test_two_tabs_that_ask_for_another_secret_get_the_same(client: TestClient) -> None:
    client.get("/")
    old = client.cookies["place"]
    asked = {**OWN, "X-Place": ANOTHER + mark_of(old)}
    assert client.post("/place", headers=asked).status_code == 204
    new = client.cookies["place"]
    assert new != old
    assert client.post("/place", headers=asked).status_code == 204
    assert client.cookies["place"] == new


def test_no_other_site_and_no_link_changes_the_secret(client: TestClient) -> None:
    client.get("/")
    asked = {"X-Place": ANOTHER + mark_of(client.cookies["place"])}
    evil = {**asked, "origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post("/place", headers=evil).status_code == 403
    assert client.post("/place", headers=asked).status_code == 403
    assert client.get("/place", headers=asked).status_code == 405


def test_leaving_erases_what_the_visit_holds_and_its_cookies(client: TestClient) -> None:
    client.get("/")
    seat = shell.visits.join(client.cookies[COOKIE])
    erased: list[str] = []
    seat.on_leave("draft", lambda: erased.append("draft"))
    reply = client.post("/exit", headers=OWN)
    assert reply.status_code == 204
    assert erased == ["draft"]
    assert COOKIE not in client.cookies
    assert client.cookies[LEFT] == "1"
    assert client.post("/exit", headers=OWN).status_code == 204
    assert erased == ["draft"]


def test_leaving_closes_the_running_session_and_all_it_remembers(client: TestClient) -> None:
    client.get("/")
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    session = ""
    with client.websocket_connect(SOCKET, headers={"origin": f"http://{HOST}"}) as socket:
        socket.send_bytes(ask.SerializeToString())
        finished = False
        while not finished:
            told = ForwardMsg.FromString(socket.receive_bytes())
            session = told.new_session.initialize.session_id or session
            finished = told.WhichOneof("type") == "script_finished"
        running = runtime.get_instance()
        assert running.is_active_session(session)
        client.post("/exit", headers=OWN)
        assert not running.is_active_session(session)
    assert COOKIE not in client.cookies


def test_after_leaving_every_way_back_leads_to_the_neutral_page(client: TestClient) -> None:
    client.get("/")
    client.post("/exit", headers=OWN)
    for path in ("/?p=3", "/result", "/read?article=1"):
        reply = client.get(path)
        assert (reply.status_code, reply.headers["location"]) == (303, "/")
        assert reply.headers["cache-control"] == "no-store"
    neutral = client.get("/")
    assert neutral.headers["cache-control"] == "no-store"
    assert 'action="/start"' in neutral.text
    assert 'id="root"' not in neutral.text
    assert shell.WORDS["en"].again in neutral.text
    for name in ("invited", "asked"):  # as they are where the word of having left was lost
        client.cookies.set(name, "some-code", domain="quiz.test")
    again = client.post("/start", headers=OWN)
    assert (again.status_code, again.headers["location"]) == (303, "/")
    assert not {LEFT, "invited", "asked"} & set(client.cookies)
    assert 'id="root"' in client.get("/").text


def test_the_marker_alone_closes_the_visit_where_the_beacon_was_lost(client: TestClient) -> None:
    client.get("/")
    before = client.cookies[COOKIE]
    erased: list[str] = []
    seat = shell.visits.join(before)
    seat.on_leave("draft", lambda: erased.append("draft"))
    client.cookies.set(LEFT, "1")
    client.get("/questions?p=2")
    assert erased == ["draft"]
    assert client.cookies[COOKIE] != before


@pytest.mark.parametrize("path", ["/exit", "/start"])
def test_a_link_can_neither_end_nor_begin_a_visit(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert client.delete(path, headers=OWN).status_code == 405


@pytest.mark.parametrize("asynchronous", [False, True])
def test_whoever_is_told_of_leaving_still_sees_the_cookies(*, asynchronous: bool) -> None:
    seen: list[str] = []

    def told(request: Request) -> None:
        seen.append(request.cookies["draft"])

    async def told_later(request: Request) -> None:
        told(request)

    routes = shell.routes(on_exit=told_later if asynchronous else told, cookies=["draft"])
    client = TestClient(Starlette(routes=routes), base_url=f"http://{HOST}")
    client.cookies.set("draft", "abc", domain=HOST)
    assert client.post("/exit").status_code == 204
    assert seen == ["abc"]
    assert "draft" not in client.cookies


def test_one_eraser_that_fails_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    open_visits, visit = Visits(), new_id()
    erased: list[int] = []
    seats = [open_visits.join(visit) for _ in range(2)]

    def fails() -> None:
        raise ZeroDivisionError("an answer")

    for number, seat in enumerate(seats):
        seat.on_leave("fails", fails)
        seat.on_leave("works", partial(erased.append, number))
    assert open_visits.close(visit) == 2
    assert sorted(erased) == [0, 1]
    assert len(open_visits) == 0
    assert "an answer" not in caplog.text


def test_an_eraser_of_the_same_name_takes_the_place_of_the_first() -> None:
    open_visits = Visits()
    erased: list[int] = []
    seat = open_visits.join("a")
    for number in range(3):
        seat.on_leave("draft", partial(erased.append, number))
    open_visits.close("a")
    assert erased == [2]


def test_the_sessions_of_a_visit_that_are_asleep_are_closed_and_no_others() -> None:
    visits, closed = Visits(), list[str | None]()
    seats = [visits.join(visit, name) for visit, name in (("a", "1"), ("a", "2"), ("b", "3"))]
    for seat in seats:
        seat.on_leave("session", partial(closed.append, seat.session))
    assert visits.close_asleep("a", lambda it: it == "1") == 1
    assert closed == ["2"]
    assert visits.close_asleep("c", lambda _: False) == 0
    assert visits.close("a") == 2
    assert closed == ["2", "1"]


def test_a_visit_is_forgotten_with_its_last_session() -> None:
    open_visits = Visits()
    first, second = open_visits.join("a"), open_visits.join("a")
    assert len(open_visits) == 1
    del first
    gc.collect()
    assert len(open_visits) == 1
    del second
    gc.collect()
    assert len(open_visits) == 0
    assert open_visits.close("a") == 0
    assert open_visits.close(None) == 0


# --- Streamlit's bundle and settings


def test_a_bundle_without_a_manifest_still_loads(tmp_path: Path) -> None:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "index.abc.js").write_text("1")
    (tmp_path / "index.html").write_text(
        '<script type="module" crossorigin src="./static/js/index.abc.js"></script>'
        '<link rel="modulepreload" crossorigin href="./static/js/gone.js">'
    )
    bundle = read_bundle(tmp_path)
    assert bundle.script == "static/js/index.abc.js"
    assert bundle.chunks == ()


def test_a_bundle_of_another_kind_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    with pytest.raises(RuntimeError, match=r"requirements\.txt"):
        read_bundle(tmp_path)


def test_the_first_page_does_not_load_what_is_heavy() -> None:
    bundle = read_bundle()
    assert any("/PlotlyChart." in name for name in bundle.later)
    assert not set(bundle.later) & {bundle.script, *bundle.chunks}
    heavy = ("Plotly", "arrow", "serialization", "DataFrame", "Vega", "DeckGl")
    assert not [name for name in bundle.chunks if any(word in name for word in heavy)]


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_streamlit_knows_every_setting() -> None:
    def names(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from names(value, f"{prefix}{key}.")
            else:
                yield prefix + key

    found = set(names(settings()))
    assert found
    assert found <= set(config._config_options_template)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_themes_colours_can_be_read(scheme: str) -> None:
    theme = settings()["theme"][scheme]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"]]
    for ground in grounds:
        assert contrast(theme["textColor"], ground) >= 7
        assert contrast(theme["primaryColor"], ground) >= 4.5
        assert contrast(theme["borderColor"], ground) >= 3
    for name in ("blue", "green", "yellow", "orange", "red", "violet", "gray"):
        text = theme[f"{name}TextColor"]
        assert contrast(text, theme[f"{name}BackgroundColor"]) >= 4.5
        assert contrast(text, theme["backgroundColor"]) >= 4.5
    colours = theme["chartCategoricalColors"]
    assert len(set(colours)) >= 10
    assert all(contrast(colour, theme["backgroundColor"]) >= 3 for colour in colours)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminance after WCAG 2, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
