"""All rooms of the store together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quiz.store.protocol.accounts import Accounts, Audit, SignIns, Throttle
from quiz.store.protocol.clients import Clients, Invitations, Sendings
from quiz.store.protocol.persons import Devices, Drafts, Holders, Pairings

Row = tuple[str, dict[str, bytes | int | str | None]]
"""A row of a backup: its table, and its values by column."""


@dataclass(frozen=True)
class Purged:
    """How many of each had expired and are gone now."""

    drafts: int = 0
    devices: int = 0
    pairings: int = 0
    holders: int = 0
    sign_ins: int = 0
    set_ups: int = 0
    invitations: int = 0
    throttles: int = 0


class Store(Protocol):
    """All that outlives a process. Safe to share between threads; processes open their own."""

    @property
    def drafts(self) -> Drafts:
        """Attempts under way."""

    @property
    def holders(self) -> Holders:
        """What is kept under private codes."""

    @property
    def devices(self) -> Devices:
        """Devices that remember a private code."""

    @property
    def pairings(self) -> Pairings:
        """Two partners."""

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""

    @property
    def sign_ins(self) -> SignIns:
        """Who is signed in."""

    @property
    def throttle(self) -> Throttle:
        """How often something failed."""

    @property
    def audit(self) -> Audit:
        """What was done."""

    @property
    def clients(self) -> Clients:
        """Counsellors' clients."""

    @property
    def invitations(self) -> Invitations:
        """By which clients answer."""

    @property
    def sendings(self) -> Sendings:
        """What clients send."""

    @property
    def place(self) -> str:
        """Where it is, in words that may be shown: the file, or the server without a password."""

    def setting(self, name: str) -> str | None:
        """A setting of this installation that is no secret, or None."""

    def put_setting(self, name: str, value: str) -> None:
        """Keeps a setting."""

    def keep_setting(self, name: str, value: str) -> str:
        """The setting that stands there; this value where there was none."""

    def purge(self, now: datetime) -> Purged:
        """Deletes what has expired. Harmless however often and in however many processes."""

    def dump(self) -> Iterator[Row]:
        """Every row that a backup has, as of one instant; sign-ins and failed tries are left out.

        A row comes after those that it refers to.
        """

    def load(self, rows: Iterable[Row]) -> None:
        """Takes the rows of a dump into a store in which nothing lies, all or nothing.

        Raises StoreError: `store_not_empty`, `backup_damaged` for rows that do not fit.
        """

    def revision(self) -> str:
        """The version of the tables."""

    def close(self) -> None:
        """Lets go of all connections."""
