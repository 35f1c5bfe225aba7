"""Every verb that a service writes into the journal has words in its area, and no words are left over."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

from tansiq.core.verbs import verb_told

APPLICATION = Path(__file__).parents[2] / "src/tansiq"
AREAS = sorted(path.parent.name for path in APPLICATION.glob("*/__init__.py"))


def services(area: str) -> Iterator[ast.Module]:
    folder = APPLICATION / area
    for path in (folder / "services.py", *sorted((folder / "services").glob("**/*.py"))):
        if path.is_file():
            yield ast.parse(path.read_text())


def verbs_written(area: str) -> tuple[set[str], list[str]]:
    """Give the verbs written as they stand, and whatever else is given as a verb."""
    given = [
        word.value
        for module in services(area)
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "verb"
    ]
    plain = {it.value for it in given if isinstance(it, ast.Constant)} | set(by_table(area))
    passed_on = (ast.Constant, ast.Name)  # `verb=verb`, in a function that is given one
    return plain, [ast.unparse(it) for it in given if not isinstance(it, passed_on) and not is_table(it)]


def is_table(verb: ast.expr) -> bool:
    return isinstance(verb, ast.Subscript) and ast.unparse(verb.value) == "STEP_VERBS"


def by_table(area: str) -> Iterator[str]:
    """Give the verbs that the rules of an area keep in tables, one for each step."""
    for path in sorted((APPLICATION / area / "rules").glob("*.py")):
        module = import_module(f"tansiq.{area}.rules.{path.stem}") if path.stem != "__init__" else None
        yield from getattr(module, "STEP_VERBS", {}).values()


@pytest.mark.parametrize("area", AREAS)
def test_every_verb_has_words_and_all_words_are_used(area):
    written, computed = verbs_written(area)
    known = getattr(import_module(f"tansiq.{area}.rules"), "VERBS", {}) if written else {}

    assert computed == []
    assert written == set(known)
    assert {verb.partition(".")[0] for verb in known} <= {area}


def test_verb_is_told_in_words():
    with override("en"):
        assert verb_told("people.add_person") == "opened an account"
        assert verb_told("nowhere.known") == "nowhere.known"
