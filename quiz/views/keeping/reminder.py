"""A day to come back as a calendar file that tells nobody what it is for."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event


def reminder(title: str, day: date) -> bytes:
    """An all-day event under a neutral title, without an alarm (RFC 5545).

    The same bytes for the same title and day: nothing in them tells who made them, where or when.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add(
        "uid", f"{hashlib.sha256(f'{title}/{day}'.encode()).hexdigest()[:32]}@calendar.invalid"
    )
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
