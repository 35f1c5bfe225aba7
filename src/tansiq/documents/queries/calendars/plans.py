"""The entries of a plan: the one that stands furthest, as a whole or as far as it concerns a party or some units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from tansiq.core.rules import JOINT, Marking
from tansiq.documents.queries.calendars.records import Asked, changes_of
from tansiq.documents.rules.calendars import PlanScope
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.planning.queries.plans.versions import the_programme, the_standing_plan, tongue_of
from tansiq.planning.rules import IN_FORCE
from tansiq_desk.calendars.entries import Entry, plan_entries


def standing_plan_entries(asked: Asked, scope: PlanScope) -> list[Entry]:
    """Give the entries of the plan that stands furthest in its life; a restricted one is read on the node alone."""
    programme = the_programme()
    plan = the_standing_plan(programme) if programme else None
    if plan is None or plan.marking == Marking.RESTRICTED:
        return []
    return entries_of_plan(asked, plan, scope)


def entries_of_plan(asked: Asked, plan: PlanVersion, scope: PlanScope) -> list[Entry]:
    """Give the entries of a plan; of each only the people of units of the reader's own parties are told."""
    whole = opened(plan)
    told = _units_told(asked, whole)
    found = plan_entries(whole.problem, whole.plan, tongue_of(plan), units=told)
    is_settled = plan.state in IN_FORCE
    lines = _lines(plan, is_settled=is_settled)
    changed_at = changes_of("planning.planversion", [plan.code]).get(plan.code, plan.made_at)
    address = asked.at("planning:plan", plan.number)
    return [
        replace(
            it, uid=f"{it.uid}.{whole.problem.id}".replace("@", "."), lines=(*it.lines, *lines), address=address,
            sequence=plan.number, changed_at=changed_at, is_tentative=not is_settled,
        )
        for it in found
        if _is_wanted(asked, it, scope)
    ]  # fmt: skip


def _units_told(asked: Asked, whole: Opened) -> Collection[str]:
    if JOINT in asked.person.parties:
        return whole.problem.units.keys()
    return [unit.id for unit in whole.problem.units.values() if unit.party in asked.person.parties]


def _lines(plan: PlanVersion, *, is_settled: bool) -> tuple[str, ...]:
    said = (
        _("Plan %(number)d: %(state)s.")
        if is_settled
        else _("Plan %(number)d: %(state)s. It may still change.")
    )
    state = said % {"number": plan.number, "state": plan.get_state_display()}
    return state, str(plan.get_marking_display())


def _is_wanted(asked: Asked, entry: Entry, scope: PlanScope) -> bool:
    if scope == PlanScope.WHOLE or (scope == PlanScope.PARTY and JOINT in asked.person.parties):
        return True
    if scope == PlanScope.PARTY:
        return bool(entry.parties & asked.person.parties)
    return bool(entry.units & asked.own_units)
