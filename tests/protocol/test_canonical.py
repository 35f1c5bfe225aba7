"""One value, one sequence of bytes; and bytes that two readers could understand differently are refused."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq_protocol.canonical import DEEPEST, LARGEST_INTEGER, canonical_bytes, read_json
from tansiq_protocol.errors import OurFault, TheirFault

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda it: normalize("NFC", it))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda it: st.lists(it, max_size=4) | st.dictionaries(TEXTS, it, max_size=4), max_leaves=12
)


def nested(levels: int, opens: str = "[", closes: str = "]") -> bytes:
    return (opens * levels + closes * levels).encode()


@settings(max_examples=50)
@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read_json(canonical_bytes(value)) == value


@settings(max_examples=50)
@given(VALUES)
def test_what_was_read_is_written_the_same(value: object) -> None:
    once = canonical_bytes(value)

    assert canonical_bytes(read_json(once)) == once


@settings(max_examples=50)
@given(st.dictionaries(TEXTS, SCALARS, max_size=8), st.randoms())
def test_order_of_keys_says_nothing(value: dict[str, object], chance) -> None:
    names = list(value)
    chance.shuffle(names)

    assert canonical_bytes({name: value[name] for name in names}) == canonical_bytes(value)


@settings(max_examples=50)
@given(st.lists(TEXTS, unique=True, max_size=8))
def test_keys_are_sorted_by_their_utf16_units(names: list[str]) -> None:
    written = list(json.loads(canonical_bytes(dict.fromkeys(names))))

    assert written == sorted(names, key=lambda it: it.encode("utf-16-be"))


def test_sorting_is_that_of_rfc_8785() -> None:
    names = [
        "\u20ac",
        "\r",
        "1",
        "\U0001f600",
        "\u0080",
        "\u00f6",
    ]  # its 3.2.3, without what is not in form C

    written = list(json.loads(canonical_bytes(dict.fromkeys(names))))

    assert written == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600"]


@settings(max_examples=50)
@given(TEXTS)
def test_texts_are_escaped_as_rfc_8785_has_it(text: str) -> None:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    told = "".join(short.get(it) or (it if it >= " " else f"\\u{ord(it):04x}") for it in text)

    assert canonical_bytes(text) == f'"{told}"'.encode()


def test_texts_are_brought_to_one_form() -> None:
    assert canonical_bytes("e\u0301") == canonical_bytes("\u00e9") == '"\u00e9"'.encode()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.0, "type"),
        (float("nan"), "type"),
        ({"a": {1, 2}}, "type"),
        (b"bytes", "type"),
        (LARGEST_INTEGER + 1, "number"),
        (-LARGEST_INTEGER - 1, "number"),
        ({1: "a"}, "key"),
        ({"e\u0301": 1, "\u00e9": 2}, "key_twice"),
        ("\ud800", "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ("\ud83d\ude00", "surrogate"),
        (json.loads(nested(DEEPEST + 1)), "depth"),
        (json.loads(nested(300)), "depth"),
    ],
)
def test_what_has_more_than_one_form_is_not_written(value: object, why: str) -> None:
    with pytest.raises(OurFault) as caught:
        canonical_bytes(value)

    assert (caught.value.code, caught.value.figures["why"]) == ("not_canonical", why)


def test_value_that_holds_itself_is_not_written() -> None:
    value: list[object] = []
    value.append(value)

    with pytest.raises(OurFault, match="depth"):
        canonical_bytes(value)


def test_deepest_value_is_written_and_read() -> None:
    deepest = json.loads(nested(DEEPEST))

    assert read_json(canonical_bytes(deepest)) == deepest


BAD = [
    (b"", "not_json"),
    (b"{", "not_json"),
    (b"nul", "not_json"),
    (b"[1,]", "not_json"),
    (b"{'a':1}", "not_json"),
    (b"[1] [2]", "not_json"),
    (b"[1]\0", "not_json"),
    (b"\xef\xbb\xbf[]", "not_json"),
    (b'"\xff"', "not_json"),
    (b'"\xed\xa0\x80"', "not_json"),
    (b'"\xc0\xaf"', "not_json"),
    ('{"a":1}'.encode("utf-16"), "not_json"),
    (b'"a\nb"', "not_json"),
    (b'"\\x41"', "not_json"),
    (b"01", "not_json"),
    (b"+1", "not_json"),
    ("\u0661".encode(), "not_json"),
    (b'{"a":1,"a":1}', "duplicate_key"),
    (b'{"a":1,"\\u0061":2}', "duplicate_key"),
    (b'[{"b":{"a":1,"a":2}}]', "duplicate_key"),
    (b"1.0", "fraction"),
    (b"1e3", "fraction"),
    (b"1E400", "fraction"),
    (b"-0.0", "fraction"),
    (b"NaN", "fraction"),
    (b"[Infinity]", "fraction"),
    (b"-Infinity", "fraction"),
    (b"9007199254740992", "number_too_large"),
    (b"-9007199254740992", "number_too_large"),
    (b"1" * 100_000, "number_too_large"),
    (nested(DEEPEST + 1), "too_deep"),
    (nested(DEEPEST + 1, '{"a":', "}").replace(b":}", b":1}"), "too_deep"),
    (nested(100_000), "too_deep"),
    (b"[" * 100_000, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
    (b'"\\ud800"', "bad_text"),
    (b'"\\udc00\\ud800"', "bad_text"),
    (b'{"\\udfff":1}', "bad_text"),
    (b'["\\ud83d","\\ude00"]', "bad_text"),
]


@pytest.mark.parametrize(("content", "code"), BAD, ids=lambda it: repr(it)[:30])
def test_bytes_that_readers_could_differ_on_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(TheirFault) as caught:
        read_json(content)

    assert caught.value.code == code


def test_pair_of_escapes_is_one_sign() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"


@settings(max_examples=50)
@given(st.binary(max_size=40) | st.text('[]{}":,\\u0019aedf.-+ NItrue', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        value = read_json(content)
    except TheirFault:
        return
    assert read_json(canonical_bytes(value)) == read_json(canonical_bytes(read_json(content)))
