"""What the session sheet and the couple sheet show, as views and as printed pages."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from math import erfc, sqrt

import pytest

from quiz.casework.cases import CaseAttempt, Released
from quiz.report.couple_sheet import couple_sheet_pdf
from quiz.report.session_sheet import session_sheet_pdf
from quiz.views.clients.couple_sheet import couple_sheet
from quiz.views.clients.session_sheet import SessionSheetView, session_sheet
from quiz.views.pairs.couple import GapView, TogetherView
from quiz.words import catalogue
from tests.held_out import sentences
from tests.held_out.pairs import Pair, error_of_gap, side_by_side
from tests.held_out.people import NOW, SEEDS, SHOWS_ALL, Person, attempt_of, people, seed_of
from tests.held_out.questions import STEPS, Taking
from tests.held_out.scores import CLEARLY, MAY, counts, facets, focus
from tests.held_out.sentences import TEXT, TITLES, half_up, three
from tests.held_out.times import Since, error_of_change, since
from tests.reading_pdfs import flat, said
from tests.scripted import TRUST

EN = catalogue("en")
ZONE = timezone(timedelta(hours=7))
LOCAL = NOW.astimezone(ZONE)
FIGURE = "{}\u00a0({}–{})"


# -- the session sheet ----------------------------------------------------------------------------


def columns(person: Person) -> list[tuple[str, Since]]:
    """The heads of what moved, and what did."""
    history = person.history
    heads = {"Since the start": history[0], "Since last time": history[-2 % len(history)]}
    if len(history) < 3:
        heads = {"Since the start and last time": history[0]} if len(history) == 2 else {}
    return [
        (f"{head}, {sentences.day_of(then, ZONE)}", since(then, history[-1]))
        for head, then in heads.items()
    ]


def cell(found: Since, step: str) -> str:
    """What is said of a step's change, and by how much."""
    changed = found.steps.get(step)
    if changed is None:
        return "–"
    points = half_up(abs(changed.by))
    sign = "" if points == 0 else "+" if changed.by > 0 else "−"
    return f"{changed.verdict} ({sign}{points})"


def rows(person: Person) -> list[tuple[str, ...]]:
    """The table: step, score, changes, answered of shown."""
    last = person.history[-1]
    return [
        (
            TITLES[step],
            sentences.score_said(last, step, FIGURE),
            *(cell(found, step) for _, found in columns(person)),
            f"{counts(last, step).answered} / {counts(last, step).shown}",
        )
        for step in STEPS
    ]


def sizes_said(person: Person) -> str:
    """How large a change shows, and what does by chance; empty where nothing is compared."""
    found = [it for _, it in columns(person)]
    shared = sorted(changed.shared for it in found for changed in it.steps.values())
    if not shared:
        return ""
    bounds = [half_up(CLEARLY * error_of_change(m)) for m in (shared[-1], shared[0])]
    said = f"A change of more than about {bounds[0]} points counts as clear."
    if bounds[0] != bounds[1]:
        said = (
            f"A change of more than about {bounds[0]} to {bounds[1]} points counts as clear, by "
            "how many questions were answered both times."
        )
    none = (1 - erfc(CLEARLY / sqrt(2))) ** max(len(it.steps) for it in found)
    chance = half_up(100 * (1 - none))
    return (
        f"{said} Without any real change, about {chance} in 100 people would still show one in "
        "some step."
    )


def facets_said(taking: Taking) -> dict[str, dict[str, str]]:
    """The facets with a score, by step and by name."""
    found: dict[str, dict[str, str]] = {}
    for (step, facet), it in facets(taking).items():
        if it is not None:
            name = TEXT["steps"][step]["facets"][facet]
            found.setdefault(TITLES[step], {})[name] = FIGURE.format(*three(it))
    return found


def fits_said(person: Person) -> str:
    """The practice that goes with the focus, unless it is agreed on."""
    last = person.history[-1]
    begin = focus(last).begin
    if not begin or begin in {it.step for it in person.practices}:
        return ""
    return f"With the focus goes: {sentences.practice_said(begin, last.side, ())[0]}."


def check_session_sheet(view: SessionSheetView, person: Person) -> None:
    last = person.history[-1]
    assert view.title == f"{person.code}, {sentences.day(LOCAL)}"
    assert view.lead == (
        f"Before a session. Last answers: {sentences.day_of(last, ZONE)}, "
        f"from the side “{TEXT['perspectives'][last.side]}”."
    )
    assert view.focus == f"Focus: {sentences.focus_said(last)}"
    assert view.columns == tuple(head for head, _ in columns(person))
    assert [(it.title, it.score, *it.changes, it.answered) for it in view.lines] == rows(person)
    assert [it.in_focus for it in view.lines] == [it in focus(last).listed for it in STEPS]
    sizes = sizes_said(person)
    assert (view.remarks[-1] if sizes else "") == sizes
    assert view.latest.answered == sentences.answered_said(last)
    assert view.fits == fits_said(person)
    assert view.facets is not None
    wanted = facets_said(last)
    assert {title: dict(named) for title, named in view.facets.lines} == wanted
    few = [
        TEXT["steps"][step]["facets"][facet]
        for (step, facet), it in facets(last).items()
        if it is None
        and facet != "agreed_limits"  # one of its two is sensitive, so it never has a score
    ]
    assert (view.facets.left != "") == bool(few and wanted)
    assert all(name in view.facets.left for name in few if wanted)
    assert "Agreed limits" not in view.facets.left


@pytest.mark.parametrize("sample", SEEDS)
def test_every_figure_of_the_session_sheet_follows_from_the_rules(sample: str) -> None:
    seed = seed_of(sample)
    seen: Counter[str] = Counter()
    for person in people(random.Random(seed), 120):
        if not person.history:
            continue
        view = session_sheet(person.file, LOCAL, EN)
        try:
            check_session_sheet(view, person)
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}, {person.code}") from fault
        seen.update(it.split(" (")[0] for line in view.lines for it in line.changes)
    assert sample != SHOWS_ALL or seen.keys() == {
        "–", "No clear change", "Clearly risen", "Clearly fallen", "May have risen",
        "May have fallen",
    }  # fmt: skip


def test_a_change_reads_like_more_than_the_bound_only_where_it_is_clear() -> None:
    """As rounded: 31.25 points of 31.26 must not read like more than about 31."""
    seed = seed_of("others each time")
    for person in people(random.Random(seed), 100):
        view = session_sheet(person.file, LOCAL, EN) if len(person.history) > 1 else None
        bounds = re.findall(
            r"more than about (\d+)(?: to (\d+))?", " ".join(view.remarks if view else ())
        )
        for line in view.lines if view and bounds else ():
            least, most = (int(it) for it in (bounds[0][0], bounds[0][1] or bounds[0][0]))
            for said_ in line.changes:
                points = int((re.findall(r"\d+", said_) or ["0"])[0])
                assert points > least if said_.startswith("Clearly") else points <= most


def interesting(rng: random.Random, count: int) -> list[Person]:
    """Clients with three times of answers or more, and scores in most steps."""
    some = (it for it in people(rng, 40 * count) if len(it.history) > 2)
    full = [it for it in some if len(it.history[-1].values) > 20]
    return full[:count]


@pytest.mark.parametrize("sample", SEEDS)
def test_the_printed_session_sheet_bears_these_figures_and_no_others(sample: str) -> None:
    seed = seed_of(sample)
    for person in interesting(random.Random(seed), 5):
        page = said(session_sheet_pdf(person.file, LOCAL, EN))
        last = person.history[-1]
        wanted = [
            f"Focus: {sentences.focus_said(last)}",
            *("".join(row) for row in rows(person)),
            "".join(
                ["Step", "Score and range", *(head for head, _ in columns(person)), "Answered"]
            ),
            sizes_said(person),
            sentences.answered_said(last),
            sentences.overdue_said(last, person.agreed, LOCAL) if not person.archived else "",
        ]
        for sentence in wanted:
            assert flat(sentence) in page, f"seed {seed}, {sentence}, {person.code}"
        if flat("No room on this page for:") in page:
            continue
        for title, named in facets_said(last).items():
            line = title + "·".join(f"{name}{figure}" for name, figure in named.items())
            assert flat(line) in page, f"seed {seed}, {line}, {person.code}"


def test_the_printed_sheet_in_thai_has_the_same_figures() -> None:
    seed = seed_of("others each time")
    thai = catalogue("th")
    for person in interesting(random.Random(seed), 3):
        page = said(session_sheet_pdf(person.file, LOCAL, thai))
        last = person.history[-1]
        for step in STEPS:
            title = TRUST.words("th").steps[step].title
            score = sentences.score_said(last, step, FIGURE)
            answered = f"{counts(last, step).answered} / {counts(last, step).shown}"
            row = re.search(f"{re.escape(flat(title + score))}(.*?){flat(answered)}", page)
            if "(" not in score:  # why there is none is told in Thai
                continue
            assert row, f"seed {seed}, {title} {score}, {person.code}"
            cells = [cell(found, step) for _, found in columns(person)]
            points = [re.findall(r"[+−]?\d+", it) for it in cells]
            assert re.findall(r"[+−]?\d+", row[1]) == [it[0] for it in points if it]


# -- the couple sheet -----------------------------------------------------------------------------

STANCES = {
    "opposed": "each worded for one side.",
    "mutual": "Compared are all questions that ask both of you about one and the same thing.",
    "other": "only questions about the two of you are compared, which are worded alike.",
}


def couples(rng: random.Random, count: int) -> Iterator[tuple[Taking, Taking]]:
    """Two people's last answers, mostly close in time."""
    taken = [it.history[-1] for it in people(rng, 3 * count) if it.history]
    for one, other in zip(taken[::2], taken[1::2], strict=False):
        apart = timedelta(
            hours=rng.choice([0, 5, 200, 14 * 24, 14 * 24]), seconds=rng.choice([0, 0, 1])
        )
        yield one, replace(other, at=one.at + rng.choice([-1, 1]) * apart)


def released(taking: Taking, code: str) -> Released:
    return Released(code, CaseAttempt(TRUST, attempt_of(taking)))


def line(found: Pair, step: str) -> str:
    gap = found.gaps[step]
    ends = ["{} (likely {} to {})".format(*three(it)) for it in (gap.one, gap.other)]
    return f"A-1: {ends[0]} · B-2: {ends[1]}"


def check_couple_sheet(view: TogetherView, found: Pair) -> None:
    def told(gaps: tuple[GapView, ...]) -> list[tuple[str, str, str]]:
        return [(it.id, it.verdict, it.line) for it in gaps]

    def wanted(steps: list[str]) -> list[tuple[str, str, str]]:
        return [(it, found.gaps[it].verdict, line(found, it)) for it in steps]

    alike, apart = found.agreements, found.differences
    assert told(view.agreements) == wanted(alike)
    assert told((view.talk,) if view.talk else ()) == wanted(apart[:1])
    assert told(view.others) == wanted(apart[1:])
    total = len(found.gaps)
    if not apart:
        headline = "any of the steps" if total > 1 else "the one step compared"
        assert view.headline == f"No clear difference in {headline}"
    elif alike:
        assert view.headline == f"No clear difference in {len(alike)} of {total} steps"
    else:
        assert view.headline == "You may see these steps differently"
    assert len(view.not_compared) == len(found.same_side) + len(found.too_few)
    for step, sentence in zip(
        [it for it in STEPS if it not in found.gaps], view.not_compared, strict=True
    ):
        why = "seen from the same side" if step in found.same_side else "too few of its questions"
        assert sentence.startswith(f"“{TITLES[step]}” is ")
        assert why in sentence
    shared = sum(it.shared for it in found.gaps.values())
    assert view.basis[0].startswith(f"It rests on the {shared} questions that both")
    assert STANCES[found.sides] in view.basis[1]
    for gap in view.compared:
        m = found.gaps[gap.id].shared
        clear, may = (half_up(z * error_of_gap(m)) for z in (CLEARLY, MAY))
        assert gap.size == (
            f"With {m} questions of a step, a difference of more than about {clear} points counts "
            f"as clear, one of more than about {may} points as “may”."
        )
    assert bool(view.cautions) == found.another_language


@pytest.mark.parametrize("sample", SEEDS)
def test_every_figure_of_the_couple_sheet_follows_from_the_rules(sample: str) -> None:
    seed = seed_of(sample)
    seen: Counter[str] = Counter()
    for one, other in couples(random.Random(seed), 300):
        found = side_by_side(one, other)
        view = couple_sheet(released(one, "A-1"), released(other, "B-2"), EN)
        assert (view is None) == (found is None), f"seed {seed}, {one}, {other}"
        if view is None or found is None:
            seen["closed"] += 1
            continue
        try:
            check_couple_sheet(view, found)
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}, {one}, {other}") from fault
        seen.update(it.verdict for it in view.compared)
        seen.update([found.sides, *["same side"] * len(found.same_side)])
        seen.update(["too few"] * len(found.too_few))
    assert sample != SHOWS_ALL or (len(seen) == 1 + 3 + 3 + 2 and min(seen.values()) >= 5)


def test_the_printed_couple_sheet_bears_these_figures() -> None:
    seed, printed = seed_of("others each time"), 0
    for one, other in couples(random.Random(seed), 60):
        found = side_by_side(one, other)
        if found is None or len(found.gaps) < 2:
            continue
        both = released(one, "A-1"), released(other, "B-2")
        pdf = couple_sheet_pdf(*both, EN, LOCAL.date())
        assert pdf is not None
        page = said(pdf)
        for step, gap in found.gaps.items():
            row = flat(f"{TITLES[step]}{gap.verdict}{line(found, step)}")
            assert row in page, f"seed {seed}, {one}, {other}"
        printed += 1
        if printed == 4:
            break
    assert printed == 4
