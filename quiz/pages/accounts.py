"""The accounts of a practice, for administrators: add, close, open again, erase; backup; audit."""

import streamlit as st

from quiz.casework.counsel import Role
from quiz.ui import admin_parts, audit_parts, backup_parts, desk, frame, session
from quiz.ui.widgets import heading, plain, quiet

visit = session.visit()
mine = desk.required(visit, Role.ADMINISTRATOR)
frame.tell_page(visit, "accounts")
heading(visit.words("accounts.title"))
st.markdown(plain(visit.words("accounts.lead")))
admin_parts.add(visit, mine)
admin_parts.accounts(visit, mine)
admin_parts.promised(visit, mine)
backup_parts.backup(visit, mine)
heading(visit.words("accounts.done_title"), 2)
quiet(visit.words("accounts.done_about"))
audit_parts.done(visit, mine)
