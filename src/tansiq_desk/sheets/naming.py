"""Names instead of codes: a unit, course or venue by what it is called in any language, and what is nearest to a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from tansiq_desk.sheets.folding import bare, folded

NEAR, MOST_NEAR = 0.6, 3
"""How alike a text must be to be offered, and how many are."""
LONGEST_NAME = 500
"""Signs of a text that could be a name; a record's has at most 300."""
MOST_COMPARED = 100_000
"""Names held against texts that name nothing, for all cells of a list: a second; what comes after is offered none."""


@dataclass
class Names:
    """What the records of one section are called.

    Parameters
    ----------
    codes : set of str
    by_name : mapping
        Codes by each of their names, folded.
    told : mapping
        What each is called, to be offered.
    """

    codes: set[str] = field(default_factory=set)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    _compared: int = 0
    _offered: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, texts: Iterable[str]) -> None:
        """Add a record with its names."""
        self.codes.add(code)
        for text in texts:
            for said in {folded(text), bare(text)} - {""}:
                known = self.by_name.setdefault(said, [])
                if code not in known:
                    known.append(code)
            self.told.setdefault(code, text)

    def found(self, text: str) -> list[str]:
        """Give the codes of what is meant by a text: its code, else its name; none, or several, where that is not one."""
        return self.named(text) or self._in_both(text)

    def named(self, text: str) -> list[str]:
        """Give the codes of what a text names by its code or name alone."""
        stripped = text.strip()
        if len(stripped) > LONGEST_NAME:
            return []
        if stripped in self.codes:
            return [stripped]
        lower = stripped.casefold().replace("_", "-").replace(" ", "-")
        if lower in self.codes:
            return [lower]
        return self.by_name.get(folded(text)) or self.by_name.get(bare(text)) or []

    def _in_both(self, text: str) -> list[str]:
        """Give the code where a text has it beside the name: `u-ly-med - الوحدة الطبية`, `الوحدة الطبية (u-ly-med)`."""
        words = [it.strip("()[],;:،") for it in text.replace("/", " ").split()]
        named = [it for it in words if it in self.codes]
        return named if len(named) == 1 else []

    def near(self, text: str) -> list[str]:
        """Give what is called nearly so, each with its code; nothing once so many were asked for."""
        if text not in self._offered:
            self._compared += len(self.by_name) + len(self.codes)
            if self._compared > MOST_COMPARED:
                return []
            self._offered[text] = self._near(text)
        return self._offered[text]

    def _near(self, text: str) -> list[str]:
        is_few = len(self.by_name) <= 5_000
        alike = get_close_matches(folded(text), self.by_name, MOST_NEAR, NEAR) if is_few else []
        codes = dict.fromkeys(code for name in alike for code in self.by_name[name])
        codes |= dict.fromkeys(get_close_matches(text.strip().casefold(), self.codes, MOST_NEAR, 0.75))
        return [f"{self.told[it]} ({it})" if it in self.told else it for it in list(codes)[:MOST_NEAR]]


@dataclass
class Known:
    """All that cells may name: records by section, and the words of open lists, such as kinds of unit."""

    names: Mapping[str, Names]
    words: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """By section and field: values by their words, folded."""

    def of(self, section: str) -> Names:
        """Give the names of a section."""
        return self.names.get(section) or Names()
