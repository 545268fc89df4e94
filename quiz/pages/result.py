"""The result: help first where it is needed, then the focus, the steps, what to read and do."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.asked import sending
from quiz.ui.keeping import choosing
from quiz.ui.moment import day_of
from quiz.ui.pairs import pairings
from quiz.ui.results import single
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain, quiet
from quiz.views.results.result import result

visit = session.visit()
words = visit.words
frame.tell_page(visit, "result")
if visit.attempt is None:
    heading(words("result.title"))
    st.markdown(plain(words("result.no_result")))
    frame.first_link(visit)
    frame.back_link(visit, "mine", "start.come_back")
    st.stop()

attempt, edition = visit.attempt, visit.shown
view = result(edition, attempt, words, yes_to=visit.private.yes_to(edition.bank))
heading(words("result.title"))
if visit.from_file and attempt.finished_at is not None:
    quiet(words("result.from_file", date=words.day(day_of(attempt.finished_at))))
sending.not_sent_yet(visit)
single.help_above(visit, view)
single.focus(view)
single.steps(visit, view)
single.drivers(view, words)
if not view.help_paths:
    single.read_and_practise(visit, view)
single.go_on(visit, view)
sending.offer(visit)
choosing.keep_it(visit)
pairings.way_there(visit)
if not visit.signing.handed_over:
    single.take_home(visit)
if disclaimer := edition.words(visit.language).disclaimer:
    st.markdown(plain(disclaimer))
