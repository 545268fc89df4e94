"""Scripted ways through the five steps, with the focus that each must lead to.

A script says how well each item stands, 0 (worst) to 4 (best) after keying, one mark an item in the
order in which the pages ask: three short ones, then five more; `N` is "does not apply", `.` a
blank. What is expected is worked out apart from the engine: the reference values of the design, and
their like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quiz.attempt import NOT_APPLICABLE, Answer
from quiz.bank import Item
from quiz.content import Edition, load
from quiz.words import Words

TRUST = load(Path(__file__).resolve().parents[1] / "questions" / "trust")


@dataclass(frozen=True)
class Expected:
    """A focus: `verdict` and `steps` (the first to begin with), or the `reason` for none."""

    verdict: str
    steps: tuple[str, ...] = ()
    chance: int | None = None  # in 100, of the likeliest step; never said to be above 99
    prerequisite: bool = False
    reason: str | None = None
    scored: tuple[str, ...] = ()  # where fewer than two can be compared
    not_ranked: tuple[str, ...] = ()

    def sentences(self, words: Words, edition: Edition, side: str) -> tuple[str, ...]:
        """Everything that the result must say of it, in the language of the words."""
        said = edition.words(words.language).steps
        titles = [said[step].title for step in self.steps]
        left_out = [words("result.not_ranked", step=said[s].title) for s in self.not_ranked]
        if self.reason is not None:
            return (*self._no_focus(words, [said[s].title for s in self.scored]), *left_out)
        about = [said[step].focus for step in self.steps]
        found = titles[1:] if self.prerequisite else titles
        values = {
            "steps": words.listed(found),
            "first": words.quoted(found[0]),
            "earlier": words.quoted(titles[0]),
            "chance": self.chance,
        }
        title = "prerequisite" if self.prerequisite else self.verdict
        sentences = [
            words(f"result.focus_title.{title}", step=titles[0]),
            words(f"result.certainty.{self.verdict}", **values),
        ]
        if self.prerequisite:
            sentences.append(words("result.prerequisite", **values))
        elif self.verdict == "too_close":
            sentences.append(words("result.begin_with", first=words.quoted(titles[0])))
        sentences += [it[side] for it in about if it is not None and not isinstance(it, str)]
        return (*sentences, *left_out)

    def _no_focus(self, words: Words, scored: list[str]) -> list[str]:
        sentences = [words(f"result.no_focus.{self.reason}")]
        if self.reason == "none_stands_out":
            return [words("result.focus_title.none_stands_out"), *sentences]
        sentences.append(words("result.focus_title.none"))
        if self.reason == "fewer_than_two_ranked":
            sentences.append(
                words("result.no_focus.scored_steps", steps=words.listed(scored))
                if scored
                else words("result.no_focus.scored_none")
            )
        return sentences


@dataclass(frozen=True)
class Script:
    """A way through all pages; `first` is expected after page 3, `full` after the last."""

    marks: Mapping[str, str]
    first: Expected
    full: Expected
    context: Mapping[str, str] = field(default_factory=lambda: {"decision": "rebuild"})

    def page(self, number: int) -> dict[str, Answer | None]:
        """The raw answer to each item of a page (from 1), None for a blank."""
        return {item.id: self._answer(item, number) for item in TRUST.bank.pages[number - 1]}

    def answers(self, pages: int) -> dict[str, Answer]:
        """The raw answers of the first pages, blanks left out."""
        given = [pair for n in range(1, pages + 1) for pair in self.page(n).items()]
        return {item: answer for item, answer in given if answer is not None}

    def _answer(self, item: Item, page: int) -> Answer | None:
        mark = self.marks[item.step].replace(" ", "")[page - 1]
        if mark == "N":
            return NOT_APPLICABLE
        return None if mark == "." else TRUST.bank.scale.keyed(int(mark), item.key)


def _marks(*steps: str) -> dict[str, str]:
    return {f"S{number}": marks for number, marks in enumerate(steps, start=1)}


SCRIPTS: Mapping[str, Script] = {
    # 100, 0, 100, 100, 100; then the reference (75, 31.25, 62.5, 68.75, 71.875)
    "clear": Script(
        _marks("444 33222", "000 22222", "444 22211", "444 22222", "444 32222"),
        Expected("clear", ("S2",), chance=99),
        Expected("clear", ("S2",), chance=97),
    ),
    # 75, 33, 58, 75, 67; then the reference (56.25, 37.5, 43.75, 62.5, 50)
    "likely": Script(
        _marks("333 22221", "211 22211", "223 22111", "333 33221", "233 21221"),
        Expected("likely", ("S2",), chance=65),
        Expected("likely", ("S2",), chance=55),
    ),
    # the reference (175/3, 125/3, 50, 200/3, 50); then 40.6, 37.5 and the rest far above
    "too close": Script(
        _marks("322 22110", "212 22111", "222 44444", "323 44444", "222 44444"),
        Expected("too_close", ("S2", "S3", "S5")),
        Expected("too_close", ("S1", "S2")),
    ),
    # step 4 is lowest, and step 1 below 25
    "prerequisite": Script(
        _marks("110 10111", "444 33333", "444 33333", "000 00000", "444 33333"),
        Expected("likely", ("S1", "S4"), chance=70, prerequisite=True),
        Expected("clear", ("S1", "S4"), chance=89, prerequisite=True),
    ),
    # every step at 75 (not below it) or above
    "none stands out": Script(
        _marks("334 33333", "343 33333", "433 33333", "333 33333", "333 33333"),
        Expected("none", reason="none_stands_out"),
        Expected("none", reason="none_stands_out"),
    ),
    # "sometimes" to all 15, whichever way they are turned; then step 4 falls to 18.75
    "one answer": Script(
        _marks("222 33333", "222 33333", "222 33333", "222 00000", "222 33333"),
        Expected("none", reason="one_answer_throughout"),
        Expected("clear", ("S4",), chance=99),
    ),
    # blanks, and a step that does not apply; the step of new moments only where one rebuilds
    "too few": Script(
        _marks("34. 33333", "NNN NNNNN", "... 00000", "... 33333", "... 33333"),
        Expected("none", reason="fewer_than_two_ranked", scored=("S1",)),
        Expected("clear", ("S3",), chance=99, not_ranked=("S5",)),
        context={"decision": "separating"},
    ),
}
