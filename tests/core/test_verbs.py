"""Every verb that a service writes into the journal has words in its area, and no words are left over."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

from tansiq.core.verbs import _words, entry_told, value_told, verb_told

APPLICATION = Path(__file__).parents[2] / "src/tansiq"
AREAS = sorted(path.parent.name for path in APPLICATION.glob("*/__init__.py"))


def services(area: str) -> Iterator[ast.Module]:
    folder = APPLICATION / area
    for path in (folder / "services.py", *sorted((folder / "services").glob("**/*.py"))):
        if path.is_file():
            yield ast.parse(path.read_text())


def verbs_written(area: str) -> tuple[set[str], list[str]]:
    """Give the verbs written as they stand, and whatever else is given as a verb."""
    given = [it for module in services(area) for node in ast.walk(module) for it in given_as_verb(node)]
    plain = {it.value for it in given if isinstance(it, ast.Constant)} | set(by_table(area))
    passed_on = (ast.Constant, ast.Name)  # `verb=verb`, in a function that is given one
    return plain, [ast.unparse(it) for it in given if not isinstance(it, passed_on) and not is_table(it)]


def given_as_verb(node: ast.AST) -> list[ast.expr]:
    """Give what is handed on as `verb=`, or kept under that name until it is."""
    match node:
        case ast.Call():
            return [word.value for word in node.keywords if word.arg == "verb"]
        case ast.Assign(targets=[ast.Name(id="verb")], value=ast.Constant() as value):
            return [value]
    return []


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


@pytest.mark.parametrize(
    ("subject", "name", "words"),
    [
        ("organisations.unit/u-1", "training_headcount", "people to be trained"),
        ("accords.accord/a-1", "names", "name"),
        ("training.task/u-1/c-1", "letter", "letter given"),
        ("planning.planversion/p-1", "plan_sha256", "hash"),
        ("source/file.yaml", "units", "units"),
        ("no.such/x", "canary", "canary"),
    ],
)
def test_entry_of_a_change_is_called_by_its_field_or_its_area(subject: str, name: str, words: str) -> None:
    with override("en"):
        assert entry_told(subject, name) == words


@pytest.mark.parametrize(
    ("subject", "name", "value", "words"),
    [
        ("training.request/r-1", "state", "accepted", "accepted"),
        ("training.request/r-1", "step", "accept", "Accept"),
        ("planning.planversion/p-1", "step", "agree", "agree in the working group"),
        ("training.course/c-1", "is_offered", False, "no"),
        ("training.course/c-1", "weeks", 3, None),
        ("training.course/c-1", "state", "nowhere", None),
        ("accords.meeting/m-1", "paper", "minutes", "minutes of a meeting"),
        ("accords.meeting/m-1", "languages", "ar-ly", "Arabic"),
        ("documents.calendarlink/cal-1", "parts", "meetings", "meetings"),
        ("documents.attachment/att-1", "standing", "other", "of another meeting"),
    ],
)
def test_value_is_called_as_its_choice(subject: str, name: str, value: object, words: str | None) -> None:
    with override("en"):
        assert value_told(subject, name, value) == words


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_entry_is_translated(language: str) -> None:
    with override("en"):
        english = {name: entry_told("no.such/x", name) for name in _words("ENTRIES")}
    with override(language):
        told = {name: entry_told("no.such/x", name) for name in english}
    same = {name for name in english if told[name] == english[name]}

    assert same <= {"source_name", "absence", "options", "accord", "accords", "code", "parties", "pages"}
