"""The glossary has every model, state and step; the catalogues, the desk and the documentation say the same words."""

import csv
import inspect
import re
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from runpy import run_path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import override

from tansiq.home.rehearsal import ACCOUNTS
from tansiq.people.rules import Permission
from tansiq.training.rules import RATING_SCALE
from tansiq.ui.queries import GLOSSARY, glossary
from tansiq.ui.rules import TermKind, TermSource
from tansiq_desk.words.catalogue import sentence

APPLICATION = Path(__file__).parents[2] / "src/tansiq"
CONF = Path(__file__).parents[2] / "docs/conf.py"
AREAS = [area for area in apps.get_app_configs() if area.name.startswith("tansiq.")]
TERMS = {term.key: term for term in glossary()}
LANGUAGES = ("ar", "ar-DZ", "ar-LY", "fr", "en")
MAY_BE_EMPTY = {"of", "ar_dz", "ar_ly", "reviewed_by_native_officer"}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)?")
REVIEW = re.compile(r"(20\d\d-\d\d-\d\d \S.*)?")
SIGNS_OF_A_WORD = re.compile(r"[\u0600-\u06ff\s()،-]+")


def words_of(name):
    """Give the name of a class as the keys have it: `PlanVersion` is `plan_version`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def choices():
    """Give every list of choices in the rules of any area, by the name that its keys begin with."""
    found = {}
    for area in AREAS:
        for module in _rules(area.name):
            for name, kind in inspect.getmembers(module, inspect.isclass):
                if issubclass(kind, TextChoices) and kind.__module__.startswith("tansiq."):
                    found[words_of(name)] = kind
    return found


def _rules(area):
    if not find_spec(f"{area}.rules"):
        return
    rules = import_module(f"{area}.rules")
    yield rules
    for part in iter_modules(getattr(rules, "__path__", [])):
        yield import_module(f"{area}.rules.{part.name}")


CHOICES = choices()
LIVES = {name: kind for name, kind in CHOICES.items() if name.endswith(("_state", "_step"))}


def members(kinds):
    return {f"{name}.{member.value}": member for name, kind in kinds.items() for member in kind}


def label(member, language):
    with override(language.lower()):
        return str(member.label)


def test_every_model_has_its_row():
    models = {words_of(it.__name__) for area in AREAS for it in area.get_models()}

    assert {key for key, term in TERMS.items() if term.kind == TermKind.ENTITY} == models


def test_every_state_and_step_has_its_row():
    wanted = {TermKind.STATE: set(), TermKind.STEP: set()}
    for key in members(LIVES):
        wanted[TermKind.STEP if "_step." in key else TermKind.STATE].add(key)

    assert {kind: {key for key, it in TERMS.items() if it.kind == kind} for kind in wanted} == wanted


def test_every_permission_role_and_rule_has_its_row():
    found = {kind: {key for key, it in TERMS.items() if it.kind == kind} for kind in TermKind}

    assert found[TermKind.PERMISSION] == {f"permission.{it.value}" for it in Permission}
    assert found[TermKind.ROLE] == {f"role.{code.removeprefix('role-')}" for code in ACCOUNTS}
    assert found[TermKind.RULE] == {f"rule.R{number:02}" for number in range(1, 21)}


def test_list_of_choices_is_there_whole_or_not_at_all():
    named = {key.partition(".")[0] for key in TERMS} & CHOICES.keys()
    wanted = members({name: CHOICES[name] for name in named}).keys()
    shared = {"cost_kind"}  # the programme file knows more kinds than a course has

    assert wanted - TERMS.keys() == set()
    assert {
        key for key in TERMS if key.partition(".")[0] in named - shared and "." in key and key not in wanted
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_choice_is_called_what_the_pages_call_it(language):
    known = {key: it for key, it in members(CHOICES).items() if key in TERMS}

    assert {
        key: (TERMS[key].called(language), label(it, language))
        for key, it in known.items()
        if TERMS[key].called(language) != label(it, language)
    } == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rule_and_word_of_the_programme_file_is_called_what_the_desk_calls_it(language):
    wanted = {f"rule.R{number:02}": f"rules.R{number:02}.name" for number in range(1, 21)}
    for key in TERMS:
        if key.partition(".")[0] in {"exercise_kind", "conference", "report", "cost_kind"}:
            wanted[key] = f"terms.{key}"
    said = {key: (TERMS[key].called(language), sentence(language, at)) for key, at in wanted.items()}

    assert {key: both for key, both in said.items() if both[0] != both[1]} == {}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_meaning_of_a_rule_and_name_of_a_letter_are_those_of_the_program(language):
    rules = {f"rule.R{number:02}": sentence(language, f"rules.R{number:02}.means") for number in range(1, 21)}
    letters = {
        f"rating_letter.{code.lower().replace('-', '_minus')}": it["label"][language]
        for code, it in RATING_SCALE.items()
    }

    assert {key: TERMS[key].meanings[language] for key in rules} == rules
    assert {key: TERMS[key].called(language) for key in letters} == letters


# ------------------------------------------------------------------------------------------------------------ catalogues
COUNTED = "%(n)s "
NOUNS = {TermKind.ENTITY, TermKind.ROLE, TermKind.TERM}
"""What has one word wherever it stands; states, steps and other choices are compared with their own labels above."""


def bare(text, language):
    """Give a word as it is compared: without its article and its capital."""
    if language.startswith("ar"):
        return " ".join(re.sub(r"^(و?)ال", r"\1", word) for word in text.split())
    return text[:1].lower() + text[1:]


def said(language):
    """Give what each area's catalogue calls a thing: (area, English, word); counted things by the form after a figure."""
    for path in sorted(APPLICATION.glob(f"*/locale/{language.replace('-', '_')}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for it in read_po(file, locale=language.partition("-")[0]):
                if it.id and not it.context and all(it.string):
                    form = -1 if language.startswith("ar") else 0
                    english, word = (it.id[0], it.string[form]) if it.pluralizable else (it.id, it.string)
                    yield path.parts[-5], english.removeprefix(COUNTED), word.removeprefix(COUNTED)


def agrees(word, words):
    """Tell whether a word is one of these, or the first part of one: `place` for `place de stage`."""
    return any(it == word or it.startswith(f"{word} ") for it in words)


@pytest.mark.parametrize("language", ["ar", "ar-DZ", "ar-LY", "fr"])
def test_catalogues_call_a_term_what_the_glossary_calls_it(language):
    wanted = defaultdict(set)
    for term in (it for it in TERMS.values() if it.kind in NOUNS):
        wanted[bare(term.en, "en")].add(bare(term.called(language), language))
    own = {(area, english): word for area, english, word in said(language)}
    common = {(area, english): word for area, english, word in said(language.partition("-")[0])}

    assert {
        (area, english): (word, wanted[bare(english, "en")])
        for (area, english), word in {**common, **own}.items()
        if bare(english, "en") in wanted and not agrees(bare(word, language), wanted[bare(english, "en")])
    } == {}


def test_documentation_lists_every_term_and_every_usage():
    tables = list(run_path(str(CONF))["glossary_tables"]())
    rows = [line for line in tables if line.startswith("| ")]

    assert len(rows) == len(TERMS)
    assert sum(row.count("<bdi") for row in rows) == sum(
        1 + bool(it.ar_dz) + bool(it.ar_ly) for it in TERMS.values()
    )


# ------------------------------------------------------------------------------------------------------------- the file
def test_file_is_sorted_and_each_key_stands_once():
    keys = [term.key for term in glossary()]

    assert keys == sorted(set(keys))


def test_nothing_is_empty_that_must_not_be():
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [
        (row["key"], name) for row in rows for name in row if not row[name] and name not in MAY_BE_EMPTY
    ] == []
    assert [(row["key"], name) for row in rows for name in row if row[name] != row[name].strip()] == []


def test_every_cell_is_of_its_kind():
    wrong = [
        key
        for key, it in TERMS.items()
        if not KEY.fullmatch(key)
        or it.kind not in TermKind
        or not set(it.source.split()) <= set(TermSource.values)
        or not REVIEW.fullmatch(it.reviewed_by_native_officer)
    ]

    assert wrong == []


def test_arabic_is_written_in_arabic_and_a_variant_says_what_differs():
    assert [key for key, it in TERMS.items() if not SIGNS_OF_A_WORD.fullmatch(it.ar)] == []
    assert [key for key, it in TERMS.items() if it.ar in {it.ar_dz, it.ar_ly}] == []


def test_state_and_step_belong_to_something_that_has_a_row():
    of_something = {TermKind.STATE, TermKind.STEP}

    assert [key for key, it in TERMS.items() if it.of and it.of not in TERMS] == []
    assert [key for key, it in TERMS.items() if it.kind in of_something and not it.of] == []


def test_meaning_is_a_sentence_in_each_language():
    assert [
        (key, text) for key, it in TERMS.items() for text in it.meanings.values() if text[-1] not in ".»"
    ] == []
    assert [key for key, it in TERMS.items() if max(map(len, it.meanings.values())) > 200] == []
