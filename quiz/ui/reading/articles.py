"""Drawing articles: the list of them, and one with its sources and the pages that go with it."""

from __future__ import annotations

import streamlit as st

from quiz.content import Edition
from quiz.ui import frame
from quiz.ui.visit.session import Visit
from quiz.ui.widgets import heading, plain, quiet
from quiz.views.reading import LinkView, article_links


def contents(visit: Visit) -> None:
    """Every article with its summary."""
    words = visit.words
    for article in visit.edition.bank.articles:
        text = visit.edition.article(visit.language, article.id)
        if text is None:
            continue
        with st.container(key=f"article-{article.id}"):
            heading(text.title, 2)
            if text.summary:
                st.markdown(plain(text.summary))
            if text.minutes:
                quiet(words("result.read_minutes", minutes=text.minutes))
            st.button(
                words("read.open"), key=f"read-{article.id}", on_click=_open, args=(article.id,)
            )


def _open(article: str) -> None:
    st.query_params["a"] = article


def close() -> None:
    """Back to the list."""
    st.query_params.pop("a", None)


def article(visit: Visit, edition: Edition, article_id: str, *, level: int) -> None:
    """One article: its body is the author's Markdown, checked when the bank was loaded."""
    words, text = visit.words, edition.article(visit.language, article_id)
    if text is None:
        return
    heading(text.title, level)
    for step in edition.bank.steps:
        note = edition.words(visit.language).steps[step.id].note
        if step.article == article_id and note:
            quiet(note)
    body = (
        text.body
        if level == 1
        else text.body.replace("\n## ", "\n#### ").replace("## ", "#### ", 1)
    )
    with st.container(key="article-body"):
        st.markdown(body)
    quiet(words("read.help"))
    frame.back_link(visit, "help", "nav.help")
    links(visit, article_links(edition, article_id, words), level=level + 1)
    if text.sources:
        heading(words("read.sources"), level + 1)
        unchecked = words("read.source_unchecked")
        for source in text.sources:
            quiet(source.text if source.checked else f"{source.text} ({unchecked})")


def links(visit: Visit, views: tuple[LinkView, ...], *, level: int = 3) -> None:
    """Pages elsewhere, each with where it comes from; without an address only the title."""
    if not views:
        return
    heading(visit.words("result.elsewhere"), level)
    for view in views:
        if view.url:
            st.link_button(plain(view.title), view.url)
        else:
            st.markdown(f"*{plain(view.title)}*")
        quiet(view.note)
