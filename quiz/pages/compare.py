"""Compare: any two times, step by step, with how sure a change is."""

from quiz.ui import comparison_parts, frame, remembering, session
from quiz.ui.widgets import heading

visit = session.visit()
remembering.take_up(visit)
found = comparison_parts.times(visit)
frame.tell_page(visit, "compare")
heading(visit.words("compare.title"))
frame.tell_once(visit)
pair = comparison_parts.choose(visit, found)
if pair is not None:
    comparison_parts.compared(visit, *pair)
    frame.back_link(visit, "trend", "compare.to_trend")
    frame.back_link(visit, "mine", "compare.to_mine")
