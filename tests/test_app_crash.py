"""The app's server killed under twenty people who answer: what a page showed as given is there."""

from __future__ import annotations

import random

from quiz.casework import record
from quiz.store import open_store
from tests.intact import faults_of
from tests.killing_the_app import TAKERS, kill_the_app
from tests.scripted import TRUST

pytest_plugins = ("tests.stores",)


def test_a_killed_server_loses_no_answer_that_a_page_has_shown(url: str) -> None:
    rounds = kill_the_app(url, 2, random.Random(31))
    assert rounds.faults == []
    assert rounds.kills == 2
    assert rounds.acknowledged >= 2 * TAKERS
    assert faults_of(url) == []
    # the same check over a store from which one of those answers was taken away
    store = open_store(url)
    taker = next(taker for taker in rounds.takers if taker.given)
    item = next(iter(taker.given))
    draft = taker.draft(store)
    assert draft is not None
    record(TRUST.bank, draft, item, None)
    assert taker.fault(store)
    store.close()
