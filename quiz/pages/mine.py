"""My results: come back with a code or a file; then the times, notes, and when to come back."""

from quiz.casework import FiledJournal, KeptJournal
from quiz.ui import frame
from quiz.ui.keeping import code_card, files, history, noting, opening
from quiz.ui.pairs import pairings
from quiz.ui.visit import journals, remembering, session
from quiz.ui.widgets import heading

visit = session.visit()
words = visit.words
remembering.take_up(visit)
journal = journals.opened(visit)
frame.tell_page(visit, "mine" if journal is None else "mine-open")
heading(words("mine.title"))
frame.tell_once(visit)
if journal is None:
    opening.closed(visit)
else:
    opening.until(visit)
    code_card.new_code(visit)
    if isinstance(journal, FiledJournal):
        files.save_anew(visit, journal)
    history.times(visit, journal)
    if isinstance(journal, KeptJournal):
        pairings.way_there(visit)
    history.when_to_come_back(visit, journal)
    noting.notes(visit, journal)
    if isinstance(journal, KeptJournal):
        opening.device(visit)
    opening.closing(visit)
