"""One client, as their counsellor sees them. Which one is known to the visit alone."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.clients import asking, downloads, figures, listing, managing, opening, work
from quiz.ui.visit import desk, session
from quiz.ui.widgets import heading, plain

visit = session.visit()
mine = desk.required(visit)
frame.tell_page(visit, "client")
found = opening.opened(visit, mine)
if found is None:
    heading(visit.words("client.title"))
    frame.tell_once(visit)
    st.markdown(plain(visit.words("client.none_open")))
    frame.back_link(visit, "caseload", "client.to_caseload")
else:
    view = figures.view_of(visit, found)
    heading(view.code)
    figures.who(visit, found, view)
    downloads.session_sheet(visit, found)
    match managing.part(visit):
        case "now":
            figures.before_session(visit, found, view)
            listing.meaning(visit)
        case "time":
            figures.trend(visit, view)
            work.phases(visit, found)
            listing.meaning(visit)
        case "work":
            work.work(visit, found, view)
        case "ask":
            asking.ask(visit, mine, found)
        case "file":
            managing.file(visit, mine, found)
    frame.back_link(visit, "caseload", "client.to_caseload")
