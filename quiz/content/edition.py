"""A bank with its words, practices and articles, as it was read from one folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from quiz.bank import Bank
from quiz.content.golden import GoldenCase
from quiz.wording import ArticleText, Practice, PracticeFile, Wording

_SCORED = {
    "id", "scale", "time_frame", "perspectives", "enough_answers", "steps", "items",
    "prerequisites", "context", "bands", "measurement_model",
}  # fmt: skip
_ITEM = {"id", "rev", "step", "key", "short"}
_STEP = {"id", "only_ranked_if"}


@dataclass(frozen=True)
class Edition:
    """A bank that loaded: its structure, and its words by language.

    `practices` holds a file a language; `articles` is keyed by (article id, language). The hashes
    are SHA-256 in hexadecimal: `scored_hash` of what decides a score, `wording_hash` of every
    word. Two editions with one `scored_hash` give the same scores for the same answers.
    """

    folder: str
    bank: Bank
    wordings: Mapping[str, Wording]
    practices: Mapping[str, PracticeFile]
    articles: Mapping[tuple[str, str], ArticleText]
    golden: tuple[GoldenCase, ...] = ()

    def words(self, language: str | None) -> Wording:
        """The words in this language, or in the bank's first where it does not have it."""
        return self.wordings[self.language(language)]

    def language(self, wanted: str | None) -> str:
        """The language itself where the bank has it, or else the bank's first."""
        return self.bank.languages[0] if wanted not in self.wordings else str(wanted)

    def practice(self, language: str | None, step: str, perspective: str | None) -> Practice | None:
        """The practice of a step as this side does it, or None where there is none."""
        found = self.practices.get(self.language(language), {}).get(step)
        if found is None or isinstance(found, Practice):
            return found
        return found.get(perspective or "")

    def article(self, language: str | None, article: str) -> ArticleText | None:
        """An article by its id, or None where the bank has no such article."""
        return self.articles.get((article, self.language(language)))

    @cached_property
    def scored_hash(self) -> str:
        """Of the items (id, rev, step, key, short), scale, time frame, rules and constants."""
        scored = self.bank.model_dump(mode="json", by_alias=True, include=_SCORED)
        scored["items"] = [i.model_dump(mode="json", include=_ITEM) for i in self.bank.items]
        scored["steps"] = [s.model_dump(mode="json", include=_STEP) for s in self.bank.steps]
        return _sha256(scored)

    @cached_property
    def wording_hash(self) -> str:
        """Of the text files, the practices and the articles, in every language."""
        return _sha256(
            {
                "text": _dumped(self.wordings),
                "practice": _dumped(self.practices),
                "articles": _dumped({f"{id_}.{tag}": a for (id_, tag), a in self.articles.items()}),
            }
        )


def _dumped(value: Any) -> Any:
    """Models and mappings of models as plain data."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    return {str(key): _dumped(child) for key, child in value.items()}


def _sha256(data: Any) -> str:
    """Of the canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
