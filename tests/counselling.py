"""An administrator and counsellors for tests.

A module that needs them says `pytest_plugins = ("tests.stores", "tests.counselling")`.
"""

from __future__ import annotations

import pytest

from quiz.casework import counsel
from quiz.casework.counsel import Session, sign_in
from quiz.store import Store
from quiz.vault import stream, stretching, wrapping
from tests.counselled import WORDS, Clock


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are stretched at the least cost there is: what is tested is not how slow."""
    for module in (wrapping, stream):
        monkeypatch.setattr(module, "COST", stretching.Cost(32, 1, 1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def administrator(cheap: None, own_store: Store, clock: Clock) -> Session:  # noqa: ARG001
    """Ada, signed in, in a store of her own."""
    code = counsel.setup_code(own_store, clock())
    assert code is not None
    counsel.create_first(own_store, code, "Ada", WORDS, clock())
    return sign_in(own_store, "Ada", WORDS, clock)[1]


@pytest.fixture
def counsellor(administrator: Session) -> counsel.NewAccount:
    """Carl's account."""
    code = counsel.add_account(administrator, "Carl")
    return counsel.set_up(administrator.store, code, WORDS, administrator.now())


@pytest.fixture
def carl(counsellor: counsel.NewAccount, administrator: Session, clock: Clock) -> Session:
    """Carl, a counsellor, signed in."""
    return sign_in(administrator.store, counsellor.name, WORDS, clock)[1]


@pytest.fixture
def dora(administrator: Session, clock: Clock) -> Session:
    """Dora, another counsellor, signed in."""
    code = counsel.add_account(administrator, "Dora")
    counsel.set_up(administrator.store, code, WORDS, clock())
    return sign_in(administrator.store, "Dora", WORDS, clock)[1]
