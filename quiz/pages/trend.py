"""Trend: everything that was kept, step by step over time."""

from quiz.ui import frame
from quiz.ui.results import over_time
from quiz.ui.visit import journals, remembering, session
from quiz.ui.widgets import heading

visit = session.visit()
remembering.take_up(visit)
journal = journals.opened(visit)
frame.tell_page(visit, "trend")
heading(visit.words("trend.title"))
frame.tell_once(visit)
sheets = over_time.history(visit, journal)
if sheets is not None:
    over_time.shown(visit, sheets)
    frame.back_link(visit, "compare", "trend.to_compare")
    frame.back_link(visit, "mine", "compare.to_mine")
