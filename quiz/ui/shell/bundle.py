"""What Streamlit's front end consists of, read from its own bundle at start-up.

Names in the bundle carry a hash of their content, so nothing here knows a file by its name: the
manifest says which source file ended up in which chunk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit import file_util

_MODULE = re.compile(r'<script\b[^>]*\btype="module"[^>]*\bsrc="\.?/([^"]+)"')
_PRELOAD = re.compile(r'<link\b[^>]*\brel="modulepreload"[^>]*\bhref="\.?/([^"]+)"')
_STYLE = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="\.?/([^"]+)"')

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SYMBOLS = re.compile(r"url\([^)]*MaterialSymbols[^)]*\)")

SYMBOLS = "material-symbols.woff2"
"""The app's own extract of Streamlit's icon font: 18 kB in the place of 375."""

ROOT_TAG = b'<div id="root"></div>'
"""By this tag an HTML reply is known to be Streamlit's page."""

FIRST_PAGE = ("Radio", "Checkbox", "Button", "PageLink", "Html")
"""Widgets of the first page, whose chunks Streamlit would ask for only once the script has run."""

LATER_PAGES = ("PlotlyChart",)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Streamlit's front end: paths are as in the address, without the first slash."""

    files: Mapping[str, Path]
    script: str
    styles: tuple[str, ...]
    chunks: tuple[str, ...]  # loaded before the first page can be drawn, the entry script aside
    later: tuple[str, ...]  # large, and needed on a later page

    def read(self, name: str) -> bytes:
        """Return a file as it is to be sent: style sheets name the app's own fonts.

        Raises:
            KeyError: the file is not of the bundle.
            OSError: the file has gone.
        """
        raw = self.files[name].read_bytes()
        if name not in self.styles:
            return raw
        return with_own_fonts(raw.decode("utf-8")).encode()


def read_bundle(folder: Path | None = None) -> Bundle:
    """Return the installed Streamlit's front end.

    Args:
        folder: where it lies; by default inside the installed package.

    Raises:
        RuntimeError: the page names no module script, so it is not the bundle this app knows.
    """
    folder = folder or Path(file_util.get_static_dir())
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.glob("static/**/*"))
        if path.is_file()
    }
    html = (folder / "index.html").read_text(encoding="utf-8")
    script = _MODULE.search(html)
    if script is None:
        raise RuntimeError(
            "Streamlit's index.html names no module script; this app was made for another version "
            "of Streamlit: install the one in requirements.txt"
        )
    manifest = _manifest(folder)
    known = [*_PRELOAD.findall(html), *_chunks_of(FIRST_PAGE, manifest)]
    first = [name for name in dict.fromkeys(known) if name in files and name != script[1]]
    later = [name for name in _chunks_of(LATER_PAGES, manifest) if name not in first]
    return Bundle(files, script[1], tuple(_STYLE.findall(html)), tuple(first), tuple(later))


def _manifest(folder: Path) -> dict[str, Any]:
    """Return what the bundler wrote about its chunks; empty where it is missing."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _chunks_of(components: Iterable[str], manifest: Mapping[str, Any]) -> list[str]:
    """Return the files of these components and of all that they import; the unknown are left out.

    A component is known by its source file, `.../Radio/Radio.tsx`, which outlives versions.
    """
    waiting = [
        key
        for component in components
        for key in manifest
        if key.endswith(f"/{component}/{component}.tsx")
    ]
    seen: dict[str, str] = {}
    while waiting:
        key = waiting.pop()
        entry = manifest.get(key)
        if key == "index.html" or key in seen or not isinstance(entry, dict):
            continue
        seen[key] = str(entry.get("file", ""))
        waiting.extend(entry.get("imports", []))
    return list(seen.values())


def with_own_fonts(css: str) -> str:
    """Return Streamlit's style sheet without its text font and with the small icon font.

    Both are asked for by every page, before a theme can say otherwise: 170 and 375 kB. The page
    declares its own text font (`assets/fonts.css`); what named the other falls back to sans-serif.
    """

    def face(match: re.Match[str]) -> str:
        if "Source Sans" in match[0]:
            return ""
        return _SYMBOLS.sub(f"url(/fonts/{SYMBOLS})", match[0])

    return _FONT_FACE.sub(face, css)
