"""Proving a passphrase: the same answer, after the same work, whatever is wrong.

A name that nobody has is tried against bytes that no passphrase opens, and a closed account like an
open one; each costs one Argon2id and the same statements.
"""

from __future__ import annotations

from quiz.casework.counsel.accounts import LONGEST_TYPED
from quiz.casework.counsel.sessions import Session
from quiz.casework.counsel.throttling import by_account, forgive, take_try
from quiz.casework.keeping import Clock
from quiz.errors import AccessError, VaultError
from quiz.store import Store, StoredAccount
from quiz.vault import KeyPair, decoy, new_id


def prove_again(session: Session, passphrase: str) -> tuple[StoredAccount, KeyPair]:
    """The account of a session and its keys, where the passphrase opens them.

    Failures are counted for those who are signed in: no stranger has them wait. Raises AccessError:
    `sign_in_wrong`, `sign_in_wait`.
    """
    store, key = session.store, by_account(session.store, session.account)
    account = store.accounts.find(session.account)
    account, pair = proved(store, account, passphrase, key, session.now)
    forgive(store, key, account.id, session.now())
    return account, pair


def proved(
    store: Store, account: StoredAccount | None, passphrase: str, key: bytes, now: Clock
) -> tuple[StoredAccount, KeyPair]:
    """The account and its keys, where the passphrase opens them.

    It takes a try from that count, which the caller forgives once all is well. Raises AccessError:
    `sign_in_wrong`, `sign_in_wait`.
    """
    take_try(store, key, account.id if account else None, now())
    locked = account.by_passphrase if account else decoy()
    owner = account.id if account else new_id()
    pair = opened(passphrase, locked, owner)
    if pair is None or account is None or account.closed:
        raise wrong()
    return account, pair


def opened(passphrase: str, locked: bytes, owner: bytes) -> KeyPair | None:
    """The keys of an account, None where the passphrase is not theirs."""
    try:
        return KeyPair.unlocked(passphrase[:LONGEST_TYPED], locked, owner)
    except VaultError as fault:
        if fault.code != "passphrase_wrong":
            raise
        return None


def wrong() -> AccessError:
    """What is raised whatever is wrong."""
    return AccessError("name or passphrase is wrong", code="sign_in_wrong")
