"""By what right rows of a file are taken in: that of the person who reads it in. `shared.taking` has that of a party."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from tansiq.core.models import Node
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Organisation
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import is_of_this_office, may_take_in
from tansiq.planning.queries.programme_file.rows import Row, Rows, owner_of
from tansiq.planning.rules import Why
from tansiq.training.access import reaches


class Authority(Protocol):
    """Whoever's right it is to change records by a file; `seen` is what they see of the programme as it is."""

    @property
    def seen(self) -> Rows:
        """The rows of the programme that they see, as they see them."""
        ...

    def completed(self, section: str, row: Row, now: Row | None) -> Row:
        """Give a row as it is meant to be written: with what a file never changes as it is."""
        ...

    def is_foreign(self, section: str, row: Row, now: Row | None, around: Rows) -> bool:
        """Tell whether a row, as it is or as the file has it, is another's to change."""
        ...

    def why_not(self, section: str, row: Row, now: Row | None, around: Rows) -> Why | None:
        """Give why they may not change a row that is theirs to change; None where they may."""
        ...

    def steps_apart(self, going_on: Collection[str]) -> Collection[str]:
        """Give those of the requests met already that a file leaves to their own steps."""
        ...


@dataclass
class OfPerson:
    """A person changes what their roles change by hand, of the parties they work for."""

    person: Person
    node: Node
    seen: Rows
    _may: dict[tuple[str, str], bool] = field(default_factory=dict)

    def completed(self, section: str, row: Row, now: Row | None) -> Row:
        """Give a unit with the tasks that it has already, and with ratings as they are: its commander gives those."""
        if section != "units":
            return row
        rates = self._is_reached(Permission.CONFIRM_RATING, row)
        tasks = dict(now["metl"]) if now else {}
        for competency, task in row["metl"].items():
            held = tasks.get(competency)
            start = task.get("start") if held is None and rates else (held or {}).get("start")
            tasks[competency] = rated(task, start)
        return {**row, "metl": tasks}

    def is_foreign(self, section: str, row: Row, now: Row | None, around: Rows) -> bool:
        """Tell whether a row is of another office, or the file gives it another owner."""
        owner = owner_of(section, now or row, around)
        return not is_of_this_office(self.node, owner) or owner != owner_of(section, row, around)

    def why_not(self, section: str, row: Row, now: Row | None, around: Rows) -> Why | None:
        """Give why their roles do not change a row."""
        if section == "user_roles":
            return Why.STEPS
        owner = owner_of(section, now or row, around)
        is_of_their_command = section != "units" or all(
            self._is_reached(Permission.FILE_NEED, it) for it in (now or row, row)
        )
        if self._may_take_in(section, owner) and is_of_their_command:
            return None
        return Why.ROLE if owner == JOINT or {owner, JOINT} & self.person.parties else Why.FOREIGN

    def steps_apart(self, going_on: Collection[str]) -> Collection[str]:
        """Give all of them: what a plan in force has met is changed on its own page."""
        return going_on

    def _may_take_in(self, section: str, owner: str) -> bool:
        """Tell whether their roles change records of a section and owner; a list asks this of thousands of rows."""
        if (section, owner) not in self._may:
            self._may[section, owner] = may_take_in(self.person, section, owner)
        return self._may[section, owner]

    def _is_reached(self, permission: Permission, unit: Row) -> bool:
        """Tell whether a unit is of a command for which this person may do something."""
        return any(
            party in {unit["party"], JOINT} and command in {None, unit["owner"]}
            for party, command in self._reaches[permission]
        )

    @cached_property
    def _reaches(self) -> Mapping[Permission, list[tuple[str, str | None]]]:
        commands = dict(Organisation.objects.values_list("pk", "code"))
        return {
            permission: [
                (party, None if command is None else commands[command])
                for party, command in reaches(self.person, permission)
            ]
            for permission in (Permission.FILE_NEED, Permission.CONFIRM_RATING)
        }


def rated(task: Mapping[str, Any], start: int | None) -> dict[str, Any]:
    """Give a task with these points at the start, or with none."""
    said = {key: it for key, it in task.items() if key != "start"}
    return said if start is None else {**said, "start": start}
