"""How much of what a party receives comes from others, and what each side carries: counted by hand, and as properties."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from planner.check.breaking import SMALL
from planner.small_world import LAW_2, LAW_3, PATROL_2, lawful_plan

from tansiq_planner.check import check
from tansiq_planner.dependency import Part, dependencies
from tansiq_planner.problem import Problem
from tansiq_planner.sharing import Carried, sharing
from tansiq_planner.solution import Edition, Plan

PARTIES = ("north", "south")
OTHER = {"north": "south", "south": "north", "east": "east"}


def by_party(problem: Problem, plan: Plan):
    return {it.party: it for it in dependencies(problem, plan)}


def test_figures_are_those_counted_by_hand():
    south = by_party(SMALL, lawful_plan())["south"]

    assert south.whole.parts == (Part(17, 19), Part(23, 27), Part(17, 45), Part(25, 45))
    assert south.by_year[2027].parts == (Part(3, 3), Part(6, 6), Part(6, 6), Part(6, 6))
    assert [row.edition for row in south.by_year[2027].received] == [PATROL_2.id]
    assert south.whole.index == 17 / 19


def test_index_of_the_only_party_that_receives_is_what_the_score_card_leaves_to_others():
    score = check(SMALL, lawful_plan()).score

    found = by_party(SMALL, lawful_plan())["south"].whole.course_weeks

    assert found == Part(score.course_weeks - score.national_weeks, score.course_weeks)


def test_party_that_receives_nothing_has_no_figure():
    north = by_party(SMALL, lawful_plan())["north"]

    assert north.whole.parts == (Part(0, 0),) * 4
    assert (north.whole.index, north.whole.received) == (None, ())
    assert {year: it.index for year, it in north.by_year.items()} == {2026: None, 2027: None}


def test_courses_led_alone_are_nobody_elses():
    assert by_party(SMALL, Plan.of([LAW_2, LAW_3], []))["south"].whole.index == 0


def test_one_instructor_from_elsewhere_is_enough_not_to_lead_alone():
    mixed = replace(LAW_2, instructors={"south-staff": 2, "north-staff": 1})

    found = by_party(SMALL, Plan.of([mixed], []))["south"].whole

    assert (found.course_weeks, found.instructor_weeks) == (Part(1, 1), Part(1, 3))


def test_observer_is_no_party_to_it():
    assert tuple(by_party(SMALL, lawful_plan())) == PARTIES


def test_each_side_carries_what_was_counted_by_hand():
    assert sharing(SMALL, lawful_plan()) == (Carried("north", 54, 1, 115), Carried("south", 44, 2, 20))


owners = st.sampled_from(("north", "south", "east"))
instructors = st.dictionaries(st.sampled_from((*SMALL.pools, "unknown")), st.integers(0, 4))
editions = st.builds(
    lambda course, venue, old, seats, teaching: Edition(course, venue, old.start, seats, teaching),
    st.sampled_from(tuple(SMALL.courses)), st.sampled_from((*SMALL.venues, "nowhere")),
    st.sampled_from(lawful_plan().editions), st.dictionaries(st.sampled_from(tuple(SMALL.requests)), st.integers(0, 9)),
    instructors,
)  # fmt: skip
plans = st.lists(editions, max_size=9).map(lambda found: Plan.of(found, list(lawful_plan().exercises)))


@st.composite
def problems(draw):
    """Give the small world with its units, venues and pools in anyone's hands."""
    owned = {
        kind: {name: replace(it, party=draw(owners)) for name, it in getattr(SMALL, kind).items()}
        for kind in ("units", "venues", "pools")
    }
    return replace(SMALL, **owned)


def swapped(problem: Problem) -> Problem:
    """Give the same world with the two nations in each other's place."""
    owned = {
        kind: {name: replace(it, party=OTHER[it.party]) for name, it in getattr(problem, kind).items()}
        for kind in ("units", "venues", "pools")
    }
    exercises = {
        name: replace(it, hosts=frozenset(OTHER[host] for host in it.hosts))
        for name, it in problem.exercises.items()
    }
    return replace(problem, exercises=exercises, **owned)


@given(problems(), plans)
def test_every_share_is_between_none_and_all_and_years_add_up(problem: Problem, plan: Plan):
    for found in dependencies(problem, plan):
        for each in (found.whole, *found.by_year.values()):
            for part in each.parts:
                assert 0 <= part.of_others <= part.all
                assert part.share is None if part.all == 0 else 0 <= part.share <= 1
            assert bool(each.received) == (each.index is not None)
        for whole, *years in zip(
            found.whole.parts, *(it.parts for it in found.by_year.values()), strict=True
        ):
            assert (whole.of_others, whole.all) == (
                sum(y.of_others for y in years),
                sum(y.all for y in years),
            )


@given(problems(), plans)
def test_parties_in_each_others_place_have_each_others_figures(problem: Problem, plan: Plan):
    here, there = by_party(problem, plan), by_party(swapped(problem), plan)

    assert {party: (it.whole, it.by_year) for party, it in here.items()} == {
        party: (there[OTHER[party]].whole, there[OTHER[party]].by_year) for party in PARTIES
    }
    carried = {it.party: (it.people_weeks, it.exercises, it.instructor_days) for it in sharing(problem, plan)}
    mirrored = sharing(swapped(problem), plan)
    assert carried == {
        OTHER[it.party]: (it.people_weeks, it.exercises, it.instructor_days) for it in mirrored
    }
