"""The JSON Schemas of a bank's files, which let an editor complete, explain and check them."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from quiz.bank import Bank
from quiz.content.golden import Golden
from quiz.content.keys import KEYS
from quiz.wording import ArticleText, PracticeFile, Wording

_FILES: Final[dict[str, tuple[Any, str, str]]] = {
    "bank": (Bank, "bank.yaml", "The structure of a question bank, without its words."),
    "text": (Wording, "text.<language>.yaml", "Every word of a question bank in one language."),
    "practice": (
        PracticeFile,
        "practice.<language>.yaml",
        "By step: its practice, or one practice for each perspective.",
    ),
    "golden": (Golden, "golden.yaml", "Answers with the scores worked by hand for them."),
    "article": (ArticleText, "articles/<id>.<language>.md", "The front matter of an article."),
}
NAMES: Final = tuple(_FILES)


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file, each key with its explanation."""
    model, file, description = _FILES[name]
    made = TypeAdapter(model).json_schema(by_alias=True)
    root = made.get("title", "")
    if name == "article":
        del made["properties"]["body"]
        made["required"] = [key for key in made["required"] if key != "body"]
    for title, part in [(root, made), *made.get("$defs", {}).items()]:
        for key, words in KEYS.get(title, {}).items():
            _explain(part["properties"][key], words)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": file, "description": description}
    return head | {key: value for key, value in made.items() if key not in head}


def _explain(part: dict[str, Any], words: str) -> None:
    """Put the explanation of a key where an editor shows it, and drop the made-up title."""
    part["description"] = words
    part.pop("title", None)
