"""A page of questions as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.casework import Draft
from quiz.content import Edition
from quiz.words import Words

QUESTIONS_A_MINUTE = 5
"""Assumed pace of answering, for "about n minutes"; a page of five takes about a minute."""


def minutes(questions: int) -> int:
    """About how many minutes so many questions take; at least 1."""
    return max(1, ceil(questions / QUESTIONS_A_MINUTE))


@dataclass(frozen=True)
class Question:
    """One question as it is asked, with the answer given so far (None: none)."""

    item: str
    text: str
    answer: Answer | None


@dataclass(frozen=True)
class QuestionPage:
    """A page of questions. `first`..`last` are numbers of questions, counted from 1."""

    page: int
    pages: int
    title: str
    progress: str
    done: float
    questions: tuple[Question, ...]
    options: tuple[tuple[Answer, str], ...]
    ends_first_stage: bool
    is_last: bool
    left: int
    answered: int
    total: int


def question_page(edition: Edition, draft: Draft, page: int, words: Words) -> QuestionPage:
    """The page (from 1) as it stands. `total` is that of the stage the person is in."""
    bank, wording = edition.bank, edition.words(words.language)
    before = sum(len(p) for p in bank.pages[: page - 1])
    items = bank.pages[page - 1]
    first_total = sum(len(p) for p in bank.pages[: bank.first_pages])
    total = first_total if page <= bank.first_pages else len(bank.items)
    span = {"first": before + 1, "last": before + len(items)}
    title = words("questions.title" if len(items) > 1 else "questions.title_one", **span)
    options: list[tuple[Answer, str]] = [(v, wording.anchors[v]) for v in bank.scale.values]
    if bank.scale.not_applicable:
        options.append(
            (NOT_APPLICABLE, wording.not_applicable or words("questions.not_applicable"))
        )
    done = sum(1 for item in bank.shown(len(bank.pages)) if item.id in draft.answers)
    return QuestionPage(
        page=page,
        pages=len(bank.pages),
        title=f"{title} {words('questions.of_total', total=total)}",
        progress=words("questions.progress", done=min(done, total), total=total),
        done=min(1.0, done / total),
        questions=tuple(
            Question(i.id, wording.item(i.id, draft.perspective), draft.answers.get(i.id))
            for i in items
        ),
        options=tuple(options),
        ends_first_stage=page == bank.first_pages < len(bank.pages),
        is_last=page == len(bank.pages),
        left=len(bank.items) - before - len(items),
        answered=draft.answered,
        total=total,
    )
