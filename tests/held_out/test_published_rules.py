"""The rules as they are published: for each word that is shown one, with the figures that hold."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from math import ceil, erfc, sqrt

import pytest

from quiz.views.clients.caseload import caseload, need_names
from quiz.views.clients.caseload_rules import rules
from quiz.views.method import method
from quiz.words import catalogue
from tests.held_out.people import NOW, SHOWS_ALL, people, seed_of
from tests.held_out.questions import STEPS
from tests.held_out.scores import BETWEEN, CLEARLY, ITEM, MAY, OCCASION
from tests.held_out.sentences import half_up
from tests.held_out.times import error_of_change
from tests.scripted import TRUST

LANGUAGES = ("en", "th")


def figures(text: str) -> list[str]:
    """The figures of a text, without the 100 of which they are parts."""
    return [it for it in re.findall(r"\d+(?:\.\d+)?", text) if it != "100"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_the_caseload_tell_the_figures_that_are_reckoned_with(language: str) -> None:
    said = list(rules(TRUST, catalogue(language)))
    points = [str(half_up(CLEARLY * error_of_change(m))) for m in (8, 3)]
    by_chance = str(half_up(100 * (1 - (1 - erfc(CLEARLY / sqrt(2))) ** len(STEPS))))
    far = str(ceil(MAY * error_of_change(1) / 25))
    wanted = [
        ["80", "50", "75"],
        ["25"],
        [],
        [],
        [str(CLEARLY), "8", points[0], "3", points[1]],
        [by_chance, "5"],
        ["14", "7"],
        [],
        ["28", "14"],
        ["2"],
        [],
        [],
        ["3", "3", far],
        ["5"],
        [],
    ]
    assert [figures(text) for _, text in said] == wanted
    assert all(head and "{" not in text for head, text in said)


def words_shown() -> Iterator[str]:
    """The words that rows of the caseload begin with, of many clients."""
    seed = seed_of(SHOWS_ALL)
    rows = caseload([it.case for it in people(random.Random(seed), 400)], NOW, catalogue("en"))
    for row in rows:
        standing = row.standing
        signs = [standing.since_start, standing.since_last, *standing.marks]
        for said in (standing.focus, *(it.text for it in signs if it)):
            yield from re.findall(
                r"None|clearly|probably|Begin with|Too close to call|with a caution|Not comparable"
                r"|Clearly lower|Clearly higher|No clear change|Overdue|Not enough answers"
                r"|[Tt]he same answer throughout|First answers|Nothing sent yet|stands out",
                re.sub("“.*?”", "…", said),
            )


def test_every_word_of_the_caseload_has_its_rule() -> None:
    published = " ".join(f"{head}. {text}" for head, text in rules(TRUST, catalogue("en"))).lower()
    speak_for_themselves = {"first answers", "nothing sent yet", "none", "stands out"}
    shown = {it.lower().removeprefix("the ") for it in words_shown()}
    assert len(shown) == 16
    for word in shown - speak_for_themselves:
        assert word in published, word
    for name in need_names(catalogue("en")).values():
        assert name.lower() in published


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_how_it_works_tells_the_figures_that_are_reckoned_with(language: str) -> None:
    view = method(TRUST, catalogue(language))
    parts = [figures(text) for _, text in view.parts]
    assert parts[1] == ["0", "4", "0", "0", "0", "2"]
    reach = [str(half_up(MAY * ITEM / sqrt(m))) for m in (3, 8)]
    assert parts[2] == [str(MAY), str(ITEM), "3", reach[0], "8", reach[1]]
    assert [it for it in parts[3] if it != "2"] == ["80", "50", "75"]
    assert set(parts[4]) - {"3"} == {str(ITEM), str(BETWEEN), str(OCCASION)}
    assert {str(MAY), str(CLEARLY)} <= set(parts[6])
    assert [figures(it) for it in view.bands] == [["0"], ["25"], ["50"], ["75"]]
    formulas = " ".join(view.formulas)
    assert [it for it in figures(formulas) if it != "2"] == [
        "0", "4", str(ITEM), str(MAY), str(ITEM), str(OCCASION),
    ]  # fmt: skip
