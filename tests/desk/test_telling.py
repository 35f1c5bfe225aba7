"""What the planner and the reader of files found, in sentences: violations, reasons, faults, names, stages."""

from __future__ import annotations

import pytest

from tansiq_desk.words import LANGUAGES, Voice, say
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
from tansiq_planner.errors import Fault
from tansiq_planner.result import Reason, Relaxation
from tansiq_planner.rules import Rule, Violation


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
