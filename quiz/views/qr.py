"""A text as a QR code: a picture for the page, cells for paper.

Of a private code the text alone is drawn, not an address with it: a phone's camera would open the
address at once, and the history of its browser would hold the code and name the site.
"""

from __future__ import annotations

import io
from typing import Final

import segno

DARK: Final = "#1F2A2E"
LIGHT: Final = "#FFFFFF"


def _code(text: str) -> segno.QRCode:
    """It can be read with 15 % of it covered."""
    return segno.make_qr(text, error="m")


def qr_svg(text: str, *, scale: int = 6) -> str:
    """The code in SVG, dark on light whatever the theme, since cameras want it so."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", scale=scale, border=3, dark=DARK, light=LIGHT, xmldecl=False)
    return out.getvalue().decode().strip()


def qr_cells(text: str) -> list[list[int]]:
    """The code as rows of cells, 1 for a dark one, without a border."""
    return [[int(cell) for cell in row] for row in _code(text).matrix]
