"""Banks from their folders: read whole, or refused whole with every fault in its place."""

from quiz.content.edition import Edition
from quiz.content.files import display_name
from quiz.content.golden import GoldenCase
from quiz.content.help import load_helplines
from quiz.content.load import find_banks, load
from quiz.content.verify import check

__all__ = [
    "Edition",
    "GoldenCase",
    "check",
    "display_name",
    "find_banks",
    "load",
    "load_helplines",
]
