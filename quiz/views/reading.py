"""Articles, and the pages elsewhere that go with them."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.bank import LinkUse
from quiz.content import Edition
from quiz.words import Words


@dataclass(frozen=True)
class LinkView:
    """A page elsewhere: its title, where it comes from, and its address if one is known."""

    title: str
    note: str
    url: str | None


def link_views(edition: Edition, uses: tuple[LinkUse, ...], words: Words) -> tuple[LinkView, ...]:
    """The pages elsewhere that go with an article, each with where it comes from."""
    wording, by_id = edition.words(words.language), {link.id: link for link in edition.bank.links}
    views = []
    for use in uses:
        link, said = by_id[use.link], wording.links[use.link]
        url = link.urls.get(words.language) or link.urls.get(edition.bank.languages[0])
        notes = [link.author or "", words(f"result.elsewhere_{use.basis}"), said.note or ""]
        if url is None:
            notes.append(words("result.elsewhere_no_address"))
        elif words.language not in link.urls:
            first = edition.bank.languages[0]
            notes.append(words("result.elsewhere_language", language=words.language_named(first)))
        views.append(LinkView(said.title, " · ".join(n for n in notes if n), url))
    return tuple(views)


def article_links(edition: Edition, article: str, words: Words) -> tuple[LinkView, ...]:
    """The author's own pages beside one of our articles."""
    found = next((a for a in edition.bank.articles if a.id == article), None)
    return link_views(edition, found.links, words) if found else ()
