"""Which plans are still talked about: nobody is asked to read, review or approve one whose place another took."""

from __future__ import annotations

from collections.abc import Iterable

from tansiq.core.queries import this_node
from tansiq.planning.access import awaits_sending
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.versions import versions
from tansiq.planning.queries.shared.basis import crossing, partners
from tansiq.planning.rules import TALKED_ABOUT, Standing, overtaken


def with_overtaken(programme: Programme, plans: Iterable[PlanVersion]) -> list[PlanVersion]:
    """Tell of each plan which other one took its place, if any."""
    every = programme.versions.values_list("number", "parent__number", "state")
    later = overtaken(Standing(*row) for row in every)
    told = list(plans)
    for plan in told:
        plan.overtaken_by = later.get(plan.number)
    return told


def plans_talked_about(programme: Programme) -> list[PlanVersion]:
    """Give the plans that await reading, review or approval, the newest first."""
    open_plans = with_overtaken(programme, versions(programme).filter(state__in=TALKED_ABOUT))
    return [plan for plan in open_plans if plan.overtaken_by is None]


def plans_to_send(programme: Programme) -> list[PlanVersion]:
    """Give the plans that were proposed here and can go to the partner, and that the partner does not have yet."""
    others = partners(this_node())
    if not others:
        return []
    unsent = [plan for plan in plans_talked_about(programme) if awaits_sending(plan, others)]
    return [plan for plan in unsent if crossing(plan).can_cross]
