"""Runs on every click: the frame, and in it the page that was asked for."""

import streamlit as st

from quiz.ui import demonstration, frame, shell
from quiz.ui.taking import answering
from quiz.ui.visit import desk, journals, place, session

visit = session.current()
if visit is None:
    st.set_page_config(page_title="Check-in", layout="centered")
    frame.no_bank()
    st.stop()

shell.join_visit()
visit = frame.followed(visit)
answering.keep(visit)
place.follow(visit)
st.set_page_config(page_title=frame.tab_title(visit), layout="centered")
page = st.navigation(frame.pages(visit), position="hidden")
frame.led(visit)
demonstration.banner(visit, frame.name_of(page, visit))
frame.head(visit, frame.name_of(page, visit))
journals.code_arrived(visit)
place.notices(visit)
frame.tell_once(visit)
frame.guarded(page.run, visit.words)
frame.foot(visit)
desk.watch(visit)
