"""Who may do what with units, requests, offers, ratings and calendars; what a person sees of a task."""

from __future__ import annotations

from django.db.models import Q

from tansiq.core.errors import NotAllowed
from tansiq.core.models import Record
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import Request, Task
from tansiq.training.rules import EDITABLE, NEEDS, RequestStep, steps_from


def reaches(person: Person, permission: Permission) -> list[tuple[str, int | None]]:
    """Give how far each role reaches that allows something: a party, and its one command or None for all its units.

    A role of a command reaches that command's units. One of an organisation that commands none reaches the whole
    party, as does one that screens the requests of all.
    """
    roles = person.roles_allowing(permission)
    narrow = {
        role.pk: role.organisation_id
        for role in roles
        if role.organisation_id and Permission.APPROVE_REQUEST not in role.permissions
    }
    if not narrow:
        return [(role.owner, None) for role in roles]
    commanding = set(Unit.objects.filter(command__in=narrow.values()).values_list("command", flat=True))
    found = ((role.owner, narrow.get(role.pk)) for role in roles)
    return [(party, command if command in commanding else None) for party, command in found]


def may_for_unit(person: Person, permission: Permission, unit: Unit) -> bool:
    """Tell whether someone may do something for this very unit."""
    return person.may(permission, unit.owner) and any(
        party in {unit.owner, JOINT} and command in {None, unit.command_id}
        for party, command in reaches(person, permission)
    )


def demand_for(person: Person, permission: Permission, unit: Unit) -> None:
    """Refuse a person whose roles do not allow something for this very unit.

    Raises
    ------
    NotAllowed
    """
    if not may_for_unit(person, permission, unit):
        raise NotAllowed


def units_reached(person: Person, permission: Permission) -> Q:
    """Give the condition on units for which someone may do something."""
    wanted = Q(pk__in=())
    for party, command in reaches(person, permission):
        of_party = ~Q(pk__in=()) if party == JOINT else Q(owner=party)
        wanted |= of_party if command is None else of_party & Q(command=command)
    return wanted


def may_change_unit(person: Person, unit: Unit) -> bool:
    """Tell whether someone changes the figures and absences of a unit."""
    return may_for_unit(person, Permission.FILE_NEED, unit)


def may_change_request(person: Person, request: Request) -> bool:
    """Tell whether someone may change a request, as long as it is with its unit."""
    return request.state in EDITABLE and may_for_unit(person, Permission.FILE_NEED, request.unit)


def may_take_step(person: Person, request: Request, step: RequestStep) -> bool:
    """Tell whether someone's roles allow a step with a request, whatever its state."""
    return may_for_unit(person, NEEDS[step], request.unit)


def steps_open(person: Person, request: Request) -> list[RequestStep]:
    """Give the steps that a person can take with a request now."""
    return [step for step in steps_from(request.state) if may_take_step(person, request, step)]


def may_offer(person: Person, party: str) -> bool:
    """Tell whether someone keeps the catalogue, venues and instructors of a party."""
    return person.may(Permission.PUBLISH_OFFER, party)


def may_release(person: Person, record: Record) -> bool:
    """Tell whether someone releases a record to other parties: as its owner, never for another party."""
    return record.owner in person.parties and person.may(Permission.RELEASE, record.owner)


def belongs_to(person: Person, unit: Unit) -> bool:
    """Tell whether a unit is of the person's own party, or of all as a member of a joint body sees it."""
    return unit.owner in person.parties or JOINT in person.parties


def may_see_points(person: Person) -> bool:
    """Tell whether someone reads points and letters, of the tasks that they see."""
    return person.may(Permission.READ_READINESS)


def may_rate(person: Person, task: Task) -> bool:
    """Tell whether someone confirms or overrides the rating of a task, as its commander."""
    return may_for_unit(person, Permission.CONFIRM_RATING, task.unit)


def may_release_rating(person: Person, task: Task) -> bool:
    """Tell whether someone releases a task's rating: for their own party's units only."""
    return may_release(person, task.unit)


def may_keep_calendar(person: Person, party: str) -> bool:
    """Tell whether someone keeps the calendar of a party: their own only."""
    return party in person.parties and person.may(Permission.KEEP_CALENDAR, party)


def may_measure(person: Person) -> bool:
    """Tell whether someone writes down what the joint panel found."""
    return person.may(Permission.KEEP_MINUTES, JOINT)
