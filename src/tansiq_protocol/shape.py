"""The small shapes that fields have on the line: what each must be, and nothing besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST_TEXT = 200
HASH = re.compile(r"[0-9a-f]{64}")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TOKEN = re.compile(r"[!-~]{1,200}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control signs, and those that turn the reading direction: a name with them is not what it looks like."""


class Misshapen(ValueError):
    """A field is missing, or is not what it must be."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Fields:
    """A mapping that came, read field by field; whatever is not as it must be is `Misshapen`, by its name.

    Parameters
    ----------
    value : Any
        What stands where a mapping must stand.
    within : str, optional
        Where it stands, for the name of the field that is wrong.

    Examples
    --------
    >>> Fields({"rev": 3}).whole("rev")
    3
    >>> Fields({"rev": True}).whole("rev")
    Traceback (most recent call last):
    tansiq_protocol.shape.Misshapen: rev
    """

    def __init__(self, value: Any, within: str = "") -> None:
        self._within = within
        if not isinstance(value, dict):
            raise Misshapen(within or "payload")
        self._value: Mapping[str, Any] = value

    def wrong(self, name: str) -> Misshapen:
        """Give the fault of a field, by its whole name."""
        return Misshapen(f"{self._within}.{name}" if self._within else name)

    def any(self, name: str) -> Any:
        """Give a field that must be there, whatever it is."""
        if name not in self._value:
            raise self.wrong(name)
        return self._value[name]

    def is_null(self, name: str) -> bool:
        """Say whether a field that must be there is empty."""
        return self.any(name) is None

    def text(self, name: str, *, longest: int = LONGEST_TEXT, can_be_empty: bool = False) -> str:
        """Give a text, by default of 1 to 200 signs."""
        value = self.any(name)
        if not isinstance(value, str) or not (can_be_empty or value) or len(value) > longest:
            raise self.wrong(name)
        return value

    def plain(self, name: str) -> str:
        """Give a text without signs that are not seen."""
        value = self.text(name)
        if _UNSEEN.search(value):
            raise self.wrong(name)
        return value

    def whole(self, name: str, at_least: int = 1) -> int:
        """Give a whole number; a truth value is none."""
        value = self.any(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            raise self.wrong(name)
        return value

    def version(self, name: str, wanted: int) -> None:
        """Demand this very number."""
        if self.whole(name) != wanted:
            raise self.wrong(name)

    def listed(self, name: str, most: int) -> list[Any]:
        """Give a list of at most so many items."""
        value = self.any(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(name)
        return value

    def texts(self, name: str, most: int) -> tuple[str, ...]:
        """Give a list of texts of 1 to 200 signs."""
        value = self.listed(name, most)
        if not all(isinstance(it, str) and 0 < len(it) <= LONGEST_TEXT for it in value):
            raise self.wrong(name)
        return tuple(value)

    def mappings(self, name: str, most: int) -> list[Fields]:
        """Give a list of mappings."""
        return [Fields(it, self.wrong(name).field) for it in self.listed(name, most)]

    def mapping(self, name: str) -> Fields:
        """Give a mapping within this one."""
        return Fields(self.any(name), self.wrong(name).field)

    def hash(self, name: str) -> str:
        """Give a SHA-256 in 64 hexadecimal digits."""
        return self._matching(name, HASH)

    def uuid4(self, name: str) -> str:
        """Give a random id."""
        return self._matching(name, _UUID4)

    def node(self, name: str) -> str:
        """Give the name of a node: up to 64 letters, digits, dots, dashes and low lines."""
        return self._matching(name, _NODE)

    def token(self, name: str) -> str:
        """Give a text of up to 200 signs of ASCII without blanks."""
        return self._matching(name, _TOKEN)

    def moment(self, name: str) -> datetime:
        """Give a moment (RFC 3339, with its distance from UTC), in UTC."""
        value = self._matching(name, _MOMENT)
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.wrong(name) from error

    def _matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.any(name)
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            raise self.wrong(name)
        return value
