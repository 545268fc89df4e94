"""The accounts of a practice, for administrators: add, close, open again, erase; backup; audit."""

import streamlit as st

from quiz.casework.counsel import Role
from quiz.ui import frame
from quiz.ui.accounts import administering, audit, backing_up
from quiz.ui.visit import desk, session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
mine = desk.required(visit, Role.ADMINISTRATOR)
frame.tell_page(visit, "accounts")
heading(visit.words("accounts.title"))
st.markdown(plain(visit.words("accounts.lead")))
administering.add(visit, mine)
administering.accounts(visit, mine)
administering.promised(visit, mine)
backing_up.backup(visit, mine)
heading(visit.words("accounts.done_title"), 2)
quiet(visit.words("accounts.done_about"))
audit.done(visit, mine)
