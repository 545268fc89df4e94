"""Together: two people's views side by side, what one shows, and the invitation."""

import streamlit as st

from quiz.ui import couple_parts, frame, pairing_parts, pairings, session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
words = visit.words
frame.tell_page(visit, "together")
heading(words("together.title"))
if pairings.is_closed(visit):
    couple_parts.closed(visit)
else:
    st.markdown(plain(words("together.lead")))
    bonds = pairings.bonds(visit)
    for number, bond in enumerate(bonds, start=1):
        pairing_parts.pairing(visit, bond, number)
    pairing_parts.invite(visit, bonds)
couple_parts.ways_out(visit)
quiet(words("exit.explain"))
