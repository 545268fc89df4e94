"""The caseload: a row a client, found, filtered and put in order by pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from quiz.casework.cases import Case
from quiz.views.clients.casefile import side_of
from quiz.views.clients.standing import Need, StandingView, standing_view
from quiz.words import Words


class Order(StrEnum):
    """How the rows stand; equal ones by code."""

    NEED = "need"
    LAST = "last"
    CODE = "code"


@dataclass(frozen=True)
class CaseRow:
    """One client: who they are and how they stand; `side` in the bank's words, "" if unknown."""

    id: bytes
    code: str
    label: str
    side: str
    partner: str
    archived: bool
    attempts: int
    standing: StandingView


def caseload(cases: Sequence[Case], now: datetime, words: Words) -> tuple[CaseRow, ...]:
    """A row a case, in their order. `now` is aware; its time zone is that of the days shown.

    Of each history only the first attempt, the last but one and the last are looked at.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    from quiz.findings.standings import Client, find_standings  # noqa: PLC0415 - loads pandas

    clients = [
        Client([(it.bank, it.attempt) for it in case.history], case.interval_days) for case in cases
    ]
    found = find_standings(clients, now)
    return tuple(
        CaseRow(
            id=case.id,
            code=case.code,
            label=case.label,
            side=side_of(case, words),
            partner=case.partner,
            archived=case.archived,
            attempts=case.attempts,
            standing=standing_view(case, standing, now, words),
        )
        for case, standing in zip(cases, found, strict=True)
    )


# -- finding and arranging ------------------------------------------------------------------------


def matching(
    rows: Iterable[CaseRow],
    text: str = "",
    *,
    needs: Collection[Need] = (),
    steps: Collection[str] = (),
    archived: bool | None = False,
) -> tuple[CaseRow, ...]:
    """The rows that fit everything asked for, in their order.

    Every word of `text` must stand in the code, the label or the partner's code, in whatever case;
    `needs` and `steps` ask for at least one of those named (nothing named: any). `archived` None
    takes both kinds.
    """
    wanted = _plain(text).split()
    return tuple(
        row
        for row in rows
        if (archived is None or row.archived is archived)
        and all(word in _plain(f"{row.code} {row.label} {row.partner}") for word in wanted)
        and (not needs or any(need in needs for need in row.standing.needs))
        and (not steps or any(step in steps for step in row.standing.steps))
    )


def arranged(rows: Iterable[CaseRow], order: Order) -> tuple[CaseRow, ...]:
    """The rows in this order.

    By need: who has the most pressing one first (`Need`), then the longest ago. By last answers:
    the longest ago first, and who never answered before all. By code: A2 before A10.
    """
    keys: Mapping[Order, Callable[[CaseRow], Any]] = {
        Order.NEED: lambda row: (_pressing(row), _last(row), _by_code(row)),
        Order.LAST: lambda row: (_last(row), _by_code(row)),
        Order.CODE: _by_code,
    }
    return tuple(sorted(rows, key=keys[order]))


def counted(rows: Iterable[CaseRow]) -> Mapping[Need, int]:
    """How many rows have each need, in the order of `Need`; those that nobody has are left out."""
    all_needs = [need for row in rows for need in row.standing.needs]
    return {need: count for need in Need if (count := all_needs.count(need))}


def summary(rows: Sequence[CaseRow], words: Words) -> str:
    """How many clients there are, and how many of them have which need, in one line."""
    if not rows:
        return words("caseload.summary.none")
    names = need_names(words)
    said = [
        words(
            "caseload.summary.one" if len(rows) == 1 else "caseload.summary.many", count=len(rows)
        )
    ]
    said += [
        words("caseload.summary.marked", count=count, need=names[need])
        for need, count in counted(rows).items()
    ]
    return " · ".join(said)


def order_names(words: Words) -> Mapping[Order, str]:
    """The orders to choose from, named."""
    return {order: words(f"caseload.order.{order.value}") for order in Order}


def need_names(words: Words) -> Mapping[Need, str]:
    """What can be filtered by, named."""
    return {need: words(f"caseload.need.{need.value}") for need in Need}


NEVER: Final = date.min
NO_NEED: Final = len(Need)


def _pressing(row: CaseRow) -> int:
    """The place of the row's first need; good news press nobody."""
    first = next(iter(row.standing.needs), None)
    return NO_NEED if first is None else list(Need).index(first)


def _last(row: CaseRow) -> date:
    return row.standing.last_on or NEVER


def _by_code(row: CaseRow) -> tuple[list[tuple[bool, int, str]], bytes]:
    """A code's runs of digits as numbers, so that A10 comes after A2."""
    runs = re.findall(r"[0-9]+|[^0-9]+", _plain(row.code))
    return [(not r[0].isdigit(), int(r) if r[0].isdigit() else 0, r) for r in runs], row.id


def _plain(text: str) -> str:
    """A text as it is searched: letters of one form, in no case."""
    return unicodedata.normalize("NFKC", text).casefold()
