"""Read: every article of the bank, each also reachable from a result."""

import streamlit as st

from quiz.ui import frame
from quiz.ui.reading import articles
from quiz.ui.visit import session
from quiz.ui.widgets import heading, plain

visit = session.visit()
words, edition = visit.words, visit.edition
wanted = st.query_params.get("a", "")
known = [article.id for article in edition.bank.articles]
frame.tell_page(visit, f"read-{wanted if wanted in known else ''}")
if wanted in known:
    articles.article(visit, edition, wanted, level=1)
    st.button(words("read.close"), key="all-articles", on_click=articles.close)
else:
    heading(words("nav.read"))
    st.markdown(plain(words("read.lead")))
    articles.contents(visit)
