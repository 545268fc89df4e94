"""What a store can do, in the words of those who use it. All `bytes` are opaque to it.

A *lookup* finds and is stored; what opens is not. Moments are aware datetimes; a month is a number
such as 202611. Whatever is asked of something that is gone (erased, expired, never there) raises a
StoreError whose `code` says what: `draft_gone`, `holder_gone`, `pairing_gone`, `account_gone`,
`client_gone`, `invitation_gone`.
"""

from quiz.store.protocol.accounts import (
    Accounts,
    Audit,
    AuditEntry,
    Role,
    SetUp,
    SignIns,
    StoredAccount,
    StoredSignIn,
    Throttle,
    Turn,
    What,
)
from quiz.store.protocol.clients import (
    CaseKey,
    CaseKind,
    CaseRecord,
    Clients,
    Invitations,
    Moved,
    Sending,
    Sendings,
    StoredClient,
    StoredInvitation,
)
from quiz.store.protocol.persons import (
    Acceptance,
    Devices,
    Drafts,
    Holders,
    Kind,
    Pairing,
    Pairings,
    Record,
    Seat,
    StoredDraft,
    month_of,
)
from quiz.store.protocol.whole import Purged, Row, Store

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
    "month_of",
]
