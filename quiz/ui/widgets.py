"""The widgets that pages share: a question as large touch targets, plain text made safe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final, TypeVar

import streamlit as st

T = TypeVar("T")
WORD_JOINER: Final = "\u2060"
_ALWAYS: Final = re.compile(r"[\\`*_\[\]<$~]")
_JOINED: Final = re.compile(r":(?=[A-Za-z/_])|www(?=\.)|.(?=@)")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_LINE_START: Final = re.compile(r"(?m)^\s*([#>+=-]|\d+(?=[.)]))")


def plain(text: str) -> str:
    """The text with what Markdown would act on escaped, for labels and headings.

    Only where it would act: a label also becomes the widget's name for screen readers, as it is
    written. A dollar is Streamlit's mark for formulas, a colon before a letter that for icons and
    colours. These last, and bare addresses, are looked for after backslashes are gone: an
    invisible word joiner breaks them.
    """
    text = _ALWAYS.sub(lambda found: "\\" + found[0], text)
    text = _ENTITY.sub(r"\\&", _JOINED.sub(lambda found: found[0] + WORD_JOINER, text))
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(found: re.Match[str]) -> str:
    """The start of a line that would open a heading, a quotation or a list."""
    mark = found[1]
    return mark + "\\" if mark.isdigit() else "\\" + mark


def heading(text: str, level: int = 1) -> None:
    """A heading of a page (1) or of a part of it (2, 3), without an anchor."""
    show = {1: st.title, 2: st.header}.get(level, st.subheader)
    show(plain(text), anchor=False)


def quiet(text: str) -> None:
    """A line of second text."""
    st.caption(plain(text))


def radio_key(key: str, language: str) -> str:
    """The key of a radio group: another one in each language.

    The browser sends the label that was chosen, which the other language does not have.
    """
    return f"{key}-{language}"


def choice_box(key: str, *, apart: bool = False) -> Any:
    """The container that gives the radio group in it its look; `apart` sets the last option off."""
    return st.container(key=f"choices-apart-{key}" if apart else f"choices-{key}")


def radio(
    label: str, options: Sequence[tuple[T, str]], chosen: T | None, key: str, language: str
) -> T | None:
    """A radio group; what is chosen, or None. `options` are values with their labels.

    The stored choice is the default; it is not seeded into the session's state.
    """
    labels = dict(options)
    values = [value for value, _ in options]
    return st.radio(
        plain(label),
        values,
        index=values.index(chosen) if chosen in labels else None,
        format_func=lambda value: plain(labels[value]),
        key=radio_key(key, language),
        width="stretch",
    )


def choice(
    label: str, options: Sequence[tuple[T, str]], chosen: T | None, key: str, language: str
) -> T | None:
    """A radio group as large touch targets; what is chosen, or None."""
    with choice_box(key):
        return radio(label, options, chosen, key, language)


def is_dark() -> bool:
    """Whether the page is drawn in its dark colours."""
    return st.context.theme.type == "dark"


def chart(figure: Any, key: str, alt: str) -> None:
    """A Plotly figure in its own colours, without a bar of tools; `alt` says what it shows."""
    config = {"displayModeBar": False, "responsive": True}
    st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)


def toggled(key: str, label: str) -> bool:
    """Whether a part that opens on a press is open; draws its button while it is shut."""
    if st.session_state.get(f"open-{key}"):
        st.markdown(f"**{plain(label)}**")
        return True
    st.button(plain(label), key=f"show-{key}", type="tertiary", on_click=_open, args=(key,))
    return False


def _open(key: str) -> None:
    st.session_state[f"open-{key}"] = True


def shut(key: str) -> None:
    """Shut a part that opens on a press."""
    st.session_state.pop(f"open-{key}", None)


def row(key: str) -> Any:
    """A container whose parts stand side by side and wrap."""
    return st.container(key=key, horizontal=True)


def safe_html(text: str) -> str:
    """Text for HTML: only where Streamlit has no part for it, and never a person's own words."""
    return escape(text, quote=True)
