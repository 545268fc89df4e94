"""A draft in its sealed form: a head, and one row an answer. What is in them, and how it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from quiz import vault
from quiz.attempt import NOT_APPLICABLE, Answer, Mark, check_answer
from quiz.bank import Bank
from quiz.casework.taking import Draft
from quiz.errors import StoreError
from quiz.store import StoredDraft
from quiz.vault import Keys

FORMAT: Final = 1


def _head_place(revision: int) -> vault.Place:
    return vault.Place("draft", version=revision)


def sealed_head(keys: Keys, draft: Draft, revision: int) -> bytes:
    """Everything of the draft but its answers, sealed for this revision."""
    head = {
        "format": FORMAT,
        "bank": draft.bank_id,
        "version": draft.version,
        "perspective": draft.perspective,
        "context": draft.context,
        "opened": draft.opened,
        "language": draft.language,
        "finished_at": draft.finished_at.isoformat() if draft.finished_at else None,
        "invitation": draft.invitation,
        "sitting": draft.sitting.hex(),
        "released": draft.released.isoformat() if draft.released else None,
        "asked_by": draft.asked_by,
    }
    return keys.seal_document(_head_place(revision), head)


def sealed_answer(keys: Keys, row: bytes, answer: Answer) -> bytes:
    """One answer, as long as any other."""
    text = Mark.NOT_APPLICABLE.value if answer is NOT_APPLICABLE else str(answer)
    return keys.seal_answer(vault.Place("answer", row), text)


def open_head(keys: Keys, stored: StoredDraft) -> Mapping[str, Any]:
    """What `sealed_head` sealed. Raises StoreError for a format of a newer version of the app."""
    head: dict[str, Any] = keys.open_document(_head_place(stored.revision), stored.sealed)
    if head.get("format") != FORMAT:
        raise StoreError("a draft of another version of the app", code="draft_other_edition")
    return head


def open_answers(keys: Keys, bank: Bank, rows: Mapping[bytes, bytes]) -> dict[str, Answer]:
    """The answers by item id. Raises AnswerError for one that the bank does not take."""
    answers: dict[str, Answer] = {}
    for item_id in bank.item_by_id:
        row = keys.hash_item(item_id)
        if row in rows:
            text = keys.open_answer(vault.Place("answer", row), rows[row])
            said = NOT_APPLICABLE if text == Mark.NOT_APPLICABLE.value else int(text)
            answers[item_id] = check_answer(bank, item_id, said)[1]
    return answers


def opened(keys: Keys, stored: StoredDraft, banks: Iterable[Bank]) -> Draft:
    """The whole draft, without a keeper. Raises StoreError where no bank fits."""
    head = open_head(keys, stored)
    named = (head["bank"], head["version"])
    bank = next((bank for bank in banks if (bank.id, bank.version) == named), None)
    if bank is None:
        raise StoreError("no bank here fits this draft", code="draft_other_edition")
    return Draft(
        bank.id,
        bank.version,
        head["perspective"],
        dict(head["context"]),
        open_answers(keys, bank, stored.answers),
        head["opened"],
        head["language"],
        moment_in(head["finished_at"]),
        head.get("invitation"),
        bytes.fromhex(head["sitting"]) if "sitting" in head else keys.hash_item("sitting"),
        moment_in(head.get("released")),
        head.get("asked_by"),
    )


def moment_in(text: str | None) -> datetime | None:
    """A moment as a document has it."""
    return datetime.fromisoformat(text) if text else None
