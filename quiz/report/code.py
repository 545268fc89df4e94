"""A private code on paper: in groups and as a QR code, not a word of what it opens, or where."""

from __future__ import annotations

from datetime import date
from typing import Final

from quiz.report.typeset import typeset
from quiz.views.qr import qr_cells
from quiz.words import Words

NO_DAY: Final = date(2000, 1, 1)


def code_sheet(code: str, name: str, words: Words) -> bytes:
    """The code as a PDF of one page under a neutral name; always the same bytes.

    Whoever finds the paper learns neither the site's address nor what the code is for.
    """
    data = {
        "title": name,
        "footer": "",
        "page": "",
        "lead": words("keep.sheet"),
        "groups": code.split("-"),
        "cells": qr_cells(code),
        "alt": words("keep.qr_name"),
    }
    return typeset("code", data, language=words.language, day=NO_DAY)
