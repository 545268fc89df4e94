"""Parts of My results: what happened meanwhile, in the person's own words, by day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from quiz.casework import LONGEST_NOTE, Journal, Note
from quiz.casework.entries import EARLIEST, LATEST
from quiz.ui.moment import today
from quiz.ui.visit import journals
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row


def notes(visit: Visit, journal: Journal) -> None:
    """The notes, newest first, and a place for another one."""
    words, written = visit.words, visit.keeping.note
    heading(words("mine.notes_title"), 2)
    quiet(words("mine.notes_about"))
    known = {note.id.hex(): note for note in journal.notes}
    for name, note in reversed(known.items()):
        with st.container(key=f"note-{name}", border=True):
            if name == written:
                _write(visit, name, note)
            else:
                _note(visit, name, note)
    if written is not None and written not in known:
        with st.container(key=f"note-{written}", border=True):
            _write(visit, written, None)
    elif written is None:
        st.button(
            words("mine.note_new"), key="note-new", on_click=journals.begin_note, args=(visit,)
        )


def _note(visit: Visit, name: str, note: Note) -> None:
    """One note, to be changed or deleted."""
    words = visit.words
    st.markdown(f"**{plain(words.day(note.on))}**  \n{plain(note.text)}")
    with row(f"note-actions-{name}"):
        if visit.keeping.asked == name:
            st.warning(plain(words("mine.note_delete_sure")))
            st.button(
                words("mine.delete_yes"),
                key=f"sure-{name}",
                on_click=journals.strike,
                args=(visit, note.id),
            )
            st.button(
                words("mine.delete_no"),
                key=f"not-{name}",
                on_click=journals.ask,
                args=(visit, None),
            )
            return
        st.button(
            words("mine.note_change"),
            key=f"change-{name}",
            type="tertiary",
            on_click=journals.begin_note,
            args=(visit, note.id),
        )
        st.button(
            words("mine.delete"),
            key=f"delete-{name}",
            type="tertiary",
            on_click=journals.ask,
            args=(visit, name),
        )


def _write(visit: Visit, name: str, note: Note | None) -> None:
    """A note as it is being written. Its id is known before, so that saved twice it is one."""
    words = visit.words
    with st.form(f"write-{name}", border=False):
        on = st.date_input(
            words("mine.note_day"),
            value=note.on if note else today(),
            min_value=EARLIEST,
            max_value=LATEST,
            format="DD/MM/YYYY",
            key=f"day-{name}",
        )
        text = st.text_area(
            words("mine.note_text"),
            value=note.text if note else "",
            max_chars=LONGEST_NOTE,
            key=f"text-{name}",
        )
        with row(f"write-actions-{name}"):
            saved = st.form_submit_button(words("mine.note_save"), key=f"save-{name}")
            left = st.form_submit_button(words("mine.note_cancel"), key=f"cancel-{name}")
    if left:
        visit.keeping.note = None
        st.rerun()
    if saved and not text.strip():
        st.error(plain(words("mine.note_blank")))
    elif saved and isinstance(on, date):
        journals.write(visit, on, text, bytes.fromhex(name))
        st.rerun()
