"""What is held: until when, to take along, what was agreed to, and deleting it."""

import streamlit as st

from quiz.casework import KeptJournal
from quiz.ui import frame
from quiz.ui.keeping import rights
from quiz.ui.visit import journals, remembering, session
from quiz.ui.widgets import heading, plain

visit = session.visit()
words = visit.words
remembering.take_up(visit)
journal = journals.opened(visit)
frame.tell_page(visit, "data" if journal is None else "data-open")
heading(words("data.title"))
frame.tell_once(visit)
rights.held(visit, journal)
if journal is None:
    st.markdown(plain(words("data.closed")))
    frame.back_link(visit, "mine", "data.to_mine")
else:
    rights.downloads(visit, journal)
if isinstance(journal, KeptJournal):
    rights.consents(visit, journal)
rights.delete_everything(visit, journal)
