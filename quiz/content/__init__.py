"""Banks from their folders: read whole, or refused whole with every fault in its place."""

from quiz.content.difference import Diff, Kind, diff, told
from quiz.content.edition import Edition
from quiz.content.editions import load_edition, published
from quiz.content.files import display_name
from quiz.content.golden import GoldenCase
from quiz.content.help import load_helplines
from quiz.content.load import find_banks, load
from quiz.content.publishing import publish
from quiz.content.verify import check

__all__ = [
    "Diff",
    "Edition",
    "GoldenCase",
    "Kind",
    "check",
    "diff",
    "display_name",
    "find_banks",
    "load",
    "load_edition",
    "load_helplines",
    "publish",
    "published",
    "told",
]
