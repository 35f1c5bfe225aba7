"""One value to one cell and back, without loss.

Text keeps every character: what XML cannot hold is written as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19), and a
text that trimming would change stands in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from math import isfinite
from typing import Any
from unicodedata import normalize

from tansiq_desk.workbook.kinds import Kind
from tansiq_desk.workbook.wording import choice_label, choices_by_label
from tansiq_planner.errors import Figure

FORMULA_SIGNS = tuple("=+-@\t\r")
"""What a text begins with that a program of tables would compute."""
EMPTY_LIST = "-"
YES_NO = ("yes", "no")
FIRST_EXCEL_DAY = date(1900, 3, 1)
"""Before it Excel counts a 29 February 1900 that never was."""
LONGEST_CELL = 32_767
SPREAD = re.compile(r"[,،;؛\n]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES = range(0xD800, 0xE000)
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Signs that turn a part of a text: a cell turns its whole text by itself, and what is searched for would not match."""
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
WHOLE = re.compile(r"[+-]?(\d{1,18}|\d{1,3}([ ,]\d{3}){1,5})")
NUMBER = re.compile(r"[+-]?\d{1,18}([.,]\d{1,20})?(e[+-]?\d{1,3})?%?", re.IGNORECASE)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TRUE_WORDS = {
    "true": True,
    "vrai": True,
    "صحيح": True,
    "1": True,
    "false": False,
    "faux": False,
    "خطأ": False,
    "0": False,
}


class CellFault(ValueError):
    """A cell that cannot be read at all; `code` is one of `codes.CODES`."""

    def __init__(self, code: str, figures: Mapping[str, Figure] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.figures = dict(figures or {})


def to_cell(kind: Kind, value: Any, lang: str) -> Any:
    """Give what a cell must hold for a value of the programme: None, a number, a day, or text to write."""
    if value is None:
        return None
    if kind.name == "day" and value >= FIRST_EXCEL_DAY:
        return value
    if kind.name in ("whole", "number"):
        return value if float(f"{value:.16g}") == value else repr(value)
    return writable(_text(kind, value, lang))


def _text(kind: Kind, value: Any, lang: str) -> str:
    match kind.name:
        case "text":
            return quoted(value)
        case "choice":
            return choice_label(lang, value)
        case "yes_no":
            return choice_label(lang, "yes" if value else "no")
        case "day" | "moment":
            return str(value.isoformat())
        case "list" if kind.item is not None:
            return ", ".join(_text(kind.item, item, lang) for item in value) or EMPTY_LIST
        case "pairs" if kind.item is not None:
            return (
                ", ".join(f"{key}: {_text(kind.item, item, lang)}" for key, item in value.items())
                or EMPTY_LIST
            )
    return str(value)


def quoted(text: str) -> str:
    """Put a text in double quotes where reading the cell would otherwise change it."""
    return text if text and text.strip() == text and unquoted(text) == text else f'"{text}"'


def unquoted(text: str) -> str:
    """Undo `quoted`; quotes that are part of what somebody wrote stay."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        inside = text[1:-1]
        wrapped = len(inside) >= 2 and inside[0] == inside[-1] == '"'
        if not inside or inside.strip() != inside or wrapped:
            return inside
    return text


def writable(text: str) -> str:
    """Give a text as a cell can hold it: what XML cannot carry becomes `_xHHHH_`."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def without_isolates(text: str) -> str:
    """Give a text without the signs that only turn a part of it; for cells that nothing is read back from as it was."""
    return text.translate(ISOLATES)


def unescaped(text: str) -> str:
    """Undo the `_xHHHH_` of a cell's text, except of halves of characters (surrogates), which are none."""
    return ESCAPED.sub(
        lambda found: found[0] if int(found[1], 16) in SURROGATES else chr(int(found[1], 16)), text
    )


def from_cell(kind: Kind, raw: Any) -> Any:
    """Give the value of a cell as a programme file would hold it; None where the cell is blank.

    A value that fits no reading comes back as it stands, for the reader of the programme file to refuse it.

    Raises
    ------
    CellFault
    """
    if isinstance(raw, str):
        raw = unescaped(raw)
        if not raw.strip():
            return None
        return unquoted(raw.strip()) if kind.name == "text" else _from_text(kind, plain_text(raw))
    if raw is None:
        return None
    return _from_value(kind, raw)


def plain_text(raw: str) -> str:
    """Trim a text that is no free text and take out marks that only steer the direction of writing."""
    return normalize("NFC", MARKS.sub("", raw).replace("\u00a0", " ").replace("\u202f", " ").strip())


def _from_text(kind: Kind, text: str) -> Any:
    match kind.name:
        case "choice":
            return choices_by_label(kind.choices).get(text.casefold(), text)
        case "yes_no":
            known = choices_by_label(YES_NO).get(text.casefold())
            return TRUE_WORDS.get(text.casefold(), text) if known is None else known == "yes"
        case "whole":
            return _whole(text)
        case "number":
            return _number(text)
        case "day":
            return _day(text)
        case "moment" | "month_day" | "yearly_span":
            return text.translate(DIGITS)
        case "list" if kind.item is not None:
            return [] if text == EMPTY_LIST else [_from_text(kind.item, part) for part in _parts(text)]
        case "pairs" if kind.item is not None:
            return {} if text == EMPTY_LIST else _pairs(kind.item, text)
    return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in SPREAD.split(text) if part.strip()]


def _pairs(item: Kind, text: str) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for part in _parts(text):
        key, colon, value = part.partition(":")
        key, value = key.strip(), value.strip()
        if not (key and colon and value):
            raise CellFault("not_a_pair", {"given": part})
        if key in pairs:
            raise CellFault("pair_twice", {"given": key})
        pairs[key] = _from_text(item, value)
    return pairs


def _whole(text: str) -> int | str:
    digits = text.translate(DIGITS).replace("٬", ",")
    return int(re.sub("[ ,]", "", digits)) if WHOLE.fullmatch(digits) else text


def _number(text: str) -> float | str:
    digits = text.translate(DIGITS).replace(" ", "").replace("٬", "").replace("٪", "%")
    if not NUMBER.fullmatch(digits):
        return text
    value = float(digits.rstrip("%").replace(",", "."))
    if not isfinite(value):
        return text
    return value / 100 if digits.endswith("%") else value


def _day(text: str) -> date | str:
    found = ISO_DAY.fullmatch(text.translate(DIGITS))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else text
    except ValueError:
        return text


def _from_value(kind: Kind, raw: Any) -> Any:
    if isinstance(raw, datetime):
        raw = _midnight(kind, raw)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return _from_date(kind, raw)
    if isinstance(raw, (datetime, time)) or not isinstance(raw, (bool, int, float)):
        return str(raw)
    if isinstance(raw, bool):
        return raw
    return _from_figure(kind, raw)


def _midnight(kind: Kind, raw: datetime) -> date | datetime:
    if raw.time() == time():
        return raw.date()
    if kind.name == "day":
        raise CellFault("day_with_time", {"given": raw.isoformat(sep=" ")})
    return raw


def _from_date(kind: Kind, raw: date) -> Any:
    if kind.name == "day":
        return raw
    return raw.strftime("%m-%d") if kind.name == "month_day" else raw.isoformat()


def _from_figure(kind: Kind, raw: float) -> Any:
    if not isfinite(raw):
        raise CellFault("cell_error", {"given": str(raw)})
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53 and kind.name != "number":
        raw = int(raw)
    if kind.name == "yes_no" and raw in (0, 1):
        return bool(raw)
    if kind.name in ("whole", "number", "day", "moment"):
        return raw
    text = str(raw)
    if kind.name == "text":
        return text
    return _from_text(kind, text)
