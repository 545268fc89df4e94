"""An invitation: who sees what, what can be compared, and answering it, or not."""

from quiz.ui import frame
from quiz.ui.pairs import couple, invited, pairings
from quiz.ui.visit import session
from quiz.ui.widgets import heading, quiet

visit = session.visit()
frame.tell_page(visit, "invited")
heading(visit.words("invited.title"))
code = pairings.code(visit)
if pairings.is_closed(visit):
    couple.closed(visit)
    couple.ways_out(visit)
elif code is None:
    invited.ask_code(visit)
else:
    invited.opened(visit, code)
quiet(visit.words("exit.explain"))
