"""Two clients who are one couple: what both released to their counsellor, and nothing else."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.clients import pair
from quiz.ui.visit import desk, session
from quiz.ui.widgets import heading, plain

visit = session.visit()
mine = desk.required(visit)
frame.tell_page(visit, "pair")
if visit.book.open is None:
    heading(visit.words("pair.title"))
    st.markdown(plain(visit.words("client.none_open")))
else:
    pair.title(visit, mine, visit.book.open)
    pair.both(visit, mine, visit.book.open)
    frame.back_link(visit, "client", "client.to_client")
frame.back_link(visit, "caseload", "client.to_caseload")
