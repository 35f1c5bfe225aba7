"""Who may do what with units, requests, offers, ratings and calendars; what a person sees of a task."""

from __future__ import annotations

from tansiq.core.models import Record
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import Request, Task
from tansiq.training.rules import EDITABLE, NEEDS, RequestStep, steps_from


def may_change_unit(person: Person, unit: Unit) -> bool:
    """Tell whether someone changes the figures and absences of a unit."""
    return person.may(Permission.FILE_NEED, unit.owner)


def may_file_for(person: Person, party: str) -> bool:
    """Tell whether someone files requests for units of a party."""
    return person.may(Permission.FILE_NEED, party)


def may_change_request(person: Person, request: Request) -> bool:
    """Tell whether someone may change a request, as long as it is with its unit."""
    return request.state in EDITABLE and may_file_for(person, request.owner)


def may_take_step(person: Person, request: Request, step: RequestStep) -> bool:
    """Tell whether someone's roles allow a step with a request, whatever its state."""
    return person.may(NEEDS[step], request.owner)


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


def may_see_task(person: Person, task: Task) -> bool:
    """Tell whether someone sees a line of a unit's list: their own party's, or one released to their party."""
    return belongs_to(person, task.unit) or bool(person.parties & set(task.released_to.split()))


def may_see_points(person: Person) -> bool:
    """Tell whether someone reads points and letters, of the tasks that they see."""
    return person.may(Permission.READ_READINESS)


def may_rate(person: Person, task: Task) -> bool:
    """Tell whether someone confirms or overrides the rating of a task, as its commander."""
    return person.may(Permission.CONFIRM_RATING, task.unit.owner)


def may_release_rating(person: Person, task: Task) -> bool:
    """Tell whether someone releases a task's rating: for their own party's units only."""
    return may_release(person, task.unit)


def may_keep_calendar(person: Person, party: str) -> bool:
    """Tell whether someone keeps the calendar of a party: their own only."""
    return party in person.parties and person.may(Permission.KEEP_CALENDAR, party)


def may_measure(person: Person) -> bool:
    """Tell whether someone writes down what the joint panel found."""
    return person.may(Permission.KEEP_MINUTES, JOINT)
