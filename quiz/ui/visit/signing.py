"""What one browser tab knows of signing in, beside the session of who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from quiz.casework.counsel import NewSecond, SetUp
from quiz.errors import QuizError
from quiz.ui.shell import Ticket
from quiz.vault import PrivateCode


@dataclass
class SigningIn:
    """What one browser tab knows of signing in, beside the session (see `quiz.ui.visit.desk`).

    `sought` is whether this browser's cookie was looked after, `handed_over` whether the device is
    in a client's hands. `said` and `fault` are to be said once; `lead` leads once: to the sign-in,
    or to the first page of whoever is here now.
    `known` is what this browser keeps of earlier sign-ins, so that no stranger has it wait.
    `code` is a set-up code that was typed, and `promised` what it is good for. `recovery` is a new
    recovery code, until its owner has it; `spare` are the spare codes of a second factor likewise,
    and `second` is one that is not on yet. `wants_second` is that the last try lacked a number.
    `given` is a name and the set-up code to be given to whom it is for; `asked` an account and what
    is to be done to it as soon as it is confirmed. `backup` is one that was made.
    """

    sought: bool = False
    handed_over: bool = False
    ticket: Ticket | None = None
    known: str | None = field(default=None, repr=False)
    lead: Literal["home", "sign-in"] | None = None
    said: str | None = None
    fault: QuizError | None = None
    code: PrivateCode | None = field(default=None, repr=False)
    promised: SetUp | None = None
    recovery: PrivateCode | None = field(default=None, repr=False)
    wants_second: bool = False
    second: NewSecond | None = field(default=None, repr=False)
    spare: tuple[str, ...] = field(default=(), repr=False)
    given: tuple[str, PrivateCode] | None = field(default=None, repr=False)
    asked: tuple[str, bytes] | None = None
    backup: bytes | None = field(default=None, repr=False)
    listed: int = 0  # entries of the audit shown beyond the first
