"""What a client's page shows of clients nobody has seen, against figures worked out apart."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import timedelta, timezone
from enum import Enum
from typing import Any

import pytest

from quiz.views.clients.casefile import ChangesView
from quiz.views.clients.client import ClientView, client
from quiz.words import catalogue
from tests.held_out import sentences
from tests.held_out.people import NOW, SEEDS, SHOWS_ALL, Person, people, seed_of
from tests.held_out.questions import ALL, STEPS, Taking
from tests.held_out.scores import CLEARLY, MAY, focus, score_ranges, scores
from tests.held_out.sentences import TITLES, half_up, three
from tests.held_out.times import (
    Changed,
    Since,
    dots,
    error_of_change,
    lowest,
    moved,
    runs,
    since,
    slope,
)
from tests.scripted import TRUST

EN = catalogue("en")
ZONE = timezone(timedelta(hours=7))
LOCAL = NOW.astimezone(ZONE)


def view_of(person: Person, language: str = "en") -> ClientView:
    return client(person.file, TRUST, LOCAL, catalogue(language))


# -- the last answers -----------------------------------------------------------------------------


def check_latest(view: ClientView, person: Person) -> None:
    """Scores, ranges, counts and the day of the last answers; where the chart draws them."""
    last, latest = person.history[-1], view.latest
    assert latest is not None
    assert latest.day == sentences.day_of(last, ZONE)
    assert latest.answered == sentences.answered_said(last)
    line = "{} of 100, likely between {} and {}"
    assert [it.line for it in latest.steps] == [
        sentences.score_said(last, step, line) for step in STEPS
    ]
    found, in_focus = score_ranges(last), focus(last).listed
    for step, it in zip(STEPS, latest.steps, strict=True):
        drawn = (it.score, it.low, it.high)
        assert drawn == (pytest.approx(found[step]) if step in found else (None,) * 3)
        assert it.band == band_said(found.get(step))
        assert it.in_focus == (step in in_focus)
        assert it.begin_here == (len(in_focus) > 1 and step == in_focus[0])
    left_out = "S5" in found and last.decision != "rebuild"
    assert [it.split(" has a score")[0] for it in latest.not_ranked] == (
        [f"“{TITLES['S5']}”"] * left_out
    )
    assert latest.bands == tuple(zip((0, 25, 50, 75), BANDS, strict=True))


BANDS = ("Just beginning", "Taking shape", "Growing", "Well established")


def band_said(found: Any) -> str:
    """The band of a score, or those that its range goes over."""
    if found is None:
        return ""
    x, low, high = found
    within = min(3, int(x // 25))
    over = [
        within,
        *(n for n in (1, 2, 3) if low < 25 * n < high),
        *(n - 1 for n in (1, 2, 3) if low < 25 * n < high),
    ]
    names = BANDS[min(over)], BANDS[max(over)]
    return names[0] if names[0] == names[1] else f"between {names[0]} and {names[1]}"


# -- what moved -----------------------------------------------------------------------------------


def check_changes(view: ChangesView | None, then: Taking, now: Taking) -> Since:
    """The label, every step's line, and how large a change shows."""
    found = since(then, now)
    assert view is not None
    assert view.since == sentences.day_of(then, ZONE)
    assert view.sign.text == sentences.moved_said(found)
    assert (view.refused is not None) == bool(found.refused)
    said = {it.id: it for it in view.steps}
    assert view.shared == tuple(it.shared for it in found.steps.values())
    for step in STEPS:
        if step in found.steps:
            changed = found.steps[step]
            assert said[step].verdict == changed.verdict
            assert said[step].line == change_said(changed)
            assert said[step].size == size_said(changed.shared)
        elif not found.refused:
            assert said[step].verdict == "Not compared"
    by_shared: dict[int, list[str]] = {}
    for step, it in found.steps.items():
        by_shared.setdefault(it.shared, []).append(step)
    sizes = [
        size_said(m) if len(by_shared) == 1 else f"{sentences.row_of(steps)}: {size_said(m)}"
        for m, steps in sorted(by_shared.items(), reverse=True)
    ]
    assert list(view.sizes) == sizes
    assert ("15 in 100 “may have”, 5 in 100 “clearly”" in view.chances) == bool(found.steps)
    assert cautions_in(view.cautions) == found.cautions
    return found


def change_said(found: Changed) -> str:
    """A change in full, with the ranges of both scores on just the shared questions."""
    error = 25 / found.shared**0.5
    ends = []
    for x in (found.before, found.after):
        low, high = max(0, float(x) - MAY * error), min(100, float(x) + MAY * error)
        ends.append(f"{half_up(x)} (likely {half_up(low)} to {half_up(high)})")
    points = half_up(abs(found.by))
    by = f"about {points} points {'higher' if found.by > 0 else 'lower'}"
    return f"Before {ends[0]}, after {ends[1]}: {by if points else 'no difference'}."


def size_said(shared: int) -> str:
    clear, may = (half_up(z * error_of_change(shared)) for z in (CLEARLY, MAY))
    return (
        f"With {shared} questions of a step answered both times, a change of more than about "
        f"{clear} points counts as clear, one of more than about {may} points as “may have”."
    )


def cautions_in(said: tuple[str, ...]) -> set[str]:
    starts = {
        "The two were not answered in one": "language",
        "The first time every question": "one answer then",
        "The second time every question": "one answer now",
        "The two lie close together": "soon",
    }
    return {name for it in said for start, name in starts.items() if it.startswith(start)}


# -- topics, trend, means, practice ---------------------------------------------------------------


def check_topics(view: ClientView, person: Person) -> int:
    """The questions named and the answers told with them; how many moved."""
    assert view.topics is not None
    last = person.history[-1]
    low = lowest(last, focus(last).listed)
    assert [(it.text, it.answer) for it in view.topics.lowest] == [
        (sentences.question(it, last.side), f"Answered: {sentences.answer(last.answers[it.id])}")
        for it in low
    ]
    then = person.history[-2] if len(person.history) > 1 else last
    far = moved(then, last) if then.side == last.side else []
    assert [(it.text, it.answer) for it in view.topics.moved] == [
        (sentences.question(it, last.side), sentences.moved_answer(then, last, it)) for it in far
    ]
    return len(far)


def check_trend(view: ClientView, person: Person) -> int:
    """Every dot with its figures, and what a straight trend says; how many trends there are."""
    history = person.history
    assert [day for day, _ in view.means] == [sentences.day_of(it, ZONE) for it in history]
    assert [said for _, said in view.means] == [sentences.mean_said(it) for it in history]
    wanted = [sentences.slope_said(step, slope(history, step)) for step in STEPS]
    assert list(view.slopes) == (wanted if len(history) >= 5 else [])
    if len(history) < 2:
        assert view.trend.steps == ()
        return 0
    for step, row in zip(STEPS, view.trend.steps, strict=True):
        expected = [dot for run in runs(history) for dot in dots(run, step)]
        for dot, found, taking in zip(row.dots, expected, history, strict=True):
            assert dot.at == taking.at
            if isinstance(found, str):
                assert (dot.point, dot.score) == (None, found)
                continue
            assert dot.score == "{} ({}–{})".format(*three(found[0]))
            assert dot.rests_on == str(found[1])
            assert dot.point is not None
            drawn = (dot.point.score, dot.point.low, dot.point.high)
            assert drawn == pytest.approx(found[0])
    return sum("of 100 cases" in it for it in view.slopes)


def check_practice(view: ClientView, person: Person) -> None:
    side = person.history[-1].side
    for agreed, said in zip(person.practices, view.practices, strict=True):
        wanted = sentences.practice_said(agreed.step, side, agreed.done_days)
        assert (said.name, said.line) == wanted
        assert said.title == TITLES[agreed.step]


@pytest.mark.parametrize("sample", SEEDS)
def test_every_figure_of_a_clients_page_follows_from_the_rules(sample: str) -> None:
    seed = seed_of(sample)
    seen: Counter[str] = Counter()
    for person in people(random.Random(seed), 130):
        if not person.history:
            continue
        view, last = view_of(person), person.history[-1]
        try:
            check_latest(view, person)
            if len(person.history) > 1:
                for changes, then in (
                    (view.since_start, person.history[0]),
                    (view.since_last, person.history[-2]),
                ):
                    found = check_changes(changes, then, last)
                    seen.update(it.verdict for it in found.steps.values())
                    seen.update(found.cautions)
            else:
                assert (view.since_start, view.since_last) == (None, None)
            seen["moved"] += check_topics(view, person)
            seen["trends"] += check_trend(view, person)
            check_practice(view, person)
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}, {person.code}") from fault
        seen["scored"] += len(scores(last))
    assert sample != SHOWS_ALL or (len(seen) == 5 + 4 + 3 and min(seen.values()) >= 3)


# -- the other language ---------------------------------------------------------------------------


def texts(value: Any) -> list[str]:
    """Every text in a view that somebody reads, in its order."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return [value]
    if isinstance(value, tuple | list):
        return [text for it in value for text in texts(it)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def figures(text: str) -> list[str]:
    """The figures of a text in order of size, without those of days and of the years."""
    months = "|".join(sentences.MONTHS)
    text = re.sub(rf"\b\d+ ({months}|[A-Z][a-z][a-z]) \d{{4}}", "", text)
    text = re.sub(r"\d+ [\u0e00-\u0e7f.]+ \d{4}", "", text).replace("one step in", "1 step in")
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


def test_thai_tells_the_same_figures_and_as_many_different_verdicts() -> None:
    seed, said = seed_of("others each time"), Counter[tuple[str, str]]()
    for person in people(random.Random(seed), 40):
        views = [view_of(person, language) for language in ("en", "th")]
        english, thai = map(texts, views)
        for one, other in zip(english, thai, strict=True):
            assert figures(one) == figures(other), f"seed {seed}: {one} / {other}"
        for changes in zip(*(texts_of_verdicts(view) for view in views), strict=True):
            said[changes[0], changes[1]] += 1
    assert len({one for one, _ in said}) == len({other for _, other in said}) == len(said)
    assert len(said) > 3


def texts_of_verdicts(view: ClientView) -> list[str]:
    parts = [it for it in (view.since_start, view.since_last) if it]
    return [step.verdict for it in parts for step in it.steps]


def test_no_question_that_is_sensitive_stands_on_a_page() -> None:
    seed = seed_of("others each time")
    private = {str(text) for it in ALL if it.sensitive for text in asked(it.id)}
    for person in people(random.Random(seed), 60):
        said = texts(view_of(person))
        assert not private & set(said), f"seed {seed}, {person.code}"


def asked(id_: str) -> list[str]:
    text = sentences.TEXT["items"][id_]
    return [text] if isinstance(text, str) else list(text.values())
