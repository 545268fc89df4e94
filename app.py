"""The app: an ASGI application around the pages. `streamlit run app.py` or `uvicorn app:app`."""

from pathlib import Path

import streamlit as st

from quiz.ui import shell, startup
from quiz.ui.visit import desk, sign_in_cookie

app = st.App(
    Path(__file__).parent / "quiz" / "pages" / "main.py",
    routes=[*shell.routes(desk.left, (sign_in_cookie.NAME,))],
    middleware=shell.middleware(),
    lifespan=startup.lifespan,
)
