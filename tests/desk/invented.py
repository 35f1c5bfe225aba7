"""Programmes that nobody would write, made from the schema alone: every shape that a workbook must carry."""

import random
from datetime import UTC, date, datetime, timedelta, timezone
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from tansiq_desk.workbook.kinds import is_record, kind_of, unwrap
from tansiq_desk.workbook.layout import schema_fields
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.schema.basics import Span, Text

TEXTS = (
    *(
        "",
        " ",
        "-",
        "x",
        '"',
        '""',
        '"quoted"',
        '"so" and "so"',
        '" "',
        "=1+1",
        "+216 71",
        "-5",
        "@here",
        "#N/A",
    ),
    *(
        "#REF!",
        "TRUE",
        "007",
        "1e5",
        "2026-01-01",
        "12:30",
        "two\nlines",
        "two\r\nlines",
        "\ttab",
        "ends ",
        " begins",
    ),
    *("a,b;c،د؛ه", "قاطع الحدود", "\u200fعربي\u200e abc", "\u2067مختلط\u2069", "e\u0301 é", "_x000D_"),
    *("_x005F_x000D_", "\x00\x07\x1f", "\ufffe\uffff", "😀", "\u00a0", "\u2028", "<b>&amp;</b>", "'quoted"),
    *("https://example.invalid", "ط" * 2_000),
)
FORMS = {
    r"^[a-z]{2,3}$": ("ar", "fr", "ber"),
    r"^[a-z]{2}(-[A-Z]{2})?$": ("ar", "ar-LY"),
    r"^[A-Z]{3}$": ("XTS", "LYD"),
    r"^[A-Z][A-Z0-9-]{1,15}$": ("TTX", "F1-X"),
}
NUMBERS = (0.0, 0.1, 0.25, 0.30000000000000004, 1 / 3, 0.07, 1.0, 1e-9)
ZONES = (UTC, timezone(timedelta(hours=1)), timezone(-timedelta(hours=3, minutes=30)))


def invented_programme(seed: int) -> Programme:
    """Give a programme that the schema accepts; its ids name nothing."""
    return Programme.model_validate(_Inventor(random.Random(seed)).record(Programme))  # noqa: S311


class _Inventor:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0

    def record(self, model: type[BaseModel]) -> dict[str, Any]:
        """Give a record with some of its optional keys."""
        made = {
            key: self.value(declared.annotation, tuple(declared.metadata), key)
            for key, declared in schema_fields(model)
            if declared.is_required() or self.chance.random() < 0.7
        }
        if model is Text and not any(made.values()):
            made["ar"] = "نص"
        if issubclass(model, Span) and made["to"] < made["from"]:
            made["from"], made["to"] = made["to"], made["from"]
        return made

    def value(self, annotation: Any, metadata: tuple[Any, ...], key: str) -> Any:
        """Give a value of a type, at the edge of its limits as often as not."""
        found = unwrap(annotation, metadata)
        if found.nullable and self.chance.random() < 0.3:
            return None
        bare, origin = found.bare, get_origin(found.bare)
        if is_record(bare):
            return self.record(bare)
        if origin in (Union, UnionType):
            return self.value(self.chance.choice(get_args(bare)), (), key)
        if origin is tuple:
            return tuple(self.value(place, (), key) for place in get_args(bare))
        if origin is list:
            return [self.value(get_args(bare)[0], (), key) for _ in range(self.many(found.metadata))]
        if origin is dict:
            one, other = get_args(bare)
            wanted, made = self.many(found.metadata), {}
            while len(made) < wanted:
                made[self.value(one, (), "id")] = self.value(other, (), key)
            return made
        return self.scalar(annotation, metadata, key)

    def many(self, metadata: tuple[Any, ...]) -> int:
        """Give a length, none at all where that is allowed."""
        least = max((item.min_length for item in metadata if getattr(item, "min_length", None)), default=0)
        return max(least, self.chance.choice((0, 1, 2, 3)))

    def scalar(self, annotation: Any, metadata: tuple[Any, ...], key: str) -> Any:
        """Give a number, day or text."""
        kind, found = kind_of(annotation, metadata), unwrap(annotation, metadata)
        assert kind is not None
        match kind.name:
            case "choice":
                return self.chance.choice(kind.choices)
            case "yes_no":
                return self.chance.random() < 0.5
            case "whole":
                least, most = int(kind.least or 0), int(kind.most or 9)
                return self.chance.choice((least, most, self.chance.randint(least, most)))
            case "number":
                number = self.chance.choice(NUMBERS)
                return number if number and (kind.most is None or number < kind.most) else 0.5
            case "day":
                return self.chance.choice(
                    (date(1, 1, 1), date(1900, 2, 28), date(2024, 2, 29), date(9999, 12, 31))
                )
            case "moment":
                return datetime(2026, 1, 18, 6, self.chance.randint(0, 59), tzinfo=self.chance.choice(ZONES))
            case "month_day":
                return self.chance.choice(("02-29", "12-31", "01-01"))
            case "yearly_span":
                return self.chance.choice(("12-20/01-05", "06-15/09-01"))
            case "text":
                most = min(
                    (item.max_length for item in found.metadata if getattr(item, "max_length", None)),
                    default=2_000,
                )
                return self.chance.choice([text for text in TEXTS if len(text) <= most])
        return self.code(kind.pattern, key)

    def code(self, pattern: str, key: str) -> str:
        """Give an id that is used once, or a word of the form asked for."""
        if pattern in FORMS:
            return self.chance.choice(FORMS[pattern])
        self.count += 1
        return self.chance.choice((f"{key[:3].strip('_')}-{self.count}", f"0{self.count}", f"{self.count}"))
