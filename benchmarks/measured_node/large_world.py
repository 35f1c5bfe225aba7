"""A node with a world a hundred times the example: 2,000 units, 20,000 requests, 50 plan versions, none of it real.

The programme is that of the planner's size L, filled by priority as a person would (a search would take minutes and
shows the same pages); its 4,002 requests stand, those of ten earlier years are done with. Every version lacks one edition
more than the next, and the checker judged each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from benchmarks.generator import SIZES, make_programme
from benchmarks.peers.first_fit import first_fit
from tansiq.core.moment import moment
from tansiq.core.rules import JOINT, Mode
from tansiq.core.services import NodeItself, set_up_node, write_line
from tansiq.people.models import Role
from tansiq.people.services import add_person
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries import programme_text
from tansiq.planning.rules import PlanState
from tansiq.planning.services import load_programme
from tansiq.training.models import Request
from tansiq.training.rules import RequestState
from tansiq_planner.check import check
from tansiq_planner.files import plan_document, read_problem_text
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result, Settings, Unplanned
from tansiq_planner.solution import Plan

SIZE, SEED = "L", 1
REQUESTS, VERSIONS, LINES = 20_000, 50, 5_000
AT = moment(date(2026, 1, 4))
BY = NodeItself()
HOME = "south"
PARTIES = {"planner": JOINT, "auditor": JOINT}
ROLES = {
    "director": ["approve_request", "approve_plan", "read_readiness"],
    "unit": ["file_need", "confirm_rating"],
    "planner": ["run_solver", "edit_draft", "compare_scenarios"],
    "auditor": ["read_all_log"],
}
PAST = (RequestState.FULFILLED, RequestState.PARTLY, RequestState.REFUSED, RequestState.LAPSED)
YEARS, HORIZON_YEARS = 10, 2
"""Years of the past, which end where the two of the programme begin."""
STATES = {40: PlanState.IN_EXECUTION, 49: PlanState.PROPOSED, 50: PlanState.DRAFT}
"""Versions that still stand; of the others nothing came."""


def make() -> None:
    """Fill an empty node."""
    set_up_node(party=HOME, mode=Mode.SHARED_OFFICE, fixed_day=AT.date(), by=BY, at=AT)
    programme = _loaded()
    for role in Role.objects.order_by("pk"):
        add_person(
            username=role.code, full_name=role.code, email="", party=HOME, locale="ar", roles=[role],
            password="for the benchmark alone", by=BY, at=AT,  # noqa: S106 - of no real node
        )  # fmt: skip
    _ask_in_earlier_years()
    _keep_versions(programme)
    _fill_journal()


def _loaded() -> Programme:
    whole = make_programme(SIZES[SIZE], SEED)
    whole["user_roles"] = [
        {
            "id": name,
            "party": PARTIES.get(name, HOME),
            "org": whole["organisations"][0]["id"],
            "may": may,
        }
        for name, may in ROLES.items()
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "large.json"
        file.write_text(json.dumps(whole))
        return load_programme(paths=[file], source="generated", by=BY, at=AT)


def _ask_in_earlier_years() -> None:
    asked = list(Request.objects.select_related("unit", "course").order_by("pk"))
    missing = REQUESTS - len(asked)
    states = cycle(PAST)
    Request.objects.bulk_create(
        Request(
            code=f"past-{number}", owner=it.owner, unit=it.unit, course=it.course, seats=it.seats,
            by_on=it.by_on - timedelta(days=365 * (HORIZON_YEARS + number % YEARS)), priority=it.priority,
            state=next(states), released_to=it.released_to, source="generated", folded=f"past-{number}",
        )
        for number, it in enumerate(islice(cycle(asked), missing))
    )  # fmt: skip


def _keep_versions(programme: Programme) -> None:
    document = programme_text(programme, AT.date())
    problem = read_problem_text(document)
    for number, plan in enumerate(reversed(list(_fewer(problem, first_fit(problem)))), 1):
        written = plan_document(problem, _judged(problem, plan))
        PlanVersion.objects.create(
            code=f"{programme.code}-v{number}", owner=JOINT, programme=programme, number=number, option="B",
            state=STATES.get(number, PlanState.WITHDRAWN),
            document=json.dumps(written, ensure_ascii=False), programme_document=document,
            plan_sha256=written["plan_sha256"], problem_sha256=written["problem_sha256"], made_by="node", made_at=AT,
        )  # fmt: skip


def _fewer(problem: Problem, plan: Plan) -> Iterator[Plan]:
    """Give the plan, then the plan without one of its editions, without two, and so on, as far as each is lawful."""
    yield plan
    left = VERSIONS - 1
    for edition in sorted(plan.editions, key=lambda it: it.start, reverse=True):
        fewer = replace(plan, editions=tuple(it for it in plan.editions if it.id != edition.id))
        if left and check(problem, fewer).is_lawful:
            plan, left = fewer, left - 1
            yield plan


def _judged(problem: Problem, plan: Plan) -> Result:
    given = Counter[str]()
    for edition in plan.editions:
        given.update(edition.seats)
    missing = (
        *(Unplanned(it.id, it.seats - given[it.id]) for it in problem.requests.values() if given[it.id] < it.seats),
        *(Unplanned(it, 0) for it in problem.exercises if it not in {held.exercise for held in plan.exercises}),
    )  # fmt: skip
    return Result(plan, check(problem, plan).score, (), Settings(option="B"), "finished", missing)


def _fill_journal() -> None:
    with transaction.atomic():
        for number in range(LINES):
            subject = f"training.request/past-{number}"
            write_line(verb="training.submit_request", subject=subject, changes={}, by=BY, at=AT)
