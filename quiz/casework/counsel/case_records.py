"""What a counsellor writes down of a client: notes, phases, plan rows and practice, each sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from quiz.casework.cases import AgreedPractice, Case, CaseFile, CaseNote, PhaseMark, PlanRow
from quiz.casework.counsel.heads import (
    TRIES,
    busy,
    find_head,
    open_head,
    record_place,
    written_over,
)
from quiz.casework.counsel.sessions import Session
from quiz.errors import StoreError
from quiz.store import CaseKey, CaseKind, CaseRecord, Role
from quiz.vault import KeyPair, new_id

FORMAT: Final = 1
LONGEST: Final = 4000
"""Characters of a text; the rest is cut off."""

Written = CaseNote | PhaseMark | PlanRow | AgreedPractice
One = TypeVar("One", bound=Written)
KINDS: Final[Mapping[type, CaseKind]] = {
    CaseNote: CaseKind.NOTE,
    PhaseMark: CaseKind.PHASE,
    PlanRow: CaseKind.PLAN,
    AgreedPractice: CaseKind.PRACTICE,
}


def write(session: Session, client: bytes, written: One) -> One:
    """Keep a record: as a new one where its id is empty, else in the place of the one that has it.

    What comes back has its id. Raises AccessError; StoreError (`client_gone`).
    """
    pair = session.keys()
    kept = replace(written, id=written.id or new_id())
    key = CaseKey(client, KINDS[type(kept)], kept.id)
    order = _order_of(session, pair, key) if written.id else None
    if order is None:
        order = _now(session)
    session.store.clients.put_record(session.account, _sealed(pair, key, kept, order))
    return kept


def strike(session: Session, client: bytes, written: Written) -> bool:
    """True once a record is gone; False where it was not there. Raises as `write` does."""
    session.check(Role.COUNSELLOR)
    key = CaseKey(client, KINDS[type(written)], written.id)
    return session.store.clients.drop_record(session.account, key)


def arrange(session: Session, client: bytes, rows: Sequence[PlanRow]) -> None:
    """Let these plan rows stand in this order among themselves, in one go.

    Their texts stay as they are stored, whatever another tab wrote meanwhile; a row that was struck
    stays so, and one that is not named keeps its place. Raises AccessError; StoreError
    (`client_gone`).
    """
    pair, store = session.keys(), session.store.clients
    wanted = [CaseKey(client, CaseKind.PLAN, row.id) for row in rows]
    for _ in range(TRIES):
        stored = find_head(session, client)
        opened = {
            it.key: pair.open_document(record_place(it.key), it.sealed)
            for it in store.fetch(session.account, wanted)
        }
        there = [key for key in wanted if key in opened]
        orders = _apart(opened[key]["order"] for key in there)
        changed = [
            CaseRecord(key, pair.own.seal_document(record_place(key), {**said, "order": order}))
            for key, order in zip(there, orders, strict=True)
            if (said := opened[key])["order"] != order
        ]
        over = written_over(pair, stored, open_head(pair, stored))
        if not changed or store.put(session.account, [over], filed=changed):
            return
    raise busy()


def _apart(orders: Iterable[int]) -> list[int]:
    """The same from the least on, each above the one before."""
    found: list[int] = []
    for order in sorted(orders):
        found.append(max(order, found[-1] + 1) if found else order)
    return found


def records_in(pair: KeyPair, case: Case, records: Iterable[CaseRecord]) -> CaseFile:
    """A case with all that its counsellor wrote down, each in the order of its day."""
    opened = [
        (it.key, pair.open_document(record_place(it.key), it.sealed))
        for it in records
        if it.key.kind in KINDS.values()
    ]
    if any(document.get("format") != FORMAT for _, document in opened):
        raise StoreError("a record of a newer version of the app", code="entry_newer")
    by_day = sorted(opened, key=lambda it: (it[1].get("on", ""), it[1]["order"], it[0].id))
    arranged = sorted(opened, key=lambda it: (it[1]["order"], it[0].id))
    return CaseFile(
        case,
        tuple(_phase(key, said) for key, said in by_day if key.kind is CaseKind.PHASE),
        tuple(_note(key, said) for key, said in by_day if key.kind is CaseKind.NOTE),
        tuple(_practice(key, said) for key, said in by_day if key.kind is CaseKind.PRACTICE),
        tuple(_plan(key, said) for key, said in arranged if key.kind is CaseKind.PLAN),
    )


# -- as documents ---------------------------------------------------------------------------------


def _now(session: Session) -> int:
    """Microseconds: what comes later stands below."""
    return int(session.now().timestamp() * 1_000_000)


def _order_of(session: Session, pair: KeyPair, key: CaseKey) -> int | None:
    for record in session.store.clients.fetch(session.account, [key]):
        order: int = pair.open_document(record_place(key), record.sealed)["order"]
        return order
    return None


def _sealed(pair: KeyPair, key: CaseKey, written: Written, order: int) -> CaseRecord:
    document = {"format": FORMAT, "order": order, **_said(written)}
    return CaseRecord(key, pair.own.seal_document(record_place(key), document))


def _said(written: Written) -> dict[str, Any]:
    match written:
        case CaseNote():
            return {"on": written.on.isoformat(), "text": _text(written.text)}
        case PhaseMark():
            return {"on": written.on.isoformat(), "name": _text(written.name)}
        case AgreedPractice():
            done = sorted(set(written.done_days))
            return {"on": written.since.isoformat(), "step": written.step, "done": done}
        case PlanRow():
            return {
                "step": written.step,
                "goal": _text(written.goal),
                "behaviour": _text(written.behaviour),
                "practice": _text(written.practice),
                "review": written.review_on.isoformat() if written.review_on else None,
            }


def _text(text: str) -> str:
    return text.strip()[:LONGEST]


def _note(key: CaseKey, said: dict[str, Any]) -> CaseNote:
    return CaseNote(date.fromisoformat(said["on"]), said["text"], key.id)


def _phase(key: CaseKey, said: dict[str, Any]) -> PhaseMark:
    return PhaseMark(date.fromisoformat(said["on"]), said["name"], key.id)


def _practice(key: CaseKey, said: dict[str, Any]) -> AgreedPractice:
    since = date.fromisoformat(said["on"])
    return AgreedPractice(said["step"], since, tuple(said["done"]), key.id)


def _plan(key: CaseKey, said: dict[str, Any]) -> PlanRow:
    review = said["review"]
    return PlanRow(
        step=said["step"],
        goal=said["goal"],
        behaviour=said["behaviour"],
        practice=said["practice"],
        review_on=date.fromisoformat(review) if review else None,
        id=key.id,
    )
