"""What people read is translated, all of it, with the same figures, into one word for one thing."""

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tansiq.core.catalogues import catalogues, compile_catalogues
from tansiq.core.management.commands.gather_words import LANGUAGES, gathered

APPLICATION = Path(__file__).parents[2] / "src/tansiq"
AREAS = sorted(path.parent.name for path in APPLICATION.glob("*/locale"))
VARIANTS = sorted(
    path.relative_to(APPLICATION).as_posix() for path in APPLICATION.glob("*/locale/ar_*/**/*.po")
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
FORMS = {"ar": 6, "fr": 2}
MAY_LEAVE_OUT_THE_COUNT = {"ar": 3, "fr": 1}
"""Forms for none, one and two of a thing, where a language may say it without the figure."""


def catalogue(area: str, language: str) -> Catalog:
    path = APPLICATION / area / "locale" / language / "LC_MESSAGES/django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(known: Catalog) -> dict[tuple[str | None, str], Message]:
    return {(it.context, it.id[0] if it.pluralizable else it.id): it for it in known if it.id}


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def figures(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_catalogue_has_what_the_area_says_and_nothing_else(area, language):
    said, known = messages(gathered(APPLICATION / area)), messages(catalogue(area, language))

    assert {"missing": said.keys() - known.keys(), "gone": known.keys() - said.keys()} == {
        "missing": set(), "gone": set()
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_everything_is_translated(area, language):
    wanted = {
        key: FORMS[language] if it.pluralizable else 1
        for key, it in messages(catalogue(area, language)).items()
    }
    found = {
        key: 0 if it.fuzzy or not all(forms(it)) else len(forms(it))
        for key, it in messages(catalogue(area, language)).items()
    }

    assert {key: (found[key], wanted[key]) for key in wanted if found[key] != wanted[key]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_translation_keeps_its_figures(area, language):
    wrong = []
    for message in messages(catalogue(area, language)).values():
        asked = figures(message.id[-1] if message.pluralizable else message.id)
        for number, form in enumerate(filter(None, forms(message))):
            told = figures(form)
            few = message.pluralizable and number < MAY_LEAVE_OUT_THE_COUNT[language]
            if told != asked and not (few and set(told) <= set(asked)):
                wrong.append((form, asked, told))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_word_in_all_areas(language):
    words: dict[tuple[str | None, str], dict[tuple[str, ...], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for area in AREAS:
        for key, message in messages(catalogue(area, language)).items():
            if all(forms(message)):
                words[key][forms(message)].append(area)

    assert {key: dict(said) for key, said in words.items() if len(said) > 1} == {}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variant_of_arabic_holds_only_what_differs(variant):
    area = variant.partition("/")[0]
    common = messages(catalogue(area, "ar"))
    with (APPLICATION / variant).open("rb") as file:
        own = messages(read_po(file, locale="ar"))

    assert {key for key in own if key not in common} == set()
    assert [key for key, it in own.items() if not all(forms(it)) or it.string == common[key].string] == []
    assert [key for key, it in own.items() if figures(forms(it)[-1]) != figures(forms(common[key])[-1])] == []


def test_catalogues_are_compiled_where_they_are_missing_or_old(tmp_path):
    folder = tmp_path / "area/locale/fr/LC_MESSAGES"
    folder.mkdir(parents=True)
    words = folder / "django.po"
    words.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "é"\n'
    )

    assert [compile_catalogues(tmp_path), compile_catalogues(tmp_path)] == [1, 0]
    with (folder / "django.mo").open("rb") as file:
        assert read_mo(file).get("a").string == "é"
    assert [path.name for path in sorted(folder.iterdir())] == ["django.mo", "django.po"]


def test_words_are_compiled_before_the_models_of_a_fresh_copy_speak(tmp_path):
    left_out = shutil.ignore_patterns("*.mo", "__pycache__", "build")
    shutil.copytree(APPLICATION, tmp_path / "tansiq", ignore=left_out)
    said = (
        "import django; django.setup(); from django.utils.translation import activate, gettext; activate('ar'); "
        "print(gettext('This cannot be done.'))"
    )
    surroundings = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tansiq.settings", "TANSIQ_HOME": str(tmp_path / "home"),
        "PYTHONPATH": f"{tmp_path}:{APPLICATION.parent}", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", said], env=surroundings, capture_output=True, text=True, check=True
    )

    assert re.findall("[a-z]+", done.stdout) == []


def test_every_catalogue_of_the_node_is_compiled():
    assert [path for path in catalogues() if not path.with_suffix(".mo").exists()] == []
