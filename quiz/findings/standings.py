"""How many clients stand, in one pass over the answers of all; agrees with `find_standing` on each.

A counsellor opens the caseload and waits. What costs time is worked out in arrays: one row a step
or an item and one column an attempt, for the clients whose attempts all belong to one edition.
The others, who saw the bank change, are worked out one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from quiz.attempt import NOT_APPLICABLE, Attempt, Mark
from quiz.bank import Bank
from quiz.findings.change import NotComparable, Taken, cautions_on
from quiz.findings.focus import Focus, may_be_ranked
from quiz.findings.shared import FEWEST_SHARED
from quiz.findings.standing import (
    FEWEST_RANKED,
    Moved,
    Standing,
    find_due,
    find_standing,
    moved,
)
from quiz.findings.table import NONE, REASONS, VERDICTS, Foci, foci_of_scores
from quiz.scoring import EXACT, score
from quiz.scoring.scorecard import ANSWERS_FOR_CAUTION

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

SAID_NOT_APPLICABLE: Final = np.inf  # an entry, but no number; a blank is NaN
NO_NUMBERS: Final = frozenset({int, Mark})


@dataclass(frozen=True)
class Client:
    """What is asked about one client: see `find_standing`."""

    history: Sequence[Taken]
    interval_days: int | None = None


def find_standings(clients: Sequence[Client], now: datetime) -> tuple[Standing | None, ...]:
    """How each of these clients stands, in their order; None for one without an attempt.

    Raises:
        AnswerError: an answer is off its scale, or for an item that its edition does not have.
    """
    found: dict[int, Standing | None] = {}
    of_bank: dict[int, list[int]] = {}
    for at, client in enumerate(clients):
        banks = {id(bank) for bank, _ in _looked_at(client.history)}
        if len(banks) == 1:
            of_bank.setdefault(banks.pop(), []).append(at)
        else:
            found[at] = find_standing(client.history, now, client.interval_days)
    for places in of_bank.values():
        bank = clients[places[0]].history[-1][0]
        found.update(
            zip(places, _of_one_bank(bank, [clients[p] for p in places], now), strict=True)
        )
    return tuple(found[at] for at in range(len(clients)))


def _looked_at(history: Sequence[Taken]) -> tuple[Taken, ...]:
    """The first attempt, the last but one and the last; all where there are fewer than three."""
    return tuple(history) if len(history) < 3 else (history[0], history[-2], history[-1])


def _of_one_bank(bank: Bank, clients: Sequence[Client], now: datetime) -> Iterator[Standing]:
    """The standings of clients whose attempts all belong to this edition."""
    looked_at = [_looked_at(client.history) for client in clients]
    ends = np.cumsum([len(history) for history in looked_at])
    rows = _Attempts(bank, [attempt for history in looked_at for _, attempt in history])
    last = ends - 1
    first = ends - [len(history) for history in looked_at]
    before = np.maximum(last - 1, first)
    foci = rows.foci(last)
    starts, lasts = rows.moved(first, last), rows.moved(before, last)
    for at, client in enumerate(clients):
        attempt = rows.attempts[last[at]]
        focus = foci[at]
        several = first[at] != last[at]
        yield Standing(
            last_at=attempt.finished_at,
            focus=focus,
            too_few=len(focus.ranked) < FEWEST_RANKED,
            one_answer=bool(rows.one_answer[last[at]]),
            since_start=starts[at] if several else None,
            since_last=lasts[at] if several else None,
            due=find_due(bank, attempt, now, client.interval_days),
        )


class _Attempts:
    """Attempts at one edition as arrays; the scores are those of `quiz.scoring.score`."""

    def __init__(self, bank: Bank, attempts: Sequence[Attempt]) -> None:
        self.bank, self.attempts = bank, attempts
        self.span = bank.scale.max - bank.scale.min
        entries = np.array(list(_entries(bank, attempts)), np.float64)
        self.entries = entries.reshape(len(attempts), len(bank.items)).T - bank.scale.min
        self.is_number = np.isfinite(self.entries)
        self.values = np.where(self.is_number, self.entries, 0.0)  # from the scale's lowest
        reverse = np.array([item.key == "-" for item in bank.items])[:, None]
        self.keyed = np.where(self.is_number & reverse, self.span - self.values, self.values)
        steps = list(bank.items_by_step)
        self.of_step = np.array([[item.step == s for item in bank.items] for s in steps], float)

    @cached_property
    def answered(self) -> Floats:
        """How many items of each step have a number."""
        return self.of_step @ self.is_number

    @cached_property
    def scored(self) -> Bools:
        """Which steps have enough answers, of those shown, for a score."""
        bank = self.bank
        page_of = {item.id: n for n, page in enumerate(bank.pages, start=1) for item in page}
        pages = np.array([page_of[item.id] for item in bank.items])
        furthest = np.where(np.isnan(self.entries), 0, pages[:, None]).max(axis=0)
        opened = np.maximum([attempt.opened for attempt in self.attempts], furthest)
        opened = np.minimum(opened, len(bank.pages))  # an answer opens its page, as in `score`
        shown = self.of_step @ (pages[:, None] <= opened)
        top, bottom = bank.enough_answers.fraction
        enough = self.answered >= bank.enough_answers.at_least
        return np.asarray(enough & (bottom * self.answered >= top * shown))

    @cached_property
    def one_answer(self) -> Bools:
        """Which attempts carry one answer throughout."""
        highest = np.where(self.is_number, self.values, -np.inf).max(axis=0)
        lowest = np.where(self.is_number, self.values, np.inf).min(axis=0)
        keys = [np.array([item.key == key for item in self.bank.items]) for key in ("+", "-")]
        both = self.is_number[keys[0]].any(axis=0) & self.is_number[keys[1]].any(axis=0)
        many = self.is_number.sum(axis=0) >= ANSWERS_FOR_CAUTION
        return np.asarray(both & many & (highest == lowest))

    def foci(self, places: Places) -> list[Focus]:
        """The foci of the attempts at these places."""
        bank, scored = self.bank, self.scored[:, places]
        answered = np.where(scored, self.answered[:, places], np.nan)
        points = self._points(self.keyed[:, places], answered)
        sems = bank.measurement_model.item_noise_sd / np.sqrt(answered)
        contexts = [self.attempts[at].context for at in places]
        may = [[may_be_ranked(step, context) for context in contexts] for step in bank.steps]
        ranked = scored & np.array(may, np.bool_)
        found = foci_of_scores(bank, points, sems, ranked, self.one_answer[places])
        return [_focus(bank, found, ranked, at) for at in range(len(places))]

    def moved(self, then: Places, now: Places) -> list[Moved]:
        """What moved between the attempts at these places, pair by pair."""
        model = self.bank.measurement_model
        shared = self.is_number[:, then] & self.is_number[:, now]
        m = self.of_step @ shared
        compared = self.scored[:, then] & self.scored[:, now] & (m >= FEWEST_SHARED)
        m = np.where(compared, m, np.nan)
        earlier, later = (self._points(self.keyed[:, at] * shared, m) for at in (then, now))
        within, between = model.item_noise_sd, model.occasion_noise_sd
        errors = np.sqrt(2 * within**2 / m + 2 * between**2)
        clear = np.asarray(abs(later - earlier) / errors + EXACT >= model.z_clear)
        in_common, counts = shared.sum(axis=0), compared.sum(axis=0)
        return [
            self._label(
                (self.attempts[then[at]], self.attempts[now[at]]),
                (bool(self.one_answer[then[at]]), bool(self.one_answer[now[at]])),
                any_shared=bool(in_common[at]),
                lower=self._named(clear[:, at] & (later[:, at] < earlier[:, at])),
                higher=self._named(clear[:, at] & (later[:, at] > earlier[:, at])),
                compared=int(counts[at]),
            )
            for at in range(len(then))
        ]

    def _points(self, values: Floats, answered: Floats) -> Floats:
        """The score of each step: 100 · total / (answered · range), rounded once as in `pomp`."""
        return np.asarray(100 * (self.of_step @ values) / (answered * self.span))

    def _named(self, which: Bools) -> tuple[str, ...]:
        """The ids of the steps that are true."""
        return tuple(self.bank.steps[at].id for at in np.flatnonzero(which))

    def _label(
        self,
        pair: tuple[Attempt, Attempt],
        one_answer: tuple[bool, bool],
        *,
        any_shared: bool,
        **found: Any,
    ) -> Moved:
        """The label of a pair of attempts at this edition, as `compare` would refuse them."""
        why_not = None if any_shared else NotComparable.NOTHING_SHARED
        if pair[0].perspective != pair[1].perspective:
            why_not = NotComparable.OTHER_PERSPECTIVE
        then, now = ((self.bank, attempt) for attempt in pair)
        cautions = () if why_not else cautions_on(then, now, one_answer)
        return moved(why_not=why_not, cautions=cautions, **found)


def _entries(bank: Bank, attempts: Sequence[Attempt]) -> Iterator[list[float]]:
    """Each attempt's answers in the bank's order.

    Raises AnswerError, as `score` does, for one that cannot be.
    """
    numbers: Mapping[Any, float] = {
        None: np.nan,
        **{value: float(value) for value in bank.scale.values},
        **({NOT_APPLICABLE: SAID_NOT_APPLICABLE} if bank.scale.not_applicable else {}),
    }
    items, known = tuple(bank.item_by_id), bank.item_by_id.keys()
    for attempt in attempts:
        answers = attempt.answers
        if not (answers.keys() <= known and set(map(type, answers.values())) <= NO_NUMBERS):
            score(bank, attempt)
        given = [numbers.get(answers.get(item), -np.inf) for item in items]
        if -np.inf in given:
            score(bank, attempt)
        yield given


def _focus(bank: Bank, found: Foci, ranked: Bools, at: int) -> Focus:
    """The focus of one person, out of those of many."""
    ids = [step.id for step in bank.steps]
    names = tuple(ids[step] for step in np.flatnonzero(ranked[:, at]))
    chances = dict(zip(ids, found.chances[:, at].tolist(), strict=True))
    before = None if found.befores[at] == NONE else ids[found.befores[at]]
    listed = dict.fromkeys(ids[step] for step in np.flatnonzero(found.listed[:, at]))
    steps = tuple(dict.fromkeys([*([before] if before else []), *listed]))
    return Focus(
        verdict=VERDICTS[found.verdicts[at]],
        reason=None if found.reasons[at] == NONE else REASONS[found.reasons[at]],
        steps=steps,
        begin_with=steps[0] if steps else None,
        prerequisite=before,
        probabilities={s: chances[s] for s in names} if len(names) >= FEWEST_RANKED else {},
        ranked=names,
    )
