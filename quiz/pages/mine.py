"""My results: come back with a code or a file; then the times, notes, and when to come back."""

from quiz.casework import FiledJournal, KeptJournal
from quiz.ui import (
    code_parts,
    file_parts,
    frame,
    history_parts,
    journals,
    note_parts,
    opening_parts,
    pairings,
    remembering,
    session,
)
from quiz.ui.widgets import heading

visit = session.visit()
words = visit.words
remembering.take_up(visit)
journal = journals.opened(visit)
frame.tell_page(visit, "mine" if journal is None else "mine-open")
heading(words("mine.title"))
frame.tell_once(visit)
if journal is None:
    opening_parts.closed(visit)
else:
    opening_parts.until(visit)
    code_parts.new_code(visit)
    if isinstance(journal, FiledJournal):
        file_parts.save_anew(visit, journal)
    history_parts.times(visit, journal)
    if isinstance(journal, KeptJournal):
        pairings.way_there(visit)
    history_parts.when_to_come_back(visit, journal)
    note_parts.notes(visit, journal)
    if isinstance(journal, KeptJournal):
        opening_parts.device(visit)
    opening_parts.closing(visit)
