"""The counsellor's figures worked out a second time, from the formulas, in plain Python.

Nothing of the engine is called: a bank is only asked what it holds. Where a rule says "the score of
a step", it is added up here again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import sqrt
from statistics import NormalDist

from quiz.attempt import Attempt
from quiz.bank import Bank

Values = dict[str, int]


def values(bank: Bank, attempt: Attempt) -> Values:
    """Every item's value after keying, where it was answered with a number."""
    ends = bank.scale.min + bank.scale.max
    given = {i.id: (i, attempt.answers.get(i.id)) for i in bank.items}
    return {
        id_: answer if item.key == "+" else ends - answer
        for id_, (item, answer) in given.items()
        if type(answer) is int
    }


def per_cent(bank: Bank, given: Sequence[int]) -> float:
    """Values as a part of what is possible, 0-100."""
    return 100 * (sum(given) / len(given) - bank.scale.min) / (bank.scale.max - bank.scale.min)


def opened(bank: Bank, attempt: Attempt) -> int:
    """The pages opened: no less than the last with an entry."""
    pages = list(enumerate(bank.pages, start=1))
    with_entry = [n for n, page in pages if any(i.id in attempt.answers for i in page)]
    return min(len(pages), max([attempt.opened, 0, *with_entry]))


def scores(bank: Bank, attempt: Attempt) -> dict[str, tuple[float, int]]:
    """Score and number of answers of each step that has one, on a bank with the usual rule."""
    value = values(bank, attempt)
    shown = [i for page in bank.pages[: opened(bank, attempt)] for i in page]
    found = {}
    for step in bank.steps:
        seen = [i.id for i in shown if i.step == step.id]
        given = [value[i] for i in seen if i in value]
        if len(given) >= 2 and 2 * len(given) >= len(seen):
            found[step.id] = (per_cent(bank, given), len(given))
    return found


def changes(bank: Bank, then: Attempt, now: Attempt) -> dict[str, float]:
    """The reliable change index of each step that can be compared."""
    before, after = values(bank, then), values(bank, now)
    both = scores(bank, then).keys() & scores(bank, now).keys()
    found = {}
    for step in bank.steps:
        shared = [
            i.id for i in bank.items if i.step == step.id and i.id in before and i.id in after
        ]
        if step.id in both and len(shared) >= 2:
            error = sqrt(2 * 25**2 / len(shared) + 2 * 7**2)
            x = [per_cent(bank, [value[i] for i in shared]) for value in (before, after)]
            found[step.id] = (x[1] - x[0]) / error
    return found


def label(bank: Bank, then: Attempt, now: Attempt) -> tuple[str, list[str], list[str]]:
    """The one label of a pair of attempts, and what is clearly lower and clearly higher."""
    found = {} if then.perspective != now.perspective else changes(bank, then, now)
    lower = [s.id for s in bank.steps if found.get(s.id, 0) <= -1.96 + 1e-9]
    higher = [s.id for s in bank.steps if found.get(s.id, 0) >= 1.96 - 1e-9]
    if not found:
        return "not_comparable", [], []
    if lower and higher:
        return "both", lower, higher
    if lower or higher:
        return ("lower" if lower else "higher"), lower, higher
    return "none", [], []


def one_answer(bank: Bank, attempt: Attempt) -> bool:
    """Whether one raw answer stands throughout ten or more, of both keys."""
    raw = [(i.key, a) for i in bank.items if type(a := attempt.answers.get(i.id)) is int]
    return len(raw) >= 10 and len({a for _, a in raw}) == 1 and len({key for key, _ in raw}) == 2


def chances(bank: Bank, attempt: Attempt) -> dict[str, float]:
    """Of each ranked step, the probability to be the lowest, by summing in steps of a 20th."""
    decision = attempt.context.get("decision")
    ranked = {
        s.id: scored
        for s in bank.steps
        if (scored := scores(bank, attempt).get(s.id))
        and (s.only_ranked_if is None or decision in s.only_ranked_if["decision"])
    }
    if len(ranked) < 2:
        return {}
    centre = sum(x for x, _ in ranked.values()) / len(ranked)
    normal = {}
    for step, (x, m) in ranked.items():
        b = 144 / (144 + 625 / m)
        normal[step] = NormalDist(centre + b * (x - centre), sqrt(b * 625 / m))
    grid = [t / 20 for t in range(-2000, 4001)]
    found = dict.fromkeys(normal, 0.0)
    for t in grid:
        above = {step: 1 - n.cdf(t) for step, n in normal.items()}
        for step, n in normal.items():
            others = 1.0
            for other, chance in above.items():
                others *= chance if other != step else 1.0
            found[step] += n.pdf(t) * others / 20
    return found


def days_allowed(bank: Bank, attempt: Attempt, agreed: int | None) -> int:
    """After how many days somebody is overdue."""
    if agreed is not None:
        return agreed
    stages = {name: stage.min_days_between for name, stage in bank.stages.items()}
    few = attempt.opened <= bank.first_pages < len(bank.pages)
    advised = stages.get("first" if few else "full")
    return 28 if advised is None else 2 * advised


def overdue(bank: Bank, attempt: Attempt, now: datetime, agreed: int | None) -> bool:
    """Whether more days than those have passed."""
    assert attempt.finished_at is not None
    seconds = (now - attempt.finished_at).total_seconds()
    return seconds > 86400 * days_allowed(bank, attempt, agreed)


def moved_items(bank: Bank, then: Attempt, now: Attempt) -> list[str]:
    """At most three items that moved most, from 1.28 errors of one answer on; none sensitive."""
    before, after = values(bank, then), values(bank, now)
    span = bank.scale.max - bank.scale.min
    far = {
        i.id: abs(after[i.id] - before[i.id])
        for step in bank.steps
        for i in bank.items
        if i.step == step.id and i.id in before and i.id in after and not i.sensitive
    }
    least = 1.28 * sqrt(2 * 625 + 2 * 49) * span / 100
    order = list(far)
    named = [i for i in order if far[i] >= least]
    return sorted(named, key=lambda i: (-far[i], order.index(i)))[:3]


def lowest_items(bank: Bank, attempt: Attempt, focus: Sequence[str]) -> list[str]:
    """At most three of the lowest values, at half the scale or below; the focus first of equals."""
    value = values(bank, attempt)
    steps = [*focus, *(s.id for s in bank.steps if s.id not in focus)]
    order = [i for s in steps for i in bank.items if i.step == s and not i.sensitive]
    half = (bank.scale.min + bank.scale.max) / 2
    low = [i.id for i in order if i.id in value and value[i.id] <= half]
    return sorted(low, key=lambda i: value[i])[:3]


def mean(bank: Bank, attempt: Attempt) -> tuple[float, float, float] | None:
    """The mean of at least four scored steps, with its range."""
    found = scores(bank, attempt).values()
    if len(found) < 4:
        return None
    middle = sum(x for x, _ in found) / len(found)
    reach = 1.28 * sqrt(sum(625 / m for _, m in found)) / len(found)
    return middle, max(0, middle - reach), min(100, middle + reach)


def facet(bank: Bank, attempt: Attempt, step: str, name: str) -> tuple[float, float, float] | None:
    """A facet's score with its range, on two answers or more that are not sensitive."""
    value = values(bank, attempt)
    given = [
        value[i.id]
        for i in bank.items
        if (i.step, i.facet) == (step, name) and i.id in value and not i.sensitive
    ]
    if len(given) < 2:
        return None
    x, reach = per_cent(bank, given), 1.28 * 25 / sqrt(len(given))
    return x, max(0, x - reach), min(100, x + reach)
