"""Key pairs, secrets under a passphrase, and streams: what opens, what is refused, what leaks."""

from __future__ import annotations

import copy
import pickle
import struct
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.errors import VaultError
from quiz.vault import (
    KeyPair,
    Keys,
    Place,
    PrivateCode,
    PublicKey,
    Purpose,
    decoy,
    is_outdated,
    new_id,
    new_token,
    open_stream,
    seal_stream,
    stretching,
    unwrap_under,
    wrap_under,
)
from quiz.vault.keys import derive
from quiz.vault.stream import CHUNK, HEAD, TAG

PAIR = KeyPair.new()
PLACE = Place("client_record/attempt", b"client" + b"record")
DOCUMENT = {"answers": {"S1-01": 3}, "label": "คู่ที่สาม"}
WORDS = "ทะเล correct horse สีฟ้า"
OWNER = b"account"


def code_of(action: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(VaultError) as refused:
        action(*arguments)
    return refused.value.code


# -- sealing to a public key ----------------------------------------------------------------------


def test_only_the_pair_opens_what_was_sealed_to_its_public_key() -> None:
    sealed = PublicKey(PAIR.public.raw).seal_document(PLACE, DOCUMENT)
    assert PAIR.open_document(PLACE, sealed) == DOCUMENT
    assert code_of(KeyPair.new().open, PLACE, sealed) == "sealed_damaged"
    assert "คู่".encode() not in sealed


def test_the_same_document_never_looks_alike_and_its_length_tells_little() -> None:
    short, long = {"a": 1}, {"a": "ก" * 600}
    sealed = [PAIR.public.seal_document(PLACE, it) for it in (short, short, long)]
    assert len(set(sealed)) == 3
    assert {len(one) for one in sealed} == {2048 + 49}


def test_what_was_sealed_opens_in_its_own_place_only() -> None:
    sealed = PAIR.public.seal(PLACE, b"x", 16)
    for other in (
        Place("client_record/note", PLACE.row),
        Place(PLACE.table, b"clientrecorD"),
        Place(PLACE.table, PLACE.row, 1),
    ):
        assert code_of(PAIR.open, other, sealed) == "sealed_damaged"


def test_any_change_is_told() -> None:
    sealed = PAIR.public.seal(PLACE, b"x", 16)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        assert code_of(PAIR.open, PLACE, bytes(changed)) in ("sealed_damaged", "sealed_newer")
    for cut in (b"", sealed[:1], sealed[:20], sealed[:-1]):
        assert code_of(PAIR.open, PLACE, cut) == "sealed_damaged"


def test_it_is_hpke_as_the_standard_has_it() -> None:
    """Another reader needs the secret and the standard, and nothing of ours but the labels."""
    private = X25519PrivateKey.from_private_bytes(derive(PAIR._secret, "pair/private"))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = b"five-steps/1/pair/" + PLACE.bound_to(PAIR.public.raw)
    padded = suite.decrypt(PAIR.public.seal(PLACE, b"plain", 16)[1:], private, info=info)
    assert padded == b"plain\x80" + bytes(10)


def test_the_owner_seals_with_the_own_keys_and_opens_either() -> None:
    own = PAIR.own.seal_document(PLACE, DOCUMENT)
    assert len(own) == 2048 + 29
    assert PAIR.open_document(PLACE, own) == DOCUMENT
    assert code_of(KeyPair.new().open, PLACE, own) == "sealed_damaged"
    again = KeyPair(PAIR._secret)
    assert again.open_document(PLACE, own) == DOCUMENT
    assert again.public.raw == PAIR.public.raw


def test_the_public_key_and_its_bytes_open_nothing() -> None:
    sealed = PAIR.public.seal(PLACE, b"x", 16)
    assert code_of(KeyPair(PAIR.public.raw).open, PLACE, sealed) == "sealed_damaged"
    assert code_of(PublicKey, b"short") == "sealed_damaged"


def test_the_secret_comes_back_under_other_keys_in_its_place_only() -> None:
    code, place = PrivateCode.new(), Place("recovery", new_id())
    keys = code.keys(Purpose.RECOVERY)
    wrapped = PAIR.wrapped(keys, place)
    assert KeyPair.unwrapped(keys, place, wrapped).public.raw == PAIR.public.raw
    assert code_of(KeyPair.unwrapped, keys, Place("recovery", new_id()), wrapped)
    stranger = Keys.of_token(new_token(), Purpose.SIGN_IN)
    assert code_of(KeyPair.unwrapped, stranger, place, wrapped) == "sealed_damaged"


def test_no_secret_of_a_pair_is_in_a_repr_or_a_copy() -> None:
    said = f"{PAIR!r} {PAIR} {PAIR.public!r}"
    for secret in (PAIR._secret, derive(PAIR._secret, "pair/private")):
        assert secret.hex() not in said
        assert repr(secret) not in said
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(PAIR)


# -- a secret under a passphrase ------------------------------------------------------------------


@pytest.fixture(scope="module")
def locked() -> bytes:
    return PAIR.locked(WORDS, OWNER)


def test_a_wrapped_secret_opens_with_its_passphrase_for_its_owner_only(locked: bytes) -> None:
    assert KeyPair.unlocked(f" {WORDS} ", locked, OWNER).public.raw == PAIR.public.raw
    assert code_of(unwrap_under, WORDS + "!", locked, OWNER) == "passphrase_wrong"
    assert code_of(unwrap_under, WORDS, locked, b"another") == "passphrase_wrong"
    assert PAIR._secret not in locked


def test_a_changed_or_cut_wrapping_is_refused(locked: bytes) -> None:
    for at in (9, 20, 30, len(locked) - 1):
        changed = bytearray(locked)
        changed[at] ^= 1
        assert code_of(unwrap_under, WORDS, bytes(changed), OWNER) == "passphrase_wrong"
    for cut in (b"", locked[:40]):
        assert code_of(unwrap_under, WORDS, cut, OWNER) == "sealed_damaged"
    assert code_of(unwrap_under, WORDS, b"\x02" + locked[1:], OWNER) == "sealed_newer"


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(64 * 1024 * 1024, 3, 4), (65536, 11, 4), (65536, 0, 4), (65536, 3, 255), (31, 3, 4)],
)
def test_a_wrapping_that_asks_for_too_much_is_refused_before_any_is_given(
    locked: bytes, monkeypatch: pytest.MonkeyPatch, memory: int, passes: int, lanes: int
) -> None:
    monkeypatch.setattr(stretching, "Argon2id", None)
    hostile = bytearray(locked)
    struct.pack_into(">IHB", hostile, 1, memory, passes, lanes)
    assert code_of(unwrap_under, WORDS, bytes(hostile), OWNER) == "sealed_damaged"


def test_a_decoy_looks_like_a_wrapped_secret_and_never_opens(locked: bytes) -> None:
    made = decoy()
    assert len(made) == len(locked)
    assert made[:8] == locked[:8], "the same work is asked for"
    assert code_of(unwrap_under, WORDS, made, OWNER) == "passphrase_wrong"
    assert decoy() != made


def test_an_empty_secret_tells_only_whether_the_word_is_right() -> None:
    wrapped = wrap_under("482915", b"", OWNER)
    assert unwrap_under("482915", wrapped, OWNER) == b""
    assert code_of(unwrap_under, "482916", wrapped, OWNER) == "passphrase_wrong"


def test_a_wrapping_at_another_cost_is_told_as_outdated(locked: bytes) -> None:
    assert not is_outdated(locked)
    cheaper = bytearray(locked)
    struct.pack_into(">I", cheaper, 1, 32 * 1024)
    assert is_outdated(bytes(cheaper))


# -- any amount, in chunks ------------------------------------------------------------------------


def sealed_of(plain: bytes) -> bytes:
    return b"".join(seal_stream([plain], WORDS))


def opened_of(sealed: bytes, passphrase: str = WORDS) -> bytes:
    return b"".join(open_stream([sealed], passphrase))


@pytest.fixture(scope="module")
def three() -> bytes:
    """A stream of two full chunks and a short one."""
    return sealed_of(bytes(CHUNK) + b"\x01" * CHUNK + b"end")


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_stream_of_any_length_comes_back(length: int) -> None:
    plain = bytes(n % 251 for n in range(length))
    pieces = [plain[at : at + 1000] for at in range(0, length, 1000)]
    sealed = b"".join(seal_stream(pieces, WORDS))
    assert b"".join(open_stream([sealed[:7], sealed[7:]], WORDS)) == plain
    chunks = max(1, -(-length // CHUNK))
    assert len(sealed) == HEAD.size + length + chunks * TAG


def test_a_stream_opens_with_its_passphrase_only(three: bytes) -> None:
    assert code_of(opened_of, three, WORDS + "!") == "passphrase_wrong"
    assert code_of(seal_stream, [b"x"], " short ") == "passphrase_short"
    assert code_of(opened_of, b"x" + three) == "backup_unknown"
    assert code_of(opened_of, three[:20]) == "backup_unknown"
    newer = bytearray(three)
    newer[8] = 2
    assert code_of(opened_of, bytes(newer)) == "backup_newer"


def test_chunks_left_out_moved_doubled_or_cut_off_are_told(three: bytes) -> None:
    one = CHUNK + TAG
    head, first, second, last = (
        three[: HEAD.size],
        three[HEAD.size : HEAD.size + one],
        three[HEAD.size + one : HEAD.size + 2 * one],
        three[HEAD.size + 2 * one :],
    )
    for pieces in (
        (first, second),
        (first, last),
        (first, first, second, last),
        (first, second, last, last),
        (first, second, last[:-1]),
        (first, second[:-1]),
        (first,),
    ):
        assert code_of(opened_of, head + b"".join(pieces)) in ("backup_damaged", "passphrase_wrong")
    assert code_of(opened_of, head + second + first + last) == "passphrase_wrong"
    assert opened_of(head + first + second + last)[-3:] == b"end"


@settings(max_examples=10)
@given(st.integers(0, 2**16), st.integers(1, 255))
def test_any_change_of_a_stream_is_told(at: int, change: int) -> None:
    """One short stream, so that each example costs one stretched key at most."""
    changed = bytearray(SHORT)
    changed[HEAD.size + at % (len(SHORT) - HEAD.size)] ^= change
    with pytest.raises(VaultError):
        opened_of(bytes(changed))


SHORT = sealed_of(b"x" * 100)


def test_a_hostile_backup_is_refused_before_any_memory_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stretching, "Argon2id", None)
    hostile = bytearray(SHORT)
    struct.pack_into(">I", hostile, 9, 64 * 1024 * 1024)
    assert code_of(opened_of, bytes(hostile)) == "backup_unknown"
