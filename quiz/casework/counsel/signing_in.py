"""Signing in, and proving a passphrase: the same answer, after the same work, whatever is wrong.

A name that nobody has is tried against bytes that no passphrase opens, and a closed account like an
open one; each costs one Argon2id and the same statements.
"""

from __future__ import annotations

from quiz.casework.counsel.accounts import folded
from quiz.casework.counsel.second_factor import check_second
from quiz.casework.counsel.sessions import Session, begun, resume
from quiz.casework.counsel.throttling import forgive, take_try
from quiz.casework.keeping import Clock
from quiz.errors import AccessError, VaultError
from quiz.store import AuditEntry, Store, StoredAccount, What
from quiz.vault import KeyPair, decoy, is_outdated, new_id


def sign_in(
    store: Store, name: str, passphrase: str, now: Clock, second: str | None = None
) -> tuple[str, Session]:
    """A token for the browser, a new one each time, and the session that begins with it.

    Raises AccessError: `sign_in_wrong`, whatever is wrong; `sign_in_wait` (with `seconds`);
    `second_needed` where the account has a second factor and none was given; `second_wrong`.
    """
    account, pair = proved(store, name, passphrase, now)
    check_second(store, account, pair, second, now())
    forgive(store, account.folded, account.id, now())
    if is_outdated(account.by_passphrase):
        again = pair.locked(passphrase, account.id)
        store.accounts.rewrap(account.id, again, end_sign_ins=False)
    token = begun(store, pair, account.id, now)
    store.audit.note(AuditEntry(now(), account.id, What.SIGN_IN))
    session = resume(store, token, now)
    if session is None:
        raise AccessError("the account was closed just now", code="sign_in_wrong")
    return token, session


def proved(store: Store, name: str, passphrase: str, now: Clock) -> tuple[StoredAccount, KeyPair]:
    """The account of a name and its keys, where the passphrase opens them.

    It takes a try, which the caller forgives once all is well. Raises AccessError:
    `sign_in_wrong`, `sign_in_wait`.
    """
    known = folded(name)
    account = store.accounts.named(known)
    take_try(store, known, account.id if account else None, now())
    locked = account.by_passphrase if account else decoy()
    owner = account.id if account else new_id()
    try:
        pair = KeyPair.unlocked(passphrase, locked, owner)
    except VaultError as fault:
        if fault.code != "passphrase_wrong":
            raise
        pair = None
    if pair is None or account is None or account.closed:
        raise AccessError("name or passphrase is wrong", code="sign_in_wrong")
    return account, pair


def prove_again(session: Session, passphrase: str) -> tuple[StoredAccount, KeyPair]:
    """The account of a session and its keys, where the passphrase opens them.

    Raises AccessError as `proved` does; failures count with those of signing in.
    """
    account, pair = proved(session.store, session.name, passphrase, session.now)
    if account.id != session.account:
        raise AccessError("name or passphrase is wrong", code="sign_in_wrong")
    forgive(session.store, account.folded, account.id, session.now())
    return account, pair
