"""The result: help first where it is needed, then the focus, the steps, what to read and do."""

import streamlit as st

from quiz.ui import frame, keep_parts, pairings, result_parts, session
from quiz.ui.client_parts import sending
from quiz.ui.moment import day_of
from quiz.ui.widgets import heading, plain, quiet
from quiz.views.result import result

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
result_parts.help_above(visit, view)
result_parts.focus(view)
result_parts.steps(visit, view)
result_parts.drivers(view, words)
if not view.help_paths:
    result_parts.read_and_practise(visit, view)
result_parts.go_on(visit, view)
sending.offer(visit)
keep_parts.keep_it(visit)
pairings.way_there(visit)
if not visit.signing.handed_over:
    result_parts.take_home(visit)
if disclaimer := edition.words(visit.language).disclaimer:
    st.markdown(plain(disclaimer))
