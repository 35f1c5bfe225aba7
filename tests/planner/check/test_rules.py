"""Every rule and every code: a lawful plan is accepted, each break is named and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest
from planner.check import breaks_of_editions, breaks_of_exercises, breaks_of_people
from planner.check.breaking import Break
from planner.small_world import lawful_plan, small_problem

from tansiq_planner.check import CODES, check, violations_of
from tansiq_planner.rules import Rule

TABLES = (breaks_of_editions.BREAKS, breaks_of_people.BREAKS, breaks_of_exercises.BREAKS)
BREAKS = [pytest.param(case, id=name) for table in TABLES for name, case in table.items()]
ALL = [case for table in TABLES for case in table.values()]


def test_the_hand_made_plan_is_lawful():
    report = check(small_problem(), lawful_plan())

    assert report.violations == ()
    assert report.is_lawful


@pytest.mark.parametrize("case", BREAKS)
def test_a_break_is_named_and_nothing_else(case: Break):
    report = check(case.problem, case.plan)

    assert {f"{it.rule} {it.code}" for it in report.violations} == case.codes
    assert not report.is_lawful


@pytest.mark.parametrize("case", BREAKS)
def test_without_the_score_the_same_is_named(case: Break):
    assert violations_of(case.problem, case.plan) == check(case.problem, case.plan).violations


@pytest.mark.parametrize("case", BREAKS)
def test_a_violation_carries_the_place_and_figures_of_its_code(case: Break):
    table = {(code.rule, code.code): (set(code.place), set(code.figures)) for code in CODES}

    for violation in check(case.problem, case.plan).violations:
        assert (set(violation.place), set(violation.figures)) == table[violation.rule, violation.code]


def test_every_code_of_the_table_is_provoked_once_at_least():
    assert {code for case in ALL for code in case.codes} == {f"{code.rule} {code.code}" for code in CODES}


def test_every_rule_has_a_code_and_no_code_stands_twice():
    assert [code.rule for code in CODES] == sorted(code.rule for code in CODES)
    assert {code.rule for code in CODES} == set(Rule)
    assert max(Counter((code.rule, code.code) for code in CODES).values()) == 1


def test_no_two_breaks_share_a_name():
    assert sum(len(table) for table in TABLES) == len({name for table in TABLES for name in table})
