"""What was done, by whom and when; never with whom or what about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz.casework.counsel.sessions import Session
from quiz.store import Role, What


@dataclass(frozen=True)
class Done:
    """One entry of the audit.

    `name` is None where nobody was signed in, and where the account is not there any more
    (`erased`).
    """

    at: datetime
    what: What
    count: int
    name: str | None
    erased: bool = False


def audit(session: Session, most: int = 200, before: datetime | None = None) -> tuple[Done, ...]:
    """The latest entries first: all of them for an administrator, for others their own.

    Raises AccessError.
    """
    session.check()
    sees_all = session.role is Role.ADMINISTRATOR
    entries = session.store.audit.entries(most, None if sees_all else session.account, before)
    if sees_all:
        names = {it.id: it.name for it in session.store.accounts.all()}
    else:
        names = {session.account: session.name}
    return tuple(
        Done(
            it.at,
            it.what,
            it.count,
            names.get(it.account) if it.account else None,
            it.account is not None and it.account not in names,
        )
        for it in entries
    )


def exported(session: Session, clients: int) -> None:
    """Tell the audit that so many clients were exported; to be called before the file is given."""
    session.check(Role.COUNSELLOR)
    session.note(What.EXPORTED, clients)
