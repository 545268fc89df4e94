"""`docs/banks.md` keeps up with the models, and its examples work."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from quiz.bank import Bank
from quiz.content import check
from quiz.content.faults import PATTERNS
from quiz.content.golden import Golden
from quiz.content.keys import KEYS
from quiz.content.schema import NAMES, schema
from quiz.wording import ArticleText, Practice, Wording

GUIDE = (Path(__file__).parents[2] / "docs" / "banks.md").read_text(encoding="utf-8")


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that a type is made of, itself included."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for part in typing.get_args(annotation):
        yield from models(part)


MODELS = {
    m.__name__: m for root in (Bank, Wording, Practice, ArticleText, Golden) for m in models(root)
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_key_of_a_file_is_explained_in_the_guide(model: type[BaseModel]) -> None:
    written = {info.alias or name for name, info in model.model_fields.items()}
    if model is ArticleText:
        written.remove("body")  # stands below the front matter
    assert set(KEYS[model.__name__]) == written
    rows = "\n".join(f"| `{key}` | {words} |" for key, words in KEYS[model.__name__].items())
    assert f"|---|---|\n{rows}\n\n" in GUIDE, f"the table of {model.__name__} is not as in KEYS"


def test_no_key_is_explained_that_no_file_has() -> None:
    assert set(KEYS) == set(MODELS)


def test_the_banks_of_the_guide_load_and_their_golden_cases_come_out(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n# (\w+)/([\w.]+)\n(.*?)```", GUIDE, re.DOTALL)
    assert [name for _, name, _ in blocks] == ["bank.yaml", "text.en.yaml", "golden.yaml"]
    for folder, name, text in blocks:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    assert len(check(tmp_path / "plants").golden) == 2


def test_every_pattern_of_the_models_is_said_in_words() -> None:
    found: set[str] = set()

    def gather(part: Any) -> None:
        if isinstance(part, dict):
            found.update([part["pattern"]] if isinstance(part.get("pattern"), str) else [])
            part = list(part.values())
        for child in part if isinstance(part, list) else ():
            gather(child)

    for name in NAMES:
        gather(schema(name))
    assert found
    assert found <= set(PATTERNS)
