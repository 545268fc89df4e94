"""Another passphrase, another recovery code, and the way back in with a recovery code.

The secret of an account stays the same; only what wraps it changes, so that nothing needs to be
sealed anew. Whoever has lost both passphrase and recovery code has lost what is sealed to them.
"""

from __future__ import annotations

from quiz.casework.counsel.accounts import by_recovery, check_passphrase, folded, recovery_place
from quiz.casework.counsel.own import change_own
from quiz.casework.counsel.second_factor import without_second
from quiz.casework.counsel.sessions import Session, begun
from quiz.casework.counsel.signing_in import prove_again
from quiz.casework.counsel.throttling import forgive, take_try
from quiz.casework.keeping import Clock
from quiz.errors import AccessError, VaultError
from quiz.store import AuditEntry, Store, StoredAccount, What
from quiz.vault import KeyPair, Keys, PrivateCode, Purpose


def change_passphrase(session: Session, old: str, new: str) -> str:
    """The browser's new token; every other sign-in of the account has ended.

    Raises AccessError as `prove_again` does; VaultError (`passphrase_short`, `passphrase_long`).
    """
    session.check()
    check_passphrase(new)
    account, pair = prove_again(session, old)
    session.store.accounts.rewrap(account.id, pair.locked(new, account.id))
    session.note(What.PASSPHRASE_CHANGED)
    return begun(session.store, pair, account.id, session.now)


def change_recovery_code(session: Session, passphrase: str) -> PrivateCode:
    """A new recovery code, to be shown once; the one before opens nothing any more.

    Raises AccessError as `prove_again` does.
    """
    session.check()
    account, pair = prove_again(session, passphrase)
    recovery = PrivateCode.new()
    session.store.accounts.rewrap(
        account.id,
        account.by_passphrase,
        by_recovery(pair, recovery, account.id),
        end_sign_ins=False,
    )
    session.note(What.RECOVERY_CODE_CHANGED)
    return recovery


def recover(
    store: Store, name: str, code: PrivateCode, new_passphrase: str, now: Clock
) -> PrivateCode:
    """A new recovery code, once the old one has opened the account and the passphrase is changed.

    Every sign-in has ended. A second factor is off: whoever lost the device that makes its numbers
    comes back in by this way too. Raises AccessError: `recovery_wrong`, whatever
    is wrong, `sign_in_wait`; VaultError (`passphrase_short`, `passphrase_long`).
    """
    check_passphrase(new_passphrase)
    known = folded(name)
    account = store.accounts.named(known)
    take_try(store, known, account.id if account else None, now())
    pair = _opened(account, code.keys(Purpose.RECOVERY))
    if account is None or pair is None or account.closed:
        raise AccessError("name or recovery code is wrong", code="recovery_wrong")
    recovery = PrivateCode.new()
    store.accounts.rewrap(
        account.id,
        pair.locked(new_passphrase, account.id),
        by_recovery(pair, recovery, account.id),
    )
    change_own(store, account.id, pair, without_second)
    forgive(store, known, account.id, now())
    store.audit.note(AuditEntry(now(), account.id, What.RECOVERED))
    return recovery


def _opened(account: StoredAccount | None, keys: Keys) -> KeyPair | None:
    if account is None:
        return None
    try:
        return KeyPair.unwrapped(keys, recovery_place(account.id), account.by_recovery)
    except VaultError:
        return None
