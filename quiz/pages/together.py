"""Together: two people's views side by side, what one shows, and the invitation."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.pairs import couple, pairings, together
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
words = visit.words
frame.tell_page(visit, "together")
heading(words("together.title"))
if pairings.is_closed(visit):
    couple.closed(visit)
else:
    st.markdown(plain(words("together.lead")))
    bonds = pairings.bonds(visit)
    for number, bond in enumerate(bonds, start=1):
        together.pairing(visit, bond, number)
    together.invite(visit, bonds)
couple.ways_out(visit)
quiet(words("exit.explain"))
