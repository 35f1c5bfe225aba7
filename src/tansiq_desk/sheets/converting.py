"""One cell to the value that a programme has: digits of every keyboard, days as text, names instead of codes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tansiq_desk.sheets.days import day_from, day_of_serial, order_of
from tansiq_desk.sheets.fields import LANGUAGE_FIELDS, Field
from tansiq_desk.sheets.folding import DIGITS, folded
from tansiq_desk.sheets.grid import day_of, is_blank, shown
from tansiq_desk.sheets.naming import Known, Names
from tansiq_desk.sheets.vocabulary import choice_words, spellings
from tansiq_desk.workbook.cells import EMPTY_LIST, plain_text, unquoted

LONGEST_VALUE = 200
"""Signs of what is no free text, or of each part of a list: more are no value, and what looks into them would take long."""
BLANKS = re.compile(r"[^\S\n]+")
SPREAD = re.compile(r"(?<!\s)\s+(?:و\s*|(?:et|and)\s+)")
PARTS = re.compile(r"[,،;؛\n|]")
OF_PARTS = frozenset({"list", "pairs", "staffing", "teaching"})
"""Kinds whose cells may say much, part by part."""
NO_SUCH = {
    "day": "not_a_day", "whole": "not_a_number", "number": "not_a_number", "choice": "not_a_choice",
    "pairs": "not_a_pair", "staffing": "not_a_pair", "teaching": "not_teaching",
}  # fmt: skip
"""What is wrong with a text that is too long for its kind, where that has words of its own."""
HARD_SPREAD = re.compile(r"[,،;؛\n]")
EMPTIED = EMPTY_LIST
"""What an officer writes in a cell to empty what may be empty; a blank cell leaves what is there."""
NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,20})?")
"""As long as one of the workbook (`workbook.cells.NUMBER`)."""
TOO_LARGE = 10**18
UNITS_OF_COUNTS = re.compile(r"^([\d\s.,٬٫']*[\d.,٬٫'])\s*[^\W\d_%]+\.?$")
PAIR = re.compile(r"(.*\S)\s*[:=×]\s*(\d{1,18})")
TEACHING = re.compile(r"(.*\S)\s*[:=]\s*(\d{1,18})\s*/\s*(\d{1,18})")
LANGUAGES = ("ar", "fr", "en")
FIVE_DIGITS = re.compile("[0-9]{5}")
"""A day as a program counts it, where the cell is a text."""
MOST_MET = 20_000
"""Different cells of a column whose values are remembered."""


class CellFault(ValueError):
    """What is wrong with a cell; `code` has its sentence with the pages."""

    def __init__(self, code: str, given: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.given, self.near = code, given[:80], list(near)


@dataclass(frozen=True)
class Reader:
    """Reads the cells of one column.

    Parameters
    ----------
    field : Field
    known : Known
        What cells may name.
    order : str or None
        Whether the day or the month comes first in texts; None where that is still to be asked.
    """

    field: Field
    known: Known
    order: str | None = None
    _met: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False)

    def value(self, raw: Any) -> Any:
        """Give the value of a cell; None where it is blank.

        Raises
        ------
        CellFault
        """
        if is_blank(raw):
            return None
        if isinstance(raw, Mapping) and "error" in raw:
            raise CellFault(
                "formula_without_value" if raw["error"] == "formula" else "error_value", str(raw["error"])
            )
        key = repr(raw)
        if key not in self._met:  # a column says the same again and again
            if len(self._met) > MOST_MET:
                self._met.clear()
            self._met[key] = self._read(raw)
        return self._met[key]

    def _read(self, raw: Any) -> Any:
        kind = self.field.kind.name
        if kind == "text":
            return unquoted(shown(raw).strip())
        if isinstance(raw, str):
            raw = self._short(raw)
        if kind == "day":
            return self._day(raw)
        if kind in ("whole", "number"):
            return self._number(raw)
        said = plain_text(shown(raw))
        match kind:
            case "choice":
                return self._choice(said, self.field.kind.choices)
            case "list":
                return [self._one(it) for it in self._parts(said)]
            case "pairs":
                return {self._one(key): int(count) for key, count in _pairs(said)}
            case "staffing":
                return self._staffing(said)
            case "teaching":
                return self._teaching(said)
            case _:
                return self._one(said)

    def _short(self, text: str) -> str:
        """Give a text with one blank for many; what is too long for a value is refused before anything looks into it."""
        said, kind = BLANKS.sub(" ", text).strip(), self.field.kind
        if max(map(len, PARTS.split(said) if kind.name in OF_PARTS else [said])) > LONGEST_VALUE:
            raise CellFault(NO_SUCH.get(kind.name, "value_too_long"), said, kind.choices)
        return said

    # ------------------------------------------------------------------------------------------------------- one value
    def _day(self, raw: Any) -> str:
        if (day := day_of(raw)) is not None:
            return day.isoformat()
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            found = day_of_serial(raw) or day_from(shown(raw), self.order)
        else:
            text = plain_text(str(raw)).translate(DIGITS)
            found = day_of_serial(int(text)) if FIVE_DIGITS.fullmatch(text) else day_from(text, self.order)
        if found is None:
            unclear = isinstance(raw, str) and order_of(raw) == "" and self.order is None
            raise CellFault("day_either_way" if unclear else "not_a_day", shown(raw))
        return found.isoformat()

    def _number(self, raw: Any) -> int | float:
        if isinstance(raw, bool | Mapping):
            raise CellFault("not_a_number", shown(raw))
        value = (
            raw
            if isinstance(raw, int | float)
            else number_from(str(raw), whole=self.field.kind.name == "whole")
        )
        if value is None or not abs(value) < TOO_LARGE:  # nor is anything less than what is no number
            raise CellFault("not_a_number", shown(raw))
        if self.field.kind.name == "number":
            return float(value)
        if int(value) != value:
            raise CellFault("not_whole", shown(raw))
        return int(value)

    def _choice(self, text: str, choices: tuple[str, ...]) -> str:
        found = choice_words(choices).get(folded(text) or text)
        if found is None:
            raise CellFault("not_a_choice", text, choices)
        return found

    def _one(self, text: str) -> str:
        field = self.field
        if field.target:
            return self._named(text, field.target)
        if (field.section, field.key) in LANGUAGE_FIELDS:
            return spellings(LANGUAGES).get(folded(text), text.strip().casefold())
        if field.kind.name == "list" and field.key.startswith("season."):
            return text.translate(DIGITS)
        words = self.known.words.get((field.section, field.key), {})
        return words.get(folded(text), text)

    def _named(self, text: str, target: str) -> str:
        names = self.known.of(target)
        found = names.found(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise CellFault("name_of_several", text, found[:5])
        raise CellFault("name_unknown", text, names.near(text))

    # --------------------------------------------------------------------------------------------------- several values
    def _parts(self, text: str) -> list[str]:
        """Give the parts of a list; a name that holds a comma or an "and" is one part."""
        if text == EMPTY_LIST:
            return []
        names = self.known.of(self.field.target)
        hard = _split(HARD_SPREAD, text)
        if not self.field.target:
            return hard
        return [text] if names.named(text) else [it for part in hard for it in _joined(names, part)]

    def _staffing(self, text: str) -> Any:
        alternatives = [{self._one(key): int(count) for key, count in _pairs(it)} for it in text.split("|")]
        return alternatives[0] if len(alternatives) == 1 else {"one_of": alternatives}

    def _teaching(self, text: str) -> dict[str, Any]:
        if text == EMPTY_LIST:
            return {}
        found = [(TEACHING.fullmatch(it.translate(DIGITS)), it) for it in _split(HARD_SPREAD, text)]
        if any(match is None for match, _ in found):
            raise CellFault("not_teaching", text)
        return {self._one(it[1]): {"gain": int(it[2]), "cap": int(it[3])} for it, _ in found if it}


def _split(sign: re.Pattern[str], text: str) -> list[str]:
    return [it.strip() for it in sign.split(text) if it.strip()]


def _joined(names: Names, text: str) -> list[str]:
    """Give what an "and" joins, where each of them is known; a name may hold one itself."""
    parts = _split(SPREAD, text)
    return parts if not names.found(text) and all(names.named(it) for it in parts) else [text]


def _pairs(text: str) -> list[tuple[str, str]]:
    if text.strip() == EMPTY_LIST:
        return []
    found = [(PAIR.fullmatch(it.strip()), it) for it in _split(HARD_SPREAD, text)]
    if any(match is None for match, _ in found):
        raise CellFault("not_a_pair", text)
    return [(it[1], it[2].translate(DIGITS)) for it, _ in found if it]


def number_from(text: str, *, whole: bool = False) -> float | None:
    """Read a number: in any digits, with signs between thousands, before decimals, or of percent.

    >>> number_from("١٢"), number_from("1 250,5"), number_from("1.250", whole=True), number_from("١٢٫٥٪"), number_from("12 فرد")
    (12.0, 1250.5, 1250.0, 0.125, 12.0)
    """
    plain = plain_text(text).translate(DIGITS).replace("−", "-").replace("٪", "%")
    if found := UNITS_OF_COUNTS.match(plain):
        plain = found[1]
    is_percent, plain = (
        plain.endswith("%"),
        plain.rstrip("% ").replace("٬", "").replace("٫", ".").replace("'", ""),
    )
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", plain)
    plain = _without_thousands(plain, whole=whole)
    if not NUMBER.fullmatch(plain):
        return None
    return float(plain) / 100 if is_percent else float(plain)


def _without_thousands(plain: str, *, whole: bool) -> str:
    """Take signs between thousands out: of two signs the last is that of decimals, of one that which a count can have."""
    if "," in plain and "." in plain:
        decimal = max(",", ".", key=plain.rfind)
        return plain.replace("." if decimal == "," else ",", "").replace(",", ".")
    for sign in ",.":
        if plain.count(sign) > 1 or (whole and re.fullmatch(rf"[+-]?\d{{1,3}}\{sign}\d{{3}}", plain)):
            return plain.replace(sign, "")
    return plain.replace(",", ".")
