"""One value, one sequence of bytes; and bytes read so strictly that no two readers can understand them differently."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from unicodedata import normalize

from tansiq_protocol.errors import OurFault, TheirFault

LARGEST_INTEGER = 2**53 - 1
"""Beyond it some programs' numbers are no longer exact (RFC 8785, 3.2.2.3)."""
DEEPEST = 16

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What a payload can hold; never a fraction."""


def canonical_bytes(value: Json) -> bytes:
    """Write a value in the one way that RFC 8785 allows, texts in Unicode's normal form C.

    Parameters
    ----------
    value : Json

    Returns
    -------
    bytes
        UTF-8, keys sorted by their UTF-16 code units, no blanks.

    Raises
    ------
    OurFault
        `not_canonical`, for fractions, numbers beyond 2^53 - 1, keys that are no text or fall together, texts that
        are no Unicode, and more than 16 levels.

    Examples
    --------
    >>> canonical_bytes({"seats": 12, "course": "CBRN", "late": False})
    b'{"course":"CBRN","late":false,"seats":12}'
    >>> canonical_bytes({"hours": 1.5})
    Traceback (most recent call last):
    tansiq_protocol.errors.OurFault: the value cannot be written in one way alone (why type, given float)
    """
    text = json.dumps(_canonical(value, 1), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise OurFault("not_canonical", why="surrogate") from error


def _canonical(value: object, level: int) -> object:
    if level > DEEPEST and isinstance(value, Mapping | list | tuple):
        raise OurFault("not_canonical", why="depth", at_most=DEEPEST)
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise OurFault("not_canonical", why="number", given=value)
            return int(value)
        case str():
            return normalize("NFC", value)
        case Mapping():
            return _sorted(value, level)
        case list() | tuple():
            return [_canonical(item, level + 1) for item in value]
        case _:
            raise OurFault("not_canonical", why="type", given=type(value).__name__)


def _sorted(value: Mapping[object, object], level: int) -> dict[str, object]:
    if not all(isinstance(key, str) for key in value):
        raise OurFault("not_canonical", why="key")
    inner = {normalize("NFC", str(key)): _canonical(item, level + 1) for key, item in value.items()}
    if len(inner) != len(value):
        raise OurFault("not_canonical", why="key_twice")
    return dict(sorted(inner.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass")))


def read_json(content: bytes, most_brackets: int | None = None) -> Any:
    r"""Read JSON as strictly as a hostile sender calls for.

    Parameters
    ----------
    content : bytes
        UTF-8. Its length is the caller's to bound, who knows what it is.
    most_brackets : int, optional
        Opening brackets and braces that it may have, so that what is large cannot be hollow: a list of nothing takes two
        bytes here and eighty in memory.

    Returns
    -------
    Any
        Mappings, lists, texts, whole numbers, truth values and None.

    Raises
    ------
    TheirFault
        `not_json`, `duplicate_key`, `fraction`, `number_too_large`, `too_deep`, `bad_text`, `too_large`.

    Examples
    --------
    >>> read_json(b'{"seats": 12, "\\u0073eats": 13}')
    Traceback (most recent call last):
    tansiq_protocol.errors.TheirFault: a key stands twice in one mapping
    """
    if most_brackets is not None and content.count(b"[") + content.count(b"{") > most_brackets:
        raise TheirFault("too_large", brackets_at_most=most_brackets)
    try:
        value = _DECODER.decode(content.decode())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise TheirFault("not_json") from error
    except RecursionError as error:
        raise TheirFault("too_deep", at_most=DEEPEST) from error
    has_escapes = b"\\u" in content
    if (
        has_escapes or content.count(b"[") + content.count(b"{") > DEEPEST
    ):  # with fewer nothing can lie too deep
        _demand_shallow(value, 1, has_escapes=has_escapes)
    return value


def _demand_shallow(value: object, level: int, *, has_escapes: bool) -> None:
    """Refuse what lies too deep, and half characters, which only an escape can bring into JSON."""
    if isinstance(value, str):
        if has_escapes and not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise TheirFault("bad_text")
        return
    if not isinstance(value, dict | list):
        return
    if level > DEEPEST:
        raise TheirFault("too_deep", at_most=DEEPEST)
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    for item in inner:
        _demand_shallow(item, level + 1, has_escapes=has_escapes)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TheirFault("duplicate_key")
    return found


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > LARGEST_INTEGER:
        raise TheirFault("number_too_large", at_most=LARGEST_INTEGER)
    return number


def _fraction(_text: str) -> NoReturn:
    raise TheirFault("fraction")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_fraction, parse_constant=_fraction
)
