"""Start: what it is, how long it takes, privacy, side and decision, and the consent line."""

import streamlit as st

from quiz import casework
from quiz.bank import ContextQuestion
from quiz.ui import frame, opening, session
from quiz.ui.widgets import choice, heading, plain, quiet, toggled
from quiz.views.questions import minutes

visit = session.visit()
words, edition = visit.words, visit.edition
bank, wording = edition.bank, edition.words(visit.language)
frame.tell_page(visit, "start")


def ask(question: ContextQuestion) -> None:
    """A context question; what is chosen is kept for the start of the draft."""
    said = wording.context[question.id]
    options = [(option, said.options[option]) for option in question.options]
    chosen = choice(said.text, options, visit.choices.get(question.name), f"context-{question.id}")
    if chosen is not None:
        visit.choices[question.name] = chosen


def begin() -> None:
    """Start the questions where every choice is made; otherwise say which one is missing."""
    context = {name: value for name, value in visit.choices.items() if name != opening.SIDE}
    missing = opening.missing(visit)
    if missing is not None:
        st.session_state["start-missing"] = missing
        return
    side = visit.choices.get(opening.SIDE)
    visit.start_over()
    visit.draft = casework.begin(bank, perspective=side, context=context, language=visit.language)
    st.session_state["start-go"] = True


if st.session_state.pop("start-go", False):
    frame.go("questions", p="1")

heading(wording.title)
if wording.tagline:
    st.markdown(plain(wording.tagline))
if visit.draft is not None:
    opening.under_way(visit)

for line in wording.about:
    st.markdown(plain(line))
first = sum(len(page) for page in bank.pages[: bank.first_pages])
key = "start.minutes" if bank.first_pages < len(bank.pages) else "start.minutes_all"
st.markdown(plain(words(key, count=first, minutes=minutes(first))))

if bank.perspectives:
    sides = [(side, wording.perspectives[side]) for side in bank.perspectives]
    label = wording.choose_perspective or words("start.begin")
    if side := choice(label, sides, visit.choices.get(opening.SIDE), "side"):
        visit.choices[opening.SIDE] = side
for question in bank.context:
    if question.required:
        ask(question)

quiet(words("start.consent"))
if missing := st.session_state.pop("start-missing", None):
    st.error(plain(words("start.missing", question=missing)))
st.button(words("start.begin"), key="begin", type="primary", on_click=begin, width="stretch")

heading(words("start.privacy_title"), 3)
quiet(words("start.privacy"))
quiet(words("exit.explain"))
for question in bank.context:
    if not question.required and toggled("more", words("start.more_question")):
        quiet(words("start.more_note"))
        ask(question)
opening.saved_result(visit)
opening.other_banks(visit)
if wording.disclaimer:
    quiet(wording.disclaimer)
