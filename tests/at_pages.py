"""Pages without a browser: opened for a visit, their buttons pressed, their texts read."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from quiz.ui.visit.session import KEY, Visit
from quiz.ui.widgets import plain

PAGES = Path(__file__).resolve().parents[1] / "quiz" / "pages"


def page_of(name: str, visit: Visit | None = None, **address: str) -> AppTest:
    """A page, not yet run; `address` is what stands behind the question mark."""
    app = AppTest.from_file(str(PAGES / "main.py"), default_timeout=60)
    if visit is not None:
        app.session_state[KEY] = visit
    for key, value in address.items():
        app.query_params[key] = value
    app.switch_page(str(PAGES / f"{name}.py"))
    return app


def run(app: AppTest) -> AppTest:
    """The page as it is after its next run; it may say what is wrong, not break."""
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """The page after a press of a button."""
    app.button(key=key).click()
    return run(app)


def texts(app: AppTest) -> list[str]:
    """All that the page says, as it was handed to Streamlit."""
    parts = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    alerts = (app.error, app.warning, app.success)
    return [it.value for kind in (*parts, *alerts) for it in kind]


def says(app: AppTest, sentence: str) -> bool:
    """Whether the page says a sentence of a catalogue, alone or within more."""
    return any(plain(sentence) in text for text in texts(app))
