"""Checks a plain value against a model and says in our own codes what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.located import Steps
from tansiq_planner.files.text import shortened

Checked = TypeVar("Checked", bound=BaseModel)


def check_shape(model: type[Checked], value: object) -> tuple[Checked | None, list[Fault]]:
    """Check a plain value.

    Parameters
    ----------
    model : type of pydantic model
    value : object
        Mappings, lists and scalars as a file gives them.

    Returns
    -------
    (model or None, list of Fault)
        Every fault at once, each with its path by index and no place yet.
    """
    try:
        return model.model_validate(value, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, faults_of(model, value, error)


def check_section(annotation: object, value: object) -> tuple[object, bool]:
    """Give what can be used of a section that has faults, and whether anything can.

    What is wrong is taken out: an unknown key, an optional value, a row; then the rest is judged again.
    """
    adapter = _adapter(annotation)
    rest = value
    for _ in range(_ROUNDS):
        try:
            return adapter.validate_python(rest, by_alias=True, by_name=False), True
        except ValidationError as error:
            details = error.errors(include_url=False)
            paths = {_removable(annotation, rest, _steps(rest, detail["loc"])) for detail in details}
        if None in paths:
            return None, False
        rest = _without(rest, {path for path in paths if path is not None})
    return None, False


_ROUNDS = 20


@lru_cache(maxsize=64)
def _cached_adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return _cached_adapter(annotation)
    except TypeError:  # an annotation that cannot be hashed
        return TypeAdapter(annotation)


def faults_of(annotation: object, value: object, error: ValidationError) -> list[Fault]:
    """Translate what pydantic found; each fault once."""
    faults: dict[tuple[str, Steps], Fault] = {}
    for detail in error.errors(include_url=False):
        if _is_of_other_branch(value, detail["loc"]):
            continue
        path = _steps(value, detail["loc"])
        fault = _fault(annotation, path, detail)
        faults.setdefault((fault.code, fault.path), fault)
    return list(faults.values())


def _is_branch(step: str | int) -> bool:
    return isinstance(step, str) and (step in _BRANCHES or step.startswith("dict["))


_BRANCHES = {"Staffing": "one_of"}
"""Models that share a key with a plain mapping, and the key that tells them from it."""


def _is_of_other_branch(value: object, loc: Steps) -> bool:
    for index, step in enumerate(loc):
        if _is_branch(step):
            here = _at(value, _steps(value, loc[:index]))
            is_record = isinstance(here, Mapping) and any(key in here for key in _BRANCHES.values())
            return is_record != (step in _BRANCHES)
    return False


def _steps(value: object, loc: Steps) -> Steps:
    """Leave out what pydantic adds to a path: names of branches and the mark of a key."""
    path: list[str | int] = []
    here: object = value
    for step in loc:
        if step == "[key]" or (_is_branch(step) and not (isinstance(here, Mapping) and step in here)):
            continue
        path.append(step)
        here = _child(here, step)
    return tuple(path)


def _child(value: object, step: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _at(value: object, path: Steps) -> object:
    for step in path:
        value = _child(value, step)
    return value


def _fault(annotation: object, path: Steps, detail: ErrorDetails) -> Fault:
    kind, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "missing":
        return Fault("missing_key", path, {"key": str(path[-1])})
    if kind == "extra_forbidden":
        key = str(path[-1])
        return Fault(
            "unknown_key", path, {"key": key, "nearest": nearest(key, _keys_at(annotation, path[:-1]))}
        )
    if kind in _TRANSLATED:
        code, figures = _TRANSLATED[kind](given, context)
        return Fault(code, path, figures)
    if kind in _TYPES:
        return Fault("wrong_type", path, {"given": shortened(given), "expected": _TYPES[kind]})
    if kind.startswith(("date_", "iso_date")):
        return Fault("bad_date", path, {"given": shortened(given)})
    if kind.startswith(("datetime_", "timezone_")):
        return Fault("bad_moment", path, {"given": shortened(given)})
    return Fault("bad_value", path, {"given": shortened(given), "problem": detail["msg"]})


_TYPES = {
    "string_type": "text",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "int_parsing": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "true_or_false",
    "bool_parsing": "true_or_false",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
_FORMS = {
    r"^[a-z]{2,3}$": "language",
    r"^[a-z]{2}(-[A-Z]{2})?$": "locale",
    r"^[A-Z]{3}$": "currency",
    r"^[A-Z][A-Z0-9-]{1,15}$": "exercise_type",
    r"^[0-9]{2}-[0-9]{2}/[0-9]{2}-[0-9]{2}$": "yearly_span",
    r"^[0-9a-f]{64}$": "sha256",
}

Translated = tuple[str, dict[str, Figure]]


def _pattern(given: object, context: Mapping[str, Any]) -> Translated:
    pattern = context["pattern"]
    if pattern == r"^[0-9]{2}-[0-9]{2}$":
        return "bad_month_day", {"given": shortened(given)}
    if pattern in _FORMS:
        return "bad_form", {"given": shortened(given), "expected": _FORMS[pattern]}
    return "bad_id", {"given": shortened(given)}


def _choice(given: object, context: Mapping[str, Any]) -> Translated:
    choices = tuple(re.findall(r"'([^']*)'", context["expected"]))
    close = nearest(given, choices) if isinstance(given, str) else ""
    return "not_one_of", {"given": shortened(given), "expected": choices, "nearest": close}


def _limit(code: str, figure: str, key: str) -> Callable[[object, Mapping[str, Any]], Translated]:
    return lambda given, context: (code, {"given": shortened(given), figure: context[key]})


_TRANSLATED: Mapping[str, Callable[[object, Mapping[str, Any]], Translated]] = {
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "greater_than_equal": _limit("too_small", "at_least", "ge"),
    "less_than_equal": _limit("too_large", "at_most", "le"),
    "greater_than": _limit("not_above", "above", "gt"),
    "less_than": _limit("not_below", "below", "lt"),
    "string_too_long": lambda given, context: (
        "too_long",
        {"length": len(str(given)), "at_most": context["max_length"]},
    ),
    "too_short": lambda _, context: (
        "too_few",
        {"found": context["actual_length"], "at_least": context["min_length"]},
    ),
    "too_long": lambda _, context: (
        "too_many",
        {"found": context["actual_length"], "at_most": context["max_length"]},
    ),
    "finite_number": lambda given, _: ("not_finite", {"given": shortened(given)}),
    "int_parsing_size": lambda given, _: ("number_too_large", {"given": shortened(given)}),
    "year": lambda given, _: ("bad_form", {"given": shortened(given), "expected": "year"}),
    "month_day": lambda given, _: ("bad_month_day", {"given": shortened(given)}),
    "empty_text": lambda *_: ("empty_text", {}),
    "span_order": lambda given, _: (
        "span_reversed",
        {"first": shortened(_child(given, "from")), "last": shortened(_child(given, "to"))},
    ),
}


def nearest(given: str, known: Collection[str]) -> str:
    """Give the known word most like the given one; an empty text when none is like it."""
    return _nearest(given[:64], frozenset(known))


@lru_cache(maxsize=4_096)
def _nearest(given: str, known: frozenset[str]) -> str:
    found = get_close_matches(given, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def arms(annotation: object) -> list[object]:
    """Strip limits and take a union apart."""
    if get_origin(annotation) is Annotated:
        return arms(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [inner for arm in get_args(annotation) for inner in arms(arm)]
    return [annotation]


def _inside(annotation: object, step: str | int) -> tuple[object, bool] | None:
    """Give the type of a part, and whether the whole can do without that part."""
    for arm in arms(annotation):
        if isinstance(arm, type) and issubclass(arm, BaseModel):
            for name, field in arm.model_fields.items():
                if step == (field.alias or name):
                    return field.annotation, not field.is_required()
        elif get_origin(arm) is dict:
            return get_args(arm)[1], True
        elif get_origin(arm) is list:
            return get_args(arm)[0], False
    return None


def _keys_at(annotation: object, path: Steps) -> tuple[str, ...]:
    here: object = annotation
    for step in path:
        found = _inside(here, step)
        if found is None:
            return ()
        here = found[0]
    for arm in arms(here):
        if isinstance(arm, type) and issubclass(arm, BaseModel):
            return tuple(field.alias or name for name, field in arm.model_fields.items())
    return ()


def _removable(annotation: object, value: object, path: Steps) -> Steps | None:
    """Give the longest beginning of a faulty path that can be taken out without spoiling what holds it."""
    found: Steps | None = None
    here, place = annotation, value
    for length, step in enumerate(path, 1):
        is_there = isinstance(place, list) or (isinstance(place, Mapping) and step in place)
        part = _inside(here, step)
        if part is None:
            return path[:length] if is_there and isinstance(place, Mapping) else found
        here, is_optional = part
        place = _child(place, step)
        is_row = (length == 1 and isinstance(value, list)) or (isinstance(place, Mapping) and "id" in place)
        if is_there and (is_optional or is_row):
            found = path[:length]
    return found


def _without(value: object, paths: set[Steps]) -> object:
    if isinstance(value, Mapping):
        return {
            key: _without(child, _under(paths, key)) for key, child in value.items() if (key,) not in paths
        }
    if isinstance(value, list):
        return [
            _without(child, _under(paths, index))
            for index, child in enumerate(value)
            if (index,) not in paths
        ]
    return value


def _under(paths: set[Steps], step: str | int) -> set[Steps]:
    return {path[1:] for path in paths if path[0] == step}
