"""The present moment, told in one place only, and on which day a moment is where the reader is."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def now() -> datetime:
    """The present moment, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def day_of(moment: datetime) -> date:
    """The day that a moment falls on in the browser's time zone; in UTC where it has told none."""
    return moment.astimezone(zone()).date()


def today() -> date:
    """The present day where the reader is."""
    return day_of(now())


def zone() -> tzinfo:
    """The browser's time zone; UTC where it has told none."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
