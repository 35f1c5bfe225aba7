"""What means the same, written the same: a part's content without blanks and without what the schema says anyway.

YAML leaves out what is not known, a workbook has an empty cell for it, a program writes `null` or the default. All
three mean one thing, so a part has one SHA-256 whichever form it came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from tansiq_planner.files.shape import arms


def normal(annotation: object, value: object) -> object:
    """Leave out of a value everything that its type says without it.

    Parameters
    ----------
    annotation : object
        A model, or the type of one of its fields.
    value : object
        Mappings, lists and scalars as a file gives them, faulty or not. What the type does not know is kept as it is.

    Returns
    -------
    object
        The value without optional keys that hold their default (mostly null or empty), at any depth, and with every
        moment written in full. A mapping that became empty counts as its empty default.
    """
    if isinstance(value, Mapping):
        return _mapping(annotation, value)
    if isinstance(value, list | tuple):
        row = _type_of_rows(annotation)
        return [normal(row, item) for item in value]
    if isinstance(value, str) and AwareDatetime in arms(annotation):
        return _moment(value)
    return value


def _moment(text: str) -> str:
    """Write a moment in full, `18:00` as `18:00:00`; the zone stays as given, and so does what is no moment."""
    try:
        return str(_MOMENTS.dump_python(_MOMENTS.validate_python(text), mode="json"))
    except ValidationError:
        return text


_MOMENTS: TypeAdapter[object] = TypeAdapter(AwareDatetime)


def _mapping(annotation: object, value: Mapping[str, object]) -> dict[str, object]:
    model = _model_for(annotation, value)
    if model is None:
        inner = _type_of_entries(annotation)
        return {key: normal(inner, item) for key, item in value.items()}
    fields = _fields(model)
    kept = {}
    for key, item in value.items():
        if key not in fields:
            kept[key] = item
            continue
        inner, defaults = fields[key]
        said = normal(inner, item)
        if not any(_same(said, default) for default in defaults):
            kept[key] = said
    return kept


def _same(one: object, other: object) -> bool:
    """Tell whether two values are the same; true is not 1, whatever Python says."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _model_for(annotation: object, value: Mapping[str, object]) -> type[BaseModel] | None:
    """Give the model among the arms of a type that the value is of; a plain mapping beside it has other keys."""
    found = arms(annotation)
    has_plain = any(get_origin(arm) is dict for arm in found)
    for arm in found:
        if (
            isinstance(arm, type)
            and issubclass(arm, BaseModel)
            and not (has_plain and _is_foreign(arm, value))
        ):
            return arm
    return None


def _is_foreign(model: type[BaseModel], value: Mapping[str, object]) -> bool:
    return not value.keys() & _fields(model).keys()


@lru_cache(maxsize=128)
def _fields(model: type[BaseModel]) -> dict[str, tuple[object, tuple[object, ...]]]:
    """Give the type of each key with the values that may be left out: none for a key that must be there."""
    return {
        field.alias or name: (
            field.annotation,
            ()
            if field.is_required()
            else (_written(field.annotation, field.get_default(call_default_factory=True)),),
        )
        for name, field in model.model_fields.items()
    }


def _written(annotation: object, default: object) -> object:
    if isinstance(default, BaseModel):
        default = default.model_dump(mode="json", by_alias=True)
    return normal(annotation, default)


def _type_of_rows(annotation: object) -> object:
    return next((get_args(arm)[0] for arm in arms(annotation) if get_origin(arm) is list), None)


def _type_of_entries(annotation: object) -> object:
    return next((get_args(arm)[1] for arm in arms(annotation) if get_origin(arm) is dict), None)
