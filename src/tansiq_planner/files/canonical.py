"""One value, one sequence of bytes: what a hash of a part or a plan is taken of.

Sorted keys, UTF-8, no spaces; integers, texts in normal form C, true, false, null; dates as ISO texts. A
number with a fraction is the text of its shortest decimal, so that no reader's arithmetic can change the
bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from unicodedata import normalize


def canonical_json(value: object) -> bytes:
    """Give the canonical JSON of a plain value.

    Parameters
    ----------
    value : object
        Mappings, sequences, texts, numbers, true, false, null, dates.

    Raises
    ------
    ValueError
        For a number that is not finite, or two keys of a mapping that differ only in Unicode form.
    TypeError
        For anything else than the above.
    """
    text = json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def sha256_of(value: object) -> str:
    """Give the SHA-256 of the canonical JSON of a value, in lower-case hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


def decimal_text(number: float | Fraction) -> str:
    """Give the shortest decimal of a number; a fraction without one as `1/3`."""
    if isinstance(number, Fraction):
        return decimal_text(float(number)) if Fraction(str(float(number))) == number else str(number)
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _canonical(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, float | Fraction):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    raise TypeError(type(value).__name__)


def _number(value: float | Fraction) -> int | str:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    whole = int(value)
    return whole if whole == value else decimal_text(value)


def _mapping(value: Mapping[object, object]) -> dict[str, object]:
    inner = {normalize("NFC", _key(key)): _canonical(item) for key, item in value.items()}
    if len(inner) != len(value):
        raise ValueError(sorted(inner))
    return inner


def _key(key: object) -> str:
    if isinstance(key, date):
        return key.isoformat()
    if isinstance(key, str | int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(type(key).__name__)
