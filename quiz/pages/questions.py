"""The questions: a page of them at a time, each answer kept as it is given."""

import streamlit as st

from quiz.casework import finish, open_page
from quiz.ui import frame
from quiz.ui.moment import now
from quiz.ui.taking import answering
from quiz.ui.visit import place, session
from quiz.ui.widgets import heading, plain, quiet, row
from quiz.views.questions import minutes, question_page

visit = session.visit()
words, edition, draft = visit.words, visit.edition, visit.draft
if draft is None:
    frame.tell_page(visit, "questions")
    heading(words("app.title"))
    st.markdown(plain(words("questions.no_attempt")))
    frame.first_link(visit)
    st.stop()

page = open_page(edition.bank, draft, answering.asked_for(visit))
if st.query_params.get("p") != str(page):
    st.query_params["p"] = str(page)
frame.tell_page(visit, f"questions-{page}")
view = question_page(edition, draft, page, words)
wording = edition.words(visit.language)

heading(view.title)
if wording.time_frame:
    st.markdown(f"**{plain(wording.time_frame)}**")
if wording.instructions and page == 1:
    quiet(wording.instructions)
for question in view.questions:
    answering.ask(visit, question, view.options)

quiet(words("questions.blank_note"))
if view.ends_first_stage:
    st.markdown(
        plain(words("questions.pause", answered=draft.answered, total=view.total, count=view.left))
    )
with row("turn-page"):
    if page > 1:
        answering.turner("back", words("questions.back"), page, page - 1)
    if view.ends_first_stage:
        more = words("questions.go_on", count=view.left, minutes=minutes(view.left))
        answering.turner("next", more, page, page + 1)
    elif not view.is_last:
        answering.turner("next", words("questions.next"), page, page + 1, main=True)
ends = view.ends_first_stage or view.is_last
end = "first_result" if view.ends_first_stage else "finish" if view.is_last else "stop_here"
if st.button(words(f"questions.{end}"), key="finish", type="primary" if ends else "tertiary"):
    if not draft.answers:
        st.warning(words("questions.nothing_yet"))
    else:
        visit.show(finish(draft, now()))
        has_block = edition.bank.private_block is not None and not visit.private.done
        frame.go("private" if has_block else "result")
place.stay_in_touch(visit)
place.until_when(visit)
st.progress(
    view.done, plain(words("questions.progress", done=len(draft.answers), total=view.total))
)
