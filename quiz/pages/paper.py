"""A form that was filled in with a pen, typed in by keyboard."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.clients import opening, paper_entry
from quiz.ui.visit import desk, session
from quiz.ui.widgets import heading, plain

visit = session.visit()
mine = desk.required(visit)
frame.tell_page(visit, "paper")
found = opening.opened(visit, mine)
if found is None:
    heading(visit.words("paper_entry.title"))
    st.markdown(plain(visit.words("client.none_open")))
else:
    heading(visit.words("paper_entry.title_of", code=found.file.case.code))
    paper_entry.entry(visit, found)
    frame.back_link(visit, "client", "client.to_client")
frame.back_link(visit, "caseload", "client.to_caseload")
