"""The private block: optional, gated, held in memory only."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.taking import answering
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
words, block = visit.words, visit.edition.bank.private_block
said = visit.edition.words(visit.language).private_block
frame.tell_page(visit, "private")
if visit.attempt is None or block is None or said is None:
    frame.go("result")
    st.stop()

answers = [(value, words(f"private.answers.{value}")) for value in ("yes", "no", "no_answer")]
heading(words("private.title"))
st.markdown(plain(said.intro))
quiet(words("private.never_stored"))
gate = answering.ask_privately(visit, block.gate, said.gate, answers[:2])
if gate == "yes":
    for question in block.questions:
        answering.ask_privately(visit, question.id, said.questions[question.id], answers)
elif gate == "no":
    st.markdown(plain(words("private.gate_no")))
if st.button(
    words("private.done" if gate == "yes" else "private.skip"), key="private-done", type="primary"
):
    visit.private.done = True
    frame.go("result")
quiet(words("exit.explain"))
