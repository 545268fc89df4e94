"""Files to take: session sheet, one client or all as tables. The audit is told first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import CaseFile
from quiz.casework.counsel import ClientFile
from quiz.export import csv_zip, tables_of, workbook
from quiz.report import paper_form, session_sheet_pdf
from quiz.ui import library
from quiz.ui.moment import now, today, zone
from quiz.ui.visit import desk
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet, row, toggled
from quiz.views.clients.caseload import CaseRow
from quiz.words import Words, catalogue, languages

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def session_sheet(visit: Visit, found: ClientFile) -> None:
    """The page before a session, in each language; made on the click, from what is there then."""
    words, case = visit.words, found.file.case
    if not case.history:
        return
    with row("sheets"):
        for tag in case.history[-1].edition.bank.languages:
            spoken = catalogue(tag)
            name = spoken("language_name") if tag in languages() else tag
            st.download_button(
                plain(words("client.sheet", language=name)),
                data=sheet(visit, case.id, spoken, zone()),
                file_name=f"sheet-{today().isoformat()}.pdf",
                mime=PDF,
                on_click="ignore",
                key=f"sheet-{tag}",
                type="primary" if tag == visit.language else "secondary",
            )


def sheet(visit: Visit, client: bytes, words: Words, clock: tzinfo) -> Callable[[], bytes]:
    """What makes the sheet as things are then, once it may; days are those of the zone."""

    def make() -> bytes:
        session = desk.required(visit)
        found = counsel.open_client(session, client, library.edition_of)
        counsel.exported(session, 1)
        return session_sheet_pdf(found.file, now().astimezone(clock), words)

    return make


def one_client(visit: Visit, found: ClientFile) -> None:
    """Everything of one client as tables."""
    heading(visit.words("client.export_title"), 2)
    quiet(visit.words("client.export_about"))
    _tables(visit, "client", [found.client.id], answers=True)


def all_clients(visit: Visit, rows: Sequence[CaseRow]) -> None:
    """All clients as tables; the single answers, which are many, only as CSV."""
    words = visit.words
    if not rows:
        return
    heading(words("clients.export_title"), 2)
    quiet(words("clients.export_about"))
    if toggled("export", words("clients.export_show")):
        _tables(visit, "caseload", [it.id for it in rows], answers=False)


def _tables(visit: Visit, name: str, clients: Sequence[bytes], *, answers: bool) -> None:
    """The two kinds of file; `answers` is whether the workbook has the single answers too."""
    words, clock, day = visit.words, zone(), today().isoformat()
    with row(f"take-{name}"):
        st.download_button(
            words("client.take_xlsx"),
            data=lambda: workbook(tables_of(files(visit, clients), words, clock, answers=answers)),
            file_name=f"{name}-{day}.xlsx",
            mime=XLSX,
            on_click="ignore",
            key=f"take-{name}-xlsx",
        )
        st.download_button(
            words("client.take_csv"),
            data=lambda: csv_zip(tables_of(files(visit, clients), words, clock)),
            file_name=f"{name}-{day}.zip",
            mime="application/zip",
            on_click="ignore",
            key=f"take-{name}-csv",
        )


def files(visit: Visit, clients: Sequence[bytes]) -> list[CaseFile]:
    """Everything of these clients, as it is now and once it may; the audit knows how many."""
    session = desk.required(visit)
    found = [counsel.open_client(session, it, library.edition_of).file for it in clients]
    counsel.exported(session, len(found))
    return found


def form(visit: Visit, side: str | None, language: str | None) -> None:
    """The questions for a pen, from the client's side and in the client's language."""
    words, edition = visit.words, visit.edition
    tag = language if language in edition.bank.languages else visit.language
    spoken = catalogue(tag)
    with row("forms"):
        for id_, name in edition.words(visit.language).perspectives.items() or [(None, "")]:
            if side in (None, id_):
                st.download_button(
                    plain(words("client.form", side=name) if name else words("client.form_one")),
                    data=partial(paper_form, edition, id_, spoken),
                    file_name="check-in-paper.pdf",
                    mime=PDF,
                    on_click="ignore",
                    key=f"form-{id_}",
                )
