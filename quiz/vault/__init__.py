"""Sealing and opening of what people said. Knows keys and bytes; no database, no questionnaire.

    PrivateCode   what a person keeps: 130 random bits, shown once in groups, a typo told at once
    new_token     the same for machines: what a cookie or the fragment of a link carries
    Keys          what follows from either: `lookup` (stored) finds, the rest (never stored) opens
    Place         where a sealed thing stands; elsewhere it does not open
    seal_file     a file that a passphrase opens on any device

Sealing cannot keep an operator from what is open in memory, nor tell that a whole row, with its
version, was put back to an older state of itself.
"""

from quiz.vault.code import PrivateCode
from quiz.vault.keys import ANSWER_SIZE, Keys, Place, Purpose, new_id, new_token
from quiz.vault.passphrase import open_file, seal_file

__all__ = [
    "ANSWER_SIZE",
    "Keys",
    "Place",
    "PrivateCode",
    "Purpose",
    "new_id",
    "new_token",
    "open_file",
    "seal_file",
]
