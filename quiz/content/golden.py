"""Golden cases: answers with the scores that were worked by hand for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from quiz.bank import Bank, Id, Model
from quiz.content.names import Names, mapping
from quiz.content.nodes import Node
from quiz.content.structure import Structure
from quiz.errors import Fault


def _code_or_number(value: Any) -> Literal["(code)", "(number)"]:
    return "(code)" if isinstance(value, str) else "(number)"


GoldenAnswer = (
    Annotated[
        Annotated[int, Tag("(number)")] | Annotated[Literal["NA"], Tag("(code)")],
        Discriminator(_code_or_number),
    ]
    | None
)
"""An answer, "NA" for "does not apply", or null for a question left blank."""


class ExpectedStep(Model):
    """What one step must come to. The score is 0-100, compared to six decimals."""

    score: float | None = Field(default=None, ge=0, le=100)
    answered: int | None = Field(default=None, ge=0)
    status: Literal["scored", "does_not_apply", "not_enough_answers"] | None = None


class ExpectedFocus(Model):
    """What the focus must come to; a `reason` only where the verdict is "none"."""

    verdict: Literal["clear", "likely", "too_close", "none"]
    reason: Literal["one_answer_throughout", "fewer_than_two_ranked", "none_stands_out"] | None = (
        None
    )
    steps: tuple[Id, ...] | None = None
    begin_with: Id | None = None


class Expected(Model):
    """What a case must come to: each step that is named, and the focus."""

    steps: Mapping[Id, ExpectedStep] = Field(default_factory=dict)
    focus: ExpectedFocus | None = None


class GoldenCase(Model):
    """One attempt and what it must come to.

    `fill` answers every shown item that `answers` does not list; without it they are left blank.
    `opened` counts the pages opened; without it all are.
    """

    name: str = Field(min_length=1, max_length=200)
    perspective: Id | None = None
    context: Mapping[Id, Id] = Field(default_factory=dict)
    opened: int | None = Field(default=None, ge=1)
    fill: GoldenAnswer = None
    answers: Mapping[Id, GoldenAnswer] = Field(default_factory=dict)
    expect: Expected


class Golden(Model):
    """`golden.yaml`: the cases that come with a bank."""

    cases: tuple[GoldenCase, ...] = Field(min_length=1)


def golden_faults(root: Node, bank: Bank | None, s: Structure) -> Iterator[Fault]:
    """Unknown items, steps, sides and options; answers that the scale does not have."""
    for case in root.get("cases").elements:
        used = _copies(s)
        for item, key, answer in mapping(case.get("answers")):
            used["items"].use(Node(key.place, "scalar", item, refused=key.refused))
            yield from _answer_faults(answer, s)
        yield from _answer_faults(case.get("fill"), s)
        used["perspectives"].use(case.get("perspective"))
        for step, key, _ in mapping(case.at("expect", "steps")):
            used["steps"].use(Node(key.place, "scalar", step, refused=key.refused))
        for step_node in case.at("expect", "focus", "steps").elements:
            used["steps"].use(step_node)
        used["steps"].use(case.at("expect", "focus", "begin_with"))
        for names in used.values():
            yield from names.unknown_faults()
        yield from _context_faults(case.get("context"), s)
        expected = case.get("expect")
        if expected.kind == "mapping" and not expected.entries:
            yield expected.place.fault("the case expects nothing; name a step or the focus")
        opened = case.get("opened")
        if bank is not None and opened.whole is not None and opened.whole > len(bank.pages):
            message = f"the bank has {len(bank.pages)} pages, not {opened.whole}"
            yield opened.place.fault(f'"opened": {message}')


def _copies(s: Structure) -> dict[str, Names]:
    """The ids anew for one case, so that each case reports its own."""
    return {
        key: Names(names.what, names.places, names.complete, excused=names.unknown)
        for key, names in vars(s).items()
        if key in ("items", "perspectives", "steps")
    }


def _answer_faults(answer: Node, s: Structure) -> Iterator[Fault]:
    number = answer.whole
    if number is not None and s.scale is not None and number not in s.scale:
        ends = f"{s.scale[0]} to {s.scale[-1]}"
        yield answer.place.fault(f"{number} is not an answer of the scale, which goes from {ends}")
    if answer.text == "NA" and answer.kind == "scalar" and not s.not_applicable:
        yield answer.place.fault('the scale has no "does not apply"; give a number or null')


def _context_faults(context: Node, s: Structure) -> Iterator[Fault]:
    questions = Names("context question named", complete=s.context.complete)
    questions.places = {name: Node(context.place) for name in s.by_name}
    for name, key, chosen in mapping(context):
        questions.use(Node(key.place, "scalar", name, refused=key.refused))
        if name in s.by_name:
            options = Names("option", s.by_name[name].places, s.by_name[name].complete)
            options.use(chosen)
            yield from options.unknown_faults()
    yield from questions.unknown_faults()
