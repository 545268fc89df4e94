"""A draft's place in a store, for somebody who chose to have it kept on their device.

What finds and opens the draft is a secret that only the browser has. Each answer is a row of its
own, so two tabs cannot overwrite each other's; the head is sealed for the revision it is written
as, and where another tab wrote one first, the two are merged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from quiz.attempt import Answer
from quiz.bank import Bank
from quiz.casework.sealed_draft import (
    moment_in,
    open_answers,
    open_head,
    opened,
    sealed_answer,
    sealed_head,
)
from quiz.casework.taking import Draft, joined_languages
from quiz.errors import QuizError, StoreError
from quiz.store import Store, StoredDraft
from quiz.vault import Keys, Purpose

KEPT_FOR: Final = timedelta(hours=24)
TRIES: Final = 5
"""Heads written at the same moment by as many tabs before one gives up."""

Clock = Callable[[], datetime]
log = logging.getLogger("quiz")


class Place:
    """A draft's place: the keeper of every answer in it, until `expires_at`.

    `fault` says why something is not durable yet (it is tried again with each write and refresh);
    `gone` that there is nothing to write to any more: erased, or expired.
    """

    def __init__(self, store: Store, keys: Keys, now: Clock, expires_at: datetime) -> None:
        self.expires_at = expires_at
        self.fault: QuizError | None = None
        self.gone = False
        self._store = store
        self._keys = keys
        self._now = now
        self._revision = 1
        self._rows: dict[bytes, bytes] = {}  # as they lie in the store, for all this tab knows
        self._unkept: dict[str, Answer | None] = {}
        self._head_unkept = False
        self._invited: tuple[str | None, datetime | None] = (None, None)  # as the head there has it

    @property
    def lookup(self) -> bytes:
        """By what the store finds the draft: the member that a pairing knows."""
        return self._keys.lookup

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self._now() >= self.expires_at

    def keep_answer(self, item_id: str, answer: Answer | None) -> None:
        """Make one answer durable, and with it whatever could not be before."""
        self._unkept[item_id] = answer
        self._attempt(self._write_answers)

    def keep_head(self, draft: Draft) -> None:
        """Make durable what is not an answer."""
        self._head_unkept = True
        self._attempt(lambda: self._write_head(draft))

    def refresh(self, bank: Bank, draft: Draft) -> frozenset[str]:
        """The items whose answer is another one now, since another tab gave or cleared it.

        What could not be made durable before is tried again first, and is never overwritten.
        """
        changed: set[str] = set()

        def look() -> None:
            self._write_unkept(draft)
            stored = self._find()
            self._merge_head(draft, stored)
            changed.update(self._take_answers(bank, draft, stored))

        self._attempt(look)
        return frozenset(changed)

    def take(self, stored: StoredDraft, draft: Draft) -> None:
        """Know what lies in the store, and is open as this draft, as this place's own."""
        self._revision, self._rows = stored.revision, dict(stored.answers)
        self._invited = (draft.invitation, draft.released)

    def hand_over(
        self,
        draft: Draft,
        bank: Bank,
        holder: bytes,
        until: int,
        seal: Callable[[Draft], bytes],
    ) -> None:
        """Turn what lies in the store into an attempt of a holder's, under the sitting's id.

        All or nothing, with whatever other tabs wrote: `seal` gets the draft as it lies there.
        Where that was done before, nothing happens. Raises StoreError, `draft_gone` where the
        draft was erased or has expired.
        """
        if not self.gone:
            self._write_unkept(draft)
        self._store.holders.keep_draft(
            self._keys.lookup,
            holder,
            until,
            draft.sitting,
            lambda stored: seal(opened(self._keys, stored, [bank])),
        )
        self.gone = True

    def send(
        self, draft: Draft, bank: Bank, take: Callable[[Callable[[StoredDraft], Draft]], None]
    ) -> None:
        """Have `take` take the draft out of the store; it gets what opens the draft.

        All or nothing, with whatever other tabs wrote. Raises StoreError, and what `take` raises.
        """
        if not self.gone:
            self._write_unkept(draft)
        take(lambda stored: opened(self._keys, stored, [bank]))
        self.gone = True

    def erase(self) -> None:
        """Nothing remains in the store. Raises StoreError where that could not be done."""
        self._store.drafts.erase(self._keys.lookup)
        self.gone = True

    # -- what may fail ----------------------------------------------------------------------------

    def _attempt(self, act: Callable[[], None]) -> None:
        """Do it; a failure is kept for the page to say, and told to the log without an answer."""
        if self.gone:
            return
        try:
            act()
        except QuizError as fault:
            self.gone = fault.code == "draft_gone"
            if not self.gone:
                log.warning("an answer or page could not be made durable: %s", fault)
            self.fault = fault
        else:
            self.fault = None

    def _find(self) -> StoredDraft:
        stored = self._store.drafts.find(self._keys.lookup, self._now())
        if stored is None:
            raise StoreError("this draft was erased or has expired", code="draft_gone")
        return stored

    def _write_unkept(self, draft: Draft) -> None:
        self._write_answers()
        if self._head_unkept:
            self._write_head(draft)

    def _write_answers(self) -> None:
        drafts, lookup = self._store.drafts, self._keys.lookup
        for item_id, answer in list(self._unkept.items()):
            row = self._keys.hash_item(item_id)
            if answer is None:
                drafts.drop_answer(lookup, row, self._now())
                self._rows.pop(row, None)
            else:
                sealed = sealed_answer(self._keys, row, answer)
                drafts.put_answer(lookup, row, sealed, self._now())
                self._rows[row] = sealed
            del self._unkept[item_id]

    def _write_head(self, draft: Draft) -> None:
        for _ in range(TRIES):
            sealed = sealed_head(self._keys, draft, self._revision + 1)
            drafts, lookup = self._store.drafts, self._keys.lookup
            if drafts.put_head(lookup, sealed, self._revision, self._now()):
                self._revision += 1
                self._head_unkept = False
                self._invited = (draft.invitation, draft.released)
                return
            self._merge_head(draft, self._find())
        raise StoreError("other tabs write to this draft all the time", code="store_busy")

    def _merge_head(self, draft: Draft, stored: StoredDraft) -> None:
        """Take up what another tab wrote into the head: pages, languages, the finish, a release.

        What was changed here and is not written yet stays.
        """
        if stored.revision == self._revision:
            return
        theirs = open_head(self._keys, stored)
        if not self._head_unkept:
            draft.finished_at = moment_in(theirs["finished_at"])
        there = (theirs.get("invitation"), moment_in(theirs.get("released")))
        if (draft.invitation, draft.released) == self._invited:
            draft.invitation, draft.released = there
        self._invited = there
        draft.asked_by = draft.asked_by or theirs.get("asked_by")
        draft.opened = max(draft.opened, theirs["opened"])
        draft.language = joined_languages(theirs["language"], draft.language)
        self._revision = stored.revision

    def _take_answers(self, bank: Bank, draft: Draft, stored: StoredDraft) -> set[str]:
        if stored.answers == self._rows:
            return set()
        there = open_answers(self._keys, bank, stored.answers)
        changed = {item for item in bank.item_by_id if there.get(item) != draft.answers.get(item)}
        changed -= set(self._unkept)
        for item in changed:
            if item in there:
                draft.answers[item] = there[item]
            else:
                draft.answers.pop(item, None)
        self._rows = dict(stored.answers)
        return changed


def keep_place(store: Store, secret: str, draft: Draft, now: Clock) -> bool:
    """True once the draft lies in the store, and every further answer of it will.

    False where another draft lies under this secret; nothing has changed then.
    Raises StoreError where the store fails, VaultError where the secret is none.
    """
    keys = Keys.of_token(secret, Purpose.DRAFT)
    expires_at = now() + KEPT_FOR
    head = sealed_head(keys, draft, 1)
    rows = {keys.hash_item(item): answer for item, answer in draft.answers.items()}
    sealed = {row: sealed_answer(keys, row, answer) for row, answer in rows.items()}
    if not store.drafts.begin(keys.lookup, head, expires_at, sealed):
        if store.drafts.find(keys.lookup, now()) is not None:
            return False
        store.drafts.erase(keys.lookup)  # it has expired, and was only not purged yet
        if not store.drafts.begin(keys.lookup, head, expires_at, sealed):
            return False
    place = Place(store, keys, now, expires_at)
    place.take(StoredDraft(head, 1, expires_at, sealed), draft)
    draft.keeper = place
    return True


def find_draft(store: Store, secret: str, banks: Iterable[Bank], now: Clock) -> Draft | None:
    """The draft that was kept under this secret, its place with it; None where there is none.

    Raises StoreError where the store fails, or where no bank fits (`draft_other_edition`);
    VaultError where the draft does not open.
    """
    keys = Keys.of_token(secret, Purpose.DRAFT)
    stored = store.drafts.find(keys.lookup, now())
    if stored is None:
        return None
    draft = opened(keys, stored, banks)
    place = Place(store, keys, now, stored.expires_at)
    place.take(stored, draft)
    draft.keeper = place
    return draft


def lookup_of(secret: str) -> bytes:
    """By what the store knows the place of this secret. Raises VaultError where it is none."""
    return Keys.of_token(secret, Purpose.DRAFT).lookup


def erase_place(store: Store, secret: str) -> None:
    """Nothing remains under this secret, whether it could be opened or not."""
    store.drafts.erase(Keys.of_token(secret, Purpose.DRAFT).lookup)
