"""What the journal's words are called: verbs in the `VERBS` of each area's rules, entries by their field or in `ENTRIES`.

Values are called by the choices of their field; what is no field of a record has its words in `VALUES`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Choices, Field
from django.utils.translation import gettext as _

CALLED_BY_ITS_RECORD = frozenset({"by", "name"})
"""Entries that stand for something else in each kind of record: none lends another its word."""


@lru_cache
def _rules() -> dict[str, ModuleType]:
    """Give the rules of each area, by its label."""
    return {
        area.label: import_module(f"{area.name}.rules")
        for area in apps.get_app_configs()
        if area.name.startswith("tansiq.") and find_spec(f"{area.name}.rules")
    }


@lru_cache
def _words(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for rules in _rules().values():
        found |= getattr(rules, table, {})
    return found


def verb_told(verb: str, step: str = "") -> str:
    """Give what a verb is called, in the reader's language; where it takes a step, as that step is."""
    told = str(_words("VERBS").get(verb, verb))
    if not step:
        return told
    by_step = _words("STEP_WORDS").get(verb, {})
    if step in by_step:
        return str(by_step[step])
    return f"{told}: {_step_told(verb.partition('.')[0], step) or step}"


def entry_told(subject: str, name: str) -> str:
    """Give what an entry of a change is called: as its field is, else as its area calls it, else as it is written."""
    field = _field(subject.partition("/")[0], name)
    if field is not None:
        return str(field.verbose_name)
    if name in _words("ENTRIES"):
        return str(_words("ENTRIES")[name])
    anywhere = None if name in CALLED_BY_ITS_RECORD else _fields().get(name)
    return str(anywhere.verbose_name) if anywhere is not None else name


def value_told(subject: str, name: str, value: object) -> str | None:
    """Give what a value is called: by its area, a choice of its field, a step, yes or no; None for any other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    kind, _slash, _code = subject.partition("/")
    if name == "step":
        return _step_told(kind.partition(".")[0], value)
    worded = _words("VALUES").get(name, {})
    if isinstance(value, str) and value in worded:
        return str(worded[value])
    field = _field(kind, name) or _fields().get(name)
    label = dict(field.flatchoices).get(value) if field is not None and isinstance(value, str) else None
    return None if label is None else str(label)


def _step_told(area: str, value: object) -> str | None:
    rules = _rules().get(area)
    kinds = (getattr(rules, name) for name in dir(rules) if name.endswith("Step"))
    return next(
        (str(it(value).label) for it in kinds if issubclass(it, Choices) and value in it.values), None
    )


@lru_cache
def _field(kind: str, name: str) -> Field[Any, Any] | None:
    """Give the field of a kind of record, where it has been given a name of its own."""
    try:
        return _named(apps.get_model(kind)).get(name)
    except (LookupError, ValueError):
        return None


@lru_cache
def _fields() -> dict[str, Field[Any, Any]]:
    """Give one field of each name, of whatever kind of record."""
    found: dict[str, Field[Any, Any]] = {}
    for kind in apps.get_models():
        if kind.__module__.startswith("tansiq."):
            found = {**_named(kind), **found}
    return found


def _named(kind: Any) -> dict[str, Field[Any, Any]]:
    fields = [it for it in kind._meta.get_fields() if isinstance(it, Field)]
    return {it.name: it for it in fields if it._verbose_name is not None}  # type: ignore[attr-defined]  # noqa: SLF001 - its public one is never empty
