"""A search in the background: what it keeps, what a cancel, a crash or a second one leaves."""

from datetime import date, datetime, timedelta

import pytest

from tansiq.core.errors import NotAllowed, Refused
from tansiq.core.models import JournalLine
from tansiq.organisations.models import Unit
from tansiq.people.models import Role
from tansiq.planning import services, tasks
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.rules import RunState
from tansiq.planning.services.runs import AlreadyPlanning, carry_out
from tansiq.training.models import Course, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(person, at):
    def asked(**given):
        wanted = {"option": "A", "work": 1, "title": "", "baseline": None, "by": person("planner"), "at": at}
        return services.start_run(programme=Programme.objects.get(), **wanted | given)

    return asked


def test_search_keeps_a_lawful_plan_with_what_was_fixed(ask, person, at) -> None:
    plan = PlanVersion.objects.get(number=1)
    edition = opened(plan).plan.editions[3]
    services.lock_edition(code=plan.code, edition_id=edition.id, by=person("planner"), at=at)
    run = ask(baseline=plan)

    carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, run.result.number, run.result.parent, run.result.made_by) == (
        RunState.DONE,
        2,
        plan,
        "planner",
    )
    found = opened(run.result)
    assert (found.violations, found.edition(edition.id) is not None) == ((), True)
    assert run.seconds > 0


def test_second_search_waits_for_the_first(ask) -> None:
    ask()

    with pytest.raises(AlreadyPlanning):
        ask()


@pytest.mark.parametrize("username", ["unit", "school", "exdirector", "auditor", "administrator"])
def test_only_who_approves_or_the_working_group_has_plans_made(ask, person, username: str) -> None:
    with pytest.raises(NotAllowed):
        ask(by=person(username))


@pytest.mark.parametrize("username", ["director", "cooperation"])
def test_whoever_approves_for_a_party_locks_closes_days_and_has_plans_made(
    ask, person, at, username: str
) -> None:
    plan, someone = PlanVersion.objects.get(number=1), person(username)
    code = plan.programme.code
    for edition in opened(plan).plan.editions[:3]:
        services.lock_edition(code=plan.code, edition_id=edition.id, by=someone, at=at)
    days = {"first_on": date(2026, 2, 18), "last_on": date(2026, 3, 19)}
    services.keep_days_free(programme=code, **days, by=someone, at=at)

    run = ask(by=someone)

    assert (run.by, len(run.locks)) == (username, 4)
    services.unlock(programme=code, lock_code=plan.programme.locks.first().code, by=someone, at=at)
    assert plan.programme.locks.count() == 3


def test_who_works_for_one_side_is_not_told_faults_of_what_they_do_not_see(ask, person) -> None:
    Unit.objects.filter(code="u-ly-med").update(training_headcount=2, released_to="")

    with pytest.raises(Refused) as refusal:
        ask(by=person("cooperation"))
    assert "u-ly-med" not in str(refusal.value)
    assert "participants" not in str(refusal.value)


def test_cancelled_before_it_began_it_never_begins(ask, person, at) -> None:
    run = ask()
    services.cancel_run(run_id=run.pk, by=person("planner"), at=at)

    carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.CANCELLED, None)
    ask()  # and another may be asked for


def test_cancelled_twice_is_told_once(ask, person, at) -> None:
    run = ask()
    services.cancel_run(run_id=run.pk, by=person("planner"), at=at)
    before = JournalLine.objects.count()

    services.cancel_run(run_id=run.pk, by=person("planner"), at=at)

    assert JournalLine.objects.count() == before


def test_search_whose_worker_is_gone_is_broken_off(ask, at) -> None:
    lost, alive = ask(), None
    PlanningRun.objects.filter(pk=lost.pk).update(state=RunState.RUNNING, beat_at=at - timedelta(seconds=31))
    assert services.break_off_silent_runs(at=at) == 1
    alive = ask()
    PlanningRun.objects.filter(pk=alive.pk).update(state=RunState.RUNNING, beat_at=at - timedelta(seconds=2))

    assert services.break_off_silent_runs(at=at) == 0
    lost.refresh_from_db()
    assert lost.state == RunState.BROKEN_OFF


@pytest.mark.parametrize(("beat", "state"), [("23:59:50", "running"), ("23:58:00", "broken_off")])
def test_search_on_the_fixed_day_goes_on_over_midnight(ask, at, beat: str, state: str) -> None:
    run = ask()
    day = at.date().isoformat()
    PlanningRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, beat_at=f"{day}T{beat}+00:00")

    services.break_off_silent_runs(at=datetime.fromisoformat(f"{day}T00:00:05+00:00"))

    run.refresh_from_db()
    assert run.state == state


def test_late_worker_of_a_broken_off_search_keeps_nothing(ask) -> None:
    from tansiq.planning.services import runs

    run = ask()
    PlanningRun.objects.filter(pk=run.pk).update(state=RunState.BROKEN_OFF)

    runs._keep(run, {})

    assert PlanVersion.objects.count() == 1


def test_fault_of_the_search_is_kept_with_the_run(ask) -> None:
    run = ask(option="Z")

    carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, run.fault) == (RunState.FAILED, "unknown_option")


def test_asking_hands_the_search_to_the_worker_with_it(person, at) -> None:
    from django_tasks_db.models import DBTaskResult

    run = tasks.ask(
        programme=Programme.objects.get(),
        option="A",
        work=1,
        title="",
        baseline=None,
        by=person("planner"),
        at=at,
    )

    assert [it.args_kwargs["args"] for it in DBTaskResult.objects.all()] == [[run.pk]]


def test_programme_with_a_fault_is_told_in_words_before_anything_starts(ask) -> None:
    Unit.objects.filter(code="u-ly-med").update(training_headcount=2)  # fewer than it sends to an exercise

    with pytest.raises(ProgrammeFaulty, match=r"ex-26-ftx\.participants\.1\.headcount"):
        ask()
    assert PlanningRun.objects.count() == 0


def test_fault_of_the_programme_in_a_hidden_record_is_told_to_no_planner_of_the_other_side(
    person, at
) -> None:
    Role.objects.create(code="role-plans", owner="ly", may="run_solver")
    person("director").roles.add(Role.objects.get(code="role-plans"))
    Venue.objects.filter(code="v-dz-border").update(capacity=1, released_to="")
    Course.objects.filter(owner="dz").update(released_to="")
    asked = {
        "programme": Programme.objects.get(),
        "option": "A",
        "work": 1,
        "title": "",
        "baseline": None,
        "at": at,
    }

    told = {}
    for name in ("director", "planner"):
        with pytest.raises(Refused) as refused:
            services.start_run(**asked, by=person(name))
        told[name] = (type(refused.value), "crs-bg-101" in str(refused.value))

    assert told == {"director": (Refused, False), "planner": (ProgrammeFaulty, True)}
