"""Start: what it is, how long it takes, privacy, side and decision, and the consent line."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.taking import start
from quiz.ui.visit import place, session
from quiz.ui.widgets import heading, plain, quiet
from quiz.views.questions import minutes

visit = session.visit()
words, bank = visit.words, visit.edition.bank
wording = visit.edition.words(visit.language)
frame.tell_page(visit, "start")

heading(wording.title)
if wording.tagline:
    st.markdown(plain(wording.tagline))
frame.back_link(visit, "mine", "start.come_back")
if visit.draft is not None:
    start.under_way(visit)
for line in wording.about:
    st.markdown(plain(line))
first = sum(len(page) for page in bank.pages[: bank.first_pages])
key = "start.minutes" if bank.first_pages < len(bank.pages) else "start.minutes_all"
st.markdown(plain(words(key, count=first, minutes=minutes(first))))
if visit.draft is None:
    start.choices(visit)

heading(words("start.privacy_title"), 2)
quiet(words("start.privacy"))
if place.is_offered(visit) or place.of(visit) is not None:
    quiet(words("start.privacy_kept"))
quiet(words("exit.explain"))
if visit.draft is None:
    start.more_questions(visit)
    start.on_paper(visit)
    start.saved_result(visit)
    start.other_banks(visit)
if wording.disclaimer:
    quiet(wording.disclaimer)
if visit.desk is None:
    frame.back_link(visit, "sign-in", "sign_in.way_in")
