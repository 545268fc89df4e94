"""What the audit says, a line an entry: who did what and when."""

from __future__ import annotations

from datetime import tzinfo

from quiz.casework.counsel import Done
from quiz.words import Words


def audit_line(done: Done, words: Words, zone: tzinfo) -> str:
    """An entry in words, its moment where the reader is: the day and the hours and minutes."""
    who = done.name or words("audit.gone" if done.erased else "audit.nobody")
    what = words(f"audit.what.{done.what.value}", count=done.count)
    local = done.at.astimezone(zone)
    moment = f"{words.day(local.date())} {local:%H:%M}"
    return words("audit.line", moment=moment, who=who, what=what)
