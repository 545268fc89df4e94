"""The private block: optional, gated, held in memory only."""

import streamlit as st

from quiz.ui import frame, session
from quiz.ui.widgets import choice, heading, plain, quiet

visit = session.visit()
words, bank = visit.words, visit.edition.bank
block, said = bank.private_block, visit.edition.words(visit.language).private_block
frame.tell_page(visit, "private")


def done() -> None:
    """Go on to the result; what was answered stays in memory."""
    visit.private.done = True
    st.session_state["private-go"] = True


if (
    visit.attempt is None
    or block is None
    or said is None
    or st.session_state.pop("private-go", False)
):
    frame.go("result")
    st.stop()

answers = [(value, words(f"private.answers.{value}")) for value in ("yes", "no", "no_answer")]
heading(words("private.title"))
st.markdown(plain(said.intro))
quiet(words("private.never_stored"))
gate = choice(said.gate, answers[:2], visit.private.answers.get(block.gate), block.gate)
if gate is not None:
    visit.private.answers[block.gate] = gate
if gate == "yes":
    for question in block.questions:
        stored = visit.private.answers.get(question.id)
        if value := choice(said.questions[question.id], answers, stored, question.id):
            visit.private.answers[question.id] = value
elif gate == "no":
    st.markdown(plain(words("private.gate_no")))
label = words("private.done" if gate == "yes" else "private.skip")
st.button(label, key="private-done", type="primary", on_click=done)
quiet(words("exit.explain"))
