"""What a counsellor asked for: who sees what, answering it or not, and taking it back."""

from quiz.ui import frame
from quiz.ui.asked import invitation, taking_back
from quiz.ui.visit import session
from quiz.ui.widgets import heading, quiet

visit = session.visit()
frame.tell_page(visit, "answer")
heading(visit.words("answer.title"))
invitation.page(visit)
if not visit.signing.handed_over:
    taking_back.part(visit)
quiet(visit.words("exit.explain"))
