"""The blank questions on paper, for those who prefer a pen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from quiz.bank import Scale
from quiz.content import Edition
from quiz.report.result import closing
from quiz.report.typeset import typeset
from quiz.wording import Wording
from quiz.words import Words

EDITIONS_HAVE_NO_DAY: Final = date(2000, 1, 1)
MOST_COLUMNS: Final = 6
"""Answers, "does not apply" among them, beside which a question has room (44 points each)."""
LONGEST_IN_COLUMN: Final = 10
"""Letters of the longest word that a column holds."""
MOST_CHOICES: Final = 11
"""Circles under a question; with more answers than that, a number is written."""


def paper_form(edition: Edition, perspective: str | None, words: Words) -> bytes:
    """The blank questions of one side (None in a bank without sides); always the same bytes.

    They stand in the order of the pages, a block a page, so that they are typed in as they come.
    The private block is not among them. Raises KeyError for an unknown perspective.
    """
    wording = edition.words(words.language)
    name = wording.neutral_title or words("app.title")
    data = {
        "title": words("report.paper.title", name=name),
        "footer": words("report.footer"),
        "page": words("report.page", page="{page}", pages="{pages}"),
        "lead": words("report.paper.lead"),
        "day": words("report.paper.date"),
        "intro": list(_intro(edition, perspective, words)),
        "context": _context(edition, wording),
        "parts": list(_parts(edition, perspective, words)),
        **_answers(edition.bank.scale, wording, words),
        "closing": [_enter(edition, words), *closing(edition, words)],
    }
    language = edition.language(words.language)
    return typeset("paper", data, language=language, day=EDITIONS_HAVE_NO_DAY)


def _intro(edition: Edition, perspective: str | None, words: Words) -> Iterator[str]:
    """Whom it is for, what its words mean, and what the answer set apart is."""
    wording = edition.words(words.language)
    if perspective is not None:
        yield words("report.paper.side", side=wording.perspectives[perspective])
    if wording.instructions:
        yield wording.instructions
    if edition.bank.scale.not_applicable and wording.not_applicable:
        yield words("report.paper.apart", answer=wording.not_applicable)


def _context(edition: Edition, wording: Wording) -> list[Mapping[str, Any]]:
    """The questions that must be answered before the others, with their options."""
    return [
        {
            "text": wording.context[question.id].text,
            "options": [wording.context[question.id].options[it] for it in question.options],
        }
        for question in edition.bank.context
        if question.required
    ]


def _parts(edition: Edition, perspective: str | None, words: Words) -> Iterator[Mapping[str, Any]]:
    """A block a page: its head, its questions, and after the first stage that one may stop."""
    bank, wording = edition.bank, edition.words(words.language)
    number = 0
    for place, page in enumerate(bank.pages, start=1):
        first, number = number + 1, number + len(page)
        key = "questions.title" if len(page) > 1 else "questions.title_one"
        ends_first = place == bank.first_pages < len(bank.pages)
        yield {
            "head": words(key, first=first, last=number),
            "frame": wording.time_frame or "",
            "items": [
                {
                    "number": str(at),
                    "id": _narrow(item.id),
                    "text": wording.item(item.id, perspective),
                }
                for at, item in enumerate(page, start=first)
            ],
            "note": words("report.paper.first", count=number) if ends_first else "",
        }


def _answers(scale: Scale, wording: Wording, words: Words) -> Mapping[str, Any]:
    """The answers, and how they stand: in columns, in lines, or as a blank for a number."""
    anchors = [wording.anchors[value] for value in scale.values]
    ends = {
        "low": scale.min,
        "low_name": anchors[0],
        "high": scale.max,
        "high_name": anchors[-1],
    }
    return {
        "anchors": anchors,
        "apart": (wording.not_applicable or "-") if scale.not_applicable else "",
        "columns": len(anchors) + scale.not_applicable <= MOST_COLUMNS and _are_short(anchors),
        "write": words("report.paper.write", **ends) if len(anchors) > MOST_CHOICES else "",
    }


def _are_short(names: Sequence[str]) -> bool:
    """Whether each name fits a narrow column: few lines, no long word (Thai breaks anywhere)."""
    return all(
        len(name) <= 3 * LONGEST_IN_COLUMN
        and all(len(w) <= LONGEST_IN_COLUMN or "\u0e00" <= w[0] <= "\u0e7f" for w in name.split())
        for name in names
    )


def _narrow(id_: str) -> str:
    """An id that may break anywhere (U+200B, drawn as nothing): it stands in a narrow column."""
    return "\u200b".join(id_) if len(id_) > LONGEST_IN_COLUMN else id_


def _enter(edition: Edition, words: Words) -> str:
    return words("report.paper.enter", bank=edition.bank.id, version=edition.bank.version)
