"""Parts of the couple page: what two clients both released to their counsellor, step by step."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import Released
from quiz.casework.counsel import ReleasedPair, Session
from quiz.errors import StoreError
from quiz.report import couple_sheet_pdf
from quiz.ui import library
from quiz.ui.moment import today
from quiz.ui.pairs import couple
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row
from quiz.views.clients.couple_sheet import closed, couple_sheet
from quiz.words import Words, catalogue, languages


def both(visit: Visit, session: Session, client: bytes) -> None:
    """The couple view; else the one sentence, whatever the reason."""
    words = visit.words
    mine, theirs = released(session, client)
    view = couple_sheet(mine, theirs, words)
    if view is None or mine is None or theirs is None:
        st.markdown(plain(closed(words)))
        return
    codes = {"one": mine.code, "other": theirs.code}
    quiet(words("couple_sheet.lead", **codes))
    with row("couple-sheets"):
        for tag in mine.taken.edition.bank.languages:
            spoken = catalogue(tag)
            name = spoken("language_name") if tag in languages() else tag
            st.download_button(
                plain(words("pair.sheet", language=name)),
                data=_sheet(visit, client, spoken),
                file_name=f"sheet-{today().isoformat()}.pdf",
                mime="application/pdf",
                on_click="ignore",
                key=f"couple-sheet-{tag}",
            )
    couple.drawn(visit, view, (mine.code, theirs.code))


def _sheet(visit: Visit, client: bytes, words: Words) -> Callable[[], bytes]:
    day = today()

    def make() -> bytes:
        session = desk.required(visit)
        made = couple_sheet_pdf(*released(session, client), words, day)
        if made is None:  # one of them took it back meanwhile
            raise StoreError("there is no couple sheet any more", code="client_gone")
        counsel.exported(session, 2)
        return made

    return make


def released(session: Session, client: bytes) -> tuple[Released | None, Released | None]:
    """What the two released to their counsellor; nothing of either unless both did."""
    found: ReleasedPair | None = counsel.released_pair(session, client, library.edition_of)
    if found is None:
        return None, None
    (one, taken), (other, other_taken) = found.mine, found.partners
    return Released(one.code, taken), Released(other.code, other_taken)


def title(visit: Visit, session: Session, client: bytes) -> None:
    """The couple's two codes."""
    found = counsel.open_client(session, client, library.edition_of).file.case
    partner = found.partner or visit.words("pair.nobody")
    heading(visit.words("pair.of", one=found.code, other=partner))
