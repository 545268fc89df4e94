"""What is logged of an error: what kind it is and where it happened, never its message.

A message may hold what somebody answered or wrote: that of a driver has its rows, that of a file
that could not be made a line of it. Streamlit logs an error of a download or a button with its own.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from quiz.errors import QuizError


@contextmanager
def messages_left_out() -> Iterator[None]:
    """Whatever any part of the process logs meanwhile has its errors without their messages."""
    before = logging.getLogRecordFactory()

    def made(*args: Any, **named: Any) -> logging.LogRecord:
        record = before(*args, **named)
        if record.exc_info:
            record.exc_text, record.exc_info = told(record.exc_info[1]), None
        return record

    logging.setLogRecordFactory(made)
    try:
        yield
    finally:
        logging.setLogRecordFactory(before)


def told(error: BaseException | None) -> str:
    """Kind and place of an error, and of those behind it, the first one first."""
    parts: list[str] = []
    while error is not None:
        kind = type(error).__name__
        code = f" ({error.code})" if isinstance(error, QuizError) else ""
        parts.append("".join(traceback.format_tb(error.__traceback__)) + kind + code)
        hidden = error.__cause__ is None and error.__suppress_context__
        error = None if hidden else error.__cause__ or error.__context__
    return "\nwhich led to\n".join(reversed(parts))
