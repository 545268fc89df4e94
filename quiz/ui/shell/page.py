"""The HTML page around the app, and the neutral page after leaving."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from html import escape

from starlette.datastructures import Headers, QueryParams

from quiz.ui.shell.bundle import SYMBOLS, Bundle
from quiz.ui.shell.files import ASSETS
from quiz.ui.shell.words import ShellWords

_TOLD_TO_SCRIPT = (
    "title",
    "exit",
    "exit_site",
    "exit_how",
    "exit_history",
    "press_twice",
    "press_once",
    "exit_stopped",
    "leaving",
)


def _asset(name: str) -> str:
    """Return a text of the assets folder, to stand in the page itself."""
    return (ASSETS / name).read_text(encoding="utf-8").strip()


_SCRIPTS = {
    name: _asset(f"{name}.js") for name in ("start", "exit", "place", "invited", "paper", "moving")
}
_STYLE, _LOOK = _asset("fonts.css") + _asset("shell.css"), _asset("look.css")


def _script_hash(script: str) -> str:
    """Return the hash by which a Content-Security-Policy lets this inline script run."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


SCRIPT_HASHES = tuple(map(_script_hash, _SCRIPTS.values()))
"""Of the page's inline scripts, for the policy: no other inline script may run."""

EDITION = hashlib.sha256("".join((*_SCRIPTS.values(), _STYLE, _LOOK)).encode()).hexdigest()[:12]
"""Of what the page brings along. A page that was open while the server became another is loaded
anew by this; Streamlit itself sees to its own front end."""


def language_for(
    query: QueryParams, cookies: Mapping[str, str], headers: Headers, languages: tuple[str, ...]
) -> str:
    """Return the page's language: `?lang=`, else the cookie, else the browser's wish.

    Args:
        query: of the address.
        cookies: of the browser.
        headers: of the request, for Accept-Language.
        languages: those there are; the first is for everybody else.
    """
    for wish in (query.get("lang"), cookies.get("lang")):
        if wish in languages:
            return str(wish)
    wishes: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "").split(","):
        name, _, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), name.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    wishes.sort(key=lambda wish: wish[0])
    return next((name for weight, name in wishes if weight and name in languages), languages[0])


def app_page(bundle: Bundle, words: Mapping[str, ShellWords], language: str) -> bytes:
    """Return the page that loads the app: nothing in it is about the person who opens it."""
    own = words[language]
    preloads = "\n".join(
        f'<link rel="modulepreload" crossorigin href="/{name}">' for name in bundle.chunks
    )
    styles = "\n".join(f'<link rel="stylesheet" href="/{name}">' for name in bundle.styles)
    fonts = "\n".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="/fonts/{name}">'
        for name in _first_fonts(language)
    )
    no_script = "\n".join(_no_script(code, each) for code, each in words.items())
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
{_head(own.title)}
<script>{_SCRIPTS["start"]}</script>
<script>{_SCRIPTS["invited"]}</script>
<script type="module" crossorigin src="/{bundle.script}"></script>
{preloads}
{fonts}
{styles}
<style>{_LOOK}</style>
</head>
<body data-edition="{EDITION}">
{_exit_bar(words, language)}
<noscript>
<style>#root{{display:none}}</style>
<main class="no-script">
{no_script}
</main>
</noscript>
<div id="root"><p class="wait">{escape(own.wait)}</p></div>
<script>{_SCRIPTS["place"]}</script>
<script>{_SCRIPTS["paper"]}</script>
<script>{_SCRIPTS["moving"]}</script>
</body>
</html>
""".encode()


def neutral_page(words: Mapping[str, ShellWords], language: str) -> bytes:
    """Return the page that stands where the app was, once somebody has left: a title, one button.

    Its form names its origin to this site (and to no other), for the check on what is sent.
    """
    own = words[language]
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
{_head(own.title)}
<meta name="referrer" content="same-origin">
</head>
<body>
<main class="neutral">
<h1>{escape(own.title)}</h1>
<form method="post" action="/start"><button>{escape(own.again)}</button></form>
</main>
</body>
</html>
""".encode()


def _head(title: str) -> str:
    """Return what both pages have in their head."""
    return f"""<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="theme-color" content="#f1ece3" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1a2527" media="(prefers-color-scheme: dark)">
<title>{escape(title)}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>{_STYLE}</style>"""


def _exit_bar(words: Mapping[str, ShellWords], language: str) -> str:
    """Return the button, its description, the count of presses, and the cover."""
    own = words[language]
    told = {code: {k: asdict(each)[k] for k in _TOLD_TO_SCRIPT} for code, each in words.items()}
    data = escape(json.dumps(told, ensure_ascii=False))
    return f"""<section id="exit-bar" class="exit-bar" lang="{escape(language)}"
 aria-label="{escape(own.exit)}" data-lang="{escape(language)}" data-words="{data}">
<a id="exit" role="button" href="{escape(own.exit_site)}" rel="nofollow noreferrer noopener"
 title="{escape(own.exit_history)}" aria-describedby="exit-how">{escape(own.exit)}</a>
<p id="exit-how" class="exit-how">{escape(own.exit_how)} {escape(own.exit_history)}</p>
<p id="exit-count" class="exit-count" role="status"></p>
</section>
<div id="exit-cover" role="alert" hidden></div>
<script>{_SCRIPTS["exit"]}</script>"""


def _no_script(language: str, words: ShellWords) -> str:
    """Return what a browser without scripts shows, in one language."""
    return (
        f'<div lang="{escape(language)}"><p>{escape(words.no_script)}</p>'
        f"<p>{escape(words.danger)}</p>"
        f'<p><a href="{escape(words.directory_site)}" rel="noreferrer">'
        f"{escape(words.directory)}</a></p></div>"
    )


def _first_fonts(language: str) -> list[str]:
    """Return the font files that the first page is drawn with."""
    scripts = ("latin", "thai") if language == "th" else ("latin",)
    text = [f"sarabun-{script}-{weight}.woff2" for script in scripts for weight in (400, 600)]
    return [*text, SYMBOLS]
