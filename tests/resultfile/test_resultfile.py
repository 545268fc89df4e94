"""Result files: what is written is read again, and nothing else is believed."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import resultfile
from quiz.attempt import NOT_APPLICABLE, Answer, Attempt
from quiz.bank import Bank
from quiz.errors import ResultFileError
from quiz.scoring import score

HEADER = dict.fromkeys(
    ("step", "title", "score", "low", "high", "status", "answered", "shown"), "x"
)
STATUS = {"scored": "ok", "does_not_apply": "na", "not_enough_answers": "few"}


@pytest.fixture
def attempt(trust: Bank) -> Attempt:
    answers: dict[str, Answer] = {item.id: 1 for item in trust.shown(3)}
    answers["S5-01"] = NOT_APPLICABLE
    del answers["S1-01"]
    return Attempt(
        bank_id=trust.id,
        version=trust.version,
        answers=answers,
        opened=3,
        perspective="hurt",
        language="th",
        context={"decision": "unsure"},
        finished_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    )


def resealed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with a change, its digest made to fit: what a patient forger would send."""
    content = json.loads(data)
    change(content)
    content["sha256"] = resultfile.digest(content)
    return json.dumps(content).encode()


def code_of(data: bytes, trust: Bank) -> str:
    with pytest.raises(ResultFileError) as caught:
        resultfile.load(data, [trust])
    return caught.value.code


def test_a_result_comes_back_as_it_was(trust: Bank, attempt: Attempt) -> None:
    bank, again = resultfile.load(resultfile.dump(attempt), [trust])
    assert bank is trust
    assert again == attempt


@given(data=st.data())
def test_any_answers_come_back_as_they_were(trust: Bank, data: st.DataObject) -> None:
    opened = data.draw(st.integers(1, len(trust.pages)))
    one = st.one_of(st.integers(0, 4), st.just(NOT_APPLICABLE))
    items = [item.id for item in trust.shown(opened)]
    answers = data.draw(st.dictionaries(st.sampled_from(items), one))
    made = Attempt(trust.id, trust.version, answers, opened, "both", "en", {"decision": "rebuild"})
    assert resultfile.load(resultfile.dump(made), [trust])[1] == made


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"x"', b"<script>", b"[" * 200_000, b"9" * 100_000,
     b'{"format": "check-in-result", "format": "check-in-result"}', b'{"format": "other"}'],
)  # fmt: skip
def test_what_is_no_result_file_is_said_to_be_none(trust: Bank, data: bytes) -> None:
    assert code_of(data, trust) == "result_not_json"


def test_a_file_of_ten_megabytes_is_refused_unread(trust: Bank) -> None:
    assert code_of(b" " * 10_000_000, trust) == "result_too_large"


def test_an_edited_answer_is_noticed(trust: Bank, attempt: Attempt) -> None:
    content = json.loads(resultfile.dump(attempt))
    content["answers"]["S1-03"] = 4
    assert code_of(json.dumps(content).encode(), trust) == "result_edited"


def test_a_file_of_a_newer_format_is_told_apart(trust: Bank, attempt: Attempt) -> None:
    data = resealed(resultfile.dump(attempt), lambda c: c.update(format_version=2))
    assert code_of(data, trust) == "result_format"


def test_a_file_of_another_bank_or_version_is_told_apart(trust: Bank, attempt: Attempt) -> None:
    data = resealed(resultfile.dump(attempt), lambda c: c["bank"].update(version="9.9.9"))
    assert code_of(data, trust) == "result_other_bank"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["answers"].update({"S1-03": 5}),
        lambda c: c["answers"].update({"S1-03": -1}),
        lambda c: c["answers"].update({"S1-03": 10**30}),
        lambda c: c["answers"].update({"S9-99": 1}),
        lambda c: c["answers"].update({"S1-02": 1}),
        lambda c: c.update(perspective="nobody"),
        lambda c: c.update(perspective=None),
        lambda c: c.update(context={}),
        lambda c: c.update(context={"decision": "<script>alert(1)</script>"}),
        lambda c: c.update(pages_opened=9),
        lambda c: c.update(finished_at="yesterday"),
        lambda c: c.update(finished_at="1899-12-31T12:00:00+00:00"),
        lambda c: c.update(finished_at="9999-12-31T23:59:59+00:00"),
    ],
)
def test_a_forged_file_that_does_not_fit_the_bank_is_refused(
    trust: Bank, attempt: Attempt, change: Callable[[dict[str, Any]], object]
) -> None:
    assert code_of(resealed(resultfile.dump(attempt), change), trust) == "result_content"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["answers"].update({"S1-03": 2.0}),
        lambda c: c["answers"].update({"S1-03": True}),
        lambda c: c["answers"].update({"S1-03": "3"}),
        lambda c: c["answers"].update({"S1-03": None}),
        lambda c: c.update(extra=1),
        lambda c: c.pop("context"),
        lambda c: c.update(answers=[]),
        lambda c: c.update(pages_opened=0),
        lambda c: c.update(language="x" * 81),
    ],
)
def test_a_file_of_another_shape_is_refused(
    trust: Bank, attempt: Attempt, change: Callable[[dict[str, Any]], object]
) -> None:
    assert code_of(resealed(resultfile.dump(attempt), change), trust) == "result_edited"


def test_the_table_has_one_row_a_step_and_empty_cells_without_a_score(
    trust: Bank, attempt: Attempt
) -> None:
    data = resultfile.dump_csv(score(trust, attempt), {"S1": "=1+1"}, HEADER, STATUS)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert rows[1][:2] == ["S1", "'=1+1"]
    card = score(trust, attempt)
    for row, step in zip(rows[1:], card.steps, strict=True):
        assert row[2] == ("" if step.score is None else f"{step.score:.2f}")
        assert row[5] == STATUS[step.status.value]
