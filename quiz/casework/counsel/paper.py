"""Answers that were given on paper, typed in by the counsellor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from quiz.attempt import Answer, Attempt, check_answer
from quiz.bank import Bank
from quiz.casework.counsel.heads import (
    TRIES,
    Filed,
    busy,
    find_head,
    in_order,
    open_head,
    record_place,
    written_over,
)
from quiz.casework.counsel.sent import Sent, Way, sent_document
from quiz.casework.counsel.sessions import Session
from quiz.casework.taking import check_choices
from quiz.errors import AnswerError
from quiz.store import CaseKey, CaseKind, CaseRecord
from quiz.vault import new_id


@dataclass(frozen=True)
class Paper:
    """A form that was filled in with a pen: the answers by item id, and what stood around them.

    `pages` is how many pages the form had: what stands on them and has no answer is *skipped*.
    `id` is the attempt's: the same form entered twice is one attempt.
    """

    answers: Mapping[str, Answer]
    finished_at: datetime
    pages: int
    perspective: str | None = None
    language: str | None = None
    context: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    released: bool = False
    id: bytes = field(default_factory=new_id)


def enter_on_paper(session: Session, client: bytes, bank: Bank, paper: Paper) -> bytes:
    """The id of an attempt of a client, typed in from paper.

    Raises AccessError; AnswerError for an answer, a page, a side or a context that the bank does
    not have; StoreError (`client_gone`).
    """
    pair = session.keys()
    sent = Sent(_attempt(bank, paper), Way.PAPER, paper.released)
    key = CaseKey(client, CaseKind.ATTEMPT, paper.id)
    record = CaseRecord(key, pair.own.seal_document(record_place(key), sent_document(sent)))
    entry = Filed(key.id, int(paper.finished_at.timestamp()), paper.released)
    for _ in range(TRIES):
        stored = find_head(session, client)
        head = open_head(pair, stored)
        if any(it.id == key.id for it in head.filed):
            return key.id
        listed = replace(head, filed=in_order((*head.filed, entry)))
        over = written_over(pair, stored, listed)
        if session.store.clients.put(session.account, [over], new=[record]):
            return key.id
    raise busy()


def _attempt(bank: Bank, paper: Paper) -> Attempt:
    """The form as an attempt. Raises AnswerError."""
    for item, answer in paper.answers.items():
        check_answer(bank, item, answer)
    if not 1 <= paper.pages <= len(bank.pages):
        raise AnswerError(f"{bank.id} has pages 1 to {len(bank.pages)}")
    shown = {item.id for page in bank.pages[: paper.pages] for item in page}
    if beyond := set(paper.answers) - shown:
        raise AnswerError(f"not on the form: {', '.join(sorted(beyond))}")
    check_choices(bank, paper.perspective, paper.context)
    return Attempt(
        bank_id=bank.id,
        version=bank.version,
        answers=MappingProxyType(dict(paper.answers)),
        opened=paper.pages,
        perspective=paper.perspective,
        language=paper.language,
        context=MappingProxyType(dict(paper.context)),
        finished_at=paper.finished_at,
    )
