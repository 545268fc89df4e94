"""What one browser tab knows of what a counsellor asked for, and of what is sent there."""

from __future__ import annotations

from dataclasses import dataclass, field

from quiz.vault import PrivateCode


@dataclass
class Letter:
    """A client's answers on their way to who asked for them.

    `opened` is the secret of the invitation that this tab has open, "" for one that is to be typed,
    None for that of the browser's cookie. `secret` is that of the one which the result that is
    shown answers, that of `sitting`; `sent` once it was sent, and `code`, with which it is taken
    back, until its owner has it; `had` is the secret of the one whose code they have. `spoken` is
    that the language of the invitation was taken up. `tries` counts the forms for taking back, so
    that a new one is empty.
    """

    opened: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    sitting: bytes | None = None
    sent: bool = False
    code: PrivateCode | None = field(default=None, repr=False)
    had: str | None = field(default=None, repr=False)
    spoken: bool = False
    tries: int = 0

    def belongs(self, secret: str, sitting: bytes) -> None:
        """The result of this sitting is what the invitation asked for."""
        if (self.secret, self.sitting) != (secret, sitting):
            self.secret, self.sitting = secret, sitting
            self.sent, self.code = False, None
