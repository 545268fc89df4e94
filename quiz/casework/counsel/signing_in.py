"""Signing in, with a name, a passphrase and whatever second factor there is."""

from __future__ import annotations

from dataclasses import replace

from quiz.casework.counsel.accounts import folded
from quiz.casework.counsel.proving import opened, proved, wrong
from quiz.casework.counsel.second_factor import check_second
from quiz.casework.counsel.sessions import Session, begun, resume
from quiz.casework.counsel.throttling import browser_of, by_name, forgive
from quiz.casework.keeping import Clock
from quiz.errors import AccessError
from quiz.store import AuditEntry, Store, StoredAccount, What
from quiz.vault import KeyPair, is_outdated


def sign_in(
    store: Store,
    name: str,
    passphrase: str,
    now: Clock,
    second: str | None = None,
    browser: str | None = None,
) -> tuple[str, Session]:
    """A token for the browser, a new one each time, and the session that begins with it.

    `browser` is what this browser keeps of an earlier sign-in (`known_browser`), if it does.
    Raises AccessError: `sign_in_wrong`, whatever is wrong; `sign_in_wait` (with `seconds`);
    `second_needed` where the account has a second factor and none was given; `second_wrong`.
    """
    known = folded(name)
    account = store.accounts.named(known)
    key = by_name(store, known, account, browser)
    account, pair = proved(store, account, passphrase, key, now)
    check_second(store, account, pair, second, now())
    account = _wrapped_as_today(store, account, pair, passphrase)
    forgive(store, key, account.id, now())
    try:
        token = begun(store, pair, account, now)
    except AccessError:  # closed just now, or another passphrase was chosen
        raise wrong() from None
    store.audit.note(AuditEntry(now(), account.id, What.SIGN_IN))
    session = resume(store, token, now)
    if session is None:
        raise wrong()
    return token, session


def known_browser(store: Store, name: str, before: str | None = None) -> str:
    """What the browser of whoever has just proved that this account is theirs may keep.

    With it a stranger who fails under that name has nobody wait there, until another passphrase is
    chosen. It opens nothing. `before` is what the browser kept so far.
    """
    account = store.accounts.named(folded(name))
    return browser_of(store, account, before) if account is not None else before or ""


def _wrapped_as_today(
    store: Store, account: StoredAccount, pair: KeyPair, passphrase: str
) -> StoredAccount:
    """The account with its secret wrapped at today's cost. Another tab may do the same."""
    if not is_outdated(account.by_passphrase):
        return account
    again = pair.locked(passphrase, account.id)
    if store.accounts.rewrap(account, again, end_sign_ins=False):
        return replace(account, by_passphrase=again)
    found = store.accounts.find(account.id)
    if found is None or opened(passphrase, found.by_passphrase, found.id) is None:
        raise wrong()
    return found
