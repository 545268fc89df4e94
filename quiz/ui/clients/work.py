"""The work with a client: practice agreed and done, the plan, phases, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from quiz.casework import counsel
from quiz.casework.cases import AgreedPractice, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel import ClientFile
from quiz.content import Edition
from quiz.ui.clients import opening, ordering, records
from quiz.ui.moment import today
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import plain, quiet
from quiz.views.clients.casefile import AgreedView
from quiz.views.clients.client import ClientView
from quiz.views.results.result import titles


def work(visit: Visit, found: ClientFile, view: ClientView) -> None:
    """What was agreed and written down; each of it can be added, changed and deleted."""
    history = found.file.case.history
    edition = history[-1].edition if history else visit.edition
    practices(visit, found, view, edition)
    plan(visit, found, view, edition)
    notes(visit, found)


def practices(visit: Visit, found: ClientFile, view: ClientView, edition: Edition) -> None:
    """What was agreed to practise, with a box for each day that is done."""
    shown = {it.id: told for it, told in zip(found.file.practices, view.practices, strict=True)}
    sides = edition.bank.perspectives or (None,)
    known = titles(edition, visit.language)
    named = {
        id_: title
        for id_, title in known.items()
        if any(edition.practice(visit.language, id_, side) for side in sides)
    }
    if not named and not shown:
        return

    def draw(it: AgreedPractice) -> None:
        _agreed(visit, found.client.id, it, shown[it.id])

    def form(id_: bytes, it: AgreedPractice | None) -> AgreedPractice:
        name = id_.hex()
        step = records.step(visit, named or known, it.step if it else None, f"step-{name}")
        since = records.day(visit, "records.practice.day", it.since if it else None, f"day-{name}")
        done = it.done_days if it and it.step == step else ()
        return AgreedPractice(step, since, done, id_)

    records.records(visit, found.client.id, "practice", found.file.practices, draw, form)


def _agreed(visit: Visit, client: bytes, it: AgreedPractice, view: AgreedView) -> None:
    """A practice as it stands; a day that is ticked is kept at once."""
    st.markdown(f"**{plain(view.name)}**  \n{plain(view.title)}")
    quiet(f"{view.since}. {view.line}" if view.line else view.since)
    if not view.days:
        quiet(visit.words("records.practice.no_days"))
        return
    with st.expander(visit.words("records.practice.days")):
        for number, day in enumerate(view.days, start=1):
            key = f"done-{it.id.hex()}-{it.step}-{number}"
            st.checkbox(
                plain(f"{day.name}: {day.alone}"),
                value=number in it.done_days,
                key=key,
                on_change=_tick,
                args=(visit, client, it, number, key),
            )


def _tick(visit: Visit, client: bytes, it: AgreedPractice, number: int, key: str) -> None:
    """A day is done, or it is not after all; the others stay as they are."""
    others = set(it.done_days) - {number}
    done = others | {number} if st.session_state[key] else others
    changed = replace(it, done_days=tuple(sorted(done)))
    opening.do(visit, lambda session: counsel.write(session, client, changed))


def plan(visit: Visit, found: ClientFile, view: ClientView, edition: Edition) -> None:
    """From a step to what will be seen: a row each, in the counsellor's own order."""
    words, rows = visit.words, found.file.plan
    shown = {it.id: told for it, told in zip(rows, view.plan, strict=True)}
    named = titles(edition, visit.language)

    def draw(it: PlanRow) -> None:
        told = shown[it.id]
        ordering.place(visit, rows, it)
        st.markdown(f"**{plain(told.title)}**")
        for label, said in (
            ("goal", told.goal),
            ("behaviour", told.behaviour),
            ("plan_practice", told.practice),
        ):
            if said:
                st.markdown(f"{plain(words(f'records.{label}'))}: {plain(said)}")
        if told.due:
            st.markdown(f"**■ {plain(told.review)}**")
        else:
            quiet(told.review)

    def form(id_: bytes, it: PlanRow | None) -> PlanRow:
        name = id_.hex()
        step = records.step(visit, named, it.step if it else None, f"step-{name}")
        texts = {
            label: records.text(
                visit, f"records.{label}", getattr(it, field) if it else "", f"{label}-{name}"
            )
            for label, field in (
                ("goal", "goal"),
                ("behaviour", "behaviour"),
                ("plan_practice", "practice"),
            )
        }
        review = _review(visit, it, name)
        return PlanRow(step, texts["goal"], texts["behaviour"], texts["plan_practice"], review, id_)

    def beside(it: PlanRow) -> None:
        ordering.buttons(visit, found.client.id, rows, it)

    records.records(visit, found.client.id, "plan", rows, draw, form, beside)


def _review(visit: Visit, it: PlanRow | None, name: str) -> date | None:
    """The day to look at it again, which may be none."""
    value = st.date_input(
        visit.words("records.review"),
        value=it.review_on if it else None,
        min_value=records.EARLIEST,
        max_value=records.LATEST,
        format="DD/MM/YYYY",
        key=f"review-{name}",
    )
    return value if isinstance(value, date) else None


def phases(visit: Visit, found: ClientFile) -> None:
    """The days on which a part of the work began: marks in the trend."""

    def draw(it: PhaseMark) -> None:
        st.markdown(f"**{plain(visit.words.day(it.on))}**  \n{plain(it.name)}")

    def form(id_: bytes, it: PhaseMark | None) -> PhaseMark:
        name = id_.hex()
        on = records.day(visit, "records.day", it.on if it else today(), f"day-{name}")
        said = records.text(visit, "records.phase.text", it.name if it else "", f"text-{name}")
        return PhaseMark(on, said, id_)

    records.records(visit, found.client.id, "phase", found.file.phases, draw, form)


def notes(visit: Visit, found: ClientFile) -> None:
    """What the counsellor wrote down, the latest first."""

    def draw(it: CaseNote) -> None:
        st.markdown(f"**{plain(visit.words.day(it.on))}**  \n{plain(it.text)}")

    def form(id_: bytes, it: CaseNote | None) -> CaseNote:
        name = id_.hex()
        on = records.day(visit, "records.day", it.on if it else today(), f"day-{name}")
        said = records.text(
            visit, "records.note.text", it.text if it else "", f"text-{name}", long=True
        )
        return CaseNote(on, said, id_)

    latest_first = tuple(reversed(found.file.notes))
    records.records(visit, found.client.id, "note", latest_first, draw, form)
