"""Sealing: what opens, what is refused, and that nothing of it leaks."""

from __future__ import annotations

import copy
import json
import pickle
import struct
import traceback
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import VaultError
from quiz.vault import (
    Keys,
    Place,
    PrivateCode,
    Purpose,
    new_id,
    new_token,
    open_file,
    passphrase,
    seal_file,
    stretching,
)
from quiz.vault.code import ALPHABET, LENGTH

PLACE = Place("answer", b"row")
CODE = PrivateCode.new()
KEYS = CODE.keys(Purpose.HOLDER)


def fresh() -> Keys:
    return Keys.of_token(new_token(), Purpose.DRAFT)


def code_of(action: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(VaultError) as refused:
        action(*arguments)
    return refused.value.code


# -- the private code ---------------------------------------------------------------------------


def test_a_code_is_seven_groups_of_four_and_comes_back_from_its_text() -> None:
    text = CODE.shown()
    assert [len(group) for group in text.split("-")] == [4] * 7
    assert set(text) <= {*ALPHABET, "-"}
    assert PrivateCode.parse(text).keys(Purpose.HOLDER).lookup == KEYS.lookup


def test_no_two_codes_are_alike_and_every_symbol_comes_up() -> None:
    codes = {PrivateCode.new().shown() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) == {*ALPHABET, "-"}


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text.lower(),
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", "   "),
        lambda text: " " + text.replace("-", "–") + "\n",
        lambda text: text.replace("-", "\u2011"),
        lambda text: text.replace("-", "\u200b"),
        lambda text: text.replace("0", "O").replace("1", "l"),
        lambda text: text.replace("0", "o").replace("1", "I").replace("V", "u"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text if c != "-"),  # full-width
    ],
)
def test_case_spaces_dashes_and_letters_that_look_alike_are_forgiven(
    typed: Callable[[str], str],
) -> None:
    for _ in range(20):
        code = PrivateCode.new()
        assert PrivateCode.parse(typed(code.shown())).shown() == code.shown()


def test_every_single_slip_is_told_as_a_typo() -> None:
    text = CODE.shown().replace("-", "")
    for at in range(LENGTH):
        for other in ALPHABET.replace(text[at], ""):
            slipped = text[:at] + other + text[at + 1 :]
            assert code_of(PrivateCode.parse, slipped) == "code_typo"


@given(st.data())
def test_two_wrong_characters_or_two_that_changed_places_are_told(data: st.DataObject) -> None:
    text = list(PrivateCode.new().shown().replace("-", ""))
    one, two = data.draw(st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
    swapped, wrong = text.copy(), text.copy()
    swapped[one], swapped[two] = text[two], text[one]
    for at in (one, two):
        wrong[at] = data.draw(st.sampled_from(ALPHABET.replace(text[at], "")))
    assert code_of(PrivateCode.parse, "".join(wrong)) == "code_typo"
    if swapped != text:
        assert code_of(PrivateCode.parse, "".join(swapped)) == "code_typo"


@given(st.text(max_size=60))
def test_anything_else_that_is_typed_is_refused_in_words(text: str) -> None:
    assert code_of(PrivateCode.parse, text) in ("code_length", "code_typo")


def test_a_missing_character_is_counted_and_a_foreign_one_is_a_typo() -> None:
    text = CODE.shown()
    with pytest.raises(VaultError) as refused:
        PrivateCode.parse(text[:-1])
    assert (refused.value.code, refused.value.details) == (
        "code_length",
        {"given": LENGTH - 1, "wanted": LENGTH},
    )
    assert code_of(PrivateCode.parse, text[:-1] + "ก") == "code_typo"
    assert code_of(PrivateCode.parse, "x" * 10_000_000) == "code_length"


# -- keys ---------------------------------------------------------------------------------------


def test_each_purpose_has_keys_of_its_own() -> None:
    made = [CODE.keys(purpose) for purpose in Purpose]
    assert len({keys.lookup for keys in made}) == len(Purpose)
    sealed = made[0].seal_answer(PLACE, "3")
    for other in made[1:]:
        assert code_of(other.open_answer, PLACE, sealed) == "sealed_damaged"


def test_lookup_is_hkdf_sha256_under_its_own_label() -> None:
    """By the library's HKDF alone, so that a later version finds what this one stored."""
    expected = HKDF(SHA256(), 20, None, b"five-steps/1/draft/lookup").derive(bytes(32))
    assert Keys.derive(bytes(32), Purpose.DRAFT).lookup == expected


def test_a_token_gives_the_same_keys_again_and_other_text_is_refused() -> None:
    token = new_token()
    assert len(token) == 43
    keys = Keys.of_token(token, Purpose.DRAFT)
    sealed = keys.seal_answer(PLACE, "NA")
    assert Keys.of_token(token, Purpose.DRAFT).open_answer(PLACE, sealed) == "NA"
    for text in ("", token[:-1], token + "A", "ก" * 43, "+" * 43, token + "=" * 3, "a" * 10_000):
        assert code_of(Keys.of_token, text, Purpose.DRAFT) == "token"


def test_an_item_is_hashed_the_same_by_the_same_keys_only() -> None:
    assert KEYS.hash_item("S1-01") == CODE.keys(Purpose.HOLDER).hash_item("S1-01")
    assert len({KEYS.hash_item("S1-01"), KEYS.hash_item("S1-02"), fresh().hash_item("S1-01")}) == 3


# -- sealing ------------------------------------------------------------------------------------


def test_every_answer_has_the_same_length_and_no_two_seals_are_alike() -> None:
    sealed = [KEYS.seal_answer(PLACE, answer) for answer in ("0", "4", "-3", "NA", "", "0")]
    assert {len(one) for one in sealed} == {45}
    assert len(set(sealed)) == len(sealed)
    assert [KEYS.open_answer(PLACE, one) for one in sealed] == ["0", "4", "-3", "NA", "", "0"]
    with pytest.raises(ValueError, match="do not fit"):
        KEYS.seal_answer(PLACE, "x" * 16)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("attempt", b"row"),
        Place("answer", b"other"),
        Place("answer", b"row", 1),
        Place("answer", b""),
        Place("answe", b"rrow"),
        Place("answerr", b"ow"),
    ],
)
def test_what_was_sealed_for_one_place_does_not_open_in_another(elsewhere: Place) -> None:
    sealed = KEYS.seal_answer(PLACE, "3")
    assert code_of(KEYS.open_answer, elsewhere, sealed) == "sealed_damaged"


def test_what_one_person_sealed_does_not_open_for_another() -> None:
    sealed = KEYS.seal_answer(PLACE, "3")
    assert code_of(fresh().open_answer, PLACE, sealed) == "sealed_damaged"


def test_what_is_sealed_is_bound_to_the_lookup_it_lies_under() -> None:
    sealed = KEYS.seal_answer(PLACE, "3")
    moved = Keys(fresh().lookup, KEYS._seal)
    assert code_of(moved.open_answer, PLACE, sealed) == "sealed_damaged"
    assert Keys(KEYS.lookup, KEYS._seal).open_answer(PLACE, sealed) == "3"


def test_a_change_of_any_bit_is_told() -> None:
    sealed = KEYS.seal_answer(PLACE, "3")
    for at in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[at // 8] ^= 1 << at % 8
        assert code_of(KEYS.open, PLACE, bytes(changed)) in (
            "sealed_damaged",
            "sealed_newer",
        )


@given(st.binary(max_size=80))
def test_bytes_of_any_kind_are_refused_in_words(data: bytes) -> None:
    expected = "sealed_newer" if data and data[0] > 1 else "sealed_damaged"
    assert code_of(KEYS.open, PLACE, data) == expected


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=30,
)


@given(documents)
def test_a_document_comes_back_as_it_was_in_one_of_few_sizes(document: object) -> None:
    sealed = KEYS.seal_document(PLACE, document)
    assert KEYS.open_document(PLACE, sealed) == document
    assert len(sealed) - 29 in {2048 * 2**n for n in range(8)}


def test_fifteen_and_forty_answers_have_the_same_length() -> None:
    def attempt(answered: int) -> bytes:
        answers = {f"S{n % 5 + 1}-{n:02}": n % 5 for n in range(answered)}
        return KEYS.seal_document(PLACE, {"answers": answers, "note": "บันทึก" * answered})

    assert len(attempt(15)) == len(attempt(40)) == 2048 + 29


def test_wrapped_keys_open_what_the_keys_themselves_open() -> None:
    device, place = fresh(), Place("device", new_id())
    unwrapped = device.unwrap(place, device.wrap(place, KEYS))
    assert unwrapped.lookup == KEYS.lookup
    assert unwrapped.hash_item("S1-01") == KEYS.hash_item("S1-01")
    assert unwrapped.open_answer(PLACE, KEYS.seal_answer(PLACE, "2")) == "2"
    assert code_of(fresh().unwrap, place, device.wrap(place, KEYS)) == "sealed_damaged"


# -- a file under a passphrase --------------------------------------------------------------------

WORDS = "ทะเล correct horse สีฟ้า"


@pytest.fixture(scope="module")
def sealed_file() -> bytes:
    return seal_file("ผลลัพธ์ result".encode(), WORDS)


def test_a_sealed_file_opens_with_its_passphrase_only(sealed_file: bytes) -> None:
    assert open_file(sealed_file, WORDS).decode() == "ผลลัพธ์ result"
    assert open_file(sealed_file, f"  {WORDS}\n").decode() == "ผลลัพธ์ result"
    assert code_of(open_file, sealed_file, WORDS + "!") == "passphrase_wrong"
    assert b"result" not in sealed_file
    assert len(sealed_file) == passphrase.HEAD.size + 2048 + 16


def test_sara_am_typed_in_either_way_opens_the_file() -> None:
    """U+0E33 and U+0E4D U+0E32 look the same; keyboards differ."""
    assert open_file(seal_file(b"x", "น้ำตก น้ำทะเล"), "น้ําตก น้ําทะเล") == b"x"


def test_a_changed_or_cut_file_is_refused(sealed_file: bytes) -> None:
    for at in (20, 30, 60, len(sealed_file) - 1):
        changed = bytearray(sealed_file)
        changed[at] ^= 1
        assert code_of(open_file, bytes(changed), WORDS) == "passphrase_wrong"
    for data in (b"", b"{}", sealed_file[:50], b"x" + sealed_file):
        assert code_of(open_file, data, WORDS) == "file_unknown"
    assert code_of(open_file, sealed_file[:-1], WORDS) == "passphrase_wrong"


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [
        (64 * 1024 * 1024, 3, 4),  # 64 GiB
        (stretching.MOST.memory + 1, 3, 4),
        (65536, 0xFFFF, 4),
        (65536, 11, 4),
        (65536, 0, 4),
        (65536, 3, 0),
        (65536, 3, 255),
        (31, 3, 4),
        (0, 0, 0),
    ],
)
def test_a_file_that_asks_for_too_much_is_refused_before_any_is_given(
    sealed_file: bytes, monkeypatch: pytest.MonkeyPatch, memory: int, passes: int, lanes: int
) -> None:
    monkeypatch.setattr(stretching, "Argon2id", None)
    hostile = bytearray(sealed_file)
    struct.pack_into(">IHB", hostile, 9, memory, passes, lanes)
    assert code_of(open_file, bytes(hostile), WORDS) == "file_unknown"


def test_a_newer_or_overlong_file_and_a_short_passphrase_are_told(sealed_file: bytes) -> None:
    newer = bytearray(sealed_file)
    newer[8] = 2
    assert code_of(open_file, bytes(newer), WORDS) == "file_newer"
    assert code_of(open_file, sealed_file + bytes(2**20), WORDS) == "file_large"
    assert code_of(seal_file, bytes(2**20), WORDS) == "file_large"
    assert code_of(seal_file, b"x", " short ") == "passphrase_short"


def test_the_largest_content_that_is_sealed_opens_again() -> None:
    content = bytes(512 * 1024 - 1)
    assert open_file(seal_file(content, WORDS), WORDS) == content


# -- nothing leaks ------------------------------------------------------------------------------


def test_no_secret_is_in_a_repr_a_copy_or_an_exception() -> None:
    token = new_token()
    keys = Keys.of_token(token, Purpose.DRAFT)
    secret = keys._seal
    said = repr((keys, CODE)) + str(keys) + str(CODE) + f"{CODE} {keys}"
    for text in (CODE.shown(), CODE.shown().replace("-", ""), token, secret.hex(), repr(secret)):
        assert text not in said
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        for thing in (keys, CODE):
            with pytest.raises(TypeError):
                copied(thing)
    for thing in (keys, CODE):
        with pytest.raises(TypeError):
            json.dumps(thing)


def test_an_exception_repeats_neither_code_nor_token_nor_passphrase() -> None:
    mistyped = ("A" if CODE.shown()[0] != "A" else "B") + CODE.shown()[1:]
    tries: list[tuple[str, Callable[[], object]]] = [
        (mistyped, lambda: PrivateCode.parse(mistyped)),
        (mistyped[:-1], lambda: PrivateCode.parse(mistyped[:-1])),
        ("t" * 44, lambda: Keys.of_token("t" * 44, Purpose.DRAFT)),
        ("tété" * 11, lambda: Keys.of_token("tété" * 11, Purpose.DRAFT)),
        ("gehm!", lambda: seal_file(b"x", "gehm!")),
    ]
    for secret, action in tries:
        with pytest.raises(VaultError) as refused:
            action()
        error = refused.value
        told = "".join(traceback.format_exception(error, chain=True)) + repr(error.details)
        lines = [line for line in told.splitlines() if "lambda" not in line]
        assert secret not in "\n".join(lines)
