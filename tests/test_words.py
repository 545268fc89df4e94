"""The catalogues: the same keys, lists and placeholders in each language, and none unused."""

import re
import string
from datetime import date
from pathlib import Path

import pytest
import yaml

from quiz.words import catalogue, languages, parts

SOURCE = "".join(p.read_text("utf-8") for p in Path("quiz").rglob("*.py"))
BUILT = re.compile(r'f"([a-z_.]+)\{')


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_files_and_no_part_stands_in_two(language: str) -> None:
    assert parts(language) == parts("en")
    tops = [
        key
        for part in parts(language)
        for key in yaml.safe_load(Path(f"quiz/words/{language}/{part}.yaml").read_text("utf-8"))
    ]
    assert len(tops) == len(set(tops))


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_the_keys_of_the_english_one(language: str) -> None:
    assert set(catalogue(language).entries) == set(catalogue("en").entries)


@pytest.mark.parametrize("language", languages())
def test_placeholders_agree_with_the_english_ones(language: str) -> None:
    english, other = catalogue("en").entries, catalogue(language).entries
    differing = {k for k in english if placeholders(english[k]) != placeholders(other[k])}
    assert not differing


def test_no_word_is_kept_that_nothing_says() -> None:
    built = tuple(BUILT.findall(SOURCE))
    unused = {
        key
        for key in catalogue("en").entries
        if f'"{key}"' not in SOURCE
        and f"'{key}'" not in SOURCE
        and not (built and key.startswith(built))
        and not key.startswith(("how.parts", "how.formulas"))
    }
    assert not unused


@pytest.mark.parametrize("language", languages())
def test_every_key_that_the_code_names_exists(language: str) -> None:
    named = set(re.findall(r'words\(\s*"([a-z_.0-9]+)"', SOURCE))
    assert len(named) > 50
    assert named <= set(catalogue(language).entries)


def test_thai_dates_carry_the_buddhist_year() -> None:
    assert catalogue("th").day(date(2026, 11, 23)) == "23 พฤศจิกายน 2569"
    assert catalogue("en").day(date(2026, 11, 23)) == "23 November 2026"


def test_names_are_listed_as_a_sentence_has_them() -> None:
    words = catalogue("en")
    assert words.listed(["a"]) == "“a”"
    assert words.listed(["a", "b", "c"]) == "“a”, “b” and “c”"


def test_a_language_without_a_catalogue_falls_back_to_english() -> None:
    assert catalogue("xx").entries == catalogue("en").entries
    assert catalogue("../en").entries == catalogue("en").entries
    assert catalogue("xx").language == "xx", "the bank's own words may still be in this language"


@pytest.mark.parametrize("word", ["ครับ", "ค่ะ", "นะคะ", "เขา", "เธอ", "สามี", "ภรรยา"])
def test_thai_carries_no_gendered_words(word: str) -> None:
    trust = Path("questions/trust")
    texts = [*trust.glob("*.th.yaml"), *trust.glob("articles/*.th.md")]
    texts += Path("quiz/words/th").glob("*.yaml")
    assert len(texts) >= 8
    found = [p.name for p in texts if re.search(rf"(?<!เ){word}(?!้)", p.read_text("utf-8"))]
    assert not found
