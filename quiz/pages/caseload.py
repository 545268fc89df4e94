"""The caseload: who needs what, at a glance; for counsellors."""

from quiz.ui import frame
from quiz.ui.clients import details, downloads, listing, opening
from quiz.ui.visit import desk, session
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
downloads.all_clients(visit, rows)
