"""Every code has words in every language, with exactly its figures, and each language stays itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tansiq_desk.words import (
    Voice,
    say,
)
from tansiq_desk.words.catalogue import catalogue, placeholders, sentence
from tansiq_desk.words.languages import CATALOGUES
from tansiq_desk.words.telling import (
    fault_remedy,
)
from tansiq_desk.workbook.codes import CODES as WORKBOOK_CODES
from tansiq_planner.check.codes import CODES as VIOLATION_CODES
from tansiq_planner.errors import Fault
from tansiq_planner.files.codes import CODES as FAULT_CODES
from tansiq_planner.reasons import ASSUMPTIONS, CONFLICTS, REASONS
from tansiq_planner.rules import Rule

ROOT = Path(__file__).parents[2]
ARABIC = re.compile("[\u0600-\u06ff]")
LATIN_WORD = re.compile(r"[A-Za-z_]{2,}")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
PLURALS = re.compile(r"nouns\.(?P<noun>\w+)\.(zero|one|two|few|many|other)")
OWN_CODES = {"lock_form": ("given",), "close_form": ("given",)}
ALL_FAULTS = {**FAULT_CODES, **WORKBOOK_CODES, **OWN_CODES}

TYPED = (".example", ".usage", ".form")
"""Ends of the keys of what people type, the same in every language."""
MEANT_IN_LATIN = {
    # names of formats, keys, commands, environment and forms that every language writes alike
    "UTF", "YAML", "JSON", "SHA", "XLS", "xls", "xlsx", "TTX", "meta", "growth", "max", "signed_on", "in_force_on",
    "true", "false", "ar", "LY", "DZ", "fr", "en", "Ctrl", "LC_ALL", "LC_MESSAGES", "LANG", "POSIX", "convert", "lang",
    "seconds", "work", "seed", "tansiq", "help", "plan", "check", "verify", "compare", "why", "split", "schema", "test",
    "lint", "docs", "bench", "papers", "start", "serve", "set", "up", "TANSIQ_PASSWORD", "host", "backup", "restore", "journal",
    "demo", "exchange", "send", "receive", "status", "now", "TLS", "yaml", "json",
    "agreed", "last", "baseline", "crs", "bg", "border", "ex", "ttx", "rq", "T08",
}  # fmt: skip


def told(lang, key):
    return placeholders(sentence(lang, f"{key}.says")) | placeholders(sentence(lang, f"{key}.remedy"))


def test_all_three_catalogues_have_the_same_keys():
    keys = [{key for key in catalogue(lang) if not key.startswith("nouns.")} for lang in CATALOGUES]

    assert keys[0] == keys[1] == keys[2]


def test_all_three_catalogues_count_the_same_nouns():
    nouns = [{found["noun"].removesuffix("_of") for key in catalogue(lang) if (found := PLURALS.fullmatch(key))}
             for lang in CATALOGUES]  # fmt: skip

    assert nouns[0] == nouns[1] == nouns[2]


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_a_sentence_holds_the_same_figures_in_every_language(lang):
    keys = [key for key in catalogue("en") if not key.startswith("nouns.")]

    assert {key: placeholders(sentence(lang, key)) for key in keys} == {
        key: placeholders(sentence("en", key)) for key in keys
    }


@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_violation_tells_all_its_figures_and_no_other(lang):
    keys = {f"violations.{code.rule.value}.{code.code}": code for code in VIOLATION_CODES}

    assert {key: told(lang, key) for key in keys} == {
        key: {*code.place, *code.figures} for key, code in keys.items()
    }


def test_there_are_no_words_for_violations_that_do_not_exist():
    keys = {".".join(key.split(".")[1:3]) for key in catalogue("en") if key.startswith("violations.")}

    assert keys == {f"{code.rule.value}.{code.code}" for code in VIOLATION_CODES}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_fault_tells_all_its_figures_and_no_other(lang):
    assert {code: told(lang, f"faults.{code}") for code in ALL_FAULTS} == {
        code: set(figures) for code, figures in ALL_FAULTS.items()
    }


def test_there_are_no_words_for_faults_that_do_not_exist():
    assert {key.split(".")[1] for key in catalogue("en") if key.startswith("faults.")} == set(ALL_FAULTS)


@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_fault_without_a_near_word_asks_no_empty_question(lang):
    asking = {code: figures for code, figures in ALL_FAULTS.items() if "nearest" in figures}
    faults = [
        Fault(code, (), dict.fromkeys(figures, "x") | {"nearest": ""}) for code, figures in asking.items()
    ]

    assert [fault_remedy(Voice(lang), fault) for fault in faults] == [
        say(lang, f"faults.{code}.otherwise") for code in asking
    ]


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_rule_has_a_name_and_a_meaning(lang):
    assert {key for key in catalogue(lang) if key.startswith("rules.")} == {
        f"rules.{rule.value}.{part}" for rule in Rule for part in ("name", "means")
    }


def test_every_arabic_sentence_is_in_arabic():
    """Latin words stand in Arabic only where they are typed as they are: formats, keys, commands, languages."""
    foreign = {
        key: words
        for key, text in catalogue("ar").items()
        if not key.endswith(TYPED)
        and (words := set(LATIN_WORD.findall(PLACEHOLDER.sub("", text))) - MEANT_IN_LATIN)
    }

    assert foreign == {}


def test_no_arabic_sentence_is_without_an_arabic_word():
    without = [
        key
        for key, text in catalogue("ar").items()
        if not key.endswith(TYPED)
        and not ARABIC.search(PLACEHOLDER.sub("", text))
        and re.search(r"\w", PLACEHOLDER.sub("", text))
    ]

    assert without == []


def test_no_french_sentence_was_left_in_english():
    same = {
        key for key in catalogue("fr")
        if sentence("fr", key) == sentence("en", key) and " " in PLACEHOLDER.sub("", sentence("fr", key)).strip("(), ")
    }  # fmt: skip

    assert {key for key in same if not key.endswith(TYPED)} == set()


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_counted_noun_of_a_sentence_exists(lang):
    nouns = {found["noun"] for key in catalogue(lang) if (found := PLURALS.fullmatch(key))}
    groups = {
        key.split(".")[1] for key in catalogue(lang) if key.startswith("terms.") and key.count(".") == 2
    }
    written = {"percent", "money", "code", "as_is", "month_day", "yearly_span", "pool_count"}
    used = {spec for text in catalogue(lang).values() for spec in re.findall(r"\{\w+:(\w+)\}", text)}

    assert {spec.removesuffix("_of") for spec in used} - nouns - groups - written == set()


@pytest.mark.parametrize(
    "noun", sorted({m["noun"] for key in catalogue("ar") if (m := PLURALS.fullmatch(key))})
)
def test_every_arabic_noun_has_all_six_forms(noun):
    stem = noun.removesuffix("_of")
    forms = [catalogue("ar").get(f"nouns.{noun}.{form}", catalogue("ar").get(f"nouns.{stem}.{form}"))
             for form in ("zero", "one", "two", "few", "many", "other")]  # fmt: skip

    assert None not in forms


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_reason_and_assumption_has_words_with_its_figures_and_no_other_has(lang):
    known = {
        f"reasons.{rule.value}.{code}": figures
        for (rule, code), figures in {**REASONS, **ASSUMPTIONS, **CONFLICTS}.items()
    }

    assert {
        key: placeholders(sentence(lang, key)) for key in catalogue(lang) if key.startswith("reasons.")
    } == known


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_change_of_a_figure_has_words_with_its_figures_and_no_other_has(lang):
    known = {
        f"relaxations.{rule.value}.{code}": figures - {"allowed"} | {"before", "after"}
        for (rule, code), figures in REASONS.items()
        if "allowed" in figures
    }

    assert {
        key: placeholders(sentence(lang, key)) for key in catalogue(lang) if key.startswith("relaxations.R")
    } == known


def refusals() -> set[str]:
    """Give every code with which the library refuses to plan, from its own source."""
    calls = [
        node.args[0]
        for path in (ROOT / "src" / "tansiq_planner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "CannotPlanError"
    ]
    parts = [[call.body, call.orelse] if isinstance(call, ast.IfExp) else [call] for call in calls]
    return {part.value for choice in parts for part in choice if isinstance(part, ast.Constant)}


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_refusal_to_plan_has_words_and_a_remedy(lang):
    assert {key for key in catalogue(lang) if key.startswith("plan.cannot.")} == {
        f"plan.cannot.{code}.{part}" for code in {*refusals(), "other"} for part in ("says", "remedy")
    }
