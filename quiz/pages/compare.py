"""Compare: any two times, step by step, with how sure a change is."""

from quiz.ui import frame
from quiz.ui.results import comparison
from quiz.ui.visit import remembering, session
from quiz.ui.widgets import heading

visit = session.visit()
remembering.take_up(visit)
found = comparison.times(visit)
frame.tell_page(visit, "compare")
heading(visit.words("compare.title"))
frame.tell_once(visit)
pair = comparison.choose(visit, found)
if pair is not None:
    comparison.compared(visit, *pair)
    frame.back_link(visit, "trend", "compare.to_trend")
    frame.back_link(visit, "mine", "compare.to_mine")
