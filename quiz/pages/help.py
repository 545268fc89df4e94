"""Help: the emergency number first, then lines by country, then directories."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.reading import help_lines
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
words = visit.words
frame.tell_page(visit, "help")
heading(words("help.title"))
st.markdown(plain(words("help.lead")))
help_lines.help_list(visit, level=2)
heading(words("help.safety_title"), 2)
st.markdown(plain(words("help.safety")))
quiet(words("exit.explain"))
