"""The device in a client's hands: no key is to be had by it until its owner is back.

Handing over invites the client on this very device, by a secret that the sign-in keeps sealed; what
they send is sealed to the public key like anything else that is sent. The PIN wraps no key: it is
compared only, five times at most, and then the passphrase is asked for. Lifting gives the browser
another token, so that whoever copied the old one from it has nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from quiz import vault
from quiz.casework.counsel.invitations import invitation_keys, invite_client
from quiz.casework.counsel.own import change_own, own_of
from quiz.casework.counsel.proving import prove_again
from quiz.casework.counsel.sent import Way
from quiz.casework.counsel.sessions import LASTS, Session
from quiz.casework.devices import let_go_of_code
from quiz.casework.keeping import erase_place
from quiz.errors import AccessError, VaultError
from quiz.store import StoredSignIn, What
from quiz.vault import new_token, unwrap_under, wrap_under

PIN_TRIES: Final = 5
ENOUGH: Final = timedelta(hours=1)
"""What a sign-in must last for still: with it a client would lose what they answered."""
SHORTEST_PIN, LONGEST_PIN = 4, 12


@dataclass(frozen=True)
class HandedOver:
    """What the device is handed over for: the secret of the client's invitation.

    `place` is the secret under which the client's draft is kept: every tab finds it, and a reload.
    `is_done` once the client said so: the questions do not open again.
    """

    invitation: str = field(repr=False)
    place: str = field(repr=False)
    tries_left: int
    is_done: bool = False


@dataclass(frozen=True)
class Lifted:
    """The browser's new token; None where the device was back already."""

    token: str | None = field(repr=False)


def set_pin(session: Session, pin: str) -> None:
    """Let this PIN lift a hand-over. Raises AccessError (`pin_shape`, with `least` and `most`)."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise AccessError(
            "a PIN has 4 to 12 digits", code="pin_shape", least=SHORTEST_PIN, most=LONGEST_PIN
        )
    pair, verifier = session.keys(None), wrap_under(pin, b"", session.account)
    change_own(session.store, session.account, pair, lambda own: replace(own, pin=verifier))
    session.note(What.PIN_CHANGED)


def has_pin(session: Session) -> bool:
    """Whether there is a PIN, without which no device is handed over."""
    return own_of(session.check().account, session.keys(None)).pin is not None


def hand_over(session: Session, client: bytes, bank_id: str) -> HandedOver:
    """Give the device to a client. In every tab of this sign-in nothing but the quiz opens now.

    Raises AccessError (`pin_missing`; `sign_in_short` where it ends too soon; `handed_over` where
    it is already); StoreError (`client_gone`).
    """
    found = session.check()
    if found.expires_at < session.now() + ENOUGH:
        raise AccessError("this sign-in ends too soon for that", code="sign_in_short")
    pin = own_of(found.account, session.keys()).pin
    if pin is None:
        raise AccessError("a PIN is needed first", code="pin_missing")
    link = invite_client(session, client, bank_id, LASTS, Way.HAND_OVER)
    place = new_token()
    document = {
        "pin": base64.b64encode(pin).decode(),
        "invitation": link.secret,
        "place": place,
    }
    if not session.hand_over(_place(session), document):
        _cancel(session, link.secret)
        raise AccessError("the device is in other hands", code="handed_over")
    session.note(What.HANDED_OVER)
    return HandedOver(link.secret, place, PIN_TRIES)


def handed_over(session: Session) -> HandedOver | None:
    """What the device is handed over for; None where it is not. Raises AccessError."""
    found = session.look()
    if found.handed_over is None:
        return None
    said = _said(session, found)
    asked = session.store.invitations.find(
        invitation_keys(said["invitation"]).lookup, session.now()
    )
    left = max(0, PIN_TRIES - found.tries)
    return HandedOver(said["invitation"], said["place"], left, asked is None)


def finish(session: Session) -> None:
    """The client is done: what was not sent is erased, and the questions do not open again.

    The device stays in other hands until it is lifted. Twice is no fault. Raises AccessError.
    """
    over = handed_over(session)
    if over is not None:
        _end(session, over.invitation, over.place)


def lift(session: Session, pin: str) -> Lifted:
    """The device is back in its owner's hands. What was not sent is erased.

    Raises AccessError: `pin_wrong` (with `left`), `pin_spent` once the passphrase is needed,
    `signed_out`.
    """
    found = session.look()
    if found.handed_over is None:
        return Lifted(None)
    verifier = base64.b64decode(_said(session, found)["pin"])
    if not session.count_try(PIN_TRIES):
        raise AccessError("the passphrase is needed now", code="pin_spent")
    try:
        unwrap_under(pin[: 4 * LONGEST_PIN], verifier, session.account)
    except VaultError as fault:
        if fault.code != "passphrase_wrong":
            raise
        left = max(0, PIN_TRIES - found.tries - 1)
        if not left:
            session.note(What.PIN_SPENT, PIN_TRIES)
        raise AccessError("this is not the PIN", code="pin_wrong", left=left) from None
    return _lifted(session, found)


def lift_with_passphrase(session: Session, passphrase: str) -> Lifted:
    """The same with the passphrase, whatever became of the PIN.

    Raises AccessError (`sign_in_wrong`, `sign_in_wait`, `signed_out`).
    """
    found = session.look()
    if found.handed_over is None:
        return Lifted(None)
    prove_again(session, passphrase)
    return _lifted(session, found)


def _lifted(session: Session, found: StoredSignIn) -> Lifted:
    """The invitation ends first: should this fail midway, the device is still in other hands."""
    said = _said(session, found)
    _end(session, said["invitation"], said["place"])
    token = session.rotate(found)
    session.note(What.CAME_BACK)
    return Lifted(token)


def _end(session: Session, secret: str, place: str) -> None:
    """Nothing of the client waits in the store, also where the invitation was withdrawn before."""
    _cancel(session, secret)
    erase_place(session.store, place)
    let_go_of_code(session.store, place)


def _cancel(session: Session, secret: str) -> None:
    session.store.invitations.cancel(invitation_keys(secret).lookup)


def _said(session: Session, found: StoredSignIn) -> dict[str, Any]:
    said: dict[str, Any] = session.opened(_place(session), found.handed_over or b"")
    return said


def _place(session: Session) -> vault.Place:
    return vault.Place("sign_in/hand_over", session.account)
