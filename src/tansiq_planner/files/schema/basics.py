"""Ids, dates, counts and texts of the programme file."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR = re.compile(r"[0-9]{4}")
YEARS = range(1900, 2201)
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Record(BaseModel):
    """A mapping of the file: frozen, and every unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _iso_date(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and ISO_DATE.fullmatch(value) and int(value[:4]) in YEARS:
        return value
    raise PydanticCustomError("iso_date", "a date as YYYY-MM-DD between 1900 and 2200")


def _year(value: object) -> object:
    if isinstance(value, int) or (isinstance(value, str) and YEAR.fullmatch(value)):
        return value
    raise PydanticCustomError("year", "a year as YYYY")


def _month_day(value: str) -> str:
    month, day = int(value[:2]), int(value[3:])
    if not (1 <= month <= 12 and 1 <= day <= DAYS_OF_MONTH[month - 1]):
        raise PydanticCustomError("month_day", "a month and day as MM-DD")
    return value


def _yearly_span(value: str) -> str:
    for end in value.split("/"):
        _month_day(end)
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
IsoDate = Annotated[date, BeforeValidator(_iso_date, json_schema_input_type=str)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Points = Annotated[int, Field(strict=True, ge=0, le=100)]
Money = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000_000)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Year = Annotated[int, BeforeValidator(_year, json_schema_input_type=int), Field(ge=1900, le=2200)]
MonthDay = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_month_day)]
YearlySpan = Annotated[
    str, Field(pattern=r"^[0-9]{2}-[0-9]{2}/[0-9]{2}-[0-9]{2}$"), AfterValidator(_yearly_span)
]
Weekday = Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Line = Annotated[str, Field(max_length=2_000)]
PayerId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Text(Record):
    """One text in up to three languages; at least one of them is there."""

    ar: Line | None = None
    en: Line | None = None
    fr: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Text:
        if not (self.ar or self.en or self.fr):
            raise PydanticCustomError("empty_text", "a text in at least one of ar, fr, en")
        return self


class Span(Record):
    """Days from the first to the last, both included."""

    from_: Annotated[IsoDate, Field(alias="from")]
    to: IsoDate

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.to < self.from_:
            raise PydanticCustomError("span_order", "a last day on or after the first")
        return self
