"""Sealing and opening of what people said. Knows keys and bytes; no database, no questionnaire.

    PrivateCode   what a person keeps: 130 random bits, shown once in groups, a typo told at once
    new_token     the same for machines: what a cookie or the fragment of a link carries
    Keys          what follows from either: `lookup` (stored) finds, the rest (never stored) opens
    Place         where a sealed thing stands; elsewhere it does not open
    KeyPair       what an account opens with; its PublicKey is what others seal to
    wrap_under    a short secret that a passphrase opens, and `decoy`, which none does
    seal_file     a file that a passphrase opens on any device
    seal_stream   the same for any amount, in chunks

Sealing cannot keep an operator from what is open in memory, nor tell that a whole row, with its
version, was put back to an older state of itself.
"""

from quiz.vault.code import PrivateCode
from quiz.vault.keys import (
    ANSWER_SIZE,
    TOKEN_SHAPE,
    WRAPPED_SIZE,
    Keys,
    Place,
    Purpose,
    new_id,
    new_token,
)
from quiz.vault.pair import KeyPair, PublicKey
from quiz.vault.passphrase import open_file, seal_file
from quiz.vault.stream import open_stream, seal_stream
from quiz.vault.stretching import typed
from quiz.vault.wrapping import decoy, is_outdated, unwrap_under, wrap_under

__all__ = [
    "ANSWER_SIZE",
    "TOKEN_SHAPE",
    "WRAPPED_SIZE",
    "KeyPair",
    "Keys",
    "Place",
    "PrivateCode",
    "PublicKey",
    "Purpose",
    "decoy",
    "is_outdated",
    "new_id",
    "new_token",
    "open_file",
    "open_stream",
    "seal_file",
    "seal_stream",
    "typed",
    "unwrap_under",
    "wrap_under",
]
