"""The plan as a workbook to read, filter and print: what is held, what is not and why, readiness, money."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from openpyxl import Workbook

from tansiq_desk.words import Voice
from tansiq_desk.words.telling import not_asked_text, relaxation_text, ruled_text
from tansiq_desk.workbook import look
from tansiq_desk.workbook.matrix import write_matrix
from tansiq_desk.workbook.scores import write_score
from tansiq_desk.workbook.steady import steady_bytes
from tansiq_desk.workbook.tables import Table, Value, write_page
from tansiq_desk.workbook.wording import choice_label, word
from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result, Unplanned
from tansiq_planner.solution import Edition

Rows = Iterator[list[Value]]


def write_plan_workbook(problem: Problem, result: Result, lang: str) -> bytes:
    """Write a result as an Excel workbook to read and print; nothing is read back from it.

    Parameters
    ----------
    problem : Problem
    result : Result
        What planning that problem gave.
    lang : str
        One of `tansiq_desk.words.languages.LANGUAGES`.

    Returns
    -------
    bytes
        The `.xlsx` file; the same for the same problem, result and language.
    """
    book = Workbook()
    sheets = _Sheets(problem, result, lang)
    write_score(book.worksheets[0], problem, result, lang)
    for key, table in sheets.tables().items():
        write_page(book.create_sheet(), word(lang, "plan_sheets", key), table, lang)
        if key == "unplanned":
            write_matrix(book.create_sheet(), problem, result.plan, lang)
    look.mark(book, problem.marking, lang)
    stream = BytesIO()
    book.save(stream)
    return steady_bytes(stream.getvalue(), problem.as_of)


class _Sheets:
    """The tables of one plan in one language."""

    def __init__(self, problem: Problem, result: Result, lang: str) -> None:
        self.problem, self.result, self.lang = problem, result, lang
        self.voice = Voice(lang, problem.names, problem.currency)
        self.names = Voice(lang, problem.names, isolates=False)
        self.comma = self.names.say("terms.comma")

    def tables(self) -> dict[str, Table]:
        """Give every table by its sheet, in order."""
        return {
            "editions": self._table(
                "edition course name venue first_day last_day weeks people class_max instructors national",
                self.editions(),
                wrapped={2, 3, 9},
            ),
            "seats": self._table(
                "request unit course name priority by asked given missing "
                "edition first_day last_day seats_here late",
                self.seats(),
                wrapped={1, 3},
            ),
            "exercises": self._table(
                "exercise name kind level held first_day last_day venue hosts participants",
                self.exercises(),
                wrapped={1, 7, 9},
            ),
            "conferences": self._table(
                "exercise name conference day weeks_before", self.conferences(), wrapped={1}
            ),
            "unplanned": self._table(
                "what name unit priority missing reasons helps lost_to alone",
                self.unplanned(),
                wrapped={1, 2, 5, 6},
            ),
            "money": self._table("line payer kind year spent allowed left", self.money(), money={4, 5, 6}),
        }

    def _table(
        self, headings: str, rows: Rows, *, wrapped: set[int] | None = None, money: set[int] | None = None
    ) -> Table:
        titles = [word(self.lang, "plan_headings", key) for key in headings.split()]
        return Table(titles, list(rows), frozenset(wrapped or ()), frozenset(money or ()))

    def name(self, key: str) -> str:
        """Give what people call an id."""
        return self.names.name(key)

    def yes_no(self, *, holds: bool) -> str:
        """Give a yes or no."""
        return choice_label(self.lang, "yes" if holds else "no")

    def editions(self) -> Rows:
        """Give one row for each edition."""
        for edition in self.result.plan.editions:
            course = self.problem.courses[edition.course]
            instructors = self.comma.join(
                f"{self.name(pool)}: {number}" for pool, number in edition.instructors.items()
            )
            national = self.problem.is_national(course, edition.instructors)
            last = self.problem.horizon.course_end(edition.start, course.weeks)
            yield [
                edition.id, course.id, self.name(course.id), self.name(edition.venue), edition.start, last,
                course.weeks, edition.size, course.seats_max, instructors, self.yes_no(holds=national),
            ]  # fmt: skip

    def seats(self) -> Rows:
        """Give one row for each request and edition that seats it; one without an edition where none does."""
        for request in self.problem.requests.values():
            given = self.result.plan.seats_of(request.id)
            lead: list[Value] = [
                request.id, self.name(request.unit), request.course, self.name(request.course),
                request.priority, request.by, request.seats, given, request.seats - given,
            ]  # fmt: skip
            seated = [edition for edition in self.result.plan.editions if request.id in edition.seats]
            for edition in seated:
                yield [*lead, *self._seated(edition, request.id)]
            if not seated:
                yield [*lead, None, None, None, 0, None]

    def _seated(self, edition: Edition, request: str) -> list[Value]:
        last = self.problem.horizon.course_end(edition.start, self.problem.courses[edition.course].weeks)
        late = self.yes_no(holds=last > self.problem.requests[request].by)
        return [edition.id, edition.start, last, edition.seats[request], late]

    def exercises(self) -> Rows:
        """Give one row for each exercise of the programme, held or not."""
        held = {one.exercise: one for one in self.result.plan.exercises}
        for exercise in self.problem.exercises.values():
            found = held.get(exercise.id)
            people = self.comma.join(f"{self.name(it.unit)}: {it.headcount}" for it in exercise.participants)
            yield [
                exercise.id, self.name(exercise.id), exercise.kind, exercise.level,
                self.yes_no(holds=found is not None), found.start if found else None,
                found.end(exercise.conduct_days) if found else None, self.name(exercise.venue),
                self.comma.join(self.name(host) for host in sorted(exercise.hosts)), people,
            ]  # fmt: skip

    def conferences(self) -> Rows:
        """Give one row for each planning conference."""
        for held in self.result.plan.exercises:
            for kind, day in held.in_order:
                weeks = (held.start - day).days // DAYS_IN_WEEK
                what = self.names.term("conference", kind)
                yield [held.exercise, self.name(held.exercise), what, day, weeks]

    def unplanned(self) -> Rows:
        """Give one row for each request short of seats and each exercise not held."""
        for it in self.result.unplanned:
            request = self.problem.requests.get(it.id)
            yield [
                it.id, self.name(request.course if request else it.id),
                self.name(request.unit) if request else None, request.priority if request else None,
                it.seats if request else None, *self._why(it), self.comma.join(it.lost_to), it.possible_alone,
            ]  # fmt: skip

    def _why(self, it: Unplanned) -> tuple[str, str]:
        is_exercise = it.id in self.problem.exercises
        return (
            "\n".join(ruled_text(self.voice, one) for one in it.reasons)
            or ("" if it.is_explained else not_asked_text(self.voice)),
            "\n".join(relaxation_text(self.voice, one, of_exercise=is_exercise) for one in it.relaxations),
        )

    def money(self) -> Rows:
        """Give one row for each line, or kind of cost without a line, and year; then the sum of each year."""
        spending = self.result.score.spending
        for entry in spending:
            left = None if entry.allowed is None else entry.allowed - entry.spent
            line = self.name(entry.line) if entry.line else None
            yield [
                line, self._payer(entry.payer), self.names.term("cost_kind", entry.kind), entry.year,
                entry.spent, entry.allowed, left,
            ]  # fmt: skip
        total = word(self.lang, "plan_headings", "total")
        for year in sorted({entry.year for entry in spending}):
            spent = sum(entry.spent for entry in spending if entry.year == year)
            yield [total, None, None, year, spent, None, None]

    def _payer(self, payer: str) -> str:
        return self.name(payer) if payer in self.problem.names else self.names.term("payer", payer)
