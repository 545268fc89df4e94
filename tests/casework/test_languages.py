"""The languages of an attempt: those in which an answer was given, wherever the attempt lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quiz import casework, resultfile
from quiz.bank import Bank
from quiz.casework import Draft, KeptJournal, Place
from quiz.findings import compare
from quiz.findings.change import Caution
from quiz.store import Store
from quiz.vault import PrivateCode, Purpose, new_token

pytest_plugins = ("tests.stores",)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ONE, TWO, THREE = "S1-01", "S2-02", "S3-01"


def begun(trust: Bank) -> Draft:
    return casework.begin(trust, perspective="hurt", context={"decision": "rebuild"})


def answered(trust: Bank, *languages: str | None) -> Draft:
    """A draft with an answer in each of these, one question after another."""
    draft = begun(trust)
    for item, language in zip(trust.pages[0], languages, strict=False):
        casework.record(trust, draft, item.id, 3, language)
    return draft


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([], None),
        ([None], None),
        (["th"], "th"),
        (["en", "en"], "en"),
        (["th", "en", "th"], "th en"),
        ([None, "en", None, "de", "th"], "en de th"),
    ],
)
def test_each_language_of_an_answer_is_named_once_in_the_order_of_its_first_use(
    trust: Bank, given: list[str | None], named: str | None
) -> None:
    draft = answered(trust, *given)
    assert draft.language == named
    assert casework.finish(draft, NOW).language == named


def test_a_language_in_which_nothing_was_answered_is_not_named(trust: Bank) -> None:
    draft = begun(trust)
    casework.record(trust, draft, ONE, None, "en")
    with pytest.raises(Exception, match="0 to 4"):
        casework.record(trust, draft, ONE, 99, "en")
    assert draft.language is None
    casework.record(trust, draft, ONE, 3, "th")
    assert draft.language == "th"


def test_an_attempt_that_is_gone_on_with_keeps_its_languages(trust: Bank) -> None:
    again = casework.reopen(casework.finish(answered(trust, "en"), NOW))
    casework.record(trust, again, ONE, 2, "th")
    assert again.language == "en th"


# -- a kept place --------------------------------------------------------------------------------


def kept(store: Store, trust: Bank) -> tuple[str, Draft]:
    secret, draft = new_token(), begun(trust)
    assert casework.keep_place(store, secret, draft, lambda: NOW)
    return secret, draft


def found(store: Store, trust: Bank, secret: str) -> Draft:
    draft = casework.find_draft(store, secret, [trust], lambda: NOW)
    assert draft is not None
    return draft


def place(draft: Draft) -> Place:
    assert isinstance(draft.keeper, Place)
    return draft.keeper


def test_a_kept_place_is_found_with_its_languages(store: Store, trust: Bank) -> None:
    secret, draft = kept(store, trust)
    assert found(store, trust, secret).language is None
    for item, language in ((ONE, "en"), (TWO, "en"), (THREE, "th")):
        casework.record(trust, draft, item, 3, language)
    assert found(store, trust, secret) == draft
    assert draft.language == "en th"


def test_two_tabs_in_two_languages_name_both(store: Store, trust: Bank) -> None:
    secret, one = kept(store, trust)
    casework.record(trust, one, ONE, 3, "en")
    two = found(store, trust, secret)
    casework.record(trust, two, TWO, 1, "th")
    casework.record(trust, one, THREE, 2, "de")  # knows nothing of the other tab's yet
    assert found(store, trust, secret).language == "en th de"
    for tab in (one, two):
        place(tab).refresh(trust, tab)
        assert tab.language == "en th de"
        assert place(tab).fault is None


def test_a_kept_result_and_its_file_name_both(store: Store, trust: Bank) -> None:
    attempt = casework.finish(answered(trust, "en", "th"), NOW)
    journal = KeptJournal(store, PrivateCode.new().keys(Purpose.HOLDER), lambda: NOW)
    journal.begin()
    journal.put(attempt)
    journal.refresh()
    assert [entry.attempt.language for entry in journal.entries] == ["en th"]
    assert resultfile.load(resultfile.dump(attempt), [trust])[1].language == "en th"


# -- what it is for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (("en", "en"), ("en", "en"), False),
        (("en", "en"), ("th", "th"), True),
        (("en", "th"), ("en", "en"), True),
        (("en", "th"), ("en", "th"), True),
    ],
)
def test_a_comparison_over_languages_says_so(
    trust: Bank, then: tuple[str, ...], now: tuple[str, ...], said: bool
) -> None:
    first, second = (casework.finish(answered(trust, *them), NOW) for them in (then, now))
    second = replace(second, finished_at=NOW + timedelta(days=30))
    cautions = compare(trust, first, trust, second).cautions
    assert (Caution.ANOTHER_LANGUAGE in cautions) is said
