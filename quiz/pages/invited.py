"""An invitation: who sees what, what can be compared, and answering it, or not."""

from quiz.ui import couple_parts, frame, invited_parts, pairings, session
from quiz.ui.widgets import heading, quiet

visit = session.visit()
frame.tell_page(visit, "invited")
heading(visit.words("invited.title"))
code = pairings.code(visit)
if pairings.is_closed(visit):
    couple_parts.closed(visit)
    couple_parts.ways_out(visit)
elif code is None:
    invited_parts.ask_code(visit)
else:
    invited_parts.opened(visit, code)
quiet(visit.words("exit.explain"))
