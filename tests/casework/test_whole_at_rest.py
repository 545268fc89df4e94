"""Every table filled by the use cases themselves; then all bytes that are left are searched.

The database's files, a backup, what was logged, and the folder for temporary files: whoever copies
them finds nothing of what anybody said, and no secret, in any form in which it could lie there.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from quiz import casework
from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import Session
from quiz.casework.counsel.own import Own, own_of
from quiz.errors import VaultError
from quiz.export import csv_zip, tables_of, workbook
from quiz.report import session_sheet_pdf
from quiz.store import Store
from quiz.vault import Keys, PrivateCode, Purpose, new_token, unwrap_under
from quiz.words import catalogue
from tests.casework.test_counsel_accounts import number_of
from tests.counselled import WORDS, Clock, client_of, code_of, edition_of, invited
from tests.scripted import TRUST
from tests.somebody import ADA, BEN, pair, settle
from tests.store.test_store_at_rest import on_disk
from tests.stored import rows_of

pytest_plugins = ("tests.stores", "tests.counselling")
pytestmark = pytest.mark.usefixtures("cheap")

BANK = TRUST.bank
PIN = "7391"
COVER = "four words for one backup"
SHORTEST = 7
"""Bytes of what is looked for: fewer may come together by chance."""
PAGE = 4096
TYPED_AS_A_NAME = "Correct Horse typed as a name"
SAID = (
    "K-Andromeda-12",
    "the teacher and the pilot",
    "ทั้งสองคนจากเชียงใหม่",
    "Told him about the second telephone",
    "ช่วงที่ทั้งคู่แยกกันอยู่",
    "a walk on Saturdays before breakfast",
    "says so before the evening is over",
)


@dataclass
class Kept:
    """What everybody in it said, and every secret that anybody has."""

    texts: list[str] = field(default_factory=list)
    codes: list[PrivateCode] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    def needles(self) -> Iterator[bytes]:
        """All of it, in each form in which it could lie there."""
        shown = [code.shown() for code in self.codes]
        for text in (*self.texts, *shown, *(it.replace("-", "") for it in shown), *self.tokens):
            plain = text.encode()
            yield from (
                plain,
                text.encode("utf-16-le"),
                text.lower().encode(),
                plain.hex().encode(),
            )
            yield from (quote(text).encode(), json.dumps(text)[1:-1].encode())
            # In the middle of something longer the letters of base64 stand otherwise.
            yield from (
                base64.b64encode(plain[at:])[: 4 * (len(plain[at:]) // 3)] for at in range(3)
            )
        raw = [*self.raw, *(base64.urlsafe_b64decode(f"{token}=") for token in self.tokens)]
        raw += [bytes(code._symbols) for code in self.codes]
        for secret in raw:
            yield from (secret, secret.hex().encode(), base64.b64encode(secret).rstrip(b"="))
            yield base64.b32encode(secret).rstrip(b"=")


@dataclass
class Practice:
    """A house in which everything has happened."""

    store: Store
    clock: Clock
    carl: Session
    ada: Session
    client: bytes
    kept: Kept
    own: Own

    def files(self) -> list[bytes]:
        """What a counsellor exports: no byte of it is written down."""
        token, session = counsel.sign_in(self.store, "Dora", WORDS, self.clock)
        self.kept.tokens.append(token)
        opened = counsel.open_client(session, self.client, edition_of).file
        words = catalogue("en")
        tables = tables_of([opened], words)
        sheet = session_sheet_pdf(opened, self.clock(), words)
        return [workbook(tables), csv_zip(tables), sheet]


def _staff(store: Store, clock: Clock, kept: Kept) -> tuple[Session, Session, Session]:
    """An administrator, Carl with PIN and second factor, Dora; and one who is promised."""
    first = counsel.setup_code(store, clock())
    assert first is not None
    ada = counsel.create_first(store, first, "Ada", WORDS, clock())
    codes, made = [first, ada.recovery], [counsel.sign_in(store, "Ada", WORDS, clock)]
    for name in ("Carl", "Dora"):
        code = counsel.add_account(made[0][1], name)
        codes += [code, counsel.set_up(store, code, WORDS, clock()).recovery]
        made.append(counsel.sign_in(store, name, WORDS, clock))
    codes.append(counsel.add_account(made[0][1], "Later"))
    carl = made[1][1]
    codes.append(counsel.change_recovery_code(carl, WORDS))
    kept.codes += codes
    kept.tokens += [token for token, _ in made]
    kept.tokens.append(counsel.known_browser(store, "Carl"))
    kept.texts += [WORDS, TYPED_AS_A_NAME, TYPED_AS_A_NAME.casefold()]
    code_of(counsel.sign_in, store, TYPED_AS_A_NAME, WORDS, clock)
    return made[0][1], carl, made[2][1]


def _protect(carl: Session, clock: Clock, kept: Kept) -> None:
    """A PIN, and a second factor of which one spare code is used."""
    counsel.set_pin(carl, PIN)
    made = counsel.new_second(carl)
    spare = counsel.turn_on_second(carl, made, number_of(made, clock), WORDS)
    clock.moment += timedelta(minutes=1)
    token, _ = counsel.sign_in(carl.store, "Carl", WORDS, clock, spare[0])
    kept.tokens.append(token)
    kept.texts += [made.text, *spare, *(code.replace("-", "") for code in spare)]
    kept.raw += [made.secret]


def _caseload(carl: Session, dora: Session, clock: Clock, kept: Kept) -> bytes:
    """Dora's client, given by Carl, and Carl's own; sent, asked for, under way, handed over."""
    mine = client_of(carl, SAID[0], label=SAID[1], perspective="hurt", language="th")
    partner = client_of(carl, "K-13", label=SAID[2])
    counsel.pair_clients(carl, mine, partner)
    phones = [invited(carl, mine) for _ in range(4)]
    for level, phone in enumerate(phones[:3], start=1):
        phone.answer(level)
        phone.send(released=level == 1)
        counsel.open_client(carl, mine, edition_of)
    phones[3].answer()
    counsel.ask_erasure(carl.store, phones[1].code, clock())
    counsel.withhold(carl.store, phones[0].code, clock())
    day = clock().date()
    for written in (
        CaseNote(day, SAID[3]),
        PhaseMark(day, SAID[4]),
        PlanRow("S1", SAID[5], SAID[6], ""),
        AgreedPractice("S2", day, (1, 3)),
    ):
        counsel.write(carl, mine, written)
        counsel.write(carl, partner, written)
    assert counsel.move_clients(carl, dora.account, [mine]) == 1
    link = counsel.invite_client(carl, partner, BANK.id)
    over = counsel.hand_over(carl, partner, BANK.id)
    kept.texts += SAID
    kept.codes += [phone.code for phone in phones]
    links = [link.secret, over.invitation, *(phone.secret for phone in phones)]
    kept.codes += [PrivateCode.parse(secret) for secret in links]
    kept.tokens += [over.place, *(phone.cookie for phone in phones)]
    return mine


def _persons(store: Store, clock: Clock, kept: Kept) -> None:
    """Two who keep results and released them to each other; a device; a code on its way."""
    now = clock()
    two = settle(store, now, (9, 2), ADA), settle(store, now, (9, 3), BEN, "broke")
    pair(store, *two, now)
    secret = new_token()
    casework.devices.hold_code(store, secret, two[0].code, clock)
    for person in two:
        kept.texts.append(person.note)
        kept.codes += [person.code, PrivateCode.parse(person.invitation)]
        kept.tokens += [person.place, person.device]
        assert person.journal is not None
        kept.raw.append(person.journal.keys._seal)
    kept.tokens.append(secret)


def _of_the_bank() -> list[str]:
    """Words by which answers, sides, decisions and figures could be told."""
    words = [item.id for item in BANK.items if len(item.id) > 4]
    return [
        *words,
        *BANK.perspectives[:2],
        BANK.id,
        "perspective",
        "answers",
        "rebuild",
        "finished_at",
    ]


def fill(store: Store, clock: Clock) -> Practice:
    """Everything that anybody can do, done by the use cases."""
    kept = Kept()
    ada, carl, dora = _staff(store, clock, kept)
    _protect(carl, clock, kept)
    account = store.accounts.find(carl.account)
    assert account is not None
    keys = carl.keys()
    own = own_of(account, keys)
    assert own.totp is not None
    assert own.pin is not None
    kept.raw += [keys._secret, keys.own._seal, own.pin, own.totp]
    kept.raw += [Keys.of_token(kept.tokens[1], Purpose.SIGN_IN)._seal]
    client = _caseload(carl, dora, clock, kept)
    _persons(store, clock, kept)
    kept.texts += [*_of_the_bank(), COVER]
    return Practice(store, clock, carl, ada, client, kept, own)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_nothing_lies_anywhere_that_tells_what_was_said_or_opens_it(
    url: str,
    own_store: Store,
    clock: Clock,
    temporary: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Beyond what a server's own catalogue says anyway."""
    caplog.set_level(logging.DEBUG)
    before = on_disk(url)
    practice = fill(own_store, clock)
    assert all(rows_of(own_store).values()), "every table has something"
    backup = b"".join(counsel.back_up(practice.ada, COVER))
    exports = practice.files()
    needles = {it for it in practice.kept.needles() if len(it) >= SHORTEST}
    assert len(needles) > 900
    lies_there = on_disk(url)
    assert practice.client in lies_there, "this is not where the database lies"
    written = _written(before, lies_there)
    assert practice.client in written
    found = [it for it in needles if it in written]
    assert [it for it in found if lies_there.count(it) > before.count(it)] == []
    assert [it for it in needles if it in backup] == []
    logged = "\n".join(f"{it.getMessage()} {it.args!r} {it.exc_text}" for it in caplog.records)
    assert [it for it in needles if it in logged.encode()] == []
    assert [it.name for it in temporary.rglob("*")] == []
    # So that the search above fails for the right reason: an export does have what was said.
    with zipfile.ZipFile(io.BytesIO(exports[1])) as opened:
        assert SAID[3].encode() in opened.read("notes.csv")


def _written(before: bytes, after: bytes) -> bytes:
    """The pages that were written meanwhile, one behind the other: a server's log is long."""
    old = {before[at : at + PAGE] for at in range(0, len(before), PAGE)}
    pages = (after[at : at + PAGE] for at in range(0, len(after), PAGE))
    return b"".join(page for page in pages if page not in old)


def test_a_copy_without_the_backups_passphrase_is_noise(own_store: Store, clock: Clock) -> None:
    """It does not even pack: what had a shape would."""
    sealed = b"".join(counsel.back_up(fill(own_store, clock).ada, COVER))
    assert len(gzip.compress(sealed, 9)) > len(sealed)


def test_of_a_pin_of_four_digits_nothing_lies_there_that_could_be_tried(
    own_store: Store, clock: Clock
) -> None:
    """With the right PIN: where that one opens nothing, no more do the other 9,999."""
    practice = fill(own_store, clock)
    owner = practice.carl.account
    assert practice.own.pin is not None
    assert unwrap_under(PIN, practice.own.pin, owner) == b"", "so it is tried in the right way"
    values = {
        value
        for rows in rows_of(own_store).values()
        for row in rows
        for value in row
        if isinstance(value, bytes)
    }
    length = len(practice.own.pin)
    pieces = values | {it[at : at + length] for it in values for at in range(0, len(it), 7)}
    for piece in pieces:
        with pytest.raises(VaultError):
            unwrap_under(PIN, piece, owner)
