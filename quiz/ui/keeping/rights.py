"""Parts of the page on rights: what is held, downloads, agreements, deleting."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from quiz import resultfile
from quiz.casework import Consent, ConsentTo, Journal, KeptJournal
from quiz.ui import frame, library
from quiz.ui.keeping import files
from quiz.ui.moment import day_of, now, today
from quiz.ui.visit import journals, place, remembering
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, toggled


def held(visit: Visit, journal: Journal | None) -> None:
    """What is held of this person, where, and until when."""
    words, kept = visit.words, place.of(visit)
    heading(words("data.held_title"), 2)
    lines = []
    if kept is not None:
        hours = max(-((now() - kept.expires_at) // timedelta(hours=1)), 0)
        lines.append(words("data.held_place", hours=hours))
    elif visit.draft is not None:
        lines.append(words("data.held_memory"))
    if isinstance(journal, KeptJournal):
        results, notes = len(journal.entries), len(journal.notes)
        what = words("and").join(
            [
                words(f"data.results.{_number(results)}", count=results),
                words(f"data.notes.{_number(notes)}", count=notes),
            ]
        )
        until = words.month(journal.until or journal.last_month)
        lines.append(words("data.held_code", until=until, what=what))
        lines.append(words("data.held_until"))
    elif journal is not None:
        lines.append(words("data.held_file"))
    if visit.keeping.device is not None:
        lines.append(words("data.held_device"))
    for line in lines or [words("data.held_nothing")]:
        st.markdown(plain(line))
    quiet(words("data.never"))


def _number(count: int) -> str:
    """Which words a number takes."""
    return "none" if count == 0 else "one" if count == 1 else "many"


def downloads(visit: Visit, journal: Journal) -> None:
    """Everything as JSON that opens here again, as a table, and as a sealed file."""
    words, day = visit.words, today().isoformat()
    agreed = journal.consents if isinstance(journal, KeptJournal) else ()
    heading(words("data.take_title"), 2)
    quiet(words("data.take"))
    with row("take-all"):
        st.download_button(
            words("data.take_json"),
            data=lambda: resultfile.dump_journal(journal, agreed),
            file_name=f"check-in-all-{day}.json",
            mime="application/json",
            on_click="ignore",
            key="take-all-json",
        )
        st.download_button(
            words("data.take_csv"),
            data=lambda: _table(visit, journal),
            file_name=f"check-in-all-{day}.csv",
            mime="text/csv",
            on_click="ignore",
            key="take-all-csv",
        )
    if toggled("all-sealed", words("data.take_sealed")):
        files.sealed_file(visit, journal, "all")


def _table(visit: Visit, journal: Journal) -> bytes:
    header = {c: visit.words(f"data.columns.{c}") for c in resultfile.ANSWER_COLUMNS}
    attempts = [entry.attempt for entry in journal.entries]
    banks = [library.bank_of(it.bank_id, it.version) for it in attempts]
    return resultfile.dump_answers_csv(zip(attempts, banks, strict=True), header)


def consents(visit: Visit, journal: KeptJournal) -> None:
    """What was agreed to and when, each with the way to take it back."""
    words = visit.words
    heading(words("data.consents_title"), 2)
    quiet(words("data.consents_lead"))
    for consent in journal.consents:
        _consent(visit, consent)


def _consent(visit: Visit, consent: Consent) -> None:
    words, to = visit.words, consent.to
    name = words(f"data.consent.{to.value}")
    with st.container(key=f"consent-{consent.id.hex()}", border=True):
        st.markdown(f"**{plain(name)}**")
        quiet(words("data.given", date=words.day(day_of(consent.given_at))))
        if consent.withdrawn_at is not None:
            quiet(words("data.taken_back", date=words.day(day_of(consent.withdrawn_at))))
        elif to is ConsentTo.KEEP:
            quiet(words("data.revoke_keep_about"))
            _asked_once_more(visit, words("data.revoke_keep"), "revoke-keep")
        elif to is ConsentTo.DEVICE:
            st.button(
                words("data.revoke_device"),
                key=f"revoke-{consent.id.hex()}",
                on_click=remembering.forget,
                args=(visit, consent.about),
            )
        else:
            frame.back_link(visit, "together", "data.revoke_share")


def delete_everything(visit: Visit, journal: Journal | None) -> None:
    """Delete all of it, asked once more; then nothing is left, and that is said."""
    words = visit.words
    if journal is None and visit.draft is None and visit.attempt is None:
        return
    heading(words("data.delete_title"), 2)
    st.markdown(plain(words("data.delete_about")))
    _asked_once_more(visit, words("data.delete"), "delete-all")


def _asked_once_more(visit: Visit, label: str, key: str) -> None:
    """A button by which everything is deleted, once that is confirmed where it stands."""
    words = visit.words
    if visit.keeping.asked != key:
        st.button(label, key=key, on_click=journals.ask, args=(visit, key))
        return
    st.warning(plain(words("data.delete_sure")))
    with row(f"sure-{key}"):
        st.button(
            words("data.delete_yes"), key=f"yes-{key}", on_click=journals.erase, args=(visit,)
        )
        st.button(
            words("data.delete_no"), key=f"no-{key}", on_click=journals.ask, args=(visit, None)
        )
