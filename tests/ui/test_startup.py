"""What the server says as it starts: the code for the first account, as long as there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quiz.casework import counsel
from quiz.errors import StoreError
from quiz.store import Store, open_store
from quiz.ui import moment, startup, storing
from quiz.vault import PrivateCode, stretching, wrapping

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setattr(storing, "store", lambda: opened)
    monkeypatch.setattr(wrapping, "COST", stretching.Cost(32, 1, 1))
    return opened


def test_each_start_tells_a_good_code_until_there_is_an_account(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = []
    for _ in range(2):  # of two processes, or of two starts
        startup._tell_code()
        told += CODE.findall(capsys.readouterr().out)
    assert len(set(told)) == 2
    stored = b"".join(it.read_bytes() for it in tmp_path.iterdir())
    assert not any(code.encode() in stored for code in told)
    codes = [PrivateCode.parse(code) for code in told]
    counsel.create_first(store, codes[1], "Ada", "correct horse battery", moment.now())
    with pytest.raises(StoreError):
        counsel.offered(store, codes[0], moment.now())
    startup._tell_code()
    assert not capsys.readouterr().out


def test_store_that_cannot_be_had_keeps_the_server_from_nothing(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "store", lambda: None)
    startup._tell_code()

    def fails() -> int:
        raise StoreError("busy", code="store_busy")

    monkeypatch.setattr(storing, "store", lambda: store)
    monkeypatch.setattr(store.accounts, "count", fails)
    startup._tell_code()
    assert not capsys.readouterr().out
