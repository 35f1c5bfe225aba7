"""What a cell can hold, read off the types of the programme schema."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tansiq_planner.files.schema.basics import MonthDay, YearlySpan


class LayoutError(TypeError):
    """The schema holds a type for which the workbook has no cell; a test finds it before any officer does."""


@dataclass(frozen=True)
class Kind:
    """What one cell holds.

    Parameters
    ----------
    name : str
        `text` (free), `code` (an id or key), `month_day`, `yearly_span`, `choice`, `yes_no`, `whole`,
        `number`, `day`, `moment`, `list` or `pairs`.
    choices : tuple of str
        Machine values of a `choice`.
    pattern : str
        Form of a `code`.
    least, most : float or None
        Limits of a `whole` or `number`.
    item : Kind or None
        What a `list` repeats, or the right side of `pairs`.
    """

    name: str
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least: float | None = None
    most: float | None = None
    item: Kind | None = None


def _pattern(metadata: tuple[Any, ...]) -> str | None:
    return next((item.pattern for item in metadata if getattr(item, "pattern", None)), None)


@dataclass(frozen=True)
class Unwrapped:
    """A type without its wrapping: the bare type, all metadata met, and whether None is allowed."""

    bare: Any
    metadata: tuple[Any, ...]
    nullable: bool


def unwrap(annotation: Any, metadata: tuple[Any, ...] = (), *, nullable: bool = False) -> Unwrapped:
    """Take `Annotated`, field metadata and `| None` off a type."""
    if get_origin(annotation) is Annotated:
        bare, *found = get_args(annotation)
        inside = tuple(
            item for entry in found for item in (entry.metadata if isinstance(entry, FieldInfo) else [entry])
        )
        return unwrap(bare, (*metadata, *inside), nullable=nullable)
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [option for option in get_args(annotation) if option is not types.NoneType]
        if len(rest) == 1:
            return unwrap(rest[0], metadata, nullable=True)
    return Unwrapped(annotation, metadata, nullable)


def is_record(bare: Any) -> bool:
    """Tell whether a bare type is a mapping of the file with named keys."""
    return isinstance(bare, type) and issubclass(bare, BaseModel)


def kind_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Kind | None:
    """Give the cell for a type; None for what needs several cells or a sheet of its own.

    Raises
    ------
    LayoutError
        A type that the workbook does not know.
    """
    found = unwrap(annotation, metadata)
    bare, origin = found.bare, get_origin(found.bare)
    if origin is Literal:
        return Kind("choice", choices=tuple(str(value) for value in get_args(bare)))
    if origin is list:
        item = kind_of(get_args(bare)[0])
        return Kind("list", item=item) if item is not None and item.name != "text" else None
    if origin in (dict, tuple, Union, types.UnionType) or is_record(bare):
        return None
    return _scalar(bare, found.metadata)


def _scalar(bare: Any, metadata: tuple[Any, ...]) -> Kind:
    if bare is bool:
        return Kind("yes_no")
    if bare in (int, float):
        return Kind(
            "whole" if bare is int else "number", least=_limit(metadata, "g"), most=_limit(metadata, "l")
        )
    if bare is date:
        return Kind("day")
    if (isinstance(bare, type) and issubclass(bare, datetime)) or getattr(
        bare, "__name__", ""
    ) == "AwareDatetime":
        return Kind("moment")
    if bare is str:
        pattern = _pattern(metadata)
        return Kind("text") if pattern is None else Kind(SHAPES.get(pattern, "code"), pattern=pattern)
    raise LayoutError(str(bare))


SHAPES = {
    _pattern(unwrap(annotation).metadata): name
    for annotation, name in ((MonthDay, "month_day"), (YearlySpan, "yearly_span"))
}


def _limit(metadata: tuple[Any, ...], side: str) -> float | None:
    for item in metadata:
        for name in (f"{side}e", f"{side}t"):
            value = getattr(item, name, None)
            if value is not None:
                return float(value)
    return None
