"""The caseload: who needs what, at a glance; for counsellors."""

from quiz.ui import desk, frame, session
from quiz.ui.desk_parts import details, listing, opening, taking
from quiz.ui.widgets import heading

visit = session.visit()
mine = desk.required(visit)
if visit.at != "caseload":
    visit.book.reload()  # whoever comes back to the list sees what was sent meanwhile
frame.tell_page(visit, "caseload")
heading(visit.words("clients.title"))
details.add(visit)
rows = opening.rows(visit, mine)
listing.clients(visit, listing.found(visit, rows))
listing.look_again(visit, mine)
listing.meaning(visit)
taking.all_clients(visit, rows)
