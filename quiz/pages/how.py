"""How it works: method, formulas, limits, privacy, in words and with the bank's own figures."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain, quiet
from quiz.views.method import method

visit = session.visit()
words = visit.words
frame.tell_page(visit, "how")
view = method(visit.edition, words)
heading(words("how.title"))
if view.unvalidated:
    quiet(words("how.unvalidated"))
for head, text in view.parts:
    heading(head, 2)
    st.markdown(plain(text))
frame.back_link(visit, "data", "mine.to_data")
heading(words("how.formula_title"), 2)
for formula in view.formulas:
    st.markdown(plain(formula))
quiet(words("how.sources"))
if view.bands:
    heading(words("how.bands_title"), 2)
    for band in view.bands:
        st.markdown(plain(band))
