"""What a counsellor reads, in English, as it follows from figures worked out apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from math import floor
from typing import Final

from tests.held_out.questions import STEPS, Question, Taking, read
from tests.held_out.scores import Range, counts, focus, one_answer, score_ranges
from tests.held_out.times import Since, Slope, mean, since

TEXT: Final = read("text.en.yaml")
WEEKS: Final = read("practice.en.yaml")
TITLES: Final = {step: TEXT["steps"][step]["title"] for step in STEPS}
MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()


def half_up(x: Fraction | float) -> int:
    """To the nearest whole, a half up; a fraction exactly so."""
    return floor(x + Fraction(1, 2)) if isinstance(x, Fraction) else floor(x + 0.5)


def day(moment: date) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def day_of(taking: Taking, zone: tzinfo) -> str:
    return day(taking.at.astimezone(zone))


def row_of(steps: Sequence[str]) -> str:
    """Steps by their names, as a sentence has them."""
    *others, last = [f"“{TITLES[step]}”" for step in steps]
    return f"{', '.join(others)} and {last}" if others else last


def question(it: Question, side: str) -> str:
    asked = TEXT["items"][it.id]
    return str(asked if isinstance(asked, str) else asked[side])


def answer(given: int | str) -> str:
    return str(TEXT["not_applicable"] if isinstance(given, str) else TEXT["anchors"][given])


def moved_answer(then: Taking, now: Taking, it: Question) -> str:
    """What was answered both times."""
    given = answer(now.answers[it.id]), answer(then.answers[it.id])
    return "Answered: {}. The time before: {}".format(*given)


def three(of: Range) -> tuple[int, int, int]:
    return half_up(of[0]), half_up(of[1]), half_up(of[2])


# -- how a client stands --------------------------------------------------------------------------


def focus_said(taking: Taking) -> str:
    found = focus(taking)
    if found.verdict == "none":
        return {
            "one_answer_throughout": "None: the same answer throughout",
            "fewer_than_two_ranked": "None: not enough answers",
            "none_stands_out": "None stands out: every step is at 75 or above",
        }[found.why]
    steps, chance = row_of(found.steps), min(99, half_up(100 * found.chance))
    if found.verdict == "too_close":
        said = f"Too close to call: {steps}; begin with “{TITLES[found.steps[0]]}”"
    else:
        sure = {"clear": "clearly", "likely": "probably"}[found.verdict]
        said = f"{steps}, {sure} ({chance} in 100)"
    if not found.first:
        return said
    rest = steps if found.verdict == "too_close" else said
    return f"Begin with “{TITLES[found.first]}”, which is below 25. Lowest: {rest}"


def last_said(taking: Taking, now: datetime) -> str:
    on = taking.at.astimezone(now.tzinfo).date()
    ago = (now.date() - on).days
    kind = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"
    return f"{day(on)}, {kind}"


def due_at(taking: Taking, agreed: int | None) -> datetime:
    """When the next answers are due: as agreed, else after two weeks or four."""
    return taking.at + timedelta(days=agreed or (14 if taking.first_only else 28))


def overdue_said(taking: Taking, agreed: int | None, now: datetime) -> str:
    """Since when somebody is overdue; empty if they are not."""
    due = due_at(taking, agreed)
    if now <= due:
        return ""
    on = due.astimezone(now.tzinfo).date()
    late = (now.date() - on).days
    count = "" if late == 0 else ", 1 day" if late == 1 else f", {late} days"
    return f"Overdue since {day(on)}{count}"


def moved_said(found: Since) -> str:
    """The one label of two times."""
    if found.refused:
        why = {
            "side": "answered from another side",
            "nothing": "no question was answered both times",
        }
        return f"Not comparable: {why[found.refused]}"
    if not found.steps:
        said = "Not comparable"
    elif found.lower or found.higher:
        lower = f"Clearly lower: {row_of(found.lower)}" if found.lower else ""
        higher = f"Clearly higher: {row_of(found.higher)}" if found.higher else ""
        said = ". ".join(filter(None, (lower, higher)))
    else:
        said = "No clear change"
    return f"{said} (with a caution)" if found.cautions else said


def needs(
    history: Sequence[Taking], agreed: int | None, now: datetime, *, archived: bool
) -> list[str]:
    """What a client needs, the most pressing first."""
    if not history:
        return [] if archived else ["nothing_sent"]
    last = history[-1]
    both = [since(then, last) for then in (history[0], history[-2])] if len(history) > 1 else []
    found = {
        "lower": any(it.lower for it in both),
        "overdue": not archived and overdue_said(last, agreed, now) != "",
        "too_few": _too_few(last),
        "one_answer": one_answer(last),
        "higher": any(it.higher for it in both),
    }
    return [need for need, holds in found.items() if holds]


def _too_few(taking: Taking) -> bool:
    ranked = [s for s in score_ranges(taking) if s != "S5" or taking.decision == "rebuild"]
    return len(ranked) < 2


# -- scores and changes ---------------------------------------------------------------------------


def score_said(taking: Taking, step: str, how: str) -> str:
    """A score with its range, or why there is none; `how` has places for the three figures."""
    found = score_ranges(taking).get(step)
    return how.format(*three(found)) if found else counts(taking, step).why_not


def answered_said(taking: Taking) -> str:
    all_ = [counts(taking, step) for step in STEPS]
    shown = sum(it.shown for it in all_)
    said = (
        f"In all: {sum(it.answered for it in all_)} of {shown} questions answered, "
        f"{sum(it.not_applicable for it in all_)} “does not apply”, "
        f"{sum(it.skipped for it in all_)} left blank."
    )
    if shown == 40:
        return said
    return f"{said} A first result, from {shown} of 40 questions. More answers make it surer."


def practice_said(step: str, side: str, done_days: Collection[int]) -> tuple[str, str]:
    """The name of a week of practice, and how much of it is done."""
    week = WEEKS[step][side]
    days = len(week["days"])
    done = len({it for it in done_days if 1 <= it <= days})
    if done in (0, days):
        return week["name"], f"All {days} days done" if done else f"No day of {days} done yet"
    return week["name"], f"{done} of {days} days done"


def mean_said(taking: Taking) -> str:
    found = mean(taking)
    if found is None:
        return "no mean: fewer than 4 steps are scored"
    x, low, high = three(found[0])
    return f"{x} ({low} to {high}), the mean of {found[1]} steps"


def slope_said(step: str, found: Slope | None) -> str:
    title = TITLES[step]
    if found is None:
        return f"{title}: a straight trend takes at least 5 times that can be compared."
    tenths = half_up(10 * abs(found.per_week))
    if tenths == 0:
        return f"{title}: neither rising nor falling over {found.times} times."
    way = "rising" if found.per_week > 0 else "falling"
    return (
        f"{title}: {way} by about {tenths // 10}.{tenths % 10} points a week over {found.times} "
        f"times. Without any trend this much or more would show in {max(1, half_up(100 * found.p))}"
        " of 100 cases."
    )
