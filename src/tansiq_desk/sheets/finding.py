"""Finds in a sheet where its headings stand, which list it is, and which column is which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tansiq_desk.sheets.days import DAY_FIRST, day_from
from tansiq_desk.sheets.fields import LISTS, TONGUES, fields_of, required_of
from tansiq_desk.sheets.folding import bare, folded
from tansiq_desk.sheets.grid import Row, day_of, is_blank, shown
from tansiq_desk.sheets.vocabulary import IGNORED, LEAST_SCORE, NAMED, fit

LOOKED_AT = 25
"""Rows from the top among which headings are sought, where nobody says in which they stand."""
MOST_LOOKED_AT = 3_000
"""Cells of these rows; a sheet of all columns has no more in so many rows."""
SAMPLES = 3
FEW = 4
"""Values of a column that are too few to speak against its heading."""


@dataclass(frozen=True)
class Head:
    """Where a sheet's headings stand, what they say, and what was made of them.

    Parameters
    ----------
    section : str
        The list that the sheet is; nothing where it could be none.
    first, last : int
        Numbers of the rows of the headings: the same where there is one row.
    headings : list of str
        By column.
    fields : list of str
        The field of each column; nothing where it is not read.
    scores : list of float
        How sure each of them is.
    reaches_down : bool
        Whether a heading is merged down two rows, so that both belong to the head.
    """

    section: str
    first: int
    last: int
    headings: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    reaches_down: bool = False

    @property
    def score(self) -> float:
        """How much of a list it is: every field counts, those that a new row must have count twice."""
        needed = {
            *(required_of(self.section) if self.section else ()),
            *(f"{name}.{tongue}" for name in NAMED[:1] for tongue in TONGUES),
        }
        found = zip(self.fields, self.scores, strict=True)
        return sum(score * (2 if key in needed else 1) for key, score in found if key) + self.reaches_down / 2


def head_of(
    rows: Sequence[Row], section: str = "", at: int | None = None, most_cells: int = MOST_LOOKED_AT
) -> Head:
    """Give the head that fits a sheet best.

    Parameters
    ----------
    rows : sequence of Row
        The first rows of the sheet.
    section : str
        The list that it is said to be; nothing where that is to be found.
    at : int or None
        Row of the headings (the last of two), where an officer says it.
    most_cells : int
        How many say enough, where nobody says the row: each is held against the words of every list.
    """
    sections = [section] if section else LISTS
    found = [
        head
        for place, (number, _cells) in enumerate(_looked_at(rows, most_cells) if at is None else rows)
        if at is None or number == at
        for head in _heads_at(rows, place, sections)
    ]
    best = max(found, key=lambda it: (round(it.score, 3), it.first == it.last, -it.last), default=None)
    if best is not None and (best.score > 0 or at is not None):
        return best
    number = at or (rows[0][0] if rows else 1)
    titles = next(([shown(it) for it in cells] for row, cells in rows if row == number), [])
    return Head(section, number, number, titles, [IGNORED] * len(titles), [0.0] * len(titles))


def _looked_at(rows: Sequence[Row], most_cells: int) -> Iterable[Row]:
    found = 0
    for row in rows[:LOOKED_AT]:
        yield row
        found += sum(it is not None for it in row[1])
        if found >= most_cells:
            return


def _heads_at(rows: Sequence[Row], place: int, sections: Iterable[str]) -> Iterable[Head]:
    number, cells = rows[place]
    if not any(isinstance(it, str) for it in cells):
        return
    below = rows[place + 1 :]
    one = [shown(it) for it in cells]
    for section in sections:
        yield _mapped(section, number, number, one, below)
        if place:
            above, upper = rows[place - 1]
            if above == number - 1 and all(isinstance(it, str) or it is None for it in (*upper, *cells)):
                merged = any(a == b and a for a, b in zip(upper, cells, strict=False))
                yield replace(
                    _mapped(section, above, number, two_rows(upper, cells), below), reaches_down=merged
                )


def two_rows(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Join headings that stand in two rows; one merged down both stands once.

    >>> two_rows(["الوحدة", "المقاعد", "المقاعد"], ["الوحدة", "أدنى", "أقصى"])
    ['الوحدة', 'المقاعد أدنى', 'المقاعد أقصى']
    """
    width = max(len(upper), len(lower))
    pairs = zip(
        [*upper, *[None] * (width - len(upper))], [*lower, *[None] * (width - len(lower))], strict=True
    )
    return [
        " ".join(dict.fromkeys(it for it in (shown(a).strip(), shown(b).strip()) if it)) for a, b in pairs
    ]


def _mapped(section: str, first: int, last: int, headings: list[str], below: Sequence[Row]) -> Head:
    """Give each column the field that fits it best; no field is given twice."""
    wanted = [
        fit(section, _last_part(it) if first != last else it) if it else (IGNORED, 0.0) for it in headings
    ]
    if first != last:
        wanted = [
            max((fit(section, it), other), key=lambda pair: pair[1])
            for it, other in zip(headings, wanted, strict=True)
        ]
    fields, scores = [IGNORED] * len(headings), [0.0] * len(headings)
    order = sorted(range(len(headings)), key=lambda it: -wanted[it][1])
    for column in order:
        key, score = wanted[column]
        if score < LEAST_SCORE or key == IGNORED:
            continue
        key = _in_a_language(
            section, key, headings[column], [_cell(cells, column) for _, cells in below], fields
        )
        if (
            key
            and key not in fields
            and _could_hold(section, key, [_cell(cells, column) for _, cells in below])
        ):
            fields[column], scores[column] = key, score
    return Head(section, first, last, headings, fields, scores)


def _last_part(heading: str) -> str:
    return heading.rpartition(" ")[2] or heading


def _cell(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else None


def _in_a_language(section: str, key: str, heading: str, values: Sequence[Any], taken: Sequence[str]) -> str:
    """Give a name its language: what is written in Arabic letters is Arabic, else what its heading says, else French."""
    if key not in NAMED:
        return key
    texts = " ".join(it for it in values if isinstance(it, str))
    is_arabic = any("\u0600" <= sign <= "\u06ff" for sign in texts or heading)
    words = set(bare(heading).split())
    english = {
        "name",
        "unit",
        "course",
        "venue",
        "school",
        "title",
        "pool",
        "garrison",
        "location",
        "station",
        "instructors",
    }
    tongue = "ar" if is_arabic else "en" if words & english else "fr"
    wished = [f"{key}.{tongue}", *(f"{key}.{it}" for it in TONGUES)]
    return next((it for it in wished if it in fields_of(section) and it not in taken), "")


def _could_hold(section: str, key: str, values: Sequence[Any]) -> bool:
    """Tell whether a column can be what its heading says: a number is no day's column, a sentence no number's."""
    kind = fields_of(section)[key].kind.name
    said = [it for it in values if not is_blank(it)][:LOOKED_AT]
    if len(said) < FEW or kind not in ("whole", "number", "day"):
        return True  # a few slips are told by their cells, where the officer sees what column it is
    if kind == "day":
        fitting = [
            it
            for it in said
            if day_of(it) or (isinstance(it, str) and day_from(it, DAY_FIRST)) or isinstance(it, int)
        ]
    else:
        fitting = [
            it
            for it in said
            if isinstance(it, int | float) or (isinstance(it, str) and any(s.isdigit() for s in it))
        ]
    return 4 * len(fitting) >= len(said)


def samples(rows: Sequence[Row], column: int, after: int) -> list[str]:
    """Give the first different texts below the headings of a column."""
    texts = (shown(_cell(cells, column)).strip() for number, cells in rows if number > after)
    return list(dict.fromkeys(filter(None, texts)))[:SAMPLES]


def headings_key(headings: Sequence[str]) -> str:
    """Give the headings of a sheet as they are remembered."""
    return " | ".join(folded(it) for it in headings).strip(" |")


def known_by_values(head: Head, rows: Sequence[Row], names: Mapping[str, Iterable[str]]) -> Head:
    """Take a column of names or codes that no heading explained for the field that points to them.

    Parameters
    ----------
    names : mapping
        By section, what its records are called and coded, folded.
    """
    fields, scores = list(head.fields), list(head.scores)
    for key, wanted in fields_of(head.section).items() if head.section else ():
        if not wanted.target or wanted.kind.name != "code" or key in fields:
            continue
        known = set(names.get(wanted.target, ()))
        for column, taken in enumerate(fields):
            said = [shown(_cell(cells, column)) for number, cells in rows if number > head.last]
            said = [it for it in said if it.strip()]
            if not taken and said and sum(folded(it) in known for it in said) * 10 >= 6 * len(said):
                fields[column], scores[column] = key, LEAST_SCORE
                break
    return replace(head, fields=fields, scores=scores)
