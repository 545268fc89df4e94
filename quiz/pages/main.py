"""Runs on every click: the frame, and in it the page that was asked for."""

import streamlit as st

from quiz.ui import answering, frame, place, session, shell

visit = session.current()
if visit is None:
    st.set_page_config(page_title="Check-in", layout="centered")
    frame.no_bank()
    st.stop()

shell.join_visit()
answering.keep(visit)
place.follow(visit)
st.set_page_config(page_title=frame.tab_title(visit), layout="centered")
page = st.navigation(frame.pages(visit), position="hidden")
frame.head(visit, frame.name_of(page))
place.notices(visit)
frame.guarded(page.run, visit.words)
frame.foot(visit)
