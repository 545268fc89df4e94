"""A counsellor's device goes back from a client's hands: there is no such page at other times."""

from quiz.ui import frame
from quiz.ui.asked import handing_back
from quiz.ui.visit import session
from quiz.ui.widgets import heading

visit = session.visit()
frame.tell_page(visit, "give-back")
heading(visit.words("handing.title"))
handing_back.page(visit)
