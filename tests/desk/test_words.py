"""Every code has words in every language, with exactly its figures, and each language stays itself."""

from __future__ import annotations

import ast
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tansiq_desk.words import (
    LANGUAGES,
    NoWordsError,
    UnknownLanguageError,
    Voice,
    language_named,
    language_of,
    say,
)
from tansiq_desk.words.catalogue import catalogue, placeholders, sentence
from tansiq_desk.words.languages import CATALOGUES, date_text, number_text
from tansiq_desk.words.telling import (
    fault_place,
    fault_remedy,
    fault_text,
    place_text,
    reason_text,
    relaxation_text,
    rule_text,
    stage_text,
    violation_remedy,
    violation_text,
)
from tansiq_desk.workbook.codes import CODES as WORKBOOK_CODES
from tansiq_planner.check.codes import CODES as VIOLATION_CODES
from tansiq_planner.errors import Fault
from tansiq_planner.files.codes import CODES as FAULT_CODES
from tansiq_planner.reasons import ASSUMPTIONS, CONFLICTS, REASONS
from tansiq_planner.result import Reason, Relaxation
from tansiq_planner.rules import Rule, Violation

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
    ("number", "said"),
    [
        (0, "لا مقاعد"),
        (1, "مقعد واحد"),
        (2, "مقعدان"),
        (3, "3 مقاعد"),
        (10, "10 مقاعد"),
        (11, "11 مقعدًا"),
        (99, "99 مقعدًا"),
        (100, "100 مقعد"),
        (102, "102 مقعد"),
        (103, "103 مقاعد"),
        (1079, "1\u00a0079 مقعدًا"),
    ],
)
def test_arabic_counts_seats_in_six_forms(number, said):
    assert Voice("ar", isolates=False).figure(number, "seat") == said


@pytest.mark.parametrize(("number", "said"), [(2, "مقعدين"), (0, "0 مقعد"), (1, "مقعد واحد"), (5, "5 مقاعد")])
def test_arabic_puts_the_dual_in_the_right_case(number, said):
    assert Voice("ar", isolates=False).figure(number, "seat_of") == said


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("fr", 0, "0 place"),
        ("fr", 1, "1 place"),
        ("fr", 2, "2 places"),
        ("en", 0, "0 seats"),
        ("en", 1, "1 seat"),
    ],
)
def test_french_and_english_count_seats(lang, number, said):
    assert Voice(lang).figure(number, "seat") == said


@pytest.mark.parametrize(
    "noun", sorted({m["noun"] for key in catalogue("ar") if (m := PLURALS.fullmatch(key))})
)
def test_every_arabic_noun_has_all_six_forms(noun):
    stem = noun.removesuffix("_of")
    forms = [catalogue("ar").get(f"nouns.{noun}.{form}", catalogue("ar").get(f"nouns.{stem}.{form}"))
             for form in ("zero", "one", "two", "few", "many", "other")]  # fmt: skip

    assert None not in forms


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ar", "7 يوليو 2025"),
        ("ar-LY", "7 يوليو 2025"),
        ("ar-DZ", "7 جويلية 2025"),
        ("fr", "7 juillet 2025"),
        ("en", "7 July 2025"),
    ],
)
def test_months_are_named_as_each_staff_names_them(lang, said):
    assert date_text(lang, date(2025, 7, 7)) == said


def test_the_first_of_a_month_is_premier_in_french():
    assert date_text("fr", date(2025, 9, 1)) == "1er septembre 2025"


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("ar", 1234567, "1\u00a0234\u00a0567"),
        ("fr", 3188.4, "3\u00a0188,4"),
        ("en", 3188.4, "3\u00a0188.4"),
        ("en", -0.04, "0"),
        ("en", -12, "\u221212"),
        ("en", 1.96, "2"),
    ],
)
def test_numbers_have_western_digits_and_no_break_spaces(lang, number, said):
    assert number_text(lang, number) == said


def test_shares_money_and_spans_are_written_as_each_language_does():
    voice = Voice("fr", currency="XTS")

    assert voice.figure(Fraction(1, 4)) == "25\u00a0%".replace("\u00a0", " ")
    assert voice.figure(1200, "money") == "1\u00a0200\u00a0XTS"
    assert voice.figure(("06-15 09-01",), "yearly_span") == "du 15 juin au 1er septembre"
    assert voice.figure("02-29", "month_day") == "29 février"


def test_codes_and_numbers_of_arabic_are_isolated_in_pairs_and_of_french_never():
    figures = {"unit": "u-ly-stf", "week": "2025-10-05", "found": 14, "allowed": 9}
    spoken = {lang: say(lang, "violations.R06.over_ceiling.says", **figures) for lang in ("ar", "fr")}

    assert [spoken["ar"].count(mark) for mark in "\u2068\u2069"] == [4, 4]
    assert [spoken["fr"].count(mark) for mark in "\u2068\u2069"] == [0, 0]


def test_a_thing_is_called_by_its_name_in_the_language_and_else_in_another():
    names = {"u-1": {"ar": "الوحدة الأولى", "fr": "Première unité"}, "u-2": {"ar": "الوحدة الثانية"}}

    assert Voice("fr", names).name("u-1") == "Première unité"
    assert Voice("en", names).name("u-2") == "الوحدة الثانية"
    assert Voice("ar", names, isolates=False).name("u-3") == "u-3"
    assert Voice("en").name("c@v@2025-09-07") == "c (v, 7 September 2025)"


def test_a_violation_a_reason_and_a_relaxation_become_sentences():
    place = {"unit": "u-1", "week": "2025-10-05"}
    violation = Violation(Rule.ABSENCE_CEILING, "over_ceiling", place, {"found": 14, "allowed": 9})
    reason = Reason(Rule.ABSENCE_CEILING, "over_ceiling", {"unit": "u-1"}, {"allowed": 9})
    change = Relaxation(Rule.ABSENCE_CEILING, "over_ceiling", {"unit": "u-1"}, 9, 11, 2)
    voice = Voice("en")

    assert rule_text(voice, violation.rule) == "R06 Absence ceiling"
    assert violation_text(voice, violation) == (
        "u-1 has 14 people away on courses in the week of 5 October 2025; its ceiling is 9."
    )
    assert violation_remedy(voice, violation) == "Move some of its seats to other weeks."
    assert place_text(voice, place) == "unit: u-1, week of: 5 October 2025"
    assert reason_text(voice, reason) == "u-1 may have at most 9 people away on courses in one week."
    assert (
        relaxation_text(voice, change) == "An absence ceiling of 11 instead of 9 for u-1 would bring 2 seats."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_reason_or_relaxation_still_names_its_rule(lang):
    reason, change = Reason(Rule.VENUE, "brand_new"), Relaxation(Rule.VENUE, "brand_new", {}, 1, 2, 3)

    assert reason_text(Voice(lang), reason) == say(lang, "rules.R10.means")
    assert say(lang, "rules.R10.name") in relaxation_text(Voice(lang), change)


def test_a_fault_is_told_with_its_place():
    fault = Fault(
        "unknown_key", ("units", "u-1", "sector"), {"key": "secter", "nearest": "sector"}, "a.yaml", 12, 5
    )

    assert fault_place(Voice("en"), fault) == "a.yaml, line 12, column 5, units.u-1.sector"
    assert fault_text(Voice("en"), fault) == "The key secter is not known here."
    assert fault_remedy(Voice("en"), fault) == "Did you mean sector?"
    assert fault_place(Voice("en"), Fault("cell_formula", (), {}, "a.xlsx", sheet="Units", cell="B4")) == (
        "a.xlsx, sheet Units, cell B4"
    )


def test_stages_and_phases_have_names():
    voice = Voice("en")

    assert stage_text(voice, "seats_2") == "seats of priority 2"
    assert stage_text(voice, "exercises_4") == "exercises of level 4"
    assert stage_text(voice, "greedy") == "first plan"
    assert stage_text(voice, "something") == "something"


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "ar"),
        ({"LANG": "C"}, "ar"),
        ({"LANG": "C.UTF-8"}, "ar"),
        ({"LANG": "POSIX"}, "ar"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_DZ@euro"}, "fr"),
        ({"LANG": "ar_DZ.UTF-8"}, "ar-DZ"),
        ({"LANG": "ar_TN"}, "ar"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "ar"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR"}, "fr"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR", "LC_ALL": "ar_LY"}, "ar-LY"),
        ({"LANG": "en_US", "LC_ALL": ""}, "en"),
    ],
)
def test_the_environment_chooses_the_language_and_arabic_comes_first(environment, lang):
    assert language_of(environment) == lang


def test_a_language_is_named_in_any_case_and_an_unknown_one_is_refused():
    assert language_named("AR_dz") == "ar-DZ"
    with pytest.raises(UnknownLanguageError):
        language_named("de")


def test_a_key_without_words_is_refused():
    with pytest.raises(NoWordsError):
        say("fr", "rules.R99.name")


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
