"""A visit: what one browser does here from its first page until somebody leaves.

The visit's random id stands in a cookie that no script can read. It stores nothing; it only lets
*Exit this page* find what the server holds in memory for that browser, and erase it.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import weakref
from collections.abc import Callable, Mapping

COOKIE = "visit"
LEFT = "left"
"""The marker of a browser that has left: until it starts again it is shown the neutral page."""

_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_log = logging.getLogger(__name__)


def new_id() -> str:
    """Return a fresh id of 192 random bits."""
    return secrets.token_urlsafe(24)


def known_id(cookies: Mapping[str, str]) -> str | None:
    """Return the visit's id from a browser's cookies; nothing where it is missing or misshapen."""
    found = cookies.get(COOKIE, "")
    return found if _ID.fullmatch(found) else None


class Seat:
    """One Streamlit session's place in a visit: what to erase when the visit is closed.

    Kept in the session's own state and held only weakly here, so it ends with the session.
    `session` is its id, where it has one.
    """

    def __init__(self, session: str | None = None) -> None:
        self.session = session
        self._erasers: dict[str, Callable[[], None]] = {}

    def on_leave(self, name: str, erase: Callable[[], None]) -> None:
        """Have `erase` called when somebody leaves; a second one of the same name replaces it.

        It is called on the server's event loop, so it must not block.
        """
        self._erasers[name] = erase

    def erase(self) -> None:
        """Erase everything; one that fails does not keep the others from it."""
        while self._erasers:
            name, erase = self._erasers.popitem()
            try:
                erase()
            except Exception:  # noqa: BLE001 - leaving must go on, whatever breaks
                _log.warning("could not erase %r as a visit was closed", name)


class Visits:
    """The visits that are open in this process: id of a visit -> its seats."""

    def __init__(self) -> None:
        self._seats: dict[str, weakref.WeakSet[Seat]] = {}
        self._lock = threading.RLock()
        self._told: list[Callable[[str], None]] = []

    def on_close(self, forget: Callable[[str], None]) -> None:
        """Have `forget` called with the id of each visit that somebody leaves."""
        self._told.append(forget)

    def __len__(self) -> int:
        """Return how many visits are open."""
        return len(self._seats)

    def join(self, visit: str, session: str | None = None) -> Seat:
        """Return a new seat in this visit. Whoever lets go of the seat gives it up."""
        seat = Seat(session)
        with self._lock:
            self._seats.setdefault(visit, weakref.WeakSet()).add(seat)
        weakref.finalize(seat, self._tidy, visit).atexit = False
        return seat

    def close(self, visit: str | None) -> int:
        """Erase what all seats of this visit hold, and return how many seats there were."""
        with self._lock:
            seats = list(self._seats.pop(visit, ())) if visit else []
        for seat in seats:
            seat.erase()
        self.forget(visit)
        return len(seats)

    def close_asleep(self, visit: str, is_awake: Callable[[str], bool]) -> int:
        """Erase what the seats of sessions hold that are not awake, and return how many."""
        with self._lock:
            seats = list(self._seats.get(visit, ()))
        others = [it for it in seats if it.session is None or not is_awake(it.session)]
        for seat in others:
            seat.erase()
        return len(others)

    def forget(self, visit: str | None) -> None:
        """Let go of what was held for this visit's browser; its seats stay."""
        if visit:
            for forget in self._told:
                forget(visit)

    def _tidy(self, visit: str) -> None:
        """Forget a visit whose last seat has gone."""
        with self._lock:
            if not list(self._seats.get(visit, ())):
                self._seats.pop(visit, None)


visits = Visits()
