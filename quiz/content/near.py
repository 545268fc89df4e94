"""Near misses: the word that was most likely meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher, get_close_matches

from quiz.content.source import shown

SEARCHED = 20_000
"""Pairs of ids that are compared at most: beyond, a file is not misspelt but another one."""

MANY = 12
"""More known words than this are counted in a message, not listed."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that the given one most likely stands for; None where none is close."""
    by_lower: dict[str, str] = {}
    for candidate in known:
        by_lower.setdefault(candidate.lower(), candidate)
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def misspelt(word: str, known: Iterable[str]) -> str | None:
    """The id that the given one is a slip of the pen for, or None.

    Ids that differ in a number (S1 and S2) are two ids, not one misspelt.
    """
    numbers = _numbers(word)
    best, best_ratio = None, 0.65
    for candidate in known:
        if candidate != word and _numbers(candidate) == numbers:
            ratio = SequenceMatcher(None, word.lower(), candidate.lower()).ratio()
            if ratio > best_ratio:
                best, best_ratio = candidate, ratio
    return best


def paired(unknown: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """Which unknown id was most likely meant for which missing one.

    Slips of the pen first; then, where one of each is left and their numbers agree, those two.
    """
    left, unknown = list(missing), list(unknown)
    if len(left) * len(unknown) > SEARCHED:
        return {}
    pairs: dict[str, str] = {}
    lone = []
    for word in unknown:
        meant = misspelt(word, left)
        if meant is None:
            lone.append(word)
        else:
            pairs[word] = meant
            left.remove(meant)
    if len(lone) == len(left) == 1 and _numbers(lone[0]) == _numbers(left[0]):
        pairs[lone[0]] = left[0]
    return pairs


def _numbers(word: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"[0-9]{1,18}", word)]


def remedy(word: str, known: Collection[str], *, near: bool = True) -> str:
    """What to do about an unknown id: the one likely meant (if `near`), or those there are."""
    close = misspelt(word, known) if near else None
    if close is not None:
        return f"did you mean {shown(close)}?"
    if len(known) > MANY:
        return f"it is none of the {len(known)} that the bank has"
    listed = list(known)
    if not listed:
        return "the bank has none"
    return f"the bank has {joined(listed)}" if len(listed) > 1 else f"the bank has only {listed[0]}"


def joined(words: Iterable[str], last: str = "and") -> str:
    """The words in a row, the last one after "and" (or "or")."""
    *front, end = list(words) or [""]
    return f"{', '.join(front)} {last} {end}" if front else end
