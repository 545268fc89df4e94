"""Typing in a form that was filled in with a pen: every question on one page, one key each.

The questions stand as they are printed. A digit is an answer, N is "does not apply", a blank was
left blank; what stands on the pages after the last answer counts as not reached. The page's script
moves on by itself as soon as a field has its answer, and back on Backspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

import streamlit as st

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.bank import Bank
from quiz.casework import counsel
from quiz.casework.counsel import ClientFile, Paper
from quiz.content import Edition
from quiz.ui.clients import details, opening
from quiz.ui.moment import now, today, zone
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import choice, heading, plain, quiet
from quiz.vault import new_id

APART: Final = ("n", "\u0e37")
"""What the key N types, on a Thai keyboard too: "does not apply"."""
MIDDAY: Final = time(12)
THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def entry(visit: Visit, found: ClientFile) -> None:
    """The whole form; what was typed stays while something in it is to be corrected."""
    words, edition, book = visit.words, visit.edition, visit.book
    if book.paper is None:
        book.paper = new_id()
    name = book.paper.hex()
    side = _side(visit, found, name)
    with st.form(f"paper-{name}", border=False, enter_to_submit=False):
        day = st.date_input(
            words("paper_entry.day"),
            value=today(),
            min_value=date(1900, 1, 1),
            max_value=today(),
            format="DD/MM/YYYY",
            key=f"day-{name}",
        )
        context = _context(visit, edition, name)
        quiet(_keys(visit, edition))
        typed = _questions(visit, edition, side, name)
        released = found.client.partner is not None and st.checkbox(
            plain(words("paper_entry.released")), key=f"released-{name}"
        )
        pressed = st.form_submit_button(words("paper_entry.save"), key="save-paper", type="primary")
    if not pressed:
        return
    answers, wrong = read(edition.bank, typed)
    if wrong:
        numbers = ", ".join(str(it) for it in wrong)
        st.error(plain(words("paper_entry.wrong", numbers=numbers)))
        return
    if not answers:
        st.error(plain(words("paper_entry.nothing")))
        return
    paper = Paper(
        answers=answers,
        finished_at=_finished(day),
        pages=pages_filled(edition.bank, answers),
        perspective=side,
        language=found.file.case.language or visit.language,
        context=context,
        released=released,
        id=book.paper,
    )
    bank = edition.bank
    if opening.do(
        visit,
        lambda session: counsel.enter_on_paper(session, found.client.id, bank, paper),
        "paper_entry.saved",
    ):
        book.paper = None
        opening.show(visit, found.client.id)
    st.rerun()


def _side(visit: Visit, found: ClientFile, name: str) -> str | None:
    """The side that the form was for: that of the client, unless another is chosen."""
    options = details.sides(visit)
    if not options:
        return None
    known = [id_ for id_, _ in options]
    last = found.file.case.history[-1].attempt.perspective if found.file.case.history else None
    usual = found.file.case.perspective or last
    first = usual if usual in known else known[0]
    label = visit.words("paper_entry.side")
    return choice(label, options, first, f"paper-side-{name}", visit.language) or first


def _context(visit: Visit, edition: Edition, name: str) -> dict[str, str]:
    """What was ticked above the questions, as far as it was."""
    wording, said = edition.words(visit.language), dict[str, str]()
    for question in edition.bank.context:
        if not question.required:
            continue
        asked = wording.context[question.id]
        options = [("", visit.words("paper_entry.blank"))]
        options += [(it, asked.options[it]) for it in question.options]
        chosen = choice(asked.text, options, "", f"{question.id}-{name}", visit.language)
        if chosen:
            said[question.name] = chosen
    return said


def _keys(visit: Visit, edition: Edition) -> str:
    """What to type for which answer."""
    scale, anchors = edition.bank.scale, edition.words(visit.language).anchors
    said = [f"{value} {anchors[value]}" for value in scale.values]
    apart = edition.words(visit.language).not_applicable
    if scale.not_applicable and apart:
        said.append(f"N {apart}")
    return visit.words("paper_entry.keys", keys=" · ".join(said))


def _questions(visit: Visit, edition: Edition, side: str | None, name: str) -> dict[str, str]:
    """A field a question, in the printed order."""
    wording, typed, number = edition.words(visit.language), dict[str, str](), 0
    longest = max(len(str(value)) for value in edition.bank.scale.values)
    with st.container(key="paper-answers"):
        for page in edition.bank.pages:
            key = "questions.title" if len(page) > 1 else "questions.title_one"
            heading(visit.words(key, first=number + 1, last=number + len(page)), 2)
            for item in page:
                number += 1
                typed[item.id] = st.text_input(
                    plain(f"{number} · {wording.item(item.id, side)}"),
                    max_chars=longest,
                    autocomplete="off",
                    key=f"typed-{item.id}-{name}",
                )
    return typed


def read(bank: Bank, typed: Mapping[str, str]) -> tuple[dict[str, Answer], list[int]]:
    """The answers by item id, blanks left out; and the numbers of the questions that have none.

    Fields are in the printed order and numbered from 1.
    """
    answers, wrong = dict[str, Answer](), list[int]()
    for number, (item, text) in enumerate(typed.items(), start=1):
        said = text.strip().casefold().translate(THAI_DIGITS)
        if not said:
            continue
        if said in APART and bank.scale.not_applicable:
            answers[item] = NOT_APPLICABLE
        elif said.lstrip("-").isdecimal() and int(said) in bank.scale.values:
            answers[item] = int(said)
        else:
            wrong.append(number)
    return answers, wrong


def pages_filled(bank: Bank, answers: Mapping[str, Answer]) -> int:
    """How many pages the form has up to the last one with an answer."""
    return max(
        place
        for place, page in enumerate(bank.pages, start=1)
        if any(item.id in answers for item in page)
    )


def _finished(day: date) -> datetime:
    """Midday of that day where the counsellor is, but not in the future."""
    if day >= today():
        return now()
    return min(datetime.combine(day, MIDDAY, zone()), now() - timedelta(seconds=1))
