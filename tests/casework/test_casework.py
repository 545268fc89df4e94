"""Taking a bank: one writer of answers, pages opened in order, nothing lost."""

import pytest

from quiz import casework
from quiz.attempt import NOT_APPLICABLE
from quiz.bank import Bank
from quiz.casework import Draft
from quiz.errors import AnswerError


@pytest.fixture
def draft(trust: Bank) -> Draft:
    return casework.begin(trust, perspective="hurt", context={"decision": "rebuild"})


def test_a_new_draft_is_empty_and_on_the_first_page(draft: Draft) -> None:
    assert (draft.answers, draft.opened, draft.answered) == ({}, 1, 0)


@pytest.mark.parametrize(
    ("perspective", "context"),
    [
        (None, {"decision": "rebuild"}),
        ("neither", {"decision": "rebuild"}),
        ("hurt", {}),
        ("hurt", {"decision": "maybe"}),
        ("hurt", {"decision": "rebuild", "shoe_size": "42"}),
    ],
)
def test_a_choice_that_the_bank_lacks_begins_nothing(
    trust: Bank, perspective: str | None, context: dict[str, str]
) -> None:
    with pytest.raises(AnswerError):
        casework.begin(trust, perspective=perspective, context=context)


def test_an_answer_is_kept_replaced_and_cleared(trust: Bank, draft: Draft) -> None:
    casework.record(trust, draft, "S1-01", 3)
    casework.record(trust, draft, "S1-01", 1)
    casework.record(trust, draft, "S2-02", NOT_APPLICABLE)
    assert draft.answers == {"S1-01": 1, "S2-02": NOT_APPLICABLE}
    assert draft.answered == 1
    casework.record(trust, draft, "S1-01", None)
    casework.record(trust, draft, "S1-01", None)
    assert draft.answers == {"S2-02": NOT_APPLICABLE}


@pytest.mark.parametrize("answer", [-1, 5, True, 2.0, "3", float("nan")])
def test_an_answer_off_the_scale_changes_nothing(trust: Bank, draft: Draft, answer: object) -> None:
    casework.record(trust, draft, "S1-01", 2)
    with pytest.raises(AnswerError, match="0 to 4"):
        casework.record(trust, draft, "S1-01", answer)  # type: ignore[arg-type]
    assert draft.answers == {"S1-01": 2}


def test_an_unknown_item_is_refused_also_when_cleared(trust: Bank, draft: Draft) -> None:
    for answer in (2, None):
        with pytest.raises(AnswerError, match="S9-99"):
            casework.record(trust, draft, "S9-99", answer)


def test_pages_open_one_after_the_other_and_stay_open(trust: Bank, draft: Draft) -> None:
    asked = [1, 5, 2, 3, 0, -4, 9999, 1]
    shown = [casework.open_page(trust, draft, page) for page in asked]
    assert shown == [1, 2, 2, 3, 1, 1, 4, 1]
    assert draft.opened == 4


def test_an_attempt_does_not_change_with_the_draft_it_came_from(trust: Bank, draft: Draft) -> None:
    casework.record(trust, draft, "S1-01", 2)
    attempt = casework.attempt_of(draft)
    casework.record(trust, draft, "S1-01", 4)
    assert attempt.answers["S1-01"] == 2


def test_going_on_from_an_attempt_keeps_everything(trust: Bank, draft: Draft) -> None:
    casework.record(trust, draft, "S1-01", 2)
    casework.open_page(trust, draft, 2)
    attempt = casework.attempt_of(draft)
    assert casework.attempt_of(casework.reopen(attempt)) == attempt
