"""The words of a bank in one language, all keyed by the ids of its structure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from quiz.bank import Id, LanguageTag, Model

Text = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
"""Words that are not blank. They are data: a page shows them escaped, never as markup."""


def _one_or_each(value: Any) -> Literal["(one)", "(each)"]:
    """Whether a wording is one for everyone or a mapping with one for each perspective."""
    return "(each)" if isinstance(value, Mapping) else "(one)"


PerPerspective = Annotated[
    Annotated[Text, Tag("(one)")] | Annotated[Mapping[Id, Text], Tag("(each)")],
    Discriminator(_one_or_each),
]
"""One wording for everyone, or one for each perspective."""


def _as_answer(value: Any) -> Any:
    """The answer that a key of `anchors` names: keys come as text, whole numbers are meant."""
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]{1,4}", value):
        return int(value)
    return value


AnswerKey = Annotated[int, BeforeValidator(_as_answer)]


class StepWords(Model):
    """The words of a step; `focus` is said under it when it needs the most attention."""

    title: Text
    about: Text | None = None
    looks_like: Text | None = None
    facets: Mapping[Id, Text] = Field(default_factory=dict)
    focus: PerPerspective | None = None
    note: Text | None = None


class BandWords(Model):
    """The name of a band and what it means in the scale's own words."""

    name: Text
    gloss: Text | None = None


class ContextWords(Model):
    """A context question and its options, by option id."""

    text: Text
    options: Mapping[Id, Text]


class PrivateWords(Model):
    """The private block: its opening, gate, answers, questions, and the help of each path."""

    intro: Text
    gate: Text
    questions: Mapping[Id, Text]
    help: Mapping[Id, Text]
    help_general: Text


class LinkWords(Model):
    """How a page elsewhere is called, with a note where its topic needs one."""

    title: Text
    note: Text | None = None


class Wording(Model):
    """`text.<language>.yaml`: every word of the bank in one language."""

    language: LanguageTag
    title: Text
    tagline: Text | None = None
    about: tuple[Text, ...] = ()
    neutral_title: Text | None = None
    instructions: Text | None = None
    time_frame: Text | None = None
    anchors: Mapping[AnswerKey, Text]
    not_applicable: Text | None = None
    choose_perspective: Text | None = None
    perspectives: Mapping[Id, Text] = Field(default_factory=dict)
    steps: Mapping[Id, StepWords]
    items: Mapping[Id, PerPerspective]
    context: Mapping[Id, ContextWords] = Field(default_factory=dict)
    private_block: PrivateWords | None = None
    bands: Mapping[Id, BandWords] = Field(default_factory=dict)
    links: Mapping[Id, LinkWords] = Field(default_factory=dict)
    disclaimer: Text | None = None

    def item(self, item_id: str, perspective: str | None) -> str:
        """The item as it is asked of this side. Raises KeyError for an unknown id."""
        return for_side(self.items[item_id], perspective)


def for_side(words: PerPerspective, perspective: str | None) -> str:
    """The wording for a perspective, where there is more than one."""
    return words if isinstance(words, str) else words[perspective or ""]


class PracticeDay(Model):
    """One day: something that can be done alone, and an extra for two who both want it."""

    alone: Text
    together: Text | None = None


class Practice(Model):
    """A practice of some days for one step and side, in one language."""

    name: Text
    intro: Text | None = None
    days: tuple[PracticeDay, ...] = Field(min_length=1, max_length=31)


def _one_or_each_practice(value: Any) -> Literal["(one)", "(each)"]:
    """Whether a step has one practice for everyone or a mapping with one for each perspective."""
    one = not isinstance(value, Mapping) or not Practice.model_fields.keys().isdisjoint(value)
    return "(one)" if one else "(each)"


PracticeOfStep = Annotated[
    Annotated[Practice, Tag("(one)")] | Annotated[Mapping[Id, Practice], Tag("(each)")],
    Discriminator(_one_or_each_practice),
]
"""One practice for everyone, or one for each perspective."""

PracticeFile = Mapping[Id, PracticeOfStep]
"""`practice.<language>.yaml`: the practice of each step."""


class Source(Model):
    """A work that an article rests on; `checked` says whether we saw the claim ourselves."""

    text: Text
    checked: bool = False


class ArticleText(Model):
    """An article in one language: its front matter, and the body as Markdown."""

    title: Text
    summary: Text | None = None
    minutes: int | None = Field(default=None, ge=1, le=60)
    sources: tuple[Source, ...] = ()
    body: str = Field(min_length=1, max_length=40000, pattern=r"\S")
