"""The present moment, told in one place only."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
