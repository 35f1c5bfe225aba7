"""Commands that judge plans: verify, compare, why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.why import show_neighbour
from tansiq_desk.words import Voice
from tansiq_desk.words.languages import CATALOGUES
from tansiq_desk.words.telling import stage_text
from tansiq_planner.compare import CostEffect
from tansiq_planner.files.plan_file import plan_document, plan_of, read_plan
from tansiq_planner.neighbours import FigureChange, Neighbour
from tansiq_planner.problem import SeatsLock
from tansiq_planner.result import Result, Settings
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Edition
from tests.desk.command_line import EXAMPLE, ROOT, edition, run

pytestmark = pytest.mark.usefixtures("speaks_english")


@pytest.mark.parametrize("lang", CATALOGUES)
@pytest.mark.parametrize(("name", "end"), [("nothing", 0), ("lawful", 0), ("unlawful", 1)])
def test_verify_ends_with_1_where_a_rule_is_broken(capsys, plans, name, end, lang):
    code, answer, complaint = run(capsys, "verify", EXAMPLE, plans[name], "--lang", lang)

    assert (code, complaint) == (end, "")
    assert ("R06" in answer) == (end == 1)


def test_verify_takes_the_example_where_only_a_plan_is_named(capsys, plans):
    assert run(capsys, "verify", plans["lawful"]) == run(capsys, "verify", EXAMPLE, plans["lawful"])


def test_verify_obeys_the_locks_asked_for(capsys, plans):
    code, answer, _ = run(capsys, "verify", plans["lawful"], "--lock", "rq-001=9")

    assert code == 1
    assert "R20 Locks: The lock asked-1 gives rq-001 at least 9 seats; the plan has 8." in answer


def test_verify_judges_a_plan_under_the_locks_it_was_made_under(capsys, plans, problem, tmp_path):
    plan = plan_of(read_plan(plans["lawful"], problem))
    locked = replace(problem, locks=(SeatsLock("asked-1", "rq-001", 9),))
    document = plan_document(locked, Result(plan, ScoreCard(), (), Settings(), "finished"))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    code, answer, _ = run(capsys, "verify", path, "--lock", "rq-011=9")

    assert code == 1
    assert "R20 Locks: The lock asked-1 gives rq-001 at least 9 seats; the plan has 8." in answer
    assert "R20 Locks: The lock asked-2 gives rq-011 at least 9 seats; the plan has 8." in answer


def test_verify_refuses_a_plan_that_was_changed(capsys, plans, tmp_path):
    document = json.loads(plans["lawful"].read_text(encoding="utf-8"))
    document["editions"][0]["seats"]["rq-001"] = 7
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    code, answer, complaint = run(capsys, "verify", changed)

    assert (code, answer) == (2, "")
    assert "The plan was changed after it was made" in complaint


@pytest.mark.parametrize("command", ["verify", "papers"])
def test_a_plan_that_tells_a_figure_wrong_is_refused_and_nothing_written(capsys, tmp_path, command):
    document = json.loads((ROOT / "examples/example-plan-a.json").read_text(encoding="utf-8"))
    document["stages"][0]["value"] += 1  # outside the hash of the plan
    told = tmp_path / "told.json"
    told.write_text(json.dumps(document), encoding="utf-8")
    out = ["--out", tmp_path / "out"] if command == "papers" else []
    code, answer, complaint = run(capsys, command, EXAMPLE, told, *out)

    assert (code, answer) == (2, "")
    assert "638 stands here; 637 is right." in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["told.json"]


def test_compare_says_what_differs_and_what_it_does_to_units(capsys, plans):
    code, answer, _ = run(capsys, "compare", plans["nothing"], plans["lawful"], "--with", EXAMPLE)

    assert code == 0
    assert [line for line in answer.splitlines() if not line.startswith(" ")] == [
        f"From {plans['nothing']} to {plans['lawful']}",
        "Added editions",
        "Effect on requests",
        "Effect on units",
        "Effect on money",
    ]
    assert [line for line in answer.splitlines() if line.startswith("  rq-001")] == [
        "  rq-001, Training Directorate Instructor Cadre, Humanitarian law and border conduct: 8 seats instead of 0"
    ]
    assert "  seats of priority 1: 16 instead of 0" in answer.splitlines()


@pytest.mark.parametrize("lang", CATALOGUES)
def test_compare_of_a_plan_with_itself_is_one_line(capsys, plans, lang):
    code, answer, _ = run(capsys, "compare", plans["lawful"], plans["lawful"], "--lang", lang)

    assert (code, len(answer.splitlines())) == (0, 1)


@pytest.mark.parametrize("lang", CATALOGUES)
def test_why_tells_what_the_neighbouring_weeks_would_do(capsys, plans, problem, lang):
    name = edition(problem, {}).id
    code, answer, complaint = run(capsys, "why", plans["lawful"], name, "--lang", lang)

    assert (code, complaint) == (0, "")
    assert "R02" in answer


@pytest.mark.parametrize("lang", CATALOGUES)
def test_why_tells_what_a_lawful_neighbour_would_give_up_gain_and_cost(capsys, lang):
    week = Neighbour(
        date(2025, 9, 14),
        (),
        {"rq-001": 3},
        {"ip-stf": 1},
        (
            FigureChange("seats_1", 20, 17, is_gain=False),
            FigureChange("untrained", 9, 8, is_gain=True),
            FigureChange("cost", 500, 430, is_gain=True),
        ),
        (CostEffect(None, "ly", "travel", 2025, 100, 30),),
    )
    voice = Voice(lang)

    show_neighbour(Desk(voice), Edition("c", "v", date(2025, 9, 7), {"rq-001": 3}, {"ip-ly": 2}), week)

    lines = [line.strip().lstrip("\u200f") for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        voice.say("commands.why.lawful_without", start=week.start, seats=3),
        voice.say("commands.why.gives_up", request="rq-001", seats=3),
        voice.say("commands.why.taught_by", instructors=("ip-stf 1",)),
        voice.say("commands.why.lost", what=stage_text(voice, "seats_1"), before=20, after=17),
        voice.say("commands.why.gained", what=stage_text(voice, "untrained"), before=9, after=8),
        voice.say("commands.why.saves", amount=70),
        voice.say("commands.compare.cost", payer="ly", kind="travel", year="2025", before=100, after=30),
    ]


def test_why_of_something_unknown_is_wrong_usage(capsys, plans):
    code, answer, complaint = run(capsys, "why", plans["lawful"], "rq-999")

    assert (code, answer) == (2, "")
    assert complaint.startswith("Neither plan nor programme has rq-999.")
