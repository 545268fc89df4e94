"""Another passphrase, another recovery code, and the way back in with a recovery code.

The secret of an account stays the same; only what wraps it changes, so that nothing needs to be
sealed anew. Whoever has lost both passphrase and recovery code has lost what is sealed to them.

Each change rests on what was proved, and is made only where that still stands: of two tabs that
change something at once one does, and neither brings back what the other replaced.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from quiz.casework.counsel.accounts import by_recovery, check_passphrase, folded, recovery_place
from quiz.casework.counsel.own import change_own
from quiz.casework.counsel.proving import prove_again
from quiz.casework.counsel.second_factor import without_second
from quiz.casework.counsel.sessions import Session, begun
from quiz.casework.counsel.throttling import by_recovery as tries_to_recover
from quiz.casework.counsel.throttling import forgive, take_try
from quiz.casework.keeping import Clock
from quiz.errors import AccessError, StoreError, VaultError
from quiz.store import AuditEntry, Store, StoredAccount, What
from quiz.vault import KeyPair, PrivateCode, Purpose, new_id

DECOY: Final = by_recovery(KeyPair.new(), PrivateCode.new(), new_id())
"""What no code opens: for a name that nobody has."""


def change_passphrase(session: Session, old: str, new: str) -> str:
    """The browser's new token; every other sign-in of the account has ended.

    Raises AccessError as `prove_again` does, and `signed_out` where another tab was first;
    VaultError (`passphrase_short`, `passphrase_long`).
    """
    session.check()
    check_passphrase(new)
    account, pair = prove_again(session, old)
    wrapped = pair.locked(new, account.id)
    if not session.store.accounts.rewrap(account, wrapped):
        raise _not_first(session)
    session.note(What.PASSPHRASE_CHANGED)
    return begun(session.store, pair, replace(account, by_passphrase=wrapped), session.now)


def change_recovery_code(session: Session, passphrase: str) -> PrivateCode:
    """A new recovery code, to be shown once; the one before opens nothing any more.

    Raises AccessError as `change_passphrase` does; StoreError (`store_busy`) where another tab has
    just made another code.
    """
    session.check()
    account, pair = prove_again(session, passphrase)
    recovery = PrivateCode.new()
    wrapped = by_recovery(pair, recovery, account.id)
    if not session.store.accounts.rewrap(
        account, account.by_passphrase, wrapped, end_sign_ins=False
    ):
        raise _not_first(session)
    session.note(What.RECOVERY_CODE_CHANGED)
    return recovery


def _not_first(session: Session) -> AccessError | StoreError:
    """What is raised where another tab changed the same account in this very moment."""
    if session.peek() is None:
        return AccessError("nobody is signed in here", code="signed_out")
    return StoreError("another tab changed this account just now", code="store_busy")


def recover(
    store: Store, name: str, code: PrivateCode, new_passphrase: str, now: Clock
) -> PrivateCode:
    """A new recovery code, once the old one has opened the account and the passphrase is changed.

    Every sign-in has ended. A second factor is off: whoever lost the device that makes its numbers
    comes back in by this way too. Nobody waits, since nobody guesses 130 bits: so this way in
    stands open whatever a stranger does. Raises AccessError (`recovery_wrong`, whatever is wrong);
    VaultError (`passphrase_short`, `passphrase_long`).
    """
    check_passphrase(new_passphrase)
    known = folded(name)
    account, key = store.accounts.named(known), tries_to_recover(store, known)
    take_try(store, key, account.id if account else None, now(), waits=False)
    pair = _opened(account, code)
    if account is None or pair is None or account.closed:
        raise _wrong()
    recovery = PrivateCode.new()
    # First: should all end here, the code that was typed still leads in.
    change_own(store, account.id, pair, without_second)
    if not store.accounts.rewrap(
        account,
        pair.locked(new_passphrase, account.id),
        by_recovery(pair, recovery, account.id),
    ):
        raise _wrong()  # the code was used up just now
    forgive(store, key, account.id, now())
    store.audit.note(AuditEntry(now(), account.id, What.RECOVERED))
    return recovery


def _opened(account: StoredAccount | None, code: PrivateCode) -> KeyPair | None:
    """The keys that a recovery code opens, if any; as much work where there is no account."""
    owner, sealed = (account.id, account.by_recovery) if account else (new_id(), DECOY)
    try:
        return KeyPair.unwrapped(code.keys(Purpose.RECOVERY), recovery_place(owner), sealed)
    except VaultError:
        return None


def _wrong() -> AccessError:
    return AccessError("name or recovery code is wrong", code="recovery_wrong")
