"""The structure of a question bank: scale, steps, items, stages and the rules of its scores.

A bank says what is asked and how it is scored; its words stand apart, one file a language
(`quiz.wording`). Every model is frozen and refuses unknown keys. Ids are written by the author
and never derived from text, so that a translation changes no identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Key = Literal["+", "-"]


def _as_id(value: Any) -> Any:
    """The id as text: an unquoted number in YAML (`id: 007`, `id: 1.10`) is the id as written."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(getattr(value, "text", value))
    return value


Id = Annotated[
    str,
    Field(min_length=1, max_length=80, pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$"),
    BeforeValidator(_as_id),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 80}, {"type": "number"}]}
    ),
]
"""An authored id: 1-80 characters, no line break, no blank at either end."""

FolderName = Annotated[
    str,
    Field(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"),
    BeforeValidator(_as_id),
]
"""An id that also names a file or stands in an address: letters, digits, `_`, `.`, `-`."""

LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Url = Annotated[str, Field(pattern=r"^https://[^\s<>\"']+$", max_length=2000)]


class Model(BaseModel):
    """Base of every model read from a file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, allow_inf_nan=False
    )


class Scale(Model):
    """The answers an item can have: every whole number from `min` to `max`."""

    id: Id = "scale"
    min: int = Field(ge=-1000, le=1000)
    max: int = Field(ge=-1000, le=1000)
    not_applicable: bool = True

    @property
    def values(self) -> range:
        """The answers in order, lowest first."""
        return range(self.min, self.max + 1)

    def keyed(self, answer: int, key: Key) -> int:
        """The item's value: the answer, or `min + max - answer` where reverse-keyed."""
        return answer if key == "+" else self.min + self.max - answer


class TimeFrame(Model):
    """The stretch of time that the questions ask about."""

    id: Id
    days: int | None = Field(default=None, gt=0)


class Link(Model):
    """A page elsewhere that goes with a step; an address only where one is known."""

    id: Id
    author: str | None = None
    urls: Mapping[LanguageTag, Url] = Field(default_factory=dict)


class LinkUse(Model):
    """A link placed with an article; `basis` says who placed it there."""

    link: Id
    basis: Literal["seed", "editorial"] = "editorial"


class Article(Model):
    """An article of the bank, one file a language: `articles/<id>.<language>.md`."""

    id: FolderName
    links: tuple[LinkUse, ...] = ()


class Step(Model):
    """A part of the questionnaire that has a score of its own (elsewhere: a subscale)."""

    id: Id
    facets: tuple[Id, ...] = ()
    article: FolderName | None = None
    only_ranked_if: Mapping[Id, tuple[Id, ...]] | None = None


class Item(Model):
    """One question. `key` "-" is reverse-keyed; `rev` rises when its meaning changes."""

    id: Id
    step: Id
    key: Key = "+"
    rev: int = Field(default=1, ge=1)
    facet: Id | None = None
    short: bool = False
    referent: Id | None = None
    sensitive: bool = False


class Stage(Model):
    """A point where a result can be seen; `min_days_between` advises on when to retake it."""

    min_days_between: int | None = Field(default=None, ge=1)


class EnoughAnswers(Model):
    """When a step is scored: `at_least` answers, and the fraction `of_shown` of those shown."""

    at_least: int = Field(default=2, ge=1)
    of_shown: str = Field(default="1/2", pattern=r"^[1-9]\d*/[1-9]\d*$")

    @cached_property
    def fraction(self) -> tuple[int, int]:
        """(numerator, denominator) of `of_shown`."""
        top, bottom = self.of_shown.split("/")
        return int(top), int(bottom)

    def met(self, answered: int, shown: int) -> bool:
        """Whether a step with so many answers is scored (a count; nothing is rounded)."""
        top, bottom = self.fraction
        return answered >= self.at_least and bottom * answered >= top * shown


class Prerequisite(Model):
    """A focus on one of `for` while one of `steps` is below `below` shows both."""

    steps: tuple[Id, ...] = Field(min_length=1)
    below: float = Field(ge=0, le=100)
    for_: tuple[Id, ...] = Field(alias="for", min_length=1)


class ContextQuestion(Model):
    """A question that is not scored and may change what is shown (the decision, say)."""

    id: Id
    name: Id
    required: bool = False
    options: tuple[Id, ...] = Field(min_length=2)


class SharedExtras(Model):
    """When the extras of a practice for two are shown: by the answers to context questions."""

    if_: Mapping[Id, tuple[Id, ...]] = Field(alias="if", min_length=1)


class PrivateQuestion(Model):
    """A question of the private block; a yes leads to the help of its `path`."""

    id: Id
    path: Id


class PrivateBlock(Model):
    """Optional questions on safety: never stored, and any yes puts help before everything."""

    gate: Id
    paths: tuple[Id, ...] = Field(min_length=1)
    questions: tuple[PrivateQuestion, ...] = Field(min_length=1)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the gate and of every question."""
        return (self.gate, *(question.id for question in self.questions))


class Couple(Model):
    """On what two people's answers can be compared; without it the bank has no couple view.

    `opposed` names two sides that see one thing from either end, and `mutual` sides that can see it
    together. Two attempts of such a pair are compared on every item but those whose referent is one
    of `own`; any other two on the items whose referent is one of `alike`.
    """

    opposed: Annotated[tuple[FolderName, ...], Field(min_length=2, max_length=2)] | None = None
    mutual: tuple[FolderName, ...] = ()
    own: tuple[Id, ...] = ()
    alike: tuple[Id, ...] = ()


class Band(Model):
    """A named stretch of the 0-100 axis, from `from` (included) to the next band."""

    id: Id
    from_: float = Field(alias="from", ge=0, lt=100)


class MeasurementModel(Model):
    """The constants behind every range and probability, in points of the 0-100 axis."""

    basis: Literal["assumed", "estimated"] = "assumed"
    item_noise_sd: float = Field(default=25.0, gt=0)
    occasion_noise_sd: float = Field(default=7.0, ge=0)
    between_step_sd: float = Field(default=12.0, gt=0)
    z_possible: float = Field(default=1.28, gt=0)
    z_clear: float = Field(default=1.96, gt=0)
    p_lowest_clear: float = Field(default=0.80, gt=0, le=1)
    p_lowest_likely: float = Field(default=0.50, gt=0, le=1)
    contender_ratio: float = Field(default=0.5, gt=0, le=1)
    none_stands_out_from: float = Field(default=75.0, ge=0, le=100)


class Bank(Model):
    """A whole questionnaire without its words. See `docs/banks.md` for each key."""

    id: FolderName
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    status: Literal["draft_unvalidated", "validated"] = "draft_unvalidated"
    languages: tuple[LanguageTag, ...] = Field(min_length=1)
    awaiting_review: tuple[LanguageTag, ...] = ()
    scale: Scale
    time_frame: TimeFrame | None = None
    perspectives: tuple[FolderName, ...] = ()
    referents: tuple[Id, ...] = ()
    stages: Mapping[Literal["first", "full"], Stage] = Field(default_factory=dict)
    enough_answers: EnoughAnswers = EnoughAnswers()
    steps: tuple[Step, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    prerequisites: tuple[Prerequisite, ...] = ()
    context: tuple[ContextQuestion, ...] = ()
    shared_extras: SharedExtras | None = None
    private_block: PrivateBlock | None = None
    couple: Couple | None = None
    bands: tuple[Band, ...] = ()
    measurement_model: MeasurementModel = MeasurementModel()
    links: tuple[Link, ...] = ()
    articles: tuple[Article, ...] = ()
    opening_article: FolderName | None = None
    none_stands_out: tuple[LinkUse, ...] = ()

    @cached_property
    def item_by_id(self) -> Mapping[str, Item]:
        """Every item by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def items_by_step(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each step, in the bank's order; the steps in theirs."""
        return {s.id: tuple(i for i in self.items if i.step == s.id) for s in self.steps}

    @cached_property
    def pages(self) -> tuple[tuple[Item, ...], ...]:
        """What each page asks: the p-th item of each step that still has one, short ones first."""
        short = _interleaved(
            [[i for i in items if i.short] for items in self.items_by_step.values()]
        )
        rest = _interleaved(
            [[i for i in items if not i.short] for items in self.items_by_step.values()]
        )
        return (*short, *rest)

    @cached_property
    def first_pages(self) -> int:
        """How many pages the first stage has: those of the short items, or all without any."""
        short = sum(1 for page in self.pages if page[0].short)
        return short or len(self.pages)

    def stage_at(self, opened: int) -> Literal["first", "full"]:
        """The stage that a person who opened `opened` pages is in (a bank without: "full")."""
        return "first" if opened <= self.first_pages < len(self.pages) else "full"

    def shown(self, opened: int) -> Iterator[Item]:
        """The items on the first `opened` pages."""
        for page in self.pages[:opened]:
            yield from page

    def of_stage(self, opened: int) -> Iterator[Item]:
        """The items that the stage reached after `opened` pages asks in all."""
        until = self.first_pages if self.stage_at(opened) == "first" else len(self.pages)
        return self.shown(until)

    def step(self, step_id: str) -> Step:
        """The step with this id. Raises KeyError for an unknown one."""
        return next(s for s in self.steps if s.id == step_id)


def _interleaved(columns: list[list[Item]]) -> Iterator[tuple[Item, ...]]:
    """The p-th of each column, for p = 1, 2, ...; a column that has ended is left out."""
    for p in range(max((len(c) for c in columns), default=0)):
        yield tuple(c[p] for c in columns if p < len(c))
