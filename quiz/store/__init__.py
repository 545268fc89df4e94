"""What outlives a process: sealed bytes under lookups, in SQLite or PostgreSQL.

    store = open_store()                 a file of the user's, or FIVE_STEPS_DATABASE_URL
    store.drafts / holders / devices / pairings                        of persons
    store.accounts / sign_ins / throttle / audit                       of those who sign in
    store.clients / invitations / sendings                             of counsellors' clients

It knows nothing of what is sealed: `quiz.vault` seals, `quiz.casework` brings the two together.
"""

from quiz.store.backup import is_lasting
from quiz.store.protocol import (
    Acceptance,
    Accounts,
    Audit,
    AuditEntry,
    CaseKey,
    CaseKind,
    CaseRecord,
    Clients,
    Devices,
    Drafts,
    Holders,
    Invitations,
    Kind,
    Moved,
    Pairing,
    Pairings,
    Purged,
    Record,
    Role,
    Row,
    Seat,
    Sending,
    Sendings,
    SetUp,
    SignIns,
    Store,
    StoredAccount,
    StoredClient,
    StoredDraft,
    StoredInvitation,
    StoredSignIn,
    Throttle,
    Turn,
    What,
    month_of,
)
from quiz.store.sql import open_store

__all__ = [
    "Acceptance",
    "Accounts",
    "Audit",
    "AuditEntry",
    "CaseKey",
    "CaseKind",
    "CaseRecord",
    "Clients",
    "Devices",
    "Drafts",
    "Holders",
    "Invitations",
    "Kind",
    "Moved",
    "Pairing",
    "Pairings",
    "Purged",
    "Record",
    "Role",
    "Row",
    "Seat",
    "Sending",
    "Sendings",
    "SetUp",
    "SignIns",
    "Store",
    "StoredAccount",
    "StoredClient",
    "StoredDraft",
    "StoredInvitation",
    "StoredSignIn",
    "Throttle",
    "Turn",
    "What",
    "is_lasting",
    "month_of",
    "open_store",
]
