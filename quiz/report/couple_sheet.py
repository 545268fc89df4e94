"""The sheet for a session with two who both released their steps to the counsellor."""

from __future__ import annotations

from datetime import date

from quiz.casework.cases import Released
from quiz.report.couple import together_data
from quiz.report.result import closing
from quiz.report.typeset import typeset
from quiz.views.clients.couple_sheet import couple_sheet
from quiz.words import Words


def couple_sheet_pdf(
    one: Released | None, other: Released | None, words: Words, today: date
) -> bytes | None:
    """The couple sheet as a PDF in the language of `words`; None where there is none to be seen.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    view = couple_sheet(one, other, words)
    if view is None or one is None or other is None:
        return None
    edition = one.taken.edition
    codes = {"one": one.code, "other": other.code}
    data = {
        "title": words("couple_sheet.title", date=words.day(today), **codes),
        "lead": words("couple_sheet.lead", **codes),
        "footer": words("sheet.footer"),
        "closing": closing(edition, words),
        **together_data(view, words("couple_sheet.figures", **codes), words),
    }
    return typeset("couple", data, language=edition.language(words.language), day=today)
