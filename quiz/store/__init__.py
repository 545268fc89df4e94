"""What outlives a process: sealed bytes under lookups, in SQLite or PostgreSQL.

    store = open_store()                 a file of the user's, or FIVE_STEPS_DATABASE_URL
    store.drafts / holders / devices / pairings

It knows nothing of what is sealed: `quiz.vault` seals, `quiz.casework` brings the two together.
"""

from quiz.store.protocol import (
    Acceptance,
    Devices,
    Drafts,
    Holders,
    Kind,
    Pairing,
    Pairings,
    Purged,
    Record,
    Seat,
    Store,
    StoredDraft,
    month_of,
)
from quiz.store.sql import open_store

__all__ = [
    "Acceptance",
    "Devices",
    "Drafts",
    "Holders",
    "Kind",
    "Pairing",
    "Pairings",
    "Purged",
    "Record",
    "Seat",
    "Store",
    "StoredDraft",
    "month_of",
    "open_store",
]
