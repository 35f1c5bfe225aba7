"""What the verbs of the journal are called: each area says so in the `VERBS` of its rules."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


@lru_cache
def _verbs() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for area in apps.get_app_configs():
        if area.name.startswith("tansiq.") and find_spec(f"{area.name}.rules"):
            found |= getattr(import_module(f"{area.name}.rules"), "VERBS", {})
    return found


def verb_told(verb: str) -> str:
    """Give what a verb is called, in the reader's language."""
    return str(_verbs().get(verb, verb))
