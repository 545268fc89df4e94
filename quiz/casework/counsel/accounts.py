"""Accounts: the first by a code from the server's console, the others by an administrator.

Whoever has a set-up code chooses their own passphrase and is shown their recovery code, once. An
administrator adds, closes, opens again and erases accounts, and opens no client of anybody's.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quiz import vault
from quiz.casework.counsel.sessions import Session
from quiz.errors import AccessError, StoreError, VaultError
from quiz.store import AuditEntry, Role, SetUp, Store, StoredAccount, What
from quiz.vault import KeyPair, PrivateCode, Purpose, new_id, typed

CODE_LASTS: Final = timedelta(days=7)
SHORTEST_PASSPHRASE: Final = 12
LONGEST_PASSPHRASE: Final = 200
LONGEST_TYPED: Final = 4 * LONGEST_PASSPHRASE
"""Characters of what is typed that are looked at: letters and marks may come apart."""
LONGEST_NAME: Final = 40


@dataclass(frozen=True)
class Account:
    """An account as an administrator sees it; `clients` is how many it has."""

    id: bytes
    name: str
    role: Role
    closed: bool
    clients: int


@dataclass(frozen=True)
class NewAccount:
    """An account that was just made. The recovery code is shown now and never again."""

    id: bytes
    name: str
    role: Role
    recovery: PrivateCode


# -- set-up codes ---------------------------------------------------------------------------------


def setup_code(store: Store, now: datetime) -> PrivateCode | None:
    """A one-time code for the first account, to be printed on the console; None once there is one.

    Each start makes another, and every one of them is good for a week, or until the first account
    is made by one of them.
    """
    if store.accounts.count():
        return None
    code = PrivateCode.new()
    store.accounts.offer(_lookup(code), now + CODE_LASTS)
    return code


def administrator_code(store: Store, now: datetime) -> PrivateCode:
    """A one-time code for one more administrator, for whoever has the server's console."""
    code = PrivateCode.new()
    store.accounts.offer(_lookup(code), now + CODE_LASTS, Role.ADMINISTRATOR)
    store.audit.note(AuditEntry(now, None, What.ACCOUNT_OFFERED))
    return code


def offered(store: Store, code: PrivateCode, now: datetime) -> SetUp:
    """What a set-up code is good for: with a role or for the first, with a name or a free one.

    Raises StoreError (`set_up_gone`).
    """
    found = store.accounts.offered(_lookup(code), now)
    if found is None:
        raise StoreError("this code was used, or has expired", code="set_up_gone")
    return found


def create_first(
    store: Store,
    code: PrivateCode,
    name: str,
    passphrase: str,
    now: datetime,
    role: Role = Role.ADMINISTRATOR,
) -> NewAccount:
    """The first account, made once. A counsellor who works alone needs no administrator.

    Raises StoreError (`set_up_gone`); AccessError (`name_shape`); VaultError (`passphrase_short`,
    `passphrase_long`).
    """
    if offered(store, code, now).role is not None:
        raise StoreError("this code is for another account", code="set_up_gone")
    return _make(store, code, name, role, passphrase, now)


def set_up(
    store: Store, code: PrivateCode, passphrase: str, now: datetime, name: str = ""
) -> NewAccount:
    """The account that a code promises; `name` where the code leaves it free.

    Raises as `create_first` does, and StoreError (`name_taken`): then the code is still good.
    """
    promised = offered(store, code, now)
    if promised.role is None:
        raise StoreError("this code is for the first account", code="set_up_gone")
    return _make(store, code, promised.name or name, promised.role, passphrase, now)


def _make(
    store: Store, code: PrivateCode, name: str, role: Role, passphrase: str, now: datetime
) -> NewAccount:
    written, folded = names_of(name)
    check_passphrase(passphrase)
    id_, pair, recovery = new_id(), KeyPair.new(), PrivateCode.new()
    account = StoredAccount(
        id=id_,
        name=written,
        folded=folded,
        role=role,
        by_passphrase=pair.locked(passphrase, id_),
        by_recovery=by_recovery(pair, recovery, id_),
        public=pair.public.raw,
    )
    store.accounts.create(_lookup(code), account, now)
    store.audit.note(AuditEntry(now, id_, What.ACCOUNT_MADE))
    return NewAccount(id_, written, role, recovery)


def by_recovery(pair: KeyPair, recovery: PrivateCode, account: bytes) -> bytes:
    """An account's secret under its recovery code."""
    return pair.wrapped(recovery.keys(Purpose.RECOVERY), recovery_place(account))


def recovery_place(account: bytes) -> vault.Place:
    """Where that is bound to."""
    return vault.Place("account/recovery", account)


def _lookup(code: PrivateCode) -> bytes:
    return code.keys(Purpose.SET_UP).lookup


def names_of(name: str) -> tuple[str, str]:
    """A name as it is shown, and as names are told apart: case, width and spaces do not count.

    Raises AccessError (`name_shape`, with `most`).
    """
    written = " ".join(unicodedata.normalize("NFKC", name[:1000]).split())
    if not 1 <= len(written) <= LONGEST_NAME or not written.isprintable():
        raise AccessError("this cannot be a name", code="name_shape", most=LONGEST_NAME)
    return written, folded(written)


def folded(name: str) -> str:
    """A name as names are told apart, whatever was typed: what cannot be seen does not count."""
    plain = name[:1000]
    for _ in range(2):  # letters that change in one may have to change in the other too
        plain = unicodedata.normalize("NFKC", plain).casefold()
    seen = (it for it in unicodedata.normalize("NFKC", plain) if it.isprintable() or it.isspace())
    return " ".join("".join(seen).split())


def check_passphrase(passphrase: str) -> None:
    """Raises VaultError: `passphrase_short` (with `least`) or `passphrase_long` (with `most`)."""
    length = len(typed(passphrase[:LONGEST_TYPED]))
    if length < SHORTEST_PASSPHRASE:
        raise VaultError("too short", code="passphrase_short", least=SHORTEST_PASSPHRASE)
    if length > LONGEST_PASSPHRASE or len(passphrase) > LONGEST_TYPED:
        raise VaultError("too long", code="passphrase_long", most=LONGEST_PASSPHRASE)


# -- what an administrator does -------------------------------------------------------------------


def all_accounts(session: Session) -> tuple[Account, ...]:
    """All accounts, by name. For administrators."""
    session.check(Role.ADMINISTRATOR)
    clients = session.store.accounts.clients_by_account()
    return tuple(
        Account(it.id, it.name, it.role, it.closed, clients.get(it.id, 0))
        for it in session.store.accounts.all()
    )


def colleagues(session: Session) -> tuple[Account, ...]:
    """The other counsellors whose accounts are open, by name: who clients can be given to."""
    session.check(Role.COUNSELLOR)
    return tuple(
        Account(it.id, it.name, it.role, it.closed, 0)
        for it in session.store.accounts.all()
        if it.role is Role.COUNSELLOR and not it.closed and it.id != session.account
    )


def promised(session: Session) -> tuple[SetUp, ...]:
    """The accounts that nobody has set up yet, by name. For administrators."""
    session.check(Role.ADMINISTRATOR)
    return session.store.accounts.offers(session.now())


def add_account(session: Session, name: str, role: Role = Role.COUNSELLOR) -> PrivateCode:
    """A set-up code for a new account, to be given to whom it is for; good once, for a week.

    Raises AccessError (`name_shape`); StoreError (`name_taken`), also where it is promised.
    """
    session.check(Role.ADMINISTRATOR)
    both, code = names_of(name), PrivateCode.new()
    now = session.now()
    if not session.store.accounts.offer(_lookup(code), now + CODE_LASTS, role, both):
        raise StoreError("this name is taken", code="name_taken")
    session.note(What.ACCOUNT_OFFERED)
    return code


def take_back(session: Session, name: str) -> None:
    """Nobody can set up the account that was promised to this name; twice is no fault."""
    session.check(Role.ADMINISTRATOR)
    if session.store.accounts.withdraw_offer(folded(name)):
        session.note(What.OFFER_TAKEN_BACK)


def close_account(session: Session, account: bytes, *, with_clients: bool = False) -> None:
    """End every sign-in of an account, and let it begin none. Its clients stay sealed to it.

    Raises StoreError: `account_has_clients` (with `clients`), unless that is meant: nobody else can
    open them, so its counsellor should give them to a colleague first (`move_clients`);
    `last_administrator`, `account_gone`.
    """
    session.check(Role.ADMINISTRATOR)
    session.store.accounts.close(account, with_clients=with_clients)
    session.note(What.ACCOUNT_CLOSED)


def reopen_account(session: Session, account: bytes) -> None:
    """Let a closed account sign in again."""
    session.check(Role.ADMINISTRATOR)
    session.store.accounts.reopen(account)
    session.note(What.ACCOUNT_REOPENED)


def erase_account(session: Session, account: bytes) -> None:
    """Nothing of a closed account remains, nor of its clients.

    Raises StoreError (`account_open`, `account_gone`).
    """
    session.check(Role.ADMINISTRATOR)
    session.store.accounts.erase(account)
    session.note(What.ACCOUNT_ERASED)
