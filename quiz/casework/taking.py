"""The use cases of one person taking a bank: begin, record, turn pages, finish.

A `Draft` is what is being answered. Answers have one writer, `record`; a draft with a keeper is
written through it first. Time and language are arguments. Nothing here knows of pages or of
Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from quiz.attempt import NOT_APPLICABLE, Answer, Attempt, check_answer
from quiz.bank import Bank
from quiz.errors import AnswerError
from quiz.vault import new_id


class Keeper(Protocol):
    """What makes a draft outlive the process.

    It raises nothing where the store fails: it remembers what is not yet durable, and says so.
    """

    def keep_answer(self, item_id: str, answer: Answer | None) -> None:
        """Make one answer durable, or its clearing where `answer` is None."""

    def keep_head(self, draft: Draft) -> None:
        """Make durable what is not an answer: the pages opened, and when it was finished."""


@dataclass
class Draft:
    """Answers under way: changed only by the functions of this package.

    `language` names the languages in which an answer was given, in the order of their first use,
    parted by blanks; None before the first answer.
    `finished_at` is when the result was asked for; None again once anything changed after that.
    `invitation` is the secret of the invitation that it answers, where it answers one, and
    `released` the finishing time of what was last released to whoever invited. `sitting` is a
    random id, the same for every tab and after a reload: kept twice, a sitting is kept once.
    `asked_by` is the secret of a counsellor's invitation, where it answers one of those.
    """

    bank_id: str
    version: str
    perspective: str | None
    context: dict[str, str]
    answers: dict[str, Answer] = field(default_factory=dict)
    opened: int = 1
    language: str | None = None
    finished_at: datetime | None = None
    invitation: str | None = field(default=None, repr=False)
    sitting: bytes = field(default_factory=new_id, repr=False)
    released: datetime | None = None
    asked_by: str | None = field(default=None, repr=False)
    keeper: Keeper | None = field(default=None, repr=False, compare=False)

    @property
    def answered(self) -> int:
        """How many items have a number ("does not apply" is not among them)."""
        return sum(1 for a in self.answers.values() if a is not NOT_APPLICABLE)


def missing_context(bank: Bank, context: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of required context questions that have no answer yet."""
    return tuple(q.id for q in bank.context if q.required and q.name not in context)


def begin(
    bank: Bank,
    *,
    perspective: str | None = None,
    context: Mapping[str, str] = MappingProxyType({}),
) -> Draft:
    """A new draft, empty, at the first page. Raises AnswerError for a choice the bank lacks."""
    check_choices(bank, perspective, context)
    if missing := missing_context(bank, context):
        raise AnswerError(f"no answer yet to {', '.join(missing)}")
    return Draft(bank.id, bank.version, perspective, dict(context))


def check_choices(bank: Bank, perspective: str | None, context: Mapping[str, str]) -> None:
    """Raises AnswerError for a perspective or an answer to a context question the bank lacks."""
    if (perspective or "") not in (bank.perspectives or ("",)):
        raise AnswerError(f"this is not a perspective of {bank.id}")
    options = {q.name: q.options for q in bank.context}
    for name, value in context.items():
        if value not in options.get(name, ()):
            raise AnswerError(f"this is not an answer to {name!r}")


def record(
    bank: Bank, draft: Draft, item_id: str, answer: Answer | None, language: str | None = None
) -> None:
    """Keep one answer, or clear it where `answer` is None: the only way an answer is written.

    `language` is that in which the question was read, None where nobody knows. With a keeper the
    answer is durable before the draft shows it; where the keeper could not make it so, the draft
    has it all the same.

    Raises AnswerError for an unknown item or an answer off the scale; the draft is then unchanged.
    """
    if answer is not None:
        check_answer(bank, item_id, answer)
    elif item_id not in bank.item_by_id:
        raise AnswerError(f"there is no item {item_id!r} in {bank.id}", item=item_id)
    if answer is not None:
        _note_language(draft, language)
    if draft.keeper is not None:
        draft.keeper.keep_answer(item_id, answer)
    if answer is None:
        draft.answers.pop(item_id, None)
    else:
        draft.answers[item_id] = answer
    _unfinish(draft)


def open_page(bank: Bank, draft: Draft, page: int) -> int:
    """The page that is shown when `page` (from 1) is asked for, and the draft knows it was opened.

    A page further than the next unopened one is not opened: nobody skips questions unseen.
    """
    page = max(1, min(page, draft.opened + 1, len(bank.pages)))
    if page > draft.opened:
        draft.opened, draft.finished_at = page, None
        _keep_head(draft)
    return page


def joined_languages(*notes: str | None) -> str | None:
    """All languages of several notes, each once, the first of the first note first."""
    return " ".join(dict.fromkeys(tag for note in notes for tag in (note or "").split())) or None


def _note_language(draft: Draft, language: str | None) -> None:
    joined = joined_languages(draft.language, language)
    if joined != draft.language:
        draft.language = joined
        _keep_head(draft)


def _unfinish(draft: Draft) -> None:
    """What was finished is under way again."""
    if draft.finished_at is not None:
        draft.finished_at = None
        _keep_head(draft)


def _keep_head(draft: Draft) -> None:
    if draft.keeper is not None:
        draft.keeper.keep_head(draft)


def attempt_of(draft: Draft) -> Attempt:
    """What is answered so far, as an attempt that can be scored."""
    return Attempt(
        bank_id=draft.bank_id,
        version=draft.version,
        answers=MappingProxyType(dict(draft.answers)),
        opened=draft.opened,
        perspective=draft.perspective,
        language=draft.language,
        context=MappingProxyType(dict(draft.context)),
        finished_at=draft.finished_at,
    )


def finish(draft: Draft, now: datetime) -> Attempt:
    """The attempt as it stands, its time set. The draft can still be gone on with."""
    draft.finished_at = now
    _keep_head(draft)
    return attempt_of(draft)


def reopen(attempt: Attempt, sitting: bytes | None = None) -> Draft:
    """A draft that goes on from an attempt, with all its answers; of the sitting given, or new."""
    return Draft(
        attempt.bank_id,
        attempt.version,
        attempt.perspective,
        dict(attempt.context),
        dict(attempt.answers),
        attempt.opened,
        attempt.language,
        attempt.finished_at,
        sitting=sitting or new_id(),
    )
