"""The need sheet of a unit: each task with its target, the letter now, the gap; and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tansiq.core.rules import Plain
from tansiq.documents.queries.papers.asked import (
    NOTHING,
    Asked,
    called,
    cells,
    day_cell,
    day_told,
    mark_of,
    record_paper,
)
from tansiq.organisations.models import Unit
from tansiq.training.access import may_see_points
from tansiq.training.models import Request, Task
from tansiq.training.queries import Told, requests_listed, tasks_told, unit_seen
from tansiq.training.queries.crossing import request_form
from tansiq.training.queries.ratings import latest
from tansiq.ui.tongue import number
from tansiq_desk.paper.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Pairs,
    Paper,
    Paragraph,
    Table,
    Tone,
)


def need_sheet(asked: Asked) -> Paper:
    """Write the need sheet of a unit.

    Raises
    ------
    NotFound
    """
    unit = unit_seen(asked.person, asked.subject)
    tasks = tasks_told(asked.person, asked.day, unit=unit)
    requests = list(requests_listed(asked.person, sort="by", unit=unit.code))
    return record_paper(
        asked,
        title=_("Need sheet"),
        subtitle=called(unit),
        marking=str(unit.get_marking_display()),
        reference=unit.code,
        mark=_mark(unit),
        blocks=_blocks(asked, unit, tasks, requests),
    )


def mark_of_need_sheet(asked: Asked) -> str:
    """Give the hash that the need sheet of a unit bears as things stand now.

    Raises
    ------
    NotFound
    """
    return _mark(unit_seen(asked.person, asked.subject))


def _mark(unit: Unit) -> str:
    """Give the hash of all that is kept of a unit and its needs: the same whoever reads how much of it."""
    tasks = unit.tasks.select_related("competency").prefetch_related("ratings").order_by("competency__code")
    rated: list[Plain] = [
        [it.competency.code, it.target, it.weight, it.start_points, _last_rating(it)] for it in tasks
    ]
    requests = unit.requests.select_related("unit", "course").order_by("code")
    asked_for: list[Plain] = [[request_form(it), it.state] for it in requests]
    command = unit.command.code if unit.command else None
    about: Plain = [unit.code, unit.names, command, unit.marking]
    return mark_of({"unit": about, "tasks": rated, "requests": asked_for})


def _last_rating(task: Task) -> Plain:
    last = latest(task)
    return None if last is None else [last.rated_on.isoformat(), last.points]


def _blocks(asked: Asked, unit: Unit, tasks: list[Told], requests: list[Request]) -> Iterator[Block]:
    yield Pairs((
        (_("Unit"), cells([called(unit)])),
        (_("Command"), cells([called(unit.command)] if unit.command else [])),
        (_("As of"), cells([day_told(asked.day)])),
    ))  # fmt: skip
    if not may_see_points(asked.person):
        yield Note(_("Your roles do not read ratings, so this sheet has none."))
    yield Heading(_("Tasks"), 2)
    if tasks:
        columns = (
            Column(_("Task"), 3.0), Column(_("Weight"), 0.8, Align.CENTRE), Column(_("Target"), 0.9, Align.CENTRE),
            Column(_("Now"), 1.0, Align.CENTRE), Column(_("Gap"), 1.4),
        )  # fmt: skip
        yield Table(columns, tuple(_of_task(it) for it in tasks))
    else:
        yield Paragraph(_("No task is entered for this unit."), Tone.QUIET)
    yield Heading(_("Requests"), 2)
    yield _requests(requests) if requests else Paragraph(_("Nothing was asked for."), Tone.QUIET)


def _requests(requests: list[Request]) -> Table:
    columns = (
        Column(_("Request"), 1.0), Column(_("Course"), 2.6), Column(_("Seats"), 0.7, Align.END), Column(_("By"), 1.5),
        Column(_("Priority"), 0.8, Align.CENTRE), Column(_("State"), 1.1),
    )  # fmt: skip
    return Table(columns, tuple(_of_request(it) for it in requests))


def _of_task(it: Told) -> tuple[Cell, ...]:
    now, gap, tone = NOTHING, _("not known"), Tone.QUIET
    if it.reckoning is not None and it.letter is not None:
        short = max(0, it.target.begins_at - it.reckoning.points)
        now, tone = (
            f"{it.letter} ({number(it.reckoning.points)})",
            Tone.GOOD if it.is_at_target else Tone.NOTICE,
        )
        gap = _("%(points)s points short") % {"points": number(short)} if short else _("at target")
    return (
        cells([called(it.task.competency)]), cells([str(it.task.weight)]), cells([str(it.target)]), cells([now]),
        cells([gap], tone),
    )  # fmt: skip


def _of_request(it: Request) -> tuple[Cell, ...]:
    return (
        cells([it.code]), cells([called(it.course)]), cells([number(it.seats)]), day_cell(it.by_on),
        cells([str(it.priority)]), cells([str(it.get_state_display())]),
    )  # fmt: skip
