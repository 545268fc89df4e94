"""A comparison in words: every finding, reason and caution, and figures equal to the engine's."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quiz.attempt import NOT_APPLICABLE, Attempt
from quiz.bank import Bank
from quiz.content import Edition
from quiz.findings import Certainty, compare
from quiz.findings.change import Caution, Direction, NotComparable, NotCompared
from quiz.views.results.comparison import ChangeView, ComparisonView, comparison
from quiz.views.sheet import Sheet, in_order
from quiz.words import catalogue
from tests.banks_in_code import changed
from tests.findings.test_change import by_the_book, some_answers
from tests.kept import taken
from tests.scripted import TRUST

LANGUAGES = ("en", "th")
EN = catalogue("en")


def other(**fields: Any) -> Edition:
    """The five steps as another edition has them, or another bank."""
    return replace(TRUST, bank=changed(TRUST.bank, **fields))


def view_of(
    then: Attempt,
    now: Attempt,
    language: str = "en",
    editions: tuple[Edition, Edition] = (TRUST, TRUST),
) -> ComparisonView:
    pair = Sheet(editions[0], then), Sheet(editions[1], now)
    return comparison(*pair, catalogue(language))


def step(view: ComparisonView, id_: str) -> ChangeView:
    return next(it for it in view.steps if it.id == id_)


def without(attempt: Attempt, id_: str) -> Attempt:
    """The attempt with nothing answered in a step."""
    return replace(
        attempt, answers={i: a for i, a in attempt.answers.items() if not i.startswith(id_)}
    )


# -- what is found --------------------------------------------------------------------------------

FLAT = taken(0, 2)  # "sometimes" to everything
MIXED = {"S1": "32222222"}


@pytest.mark.parametrize(
    ("now", "headline", "first"),
    [
        ({"S1": 4}, "“Truth and honest talk” has clearly risen", "No clear change: “Owning it"),
        ({"S1": 0}, "“Truth and honest talk” has clearly fallen", "No clear change: “Owning it"),
        ({"S1": 3}, "“Truth and honest talk” may have risen", "No clear change: “Owning it"),
        ({"S1": 1}, "“Truth and honest talk” may have fallen", "No clear change: “Owning it"),
        ({"S1": 4, "S2": 3}, "“Truth and honest talk” has clearly risen", "May have risen: “Own"),
        ({"S1": 4, "S2": 0}, "2 of 5 steps have clearly changed", "Clearly risen: “Truth and h"),
        (
            {"S1": 3, "S2": 1},
            "2 of 5 steps may have changed, none of them clearly",
            "May have risen: “Truth and honest talk”.",
        ),
        ({}, "No clear change", "No clear change: “Truth and honest talk”, “Owning it and"),
    ],
)
def test_the_headline_is_the_surest_finding_and_the_rest_follows(
    now: dict[str, int], headline: str, first: str
) -> None:
    view = view_of(FLAT, taken(5, now))
    assert view.headline == headline
    assert view.findings[0].startswith(first)


def test_nothing_compared_has_a_headline_of_its_own() -> None:
    rest = dict.fromkeys(("S2", "S3", "S4", "S5"), "." * 8)
    view = view_of(taken(0, {**rest, "S1": "4......."}), taken(5, {**rest, "S1": "3......."}))
    assert view.headline == "No step can be compared yet"
    assert (view.chances, view.sizes, view.basis, view.notes) == ("", (), "", ())
    assert len(view.steps) == 5


def test_every_step_has_a_verdict_in_words_a_direction_and_its_figures() -> None:
    view = view_of(FLAT, taken(5, {"S1": 4, "S2": 1, "S3": "22222223"}))
    wanted = {
        "S1": ("Clearly risen", Certainty.CLEARLY, Direction.UP, "50 (39–61)", "100 (89–100)"),
        "S2": ("May have fallen", Certainty.MAY, Direction.DOWN, "50 (39–61)", "25 (14–36)"),
        "S3": ("No clear change", Certainty.NO_CLEAR, None, "50 (39–61)", "53 (42–64)"),
        "S4": ("No clear change", Certainty.NO_CLEAR, None, "50 (39–61)", "50 (39–61)"),
    }
    for id_, (verdict, certainty, direction, before, after) in wanted.items():
        found = step(view, id_)
        assert (found.verdict, found.certainty, found.direction) == (verdict, certainty, direction)
        assert found.figures[:2] == (before, after)
    assert step(view, "S1").figures[2] == "about 50 points higher"
    assert step(view, "S2").figures[2] == "about 25 points lower"
    assert step(view, "S3").line == (
        "Before 50 (likely 39 to 61), after 53 (likely 42 to 64): about 3 points higher."
    )
    assert step(view, "S4").line.endswith("no difference.")


def test_no_clear_change_and_a_lower_score_are_said_for_what_they_are() -> None:
    means, down = EN("compare.no_clear_means"), EN("compare.down_means")
    assert means in view_of(FLAT, taken(5, 2)).findings
    assert down not in view_of(FLAT, taken(5, 4)).findings
    assert means not in view_of(FLAT, taken(5, 4)).findings
    assert down in view_of(FLAT, taken(5, {"S4": 1})).findings


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_on_openness_stands_with_every_comparison(language: str) -> None:
    said = TRUST.words(language).steps["S3"]
    assert view_of(FLAT, taken(5, 3), language).notes == ((said.title, said.note),)


def test_the_text_beside_the_chart_names_every_step() -> None:
    alt = view_of(FLAT, without(taken(5, {"S1": 4}), "S5")).alt
    assert "Truth and honest talk: 50, then 100. Clearly risen." in alt
    assert "New good moments together: not compared." in alt


# -- what it rests on -----------------------------------------------------------------------------


@pytest.mark.parametrize(("pages", "may", "clear"), [(8, 20, 31), (3, 29, 44)])
def test_how_large_a_change_can_be_seen_is_that_of_the_design(
    pages: int, may: int, clear: int
) -> None:
    view = view_of(taken(0, 2, pages), taken(5, 3, pages))
    (said,) = view.sizes
    assert f"more than about {clear} points counts as clear" in said
    assert f"more than about {may} points as “may have”" in said
    assert {it.size for it in view.steps} == {said}


def test_where_steps_differ_each_is_told_how_large_a_change_shows() -> None:
    view = view_of(taken(0, {"S1": "2222...."}), taken(5, 3))
    assert len(view.sizes) == 2
    assert view.sizes[1].startswith("“Truth and honest talk”: With 4 questions of a step")
    assert "“Owning it and changing”" in view.sizes[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_change_one_step_in_five_shows_something(language: str) -> None:
    said = view_of(FLAT, taken(5, 3), language).chances
    assert re.findall(r"\d+", said) in (
        ["5", "15", "100", "5", "100"],
        ["1", "5", "15", "100", "5", "100"],
    )


def test_a_bank_whose_bounds_are_never_passed_by_chance_says_nothing_of_it() -> None:
    strict = other(measurement_model={"z_possible": 5.0, "z_clear": 40.0})
    assert view_of(FLAT, taken(5, 3), editions=(strict, strict)).chances == ""


def test_15_against_40_is_said_plainly() -> None:
    view = view_of(taken(0, 2), taken(5, 3, pages=3))
    assert view.basis == EN("compare.basis.asked", then=40, now=15, shared=15)
    assert view_of(taken(0, 2, 3), taken(5, 3)).basis == EN(
        "compare.basis.asked", then=15, now=40, shared=15
    )


def test_how_many_answers_count_is_always_said() -> None:
    assert view_of(FLAT, taken(5, 3)).basis == EN("compare.basis.same", shared=40)
    fewer = taken(5, {"S1": "333333..", "S2": "3......."})  # S2 is not scored: none of it counts
    assert view_of(FLAT, fewer).basis == EN("compare.basis.answered", then=40, now=31, shared=30)


def test_what_does_not_apply_is_no_answer_that_counts() -> None:
    some = replace(FLAT, answers={**FLAT.answers, "S1-01": NOT_APPLICABLE})
    assert view_of(some, taken(5, 3)).basis == EN(
        "compare.basis.answered", then=39, now=40, shared=39
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.5, "less than a day apart"), (1.2, "a day apart"), (35, "35 days apart"), (-3, "3 days")],
)
def test_how_far_the_two_lie_apart_is_said(days: float, said: str) -> None:
    assert said in view_of(FLAT, taken(days / 7, 3)).lead


def test_days_are_those_where_the_reader_is() -> None:
    late = replace(FLAT, finished_at=FLAT.finished_at and FLAT.finished_at.replace(hour=22))
    pair = Sheet(TRUST, late), Sheet(TRUST, taken(5, 3))
    assert "3 March 2026" in comparison(*pair, EN).lead
    assert "4 March 2026" in comparison(*pair, EN, ZoneInfo("Asia/Bangkok")).lead


def test_the_two_are_put_in_order_of_time() -> None:
    early, late = Sheet(TRUST, FLAT), Sheet(TRUST, taken(5, 3))
    undated = Sheet(TRUST, replace(FLAT, finished_at=None))
    assert in_order(late, early) == in_order(early, late) == (early, late)
    assert in_order(late, undated) == (late, undated)
    assert EN("compare.no_day") in comparison(late, undated, EN).lead


# -- what stands in the way -----------------------------------------------------------------------

REFUSED: dict[NotComparable, tuple[Edition, dict[str, Any]]] = {
    NotComparable.OTHER_BANK: (other(id="another"), {"bank_id": "another"}),
    NotComparable.OTHER_PERSPECTIVE: (TRUST, {"perspective": "broke"}),
    NotComparable.OTHER_SCALE: (other(scale={"id": "v2", "min": 0, "max": 4}), {}),
    NotComparable.OTHER_TIME_FRAME: (other(time_frame={"id": "month", "days": 30}), {}),
    NotComparable.NOTHING_SHARED: (TRUST, {"answers": {}}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", NotComparable)
def test_each_reason_for_comparing_nothing_is_said(why: NotComparable, language: str) -> None:
    edition, fields = REFUSED[why]
    now = replace(taken(5, 3), **fields)
    words = catalogue(language)
    view = view_of(FLAT, now, language, (TRUST, edition))
    sides = TRUST.words(language).perspectives
    assert view.refused == words(
        f"compare.refused.{why.value}", then=sides["hurt"], now=sides["broke"]
    )
    assert view.headline == words("compare.headline.refused")
    assert (view.steps, view.findings, view.sizes, view.chances) == ((), (), (), "")


def test_the_sentences_of_refusal_are_all_different() -> None:
    said = {EN(f"compare.refused.{why.value}") for why in NotComparable}
    assert len(said) == len(NotComparable)


def _not_compared() -> dict[NotCompared, ComparisonView]:
    """A comparison for each reason, of step S1."""
    full, none = taken(5, 3), without(taken(5, 3), "S1")
    cut = other(
        steps=tuple(s for s in TRUST.bank.steps if s.id != "S1"),
        items=tuple(i for i in TRUST.bank.items if i.step != "S1"),
        prerequisites=(),
    )
    pieces = taken(0, {"S1": "2222...."}), taken(5, {"S1": "...33333"})
    return {
        NotCompared.ONLY_THEN: view_of(FLAT, none, editions=(TRUST, cut)),
        NotCompared.ONLY_NOW: view_of(without(FLAT, "S1"), full, editions=(cut, TRUST)),
        NotCompared.NOT_SCORED: view_of(without(FLAT, "S1"), none),
        NotCompared.NOT_SCORED_THEN: view_of(without(FLAT, "S1"), full),
        NotCompared.NOT_SCORED_NOW: view_of(FLAT, none),
        NotCompared.TOO_FEW_SHARED: view_of(*pieces),
    }


@pytest.mark.parametrize("why", NotCompared)
def test_each_reason_for_not_comparing_a_step_is_said(why: NotCompared) -> None:
    view = _not_compared()[why]
    found = step(view, "S1")
    wanted = EN(f"compare.not_compared.{why.value}", shared=1, fewest=2)
    assert (found.verdict, found.line) == ("Not compared", wanted)
    assert (found.certainty, found.figures, found.size) == (None, (), "")
    assert f"Not compared: “Truth and honest talk”. {wanted}" in view.findings
    assert found.title == "Truth and honest talk", "also where only the earlier edition had it"


def _cautioned() -> dict[Caution, ComparisonView]:
    mixed, same = taken(0, MIXED), {item.id: 3 for item in TRUST.bank.items}
    return {
        Caution.ANOTHER_LANGUAGE: view_of(mixed, taken(5, 3, language="en th")),
        Caution.ONE_ANSWER_THEN: view_of(replace(mixed, answers=same), taken(5, 3)),
        Caution.ONE_ANSWER_NOW: view_of(mixed, replace(taken(5, 3), answers=same)),
        Caution.SOONER_THAN_ADVISED: view_of(mixed, taken(1.9, 3)),
    }


@pytest.mark.parametrize("caution", Caution)
def test_each_caution_is_said(caution: Caution) -> None:
    assert _cautioned()[caution].cautions == (EN(f"compare.caution.{caution.value}", days=14),)
    assert view_of(taken(0, MIXED), taken(5, 3)).cautions == ()


def test_the_advice_is_that_of_the_earlier_one() -> None:
    short, full = taken(0, MIXED, 3), taken(0.9, 3)
    (said,) = view_of(short, full).cautions
    assert "at least 7 days" in said
    assert view_of(full, short).cautions == (said,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_unfilled(language: str) -> None:
    views = [*_not_compared().values(), *_cautioned().values(), view_of(FLAT, taken(5, 4))]
    views += [view_of(without(FLAT, "S1"), taken(5, 1, language="th"), language)]
    for view in views:
        said = [view.headline, view.lead, view.basis, view.chances, view.alt, view.chart_sentence]
        said += [*view.findings, *view.cautions, *view.sizes]
        for it in view.steps:
            said += [it.title, it.verdict, it.line, it.size, *it.figures]
        assert not [it for it in said if "{" in it or "}" in it]


def test_a_language_that_the_bank_lacks_falls_back_to_its_first() -> None:
    assert step(view_of(FLAT, taken(5, 3), "xx"), "S1").title == "Truth and honest talk"


# -- figures --------------------------------------------------------------------------------------


def half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def exact_score(bank: Bank, attempt: Attempt, items: set[str]) -> Fraction:
    """100·(mean − min)/(max − min) of the values after keying, as a fraction."""
    low, high = bank.scale.min, bank.scale.max
    values = []
    for id_ in items:
        answer = attempt.answers[id_]
        assert isinstance(answer, int)
        values.append(answer if bank.item_by_id[id_].key == "+" else low + high - answer)
    return Fraction(100 * (sum(values) - low * len(values)), len(values) * (high - low))


def test_on_held_out_attempts_the_page_has_the_figures_of_an_independent_implementation() -> None:
    draw = random.Random(20261123)
    bank = TRUST.bank
    labels = {"clearly_up": "Clearly risen", "clearly_down": "Clearly fallen"}
    labels |= {"may_up": "May have risen", "may_down": "May have fallen"}
    labels["no_clear"] = "No clear change"
    seen = set()
    for _ in range(300):
        then, now = some_answers(bank, draw), some_answers(bank, draw)
        view, wanted = view_of(then, now), by_the_book(bank, then, now)
        compared = {it.id: it for it in view.steps if it.certainty}
        assert compared.keys() == wanted.keys()
        for id_, (shared, difference, label) in wanted.items():
            found = compared[id_]
            assert found.verdict == labels[label.replace(" ", "_")]
            assert f"With {shared} questions" in found.size
            both = {
                item.id
                for item in bank.items_by_step[id_]
                if isinstance(then.answers.get(item.id), int)
                and isinstance(now.answers.get(item.id), int)
            }
            before, after = (half_up(exact_score(bank, it, both)) for it in (then, now))
            figures = [int(it) for it in re.findall(r"\d+", found.line)]
            assert (figures[0], figures[3]) == (before, after)
            points = figures[6] if len(figures) > 6 else 0
            assert points == half_up(abs(difference))
            seen.add(found.verdict)
    assert seen == set(labels.values())


def test_points_and_ranges_are_the_engines() -> None:
    then, now = taken(0, {"S1": "01234...", "S4": "1.1.1.1."}), taken(5, {"S1": "4444444."})
    view = view_of(then, now)
    for change in compare(TRUST.bank, then, TRUST.bank, now).steps:
        found = step(view, change.step)
        assert (found.before, found.after) == (change.then, change.now)
        assert (found.certainty, found.direction) == (change.certainty, change.direction)


def test_a_difference_is_never_said_to_be_above_a_bound_that_it_does_not_pass() -> None:
    """As rounded: 31.25 points of 31.26 must not read like more than about 31."""
    for m in range(2, 9):
        for total in range(4 * m + 1):
            marks = [min(4, max(0, total - 4 * n)) for n in range(m)]
            now = "".join(map(str, marks)).ljust(8, ".")
            then = ("0" * m).ljust(8, ".")
            found = step(view_of(taken(0, {"S1": then}), taken(5, {"S1": now})), "S1")
            if found.certainty is None:
                continue
            clear, _ = (int(n) for n in re.findall(r"about (\d+) points", found.size))
            points = [int(n) for n in re.findall(r"\d+", found.figures[2])] or [0]
            assert (points[0] > clear) == (found.certainty is Certainty.CLEARLY), (m, total)
