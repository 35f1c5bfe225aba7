"""A plan comes back as it was written, and a plan that was tampered with or belongs elsewhere does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tansiq_planner.calendar import Window
from tansiq_planner.check import check
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import plan_document, read_plan, read_problem, write_plan
from tansiq_planner.files.codes import CODES
from tansiq_planner.files.plan_file import parts_that_differ, plan_of, plan_sha256, problem_sha256
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.plan_result import result_of, told_otherwise
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Part, SeatsLock
from tansiq_planner.result import OutOfReach, Reason, Relaxation, Result, Settings, Stage, Unplanned
from tansiq_planner.rules import Rule
from tansiq_planner.scorecard import ScoreCard, Share, Spending
from tansiq_planner.solution import Edition, HeldExercise, Plan

PLAN = Plan.of(
    [
        Edition("crs-ihl-101", "v-ly-trip", date(2025, 8, 17), {"rq-013": 20, "rq-001": 20}, {"ip-ly": 3}),
        Edition("crs-exp-plan", "v-ly-trip", date(2025, 9, 7), {"rq-006": 14}, {"ip-stf": 2}),
    ],
    [HeldExercise("ex-25-ttx", date(2025, 11, 11), {"ipc": date(2025, 8, 4), "fpc": date(2025, 10, 6)})],
)
REASON = Reason(
    Rule.ABSENCE_CEILING, "over_ceiling", {"unit": "u-ly-trg"}, {"allowed": 8, "share": Fraction(1, 3)}
)
RELAXATION = Relaxation(
    Rule.ABSENCE_CEILING, "ceiling", {"unit": "u-ly-trg"}, Fraction(7, 20), Fraction(2, 5), 4
)
RESULT = Result(
    plan=PLAN,
    score=ScoreCard(
        seats={1: 54, 2: 0, 3: 0},
        untrained_by_unit={"u-ly-trg": 2},
        cost=61000,
        spending=(Spending("bl-01", "dz", "instruction", 2025, 22080, 260000),),
        by_party={"ly": Share(54, 1000, None)},
    ),
    stages=(
        Stage("seats_1", "most", 54, 60.5, proven=False),
        Stage("cost", "fewest", 61000, float("-inf"), proven=False),
    ),
    settings=Settings("A"),
    stopped_by="work",
    unplanned=(Unplanned("rq-001", 4, (REASON,), (RELAXATION,), ("rq-013",), 24),),
    out_of_reach=(OutOfReach("u-ly-med", "c-com", 50, 30, "never", taught=False),),
    assumptions=(
        Reason(Rule.LEGAL_BASIS, "tacit_renewal", {"accord": "agr-frame"}, {"from": date(2027, 6, 15)}),
    ),
)


@pytest.fixture(scope="module")
def problem():
    return read_problem([Path("examples/example-programme.yaml")])


@pytest.fixture
def document(problem):
    return plan_document(problem, RESULT)


@pytest.fixture
def path(document, tmp_path):
    write_plan(tmp_path / "plan.json", document)
    return tmp_path / "plan.json"


def codes_of(path: Path, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
    with pytest.raises(FaultyFileError) as caught:
        read_plan(path, *args, **kwargs)
    assert {tuple(it.figures) for it in caught.value.faults} == {CODES[it.code] for it in caught.value.faults}
    return [(it.code, it.path) for it in caught.value.faults]


def test_a_plan_comes_back_as_it_was_written(path, document, problem):
    read = read_plan(path, problem)

    assert read.model_dump(mode="json", by_alias=True) == document
    assert plan_of(read) == PLAN
    assert read.editions[0].id == "crs-ihl-101@v-ly-trip@2025-08-17"
    assert (read.editions[0].weeks, read.exercises[0].days) == (1, 3)


def test_a_result_comes_back_as_it_was_written(path, problem):
    asked = replace(RESULT, settings=Settings("A", 2, 30, 5.0, agreed_last=True))
    write_plan(path, plan_document(problem, asked))

    assert result_of(read_plan(path, problem), asked.score) == asked


def test_what_only_looks_like_a_day_or_a_share_stays_a_text(problem, path, document):
    figures = {"a": "2025-02-30", "b": "9999-99-99", "c": "1/0", "d": "٢٠٢٥-٠١-٠١"}
    document["unplanned"][0]["reasons"][0]["figures"] = figures
    write_plan(path, document)

    [row] = result_of(read_plan(path, problem), RESULT.score).unplanned
    assert row.reasons[0].figures == figures


def test_a_length_that_is_not_the_programmes_is_found(problem, path, document):
    document["editions"][0]["weeks"] = 40
    document["exercises"][0]["days"] = 99
    write_plan(path, document | {"plan_sha256": plan_sha256(document)})

    assert codes_of(path, problem) == [
        ("figure_differs", ("editions", "crs-ihl-101@v-ly-trip@2025-08-17", "weeks")),
        ("figure_differs", ("exercises", 0, "days")),
    ]


def test_figures_that_the_checker_does_not_count_are_found(problem, path, document):
    everything = [
        {"id": it.id, "seats": it.seats - PLAN.seats_of(it.id), "possible_alone": None}
        | {"reasons": [], "relaxations": [], "lost_to": []}
        for it in problem.requests.values()
        if it.seats > PLAN.seats_of(it.id)
    ]
    score = check(problem, PLAN).score
    document["unplanned"] = everything
    document["stages"][0]["value"], document["stages"][1]["value"] = score.seats[1], score.cost
    write_plan(path, document)
    honest = list(told_otherwise(read_plan(path, problem), problem, score))
    document["unplanned"] = everything[1:]
    document["unplanned"][0]["seats"] += 1
    document["stages"][0]["value"] += 1
    write_plan(path, document)

    faults = list(told_otherwise(read_plan(path, problem), problem, score))

    assert honest == []
    assert {(it.code, it.path) for it in faults} == {
        ("figure_differs", ("stages", 0, "value")),
        ("missing_seats_differ", ("unplanned",)),
        ("missing_seats_differ", ("unplanned", 0, "seats")),
    }
    assert {tuple(it.figures) for it in faults} == {CODES[it.code] for it in faults}


def test_figures_are_written_as_texts_that_any_reader_keeps(document):
    [row] = document["unplanned"]

    assert row["reasons"][0]["figures"] == {"allowed": 8, "share": "1/3"}
    assert (row["relaxations"][0]["before"], row["relaxations"][0]["after"]) == ("0.35", "0.4")
    assert document["assumptions"][0]["figures"] == {"from": "2027-06-15"}
    assert document["stages"][1]["bound"] is None


def test_the_hash_covers_decisions_and_parts_and_nothing_else(problem, document):
    other_score = replace(RESULT, score=ScoreCard(), stages=(), stopped_by="clock", unplanned=())
    moved = replace(RESULT, plan=Plan.of(list(PLAN.editions[1:]), list(PLAN.exercises)))
    other_parts = replace(problem, parts=(Part("joint", "0" * 64),))

    assert plan_document(problem, other_score)["plan_sha256"] == document["plan_sha256"]
    assert plan_document(problem, moved)["plan_sha256"] != document["plan_sha256"]
    assert plan_document(other_parts, RESULT)["plan_sha256"] != document["plan_sha256"]


def test_the_hash_of_the_problem_covers_what_was_asked(problem):
    asked = [
        problem,
        replace(problem, as_of=date(2026, 1, 4)),
        replace(problem, count_tacit_renewal=False),
        replace(problem, baseline=PLAN),
    ]

    assert len({problem_sha256(it) for it in asked}) == 4


LOCKS = (
    EditionLock("lk-1", "crs-ihl-101", "v-ly-trip", date(2025, 8, 17), {"rq-013": 20}),
    ExerciseLock("lk-2", "ex-25-ttx", date(2025, 11, 11)),
    SeatsLock("lk-3", "rq-006", 14),
    Blackout("lk-4", Window(date(2026, 1, 1), date(2026, 1, 31)), frozenset({"crs-bg-101"}), exercises=True),
    Blackout("lk-5", Window(date(2026, 2, 1), date(2026, 2, 3))),
)


def test_a_plan_says_under_which_locks_it_was_made(problem, tmp_path):
    write_plan(tmp_path / "plan.json", plan_document(replace(problem, locks=LOCKS), RESULT))

    read = read_plan(tmp_path / "plan.json", problem)

    assert under_locks_of(problem, read).locks == LOCKS
    assert under_locks_of(replace(problem, locks=LOCKS[:2]), read).locks == LOCKS


def test_locks_are_part_of_the_problem_and_not_of_the_decisions(problem, document):
    locked = replace(problem, locks=LOCKS)

    assert problem_sha256(locked) != problem_sha256(problem)
    assert plan_document(locked, RESULT)["plan_sha256"] == document["plan_sha256"]


def test_a_plan_written_before_plans_named_their_locks_is_read(path, document, problem):
    path.write_text(json.dumps({key: value for key, value in document.items() if key != "locks"}))

    assert under_locks_of(problem, read_plan(path, problem)).locks == ()


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ({"id": "lk-1"}, ("lock_without_kind", ("locks", "lk-1"))),
        ({"id": "lk-1", "exercise": "ex-25-ttx"}, ("missing_key", ("locks", "lk-1", "start"))),
        (
            {"id": "lk-1", "request": "rq-999", "seats_at_least": 2},
            ("no_such_id", ("locks", "lk-1", "request")),
        ),
        (
            {"id": "lk-1", "edition": {"course": "crs-x", "venue": "v-ly-trip", "start": "2025-08-17"}},
            ("no_such_id", ("locks", "lk-1", "edition", "course")),
        ),
    ],
)
def test_a_lock_of_a_plan_is_judged_as_one_of_a_programme(path, document, problem, lock, fault):
    path.write_text(json.dumps({**document, "locks": [lock]}))

    assert codes_of(path, problem) == [fault]


def test_a_decision_changed_by_hand_is_found(path, problem):
    path.write_text(path.read_text().replace('"rq-006": 14', '"rq-006": 13'))

    assert codes_of(path, problem) == [("hash_mismatch", ("plan_sha256",))]


def test_layout_and_order_of_keys_do_not_matter(path, document, problem):
    path.write_text(json.dumps(document, sort_keys=True))

    assert plan_of(read_plan(path, problem)) == PLAN


def test_a_plan_of_other_parts_is_told_and_can_still_be_a_baseline(path, problem):
    changed = replace(problem, parts=(Part("joint", "0" * 64), Part("ly", "1" * 64)))

    assert codes_of(path, changed) == [("other_parts", ("parts",))]
    assert parts_that_differ(read_plan(path), changed) == ("joint", "ly")
    assert plan_of(read_plan(path, changed, allow_other_parts=True)) == PLAN


def test_a_plan_of_another_programme_is_refused(path, problem):
    other = replace(problem, id="prog-other")

    assert codes_of(path, other, allow_other_parts=True) == [("other_programme", ("programme",))]


def test_a_plan_that_names_what_is_not_there_is_refused(path, problem):
    smaller = replace(problem, pools={name: pool for name, pool in problem.pools.items() if name != "ip-stf"})

    gone = ("editions", "crs-exp-plan@v-ly-trip@2025-09-07", "instructors", "ip-stf")
    assert codes_of(path, smaller) == [("no_such_id", gone)]


def test_a_plan_has_a_shape(path):
    path.write_text(path.read_text().replace('"stopped_by": "work"', '"stopped_by": "sleep"'))

    assert codes_of(path) == [("not_one_of", ("stopped_by",))]


def test_an_edition_has_the_id_of_its_course_venue_and_day(path):
    path.write_text(path.read_text().replace("crs-exp-plan@v-ly-trip@2025-09-07", "crs-exp-plan@v-ly-trip"))

    assert codes_of(path) == [
        ("other_edition_id", ("editions", "crs-exp-plan@v-ly-trip", "id")),
        ("hash_mismatch", ("plan_sha256",)),
    ]
